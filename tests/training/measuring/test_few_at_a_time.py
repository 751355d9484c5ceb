import pytest

from explorer.training.measuring.few_at_a_time import few_at_a_time


@pytest.mark.parametrize(
    ("numbers", "lengths"),
    [
        (None, [5]),
        (1, [1, 1, 1, 1, 1]),
        (30, [2, 1, 1, 1]),  # 10 + 20, 30, 40, and what is left
        (31, [3, 1, 1]),
        (60, [3, 2]),
        (1000, [5]),
    ],
)
def test_every_place_is_in_one_of_them_in_order(numbers: int | None, lengths: list[int]) -> None:
    cut = few_at_a_time([10, 20, 30, 40, 5], numbers)
    places = list(range(5))
    assert [len(places[each]) for each in cut] == lengths
    assert [place for each in cut for place in places[each]] == places


def test_nothing_is_cut_into_nothing() -> None:
    assert few_at_a_time([], 10) == ()
