"""A race on its way to the browser: few bytes a step, and only the steps that are new there.

The norms travel as 3-byte floats: float32 without its last 8 bits, rounded (2^-16 of the value),
zero, infinity and nan included. The folder that can be downloaded holds them whole.
"""

import base64
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.interface.race.run import LIVE, RaceRun
from explorer.interface.words.sentences import in_every_language
from explorer.training.measuring.quantities import GAUGE, SHOWN, Quantity
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts, RaceStep

# The browser divides to get the others.
SENT: Final[tuple[Quantity, ...]] = tuple(name for name in SHOWN if GAUGE[name].sent)
# what a row says of a network
ENTRY: Final = (
    "loss", "train_accuracy", "test_accuracy", "running_test_accuracy",
    "word", "first_word", "learning", "diverged",
)  # fmt: skip
CHUNK: Final = 200  # steps in one answer


def wire() -> dict[str, Any]:
    """How the browser reads what travels, and what it offers."""
    return {
        "networks": list(NETWORKS),
        "gauges": gauges(),
        "entry": list(ENTRY),
        "live": list(LIVE),
    }


def news(run: RaceRun, cursor: int, knows_facts: bool) -> dict[str, Any]:
    """What a browser does not have yet.

    Args:
        run: The race.
        cursor: How many steps the browser has.
        knows_facts: Whether it has the facts.
    """
    facts = run.facts
    done = len(run.steps)  # the race goes on while this is read
    start = min(max(cursor, 0), done)
    steps = run.steps[start : min(done, start + CHUNK)] if facts is not None else []
    answer: dict[str, Any] = {
        "from": start,
        "done": done,
        "phase": run.phase,
        "rows": [_row(step) for step in steps],
        "numbers": "" if facts is None else packed(steps, facts),
    }
    if facts is not None and not knows_facts:
        answer["facts"] = _facts(run, facts)
    return answer


def packed(steps: Sequence[RaceStep], facts: RaceFacts) -> str:
    """(steps, quantities, layers of both networks) as base64 of 3-byte floats.

    A network that is out of the race has nan.
    """
    values = [
        np.full(len(facts.layers[kind]), np.nan) if each is None else each.quantity(quantity)
        for step in steps
        for quantity in SENT
        for kind in NETWORKS
        for each in (step.network(kind),)
    ]
    if not values:
        return ""
    return base64.b64encode(three_bytes(np.concatenate(values)).tobytes()).decode("ascii")


def three_bytes(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """(n, 3) the upper bytes of each value as a little-endian float32, rounded."""
    with np.errstate(over="ignore", under="ignore"):
        bits = values.astype("<f4").view("<u4")
    rounded = np.where(np.isfinite(values), bits + np.uint32(0x80), bits)
    return rounded.astype("<u4").view(np.uint8).reshape(-1, 4)[:, 1:]


def _row(step: RaceStep) -> list[Any]:
    return [step.step, round(step.seconds, 3), *(_entry(step.network(kind)) for kind in NETWORKS)]


def _entry(step: NetworkStep | None) -> list[Any] | None:
    if step is None:
        return None
    return [
        _number(step.loss),
        _share(step.train_accuracy),
        _share(step.test_accuracy),
        _share(step.running_test_accuracy),
        GRADIENT_WORDS.index(step.verdict.word),
        GRADIENT_WORDS.index(step.verdict.first_word),
        LEARNING_WORDS.index(step.learning.word),
        int(step.diverged),
    ]


def _number(value: float) -> float | None:
    return float(f"{value:.5g}") if math.isfinite(value) else None


def _share(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(value, 4)


def _facts(run: RaceRun, facts: RaceFacts) -> dict[str, Any]:
    """What the page says of a race beside its numbers. No path of the machine is in it."""
    settings = asdict(run.settings)
    settings["data"] = facts.data
    layers: dict[NetworkKind, list[str]] = {kind: list(facts.layers[kind]) for kind in NETWORKS}
    return {
        "settings": settings,
        "layers": layers,
        "guess": asdict(facts.guess),
        "data": facts.data,
        "train_images": facts.train_images,
        "test_images": facts.test_images,
        "device": in_every_language(facts.device),
        "parameters": dict(facts.parameters),
        "weights_sha256": dict(facts.weights_sha256),
        "data_sha256": facts.data_sha256,
        "missing": list(facts.missing),
    }


def gauges() -> list[dict[str, Any]]:
    """What the page must know of every quantity, in the order in which it offers them.

    Each is {name, sent, derived_from, log}: whether it travels; if not, the names of the two that
    do and are divided, layer by layer; whether its axis is logarithmic.
    """
    return [
        {
            "name": name,
            "sent": GAUGE[name].sent,
            "derived_from": None if GAUGE[name].sent else list(GAUGE[name].ratio or ()),
            "log": GAUGE[name].log,
        }
        for name in SHOWN
    ]
