"""What visitors have uploaded: how much in all, whose it is, and when it goes."""

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

MEGABYTE: Final = 10**6
PHOTOGRAPH: Final = 50 * MEGABYTE
CHECKPOINT: Final = 600 * MEGABYTE  # a ResNet-152's with its optimiser's state
TOTAL: Final = 2000 * MEGABYTE
PICTURES: Final = frozenset(
    f".{each}"
    for each in (
        "jpg", "jpeg", "jfif", "png", "webp", "avif", "gif", "tif", "tiff", "bmp", "heic", "heif",
    )
)  # fmt: skip
GRACE: Final = 60.0  # seconds in which a session may come back, as after a lost connection
UNCLAIMED: Final = 3600.0  # seconds after which goes what no session has used


def limit_of(name: str) -> int:
    """Bytes that a file of that name may have."""
    return PHOTOGRAPH if Path(name).suffix.lower() in PICTURES else CHECKPOINT


@dataclass
class _Upload:
    size: int
    since: float
    owners: set[str] = field(default_factory=set)


class Ledger:
    """Every uploaded file by its path.

    Args:
        total: Bytes that all of them may have together.
        clock: Tells the time in seconds.
    """

    def __init__(self, total: int = TOTAL, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = total
        self._clock = clock
        self._files: dict[str, _Upload] = {}
        self._here: dict[str, int] = {}  # connections of each session
        self._left: dict[str, float] = {}  # when the last one of a session was cut
        self._coming = 0
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes of what is there and of what is on its way."""
        with self._lock:
            return self._held()

    def take(self, count: int) -> bool:
        """Whether so many bytes more still fit; if so they are on their way."""
        if self.held + count > self._total:
            self.sweep()
        with self._lock:
            fits = self._held() + count <= self._total
            self._coming += count * fits
            return fits

    def give_back(self, count: int) -> None:
        """So many bytes are on their way no more."""
        with self._lock:
            self._coming -= count

    def keep(self, paths: Iterable[str]) -> None:
        """Files have arrived."""
        with self._lock:
            for path in paths:
                with suppress(OSError):
                    size = Path(path).stat().st_size
                    self._files.setdefault(path, _Upload(size, self._clock())).since = self._clock()

    def used(self, session: str, event: str) -> None:
        """A session has asked for something, with whatever files its event names."""
        with self._lock:
            for path, upload in self._files.items():
                if path in event:
                    upload.owners.add(session)
                    upload.since = self._clock()

    def came(self, session: str) -> None:
        """A session has opened its connection."""
        with self._lock:
            self._here[session] = self._here.get(session, 0) + 1
            self._left.pop(session, None)

    def went(self, session: str) -> None:
        """A session's connection was cut."""
        with self._lock:
            self._here[session] = self._here.get(session, 1) - 1
            if self._here[session] <= 0:
                del self._here[session]
                if any(session in each.owners for each in self._files.values()):
                    self._left[session] = self._clock()

    def sweep(self) -> None:
        """Free what only departed sessions used, and what nobody used for long."""
        with self._lock:
            now = self._clock()
            gone = {each for each, since in self._left.items() if now - since >= GRACE}
            for each in gone:
                del self._left[each]
            for path, upload in list(self._files.items()):
                owned = bool(upload.owners)
                upload.owners -= gone
                late = now - upload.since >= UNCLAIMED and not upload.owners & {*self._here}
                if late or (owned and not upload.owners):
                    del self._files[path]
                    with suppress(OSError):
                        Path(path).unlink()
                        Path(path).parent.rmdir()

    def _held(self) -> int:
        return self._coming + sum(each.size for each in self._files.values())
