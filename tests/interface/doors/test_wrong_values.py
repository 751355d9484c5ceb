"""Every event of the page, asked over the wire with values that no browser would send."""

import json
import re
from collections.abc import Callable
from errno import ENOSPC
from itertools import cycle
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio.exceptions import ComponentProcessingError

from explorer.interface.doors.wrong_values import is_let_through, refuse_wrong_values
from explorer.interface.race.run import RaceRun
from tests.own_loop import in_its_own_loop

FILE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
DEEP: dict[str, Any] = {}
for _ in range(30):
    DEEP = {"in": DEEP}
WRONG = (True, -1, 10**30, float("nan"), "x" * 100_000, "\ud800\0", [], [[]], ["x", None], DEEP,
         FILE, [FILE])  # fmt: skip
TOLD = (None, 3, "x", [], ["index"], {"index": None}, {"index": float("inf")}, {"index": [FILE]},
        {"index": 10**30, "family": {}}, {"customdata": 1}, {"customdata": ["x", [], 1.5]},
        {"customdata": ["none", "he", 21]}, {"customdata": ["none", "she", 20]})  # fmt: skip
OPTIONAL = {"api", "file", "gallery", "textbox"}
TOLD_TO = {"newly_chosen", "add_example", "picked", "taken_out", "of_cell", "to_race"}
# A library's words, and places of the machine; of what was asked, a sentence may say something.
FOREIGN = re.compile(
    r"Traceback|Value: |list of choices|validation error|preprocess|not in the cache|Extra data|"
    r"pydantic|NoneType|has no attribute|/etc/|/tmp/|/home/|/root/|-packages|Field required"
)
Config = dict[str, Any]


@pytest.fixture(scope="module")
def config(address: str) -> Config:
    """What the page's browser is told: its components and events."""
    found: Config = httpx.get(f"{address}/config", timeout=60).json()
    return found


@pytest.fixture(scope="module")
def client(address: str) -> httpx.Client:
    """Asks the page."""
    headers = {"content-type": "application/json"}
    return httpx.Client(base_url=f"{address}/gradio_api/", headers=headers, timeout=60)


def events(config: Config) -> list[Config]:
    return [each for each in config["dependencies"] if each["backend_fn"]]


def first(name: str) -> str:
    """The name of the first event that has the same function."""
    return re.sub(r"_\d+$", "", name)


def run(client: httpx.Client, event: Config, data: list[Any], told: Any = None) -> httpx.Response:
    body = {"data": data, "fn_index": event["id"], "session_hash": "wrong", "event_data": told}
    return client.post(f"run/{event['api_name']}", content=json.dumps(body).encode())


def components(config: Config, event: Config) -> list[tuple[str, Any]]:
    """Kind and first value of each input."""
    found = {each["id"]: each for each in config["components"]}
    here = [found[each] for each in event["inputs"]]
    return [(each["type"], each["props"].get("value")) for each in here]


def check(answer: httpx.Response, *what: Any) -> None:
    said = str(what)[:200]
    assert answer.status_code in (200, 400), (said, answer.status_code, answer.text[:500])
    if answer.status_code == 400:
        assert answer.json()["error"], said
        assert FOREIGN.search(answer.text) is None, (said, answer.text[:500])


@pytest.mark.slow
def test_no_value_of_any_input_is_a_traceback(
    client: httpx.Client,
    config: Config,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # what is begun all the same ends at once, and nobody is waited for who does not listen
    monkeypatch.setattr(RaceRun, "race", lambda *_: None)
    monkeypatch.setattr("explorer.interface.start_stop.PATIENCE", 0.0)
    refused = 0
    functions, kinds, values = set(), set(), cycle(WRONG)
    for event in events(config):
        inputs = components(config, event)
        places = [place for place, (kind, _) in enumerate(inputs) if kind != "state"]
        if (name := first(event["api_name"])) in functions:
            places = places[:1]  # the same function again
        functions.add(name)
        for place in places:
            kind = inputs[place][0]
            tried = WRONG if kind not in kinds else (next(values),)
            null = () if kind in OPTIONAL else (None,)
            kinds.add(kind)
            for value in (*null, *tried):
                data = [each for _, each in inputs]
                data[place] = value
                answer = run(client, event, data)
                check(answer, name, place, value)
                refused += answer.status_code == 400
    assert refused > 200
    assert len(functions) > 40
    assert {"radio", "dropdown", "file", "gallery", "checkboxgroup", "number", "api"} <= kinds
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out


def test_nothing_that_is_told_with_an_event_is_a_traceback(
    client: httpx.Client, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    met = set()
    for event in events(config):
        name = first(event["api_name"])
        if name not in TOLD_TO or name in met:
            continue
        met.add(name)
        for told in TOLD:
            data = [each for _, each in components(config, event)]
            check(run(client, event, data, told), name, told)
    assert met == TOLD_TO
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out


@pytest.mark.parametrize("way", ["run", "api"])
def test_a_wrong_value_is_named_in_both_languages(
    client: httpx.Client, config: Config, way: str
) -> None:
    named = {each["api_name"]: each for each in events(config)}
    for name, place, value, said in (
        ("cost", 1, "many", ("Seeds: this value cannot be taken", "：不接受这个值")),
        ("lambda_8", 0, {}, ("value 1: this value cannot be taken", "第 1 个值：不接受这个值")),
        ("inspect", 0, [FILE], ("photograph: this value", "photograph：不接受这个值")),
    ):
        event = named[name]
        data = [each for _, each in components(config, event)]
        data[place] = value
        body = {"data": data, "session_hash": "named"}
        answer = client.post(f"{way}/{name}", content=json.dumps(body).encode())
        assert answer.status_code == 400
        assert all(each in answer.json()["error"] for each in said), answer.text


def test_in_line_the_event_ends_with_the_sentence(
    client: httpx.Client, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    event = next(each for each in events(config) if each["api_name"] == "inspect")
    data = [FILE, 7, [], DEEP]
    body = {"data": data, "session_hash": "in-line", "fn_index": event["id"]}
    assert client.post("queue/join", content=json.dumps(body).encode()).status_code == 200
    streamed = client.get("queue/data", params={"session_hash": "in-line"}).text
    answer = client.post("call/inspect", content=json.dumps({"data": data}).encode())
    streamed += client.get(f"call/inspect/{answer.json()['event_id']}").text
    assert streamed.count("photograph: this value cannot be taken") == 2
    assert streamed.count("programs upload it first, by gradio_client's handle_file(...)") == 2
    assert (
        streamed.count("程序要先上传") + streamed.count(r"\u7a0b\u5e8f\u8981\u5148\u4e0a\u4f20")
        == 2
    )
    assert '"success":false' in streamed
    assert "event: error" in streamed
    assert FOREIGN.search(streamed) is None, streamed
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err + captured.out


def small(function: Callable[..., Any]) -> gr.Blocks:
    """A page of one event."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        value = gr.Radio(["a", "b"], value="a", label="letter")
        gr.Button().click(function, value, gr.Textbox(), api_name="asked")
    refuse_wrong_values(blocks)
    return blocks


def asked(blocks: gr.Blocks, value: Any) -> Any:
    return in_its_own_loop(blocks.process_api(0, [value]))["data"]


def test_an_error_of_the_program_stays_what_it_is() -> None:
    assert asked(small(str.upper), "b") == ["B"]
    with pytest.raises(ZeroDivisionError):
        asked(small(lambda _: 1 / 0), "b")
    for value in ("c", None, True, {}):
        with pytest.raises(gr.Error, match="letter: this value") as error:
            asked(small(str.upper), value)
        assert not error.value.print_exception
    with pytest.raises(gr.Error, match="not what the event takes"):
        in_its_own_loop(small(str.upper).process_api(0, []))


def test_a_full_disk_is_not_the_fault_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: gr.Radio, __: Any) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(gr.Radio, "preprocess", full)
    with pytest.raises(ComponentProcessingError):
        asked(small(str.upper), "b")


def test_only_what_the_page_sends_is_let_through() -> None:
    with gr.Blocks(analytics_enabled=False):
        one, none = gr.Radio([1, 2], value=1), gr.Radio([1, 2])
        typed = gr.Dropdown(["a"], value="a", allow_custom_value=True)
        box = gr.Checkbox()
    for component, value in ((one, True), (one, None), (typed, ["a"]), (box, "x"), (box, None)):
        assert is_let_through(component, value), (component, value)
    for component, value in ((one, 2), (none, None), (typed, None), (typed, "b"), (box, False)):
        assert not is_let_through(component, value), (component, value)
