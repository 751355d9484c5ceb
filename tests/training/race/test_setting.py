"""Kinds of values; what the race's own settings allow is tested with `RaceSettings`."""

from pathlib import Path

import numpy as np
import pytest

from explorer.training.race.setting import Choice, Data, Depth, Number, Scale, Setting, Whole, says


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        (Choice(("a", "b")), "b", "b"),
        (Whole(2, 5), 5, 5),
        (Depth(8, 110), 110, 110),
        (Number(0.5, 2), 2, 2.0),
        (Number(0.5, 2, "no limit"), None, None),
        (Number(0.5, 2, "no limit"), " None ", None),
        (Number(0.5, 2, "no limit"), "1e0", 1.0),
        (Number(0.5, 2), np.float32(1.5), 1.5),
        (Data(("digits",)), Path("x") / "y.npz", "x/y.npz"),
    ],
)
def test_what_is_allowed_is_kept_in_its_type(kind, value, kept):
    found = kind.checked("it", value)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Choice(("a", "b")), "c", "it must be one of a, b, got 'c': choose one"),
        (Whole(2, 5), 6, "it must be a whole number from 2 to 5, got 6: choose another"),
        (Whole(0, 5), False, "it must be a whole number from 0 to 5, got False: choose another"),
        (Depth(8, 110), 8.0, "depth must be 6n+2 from 8 to 110, got 8.0: choose one"),
        (
            Number(0, 2),
            10**400,
            f"it must be a number from 0 to 2, got 1{'0' * 119}...{'0' * 77}: choose another",
        ),
        (
            Number(0, 2, "x"),
            "1_0",
            "it must be a number from 0 to 2, or none for x, got '1_0': choose another",
        ),
        (
            Number(0, 2, "x"),
            np.ones(2),
            "it must be a number from 0 to 2, or none for x, got array([1., 1.]): choose another",
        ),
        (
            Scale(0, 2, word="w"),
            np.ones(2),
            "it must be a number from 0 to 2 or w, got array([1., 1.]): choose another",
        ),
        (Number(0, 2), "1", "it must be a number from 0 to 2, got '1': choose another"),
        (Number(0, 2), None, "it must be a number from 0 to 2, got None: choose another"),
        (
            Number(0, 2, "no limit"),
            3,
            "it must be a number from 0 to 2, or none for no limit, got 3: choose another",
        ),
        (
            Data(()),
            3,
            "data must be the name or the path of a data set, got 3: choose digits, for which "
            "nothing is downloaded",
        ),
    ],
)
def test_what_is_not_is_said_with_what_is(kind, value, said):
    with pytest.raises(ValueError, match="must be") as refused:
        kind.checked("it", value)
    assert str(refused.value) == said


def test_a_field_says_it_once():
    kind = Whole(1, 2)
    assert says(kind, "Help.", (1, 1)) == {"setting": Setting(kind, "Help.", (1, 1), None)}
