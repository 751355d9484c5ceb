"""A race as one page that opens without the program and without a network."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from explorer.figures.race.curves import accuracy_figure, loss_figure
from explorer.figures.race.profile import heat_map, profile, value_span
from explorer.training.measuring.quantities import GAUGE, OPEN, SHOWN, Quantity
from explorer.training.measuring.words import Verdict
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts, RaceStep

MOST_FRAMES = 40  # of a slider: more steps than that are shown every so many

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 76rem; padding: 0 1rem;
  color: #1a1a1a; background: #fff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin: 0; }
.words { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; margin: 0; }
.words dd { margin: 0; color: #1a1a1a; }
.words .word { font-size: 2.2rem; line-height: 1.1; font-weight: 700; color: inherit; }
.networks, .pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
@media (max-width: 50rem) { .networks, .pair { grid-template-columns: minmax(0, 1fr); } }
.plain { color: #b34a00; }
.residual { color: #1b5f94; } code { overflow-wrap: anywhere; font-size: .85em; }
td, th { text-align: left; padding: 0 1rem 0 0; vertical-align: top; }
summary { cursor: pointer; font-weight: 600; margin-top: 1rem; }
"""


def race_page(settings: Mapping[str, object], facts: RaceFacts, steps: Sequence[RaceStep]) -> str:
    """The whole page as text: verdicts, figures, settings, fingerprints, and plotly.js inside it.

    Args:
        settings: Every setting by name.
        facts: What is known of the race.
        steps: At least one.

    Raises:
        ValueError: There are no steps.
    """
    if not steps:
        raise ValueError("a race without a step has no page: let it do at least one")
    last = {kind: _last(steps, kind) for kind in NETWORKS}
    sections = [
        f"<details{' open' if quantity in OPEN else ''}><summary>{escape(GAUGE[quantity].title)}"
        f"</summary>{_quantity(steps, quantity)}</details>"
        for quantity in SHOWN
        if quantity not in facts.missing
    ]
    curves = _pair(loss_figure(steps, facts.guess), accuracy_figure(steps, facts.guess))
    title = f"Plain and residual, {settings['depth']} layers, {steps[-1].step} steps"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<script>{get_plotlyjs()}</script></head><body>"
        f"<h1>{escape(title)}</h1>"
        f'<div class="networks">{"".join(_verdict(each) for _, each in last.values())}</div>'
        f"{curves}{''.join(sections)}{_table(settings, facts, last)}</body></html>\n"
    )


def _last(steps: Sequence[RaceStep], kind: NetworkKind) -> tuple[int, NetworkStep]:
    return next(
        (step.step, each) for step in reversed(steps) if (each := step.network(kind)) is not None
    )


def _verdict(last: NetworkStep) -> str:
    tested = last.test_accuracy
    accuracy = "" if tested is None else f"Test accuracy {tested:.1%}. "
    stopped = "It diverged and stopped. " if last.diverged else ""
    lights = "".join(f"<br>{escape(check.note)}" for check in last.checks)
    return (
        f'<section class="{last.network}"><h2>{last.network}</h2><dl class="words">'
        f"{_word('gradients', last.verdict)}{_word('learning', last.learning)}</dl>"
        f"<p>{accuracy}{stopped}<small>{lights}</small></p></section>"
    )


def _word(of: str, verdict: Verdict[Any]) -> str:
    first = "" if verdict.first_word == verdict.word else f" At first: {verdict.first_word}."
    return (
        f'<div><dt>{of}</dt><dd class="word">{verdict.word}</dd>'
        f"<dd>{escape(verdict.rule)}{first}</dd></div>"
    )


def _quantity(steps: Sequence[RaceStep], quantity: Quantity) -> str:
    span = value_span(steps, quantity)
    maps = (heat_map(steps, kind, quantity, span) for kind in NETWORKS)
    return _html(_replay(steps, quantity, span)) + _pair(*maps)


def _replay(steps: Sequence[RaceStep], quantity: Quantity, span: tuple[float, float]) -> go.Figure:
    """The profile with a slider over the steps, opening at the last."""
    every = -(-len(steps) // MOST_FRAMES)
    chosen = [*steps[:-1:every], steps[-1]]
    drawn = [_all_traces(profile(step, quantity, span)) for step in chosen]
    figure = drawn[-1]
    figure.frames = [
        go.Frame(
            data=each.data, name=str(step.step), layout={"title": {"text": each.layout.title.text}}
        )
        for step, each in zip(chosen, drawn, strict=True)
    ]
    immediately = {"mode": "immediate", "frame": {"duration": 0}, "transition": {"duration": 0}}
    figure.update_layout(
        height=520,
        sliders=[
            {
                "active": len(chosen) - 1,
                "currentvalue": {"prefix": "step "},
                "pad": {"t": 40},
                "steps": [
                    {
                        "label": str(step.step),
                        "method": "animate",
                        "args": [[str(step.step)], immediately],
                    }
                    for step in chosen
                ],
            }
        ],
    )
    return figure


def _all_traces(figure: go.Figure) -> go.Figure:
    """The same with empty traces for a network that is out, so that all frames have as many."""
    missing = 3 * len(NETWORKS) - len(figure.data)
    empty = [go.Scatter(x=[], y=[], showlegend=False) for _ in range(missing)]
    plain_is_out = bool(missing and figure.data) and figure.data[0].name == "residual"
    traces = [*empty, *figure.data] if plain_is_out else [*figure.data, *empty]
    return go.Figure(traces, figure.layout)


def _pair(*figures: go.Figure) -> str:
    return f'<div class="pair">{"".join(map(_html, figures))}</div>'


def _html(figure: go.Figure) -> str:
    text: str = figure.to_html(
        full_html=False,
        include_plotlyjs=False,
        auto_play=False,
        config={"displaylogo": False, "responsive": True},
    )
    return text


def _table(
    settings: Mapping[str, object],
    facts: RaceFacts,
    last: Mapping[NetworkKind, tuple[int, NetworkStep]],
) -> str:
    rows = {
        **settings,
        "data": (
            f"{facts.data}, {facts.train_images:,} training and {facts.test_images:,} test images"
        ),
        "device": facts.device,
        **{f"initial weights, {kind}": sha for kind, sha in facts.weights_sha256.items()},
        **{
            f"batches, {kind}": f"{each.batches_sha256} (up to step {at})"
            for kind, (at, each) in last.items()
        },
        "SHA-256 of the data": facts.data_sha256,
    }
    lines = "".join(
        f"<tr><th>{escape(name)}</th><td><code>{escape(str(value))}</code></td></tr>"
        for name, value in rows.items()
    )
    return f"<h2>Settings and fingerprints</h2><table>{lines}</table>"
