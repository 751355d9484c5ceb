from typing import Any

import gradio as gr

from explorer.interface.finetune.classes import (
    FIRST_CLASSES,
    MOST_CLASSES,
    ClassSlots,
    added,
    sampled,
    shown_slots,
    taken_out,
)
from explorer.interface.words.language import Labels


def test_slots_appear_and_go_between_two_and_ten():
    for count, expected in ((1, 2), (2, 2), (7, 7), (11, 10)):
        number, *slots = shown_slots(count)
        assert number == expected
        assert sum(slot["visible"] for slot in slots) == expected
    assert FIRST_CLASSES == 2


def test_what_is_dropped_is_added_once_and_its_place_is_empty_again():
    place, chosen, html = added(["b.png", "c.png"], ["a.png", "b.png"])
    assert place is None
    assert chosen == ["a.png", "b.png", "c.png"]
    assert html.count("data-place=") == 3
    assert added(None, []) == (None, [], "")


def clicked(index: int | None) -> gr.EventData:
    return gr.EventData(None, {"index": index})


def test_a_click_takes_one_out_or_all():
    chosen, html = taken_out(["a.png", "b.png", "c.png"], clicked(1))
    assert chosen == ["a.png", "c.png"]
    assert html.count("data-place=") == 2
    assert taken_out(["a.png"], clicked(None)) == ([], "")


def test_the_sample_set_fills_the_first_slots_and_says_what_it_is():
    with gr.Blocks(analytics_enabled=False) as blocks:
        slots = ClassSlots(Labels())
        slots.connect(gr.HTML(), gr.Checkbox())
    (event,) = (fn for fn in blocks.fns.values() if fn.fn is sampled)
    values: list[Any] = sampled()
    assert len(values) == len(event.outputs)
    said, augmentation, count, *rest = values
    assert "scikit-learn" in said
    assert augmentation["value"] is False  # a mirrored digit is another
    assert count == 2
    names, files = rest[MOST_CLASSES : MOST_CLASSES + 2], rest[MOST_CLASSES + 2 : MOST_CLASSES + 4]
    assert names == ["4", "9"]
    assert [len(each) for each in files] == [30, 30]
    assert "30" in rest[-1]
