import dataclasses
import re

import pytest

from explorer.figures.inspection.prediction_list import predictions, said, share
from explorer.figures.inspection.shown import Shown
from explorer.words.class_words import class_html, class_name


def test_few_classes_are_asked_about_beside_the_answer(shown: Shown) -> None:
    (beside,) = re.findall(r'<div class="says">.*?</div>', said(shown, True))
    assert "Is this one of its 10 classes?" in beside
    assert "这是它的 10 个类别之一吗？" in beside
    assert "airplane, automobile, bird" in beside
    assert "飞机 airplane、汽车 automobile、鸟 bird" in beside
    assert beside.index("Is this one") < beside.index("<table")


def test_an_own_network_of_any_family_is_asked_about_too(shown: Shown) -> None:
    names = tuple(f"<{number}>" for number in range(20))
    few = dataclasses.replace(shown.inspection, family="imagenet", class_names=names)
    html = said(dataclasses.replace(shown, inspection=few), True)
    assert "one of its 20 classes?" in html
    assert "&lt;7&gt;, &lt;8&gt;" in html


def test_examples_and_networks_of_many_classes_are_not_asked_about(shown: Shown) -> None:
    assert "one of its" not in said(dataclasses.replace(shown, known=True), True)
    many = dataclasses.replace(shown.inspection, class_names=("a",) * 21)
    assert "one of its" not in said(dataclasses.replace(shown, inspection=many), True)


def test_classes_are_named_in_both_languages(shown: Shown) -> None:
    html = said(shown, True)
    for each in shown.inspection.predictions:
        assert class_html(each.name) in html
    explained = class_name(shown.inspection.explained.name, "zh")
    assert f"下面解释的类别：<b>{explained}</b>" in html
    assert re.search("[一-鿿]", explained)


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, "&gt; 99.99 %"), (0.99994, "&gt; 99.99 %"), (0.5, "50.00 %"), (1e-7, "&lt; 0.01 %")],
)
def test_no_certainty_is_claimed(probability: float, words: str) -> None:
    assert share(probability) == words


def test_a_prediction_asks_for_its_class_and_the_first_for_whatever_is_predicted(
    shown: Shown,
) -> None:
    likeliest = [each.index for each in shown.inspection.predictions]
    html = predictions(shown.inspection)
    asked = [int(index) for index in re.findall(r'data-explain="(-?\d+)"', html)]
    assert asked == [-1, *likeliest[1:]]
    assert html.count('aria-pressed="true"') == 1
    assert "data-explain" not in predictions(shown.inspection, asks=False)
