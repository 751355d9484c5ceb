from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from explorer.interface.finetune.tab import FinetuneTab, finetune_tab, place_of
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import Labels
from explorer.training.finetune.result import HeldOutPicture
from tests.figures.test_finetune_figures import result
from tests.interface.finetune.test_form import values
from tests.interface.turns import TURNS, steps
from tests.own_loop import in_its_own_loop
from tests.shapes import draw_shapes


@pytest.fixture
def laid_out(tmp_path: Path) -> tuple[gr.Blocks, FinetuneTab]:
    with gr.Blocks(analytics_enabled=False) as blocks:
        tab = finetune_tab(
            Labels(), PageSettings(device="cpu", weights_folder=tmp_path), ExitStack(), TURNS
        )
    return blocks, tab


def handler(blocks: gr.Blocks, name: str) -> Any:
    (found,) = (each.fn for each in blocks.fns.values() if each.name == name)
    return found


def compared(blocks: gr.Blocks, key: str, place: int) -> list[str]:
    (event,) = (each for each in blocks.fns.values() if each.name == "compare")
    return steps(event, key, place)


def trained(blocks: gr.Blocks, key: str) -> list[list[Any]]:
    """All that the page is told of a fine-tuning."""

    async def told() -> list[list[Any]]:
        return [each async for each in handler(blocks, "train")(key)]

    return in_its_own_loop(told())


def test_every_event_is_private(laid_out):
    blocks, _ = laid_out
    assert {each.api_visibility for each in blocks.fns.values()} == {"private"}


def test_a_person_begins_watches_and_explores(laid_out, tmp_path: Path):
    blocks, tab = laid_out
    shapes = draw_shapes(tmp_path / "shapes", 5, classes=3)
    key, said, result_, start, stop, lines = handler(blocks, "begin")("", *values(shapes, epochs=4))
    assert key
    assert "Waiting" in said
    assert (start["visible"], stop["visible"], result_["visible"]) == (False, True, False)
    assert lines == ""
    updates = trained(blocks, key)
    said, curves, shown, summary, matrix, picture, weights, tables, pair = updates[-1]
    assert said == ""
    assert shown["visible"]
    assert "held-out pictures right" in summary
    assert '"figure"' in curves
    assert '"figure"' in matrix
    assert len(picture["choices"]) == 4
    assert Path(weights).is_file()
    assert Path(tables).is_file()
    assert pair == ""
    (html,) = compared(blocks, key, picture["value"])
    assert html.count("<img") == 4
    assert handler(blocks, "ask_to_explore")(key) == weights
    assert isinstance(tab.checkpoint, gr.State)


def test_what_is_wrong_with_the_form_is_said_at_once(laid_out, tmp_path: Path):
    blocks, _ = laid_out
    key, said, *rest = handler(blocks, "begin")("", *values(draw_shapes(tmp_path / "few", 4)))
    assert key == ""
    assert "the class disc has 4 pictures" in said
    assert "类别 disc 有 4 张图片" in said
    assert rest[1] == gr.update()


def test_what_goes_wrong_later_is_said_too(laid_out, tmp_path: Path):
    blocks, _ = laid_out
    shapes = draw_shapes(tmp_path / "shapes", 5)
    for path in list((shapes / "disc").glob("*"))[:2]:
        path.write_bytes(b"damaged")
    key = handler(blocks, "begin")("", *values(shapes))[0]
    *_, last = trained(blocks, key)
    assert "disc has 3 pictures that can be read and 2 that cannot" in last[0]


def test_leaving_the_page_ends_it(laid_out, tmp_path: Path):
    blocks, _ = laid_out
    key = handler(blocks, "begin")("", *values(draw_shapes(tmp_path / "s", 5), epochs=900))[0]

    async def left() -> None:
        running = handler(blocks, "train")(key)
        await anext(running)
        await running.aclose()

    in_its_own_loop(left())
    assert compared(blocks, key, 0) == [""]
    assert handler(blocks, "ask_to_explore")(key) == gr.skip()


def test_an_unknown_key_does_nothing(laid_out):
    blocks, _ = laid_out
    assert trained(blocks, "nobody")[0][0] == gr.skip()
    assert compared(blocks, "nobody", 0) == [""]
    handler(blocks, "halt")("nobody")


def test_a_cell_leads_to_its_first_picture():
    held_out = tuple(HeldOutPicture(str(n), n % 2, 0, 0.5) for n in range(4))
    shown = replace(result(("a", "b")), held_out=held_out)
    assert place_of(shown, 1, 0) == 1
    assert place_of(shown, 0, 0) == 0
    assert place_of(shown, 1, 1) is None
