"""A finished race as the answer to a program: short, and all of it JSON."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from explorer.figures.race.wire import events_sent
from explorer.interface.programs.numbers import number, numbers
from explorer.interface.programs.tool import Answer
from explorer.training.race.result import NETWORKS, NetworkKind, RaceStep
from explorer.training.race.settings import described

if TYPE_CHECKING:
    from explorer.training.race.record import RecordedRace

CURVE: Final = 25  # steps at which loss and accuracy are said, at most
PROFILES: Final = 4  # steps at which every layer is


def race_answer(race: "RecordedRace") -> Answer:
    """Settings, what is known of the race, and what became of both networks.

    Args:
        race: With at least one step.
    """
    facts = race.facts
    return {
        "settings": described(race.settings),
        "events": [
            {"step": step, "network": network, "factor": factor}
            for step, network, factor in events_sent(race.events)
        ],
        "data": {
            "name": facts.data,
            "train_images": facts.train_images,
            "test_images": facts.test_images,
            "class_names": list(facts.class_names),
            "guess": {name: number(value) for name, value in asdict(facts.guess).items()},
        },
        "device": str(facts.device),
        "steps": race.steps[-1].step,
        "seconds": number(race.steps[-1].seconds),
        **{kind: _network(race, kind) for kind in NETWORKS},
    }


def _network(race: "RecordedRace", kind: NetworkKind) -> dict[str, Any]:
    done = [step for step in race.steps if step.network(kind) is not None]
    last = done[-1].network(kind)
    assert last is not None
    tested = [step for step in done if _at(step, kind).test_accuracy is not None]
    curve = _some(done, CURVE)
    return {
        "gradients": {
            "word": last.verdict.word,
            "at_first": last.verdict.first_word,
            "rule": str(last.verdict.rule),
        },
        "learning": {"word": last.learning.word, "rule": str(last.learning.rule)},
        "diverged": last.diverged,
        "parameters": race.facts.parameters[kind],
        "loss": [{"step": each.step, "value": number(_at(each, kind).loss)} for each in curve],
        "train_accuracy": [
            {"step": each.step, "value": number(_at(each, kind).train_accuracy)} for each in curve
        ],
        "test_accuracy": [
            {"step": each.step, "value": number(_at(each, kind).test_accuracy)} for each in tested
        ],
        "layers": list(race.facts.layers[kind]),
        "gradient_norms": [
            {
                "step": each.step,
                "first": number(_at(each, kind).weight_gradient[0]),
                "last": number(_at(each, kind).weight_gradient[len(_main(race, kind)) - 1]),
                "by_layer": numbers(_at(each, kind).weight_gradient),
            }
            for each in _some(done, PROFILES)
        ],
    }


def _main(race: "RecordedRace", kind: NetworkKind) -> list[str]:
    """Names of the convolutions without the projections, which stand last."""
    return [name for name in race.facts.layers[kind] if not name.endswith(".shortcut")]


def _at(step: RaceStep, kind: NetworkKind) -> Any:
    return step.network(kind)


def _some(steps: list[RaceStep], most: int) -> list[RaceStep]:
    """The first, the last, and so many evenly between that they are at most `most`."""
    last = len(steps) - 1
    count = min(most, len(steps))
    places = {round(place * last / max(1, count - 1)) for place in range(count)}
    return [steps[place] for place in sorted(places)]
