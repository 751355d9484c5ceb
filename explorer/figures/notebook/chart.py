"""Line charts as SVG inside HTML: light, without a script, in the notebook's own text colour.

What a log axis cannot show is marked, never dropped: a triangle at the foot is a zero or an
underflow, a cross at the top a number that is not finite.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH, HEIGHT = 380, 230
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 26, 40  # margins
MOST_POINTS: Final = 250  # of a line: of more every so many
SMALLEST: Final = 1.1754944e-38  # below it float32 loses digits
_TICKS, _SUPERSCRIPT = 5, str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Line:
    """One line of a chart.

    Attributes:
        label: In the legend.
        x: Finite numbers, rising.
        y: As many.
        colour: As CSS has it.
        dash: Of the stroke, as SVG has it; empty for a whole line.
        dots: Whether each point is marked.
        width: Of the stroke.
    """

    label: str
    x: Sequence[float]
    y: Sequence[float]
    colour: str
    dash: str = ""
    dots: bool = False
    width: float = 2.0


@dataclass(frozen=True)
class Axis:
    """A direction of a chart.

    Attributes:
        title: What is measured, with its unit.
        log: Whether decades are evenly spaced.
        low: Where it begins; by the numbers unless given.
        high: Where it ends.
        smallest: What counts as zero on a log axis.
        whole: Whether there is nothing between whole numbers.
    """

    title: str
    log: bool = False
    low: float | None = None
    high: float | None = None
    smallest: float = SMALLEST
    whole: bool = False


def chart(title: str, lines: Sequence[Line], x: Axis, y: Axis) -> str:
    """A chart of some lines, as one `<svg>` whose label tells its numbers."""
    lines = [_thinned(each) for each in lines]
    across = _Scale(x, [value for each in lines for value in each.x], LEFT, WIDTH - RIGHT)
    up = _Scale(y, [value for each in lines for value in each.y], HEIGHT - BOTTOM, TOP)
    legend = _Legend(lines, y)
    drawn = "".join(_drawn(each, across, up) for each in lines)
    told = escape(f"{title}. {y.title} over {x.title}: {'; '.join(map(_told, lines))}.")
    height = HEIGHT + legend.height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{told}" '
        f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'style="max-width:100%;font:11px sans-serif;color:inherit" fill="currentColor">'
        f"<title>{told}</title>"
        f'<text x="{LEFT}" y="14" font-weight="600">{escape(title)}</text>'
        f"{''.join(_grid(across, up))}"
        f'<text x="{(LEFT + WIDTH) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">'
        f"{escape(x.title)}</text>"
        f'<text transform="translate(11 {(TOP + HEIGHT - BOTTOM) / 2:.0f}) rotate(-90)" '
        f'text-anchor="middle">{escape(y.title)}</text>{drawn}{legend.text}</svg>'
    )


class _Scale:
    """From numbers of an axis to places in the picture."""

    def __init__(self, axis: Axis, values: Sequence[float], start: float, end: float) -> None:
        self.axis, self.start, self.end = axis, start, end
        shown = [value for value in values if self.shows(value)]
        low = min(shown, default=0.1 if axis.log else 0.0) if axis.low is None else axis.low
        high = max(shown, default=1.0) if axis.high is None else axis.high
        if axis.log:
            low, high = math.floor(math.log10(low)), math.ceil(math.log10(high))
        self.low, self.high = float(low), float(high if high > low else low + 1)

    def shows(self, value: float) -> bool:
        """Whether the axis has a place for a number."""
        return math.isfinite(value) and (not self.axis.log or value >= self.axis.smallest)

    def place(self, value: float) -> float:
        """In pixels."""
        at = math.log10(value) if self.axis.log else value
        share = (at - self.low) / (self.high - self.low)
        return self.start + min(max(share, 0.0), 1.0) * (self.end - self.start)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Places with their labels."""
        step = _step((self.high - self.low) / _TICKS)
        if self.axis.log or self.axis.whole:
            step = max(1, round(step))
        number = math.ceil(self.low / step - 1e-9) * step
        while number <= self.high + 1e-9 * step:
            share = (number - self.low) / (self.high - self.low)
            text = f"{number:.10g}"
            if self.axis.log:
                text = "10" + str(round(number)).translate(_SUPERSCRIPT)
            yield self.start + share * (self.end - self.start), text
            number += step


def _step(least: float) -> float:
    """The next of 1, 2, 5, 10, ... times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))


def _grid(across: _Scale, up: _Scale) -> Iterator[str]:
    for place, text in up.ticks():
        yield (
            f'<path d="M{LEFT} {place:.1f}H{WIDTH - RIGHT}" stroke="currentColor" '
            f'stroke-opacity=".15"/><text x="{LEFT - 5}" y="{place + 4:.1f}" text-anchor="end">'
            f"{text}</text>"
        )
    for place, text in across.ticks():
        yield (
            f'<path d="M{place:.1f} {HEIGHT - BOTTOM}v4" stroke="currentColor"/>'
            f'<text x="{place:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{text}</text>'
        )
    yield (
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" '
        'stroke="currentColor" stroke-opacity=".5"/>'
    )


def _thinned(line: Line) -> Line:
    every = -(-len(line.x) // MOST_POINTS)
    if every <= 1:
        return line
    kept = [*range(0, len(line.x) - 1, every), len(line.x) - 1]
    x, y = ([values[place] for place in kept] for values in (line.x, line.y))
    return Line(line.label, x, y, line.colour, line.dash, line.dots, line.width)


def _drawn(line: Line, across: _Scale, up: _Scale) -> str:
    path, marks, pen = [], [], "M"
    seen = [False, *map(up.shows, line.y), False]
    for number, (x, y) in enumerate(zip(line.x, line.y, strict=True), 1):
        place = across.place(x)
        if seen[number]:
            path.append(f"{pen}{place:.1f} {up.place(y):.1f}")
            pen = "L"
            alone = not seen[number - 1] and not seen[number + 1]  # a line of one point is none
            if line.dots or alone:
                marks.append(f'<circle cx="{place:.1f}" cy="{up.place(y):.1f}" r="3"/>')
            continue
        pen = "M"
        if math.isfinite(y):
            marks.append(f'<path d="M{place - 4:.1f} {up.start - 7:.0f}h8l-4 7z"/>')
        else:
            cross = f"M{place - 4:.1f} {up.end:.0f}l8 8m0 -8l-8 8"
            marks.append(f'<path d="{cross}" stroke="{line.colour}" stroke-width="2"/>')
    return (
        f'<g fill="{line.colour}"><path d="{"".join(path)}" fill="none" stroke-linejoin="round" '
        f"{_stroke(line)}/>{''.join(marks)}</g>"
    )


def _stroke(line: Line) -> str:
    dash = f' stroke-dasharray="{line.dash}"' if line.dash else ""
    return f'stroke="{line.colour}" stroke-width="{line.width:g}"{dash}'


class _Legend:
    """Below the chart, a row for each line, and for the marks that are drawn."""

    def __init__(self, lines: Sequence[Line], y: Axis) -> None:
        rows = [
            f'<path d="M0 0H22" {_stroke(each)}/><text x="28" y="4">{escape(each.label)}</text>'
            for each in lines
        ]
        values = [value for each in lines for value in each.y]
        if y.log and any(math.isfinite(value) and value < y.smallest for value in values):
            rows.append('<path d="M7 -4h8l-4 7z"/><text x="28" y="4">0 or underflow</text>')
        if not all(map(math.isfinite, values)):
            rows.append('<text x="28" y="4">✕ at the top: not finite</text>')
        half = WIDTH // 2
        self.height = 16 * -(-len(rows) // 2) + 4
        self.text = "".join(
            f'<g transform="translate({16 + number % 2 * half} {HEIGHT + 8 + number // 2 * 16})">'
            f"{text}</g>"
            for number, text in enumerate(rows)
        )


def _told(line: Line) -> str:
    if not line.y:
        return f"{line.label} without points"
    finite = [value for value in line.y if math.isfinite(value)]
    span = f", from {min(finite):.3g} to {max(finite):.3g}" if finite else ""
    return f"{line.label} first {line.y[0]:.3g}, last {line.y[-1]:.3g}{span}"
