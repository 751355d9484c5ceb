"""The rooms that compute are imported late, so that the page opens at once, and by one thread.

torch, torchvision and captum import their own modules in circles: two threads that enter such a
circle from two sides wait for each other, which Python ends with an error in one of them.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from explorer.training.processor.lasting import lasting

_ALONE = threading.Lock()


def import_networks() -> None:
    """Import what builds networks; whoever comes second waits for the first.

    To be called before a thread of the page asks that room for anything that loads torch.
    """
    with _alone("explorer.networks.catalog.catalog"):
        import explorer.networks.catalog.catalog  # noqa: F401


def import_compute() -> None:
    """Import what inspects and what trains too."""
    with _alone("explorer.training.race.race"):
        import explorer.inspection.inspect
        import explorer.networks.catalog.catalog
        import explorer.training.race.race  # noqa: F401


def import_attributions() -> None:
    """Import captum too, which takes as long as half of torch; only attributions need it."""
    import_compute()
    with _alone("explorer.inspection.attributions.attribution"):
        import explorer.inspection.attributions.attribution  # noqa: F401


@contextmanager
def _alone(last: str) -> Iterator[None]:
    """Import meanwhile; costs nothing once the last of the modules is there."""
    with _ALONE:
        if last in sys.modules:
            yield
        else:
            with lasting():
                yield
