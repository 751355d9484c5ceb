"""A race as one page that opens without the program and without a network: the stage of the page.

It is drawn by the scripts of the Race tab, which come with it, and can be replayed.
"""

import base64
import gzip
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any, Final

from plotly.offline import get_plotlyjs

from explorer.figures.file_page import file_page
from explorer.figures.inlined import modules
from explorer.figures.network_view import drawing_texts
from explorer.figures.race.drawn import anatomy
from explorer.figures.race.rules import explained
from explorer.figures.race.template import PROFILES, settings_texts, spoken, template
from explorer.figures.race.titles import question_of
from explorer.figures.race.wire import WORDS, events_sent, facts_sent, packed, row, wire
from explorer.training.measuring.quantities import OPEN
from explorer.training.race.events import RaceEvent
from explorer.training.race.result import NETWORKS, NetworkKind, NetworkStep, RaceFacts, RaceStep
from explorer.training.race.settings import from_description
from explorer.words.languages import LANGUAGES
from explorer.words.sentences import in_every_language
from explorer.words.texts import both, text

MOST_STEPS: Final = 1000  # that can be replayed: of a longer race every so many
_MODULE: Final = "race/saved.js"
_MADE: Final = ("race_q_", "race_word_", "race_phase_")  # texts whose keys scripts put together


def race_page(
    settings: Mapping[str, object],
    facts: RaceFacts,
    steps: Sequence[RaceStep],
    events: Sequence[RaceEvent] = (),
) -> str:
    """The whole page as text: the stage, its details, settings, fingerprints.

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
    counts = {"depth": settings["depth"], "steps": steps[-1].step}
    return file_page(
        titles={each: text(each, "file_race", **counts) for each in LANGUAGES},
        body=f'<div id="race">{template()}</div>{_table(settings, facts, last)}',
        module=_MODULE,
        sheets=("figures", "network", "race"),
        held=_held(settings, facts, steps, events),
        packed={"plotly": _plotly()},
    )


def _held(
    settings: Mapping[str, object],
    facts: RaceFacts,
    steps: Sequence[RaceStep],
    events: Sequence[RaceEvent],
) -> dict[str, Any]:
    """What the scripts draw from."""
    chosen = thinned(steps)
    asked = from_description(dict(settings))
    said = "".join(modules(_MODULE).values())
    named = {*re.findall(r"'((?:race|figure)_\w+)'", said), "race_plain", "race_residual"}
    return {
        "wire": wire(live=()),
        "words": WORDS,
        "settings": settings_texts(),
        "drawing": drawing_texts(),
        "texts": {
            key: pair
            for key, pair in spoken().items()
            if key in named or key.startswith((*_MADE, "figure_"))
        },
        "shown": dict(zip(PROFILES, OPEN, strict=True)),
        "race": {
            "phase": "recorded",
            "title": None,
            "question": question_of(asked),
            "steps": steps[-1].step,
            "before": 0,
            "downloaded": None,
            "trouble": "",
            "following": None,
            "more": False,
            "from": 0,
            "rows": [row(step) for step in chosen],
            "numbers": packed(chosen, facts),
            "events": events_sent(events),
            "facts": {
                **facts_sent(settings, facts),
                "device": in_every_language(facts.device),
                "anatomy": anatomy(asked, len(facts.class_names)),
            },
        },
        "detail": {
            "step": steps[-1].step - 1,
            "memory": 0,
            "batches": {each.network: each.batches_sha256 for each in steps[-1].networks},
            "html": {
                kind: None if (each := steps[-1].network(kind)) is None else explained(each)
                for kind in NETWORKS
            },
        },
    }


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


@cache
def _plotly() -> str:
    """The script that draws figures, gzipped, in base64."""
    return base64.b64encode(gzip.compress(get_plotlyjs().encode(), mtime=0)).decode("ascii")


def _last(steps: Sequence[RaceStep], kind: NetworkKind) -> tuple[int, NetworkStep]:
    return next(
        (step.step, each) for step in reversed(steps) if (each := step.network(kind)) is not None
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
    return (
        f'<details class="fingerprints"><summary>{both("file_fingerprints")}</summary>'
        f"<table>{lines}</table></details>"
    )
