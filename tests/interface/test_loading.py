import threading
from collections.abc import Callable, Generator
from typing import Any

import pytest

from explorer.interface.loading import Download, loading

Told = Callable[[int, int], None]


def rest(job: Generator[Download, None, Any]) -> Any:
    """What a job returns, after all that it still says."""
    try:
        while True:
            next(job)
    except StopIteration as end:
        return end.value


def test_what_has_arrived_is_told_until_the_network_is_here() -> None:
    go_on = threading.Event()

    def load(progress: Told) -> Any:
        progress(5, 45)
        go_on.wait(60)
        return "the network"

    job = loading(load)
    said = [next(job)]
    while said[-1] != Download(5, 45):  # a thread takes its time
        said.append(next(job))
    assert set(said) <= {Download(0, 0), Download(5, 45)}
    go_on.set()
    assert rest(job) == "the network"


def test_what_goes_wrong_is_raised_where_it_is_waited_for() -> None:
    def load(progress: Told) -> Any:
        raise ConnectionError("no network")

    with pytest.raises(ConnectionError, match="no network"):
        rest(loading(load))
