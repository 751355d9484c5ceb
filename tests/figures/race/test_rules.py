import re
from dataclasses import replace

from explorer.figures.race.rules import explained
from explorer.sentences.sentence import Sentence
from explorer.training.measuring.words import Verdict
from explorer.training.race.result import SelfCheck
from tests.figures.race_steps import race_steps


def test_the_rule_and_the_lights_of_a_step_are_said_in_both_languages() -> None:
    plain = race_steps(2)[1].plain
    assert plain is not None
    checks = (
        SelfCheck("equal-inner-products", True, 2e-3, 1e-3, "Too <far>."),
        SelfCheck("equal-inner-products", True, 1e-5, 1e-3, "Near."),
        SelfCheck("zero-inner-product", False, None, 1e-4, "No light."),
    )
    rule = Sentence("A loss or a gradient is no longer a finite number.")
    html = explained(replace(plain, checks=checks, verdict=Verdict("exploding", "healthy", rule)))
    assert '<span lang="en">A loss or a gradient is no longer a finite number.</span>' in html
    assert '<span lang="zh">损失' in html
    assert re.findall(r'class="light (\w+)"', html) == ["broken", "ok", "off"]
    assert "Too &lt;far&gt;." in html
    for name in ("Same inner product in every layer:", "各层内积相同：", "梯度与权重正交："):
        assert name in html
    assert "inner-product" not in html
    assert html.count("<li>") == 3
