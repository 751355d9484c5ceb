"""A race in a notebook: gradients by layer, loss and accuracy, and the two words with rules."""

from collections.abc import Sequence
from typing import Final

from explorer.figures.notebook.chart import Axis, Line, chart
from explorer.figures.notebook.markup import card, paragraph, row, table, verdict
from explorer.figures.palette import PLAIN, RESIDUAL
from explorer.training.race.record import RecordedRace
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceStep

COLOURS: Final[dict[NetworkKind, str]] = {"plain": PLAIN, "residual": RESIDUAL}
GRADIENT: Final = Axis("‖dL/dW‖ of the weight", log=True)
LAYER: Final = Axis("layer, input side first", whole=True)
STEP: Final = Axis("step", whole=True)


def race_html(race: RecordedRace) -> str:
    """Gradients at the first and last step, the curves, and how it ended."""
    settings = race.settings
    title = f"Race of {settings.depth} layers on {race.facts.data}, {len(race.steps)} steps"
    if not race.steps:
        return card(title, paragraph("No step was done."))
    last = [each for kind in NETWORKS if (each := race.last(kind)) is not None]
    return card(
        title,
        paragraph(
            f"Normalisation {settings.normalization}, initialisation {settings.initialization}, "
            f"{settings.optimiser} at {settings.learning_rate:g}, batch {settings.batch}, seed "
            f"{settings.seed}; {race.facts.device}."
            + "".join(
                f" From step {each.step} on every block of the {each.network} network adds "
                f"{each.factor:g} x its shortcut."
                for each in race.events
            )
        ),
        row((_profile(race.steps), _loss(race), _accuracy(race))),
        *map(_words, last),
    )


def step_html(step: RaceStep) -> str:
    """One step of both networks: gradients by layer and the words."""
    rows = [
        (
            each.network,
            f"{each.loss:.4g}",
            f"{each.train_accuracy:.1%}",
            "" if each.test_accuracy is None else f"{each.test_accuracy:.1%}",
        )
        for each in step.networks
    ]
    return card(
        f"Step {step.step} of a race",
        row((_profile([step]), table(("network", "loss", "batch right", "test right"), rows))),
        *map(_words, step.networks),
    )


def _words(each: NetworkStep) -> str:
    gradients, learning = each.verdict, each.learning
    colour = COLOURS[each.network]
    what = f"{each.network}, gradients (at first {gradients.first_word})"
    return row(
        (
            verdict(what, gradients.word, gradients.rule, colour),
            verdict(f"{each.network}, learning", learning.word, learning.rule, colour),
        )
    )


def _profile(steps: Sequence[RaceStep]) -> str:
    """Each network's gradients in its last step, and thinner in the race's first."""
    first, lines = steps[0], []
    for kind in NETWORKS:
        done = [step for step in steps if step.network(kind) is not None]
        if not done:
            continue
        for step in dict.fromkeys((done[-1].step, first.step)):
            found = next(each for each in steps if each.step == step).network(kind)
            if found is not None:
                values = found.weight_gradient.tolist()
                dash, width = ("", 2.0) if step == done[-1].step else ("2 3", 1.2)
                layers = range(1, len(values) + 1)
                said = f"{kind}, step {step}"
                lines.append(Line(said, layers, values, COLOURS[kind], dash, width=width))
    return chart("gradient by layer", lines, LAYER, GRADIENT)


def _loss(race: RecordedRace) -> str:
    lines = []
    for kind in NETWORKS:
        done = _done(race, kind)
        losses = [each.loss for _, each in done]
        lines.append(Line(kind, [step for step, _ in done], losses, COLOURS[kind]))
    guess = race.facts.guess.entropy
    lines.append(_level("a guess", race, guess))
    return chart("loss of the batch", lines, STEP, Axis("cross-entropy", low=0.0))


def _accuracy(race: RecordedRace) -> str:
    lines = []
    for kind in NETWORKS:
        done = _done(race, kind)
        right = [each.train_accuracy for _, each in done]
        steps = [step for step, _ in done]
        lines.append(Line(f"{kind}, batch", steps, right, COLOURS[kind], width=1.0))
        tested = [(step, each.test_accuracy) for step, each in done]
        shown = [(step, share) for step, share in tested if share is not None]
        lines.append(
            Line(
                f"{kind}, test images",
                [step for step, _ in shown],
                [share for _, share in shown],
                COLOURS[kind],
                dots=True,
                width=2.5,
            )
        )
    lines.append(_level("most frequent class", race, race.facts.guess.majority_share))
    return chart("accuracy", lines, STEP, Axis("share that is right", low=0.0, high=1.0))


def _done(race: RecordedRace, kind: NetworkKind) -> list[tuple[int, NetworkStep]]:
    found = ((step.step, step.network(kind)) for step in race.steps)
    return [(step, each) for step, each in found if each is not None]


def _level(label: str, race: RecordedRace, value: float) -> Line:
    ends = (race.steps[0].step, race.steps[-1].step)
    return Line(label, ends, (value, value), "currentColor", "4 3", width=1.0)
