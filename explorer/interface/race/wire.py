"""A race on its way to the browser: only the steps that are new there."""

from dataclasses import asdict
from typing import Any, Final

from explorer.figures.race.wire import events_sent, facts_sent, packed, row
from explorer.interface.race.run import RaceRun
from explorer.interface.words.sentences import in_every_language
from explorer.training.race.result import RaceFacts

CHUNK: Final = 200  # steps in one answer


def news(run: RaceRun, cursor: int, knows_facts: bool) -> dict[str, Any]:
    """What a browser does not have yet.

    Args:
        run: The race.
        cursor: How many steps the browser has.
        knows_facts: Whether it has the facts.
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
    if facts is not None and not knows_facts:
        answer["facts"] = _facts(run, facts)
    return answer


def _facts(run: RaceRun, facts: RaceFacts) -> dict[str, Any]:
    """With the device in every language."""
    device = in_every_language(facts.device)
    return {**facts_sent(asdict(run.settings), facts), "device": device}
