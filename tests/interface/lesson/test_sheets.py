"""What can be printed: every step with its minutes, numbers in it, answers on another page."""

import re
from collections.abc import Mapping

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from explorer.interface.lesson.measured import Values
from explorer.interface.lesson.sheets import notes, sheets_route, worksheet
from explorer.interface.lesson.steps import STEPS, lesson
from explorer.interface.settings import PageSettings

SETTINGS = PageSettings(device="cpu")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("minutes", [10, 45])
def test_notes_hold_the_steps_of_their_version(
    known: Mapping[str, Values], language: str, minutes: int
) -> None:
    page = notes(language, known, minutes)
    there = [step for step in STEPS if step.minutes[minutes == 45]]
    assert page.count("<section>") == len(there) == (8 if minutes == 45 else 7)
    for step in there:
        assert lesson(language)[step.key]["notes"][0][:12] in page
    assert "{" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    assert "10⁻¹³" in page
    assert "15.4 %" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_worksheets_answers_stand_on_a_page_of_their_own(
    known: Mapping[str, Values], language: str
) -> None:
    page = worksheet(language, known)
    questions, answers = page.split('<div class="answers">')
    assert questions.count("<section>") == answers.count("<section>") == len(STEPS)
    assert "15.4 %" not in questions
    assert "15.4 %" in answers
    assert "break-before: page" in page


def test_the_route_answers_in_the_language_that_is_asked_for(
    known: Mapping[str, Values], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.interface.lesson.sheets.measured", lambda settings: known)
    client = TestClient(Starlette(routes=[sheets_route(SETTINGS)]))
    chinese = client.get("/explorer/lesson/notes.html?language=zh&minutes=10").text
    assert "10 分钟" in chinese
    assert 'lang="zh-CN"' in chinese
    for query in ("", "?language=%3Cscript%3E&minutes=x"):
        page = client.get(f"/explorer/lesson/worksheet.html{query}").text
        assert 'lang="en"' in page
        assert "<script" not in page
    assert client.get("/explorer/lesson/other.html").status_code == 404
