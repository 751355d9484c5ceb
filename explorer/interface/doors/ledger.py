"""What visitors have uploaded or were handed out: how much, whose it is, and when it goes."""

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
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
TEXTS: Final = frozenset({".csv", ".html", ".json", ".md", ".txt"})  # a long race's
FIRST: Final = 16  # bytes by which a checkpoint is told
_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"\x80", b"\x1f\x8b")  # zip, pickle, gzip
GRACE: Final = 60.0  # seconds in which a session may come back, as after a lost connection
UNCLAIMED: Final = 3600.0  # seconds after which goes what no session has used
UNTOLD: Final = 120.0  # and what was written for a person who had left before it was there


def is_picture(name: str) -> bool:
    """Whether a file's name is that of a photograph."""
    return Path(name).suffix.lower() in PICTURES


def limit_of(name: str, first: bytes) -> int:
    """Bytes that a file may have: as many as a photograph, unless it begins as what is larger.

    Args:
        name: The file's.
        first: Its first bytes, `FIRST` of them if it has so many.
    """
    if is_picture(name):
        return PHOTOGRAPH
    if first.startswith(_ARCHIVES) or first[8:9] == b"{":  # safetensors, after a length
        return CHECKPOINT
    is_text = Path(name).suffix.lower() in TEXTS
    return CHECKPOINT if is_text and b"\0" not in first else PHOTOGRAPH


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
        folder: Where all of it lies and nothing else, so that what nobody was told of can go too.
    """

    def __init__(
        self,
        total: int = TOTAL,
        clock: Callable[[], float] = time.monotonic,
        folder: Path | None = None,
    ) -> None:
        self._total = total
        self._folder = folder
        self._clock = clock
        self._files: dict[str, _Upload] = {}
        self._here: dict[str, int] = {}  # connections of each session
        self._listening: Counter[str] = Counter()  # answers that each waits for
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

    def handed_out(self, session: str, paths: Iterable[str]) -> None:
        """A session is told of files that were written for it; they count for no total."""
        with self._lock:
            for path in paths:
                upload = self._files.setdefault(path, _Upload(0, self._clock()))
                upload.since = self._clock()
                if session:
                    upload.owners.add(session)

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

    @contextmanager
    def listening(self, session: str) -> Iterator[None]:
        """While a session waits for answers, be it without the connection of a page."""
        with self._lock:
            self._listening[session] += 1
        try:
            yield
        finally:
            with self._lock:
                self._listening[session] -= 1
                self._listening += Counter()  # those of nobody are forgotten

    def is_here(self, session: str) -> bool:
        """Whether a session's connection is open, or it listens."""
        return session in self._here or session in self._listening

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
                    _remove(Path(path))
            told = {*self._files}
        if self._folder is not None:
            self._remove_untold(self._folder, told)

    @staticmethod
    def _remove_untold(folder: Path, told: Container[str]) -> None:
        for place, _, names in os.walk(folder):
            for path in (Path(place, name) for name in names):
                with suppress(OSError):
                    found = path.stat()  # of a copy the contents keep their time
                    old = time.time() - max(found.st_mtime, found.st_ctime) >= UNTOLD
                    if old and str(path) not in told:
                        path.unlink()
                        if Path(place) != folder:  # which Gradio does not make again
                            path.parent.rmdir()

    def _held(self) -> int:
        return self._coming + sum(each.size for each in self._files.values())


def _remove(path: Path) -> None:
    """Delete a file, and its folder where it was alone."""
    with suppress(OSError):
        path.unlink()
        path.parent.rmdir()
