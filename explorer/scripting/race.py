"""A race as Python: its settings, what the shortcut switch did, and the words at the end."""

from collections.abc import Sequence
from typing import Final

from explorer.scripting.program import Cell, Program
from explorer.scripting.writing import call, changed, lines, literal, sequence
from explorer.sentences.sentence import Sentence
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import PRESETS
from explorer.training.race.settings import RaceSettings

_RECORD: Final = (
    "race = explorer.RecordedRace(running.settings, running.facts, steps, running.events)"
)


def race_program(
    settings: RaceSettings,
    events: Sequence[RaceEvent] = (),
    steps: int | None = None,
    device: str = "auto",
    own_data: bool = False,
) -> Program:
    """The calls that run a race and print what its stage says.

    Args:
        settings: Of the whole race.
        events: What the shortcut switch did, or is to do.
        steps: After how many it is looked at; None for the end.
        device: As `explorer.race` takes it.
        own_data: Whether the data's name stands for a file that a person has.
    """
    cells = [_raced(settings, tuple(events), steps, device, own_data), _words(settings.depth)]
    part = steps is not None and steps < settings.steps
    title = Sentence(
        "ResNet Explorer: a plain and a residual network of {depth} layers learn side by side",
        depth=settings.depth,
    )
    name = f"race-depth{settings.depth}-seed{settings.seed}"
    return Program(name, title, tuple(cells), ("from itertools import islice",) if part else ())


def _raced(
    settings: RaceSettings,
    events: tuple[RaceEvent, ...],
    steps: int | None,
    device: str,
    own_data: bool,
) -> Cell:
    part = steps if steps is not None and steps < settings.steps else None
    placed = {} if device == "auto" else {"device": device}
    key = _preset(settings, events, part)
    before = ""
    arguments = [literal(key)]
    if key is None:
        before = call("explorer.RaceSettings", assigned="settings", **changed(settings))
        arguments = ["settings"]
        if events:
            switched = [
                call("explorer.RaceEvent", *map(literal, (each.step, each.network, each.factor)))
                for each in events
            ]
            before = lines([before, sequence("events", switched)])
            arguments.append("events=events")
    if part is None:
        raced = call("explorer.race", *arguments, assigned="race", **placed) + ".result()"
        said: str = Sentence("The race: the same weights, the same batches")
    else:
        running = call("explorer.race", *arguments, assigned="running", **placed)
        raced = lines([running, f"steps = tuple(islice(running, {part}))", _RECORD])
        said = Sentence("The race up to step {step}: the same weights, the same batches", step=part)
    if own_data:
        said = Sentence("{said}; put the path of your own data here", said=said)
    return Cell(said, lines([before, raced]))


def _preset(settings: RaceSettings, events: tuple[RaceEvent, ...], part: int | None) -> str | None:
    """The key of the preset that is this race; None if there is none."""
    last = settings.steps if part is None else part
    for each in PRESETS:
        due = tuple(event for event in each.events if event.step <= last)
        done = tuple(event for event in events if event.step <= last)
        if each.settings == settings and due == done:
            return each.key
    return None


def _words(depth: int) -> Cell:
    said = Sentence(
        "The two words of each network, how much of the loss its first layer hears beside the "
        "last, and how often it is right: on test images, or on the batch before the first test"
    )
    code = (
        'for kind in ("plain", "residual"):\n'
        "    last = race.last(kind)\n"
        "    seen = [step.network(kind) for step in race.steps if step.network(kind)]\n"
        "    tested = [each.test_accuracy for each in seen if each.test_accuracy is not None]\n"
        "    right = tested[-1] if tested else last.train_accuracy\n"
        f"    first, deepest = last.activation_gradient[[0, {depth - 2}]]\n"
        '    print(f"{kind}: gradients {last.verdict.word}, learning {last.learning.word}")\n'
        '    print(f"  |dL/da| first {first:.1e}, last {deepest:.1e}, '
        'ratio {first / deepest:.1e}")\n'
        '    print(f"  loss {last.loss:.2g}, right {100 * right:.0f} %")'
    )
    return Cell(said, code, "race")
