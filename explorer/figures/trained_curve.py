"""The curves of training and test error, each with its name and colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np

from explorer.figures.network_line import shade, width
from explorer.figures.twins import TWINS
from explorer.sentences.sentence import Sentence
from explorer.training.race.result import NetworkKind
from explorer.training.trained.trained_run import TrainedRun, by_network

Error = Literal["test", "training"]
ERRORS: Final = {"test": Sentence("test error"), "training": Sentence("training error")}
OWN: Final = ("#3a9d5d", "#a05bc4", "#b58900", "#808b96", "#c2185b")  # a person's own runs
OWN_WIDTH = 2.0  # pixels
MOST_POINTS: Final = 1000  # of a curve that is drawn whole: a panel has no more places across


@dataclass(frozen=True)
class Curve:
    """One line of a figure: a network by one recipe, or one run of a person's own."""

    name: str
    kind: NetworkKind | None
    depth: int | None
    colour: str
    runs: tuple[TrainedRun, ...]

    @property
    def width(self) -> float:
        """Of its line, in pixels."""
        return OWN_WIDTH if self.depth is None else width(self.depth)

    @property
    def iterations(self) -> list[int]:
        """At which errors were measured."""
        return [row.iteration for row in self.runs[0].rows]

    def error_name(self, which: Error) -> Sentence:
        """What the legend calls it."""
        return Sentence("{line}: {errors}", line=self.name, errors=ERRORS[which])

    def errors(self, which: Error) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(seeds, epochs) shares."""
        field = "test_error" if which == "test" else "train_error"
        return np.array([[getattr(row, field) for row in run.rows] for run in self.runs])

    def places(self, which: Error) -> list[int]:
        """Of the epochs that are drawn: all, or those by which a long curve looks the same."""
        errors = self.errors(which)
        return seen_places(self.iterations, errors.mean(0), errors.min(0), errors.max(0))


def seen_places(x: Sequence[float], *lines: np.ndarray[Any, np.dtype[np.float64]]) -> list[int]:
    """The points that are seen of lines over the same axis: all of them up to `MOST_POINTS`.

    Of more the first and the last, and of each stretch of the axis the lowest and the highest.

    Args:
        x: Rising; places across.
        lines: As long; heights.
    """
    if len(x) <= MOST_POINTS:
        return list(range(len(x)))
    stretches = MOST_POINTS // 2  # each has two ends
    across = (np.asarray(x, np.float64) - x[0]) / (x[-1] - x[0])
    begins = np.flatnonzero(np.diff(np.floor(across * stretches), prepend=-1.0)).tolist()
    kept = {0, len(x) - 1}
    for first, end in pairwise([*begins, len(x)]):
        for line in lines:
            kept |= {first + int(line[first:end].argmin()), first + int(line[first:end].argmax())}
    return sorted(kept)


def curves_of(runs: Iterable[TrainedRun], own: Sequence[TrainedRun]) -> list[Curve]:
    """The program's networks, their seeds together, then a person's runs one by one."""
    curves = []
    for found in by_network(tuple(runs)):
        network, kind = found[0].network, found[0].kind
        assert network is not None
        assert kind is not None
        name = Sentence("{twin}, {depth} layers", twin=TWINS[kind], depth=network.depth)
        colour = shade(kind, network.depth)
        curves.append(Curve(name, kind, network.depth, colour, found))
    for place, run in enumerate(own):
        curves.append(Curve(escape(run.label), run.kind, None, OWN[place % len(OWN)], (run,)))
    return curves
