import pytest

from explorer.interface.kept import Kept, bytes_together

ROOM = object()  # that every thing is in


def of_three(thing: str) -> list[tuple[object, int]]:
    return [(thing, 3), (ROOM, 10)]


def test_the_least_recently_used_goes_first_where_all_hold_too_much() -> None:
    gone: list[str] = []
    kept: Kept[str] = Kept(16, of_three, gone.append)  # the room counts once
    first, second = kept.put("first"), kept.put("second")
    assert kept.get(first) == "first"
    third = kept.put("third")
    assert [kept.get(key) for key in (first, second, third)] == ["first", None, "third"]
    assert gone == ["second"]


def test_the_last_one_is_kept_however_large() -> None:
    kept: Kept[str] = Kept(1, of_three)
    first, second = kept.put("first"), kept.put("second")
    assert (kept.get(first), kept.get(second)) == (None, "second")


def test_what_nobody_asks_for_is_dropped_in_time() -> None:
    now = 0.0
    gone: list[str] = []
    kept: Kept[str] = Kept(100, of_three, gone.append, lambda: now)
    idle, used = kept.put("idle"), kept.put("used")
    now = 50.0
    assert kept.get(used) == "used"
    now = 101.0
    kept.drop_unused(100.0)
    assert (kept.get(idle), kept.get(used)) == (None, "used")
    assert gone == ["idle"]


def test_a_thing_may_have_a_key() -> None:
    kept: Kept[str] = Kept(100, of_three)
    assert kept.put("thing", "its own") == "its own"
    assert kept.get("its own") == "thing"


def test_what_several_hold_counts_once() -> None:
    assert bytes_together([of_three("a"), of_three("b")]) == 16
    assert bytes_together([]) == 0


@pytest.mark.parametrize("key", [None, "", "guess", 3])
def test_unknown_keys(key: object) -> None:
    kept: Kept[str] = Kept(2, of_three)
    kept.put("thing")
    assert kept.get(key) is None


def test_keys_cannot_be_guessed() -> None:
    kept: Kept[str] = Kept(5, of_three)
    keys = {kept.put("thing") for _ in range(50)}
    assert len(keys) == 50
    assert min(map(len, keys)) >= 20
