"""Files that are made when somebody asks for them: what most programs leave costs them no time."""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import gradio as gr
from gradio.data_classes import FileData
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

MOST: Final = 256 * 2**20  # bytes that promises hold: hundreds of CIFAR answers, 19 of ResNet-50

Held = tuple[object, int]  # something with its bytes


class Promises:
    """Files that whoever was told their paths may ask for, the oldest made where they hold much."""

    def __init__(self, most: int = MOST) -> None:
        """Begin with none.

        Args:
            most: Bytes that all hold together. The latest is promised though it holds more.
        """
        self._most = most
        self._promises: OrderedDict[str, _Promise] = OrderedDict()
        self._lock = threading.Lock()

    def promise(self, path: Path, make: Callable[[], bytes], holds: Sequence[Held]) -> None:
        """Promise a file, and make the oldest ones while all hold too much.

        Args:
            path: Where it will be; an empty file holds the place.
            make: Gives its content; called once, by whoever asks first.
            holds: What `make` keeps from being let go. What several hold counts once.
        """
        path.touch()
        with self._lock:
            self._promises[str(path)] = _Promise(path, make, holds)
        while (oldest := self._too_much()) is not None:
            # nobody waits for it: where it cannot be written, whoever asks finds no such file
            with suppress(OSError, ValueError, RuntimeError):
                self.keep(oldest)

    def keep(self, path: str) -> None:
        """Make a file if it was promised, or wait until another has made it.

        Raises:
            OSError: It cannot be written; its place is gone, too.
        """
        with self._lock:
            promised = self._promises.get(path)
        if promised is None:
            return
        try:
            promised.keep()
        finally:
            with self._lock:
                self._promises.pop(path, None)

    def _too_much(self) -> str | None:
        """The oldest path, where all hold too much and there are others."""
        with self._lock:
            each_once = {
                id(thing): size for each in self._promises.values() for thing, size in each.holds
            }
            full = len(self._promises) > 1 and sum(each_once.values()) > self._most
            return next(iter(self._promises)) if full else None


class _Promise:
    """One file, made at most once."""

    def __init__(self, path: Path, make: Callable[[], bytes], holds: Sequence[Held]) -> None:
        self.holds = holds
        self._path = path
        self._make: Callable[[], bytes] | None = make
        self._lock = threading.Lock()

    def keep(self) -> None:
        with self._lock:
            make, self._make = self._make, None
            if make is None or not self._path.exists():  # made, or tidied away as too old
                return
            draft = self._path.with_name(f".{self._path.name}.part")
            try:
                draft.write_bytes(make())
                draft.replace(self._path)
            except BaseException:
                for each in (draft, self._path):
                    each.unlink(missing_ok=True)
                raise


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

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            _, is_file, path = scope["path"].partition("/file=")
            if is_file:
                await run_in_threadpool(self._promises.keep, os.path.abspath(path))
        await self._app(scope, receive, send)


class PromisedFile(gr.File):
    """A file whose size nobody knows yet."""

    is_template = True  # for the browser it is a `gr.File`

    def postprocess(self, value: str | list[str] | None) -> FileData | None:
        """Its place, without a size."""
        return None if value is None else FileData(path=str(value), orig_name=Path(str(value)).name)
