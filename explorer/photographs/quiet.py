"""Other libraries' warnings, kept off the terminal while one call of them runs."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

# Python's warning filters belong to the whole process: two threads that change and restore them
# at once would leave them changed.
_FILTERS = threading.RLock()


@contextmanager
def quietly() -> Iterator[None]:
    """No warning is printed or raised inside; one thread at a time."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
