import dataclasses

import numpy as np

from explorer.figures.inspection.answer_view import light, view
from explorer.figures.inspection.shown import Shown
from explorer.inspection.result import Attribution
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
    assert '<span class="source"><span lang="en">your own checkpoint: &lt;a&gt;.pth</span>' in html
    assert '<span lang="zh">自己的检查点：&lt;a&gt;.pth</span></span>' in html
    assert f'<p class="hint"><span lang="en">{note}</span>' in html
    assert '<span lang="zh">不适用：需要批归一化。</span></p>' in html


def test_random_weights_are_said(shown: Shown) -> None:
    html = view(shown, "KEY")
    assert ("nothing learned yet" in html) == (shown.network.weights == "random")


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


def test_a_note_is_one_click_away_and_a_warning_none(shown: Shown) -> None:
    attribution = Attribution("occlusion", np.ones((32, 32)), "a <note>")
    html = view(dataclasses.replace(shown, method="occlusion", attribution=attribution), "KEY")
    rules = html.index('<section class="rules" hidden>')
    assert html.index("a &lt;note&gt;") > rules
    assert 'class="warning"><span lang="en">it' not in html
    wary = dataclasses.replace(attribution, warning="it <misses>")
    html = view(dataclasses.replace(shown, method="occlusion", attribution=wary), "KEY")
    assert html.index('<p class="warning"><span lang="en">it &lt;misses&gt;</span>') < rules


def test_two_answers_are_slim(shown: Shown) -> None:
    html = view(shown, "ONE", "<a>zip</a>", slim=True)
    assert "<a>zip</a></header>" in html
    assert 'class="view pixels slim"' in html
    assert " slim" not in view(shown, "ONE")


def test_what_a_page_asks_for_later_a_file_holds(shown: Shown) -> None:
    asked, whole = view(shown, "KEY"), view(shown)
    stages, blocks = len(shown.inspection.stages), 9
    for part in ('class="channels"', 'class="block-list"', "<template data-sum=", "<tfoot>"):
        assert part not in asked
    assert whole.count('class="channels"') == stages
    assert whole.count("<template data-sum=") == whole.count('class="block"') == blocks
    assert whole.count("<tfoot>") == 1
    assert "channel-number" not in whole
    assert "block-channel" not in whole
