"""A race on its way to the browser: only the steps that are new there."""

from dataclasses import asdict
from typing import Any, Final

from explorer.figures.race.drawn import anatomy
from explorer.figures.race.wire import events_sent, facts_sent, packed, row
from explorer.interface.race.run import RaceRun
from explorer.training.race.result import RaceFacts
from explorer.training.race.settings import RaceSettings
from explorer.words.sentences import in_every_language

CHUNK: Final = 200  # steps in one answer


def news(run: RaceRun, cursor: int, known_steps: int) -> dict[str, Any]:
    """What a browser does not have yet.

    Args:
        run: The race.
        cursor: How many steps the browser has.
        known_steps: The race's length by the facts that it has, 0 if it has none.
    """
    facts = run.facts
    done = len(run.steps)  # the race goes on while this is read
    start = min(max(cursor, 0), done)
    steps = run.steps[start : min(done, start + CHUNK)] if facts is not None else []
    answer: dict[str, Any] = {
        "from": start,
        "done": done,
        "phase": run.phase,
        "rows": [row(step) for step in steps],
        "numbers": "" if facts is None else packed(steps, facts),
        "events": events_sent(run.events),
    }
    settings = run.settings
    if facts is not None and known_steps != settings.steps:
        answer["facts"] = _facts(settings, facts)
    return answer


def _facts(settings: RaceSettings, facts: RaceFacts) -> dict[str, Any]:
    """With the device in every language, and what is needed to draw the networks."""
    return {
        **facts_sent(asdict(settings), facts),
        "device": in_every_language(facts.device),
        "anatomy": anatomy(settings, len(facts.class_names)),
    }


def remaining_seconds(run: RaceRun) -> float | None:
    """Of a race's computing: by the steps it has done, before the first by the estimate."""
    left = run.settings.steps - len(run.steps)
    return left * run.steps[-1].seconds / len(run.steps) if run.steps else run.expected_seconds
