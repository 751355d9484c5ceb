"""Photographs are read a batch ahead, in order, and no further."""

import threading
from pathlib import Path

import numpy as np
import pytest

from explorer.photographs import ahead
from explorer.photographs.ahead import BATCH, batches_ahead
from explorer.photographs.photograph import Photograph


def photographs(count: int) -> list[Photograph]:
    return [Photograph(str(index), np.zeros((2, 3, 3), np.uint8)) for index in range(count)]


def test_all_are_there_in_order_and_what_cannot_be_read_is_said_in_its_place(
    tmp_path: Path,
) -> None:
    sources = [*photographs(BATCH + 1), tmp_path / "absent.jpg", *photographs(2)]
    found = list(batches_ahead(sources))
    assert [len(batch) for batch in found] == [BATCH, 4]
    together = [each for batch in found for each in batch]
    assert isinstance(together.pop(BATCH + 1), FileNotFoundError)
    assert together == [each for each in sources if isinstance(each, Photograph)]
    assert list(batches_ahead([])) == []


def test_large_ones_share_a_batch_with_fewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "BATCH_PIXELS", 7)  # two of 6 pixels
    assert [len(batch) for batch in batches_ahead(photographs(5))] == [2, 2, 1]


def test_one_batch_is_read_while_another_is_looked_at_and_no_more() -> None:
    second, taken = threading.Event(), 0

    def sources() -> object:
        nonlocal taken
        for photograph in photographs(5 * BATCH):
            taken += 1
            if taken == 2 * BATCH:
                second.set()
            yield photograph

    batches = batches_ahead(sources())  # type: ignore[arg-type]
    assert taken == 0
    next(batches)
    assert second.wait(10)  # nobody has asked for it yet
    batches.close()
    assert taken == 2 * BATCH


def test_what_is_no_photograph_at_all_is_the_callers_fault() -> None:
    with pytest.raises(TypeError, match="a photograph is a path"):
        list(batches_ahead([3]))  # type: ignore[list-item]


def test_who_leaves_waits_for_one_photograph_and_not_for_a_batch() -> None:
    begun, left = threading.Event(), threading.Event()
    taken = 0

    def sources() -> object:
        nonlocal taken
        for photograph in photographs(3 * BATCH):
            taken += 1
            if taken == BATCH + 2:  # the second batch
                begun.set()
                assert left.wait(60)
            yield photograph

    batches = batches_ahead(sources())  # type: ignore[arg-type]
    next(batches)
    assert begun.wait(60)
    threading.Timer(0.2, left.set).start()  # when `close` has said that nobody waits
    batches.close()
    assert taken == BATCH + 2
