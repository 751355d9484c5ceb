"""What the page has shown lately, kept so that a click can ask for more of it."""

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from explorer.inspection.attribution import Attribution
    from explorer.inspection.photograph import Photograph
    from explorer.inspection.result import Inspection
    from explorer.networks.catalog import LoadedNetwork

KEPT: Final = 24  # a ResNet-50 inspection is about 13 MB, so at most some 300 MB


@dataclass(frozen=True, eq=False)
class Shown:
    """One photograph in one network, as it stands on somebody's page."""

    photograph: "Photograph"
    network: "LoadedNetwork"
    inspection: "Inspection"
    method: str
    attribution: "Attribution | None" = None

    @property
    def file_stem(self) -> str:
        """The photograph's name as the start of a file name, in plain characters."""
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", PurePath(self.inspection.image).stem)
        return stem.strip("-.") or "photograph"

    def described(self) -> dict[str, Any]:
        """The object of `inspection.json`."""
        from explorer.inspection.record import as_object

        notes = self.photograph.notes
        return as_object(self.inspection, self.method, self.attribution, notes)

    def zipped(self) -> bytes:
        """The whole folder of this inspection (JSON, NPZ, PNG) as one zip."""
        from explorer.figures.pictures import inspection_pictures
        from explorer.inspection.record import files, zip_bytes

        pictures = inspection_pictures(self.inspection, self.method, self.attribution)
        notes = self.photograph.notes
        whole = files(self.inspection, self.method, pictures, self.attribution, notes)
        return zip_bytes({self.file_stem: whole})


class Shelf:
    """The latest things shown to all visitors, by a key that cannot be guessed."""

    def __init__(self, kept: int = KEPT) -> None:
        """An empty shelf.

        Args:
            kept: How many things it holds before the one unused for longest is dropped.
        """
        self._kept = kept
        self._shown: OrderedDict[str, Shown] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, shown: Shown) -> str:
        """Keep a thing and return its key."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._shown[key] = shown
            while len(self._shown) > self._kept:
                self._shown.popitem(last=False)
        return key

    def get(self, key: object) -> Shown:
        """The thing of that key.

        Raises:
            LookupError: It was dropped, or never there.
        """
        with self._lock:
            shown = self._shown.get(str(key))
            if shown is None:
                raise LookupError(f"nothing is kept under the key {key!r}")
            self._shown.move_to_end(str(key))
            return shown
