"""Memory that is free within this process goes back to the system."""

import ctypes
from contextlib import suppress


def give_memory_back() -> None:
    """Let the C library give its free pages back, where it can: glibc keeps those of every thread.

    Without it a page that a class has used holds hundreds of megabytes that nothing lies in.
    """
    with suppress(AttributeError, OSError, TypeError):  # no glibc: no such function
        ctypes.CDLL(None).malloc_trim(0)
