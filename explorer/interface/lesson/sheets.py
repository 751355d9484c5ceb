"""What a teacher prints: notes with minutes, and a worksheet with its answers on another page."""

import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from explorer.files.assets import asset
from explorer.interface.lesson.measured import Values, measured
from explorer.interface.lesson.steps import STEPS, Step, lesson
from explorer.interface.settings import PageSettings
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, language_of
from explorer.words.marks import unmarked
from explorer.words.texts import text

ADDRESS: Final = "explorer/lesson"
LENGTHS: Final = (10, 45)  # minutes
_BLANK: Final = "_____"
_RULES: Final = 2  # lines to write on below a question


def sheets_route(settings: PageSettings) -> Route:
    """Where a browser finds `notes.html` and `worksheet.html`.

    Their query: `language`, and for the notes `minutes`.
    """
    values = cache(lambda: measured(settings))

    async def endpoint(request: Request) -> Response:
        make = {"notes": notes, "worksheet": worksheet}.get(request.path_params["sheet"])
        if make is None:
            return PlainTextResponse(
                "There are notes.html and worksheet.html. 有 notes.html 和 worksheet.html。",
                status_code=404,
            )
        asked = request.query_params
        language = asked.get("language", "")
        minutes = LENGTHS[0] if asked.get("minutes") == str(LENGTHS[0]) else LENGTHS[1]
        known = await run_in_threadpool(values)
        return HTMLResponse(
            make(language if language in LANGUAGES else SPOKEN_BY_COMPUTE, known, minutes)
        )

    return Route(f"/{ADDRESS}/{{sheet}}.html", endpoint)


def notes(language: str, known: Mapping[str, Values], minutes: int = 45) -> str:
    """The teacher's notes as a page to print.

    Args:
        language: One of `LANGUAGES`.
        known: What the texts are filled with, by step; see `measured.measured`.
        minutes: One of `LENGTHS`.
    """
    place = LENGTHS.index(minutes)
    entries = []
    for number, step in enumerate(STEPS, start=1):
        if not step.minutes[place]:
            continue
        said = lesson(language)[step.key]
        points = "".join(f"<li>{escape(each)}</li>" for each in said["notes"])
        length = escape(text(language, "lesson_minutes", minutes=step.minutes[place]))
        entries.append(
            f"<section><h2><b>{number}</b> {escape(said['title'])} <small>{length}</small></h2>"
            f'<p class="question">{escape(said["question"])}</p>'
            f"<p>{_label(language, 'lesson_they')} {escape(said['ask'])}{_choices(said)}</p>"
            f"<ul>{points}</ul>"
            f"<p>{_label(language, 'lesson_screen')} {_filled(step, 'told', language, known)}</p>"
            f'<p class="sentence">{_filled(step, "sentence", language, known)}</p>'
            f'<p class="source">{_filled(step, "source", language, known)}</p></section>'
        )
    title = text(language, "lesson_notes_title", minutes=minutes)
    return _page(language, title, f"<p>{escape(text(language, 'lesson_notes_how'))}</p>", entries)


def worksheet(language: str, known: Mapping[str, Values], minutes: int = 45) -> str:
    """The worksheet: questions with room to write, and the answers on a page of their own.

    Args:
        language: One of `LANGUAGES`.
        known: As for `notes`.
        minutes: Not used: a worksheet has all steps.
    """
    del minutes
    questions, answers = [], []
    for number, step in enumerate(STEPS, start=1):
        said = lesson(language)[step.key]
        questions.append(
            f"<section><h2><b>{number}</b> {escape(said['question'])}</h2>"
            f"<p>{_label(language, 'lesson_my_guess')} {_choices(said) or _BLANK * 4}</p>"
            f"<p>{_label(language, 'lesson_screen')} {_filled(step, 'told', language, {})}</p>"
            f"<p>{_label(language, 'lesson_why')}</p>{'<hr>' * _RULES}</section>"
        )
        answers.append(
            f"<section><h2><b>{number}</b> {escape(said['question'])}</h2>"
            f"<p>{_filled(step, 'told', language, known)}</p>"
            f'<p class="sentence">{_filled(step, "sentence", language, known)}</p>'
            f"<p>{escape(unmarked(said['more']))}</p>"
            f'<p class="source">{_filled(step, "source", language, known)}</p></section>'
        )
    name = f'<p class="name">{escape(text(language, "lesson_name"))} {_BLANK * 5}</p>'
    second = f"<h1>{escape(text(language, 'lesson_answers'))}</h1>"
    title = text(language, "lesson_worksheet_title")
    return _page(
        language, title, name, [*questions, f'<div class="answers">{second}', *answers, "</div>"]
    )


def _choices(said: Mapping[str, Any]) -> str:
    """What there is to choose from, to be ticked."""
    offered = said.get("choices") or list(said.get("cures", {}).values())
    return "".join(f' <span class="tick">☐ {escape(each)}</span>' for each in offered)


def _label(language: str, key: str) -> str:
    return f"<b>{escape(text(language, key))}</b>"


def _filled(step: Step, part: str, language: str, known: Mapping[str, Values]) -> str:
    """A text with its numbers; what only the room's own races can say is left to be written in."""
    values = known.get(step.key, {})

    def value(found: re.Match[str]) -> str:
        given = values.get(found[1], _BLANK)
        return str(given[language] if isinstance(given, Mapping) else given)

    return escape(re.sub(r"\{(\w+)\}", value, unmarked(lesson(language)[step.key][part])))


def _page(language: str, title: str, first: str, entries: list[str]) -> str:
    style = "".join(asset(f"style/{name}.css").read_text("utf-8") for name in ("scale", "sheet"))
    # not a bare head: the page's own scripts have no business in what is printed
    return (
        f'<!DOCTYPE html>\n<html lang="{language_of(language).tag}"><head data-sheet>'
        '<meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body><main><h1>{escape(title)}</h1>{first}"
        f"{''.join(entries)}</main></body></html>\n"
    )
