from pathlib import Path

import gradio as gr
import pytest

from explorer.datasets.examples import examples
from explorer.interface.picking.chosen_photograph import (
    add_example,
    framed,
    newly_chosen,
    photograph_meant,
)  # fmt: skip


def event(index: int, family: str = "imagenet") -> gr.EventData:
    return gr.EventData(None, {"index": index, "family": family})


@pytest.mark.parametrize(
    ("paths", "shown", "before", "meant"),
    [
        (["a"], "", (), "a"),
        (["a", "b", "c"], "a", ("a",), "c"),  # the newest
        (["b", "c"], "b", ("a", "b", "c"), "b"),  # another one was deleted: stay
        (["a", "b"], "c", ("a", "b", "c"), "b"),  # the shown one was deleted
        (["a", "b"], "a", ("a", "b"), "a"),
        ([], "a", ("a",), ""),
    ],
)
def test_which_photograph_is_meant(
    paths: list[str], shown: str, before: tuple[str, ...], meant: str
) -> None:
    assert photograph_meant(paths, shown, before) == meant


def test_a_click_chooses() -> None:
    files: list[tuple[str, str | None]] = [("a", None), ("b", None)]
    assert newly_chosen(files, event(1)) == "b"
    assert newly_chosen(files, event(9)) == "b"
    assert newly_chosen(None, event(0)) == ""


def test_the_frame_is_drawn_around_its_place() -> None:
    assert ".gallery-item:nth-child(3) " in framed(2)


def test_examples_are_added_behind_the_photographs() -> None:
    files, shown = add_example([("/tmp/mine.jpg", None)], event(1))
    assert files[0] == "/tmp/mine.jpg"
    assert files[1].endswith("lion.jpg")
    assert shown == gr.skip()
    assert len(add_example(None, event(999))[0]) == 1
    assert add_example(None, event(3, "cifar"))[0][0].endswith("cat.png")
    assert add_example(None, event(0, "../.."))[0][0].endswith("cheetah.jpg")


def test_an_example_that_is_there_is_chosen_and_not_added(tmp_path: Path) -> None:
    lion = examples("imagenet")[1].path
    copy = tmp_path / lion.name  # Gradio keeps a copy
    copy.write_bytes(lion.read_bytes())
    assert add_example([(str(copy), None), ("b", None)], event(1)) == (gr.skip(), str(copy))
    copy.write_bytes(b"a person's own lion")
    assert len(add_example([(str(copy), None)], event(1))[0]) == 2
