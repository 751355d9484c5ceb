"""Where whoever asks for an answer waits for it: what is said there, and a small class at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file

from explorer.datasets.examples import examples
from explorer.inspection.inspect import inspect
from explorer.interface.explore.desk import MOST_ASKING, Desk, said
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
        return [each async for each in desk.answers(lambda: ["never"] * 3, 3)]

    ((first, *rest),) = in_its_own_loop(person())
    assert "try again in about 10 s" in first
    assert "请约 10 秒后再试" in first
    assert len(rest) == 2


def test_an_answer_comes_through_untouched() -> None:
    async def person() -> list[list[Any]]:
        return [each async for each in Desk().answers(lambda: ["an answer", 2], 2)]

    assert in_its_own_loop(person()) == [["an answer", 2]]


def test_only_the_newest_question_of_a_session_is_its_newest() -> None:
    desk = Desk()
    first, others, unknown = desk.ask("one"), desk.ask("other"), desk.ask(None)
    assert first()
    second = desk.ask("one")
    desk.ask(None)
    assert [each() for each in (first, second, others, unknown)] == [False, True, True, True]
    for session in range(MOST_ASKING):  # so many later it is not remembered that there was another
        desk.ask(str(session))
    assert second()


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
