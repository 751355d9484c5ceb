"""What the page's script asks about races: what is new, what a word rests on, stop."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from explorer.datasets.downloads import NAMES
from explorer.figures.race.rules import explained
from explorer.figures.race.titles import question_of
from explorer.interface.links.race_link import is_own, race_link
from explorer.interface.race.controls import WISHES
from explorer.interface.race.example import RECORDED
from explorer.interface.race.run import RaceRun
from explorer.interface.race.runs import Runs
from explorer.interface.race.wire import remaining_seconds
from explorer.interface.scripting.dialog import written
from explorer.interface.scripts.answering import FLAG, NUMBER, TEXT, WHOLE, answering, one_of
from explorer.interface.words.language import both
from explorer.scripting.program import Program
from explorer.scripting.race import race_program
from explorer.training.race.result import NETWORKS
from explorer.words.sentences import both_languages

if TYPE_CHECKING:
    from explorer.training.race.result import RaceStep

Request = dict[str, Any]
Answer = dict[str, Any]
CHOICES_OF_DATA: Final = ("digits", *NAMES)


def race_questions(runs: Runs) -> list[Callable[[Request], Answer]]:
    """The functions that a script may call, each with one object, over one page's races."""

    @answering(viewer=TEXT, run=TEXT, cursor=WHOLE, facts=WHOLE, list=FLAG)
    def poll(request: Request) -> Answer:
        """{viewer, run, cursor, facts}: what is new of the run, or of the newest live one.

        `facts` is the number of steps that the facts say which the browser has, 0 if it has none.
        """
        wait = runs.pause_between_polls(str(request.get("viewer", ""))[:40])
        answer: Answer = {"wait": round(1000 * wait)}
        if request.get("list"):
            answer["races"] = [entry(run) for run in runs.listed() if run.is_live or run.steps]
        try:
            run = runs.get(request["run"]) if request.get("run") else runs.newest_live()
        except LookupError:
            return {**answer, "gone": True}
        if run is None:
            return answer
        run.seen()
        mine = request.get("run") == run.key
        cursor = request.get("cursor", 0) if mine else 0
        return {
            **answer,
            "run": run.key,
            "title": run.title,
            "question": question_of(run.asked),
            **_link(run),
            "steps": run.settings.steps,
            "more": run.can_go_on,
            "before": _before(runs, run),
            "until": runs.seconds_until(run) if run.phase == "waiting" else None,
            "remaining": remaining_seconds(run) if run.is_live else None,
            "downloaded": run.downloaded,
            "trouble": both_languages(run.trouble) if run.trouble else "",
            "following": run.following,
            **_news(run, cursor, request.get("facts", 0) if mine else 0),
        }

    @answering(run=TEXT, step=WHOLE)
    def detail(request: Request) -> Answer:
        """{run, step}: the rule behind each word at a step, and the self-checks."""
        try:
            run = runs.get(request.get("run"))
        except LookupError:
            return {}
        number = min(request.get("step", 0), len(run.steps))
        if number < 1:
            return {}
        step = run.steps[number - 1]
        batches = {each.network: each.batches_sha256 for each in step.networks}
        return {"step": number, "memory": memory(), "batches": batches, **_detail(step)}

    @answering(
        run=TEXT, token=TEXT, wish=one_of((*WISHES, "switch", "more")), network=TEXT,
        factor=NUMBER, steps=WHOLE,
    )  # fmt: skip
    def wish(request: Request) -> Answer:
        """{run, token, wish}: pause, resume, step or stop, by whoever started it.

        Or `switch`, with {network, factor}: how often it adds its shortcuts from the next step on;
        or `more`, with {steps}: let it go on for so many.
        """
        try:
            run = runs.get(request.get("run"))
        except LookupError:
            return {"gone": True}
        if request.get("token") != run.token:
            return {"refused": both("race_not_yours")}
        run.seen()
        wanted = request.get("wish", "")
        try:
            if wanted == "switch":
                run.controls.switch(request.get("network"), request.get("factor"))
            elif wanted == "more":
                run.more(request.get("steps"))
        except ValueError as error:
            return {"refused": both_languages(error)}
        if wanted not in ("switch", "more"):
            run.do(wanted)
        return {"phase": run.phase}

    @answering(run=TEXT, step=WHOLE)
    def python(request: Request) -> Answer:
        """{run, step}: the race up to a step, counted from 1, as a program."""
        try:
            run = runs.get(request.get("run"))
        except LookupError:
            return {}
        return dict(written(program_of(run, request.get("step", 0))))

    return [poll, detail, wish, python]


def entry(run: RaceRun) -> Answer:
    """Its line in the list of races."""
    return {
        "key": run.key,
        "title": run.title,
        "phase": run.phase,
        "done": len(run.steps),
        "born": round(1000 * run.born),  # milliseconds; two races may have equal settings
    }


def program_of(run: RaceRun, step: int) -> Program:
    """The program of a race as far as it is looked at; a person's own data by its file's name."""
    settings = run.settings
    own = settings.data not in CHOICES_OF_DATA
    settings = replace(settings, data=Path(settings.data).name) if own else settings
    events = [each for each in run.events if each.step <= step]
    return race_program(settings, events, min(max(step, 1), settings.steps), own_data=own)


def _news(run: RaceRun, cursor: int, known_steps: int) -> Answer:
    from explorer.interface.race.wire import news

    return news(run, cursor, known_steps)


def _before(runs: Runs, run: RaceRun) -> int | None:
    """How many races are before it in the line; None where it waits for memory."""
    if run.phase != "waiting":
        return 0
    return None if run.short else runs.line.place(run.key) or 0


def _link(run: RaceRun) -> Answer:
    """What the page's address says of a race beside its key, and what it cannot hold."""
    if run.key == RECORDED:
        return {"link": {}, "left": []}
    left = [
        *(["race"] if run.phase == "recorded" else []),
        *(["data"] if is_own(run.asked) else []),
    ]
    return {"link": race_link(run.settings, run.turns), "left": left}


def _detail(step: "RaceStep") -> Answer:
    return {
        kind: None if (each := step.network(kind)) is None else explained(each) for kind in NETWORKS
    }


def memory() -> Answer:
    """Bytes that this program holds, and of the accelerator if there is one at work."""
    import psutil
    import torch

    held: Answer = {"program": psutil.Process().memory_info().rss, "device": None}
    if torch.cuda.is_available():
        held["device"] = torch.cuda.memory_allocated()
    return held
