"""A race as one page that opens without the program and without a network.

Its figures are drawn by the scripts of the Race tab, which come with it.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from plotly.offline import get_plotlyjs

from explorer.figures.race.inlined import import_map
from explorer.figures.race.wire import WORDS, events_sent, facts_sent, packed, row, wire
from explorer.files.assets import asset
from explorer.training.measuring.quantities import GAUGE, OPEN, SHOWN, Quantity
from explorer.training.measuring.words import Verdict
from explorer.training.race.events import RaceEvent
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts, RaceStep

MOST_STEPS: Final = 1000  # that can be replayed: of a longer race every so many
SPOKEN: Final = ("race_", "figure_")  # the texts that the scripts may say begin so

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
.chart { margin: 0; } .chart .summary { margin: 0 0 .5rem; font-size: .85em; }
.replay { display: flex; gap: .5rem 1rem; flex-wrap: wrap; position: sticky; top: 0; z-index: 2;
  background: #fff; padding: .5rem 0; } .replay input { flex: 1 1 20rem; }
"""


def race_page(
    settings: Mapping[str, object],
    facts: RaceFacts,
    steps: Sequence[RaceStep],
    events: Sequence[RaceEvent] = (),
) -> str:
    """The whole page as text: verdicts, figures, settings, fingerprints, and plotly.js inside it.

    Args:
        settings: Every setting by name.
        facts: What is known of the race.
        steps: At least one.
        events: What the shortcut switch did.

    Raises:
        ValueError: There are no steps.
    """
    if not steps:
        raise ValueError("a race without a step has no page: let it do at least one")
    last = {kind: _last(steps, kind) for kind in NETWORKS}
    offered = [quantity for quantity in SHOWN if quantity not in facts.missing]
    sections = "".join(
        f"<details{' open' if quantity in OPEN else ''}><summary>{escape(GAUGE[quantity].title)}"
        f"</summary>{_chart(f'profile-{quantity}')}{_chart(f'heat-{quantity}')}</details>"
        for quantity in offered
    )
    title = f"Plain and residual, {settings['depth']} layers, {steps[-1].step} steps"
    held = _held(settings, facts, steps, events, offered)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>{import_map('race/saved.js')}"
        f"<script>{get_plotlyjs()}</script></head><body>"
        f"<h1>{escape(title)}</h1>"
        f'<div class="networks">{"".join(_verdict(each) for _, each in last.values())}</div>'
        '<div id="race"><label class="replay">replay any step '
        '<input type="range" min="1" max="1" value="1" step="1"><output></output></label>'
        f'<div class="pair">{_chart("loss")}{_chart("accuracy")}</div>{sections}</div>'
        f"{_table(settings, facts, last)}"
        f'<script type="application/json" id="held">{held}</script>'
        "<script type=\"module\">import { mount } from 'page/race/saved.js';\n"
        "const held = JSON.parse(document.querySelector('#held').textContent);\n"
        "mount(document.querySelector('#race'), held, window.Plotly);</script></body></html>\n"
    )


def _held(
    settings: Mapping[str, object],
    facts: RaceFacts,
    steps: Sequence[RaceStep],
    events: Sequence[RaceEvent],
    offered: Sequence[Quantity],
) -> str:
    """What the scripts draw from, as JSON that may stand in HTML."""
    chosen = thinned(steps)
    english = json.loads(asset("locale/en.json").read_text("utf-8"))
    held = {
        "wire": wire(live=()),
        "words": WORDS,
        "texts": {key: {"en": text} for key, text in english.items() if key.startswith(SPOKEN)},
        "shown": {f"{kind}-{each}": each for each in offered for kind in ("profile", "heat")},
        "race": {
            "phase": "recorded",
            "steps": steps[-1].step,
            "from": 0,
            "rows": [row(step) for step in chosen],
            "numbers": packed(chosen, facts),
            "events": events_sent(events),
            "facts": facts_sent(settings, facts),
        },
    }
    return json.dumps(held, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")


def thinned(steps: Sequence[RaceStep]) -> list[RaceStep]:
    """The steps that can be replayed: the last one, all that were tested, and every so many."""
    every = -(-len(steps) // MOST_STEPS)
    return [
        step
        for place, step in enumerate(steps)
        if place % every == 0
        or step is steps[-1]
        or any(each.test_accuracy is not None or each.diverged for each in step.networks)
    ]


def _chart(name: str) -> str:
    """A place for a figure; those of one that is folded away are drawn when it is opened."""
    return (
        f'<figure class="chart" data-chart="{name}"><div class="plot"></div>'
        '<p class="trouble" role="alert"></p><p class="summary"></p></figure>'
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
