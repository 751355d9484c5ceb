"""Where whoever asks for an answer waits for it: what is said there, and a small class at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file

from explorer.datasets.examples import examples
from explorer.inspection.inspect import inspect
from explorer.interface.explore.desk import Desk, UnderWay, said
from explorer.interface.explore.line import Line, Place
from tests.own_loop import in_its_own_loop


def test_the_page_says_the_place_in_both_languages() -> None:
    html = said(Place(3, 7))
    assert "You are number 3 in line: about 7 s" in html
    assert "你排在第 3 位：大约 7 秒" in html
    assert "number 2 in line." in said(Place(2, None))


def test_the_page_says_that_the_line_is_full() -> None:
    async def person() -> list[list[Any]]:
        desk = Desk()
        desk.line = Line(most=0)
        return [each async for each in desk.answers(lambda: ["never"] * 3, 3, UnderWay([]))]

    ((first, *rest),) = in_its_own_loop(person())
    assert "try again in about 10 s" in first
    assert "请约 10 秒后再试" in first
    assert len(rest) == 2


def test_an_answer_comes_through_untouched() -> None:
    async def person() -> list[list[Any]]:
        desk = Desk()
        with desk.question("one") as asked:
            return [each async for each in desk.answers(lambda: ["an answer", 2], 2, asked)]

    assert in_its_own_loop(person()) == [["an answer", 2]]


def test_what_was_asked_before_an_answered_question_is_outdated() -> None:
    desk = Desk()
    with desk.question("one") as first, desk.question("other") as other:
        assert first.alone
        assert not first.followed
        with desk.question("one") as failed:  # it ends without an answer
            assert (first.alone, failed.alone) == (False, False)
            assert (first.followed, failed.followed) == (True, False)
        assert (first.alone, first.followed, first.outdated) == (True, False, False)
        with desk.question("one") as later, desk.question("one") as last:
            later.answered()
            assert (later.over, last.alone) == (True, False)
            assert [each.outdated for each in (first, later, last, other)] == [
                True, False, False, False,
            ]  # fmt: skip
        assert first.followed  # it is over, but was answered
        first.answered()
        with desk.question("one") as new:
            assert new.alone  # the first is there, but over
        with desk.question(None) as unknown, desk.question(None) as another:
            assert unknown.alone
            assert another.alone
    assert desk._under_way == {}


def test_its_answer_outdates_what_was_asked_before_and_its_place_does_not() -> None:
    async def person() -> list[bool]:
        desk, known = Desk(), []
        desk.line = Line(patience=0.05)
        with desk.question("one") as first, desk.question("one") as second:
            async for _ in desk.answers(lambda: time.sleep(0.2) or ["answer"], 1, second):
                known.append(first.outdated)
        return known

    *places, answer = in_its_own_loop(person())
    assert not any(places)
    assert answer


def test_a_class_at_once_gets_the_answers_of_each_alone(address: str, tmp_path: Path) -> None:
    names = ("cifar-resnet20", "cifar-plain20")
    paths = [each.path for each in examples("cifar")[:3]]
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")

    def person(place: int) -> list[Any]:
        client = Client(address, verbose=False, download_files=False, analytics_enabled=False)
        found: list[Any] = []
        try:
            for path in (paths[place % 3], broken if place == 4 else paths[(place + 1) % 3]):
                network = names[place % 2]
                asked = handle_file(str(path)), network, "", "grad-cam"
                try:
                    answer = client.predict(*asked, api_name="/inspect")[0]
                    found.append((path, network, answer.get("value", answer)))
                except Exception as error:  # noqa: BLE001 - looked at below
                    found.append((path, network, str(error)))
        finally:
            client.close()
        return found

    with ThreadPoolExecutor(6) as people:
        answers = [each for found in people.map(person, range(6)) for each in found]
    assert len(answers) == 12
    for path, network, answer in answers:
        if path == broken:
            assert "broken.png" in answer
            continue
        alone = inspect(network, path)
        expected = {each.name: each.probability for each in alone.predictions}
        assert {each["name"]: each["probability"] for each in answer["predictions"]} == expected
        assert answer["explained_logit"] == alone.logit
        for stage, own in zip(answer["stages"], alone.stages, strict=True):
            (strongest, *_) = stage["strongest_channels"]
            assert strongest["weight"] == float(own.weights[strongest["channel"]])


def test_a_client_beyond_the_end_reads_when_to_come_back() -> None:
    async def person() -> None:
        async for _ in Line[str](most=0).served(lambda: "never"):
            pass

    with pytest.raises(ValueError, match="try again in about 10 s"):
        in_its_own_loop(person())
