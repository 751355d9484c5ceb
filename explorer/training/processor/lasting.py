"""What is imported lasts as long as the process: Python's garbage collector may leave it alone.

Its looks take longer the more there is. A third of the time of importing torch goes into them, and
one look through all that a served page has imported takes half a second, in which nobody is
answered.
"""

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lasting() -> Iterator[None]:
    """Nothing is collected until the end, and what there is then never.

    For a program's own imports, by one thread at a time: the collector is the whole process's.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        atexit.register(gc.unfreeze)  # at its end Python asks for what was not collected
        if collecting:
            gc.enable()
