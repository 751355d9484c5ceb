from dataclasses import replace

import pytest

from explorer.figures.inspection.shown import Shown
from explorer.interface.explore.shelf import LEAST, MOST, Shelf


def test_a_class_finds_all_its_answers_again(shown: Shown) -> None:
    shelf = Shelf(LEAST)
    keys = [shelf.put(replace(shown, inspection=replace(shown.inspection))) for _ in range(60)]
    assert all(shelf.get(key) is not None for key in keys)  # two for each of thirty


def test_room_is_made_by_what_the_machine_has_free(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, most in ((2**40, MOST), (6 * 10**9, 10**9), (10**9, LEAST)):
        monkeypatch.setattr("explorer.interface.explore.shelf.free_here", lambda left=free: left)
        assert Shelf.in_this_machine()._most == most
