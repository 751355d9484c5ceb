"""People who leave in the middle: what they leave in the server, counted before and after.

They speak to the page as a browser does, without one, so that hundreds cost the server more than
this program.
"""

import io
import json
import os
import secrets
import socket
import struct
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import psutil
from PIL import Image

from benchmarks.measuring import show
from explorer.datasets.examples import examples

API = "/gradio_api"
RACE = {"race-depth": "8", "race-width": 4, "race-batch": 16, "race-steps": 3}
SLOW = 120.0  # seconds of patience with one answer


@dataclass(frozen=True)
class Held:
    """What a server holds.

    Attributes:
        threads: Of its process.
        descriptors: Open files and sockets.
        megabytes: Of memory.
        files: Temporary ones.
    """

    threads: int
    descriptors: int
    megabytes: float
    files: int

    @classmethod
    def by(cls, process: int, folder: Path) -> "Held":
        """Count what a process holds, its temporary files in a folder."""
        asked = psutil.Process(process)
        return cls(
            asked.num_threads(),
            asked.num_fds() if psutil.POSIX else asked.num_handles(),
            asked.memory_info().rss / 1e6,
            sum(len(names) for _, _, names in os.walk(folder)),  # files may vanish meanwhile
        )


class Visitors:
    """People at one page, each with a session of their own.

    Args:
        address: The page's, "http://HOST:PORT".
    """

    def __init__(self, address: str) -> None:
        self._place = urlsplit(address).netloc
        config = json.loads(self._asked("GET", "/config"))
        self._components = {each["id"]: each for each in config["components"]}
        self._events: list[dict[str, Any]] = config["dependencies"]
        self._photograph, self._pictures = _photograph(), _pictures()
        self._left = count()

    def kinds(self) -> dict[str, Callable[[], None]]:
        """What each kind of visitor does until they leave."""
        return {
            "inspection": self.inspection,
            "race": self.race,
            "download": self.download,
            "sweep": self.sweep,
            "fine-tuning": self.finetuning,
        }

    def inspection(self) -> None:
        """Ask what the network sees, and hear nothing of it."""
        event = next(each for each in self._events if each["api_name"] == "inspect")
        self._leave_queue(event, {0: self._uploaded("photograph.png", self._photograph)})

    def race(self) -> None:
        """Start a race and look at it no more."""
        self._run(self._clicked("race-start"), RACE, secrets.token_hex(8))

    def download(self) -> None:
        """Ask for a race's zip and hang up."""
        with self._connection() as connection:
            connection.request("GET", "/explorer/race/recorded.zip")
            self._hang_up(connection)

    def sweep(self) -> None:
        """Start measuring over depths, see that it goes on, and leave."""
        self._leave_queue(self._after(self._clicked("depth-start")), {})

    def finetuning(self) -> None:
        """Start a fine-tuning, see that it goes on, and leave."""
        begin = self._after(self._clicked("finetune-start"))
        session = secrets.token_hex(8)
        given = {
            "finetune-how": "zip",
            "finetune-zip": self._uploaded("pictures.zip", self._pictures),
            "finetune-network": "cifar-resnet20",
        }
        key = self._run(begin, given, session)["data"][0]
        self._leave_queue(self._after(begin), {0: key}, session)

    def _leave_queue(
        self, event: Mapping[str, Any], given: Mapping[int, Any], session: str = ""
    ) -> None:
        """Join the queue, read until the event says something, and cut the connection."""
        session = session or secrets.token_hex(8)
        data = self._values(event, {})
        for place, value in given.items():
            data[place] = value
        asked = {"data": data, "fn_index": event["id"], "session_hash": session}
        # as in a browser, the stream is there before anything is asked for
        with self._connection() as connection:
            connection.request("GET", f"{API}/heartbeat/{session}")
            with self._connection() as stream:
                joined = json.loads(self._asked("POST", f"{API}/queue/join", asked))
                assert "event_id" in joined, joined
                stream.request("GET", f"{API}/queue/data?session_hash={session}")
                answer = stream.getresponse()
                while said := answer.readline():
                    if b"process_starts" in said or b"process_generating" in said:
                        break
                    assert b"unexpected_error" not in said, said
                self._hang_up(stream)
            self._hang_up(connection)

    def _run(
        self, event: Mapping[str, Any], given: Mapping[str, Any], session: str
    ) -> dict[str, Any]:
        data = self._values(event, given)
        asked = {"data": data, "fn_index": event["id"], "session_hash": session}
        answered: dict[str, Any] = json.loads(self._asked("POST", f"{API}/run/predict", asked))
        assert "data" in answered, answered
        return answered

    def _values(self, event: Mapping[str, Any], given: Mapping[str, Any]) -> list[Any]:
        """What the event's inputs hold, as the page opens, or as it is given by their names."""
        held = [self._components[each]["props"] for each in event["inputs"]]
        return [given.get(each.get("elem_id"), each.get("value")) for each in held]

    def _clicked(self, button: str) -> dict[str, Any]:
        """What happens at once when a button is clicked."""
        (made,) = (
            number
            for number, each in self._components.items()
            if each["props"].get("elem_id") == button
        )
        return next(each for each in self._events if [made, "click"] in each["targets"])

    def _after(self, event: Mapping[str, Any]) -> dict[str, Any]:
        """What follows an event."""
        return next(each for each in self._events if each.get("trigger_after") == event["id"])

    def _uploaded(self, name: str, content: bytes) -> dict[str, Any]:
        border = secrets.token_hex(8)
        head = (
            f'--{border}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        kind = f"multipart/form-data; boundary={border}"
        (path,) = json.loads(self._asked("POST", f"{API}/upload", body, kind))
        return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def _asked(
        self, method: str, path: str, body: object = None, kind: str = "application/json"
    ) -> bytes:
        sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        with self._connection() as connection:
            connection.request(method, path, sent, {"Content-Type": kind})
            answer = connection.getresponse()
            said = answer.read()
        if answer.status >= 400:
            raise SystemExit(f"{path} answered {answer.status}: {said[:300].decode()}")
        return said

    def _connection(self) -> "closing[HTTPConnection]":
        return closing(HTTPConnection(self._place, timeout=SLOW))

    def _hang_up(self, connection: HTTPConnection) -> None:
        """Every second one as a killed program does, which says no goodbye."""
        if next(self._left) % 2 and connection.sock is not None:
            linger = struct.pack("ii", 1, 0)
            connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        connection.close()


def departures(
    address: str, process: int, folder: Path, each: int, patience: float
) -> Iterator[tuple[str, Held, Held]]:
    """What the server held before and after so many have left, kind by kind.

    One of each kind comes and goes before: what a first visitor makes the program load is no leak.

    Args:
        address: The page's.
        process: Its number.
        folder: Where its temporary files lie.
        each: Visitors of each kind.
        patience: Seconds in which the server may tidy up after them.
    """
    visitors = Visitors(address)
    for leave in visitors.kinds().values():
        leave()
    before = settled(process, folder, None, patience)
    for kind, leave in visitors.kinds().items():
        began = settled(process, folder, before, patience)
        for _ in range(each):
            leave()
        yield kind, began, settled(process, folder, before, patience)


def settled(process: int, folder: Path, before: Held | None, patience: float) -> Held:
    """What a server holds when it holds no more than before, or for a while nothing else."""
    until = time.monotonic() + patience
    held, same = Held.by(process, folder), 0
    while time.monotonic() < until:
        if before is not None and _no_more(held, before):
            break
        if before is None and same > 20:
            break
        time.sleep(0.1)
        now = Held.by(process, folder)
        same = same + 1 if _no_more(now, held) and _no_more(held, now) else 0
        held = now
    return held


def _no_more(held: Held, than: Held) -> bool:
    return (held.threads, held.descriptors, held.files) <= (
        than.threads, than.descriptors, than.files,
    ) and held.descriptors <= than.descriptors and held.files <= than.files  # fmt: skip


def tabulated(found: Mapping[str, tuple[Held, Held]], title: str) -> None:
    """Before and after, a row each."""
    rows = []
    for name, (before, after) in found.items():
        pairs = zip(vars(before).values(), vars(after).values(), strict=True)
        rows.append((name, *(f"{one:.0f} → {other:.0f}" for one, other in pairs)))
    show(title, ("", "threads", "descriptors", "MB", "temporary files"), rows)


def _photograph() -> bytes:
    return next(iter(examples("cifar"))).path.read_bytes()


def _pictures() -> bytes:
    """Two classes of six pictures, as a zip."""
    packed, random = io.BytesIO(), np.random.default_rng(0)
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("one", "other"):
            for number in range(6):
                picture = io.BytesIO()
                pixels = random.integers(0, 255, (32, 32, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(picture, "png")
                archive.writestr(f"{name}/{number}.png", picture.getvalue())
    return packed.getvalue()
