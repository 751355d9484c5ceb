"""What the Depth tab says in words: verdicts with their numbers, summaries, how far it is."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import product
from typing import Final

import numpy as np

from explorer.figures.minus import minus
from explorer.figures.saves import saves
from explorer.interface.scripting.dialog import python_button
from explorer.interface.words.language import attribute, both
from explorer.scripting.depth import depth_program
from explorer.training.depth.result import (
    SweepCell,
    SweepSettings,
    SweptNetwork,
    band,
    cell_verdict,
    chosen,
)
from explorer.training.depth.shattering_result import (
    ShatteredGradients,
    ShatteringSettings,
)
from explorer.training.depth.shipped import ShippedSweep
from explorer.training.measuring.verdict import (
    EXPLODING,
    EXPLODING_OVER_LAST,
    STARVING,
    VANISHING,
    VANISHING_FIRST,
    VANISHING_OVER_LAST,
)
from explorer.training.race.result import NETWORKS, NetworkKind
from explorer.training.race.settings import Initialization, Normalization
from explorer.words.sentences import in_language

NORMALIZATIONS: Final = {"none": "depth_none", "batch": "depth_batch"}
INITIALIZATIONS: Final = {"xavier": "depth_xavier", "default": "depth_default", "he": "depth_he"}
KINDS: Final = {"plain": "depth_plain", "residual": "depth_residual"}
WORDS: Final = {
    "exploding": "depth_exploding",
    "vanishing": "depth_vanishing",
    "starving": "depth_starving",
    "healthy": "depth_healthy",
}


def recorded_line(sweep: ShippedSweep) -> str:
    """That what is shown was recorded: when, on what, and how to measure it here."""
    said = both(
        "depth_recorded",
        day=sweep.recorded,
        seeds=sweep.settings.seeds,
        machine=partial(in_language, sweep.machine),
    )
    return f'<p class="depth-recorded"><b>{both("depth_record")}</b> {said}</p>'


def progress_line(done: int, total: int, key: str, **values: object) -> str:
    """A bar and a sentence, which may name what is done and the total."""
    said = both(key, done=done, total=total, **values)
    return (
        f'<div class="depth-status"><progress max="{total}" value="{done}" '
        f"{attribute('aria-label', 'depth_progress')}></progress> {said}</div>"
    )


def words_table(cells: Sequence[SweepCell], settings: SweepSettings) -> str:
    """A table of verdicts: rows are normalisations and initialisations, columns are depths.

    Each cell is the plain network above the residual one, as a sign, a shade and a word; the
    numbers behind the words are folded away below.

    Args:
        cells: What has been measured so far.
        settings: Of the sweep.
    """
    depths = sorted(settings.depths)
    head = "".join(f'<th scope="col">{both("depth_column", depth=depth)}</th>' for depth in depths)
    kinds = "".join(f'<span class="{kind}">{both(KINDS[kind])}</span>' for kind in NETWORKS)
    rows = ""
    for normalization, initialization in setups(settings):
        networks = [SweptNetwork(normalization, initialization, depth) for depth in depths]
        data = "".join(f"<td>{_button(cells, swept)}</td>" for swept in networks)
        rows += (
            f'<tr><th scope="row">{_setup(normalization, initialization)}</th>'
            f'<td class="kinds">{kinds}</td>{data}</tr>'
        )
    signs = "".join(
        f'<li data-word="{word}">{both(key)}</li>' for word, key in reversed(WORDS.items())
    )
    return (
        f'<table class="depth-words" style="--depths: {len(depths)}">'
        f'<caption class="spoken">{both("depth_words")}</caption>'
        f'<thead><tr><th scope="col"><span class="spoken">{both("depth_setup")}</span></th>'
        f'<td class="kinds"></td>{head}</tr></thead><tbody>{rows}</tbody></table>'
        f'<div class="depth-key"><ul>{signs}</ul>'
        f'<p class="hint">{both("depth_words_hint")}</p>{python_button(depth_program(settings))}'
        f'<span class="save" {attribute("title", "save_title")}>{saves()}</span>'
        "</div>"
        f"<details><summary>{both('depth_behind')}</summary>{numbers_table(cells, settings)}"
        f'<p class="hint">{rules()}</p></details>'
    )


def numbers_table(cells: Sequence[SweepCell], settings: SweepSettings) -> str:
    """The numbers from which the words are given: a row for each network that was measured."""
    heads = ("depth_setup", "depth_depths", "depth_network", "depth_word", "depth_numbers")
    head = "".join(f'<th scope="col">{both(key)}</th>' for key in heads)
    rows = "".join(
        f'<tr><th scope="row">{_setup(normalization, initialization)}</th><td>{depth}</td>'
        f"{_numbers(kind, found)}</tr>"
        for normalization, initialization in setups(settings)
        for depth in sorted(settings.depths)
        for kind in NETWORKS
        if (found := chosen(cells, SweptNetwork(normalization, initialization, depth), kind))
    )
    return (
        f'<div class="scroll" tabindex="0"><table class="depth-numbers"><thead><tr>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def setups(settings: SweepSettings) -> Iterator[tuple[Normalization, Initialization]]:
    """Every normalisation with every initialisation, in the order of the rows."""
    yield from product(settings.normalizations, settings.initializations)


def _setup(normalization: str, initialization: str) -> str:
    return f"{both(NORMALIZATIONS[normalization])}, {both(INITIALIZATIONS[initialization])}"


def _button(cells: Sequence[SweepCell], swept: SweptNetwork) -> str:
    found = {kind: chosen(cells, swept, kind) for kind in NETWORKS}
    if not all(found.values()):
        return "…"
    words = "".join(_word(kind, found[kind]) for kind in NETWORKS)
    return (
        f'<button type="button" data-normalization="{swept.normalization}" '
        f'data-initialization="{swept.initialization}" data-depth="{swept.depth}" '
        f"{attribute('title', 'depth_to_race')}>{words}</button>"
    )


def _word(kind: NetworkKind, cells: Sequence[SweepCell]) -> str:
    word = cell_verdict(cells).word
    return (
        f'<span class="cell" data-word="{word}"><span class="spoken">{both(KINDS[kind])} </span>'
        f"<span>{both(WORDS[word])}</span></span>"
    )


def _numbers(kind: NetworkKind, cells: Sequence[SweepCell]) -> str:
    verdict = cell_verdict(cells)
    largest, *thirds = (
        scientific(verdict.numbers[name]) for name in ("largest_r", "first_third_r", "last_third_r")
    )
    return (
        f'<td>{both(KINDS[kind])}</td><td data-word="{verdict.word}">{both(WORDS[verdict.word])}'
        f"</td><td>{largest}; {', '.join(thirds)}</td>"
    )


def rules() -> str:
    """The rules that give the words, in their order, with their numbers."""
    return both(
        "depth_rules",
        exploding=f"{EXPLODING:g}",
        over_last=f"{EXPLODING_OVER_LAST:g}",
        vanishing=f"{VANISHING:g}",
        vanishing_first=f"{VANISHING_FIRST:g}",
        vanishing_over_last=f"{VANISHING_OVER_LAST:g}",
        starving=f"{STARVING:g}",
    )


def sweep_summary(cells: Sequence[SweepCell], settings: SweepSettings, quantity: str) -> str:
    """The figure in words: first and last convolution of the deepest networks of every cell."""
    lines = ""
    for setup in setups(settings):
        found = [
            each.swept
            for each in cells
            if (each.swept.normalization, each.swept.initialization) == setup
        ]
        swept = max(found, key=lambda network: network.depth, default=None)
        if swept is not None:
            said = "; ".join(_ends(cells, swept, kind, quantity) for kind in NETWORKS)
            lines += f"<li>{_setup(*setup)}, {both('depth_layers', depth=swept.depth)}: {said}</li>"
    return f"<ul>{lines}</ul>"


def _ends(cells: Sequence[SweepCell], swept: SweptNetwork, kind: NetworkKind, quantity: str) -> str:
    found = chosen(cells, swept, kind)
    values = band(found, quantity).median
    return both(KINDS[kind]) + both(
        "depth_ends", first=scientific(values[0]), last=scientific(values[-1])
    )


def shattering_summary(
    found: Sequence[ShatteredGradients], settings: ShatteringSettings, white: float, brown: float
) -> str:
    """The figure in words: every depth at the smallest angle, median and range over the seeds.

    Args:
        found: What has been measured so far.
        settings: Of all of it.
        white: Largest magnitude that white noise has at the drawn angles.
        brown: What brown noise has at the smallest angle.
    """
    angle = float(settings.angles()[1])
    lines = ""
    for swept in sorted(settings.networks(), key=lambda each: each.normalization != "none"):
        mine = {kind: chosen(found, swept, kind) for kind in NETWORKS}
        if all(mine.values()):
            spreads = "; ".join(f"{both(KINDS[kind])} {_spread(mine[kind])}" for kind in NETWORKS)
            lines += f"<li>{both(NORMALIZATIONS[swept.normalization])}, "
            lines += f"{both('depth_layers', depth=swept.depth)}: {spreads}</li>"
    said = both(
        "depth_shattered",
        angle=f"{angle:g}",
        alike=f"{np.cos(np.radians(angle)):.4f}",
        noise=f"{white:.2f}",
        brown=f"{brown:.2f}",
        seeds=len({each.seed for each in found}),
    )
    return f"{said}<ul>{lines}</ul>"


def _spread(found: Sequence[ShatteredGradients]) -> str:
    """Median, and smallest to largest where there are several seeds, at the smallest angle."""
    over = band(found, "autocorrelation")
    low, median, high = (f"{values[1]:.2f}" for values in (over.low, over.median, over.high))
    return median if len(found) == 1 else f"{median} ({low} … {high})"


def scientific(value: float) -> str:
    """Two digits and an exponent, which no line breaks apart."""
    return minus(f"{value:.1e}")
