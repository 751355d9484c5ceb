"""One photograph in one network as Python: what Explore shows, and what is opened there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from explorer.inspection.result import ATTRIBUTIONS
from explorer.networks.names import parse
from explorer.scripting.program import Cell, Program
from explorer.scripting.writing import call, lines, literal, without_defaults
from explorer.sentences.sentence import Sentence

GRAD_CAM: Final = "grad-cam"
# What `explorer.load` takes of itself.
LOADING: Final[Mapping[str, Any]] = {
    "device": "auto", "weights_version": "V1", "weights_folder": None, "checkpoint": None,
    "class_names": None, "scaling": None, "precision": "float32",
}  # fmt: skip


@dataclass(frozen=True)
class OpenedChannel:
    """One channel of a stage.

    Attributes:
        stage: Counted from 1.
        number: Of the channel, from 0.
    """

    stage: int
    number: int


@dataclass(frozen=True)
class OpenedBlock:
    """One channel of a block's sum.

    Attributes:
        name: Such as `stage1.block1`.
        channel: From 0.
    """

    name: str
    channel: int


@dataclass(frozen=True)
class InspectionState:
    """What a screen of Explore shows.

    Attributes:
        network: Its name.
        photograph: A file, or the name of an example.
        example: Whether it is one of `explorer.example`.
        own_name: Whether the photograph's name stands for whatever a person chooses.
        class_: The class that is explained, None for the predicted one.
        method: Of the maps.
        loading: More of what `explorer.load` is given; what it takes of itself is left out.
        opened: What is opened below the network.
    """

    network: str
    photograph: str
    example: bool = False
    own_name: bool = False
    class_: int | str | None = None
    method: str = GRAD_CAM
    loading: Mapping[str, Any] = field(default_factory=dict)
    opened: OpenedChannel | OpenedBlock | None = None


def inspection_program(state: InspectionState) -> Program:
    """The calls that give the numbers of a screen of Explore."""
    cells = [_asked(state), _answer(), _maps(state)]
    if isinstance(state.opened, OpenedChannel):
        cells.append(_channel(state.opened))
    if isinstance(state.opened, OpenedBlock):
        cells.append(_block(state.opened, parse(state.network).residual))
    title = Sentence("ResNet Explorer: what {network} sees in a photograph", network=state.network)
    stem = PurePath(state.photograph).stem if not state.own_name else "photograph"
    return Program(f"{state.network}-{stem}", title, tuple(cells))


def _asked(state: InspectionState) -> Cell:
    loading = without_defaults(state.loading, LOADING)
    network = call("explorer.load", literal(state.network), assigned="network", **loading)
    photograph = f"photograph = {literal(state.photograph)}"
    said: str = Sentence("The network and the photograph")
    if state.example:
        name = literal(state.photograph)
        photograph = call("explorer.example", name, assigned="photograph")
    elif state.own_name:
        said = Sentence("The network and the photograph: put your own file's name here")
    class_ = {} if state.class_ is None else {"class_": state.class_}
    names = ("network", "photograph")
    inspection = call("explorer.inspect", *names, assigned="inspection", **class_)
    return Cell(said, lines([network, photograph, inspection]))


def _answer() -> Cell:
    return Cell(
        Sentence("What the network says, and the logit of the class that is explained"),
        "for each in inspection.predictions:\n"
        '    print(f"{each.name}: {100 * each.probability:.2f} %")\n'
        'print(f"{inspection.explained.name}: logit {inspection.logit:+.3f}")',
    )


def _maps(state: InspectionState) -> Cell:
    if state.method in ATTRIBUTIONS:
        attribute = call(
            "explorer.attribute", "network", "photograph", "inspection.explained.index",
            literal(state.method), assigned="evidence",
        )  # fmt: skip
        said = Sentence(
            "Which pixels speak for the class, and the largest value of Grad-CAM in each stage"
        )
        return Cell(said, lines([attribute, "print(evidence.note)", _maxima()]), "inspection")
    said = Sentence("Where each stage finds the class: the largest value of its map")
    return Cell(said, _maxima(state.method), "inspection")


def _maxima(method: str = GRAD_CAM) -> str:
    given = [] if method == GRAD_CAM else [literal(method)]
    return (
        "for stage in inspection.stages:\n"
        f"    largest = {call('explorer.cam', 'stage', *given)}.max()\n"
        '    print(f"{stage.name}: largest {largest:.3g}")'
    )


def _channel(opened: OpenedChannel) -> Cell:
    number = opened.number
    return Cell(
        Sentence(
            "Channel {channel} of stage {stage}: what it holds, its Grad-CAM weight, and the "
            "weight times its mean activation",
            channel=number,
            stage=opened.stage,
        ),
        f"stage = inspection.stages[{opened.stage - 1}]\n"
        f"channel = stage.features[{number}]\n"
        'print(f"{channel.min():.4g} to {channel.max():.4g}, mean {channel.mean():.4g}")\n'
        f'print(f"weight {{stage.weights[{number}]:+.4g}}, '
        f'strength {{stage.strength[{number}]:+.4g}}")',
    )


def _block(opened: OpenedBlock, residual: bool) -> Cell:
    name = literal(opened.name)
    found = (
        f"blocks = explorer.branches(network, photograph, keep=[{name}])\n"
        f"block = next(each for each in blocks if each.name == {name})"
    )
    parts = ("shortcut", "residual", "sum", "output") if residual else ("residual", "output")
    span = (
        f"for part in {literal(parts)}:\n"
        f"    channel = getattr(block, part)[{opened.channel}]\n"
        '    print(f"{part}: {channel.min():.3g} to {channel.max():.3g}")'
    )
    if not residual:
        said = Sentence(
            "Channel {channel} of {block}, which has no shortcut: F(x), and what goes on",
            channel=opened.channel, block=opened.name,
        )  # fmt: skip
        return Cell(said, lines([found, span]), "block")
    said = Sentence(
        "{block}: how much F(x) adds to the shortcut, which way, and channel {channel} of the sum",
        channel=opened.channel, block=opened.name,
    )  # fmt: skip
    numbers = 'print(f"|F(x)| / |x| = {block.ratio:.3f}, cosine {block.cosine:+.2f}")'
    return Cell(said, lines([found, numbers, span]), "block")
