import gc
import weakref

import pytest

from explorer.training.processor.lasting import lasting


class Ring:
    """Refers to itself, so that only the collector finds it."""

    def __init__(self) -> None:
        self.own = self


def test_nothing_is_collected_meanwhile_and_what_was_there_never() -> None:
    assert gc.isenabled()
    with lasting():
        assert not gc.isenabled()
        ring = Ring()
        there = weakref.ref(ring)
        del ring
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
    gc.collect()
    assert there() is not None
    gc.unfreeze()
    gc.collect()
    assert there() is None


def test_what_is_made_later_is_collected_as_ever() -> None:
    with lasting():
        pass
    later = weakref.ref(Ring())
    gc.collect()
    gc.unfreeze()
    assert later() is None


def test_a_failure_meanwhile_leaves_the_collector_as_it_was() -> None:
    with pytest.raises(ModuleNotFoundError), lasting():
        raise ModuleNotFoundError
    assert gc.isenabled()
    gc.disable()
    with lasting():
        pass
    assert not gc.isenabled()
    gc.enable()
    gc.unfreeze()
