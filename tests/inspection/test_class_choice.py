"""A class by index, by name, by part of a name; and sentences for those that do not exist."""

import numpy as np
import pytest

from explorer.inspection.class_choice import choose_class, typed_class

NAMES = ("tench", "macaw", "Siamese cat, Siamese", "tiger cat", "crane", "crane", "scorpion, crab")


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (0, 0),
        (6, 6),
        ("TENCH", 0),
        ("  siamese   CAT ", 2),
        ("siamese_cat", 2),
        ("Siamese cat, Siamese", 2),
        ("crab", 6),
        ("maca", 1),
        ("tiger", 3),
    ],
)
def test_it_is_found(asked: int | str, index: int) -> None:
    found = choose_class(NAMES, asked)
    assert (found.index, found.name) == (index, NAMES[index])


@pytest.mark.parametrize("index", [-1, 7, 1000, True])
def test_an_index_outside_is_refused_with_the_range(index: int) -> None:
    with pytest.raises(ValueError, match=rf"^class {index} does not exist.*7 classes.*0 to 6"):
        choose_class(NAMES, index)


def test_two_of_one_name_are_told_apart_by_index() -> None:
    with pytest.raises(ValueError, match=r"'Crane' fits 2 classes: crane \(4\), crane \(5\)"):
        choose_class(NAMES, "Crane")
    with pytest.raises(ValueError, match=r"fits 2 classes: Siamese cat, Siamese \(2\), tiger cat"):
        choose_class(NAMES, "cat")


def test_an_unknown_name_gets_near_ones() -> None:
    with pytest.raises(ValueError, match=r"called 'tenhc'; near names are tench: .*0 to 6"):
        choose_class(NAMES, "tenhc")
    with pytest.raises(ValueError, match=r"called 'zzzz': choose"):
        choose_class(NAMES, "zzzz")
    with pytest.raises(ValueError, match="the class name is empty"):
        choose_class(NAMES, " ")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("7", 7), (" +3 ", 3), ("-1", -1), ("--5", "--5"), ("²", "²"), ("٣", "٣"), ("7a", "7a")],
)
def test_only_a_whole_number_is_an_index(text: str, meant: int | str) -> None:
    assert typed_class(text) == meant


@pytest.mark.parametrize("class_", [1.5, True, float("nan")])
def test_an_index_is_a_whole_number(class_: float) -> None:
    with pytest.raises(ValueError, match="does not exist: this network has 2 classes"):
        choose_class(("cat", "dog"), class_)  # type: ignore[arg-type]


def test_an_index_of_numpy_s_is_one() -> None:
    assert choose_class(("cat", "dog"), np.int64(1)).name == "dog"  # type: ignore[arg-type]
