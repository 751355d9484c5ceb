import json
import re

import pytest

from explorer.files.assets import asset
from explorer.networks.catalog.class_names import CIFAR10_CLASSES, imagenet_classes
from explorer.words.class_words import class_html, class_list, class_name


def test_the_ten_have_their_chinese_before_the_english() -> None:
    said = [class_name(name, "zh") for name in CIFAR10_CLASSES]
    assert said[0] == "飞机 airplane"
    assert said[3] == "猫 cat"
    for name, each in zip(CIFAR10_CLASSES, said, strict=True):
        assert re.fullmatch(rf"[\u4e00-\u9fff]{{1,2}} {name}", each)
    assert len(set(said)) == 10
    assert [class_name(name, "en") for name in CIFAR10_CLASSES] == list(CIFAR10_CLASSES)


def test_the_file_names_the_ten_in_their_order_and_no_other_class() -> None:
    listed = json.loads(asset("locale/classes.zh.json").read_text("utf-8"))
    assert tuple(listed) == CIFAR10_CLASSES
    assert not set(listed) & set(imagenet_classes())


@pytest.mark.parametrize("name", ["golden retriever", "my class", ""])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert class_name(name, "zh") == class_name(name, "en") == name


def test_several_are_listed() -> None:
    assert class_list(["cat", "x"], "en") == "cat, x"
    assert class_list(["cat", "x"], "zh") == "猫 cat、x"


def test_html_carries_both_and_escapes() -> None:
    assert class_html("dog") == '<span lang="en">dog</span><span lang="zh">狗 dog</span>'
    assert class_html("<b>").count("&lt;b&gt;") == 2
