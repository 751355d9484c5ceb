import asyncio
from dataclasses import replace

import pytest

import explorer
from explorer.interface.programs.errands import Errands
from explorer.interface.programs.race import RaceErrand, check_cost, race_tool, schema_of, wanted
from explorer.interface.programs.tool import Progress, Tool
from explorer.interface.race.line import Line
from explorer.interface.settings import PageSettings
from explorer.training.race.presets import PRESETS
from explorer.training.race.settings import SETTINGS, RaceSettings
from tests.interface.programs.asking import asked, said
from tests.own_loop import in_its_own_loop

PAGE = PageSettings(device="cpu")
SMALL = {"depth": 8, "width": 2, "steps": 3, "batch": 8}


def tool(errands: Errands, line: Line) -> Tool:
    return race_tool(PAGE, errands, line)


def test_it_is_the_librarys_race() -> None:
    answer = asked(tool(Errands(), Line()), **SMALL)
    settings = replace(RaceSettings(), **SMALL)  # type: ignore[arg-type]
    raced = explorer.race(settings, device="cpu").result()
    for kind in ("plain", "residual"):
        losses = [float(f"{getattr(step, kind).loss:.4g}") for step in raced.steps]
        assert [each["value"] for each in answer[kind]["loss"]] == losses
    assert answer["settings"]["steps"] == 3


def test_every_setting_is_a_parameter_with_its_bounds() -> None:
    parameters = {each.name: each for each in tool(Errands(), Line()).parameters}
    assert list(parameters) == ["preset", *SETTINGS]
    assert all(each.says for each in parameters.values())
    assert parameters["preset"].schema["enum"] == [each.key for each in PRESETS]
    assert schema_of("depth") == {"type": "integer", "minimum": 8, "maximum": 110}
    assert schema_of("activation") == {"type": "string", "enum": ["relu", "tanh", "sigmoid"]}
    assert schema_of("clip")["anyOf"][1]["enum"] == ["none"]
    assert "folder" not in parameters["data"].says


def test_a_preset_is_where_settings_start() -> None:
    settings, events = wanted({"preset": "give-it-a-shortcut", "steps": 100})
    assert (settings.steps, settings.depth) == (100, 56)
    assert [each.step for each in events] == [61]  # the one at 121 would come too late
    assert wanted({})[0] == RaceSettings()
    assert wanted({"clip": "none"})[0].clip is None


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"preset": "magic"}, "preset must be one of textbook"),
        ({"depth": 9}, "6n\\+2"),
        ({"data": "/etc"}, "data must be one of digits"),  # no path of this machine
        ({"learning_rate": "fast"}, "learning_rate must be a number"),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wanted(given)


def test_what_would_take_too_long_is_refused_with_what_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("explorer.training.race.cost.race_seconds", lambda *_: 3000.0)
    with pytest.raises(ValueError, match=r"about 3000 s .* 300 s: 6 steps would fit, or .*library"):
        check_cost(RaceSettings(steps=60), PAGE)


def test_who_leaves_ends_the_race_and_frees_the_line() -> None:
    errands, line = Errands(patience=0.01), Line()
    endless = {**SMALL, "steps": 9000}

    async def left() -> None:
        words = await said(tool(errands, line).ask(endless, "me"), most=1)
        assert isinstance(words[0], Progress)
        assert words[0].total == 9000
        while errands.live:
            await asyncio.sleep(0.01)

    in_its_own_loop(left())
    assert line.before("anybody") == ()
    assert line.wait("anybody", 0) is False
    line.join("anybody")
    assert line.wait("anybody", 0)  # nobody else stands there


def test_a_race_that_ends_early_is_no_answer() -> None:
    errand = RaceErrand(RaceSettings(), (), PAGE, Line())
    errand.stop()
    with pytest.raises(ValueError, match="ended early"):
        errand.work()
