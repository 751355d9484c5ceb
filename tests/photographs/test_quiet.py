"""Warnings are kept quiet for a while, and the filters are as before."""

import threading
import warnings

import pytest

from explorer.photographs.quiet import quietly


def test_warnings_inside_are_dropped_and_later_ones_are_not() -> None:
    before = list(warnings.filters)
    with quietly():
        warnings.warn("dropped", UserWarning, stacklevel=1)
    with pytest.raises(KeyError), quietly():
        raise KeyError
    assert warnings.filters == before
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)


def test_threads_leave_the_filters_as_they_were() -> None:
    before = list(warnings.filters)
    barrier = threading.Barrier(4)

    def work() -> None:
        barrier.wait()
        for _ in range(200):
            with quietly():
                warnings.warn("dropped", UserWarning, stacklevel=1)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before
