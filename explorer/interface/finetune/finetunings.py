"""Fine-tunings that visitors of the page have begun: what each is asked, and how far it is."""

import re
import shutil
import tempfile
import threading
import weakref
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from explorer.interface.compute_import import import_compute
from explorer.interface.loading import Download, loading
from explorer.interface.settings import PageSettings
from explorer.scripting.finetune import finetune_program
from explorer.scripting.program import Program
from explorer.sentences.sentence import Sentence

if TYPE_CHECKING:
    from explorer.datasets.class_pictures import ClassPictures, Picture
    from explorer.networks.catalog.loaded import LoadedNetwork
    from explorer.photographs.photograph import Photograph
    from explorer.training.finetune.finetuner import Finetuner
    from explorer.training.finetune.result import FinetuneEpoch, FinetuneProgress, FinetuneResult
    from explorer.training.finetune.settings import FinetuneSettings

FOLDER: Final = "run"
MADE_ROOM: Final = Sentence(
    "it has made room for others, who waited while it had its turn: the best epoch until then is "
    "kept; python -m explorer finetune goes on to the end"
)


@dataclass(frozen=True)
class FinetuneChoice:
    """What a person asked for.

    Attributes:
        network: A network's name; None for an own checkpoint, which says itself.
        checkpoint: The person's own weights, or None.
        scaling: Of an own checkpoint's input; None for what its file records.
        pictures: What to learn.
        settings: What is trained, and how.
    """

    network: str | None
    checkpoint: Path | None
    scaling: str | None
    pictures: "ClassPictures"
    settings: "FinetuneSettings"


class Finetuning:
    """One fine-tuning and its files, which are gone when it is.

    Attributes:
        choice: What was asked for.
        loaded: The network that it starts from, None until it is loaded.
        result: What came of it, None until then.
        given_up: Whether its person has begun another instead.
        seconds_left: Of its training, at the pace so far; None before that.
    """

    def __init__(self, choice: FinetuneChoice) -> None:
        self.choice = choice
        self.loaded: LoadedNetwork | None = None
        self.result: FinetuneResult | None = None
        self.given_up = False
        self.seconds_left: float | None = None
        self._tuner: Finetuner | None = None
        self._held_out: tuple[Picture, ...] = ()
        self._stopping = threading.Event()
        self._made_room = False
        self._folder = Path(tempfile.mkdtemp(prefix="finetuned-"))
        # also when the program ends, and without the complaint of a TemporaryDirectory
        self._clean = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)

    @property
    def rows(self) -> "tuple[FinetuneEpoch, ...]":
        """Finished epochs so far."""
        return tuple(self._tuner.rows) if self._tuner else ()

    @property
    def stopping(self) -> bool:
        """Whether it is to end."""
        return self._stopping.is_set()

    def give_up(self) -> None:
        """Stop it for another: nobody waits for what comes of it."""
        self.given_up = True
        self.stop()

    def make_room(self) -> None:
        """Stop it since others wait, and say so of what comes of it."""
        if not self.stopping:
            self._made_room = True
            self.stop()

    def stop(self) -> None:
        """End before the next step and keep the best so far."""
        self._stopping.set()
        if self._tuner is not None:
            self._tuner.stop()

    def run(self, page: PageSettings) -> "Iterator[Download | FinetuneProgress]":
        """Load the network, learn, and write the files, telling how far it is.

        Raises:
            ValueError, OSError: With one sentence for the person.
        """
        yield Download(0, 0)
        import_compute()
        from explorer.inspection.twin_statistics import doubt
        from explorer.photographs.photograph import read_photograph
        from explorer.training.finetune.finetuner import Finetuner
        from explorer.training.finetune.record import write_finetune

        self.loaded = yield from self._loading(page)
        self._tuner = Finetuner(
            self.loaded,
            self.choice.pictures,
            self.choice.settings,
            lambda content, name: read_photograph(content, name).pixels,
        )
        if self._stopping.is_set():
            self._tuner.stop()
        for progress in self._tuner.run():
            self.seconds_left = progress.seconds_left if progress.phase == "training" else None
            yield progress
        result = self._tuner.result()
        if doubtful := doubt(self.loaded):
            result = replace(result, notes=(doubtful, *result.notes))
        if self._made_room:
            result = replace(result, notes=(MADE_ROOM, *result.notes))
        write_finetune(self._place, result, self._tuner.network, self.loaded)
        self._name_files(result)
        read = self._tuner.pictures
        assert read is not None
        pairs = zip(read.pictures, read.held_out, strict=True)
        self._held_out = tuple(picture for picture, held_out in pairs if held_out)
        self.result, self._tuner = result, None

    def photograph(self, place: int) -> "Photograph":
        """A held-out picture as it was given, by its place in the result's list.

        Raises:
            ValueError, OSError: It can no longer be read.
        """
        from explorer.photographs.photograph import read_photograph

        picture = self._held_out[place]
        with self.choice.pictures.opened() as content:
            return read_photograph(content(picture), picture.name)

    def tuned(self, page: PageSettings) -> "LoadedNetwork":
        """The new network, opened from its file as anybody would."""
        from explorer.networks.catalog import catalog

        return catalog.load(None, checkpoint=self.weights, device=page.device)

    @property
    def weights(self) -> Path:
        """The new network's file."""
        assert self.result is not None
        return self._folder / f"{self._stem(self.result)}.safetensors"

    @property
    def tables(self) -> Path:
        """Card, settings and tables in one zip."""
        assert self.result is not None
        return self._folder / f"{self._stem(self.result)}.zip"

    @property
    def program(self) -> Program:
        """The same as a program; a person's own network by its file's name."""
        own = self.choice.checkpoint.name if self.choice.checkpoint else ""
        return finetune_program(own or str(self.choice.network), self.choice.settings)

    def holds(self) -> "list[tuple[object, int]]":
        """What is not let go while this is kept, each with its bytes: its files, and a network."""
        files = sum(each.stat().st_size for each in self._folder.rglob("*") if each.is_file())
        if self.loaded is None:
            return [(self, files)]
        module = self.loaded.module
        weights = sum(each.nbytes for each in (*module.parameters(), *module.buffers()))
        return [(self, files), (module, weights)]

    def forget(self) -> None:
        """Stop it and remove its files."""
        self.stop()
        self._clean()

    @property
    def _place(self) -> Path:
        return self._folder / FOLDER

    def _name_files(self, result: "FinetuneResult") -> None:
        """Give the files that a person downloads the names that a folder of downloads needs."""
        from explorer.training.finetune.record import WEIGHTS

        stem = self._folder / self._stem(result)
        (self._place / WEIGHTS).replace(stem.with_name(f"{stem.name}.safetensors"))
        shutil.make_archive(str(stem), "zip", self._place)

    @staticmethod
    def _stem(result: "FinetuneResult") -> str:
        names = re.sub(r"[^\w-]+", "-", "-".join(result.class_names))
        return f"{result.network}-{names[:40].strip('-_') or 'classes'}"

    def _loading(self, page: PageSettings) -> "Generator[Download, None, LoadedNetwork]":
        from explorer.networks.catalog import catalog

        return loading(
            lambda progress: catalog.load(
                self.choice.network,
                device=page.device,
                weights_folder=page.weights_folder,
                checkpoint=self.choice.checkpoint,
                scaling=self.choice.scaling,
                progress=progress,
            )
        )
