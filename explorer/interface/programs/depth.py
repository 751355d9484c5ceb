"""The tool `depth`: gradients of networks that have learned nothing yet, over depths."""

import secrets
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from explorer.interface.compute_import import import_networks
from explorer.interface.depth.choices import IMAGES
from explorer.interface.depth.cost import LONGEST, seconds_of
from explorer.interface.programs.errands import Errands
from explorer.interface.programs.numbers import number
from explorer.interface.programs.tool import Answer, Parameter, Progress, Tool
from explorer.interface.race.controls import PATIENCE
from explorer.interface.race.line import Line
from explorer.networks.choices import check_whole
from explorer.sentences.sentence import refusal
from explorer.training.depth.result import (
    SweepCell,
    SweepSettings,
    SweptNetwork,
    band,
    cell_verdict,
    chosen,
)
from explorer.training.race.result import NETWORKS, NetworkKind
from explorer.training.race.settings import CHOICES

USUAL: Final = (8, 20, 56)
_SPREAD: Final = ("low", "median", "high")  # of a `Band`
_NORMALIZATIONS: Final = CHOICES["normalization"]
_INITIALIZATIONS: Final = CHOICES["initialization"]
MOST_SEEDS: Final = 10_000  # which take longer than any program may ask for
_SAYS: Final = (
    "Measures plain and residual networks of several depths before any training, on images drawn "
    "from N(0, 1), in float64: where the gradients vanish, explode or stay. Every normalisation "
    f"and initialisation that is given is measured at every depth. What would take more than "
    f"{LONGEST:.0f} seconds is refused; it waits in line with races."
)
_ANSWERS: Final = (
    "settings and seconds; for each network its depth, normalisation and initialisation, the word "
    "for its gradients with the rule, and of the first and the last convolution the L2 norm of the "
    "loss gradient of the weight and the root mean square of the output: smallest, median, largest "
    "over the seeds"
)


class DepthErrand:
    """One sweep that a program ordered.

    Args:
        settings: Of the sweep.
        line: Where races wait for the processor.
    """

    def __init__(self, settings: SweepSettings, line: Line) -> None:
        self._settings = settings
        self._line = line
        self._key = secrets.token_urlsafe(9)
        self._stopping = False
        self._cells: list[SweepCell] = []

    def work(self) -> Answer:
        """Measure; see `Errand.work`."""
        import_networks()
        from explorer.training.depth.sweep import depth_sweep

        began = time.monotonic()
        try:
            for cell in depth_sweep(self._settings, should_stop=self._is_over):
                self._cells.append(cell)
                if cell.network == NETWORKS[-1]:
                    self._line.step_done(self._key)
        finally:
            self._line.leave(self._key)
        if self._stopping:
            raise refusal("the sweep was stopped: ask again")
        return depth_answer(self._settings, self._cells, time.monotonic() - began)

    def progress(self) -> Progress:
        """Of pairs of networks; see `Errand.progress`."""
        total = len(self._settings.networks()) * self._settings.seeds
        before = self._line.place(self._key) or 0
        return Progress(len(self._cells) // len(NETWORKS), total, before)

    def stop(self) -> None:
        """At the next pair of networks."""
        self._stopping = True

    def _is_over(self) -> bool:
        """Whether it was stopped, once it is its turn."""
        self._line.join(self._key)
        while not self._stopping and not self._line.wait(self._key, PATIENCE):
            pass
        return self._stopping


def depth_tool(errands: Errands, line: Line) -> Tool:
    """The tool of a page.

    Args:
        errands: Of programs.
        line: Where races wait for the processor.
    """

    async def ask(given: Mapping[str, Any], who: str) -> AsyncIterator[Progress | Answer]:
        async for each in errands.served(who, DepthErrand(wanted(given), line)):
            yield each

    some = {"type": "array", "minItems": 1}
    parameters = (
        Parameter(
            "depths",
            {**some, "items": {"type": "integer", "minimum": 8, "maximum": 110}},
            "Layers with weights, 6n+2 from 8 to 110 each.",
            list(USUAL),
        ),
        Parameter(
            "normalization",
            {**some, "items": {"type": "string", "enum": list(_NORMALIZATIONS)}},
            "After every convolution.",
            list(_NORMALIZATIONS),
        ),
        Parameter(
            "initialization",
            {**some, "items": {"type": "string", "enum": list(_INITIALIZATIONS)}},
            "Of the weights that plain and residual start from.",
            ["xavier", "default", "he"],
        ),
        Parameter("seeds", {"type": "integer", "minimum": 1}, "How many draws; the first is 0.", 1),
        Parameter(
            "images",
            {"type": "integer", "minimum": 2, "maximum": IMAGES[-1]},
            "In the batch.",
            IMAGES[0],
        ),
    )
    return Tool("depth", _SAYS, _ANSWERS, parameters, ask)


def wanted(given: Mapping[str, Any]) -> SweepSettings:
    """The settings of a sweep that is not too long.

    Raises:
        ValueError: It is, or something given is wrong.
    """
    images = given.get("images", IMAGES[0])
    check_whole("images", images, 2, IMAGES[-1])
    seeds = given.get("seeds", 1)
    check_whole("seeds", seeds, 1, MOST_SEEDS)
    settings = SweepSettings(
        depths=_several("depths", given.get("depths", USUAL)),
        normalizations=_several("normalization", given.get("normalization", _NORMALIZATIONS)),
        initializations=_several("initialization", given.get("initialization", _INITIALIZATIONS)),
        seeds=seeds,
        batch=images,
    )
    share = len(settings.networks()) / len(settings.depths) / len(SweepSettings((8,)).networks())
    seconds = share * seconds_of(settings.depths, settings.seeds, images)
    if seconds > LONGEST:
        fitting = int(settings.seeds * LONGEST / seconds)
        if not fitting:
            raise refusal(
                "this sweep would take about {seconds} s with one seed, and a program may ask for "
                "{most} s: give fewer depths, or run it with the library, "
                "explorer.depth_sweep(...).result(), which has no such bound",
                seconds=round(seconds / settings.seeds),
                most=round(LONGEST),
            )
        raise refusal(
            "this sweep would take about {seconds} s, and a program may ask for {most} s: {seeds} "
            "seeds would fit, or give fewer depths, or run it with the library, "
            "explorer.depth_sweep(...).result(), which has no such bound",
            seconds=round(seconds),
            most=round(LONGEST),
            seeds=fitting,
        )
    return settings


def depth_answer(settings: SweepSettings, cells: list[SweepCell], seconds: float) -> Answer:
    """What a program is told of a whole sweep.

    Args:
        settings: Of the sweep.
        cells: All of them.
        seconds: That it took.
    """
    return {
        "settings": {
            "depths": sorted(settings.depths),
            "normalization": list(settings.normalizations),
            "initialization": list(settings.initializations),
            "seeds": settings.seeds,
            "images": settings.batch,
            "image_size": settings.image_size,
            "width": settings.width,
        },
        "seconds": number(seconds),
        "networks": [
            _network(cells, swept, kind) for swept in settings.networks() for kind in NETWORKS
        ],
    }


def _network(cells: list[SweepCell], swept: SweptNetwork, kind: NetworkKind) -> dict[str, Any]:
    found = chosen(cells, swept, kind)
    verdict = cell_verdict(found)
    return {
        "network": kind,
        "depth": swept.depth,
        "normalization": swept.normalization,
        "initialization": swept.initialization,
        "gradients": {"word": verdict.word, "rule": str(verdict.rule)},
        **{
            quantity: {
                end: {name: number(getattr(spread, name)[place]) for name in _SPREAD}
                for end, place in (("first", 0), ("last", -1))
            }
            for quantity in ("weight_gradient", "activation")
            for spread in (band(found, quantity),)
        },
    }


def _several(name: str, value: Any) -> Any:
    """A list of words or numbers, as the settings take it."""
    if isinstance(value, list | tuple):
        words = [isinstance(each, str) for each in value]
        if all(words) or (not any(words) and all(isinstance(each, int | float) for each in value)):
            return tuple(value)
    raise refusal(
        "{name} must be a list of words or numbers, got {value!r}: give one", name=name, value=value
    )
