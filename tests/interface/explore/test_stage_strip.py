import base64
import dataclasses
import io
import re

import numpy as np
import pytest
from PIL import Image

from explorer.inspection.result import Attribution
from explorer.interface.explore.shelf import Shown
from explorer.interface.explore.stage_strip import channels, crop_picture, light, share, strip, view
from explorer.interface.words.class_words import class_html, class_name
from explorer.sentences.sentence import Sentence


def test_names_from_files_are_escaped(shown: Shown) -> None:
    html = view(shown, "KEY")
    assert "two <colours>" not in html
    assert "two &lt;colours&gt;.png" in html
    assert 'data-key="KEY"' in html


def test_what_compute_says_stands_in_both_languages(shown: Shown) -> None:
    frames = Sentence("The first of {count} frames is shown.", count=3)
    photograph = dataclasses.replace(shown.photograph, notes=(frames,))
    source = Sentence("your own checkpoint: {file}", file="<a>.pth")
    inspection = dataclasses.replace(shown.inspection, source=source)
    note = Sentence("Not applicable: {why}.", why=Sentence("it needs batch normalisation"))
    attribution = Attribution("occlusion", np.ones((32, 32)), note)
    html = view(Shown(photograph, shown.network, inspection, "occlusion", attribution), "KEY")
    assert '<p class="note"><span lang="en">The first of 3 frames is shown.</span>' in html
    assert '<span lang="zh">显示的是 3 帧中的第一帧。</span></p>' in html
    assert '<p class="source"><span lang="en">your own checkpoint: &lt;a&gt;.pth</span>' in html
    assert '<span lang="zh">自己的检查点：&lt;a&gt;.pth</span></p>' in html
    assert f'<p class="hint"><span lang="en">{note}</span>' in html
    assert '<span lang="zh">不适用：需要批归一化。</span></p>' in html


def test_every_stage_has_a_card_with_its_shape(shown: Shown) -> None:
    html = strip(shown)
    assert re.findall(r'data-stage="(\d)"', html) == ["0", "1", "2"]
    for shape in ("3×32×32", "16×32×32", "32×16×16", "64×8×8"):
        assert shape in html


def test_random_weights_are_said(shown: Shown) -> None:
    html = view(shown, "KEY")
    assert ("nothing learned yet" in html) == (shown.network.weights == "random")


def test_few_classes_are_asked_about_beside_the_answer(shown: Shown) -> None:
    html = view(shown, "KEY")
    (beside,) = re.findall(r'<div class="asked">.*?</div>', html)
    assert "Is this one of its 10 classes?" in beside
    assert "这是它的 10 个类别之一吗？" in beside
    assert "airplane, automobile, bird" in beside
    assert "飞机 airplane、汽车 automobile、鸟 bird" in beside
    assert beside.index("</table>") < beside.index("Is this one")


def test_an_own_network_of_any_family_is_asked_about_too(shown: Shown) -> None:
    names = tuple(f"<{number}>" for number in range(20))
    few = dataclasses.replace(shown.inspection, family="imagenet", class_names=names)
    html = view(dataclasses.replace(shown, inspection=few), "KEY")
    assert "one of its 20 classes?" in html
    assert "&lt;7&gt;, &lt;8&gt;" in html


def test_examples_and_networks_of_many_classes_are_not_asked_about(shown: Shown) -> None:
    assert "one of its" not in view(dataclasses.replace(shown, known=True), "KEY")
    many = dataclasses.replace(shown.inspection, class_names=("a",) * 21)
    assert "one of its" not in view(dataclasses.replace(shown, inspection=many), "KEY")


def test_a_small_input_loses_nothing_on_the_screen(shown: Shown) -> None:
    kind, text = crop_picture(shown.inspection).split(",")
    assert kind == "data:image/png;base64"
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(text))))
    np.testing.assert_array_equal(seen, shown.inspection.picture)


def test_classes_are_named_in_both_languages(shown: Shown) -> None:
    html = view(shown, "KEY")
    for each in shown.inspection.predictions:
        assert class_html(each.name) in html
    explained = class_name(shown.inspection.explained.name, "zh")
    assert f"下面解释的类别：<b>{explained}</b>" in html
    assert re.search("[一-鿿]", explained)


def test_the_light_is_green_only_if_the_identity_holds(shown: Shown) -> None:
    assert 'class="light ok"' in light(shown.inspection)
    wrong = dataclasses.replace(shown.inspection, bias=shown.inspection.bias + 1)
    assert 'class="light broken"' in light(wrong)


def test_the_light_shows_both_sides(shown: Shown) -> None:
    inspection = shown.inspection
    assert f"≈ {inspection.logit - inspection.bias:+.4g}" in light(inspection)


def test_a_logit_near_zero_does_not_turn_the_light_red(shown: Shown) -> None:
    # terms of +-1 that cancel but for float32's rounding: a correct network, a tiny logit
    inspection = shown.inspection
    near = dataclasses.replace(inspection, bias=inspection.logit - inspection.evidence * (1 + 1e-6))
    assert 'class="light ok"' in light(near)
    last = inspection.stages[-1]
    features = np.ones_like(last.features)
    gradients = np.where(np.arange(64) % 2, 1.0, -1.0)[:, None, None] * np.ones((64, 8, 8))
    cancelling = dataclasses.replace(last, features=features, gradients=gradients)
    stages = (*inspection.stages[:-1], cancelling)
    tiny = dataclasses.replace(inspection, stages=stages, bias=inspection.logit - 1e-4)
    assert 'class="light ok"' in light(tiny)


def test_a_map_of_zeros_is_said_in_words(shown: Shown) -> None:
    last = shown.inspection.stages[-1]
    dark = dataclasses.replace(last, gradients=-np.abs(last.gradients))
    changed = dataclasses.replace(shown.inspection, stages=(*shown.inspection.stages[:-1], dark))
    html = strip(dataclasses.replace(shown, inspection=changed))
    assert "the weighted sum is nowhere positive at this stage" in html
    assert "nowhere positive" not in strip(shown)


def test_early_grad_cam_warns_and_layer_cam_does_not(shown: Shown) -> None:
    warning = "can mislead this early"
    assert strip(shown).count(warning) == 2  # stages 1 and 2 of 3
    assert warning not in strip(dataclasses.replace(shown, method="layer-cam"))


def test_channels_stand_strongest_first(shown: Shown) -> None:
    stage = shown.inspection.stages[-1]
    strength = (stage.gradients.mean((1, 2)) * stage.features.mean((1, 2))).astype(float)
    expected = np.argsort(-strength, kind="stable")[:16]
    found = re.findall(r' title="channel (\d+):', channels(stage))
    assert [int(number) for number in found] == expected.tolist()


@pytest.mark.parametrize(
    ("probability", "said"),
    [(1.0, "&gt; 99.99 %"), (0.99994, "&gt; 99.99 %"), (0.5, "50.00 %"), (1e-7, "&lt; 0.01 %")],
)
def test_no_certainty_is_claimed(probability: float, said: str) -> None:
    assert share(probability) == said


def test_an_attribution_has_a_card_of_its_own(shown: Shown) -> None:
    attribution = Attribution("occlusion", np.ones((32, 32)), "a <note>")
    html = strip(dataclasses.replace(shown, method="occlusion", attribution=attribution))
    assert html.count("<figure") == 5
    assert "a &lt;note&gt;" in html
    assert 'class="warning"' not in html
    wary = dataclasses.replace(attribution, warning="it <misses>")
    html = strip(dataclasses.replace(shown, method="occlusion", attribution=wary))
    assert '<p class="warning"><span lang="en">it &lt;misses&gt;</span>' in html
