"""A race as the page's scripts read it, live or in a file: few bytes a step.

The norms travel as 3-byte floats: float32 without its last 8 bits, rounded (2^-16 of the value),
zero, infinity and nan included. The folder that can be downloaded holds them whole.
"""

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from explorer.training.measuring.quantities import GAUGE, SHOWN, Quantity
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.training.race.events import RaceEvent
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts, RaceStep

# The browser divides to get the others.
SENT: Final[tuple[Quantity, ...]] = tuple(name for name in SHOWN if GAUGE[name].sent)
# what a row says of a network
ENTRY: Final = (
    "loss", "train_accuracy", "test_accuracy", "running_test_accuracy",
    "word", "first_word", "learning", "diverged",
)  # fmt: skip
# the words of a row by their places
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "gradients": GRADIENT_WORDS,
    "learning": LEARNING_WORDS,
}


def wire(live: Sequence[str]) -> dict[str, Any]:
    """How the browser reads what travels, and what it offers.

    Args:
        live: The phases in which a race may still do a step.
    """
    return {
        "networks": list(NETWORKS),
        "gauges": gauges(),
        "entry": list(ENTRY),
        "live": list(live),
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


def packed(
    steps: Sequence[RaceStep], facts: RaceFacts, quantities: Sequence[Quantity] = SENT
) -> str:
    """(steps, quantities, layers of both networks) as base64 of 3-byte floats.

    A network that is out of the race has nan.
    """
    values = [
        np.full(len(facts.layers[kind]), np.nan) if each is None else each.quantity(quantity)
        for step in steps
        for quantity in quantities
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


def row(step: RaceStep) -> list[Any]:
    """Step, seconds, and what is said of each network; None for one that is out of the race."""
    return [step.step, round(step.seconds, 3), *(_entry(step.network(kind)) for kind in NETWORKS)]


def events_sent(events: Sequence[RaceEvent]) -> list[list[Any]]:
    """What the shortcut switch did: step, network and factor of each event."""
    return [[each.step, each.network, each.factor] for each in events]


def facts_sent(settings: Mapping[str, object], facts: RaceFacts) -> dict[str, Any]:
    """What is said of a race beside its numbers. No path of the machine is in it.

    Args:
        settings: Every setting by name.
        facts: What is known of the race.
    """
    layers: dict[NetworkKind, list[str]] = {kind: list(facts.layers[kind]) for kind in NETWORKS}
    return {
        "settings": {**settings, "data": facts.data},
        "layers": layers,
        "guess": asdict(facts.guess),
        "data": facts.data,
        "train_images": facts.train_images,
        "test_images": facts.test_images,
        "device": {"en": facts.device},
        "parameters": dict(facts.parameters),
        "weights_sha256": dict(facts.weights_sha256),
        "data_sha256": facts.data_sha256,
        "missing": list(facts.missing),
    }


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
