"""Files that are made when somebody asks for them: what most programs leave costs them no time."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.interface.doors.places import FILE_ROUTES
from explorer.interface.doors.refusing import refuse
from explorer.interface.few_at_once import FewAtOnce
from explorer.interface.kept import Held, bytes_together

MOST: Final = 256 * 2**20  # bytes that promises hold: hundreds of answers of CIFAR networks


def zips_folder(cache: str | Path) -> Path:
    """Where the zips that programs may fetch lie, in Gradio's own cache."""
    return Path(cache) / "zips"


class Promises:
    """Files that whoever was told their paths may ask for, the oldest made where they hold much."""

    def __init__(self, most: int = MOST) -> None:
        """Begin with none.

        Args:
            most: Bytes that all hold together.
        """
        self._most = most
        self._promises: OrderedDict[str, _Promise] = OrderedDict()
        self._lock = threading.Lock()

    def promise(self, path: Path, make: Callable[[], bytes], holds: Sequence[Held]) -> None:
        """Promise a file, and make the oldest ones while all hold too much.

        Args:
            path: Where it will be; an empty file holds the place.
            make: Gives its content; called by whoever asks first, again only if it failed.
            holds: What `make` keeps from being let go. What several hold counts once.

        Raises:
            ValueError, OSError: It had to be made at once, holding too much alone, and could not.
        """
        path.touch()
        new = _Promise(path, make, holds)
        if sum(size for _, size in holds) > self._most:
            new.keep()
            return
        with self._lock:
            self._promises[os.path.abspath(path)] = new
        while (oldest := self._too_much()) is not None:
            try:
                oldest.keep()
            except (OSError, ValueError, RuntimeError):  # nobody waits for it: there is none
                oldest.path.unlink(missing_ok=True)
            self._over(os.path.abspath(oldest.path))  # until now whoever asks waits for it

    def __contains__(self, path: str) -> bool:
        """Whether a file is promised, and not yet made."""
        with self._lock:
            return path in self._promises

    def keep(self, path: str) -> None:
        """Make a file if it was promised, or wait until another has made it.

        Raises:
            ValueError, OSError: It cannot be made now; whoever asks again may have it.
        """
        with self._lock:
            promised = self._promises.get(path)
        if promised is None:
            return
        promised.keep()
        self._over(path)

    def _over(self, path: str) -> None:
        with self._lock:
            self._promises.pop(path, None)

    def _too_much(self) -> "_Promise | None":
        """The oldest where all hold too much; those that were tidied away are gone by then."""
        with self._lock:
            if self._held() > self._most:  # only then is the disk asked about every file
                there = [
                    (path, each) for path, each in self._promises.items() if each.path.exists()
                ]
                self._promises = OrderedDict(there)
            return next(iter(self._promises.values())) if self._held() > self._most else None

    def _held(self) -> int:
        return bytes_together(each.holds for each in self._promises.values())


class _Promise:
    """One file, made once."""

    def __init__(self, path: Path, make: Callable[[], bytes], holds: Sequence[Held]) -> None:
        self.path = path
        self.holds = holds
        self._make: Callable[[], bytes] | None = make
        self._lock = threading.Lock()

    def keep(self) -> None:
        with self._lock:
            if self._make is None or not self.path.exists():  # made, or tidied away as too old
                return
            draft = self.path.with_name(f".{self.path.name}.part")
            try:
                draft.write_bytes(self._make())
                draft.replace(self.path)
            finally:
                draft.unlink(missing_ok=True)
            self._make = None


class Promised:
    """Keeps a promise as soon as Gradio is asked for the file."""

    def __init__(self, app: ASGIApp, promises: Promises) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            promises: Of files in Gradio's own folder.
        """
        self._app = app
        self._promises = promises
        self._few = FewAtOnce()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asks = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if asks and (path := _asked_for(scope["path"])) in self._promises:
            try:
                await self._few.run(self._promises.keep, path)
            except (ValueError, OSError):  # no memory or room just now
                await refuse(scope, receive, send, 503, "download_failed")
                return
        await self._app(scope, receive, send)


def _asked_for(address: str) -> str:
    """The file that Gradio would answer an address with; empty for none."""
    for route in FILE_ROUTES:
        _, is_file, path = address.partition(route)
        if is_file:
            return os.path.abspath(path)
    return ""
