"""The Trained tab's answers, without a browser."""

import asyncio
import json
import threading
from pathlib import Path

import gradio as gr
import numpy as np
import pytest

from explorer.figures.trained_figures import figure_1, figure_6, figure_7
from explorer.inspection.result import ResponseDeviation
from explorer.interface.settings import PageSettings
from explorer.interface.trained import tab
from explorer.interface.trained.tab import (
    curves,
    networks_of,
    opened_or_trouble,
    trained_tab,
)
from explorer.interface.words.language import Labels
from explorer.training.trained.shipped import shipped_runs
from explorer.training.trained.trained_run import TrainedRun, run_from_texts
from tests.interface.read import untranslated
from tests.interface.turns import TURNS, steps
from tests.own_loop import in_its_own_loop
from tests.training.runs_on_paper import card, settings, table

CPU = PageSettings(device="cpu")
CURVE = table((0.5, 0.6), (0.25, 0.375))


def names(value: str) -> list[str]:
    return [trace["name"] for trace in json.loads(value)["figure"]["data"]]


def test_the_figures_words_have_their_chinese() -> None:
    runs = [
        run_from_texts("cifar-plain20", CURVE, card=card("cifar-plain20")),
        run_from_texts("cifar-plain20", CURVE, card=card("cifar-plain20", seed=1)),
        run_from_texts("cifar-resnet56", CURVE, card=card("cifar-resnet56")),
    ]
    own = [run_from_texts("my own run", CURVE)]
    response = ResponseDeviation("n", "s", 20, True, ("a",), np.ones(1), "", 1)
    for figure in (figure_1(runs, own), figure_6(runs, own), figure_7([response])):
        assert untranslated(figure) == ()


def test_a_figures_chinese_keeps_a_persons_name() -> None:
    own = (run_from_texts("my test error: 1", CURVE),)
    chinese = json.loads(curves((), own)[0])["words"]["zh"]
    assert chinese["my test error: 1: training error"] == "my test error: 1：训练错误率"
    assert chinese["iteration %{x:,}: %{y:.2%}"] == "迭代 %{x:,}：%{y:.2%}"


def test_what_comes_with_the_program_is_drawn_with_its_summary() -> None:
    first, sixth = curves(shipped_runs(), ())
    assert "plain, 20 layers: test error (3 seeds)" in names(first)
    assert "residual, 20 layers: test error (3 seeds)" not in names(first)
    assert "residual, 20 layers: test error (3 seeds)" in names(sixth)
    assert "cifar-resnet20" in json.loads(sixth)["summary"]
    assert "cifar-resnet20" not in json.loads(first)["summary"]
    assert set(networks_of(shipped_runs())) >= {"cifar-plain20", "cifar-resnet20"}


def test_own_runs_come_from_files_and_bad_ones_are_said(tmp_path: Path) -> None:
    good = tmp_path / "training.csv"
    good.write_text(CURVE)
    (tmp_path / "settings.json").write_text(settings("cifar-resnet32"))
    own, words = opened_or_trouble([str(good), str(tmp_path / "settings.json")])
    assert [run.label for run in own] == ["cifar-resnet32"]
    assert "37.50%" in words
    assert "cifar-resnet32: test error" in names(curves(shipped_runs(), own)[1])
    assert opened_or_trouble(None) == ((), "")
    good.write_text("nonsense")
    own, words = opened_or_trouble([str(good)])
    assert own == ()
    assert 'role="alert"' in words
    assert "无法读取 training.csv 的曲线" in words


def test_the_tab_lays_itself_out_and_draws_when_it_is_opened() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks, gr.Tab("Trained") as place:
        connect = trained_tab(Labels(), CPU, TURNS)
        before = len(blocks.fns)
        connect(place)
    (opening,) = list(blocks.fns.values())[before:]
    assert opening.targets == [(place._id, "select")]
    asked = {"tab": "trained", "networks": "cifar-plain56"}
    request = gr.Request(query_params=asked)
    first, sixth, words, ticked, doubts = in_its_own_loop(opening.fn(None, request))
    assert ticked == ["cifar-plain56"]
    assert doubts == ""
    assert names(first)
    assert names(sixth)
    assert words == ""
    ids = {getattr(each, "elem_id", None) for each in blocks.blocks.values()}
    assert {f"trained-figure-{number}" for number in (1, 6, 7)} <= ids
    assert all(each.api_visibility == "private" for each in blocks.fns.values())


def test_runs_of_ones_own_are_opened_few_at_once_and_keep_nobody_from_looking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    began: list[list[str] | None] = []
    going = threading.Event()

    def opened(given: list[str] | None) -> tuple[tuple[TrainedRun, ...], str]:
        began.append(given)
        assert not given or going.wait(60)
        return (), str(given)

    monkeypatch.setattr(tab, "opened_or_trouble", opened)
    with gr.Blocks(analytics_enabled=False) as blocks:
        trained_tab(Labels(), CPU, TURNS)
    (show,) = [each.fn for each in blocks.fns.values() if each.fn and each.fn.__name__ == "show"]

    async def people() -> None:
        asked = [asyncio.ensure_future(show([str(number)])) for number in range(6)]
        while len(began) < 2:
            await asyncio.sleep(0.01)
        assert (await show(None))[-1] == "None"
        assert sorted(filter(None, began)) == [["0"], ["1"]]
        going.set()
        assert [each[-1] for each in await asyncio.gather(*asked)] == [
            f"['{number}']" for number in range(6)
        ]

    in_its_own_loop(people())


def test_a_failure_leaves_the_figure_as_it_was() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks:
        trained_tab(Labels(), CPU, TURNS)
    (handler,) = [each for each in blocks.fns.values() if each.concurrency_id == "processor"]
    ((value, words),) = steps(handler, [], None)
    assert value == gr.skip()
    assert "请至少勾选一个" in words
