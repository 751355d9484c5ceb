"""The shortcut switch of a race: what was done to its networks while it ran.

Reads no tensor library.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from explorer.networks.choices import check_one_of, check_whole
from explorer.sentences.sentence import refusal
from explorer.training.race.result import NETWORKS, NetworkKind
from explorer.training.race.setting import Number

MOST_STEPS: Final = 100_000
FACTOR: Final = Number(0.0, 10.0)


@dataclass(frozen=True)
class RaceEvent:
    """From a step on, every block of one network adds `factor` times its shortcut.

    Weights and optimiser are left alone. The plain network gets the identity, and option A where
    the shape changes.

    Attributes:
        step: The first that is computed with it, counted from 1.
        network: `plain` or `residual`.
        factor: From 0, which cuts the shortcuts, to 10; in place of the settings' shortcut scale.

    Raises:
        ValueError: One of these is not allowed.
    """

    step: int
    network: NetworkKind
    factor: float

    def __post_init__(self) -> None:
        check_whole("step", self.step, 1, MOST_STEPS)
        check_one_of("network", self.network, NETWORKS)
        object.__setattr__(self, "factor", FACTOR.checked("factor", self.factor))


def kind_named(text: str) -> NetworkKind:
    """A network of a race by its name.

    Raises:
        ValueError: It is none.
    """
    for kind in NETWORKS:
        if kind == text:
            return kind
    raise refusal("{name!r} is no network of a race", name=text)


def in_order(events: Iterable[RaceEvent]) -> tuple[RaceEvent, ...]:
    """Events as they come in a race: by step, the plain network first.

    Raises:
        TypeError: They are something else.
        ValueError: Two of them switch the same network at the same step.
    """
    given: Iterable[object] = events if isinstance(events, Iterable) else (events,)
    found: dict[tuple[int, int], RaceEvent] = {}
    for event in given:
        if not isinstance(event, RaceEvent):
            raise TypeError(
                "events are RaceEvents, such as explorer.read_race(folder).events, got "
                f"{type(event).__name__}"
            )
        place = event.step, NETWORKS.index(event.network)
        if place in found:
            raise refusal(
                "two events switch the {network} network at step {step}: leave one out",
                network=event.network,
                step=event.step,
            )
        found[place] = event
    return tuple(found[place] for place in sorted(found))
