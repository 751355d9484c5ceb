"""What the lesson's script asks: pictures, curves, races, and how a race goes on."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from explorer.interface.lesson.curves import degraded, final_test_errors, shattered
from explorer.interface.lesson.pictures import TRUTH, block, looked, seen, strips
from explorer.interface.lesson.programs import program
from explorer.interface.lesson.races import race_of
from explorer.interface.race.questions import race_questions
from explorer.interface.race.runs import Runs
from explorer.interface.scripting.dialog import written
from explorer.interface.scripts.answering import TEXT, WHOLE, answering
from explorer.interface.settings import PageSettings
from explorer.words.class_words import class_name
from explorer.words.languages import LANGUAGES
from explorer.words.sentences import both_languages

Request = dict[str, Any]
Answer = dict[str, Any]

_RACE_QUESTIONS: Final = ("poll", "wish")  # what a lesson asks of a race


def lesson_questions(runs: Runs, settings: PageSettings) -> list[Callable[[Request], Answer]]:
    """The functions that the script may call, each with one object.

    Pictures and curves are computed once, for everybody.

    Args:
        runs: The page's races.
        settings: The page's.
    """
    whole = cache(lambda: seen(settings))
    once: dict[str, Callable[[], Answer]] = {
        "see": whole,
        "strips": lambda: strips(whole()),
        "deeper": cache(degraded),
        "shattered": cache(shattered),
        "block": cache(lambda: block(settings)),
        "look": cache(lambda: _named(looked(settings))),
    }

    @answering(what=TEXT)
    def shown(request: Request) -> Answer:
        """{what}: one of the pictures or curves."""
        found = once.get(str(request.get("what")))
        return {} if found is None else found()

    @answering(name=TEXT, former=TEXT)
    def race(request: Request) -> Answer:
        """{name, former}: the key of that race, and the token of one's own; or why there is none.

        `former` is the token of one's own before, which makes room.
        """
        try:
            return race_of(request.get("name"), runs, request.get("former", ""))
        except ValueError as error:
            return {"refused": both_languages(error)}

    @answering(step=TEXT, shown=WHOLE)
    def python(request: Request) -> Answer:
        """{step, shown}: that step as a program, as far as it is shown."""
        found = program(str(request.get("step")), settings, request.get("shown", 0))
        return {} if found is None else dict(written(found))

    about = {each.__name__: each for each in race_questions(runs)}
    return [shown, race, python, *(about[name] for name in _RACE_QUESTIONS)]


def _named(looked_at: Answer) -> Answer:
    """With classes by language, and the test errors of the two networks."""
    for kind in ("residual", "plain"):
        looked_at[kind]["predictions"] = [
            [_by_language(name), share] for name, share in looked_at[kind]["predictions"]
        ]
    return {**looked_at, "truth": _by_language(TRUTH), "errors": final_test_errors()}


def _by_language(name: str) -> dict[str, str]:
    return {language: class_name(name, language) for language in LANGUAGES}
