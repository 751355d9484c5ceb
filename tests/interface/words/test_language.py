import ast
import re
import string
from pathlib import Path
from typing import get_args

import gradio as gr
import pytest

from explorer.datasets.examples import FAMILIES, examples
from explorer.figures.race.titles import (
    CHOICE_TEXTS,
    LABELS,
    OWN_QUESTION,
    PRESET_TEXTS,
    QUESTION_TEXTS,
    RUN_TEXTS,
)
from explorer.files.assets import asset
from explorer.interface.figure_view import TROUBLES
from explorer.interface.links.dialog import LEFT_OUT
from explorer.interface.picking.own_network import SCALINGS
from explorer.interface.race.turn import Phase
from explorer.interface.words.language import Labels, text, texts
from explorer.training.measuring.quantities import Quantity
from explorer.training.measuring.words import GRADIENT_WORDS, LEARNING_WORDS
from explorer.words.languages import LANGUAGES
from tests.conftest import ROOT as REPOSITORY

ROOM = REPOSITORY / "explorer"


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_texts_with_the_same_placeholders() -> None:
    english, chinese = texts("en"), texts("zh")
    assert set(english) == set(chinese)
    for key, template in english.items():
        assert placeholders(template) == placeholders(chinese[key]), key
        assert template.strip()
        assert chinese[key].strip()


def test_chinese_texts_are_chinese() -> None:
    names = {
        "race_activation_relu", "race_activation_tanh", "race_activation_sigmoid",
        "race_optimiser_adam", "race_data_cifar10", "race_data_cifar100", "race_data_mnist",
        "race_data_fashion_mnist", "race_span", "race_memory", *RUN_TEXTS.values(),
    }  # fmt: skip
    same = {key for key, value in texts("en").items() if texts("zh")[key] == value}
    assert same <= names | {"residual_branch", "scaling_imagenet", "scaling_cifar", "block_title"}


def made() -> set[str]:
    """Keys that are put together: with a name of the program's behind a prefix."""
    names = {
        "scaling_": SCALINGS,
        "weights_": ("bundled", "cached", "download", "none"),
        "examples_": FAMILIES,
        "tab_": ("lesson", "explore", "race", "depth", "trained", "finetune"),
        "figure_": TROUBLES,
        "link_left_": LEFT_OUT,
        "race_phase_": get_args(Phase),
        "race_q_": get_args(Quantity),
        "race_word_": (word.replace(" ", "_") for word in (*GRADIENT_WORDS, *LEARNING_WORDS)),
    }
    named = {each.key for family in FAMILIES for each in examples(family)}
    gradio = {f"common.{each}" for each in ("webcam", "complete", "progress")}  # it has no text
    return named | gradio | {prefix + name for prefix, all_ in names.items() for name in all_}


def test_every_key_is_used_and_every_key_put_together_has_a_text() -> None:
    code = "\n".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))
    scripts = "\n".join(path.read_text("utf-8") for path in asset("page").rglob("*.js"))
    quoted = set(re.findall(r"[\"']([a-z_0-9]+)[\"']", code)) | made()
    quoted |= {*LABELS.values(), *PRESET_TEXTS.values(), *RUN_TEXTS.values()}
    quoted |= {OWN_QUESTION, *QUESTION_TEXTS.values()}
    quoted |= {key for named in CHOICE_TEXTS.values() for key in named.values()}
    assert not {key for key in texts("en") if key not in quoted and f"'{key}'" not in scripts}
    assert made() <= set(texts("en"))


def test_every_key_that_is_written_has_a_text() -> None:
    """Also where no other test goes: `both("key")`, `attribute("title", "key")`, `voice('key')`."""
    places = {"both": 0, "pair": 0, "labels": 0, "text": 1, "attribute": 1}
    written = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and name in places:
                place = places[name]
                written |= {
                    each.value
                    for each in node.args[place : place + 1]
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    for path in asset("page").rglob("*.js"):
        written |= set(re.findall(r"\bvoice\('(\w+)'", path.read_text("utf-8")))
    assert len(written) > 200
    assert written <= set(texts("en"))


def test_the_switch_renames_what_follows() -> None:
    labels = Labels()
    with gr.Blocks():
        box = gr.Radio(["a"], label=labels("network_depth"))
    labels.follow(box, label="network_depth", choices=lambda language: [(language, 1)])
    for language in LANGUAGES:
        (update,) = labels.updates(language)
        assert update["label"] == text(language, "network_depth")
        assert update["choices"] == [(language, 1)]
    assert labels.components == [box]


def test_a_label_without_a_text_is_refused() -> None:
    with pytest.raises(KeyError, match="no_such_text"):
        Labels()("no_such_text")


LOCALE = [asset(f"locale/{name}.json") for name in ("zh", "sentences.zh", "classes.zh")]
TOLD = [REPOSITORY / "README.zh.md", *sorted((REPOSITORY / "docs" / "zh").glob("*.md"))]


@pytest.mark.parametrize("path", [*LOCALE, *TOLD], ids=lambda path: path.name)
@pytest.mark.parametrize("word", ["对比训练", "正确率", "输入缩放", "输入归一化", "您", "一场对比"])
def test_one_chinese_term_each(path: Path, word: str) -> None:
    """Contrastive training is another field's; 准确率 and 输入标准化 are said everywhere."""
    assert word not in path.read_text("utf-8")


@pytest.mark.parametrize("key", ["blocks_title", "race_block"])
def test_blocks_of_plain_networks_are_not_called_residual(key: str) -> None:
    assert "残差块" not in texts("zh")[key]


def test_claims_say_what_they_are_of() -> None:
    english, chinese = texts("en"), texts("zh")
    for key in ("race_profile_hint", "depth_seen_none"):
        assert "ReLU" in english[key]
        assert "ReLU" in chinese[key]
    for key, text_ in [*english.items(), *chinese.items()]:
        if "unlikely to be caused" in text_ or "梯度消失引起" in text_:
            assert "ImageNet" in text_, key
            assert "34" in text_, key
    assert "逐层跨越" not in chinese["depth_seen_none"]


def test_no_claim_of_four_networks_is_general() -> None:
    english, chinese = (
        (REPOSITORY / "docs" / language / "weights.md").read_text("utf-8")
        for language in ("en", "zh")
    )
    assert "in these runs more depth made" in english
    assert "在这几次训练中" in chinese
