"""What the Depth tab says in words: verdicts with their numbers, summaries, how far it is."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from explorer.interface.words.language import attribute, both
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
from explorer.training.measuring.verdict import (
    EXPLODING,
    EXPLODING_OVER_LAST,
    STARVING,
    VANISHING,
    VANISHING_FIRST,
    VANISHING_OVER_LAST,
)
from explorer.training.race.result import NETWORKS, NetworkKind

NORMALIZATIONS: Final = {"none": "depth_none", "batch": "depth_batch"}
INITIALIZATIONS: Final = {"xavier": "depth_xavier", "default": "depth_default", "he": "depth_he"}
KINDS: Final = {"plain": "depth_plain", "residual": "depth_residual"}
WORDS: Final = {
    "exploding": "depth_exploding",
    "vanishing": "depth_vanishing",
    "starving": "depth_starving",
    "healthy": "depth_healthy",
}


def progress_line(done: int, total: int, key: str, **values: object) -> str:
    """A bar and a sentence, which may name what is done and the total."""
    said = both(key, done=done, total=total, **values)
    return (
        f'<div class="depth-status"><progress max="{total}" value="{done}" '
        f"{attribute('aria-label', 'depth_progress')}></progress> {said}</div>"
    )


def words_table(cells: Sequence[SweepCell], settings: SweepSettings) -> str:
    """A table of verdicts: rows are normalisations and initialisations, columns are depths.

    Args:
        cells: What has been measured so far.
        settings: Of the sweep.
    """
    depths = sorted(settings.depths)
    head = "".join(f'<th scope="col">{both("depth_layers", depth=depth)}</th>' for depth in depths)
    rows = ""
    for normalization in settings.normalizations:
        for initialization in settings.initializations:
            networks = [SweptNetwork(normalization, initialization, depth) for depth in depths]
            name = f"{both(NORMALIZATIONS[normalization])}, {both(INITIALIZATIONS[initialization])}"
            data = "".join(f"<td>{_button(cells, swept)}</td>" for swept in networks)
            rows += f'<tr><th scope="row">{name}</th>{data}</tr>'
    return (
        f'<p class="hint">{both("depth_words_hint")}</p><div class="scroll">'
        f'<table class="depth-words" style="min-width: {11 + 10 * len(depths)}rem">'
        f"<caption>{both('depth_words')}</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        f'<p class="hint">{rules()}</p>'
    )


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
    verdict = cell_verdict(cells)
    numbers = {name: scientific(value) for name, value in verdict.numbers.items()}
    said = both(
        "depth_numbers",
        largest=numbers["largest_r"],
        first=numbers["first_third_r"],
        last=numbers["last_third_r"],
    )
    return (
        f'<span class="{kind}">{both(KINDS[kind])} <b>{both(WORDS[verdict.word])}</b>'
        f"<small>{said}</small></span>"
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
    for normalization in settings.normalizations:
        for initialization in settings.initializations:
            swept = max(
                (
                    each.swept
                    for each in cells
                    if each.swept.normalization == normalization
                    and each.swept.initialization == initialization
                ),
                key=lambda network: network.depth,
                default=None,
            )
            if swept is not None:
                said = "; ".join(_ends(cells, swept, kind, quantity) for kind in NETWORKS)
                lines += (
                    f"<li>{both(NORMALIZATIONS[normalization])}, "
                    f"{both(INITIALIZATIONS[initialization])}, "
                    f"{both('depth_layers', depth=swept.depth)}: {said}</li>"
                )
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
    return f"{value:.1e}".replace("-", "−")
