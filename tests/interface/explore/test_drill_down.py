import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from explorer.figures.inspection.shown import Shown
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.shelf import Shelf
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.names import cifar_name
from tests.interface.explore.asking import ask
from tests.interface.read import english

Ask = dict[str, Any]


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_the_strongest_channel_comes_first(shelf: Shelf, shown: Shown) -> None:
    key = shelf.put(shown)
    stage = shown.inspection.stages[1]
    answer = ask(shelf, "channel", {"key": key, "stage": 1, "rank": 0})
    strongest = int(np.argmax(stage.gradients.mean((1, 2)) * stage.features.mean((1, 2))))
    assert answer["channel"] == strongest
    assert answer["count"] == 32
    assert f"{float(stage.features[strongest].max()):.4g}" in answer["html"]


def test_a_channel_by_number_tells_its_rank(shelf: Shelf, shown: Shown) -> None:
    key = shelf.put(shown)
    by_rank = ask(shelf, "channel", {"key": key, "stage": 2, "rank": 5})
    by_number = ask(shelf, "channel", {"key": key, "stage": 2, "channel": by_rank["channel"]})
    assert by_number["rank"] == 5
    assert by_number["html"] == by_rank["html"]


@pytest.mark.parametrize("request_", [{"stage": 9, "rank": 999}, {"stage": -4, "rank": -1}])
def test_out_of_range_stays_at_the_end(shelf: Shelf, shown: Shown, request_: Ask) -> None:
    answer = ask(shelf, "channel", {"key": shelf.put(shown), **request_})
    assert answer["stage"] in (0, 2)
    assert 0 <= answer["rank"] < answer["count"]


@pytest.mark.parametrize("question", ["channel", "sheet", "blocks", "block", "anatomy"])
def test_what_is_gone_is_said(shelf: Shelf, question: str) -> None:
    assert "no longer kept" in ask(shelf, question, {"key": "gone"})["html"]


def test_a_stage_shows_its_strongest_channels(shelf: Shelf, shown: Shown) -> None:
    html = ask(shelf, "sheet", {"key": shelf.put(shown), "stage": 1})["html"]
    strongest = int(shown.inspection.stages[1].strongest[0])
    assert f'data-rank="0" title="channel {strongest}:' in html
    assert html.count("data-rank=") == 16
    assert "16 of 32 channels" in english(html)


def test_every_block_has_a_button_with_its_ratio(shelf: Shelf, shown: Shown) -> None:
    html = ask(shelf, "blocks", {"key": shelf.put(shown)})["html"]
    assert len(re.findall(r"data-block=", html)) == 9
    assert len(re.findall(r"<b>\d+\.\d{3}</b>", html)) == 9


def test_a_block_shows_the_sum(shelf: Shelf, shown: Shown) -> None:
    key = shelf.put(shown)
    html = ask(shelf, "block", {"key": key, "block": "stage2.block2", "channel": 3})["html"]
    assert re.findall(r'<span class="sign">(.?)</span>', html) == ["", "+", "=", "→"]
    assert 'value="3"' in html


def test_an_unknown_block_is_said(shelf: Shelf, shown: Shown) -> None:
    html = ask(shelf, "block", {"key": shelf.put(shown), "block": "<b>"})["html"]
    assert "There is no block &lt;b&gt;" in html


def test_a_plain_network_says_that_it_has_no_shortcuts(shelf: Shelf, shown: Shown) -> None:
    import dataclasses

    from explorer.networks.catalog.catalog import load

    plain = load(cifar_name(20, residual=False).text, device="cpu")
    key = shelf.put(dataclasses.replace(shown, network=plain))
    assert "has no shortcuts" in ask(shelf, "blocks", {"key": key})["html"]
    html = ask(shelf, "block", {"key": key, "block": "stage1.block1"})["html"]
    assert re.findall(r'<span class="sign">(.?)</span>', html) == ["", "→"]


def test_what_computes_does_so_beside_the_inspections(
    shelf: Shelf, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside: list[str] = []

    @contextmanager
    def entered(_self: Gatherer, network: LoadedNetwork) -> Iterator[None]:
        beside.append(network.name)
        yield

    monkeypatch.setattr(Gatherer, "beside", entered)
    key = shelf.put(shown)
    for question in ("channel", "sheet", "anatomy", "python"):
        ask(shelf, question, {"key": key})
    assert beside == []
    for question in ("blocks", "block", "table"):
        ask(shelf, question, {"key": key, "block": "stage1.block1"})
    assert beside == [shown.network.name] * 3
