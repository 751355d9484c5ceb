"""What stands on the page is asked, and what of the page changes by the answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from explorer.datasets.examples import same_file
from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.figures.inspection.shown import Shown
from explorer.interface.examples import family_of, opening_example
from explorer.interface.explore.answer import Progress, answer, class_names_of
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.link import link_of
from explorer.interface.explore.shelf import Shelf
from explorer.interface.links.asked import Doubt
from explorer.interface.links.download_link import download_link
from explorer.interface.picking.chosen_photograph import Files, framed, photograph_meant
from explorer.interface.picking.known_classes import Listed, classes_of, listed_anew
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.picking.opener import photograph_said
from explorer.interface.picking.weights_line import is_here
from explorer.interface.scripting.dialog import python_button
from explorer.interface.settings import PageSettings
from explorer.interface.words.failure import failure
from explorer.interface.words.language import both
from explorer.networks.names import parse

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Question:
    """What stands on the page.

    Attributes:
        files: The photographs.
        shown_path: The one that is shown.
        before: Those that were there when it was.
        listed: Whose classes the list holds.
        class_index: That is picked there, or `PREDICTED`.
        method: Of the maps.
        network: None while an own checkpoint is not yet fully described.
        other: The network to compare with; None for none.
        other_missing: Whether an own checkpoint is to be compared with that is not there yet.
        doubts: What the page's address asked for in vain.
    """

    files: Files
    shown_path: str
    before: tuple[str, ...]
    listed: Listed
    class_index: int
    method: str
    network: NetworkChoice | None
    other: NetworkChoice | None = None
    other_missing: bool = False
    doubts: tuple[Doubt, ...] = ()

    @property
    def wanted(self) -> int | None:
        """The class that is picked among the network's own; None for the predicted one."""
        same = self.network and classes_of(self.network) == self.listed.classes_of
        return self.class_index if same and self.class_index != PREDICTED else None

    @property
    def meant(self) -> str:
        """The photograph to show; empty where none is there."""
        paths = [path for path, _ in self.files or []]
        return photograph_meant(paths, self.shown_path, self.before)


@dataclass(frozen=True)
class Known:
    """What stands answered on somebody's page, so that nobody computes it twice.

    Attributes:
        question: That was asked.
        photograph: The one that was meant; empty where an example stood in.
        keys: Of its answers on the shelf.
    """

    question: Question
    photograph: str
    keys: tuple[str, ...]

    def answers(self, other: Question, shelf: Shelf) -> bool:
        """Whether another question has the same answer, and that is still kept."""
        one = self.question
        same = (one.network, one.method, one.wanted, one.other, one.other_missing) == (
            other.network, other.method, other.wanted, other.other, other.other_missing,
        )  # fmt: skip
        meant = other.meant
        if bool(meant) != bool(self.photograph):
            return False
        return (
            same
            and (not meant or same_file(Path(meant), Path(self.photograph)))
            and all(shelf.get(key) is not None for key in self.keys)
        )


def answered(
    question: Question,
    shelf: Shelf,
    settings: PageSettings,
    progress: Progress,
    gatherer: Gatherer | None = None,
) -> list[Any]:
    """Answer, with both networks if there are two; without a photograph an example is shown.

    Args:
        question: What stands on the page.
        shelf: Where answers are kept.
        settings: The page's.
        progress: Told a share from 0 to 1 and what is being done.
        gatherer: Where others may wait for the same network.

    Returns:
        The answer, the one to compare, class list, picked class, examples, what is listed, whether
        plain or residual is asked, the mark of the photograph, what is answered by this, the one
        that is shown, all that are there, and what the photograph's button says.
    """
    paths = [path for path, _ in question.files or []]
    meant = question.meant
    network, path = question.network, Path(meant)
    names: Sequence[str] | None = None
    shown, message = None, None
    if network is None:
        message = empty("empty_checkpoint")
    elif not paths:
        names, message = attempt(lambda: class_names_of(network, settings))
        example = opening_example(family_of(names), network.name) if names else None
        if example is not None and is_here(network, settings):
            path = example.path
        else:
            message = message or empty("empty")
    if network is not None and message is None:
        shown, message = attempt(
            lambda: answer(
                path, network, question.wanted, question.method, settings, progress, gatherer,
                last=question.other is None,
            )
        )  # fmt: skip
        names = shown.inspection.class_names if shown else names
    menu = listed_anew(network, names, question.listed) if network and names else [gr.skip()] * 4
    kind: Any = gr.skip()
    if network is not None and network.checkpoint and shown is not None:
        kind = gr.update(visible=shown.inspection.family == "cifar")
    beside, key = beside_it(question, path, shown, shelf, settings, progress, gatherer)
    known: Any = None
    if shown is not None and network is not None:
        link = link_of(
            network, path, shown.inspection.explained.name, question.wanted, question.method,
            question.other, question.doubts,
        )  # fmt: skip
        first = shelf.put(shown)
        message = view(shown, first, download(first, key), slim=beside is not None, link=link)
        if key or beside is None:
            known = Known(question, meant, (first, key) if key else (first,))
    frame = framed(paths.index(meant)) if meant in paths else ""
    # what was chosen while this was computed is left alone
    kept = gr.skip() if meant == question.shown_path else meant
    seen = shown.photograph.image if shown else None
    said = photograph_said(path, seen) if shown or meant else both("photograph_none")
    compared = gr.update(value=beside or "", visible=beside is not None)
    return [message, compared, *menu, kind, frame, known, kept, paths, said]


def beside_it(
    question: Question,
    path: Path,
    shown: Shown | None,
    shelf: Shelf,
    settings: PageSettings,
    progress: Progress,
    gatherer: Gatherer | None,
) -> tuple[str | None, str]:
    """What stands below the answer when two networks are compared, and its key on the shelf.

    Args:
        question: What stands on the page.
        path: Of the photograph.
        shown: The first network's answer.
        shelf: Where answers are kept.
        settings: The page's.
        progress: See `answered`.
        gatherer: See `answered`.
    """
    if question.other_missing:
        return empty("empty_compared"), ""
    twin = question.other
    if twin is None or not path.is_file():
        return None, ""
    common, trouble = attempt(lambda: common_class(shown, twin, settings))
    if trouble is None:
        beside, trouble = attempt(
            lambda: answer(path, twin, common, question.method, settings, progress, gatherer)
        )
        if beside is not None:
            key = shelf.put(beside)
            return view(beside, key, download(key), slim=True, asks=common is not None), key
    return trouble, ""


def download(*keys: str) -> str:
    """The link to the zip of answers."""
    address = f"explorer/download/{','.join(filter(None, keys))}.zip"
    return python_button() + download_link("download", address)


def empty(key: str) -> str:
    """What stands where an answer will be."""
    return f'<div class="empty">{both(key)}</div>'


def attempt(ask: Callable[[], Answer]) -> tuple[Answer | None, str | None]:
    """The answer, or the sentence that says why there is none, as HTML."""
    try:
        return ask(), None
    except (ValueError, OSError) as error:
        return None, failure(error)


def common_class(shown: Shown | None, other: NetworkChoice, settings: PageSettings) -> int | None:
    """The class that the other network must explain for a fair comparison, if it has the same.

    Args:
        shown: The first network's answer.
        other: The other network.
        settings: The page's.

    Raises:
        ValueError, OSError: With one sentence for the person, of their own checkpoint.
    """
    if shown is None:
        return None
    if other.checkpoint is not None:
        same = class_names_of(other, settings) == shown.inspection.class_names
    else:
        same = parse(other.name).family == shown.inspection.family
        same = same and shown.network.weights != "own"
    return shown.inspection.explained.index if same else None
