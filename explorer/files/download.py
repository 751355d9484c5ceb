"""Fetch a weights file: with progress, whole or not at all, and quick to say that it cannot."""

import hashlib
import http.client
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from explorer.files.held import hold, is_held
from explorer.sentences.sentence import Sentence, refusal
from explorer.sentences.system import system_reason

Progress = Callable[[int, int], None]

OPENING_SECONDS = 4.0  # with what comes before and after, an answer within 5 s
STALL_SECONDS = 15.0
WITHOUT_IT = Sentence(
    "the CIFAR networks, networks already in that folder and checkpoints of your own work"
)
LEFT_SECONDS = 60.0
_CHUNK = 1 << 20
_PART = re.compile(r".+\.[a-z0-9_]{8}\.part")  # as `mkstemp` names it


def promised_digest(name: str) -> str:
    """The first digits of a file's SHA-256 that its name ends in, as torch.hub does; "" if none."""
    found = re.search(r"-([0-9a-f]{8,64})\.\w+$", name)
    return found[1] if found else ""


def download(
    url: str, folder: Path, progress: Progress | None = None, *, meanwhile: str = WITHOUT_IT
) -> Path:
    """The file of a URL, put into a folder under its own name.

    Args:
        url: Where the file is. A name such as `resnet50-0676ba61.pth` promises the first digits of
            the file's SHA-256, which is checked, as torch.hub does.
        folder: Where to put it; made if needed.
        progress: Called with (bytes done, bytes in all; 0 if the server does not say). What it
            raises ends the download, and nothing is left behind.
        meanwhile: What works without the file, as the end of a sentence.

    Raises:
        ConnectionError: There is no network, the server does not answer within 4 s, stalls for
            15 s, refuses, or sends less than it promised or something else.
        ValueError: The folder cannot be written to.
    """
    try:
        return _download(url, folder, progress)
    except ConnectionError as error:
        raise ConnectionError(
            Sentence("{reason}; meanwhile {works}", reason=error, works=meanwhile)
        ) from error


def remove_parts(folder: Path, clock: Callable[[], float] = time.time) -> None:
    """Delete what downloads into a folder have left that a crash cut short.

    Args:
        folder: May be missing.
        clock: Seconds since 1970. What was written in the last minute stays, as does what any
            process is still fetching.
    """
    with suppress(OSError):
        for part in folder.glob("*.part"):
            with suppress(OSError):
                old = clock() - part.stat().st_mtime > LEFT_SECONDS
                if _PART.fullmatch(part.name) and old and not is_held(part):
                    part.unlink()


def _download(url: str, folder: Path, progress: Progress | None) -> Path:
    name = url.rsplit("/", 1)[-1]
    with closing(_open(url, folder)) as response:
        total = int(response.headers.get("Content-Length") or 0)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            remove_parts(folder)
            number, part_name = mkstemp(dir=folder, prefix=f"{name}.", suffix=".part")
        except OSError as error:
            raise _unwritable(name, folder, error) from error
        try:
            with os.fdopen(number, "wb") as part:
                hold(part)
                digest = _copy(response, part, total, progress, url, folder)
            if not digest.startswith(promised_digest(name)):
                raise _failure(
                    url, folder, Sentence("what arrived is another file: its SHA-256 differs")
                )
            os.replace(part_name, folder / name)
        except BaseException:
            Path(part_name).unlink(missing_ok=True)
            raise
    return folder / name


def _open(url: str, folder: Path) -> Any:
    """The server's answer; in a thread, as name look-up and TLS heed no timeout as a whole."""
    answer: list[Any] = []
    problem: list[Exception] = []
    given_up = threading.Event()

    def ask() -> None:
        try:
            response = urlopen(
                Request(url, headers={"User-Agent": "resnet-explorer"}), timeout=STALL_SECONDS
            )
            answer.append(response)
            if given_up.is_set():
                response.close()
        except HTTPError as error:
            error.close()
            problem.append(error)
        except Exception as error:  # noqa: BLE001 - handed to the thread that waits
            problem.append(error)

    thread = threading.Thread(target=ask, daemon=True, name="open-download")
    thread.start()
    thread.join(OPENING_SECONDS)
    if problem:
        raise _failure(url, folder, _reason(problem[0])) from problem[0]
    if not answer:
        given_up.set()  # should it answer yet, the thread hangs up
        raise _failure(
            url, folder, Sentence("no answer within {seconds:.0f} seconds", seconds=OPENING_SECONDS)
        )
    return answer[0]


def _copy(
    response: Any, part: Any, total: int, progress: Progress | None, url: str, folder: Path
) -> str:
    """Write the answer's body into an open file; its SHA-256 in hexadecimal."""
    digest, done = hashlib.sha256(), 0
    if progress:
        progress(0, total)
    while True:
        try:
            chunk = response.read(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise _failure(
                url, folder, Sentence("broke off after {done:,} bytes", done=done)
            ) from error
        if not chunk:
            break
        try:
            part.write(chunk)
        except OSError as error:
            raise _unwritable(url.rsplit("/", 1)[-1], folder, error) from error
        digest.update(chunk)
        done += len(chunk)
        if progress:
            progress(done, total)
    if total and done != total:
        raise _failure(
            url,
            folder,
            Sentence("broke off after {done:,} of {total:,} bytes", done=done, total=total),
        )
    return digest.hexdigest()


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError):
        return Sentence("the server answered {status}", status=f"{error.code} {error.reason}")
    if isinstance(error, URLError) and isinstance(error.reason, Exception):
        return system_reason(error.reason)
    return system_reason(error)


def _failure(url: str, folder: Path, reason: str) -> ConnectionError:
    name = url.rsplit("/", 1)[-1]
    return ConnectionError(
        Sentence(
            "{file} could not be downloaded ({reason}): connect to the internet "
            "and try again, or put the file from {url} into {folder}",
            file=name,
            reason=reason,
            url=url,
            folder=folder,
        )
    )


def _unwritable(name: str, folder: Path, error: OSError) -> ValueError:
    return refusal(
        "{file} cannot be kept in {folder} ({reason}): make room or choose another folder",
        file=name,
        folder=folder,
        reason=system_reason(error),
    )
