"""The recorded race that comes with the program, for the page to open with."""

import tempfile
import threading
import zipfile
from pathlib import Path
from typing import Final

from explorer.files.assets import asset
from explorer.interface.compute_import import import_networks
from explorer.interface.race.run import RaceRun
from explorer.interface.words.language import pair

RECORDED: Final = "recorded"  # its key


class Example:
    """That race, read when it is first asked for.

    Args:
        path: The zip of its folder.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or asset("recorded/textbook.zip")
        self._run: RaceRun | None = None
        self._lock = threading.Lock()

    def run(self) -> RaceRun:
        """The same at every call.

        Raises:
            LookupError: It is not there.
        """
        with self._lock:
            if self._run is None:
                self._run = self._read()
            return self._run

    def _read(self) -> RaceRun:
        import_networks()  # the reader loads torch
        from explorer.training.race.replay import read_race

        with tempfile.TemporaryDirectory() as scratch:
            try:
                with zipfile.ZipFile(self._path) as archive:
                    archive.extractall(scratch)
            except FileNotFoundError as error:
                raise LookupError(f"there is no recorded race at {self._path}") from error
            recorded = read_race(Path(scratch) / "race")
        run = RaceRun.of_record(recorded, pair("race_recorded_example"))
        run.key = RECORDED
        return run
