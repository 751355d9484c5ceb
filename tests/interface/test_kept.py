import pytest

from explorer.interface.kept import Kept


def test_the_least_recently_used_goes_first_and_is_told_of() -> None:
    gone: list[str] = []
    kept: Kept[str] = Kept(2, gone.append)
    first, second = kept.put("first"), kept.put("second")
    assert kept.get(first) == "first"
    third = kept.put("third")
    assert [kept.get(key) for key in (first, second, third)] == ["first", None, "third"]
    assert gone == ["second"]


@pytest.mark.parametrize("key", [None, "", "guess", 3])
def test_unknown_keys(key: object) -> None:
    kept: Kept[str] = Kept(2)
    kept.put("thing")
    assert kept.get(key) is None


def test_keys_cannot_be_guessed() -> None:
    kept: Kept[str] = Kept(5)
    keys = {kept.put("thing") for _ in range(50)}
    assert len(keys) == 50
    assert min(map(len, keys)) >= 20
