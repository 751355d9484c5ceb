"""Many small convolutions on one thread: two that wait for each other are slower, not faster.

A network of 56 layers of 16 channels on 4 images is thousands of tasks of less than a millisecond,
after each of which OpenMP's threads meet. Where another job wants the processor too (a race, the
page), every meeting waits for the operating system: 57 seconds were seen where one thread takes 1.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import torch
from threadpoolctl import ThreadpoolController


@contextmanager
def one_thread() -> Iterator[None]:
    """While it is open, what this thread asks of torch's CPU kernels is done by this thread alone.

    Other threads keep theirs, which `torch.set_num_threads` would take from those made meanwhile.
    Whoever has called that has also told MKL a number of its own, which this does not change: sums
    may then end in other bits than in a process where it was not called.
    """
    torch.get_num_threads()  # a thread's first question sets its number, after which it stays
    with _pools().limit(limits=1, user_api="openmp"):
        yield


@cache
def _pools() -> ThreadpoolController:
    """The libraries' pools of threads: finding them takes milliseconds, so it is done once."""
    return ThreadpoolController()
