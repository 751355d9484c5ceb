"""Races as files: the folder of a race as one zip, and such a folder opened again."""

import io
import os
import tempfile
import threading
import weakref
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer.files.zip_member import read_named
from explorer.interface.few_at_once import FewAtOnce
from explorer.interface.race.run import RaceRun
from explorer.interface.race.runs import Runs
from explorer.sentences.sentence import Sentence, refusal

if TYPE_CHECKING:
    from explorer.training.race.record import RecordedRace

ADDRESS: Final = "explorer/race"
READ: Final = ("settings.json", "steps.csv", "layers.csv", "checks.csv", "events.csv")
MOST_BYTES: Final = 400 * 2**20  # unpacked; 10,000 steps at depth 56 are some 150 MB


def race_route(runs: Runs) -> Route:
    """Where a browser gets the folder of a race."""
    zips, few = RaceZips(), FewAtOnce()

    async def endpoint(request: Request) -> Response:
        try:
            run = runs.get(request.path_params["key"])
            body = await few.run(zips.body, run)
        except (LookupError, ValueError):
            return PlainTextResponse(
                "This race is no longer kept, or has not begun: start it again. "
                "这场训练已不再保留，或尚未开始：请重新开始。",
                status_code=404,
            )
        except OSError as error:
            why = error.strerror or error
            return PlainTextResponse(
                f"The zip could not be written where this page runs ({why}): make room there. "
                "无法在运行本页面的机器上写出 zip：请在那里腾出空间。",
                status_code=507,
            )
        name = f"race-depth{run.settings.depth}-seed{run.settings.seed}.zip"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(body, media_type="application/zip", headers=headers)

    return Route(f"/{ADDRESS}/{{key}}.zip", endpoint)


class RaceZips:
    """The zips that were asked for, each built once for a state of its race, on the disk."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[RaceRun, _KeptZip] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def body(self, run: RaceRun) -> bytes:
        """The zip of a race as far as it is done; whoever asks meanwhile waits for the same one.

        Raises:
            ValueError: It has not done a step.
            OSError: The zip cannot be written.
        """
        with self._lock:
            if run not in self._kept:
                self._kept[run] = _KeptZip()
            kept = self._kept[run]
        return kept.body(run)


class _KeptZip:
    """One race's zip as a file, which goes when this does."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._steps = 0  # those that the file holds
        number, name = tempfile.mkstemp(prefix="race-", suffix=".zip")
        os.close(number)
        self._path = Path(name)
        weakref.finalize(self, self._path.unlink, missing_ok=True)

    def body(self, run: RaceRun) -> bytes:
        with self._lock:
            recorded = run.recorded()
            if len(recorded.steps) == self._steps:
                return self._path.read_bytes()
            body = race_zip(recorded)
            self._steps = 0  # a write that fails leaves no whole file
            self._path.write_bytes(body)
            self._steps = len(recorded.steps)
            return body


def race_zip(recorded: "RecordedRace") -> bytes:
    """The folder of a race, `race.html` included.

    Raises:
        OSError: The folder cannot be written.
    """
    from explorer.figures.race.page import race_page
    from explorer.training.race.record import write_race
    from explorer.training.race.settings import described

    settings = recorded.settings
    settings = replace(settings, data=Path(settings.data).name)  # no place of the machine
    recorded = replace(recorded, settings=settings)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_race(folder, recorded)
        page = race_page(
            described(recorded.settings), recorded.facts, recorded.steps, recorded.events
        )
        (folder / "race.html").write_text(page, "utf-8")
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.iterdir()):
                archive.write(path, f"race/{path.name}")
    return packed.getvalue()


def uploaded_race(files: Sequence[str]) -> "RecordedRace":
    """The race whose folder's files, or whose zip, were uploaded.

    Raises:
        FileNotFoundError: Files of it are missing.
        ValueError: They cannot be understood.
    """
    from explorer.training.race.replay import read_race

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "race"
        folder.mkdir()
        for path in map(Path, files):
            if path.suffix.lower() == ".zip":
                _unpack(path, folder)
            elif path.name in READ:
                (folder / path.name).write_bytes(path.read_bytes())
        missing = [name for name in READ[:3] if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(
                Sentence(
                    "the upload lacks {files}: choose all files of a folder that race "
                    "wrote, or the zip that this page gave",
                    files=", ".join(missing),
                )
            )
        return read_race(folder)


def _unpack(path: Path, folder: Path) -> None:
    """The files that a race is read from, by their last name; nothing else is written."""
    left = MOST_BYTES
    try:
        for name, _, body in read_named(path, READ, MOST_BYTES):
            left -= len(body)
            if left < 0:
                raise refusal(
                    "{file} unpacks to more than {limit} MB, more than a race of this page "
                    "holds: open a shorter one",
                    file=path.name,
                    limit=MOST_BYTES // 2**20,
                )
            (folder / name).write_bytes(body)
    except zipfile.BadZipFile as error:
        raise refusal(
            "{file} cannot be opened as a zip: give the zip that this page or race wrote",
            file=path.name,
        ) from error


def names(run: RaceRun) -> dict[str, Any]:
    """What the view needs to show a race that this person may stop."""
    return {"key": run.key, "token": run.token, "born": run.born}
