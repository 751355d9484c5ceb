import json
import re

import gradio as gr

from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.interface.picking.class_picker import ClassPicker, class_menu, picked


def test_the_menu_holds_every_class_by_its_index() -> None:
    assert json.loads(class_menu(("crane", "<b>dog</b>", "crane")))["classes"] == [
        ["crane"], ["<b>dog</b>"], ["crane"],
    ]  # fmt: skip


def test_a_class_with_a_chinese_name_is_found_by_both() -> None:
    assert json.loads(class_menu(("cat", "tench"), 1)) == {
        "chosen": 1,
        "classes": [["cat", "猫"], ["tench"]],
    }


def test_what_is_picked_is_an_index() -> None:
    assert picked(gr.EventData(None, {"index": 7})) == 7


def test_the_box_never_changes_so_nothing_typed_is_lost() -> None:
    with gr.Blocks(analytics_enabled=False):
        picker = ClassPicker(("cat",))
    assert picker.box.value == class_menu(("cat",))
    assert picker.index.value == PREDICTED
    assert "${" not in picker.box.html_template
    assert "{{" not in picker.box.html_template


def test_the_box_is_a_combobox_with_a_name_and_a_list_that_is_there() -> None:
    with gr.Blocks(analytics_enabled=False):
        html = ClassPicker(()).box.html_template
    (label,) = re.findall(r'<label for="(.+?)"', html)
    (box,) = re.findall(r'<input id="(.+?)" [^>]*role="combobox"', html)
    (list_,) = re.findall(r'aria-controls="(.+?)"', html)
    assert label == box
    assert f'id="{list_}" role="listbox"' in html
