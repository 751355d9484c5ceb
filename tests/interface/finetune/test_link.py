"""What the Fine-tune tab's form says in the address, and what of an address fills it."""

from html import unescape
from typing import Any

import gradio as gr
import pytest

from explorer.interface.finetune.form import FinetuneForm
from explorer.interface.finetune.link import asked_form, linked
from explorer.interface.links.asked import Asked
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import Labels

VALUES = ("how", "network", "train", "epochs", "seed", "augmentation")


@pytest.fixture(name="form")
def _form() -> FinetuneForm:
    with gr.Blocks(analytics_enabled=False):
        return FinetuneForm(Labels(), PageSettings(device="cpu"))


def is_skip(value: Any) -> bool:
    return bool(value == gr.skip())


def filled(form: FinetuneForm, **query: str) -> tuple[dict[str, Any], list[Any], str, str]:
    """The form's values by name, the sample set, what that is, and what is not allowed."""
    asked = Asked({"tab": "finetune", **query}, "finetune")
    said, *values = asked_form(asked, form)
    there = dict(zip(VALUES, values[: len(VALUES)], strict=True))
    return there, values[len(VALUES) :], said, unescape(asked.said())


def test_every_choice_is_found_again(form: FinetuneForm) -> None:
    values, pictures, said, doubts = filled(
        form, how="zip", network="cifar-plain56", train="all", epochs="7", seed="3",
        augmentation="false",
    )  # fmt: skip
    assert values == {
        "how": "zip", "network": "cifar-plain56", "train": "all", "epochs": 7, "seed": 3,
        "augmentation": False,
    }  # fmt: skip
    assert all(map(is_skip, pictures))
    assert (said, doubts) == ("", "")


def test_the_sample_set_is_found_again_and_leaves_the_settings(form: FinetuneForm) -> None:
    values, pictures, said, doubts = filled(form, pictures="sample")
    assert all(map(is_skip, values.values()))
    assert "scikit-learn" in said
    assert [each for each in pictures if each in ("4", "9")] == ["4", "9"]
    assert len(pictures) == len(form.classes.filled)
    assert doubts == ""


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("how", "web", "classes, zip"),
        ("train", "none", "head, last-stage, all"),
        ("epochs", "0", "1–1000"),
        ("epochs", "1e3", "1–1000"),
        ("seed", "-1", "0–"),
        ("augmentation", "True", "true, false"),
        ("pictures", "/etc", "sample"),
        ("network", "/etc/passwd", "cifar-resnet20"),
    ],
)
def test_what_is_not_allowed_is_said_and_left(
    form: FinetuneForm, name: str, value: str, allowed: str
) -> None:
    values, pictures, said, doubts = filled(form, **{name: value})
    assert all(map(is_skip, (*values.values(), *pictures)))
    assert said == ""
    assert f"{name} = {value}" in doubts
    assert allowed in doubts


def test_the_tab_fills_the_form_once_and_every_choice_is_kept() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks:
        with gr.Tab("finetune", id="finetune") as tab:
            form, said = FinetuneForm(Labels(), PageSettings(device="cpu")), gr.HTML()
        linked(form, said)(tab)
    (look,) = (each for each in blocks.fns.values() if each.name == "first_look")
    request = gr.Request(query_params={"tab": "finetune", "seed": "5"})
    first, again = look.fn(False, request), look.fn(True, request)
    assert len(first) == len(again) == len(look.outputs)
    assert [each for each in first if not is_skip(each)] == [True, 5]
    assert [each for each in again if not is_skip(each)] == [True]
    scripts = " ".join(str(each.js) for each in blocks.fns.values())
    for name in VALUES:
        assert f'.keep("finetune", {{ "{name}": text === ' in scripts
    assert 'text === "null" ? null' in scripts  # no epochs, as a browser writes it
    assert 'text === "true" ? null' in scripts
