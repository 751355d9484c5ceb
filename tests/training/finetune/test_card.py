import re
from dataclasses import replace

from explorer.training.finetune.card import card
from explorer.training.finetune.settings import FinetuneSettings


def test_the_card_says_what_the_accuracy_is_worth(tuned, resnet20):
    result = tuned.result()
    text = card(result, resnet20)
    low, high = result.interval
    assert f"**{result.accuracy:.1%}**: {result.right} of 4 held-out pictures" in text
    assert f"{low:.1%} to {high:.1%} (Wilson's" in text
    assert "Always answering the most frequent class would be right in 50.0%" in text
    assert "12 learned from, 4 held out" in text
    for each in result.held_out:
        assert f"- {each.name}\n" in text
    assert "trained with this program: cifar-resnet20.safetensors" in text
    assert "features computed once" in text
    assert "| batch-norm statistics | frozen: only the head learned |" in text
    assert "/tmp" not in text


def test_the_rule_for_statistics_is_stated(tuned, resnet20):
    deeper = replace(tuned.result(), settings=FinetuneSettings("all"), stopped=True)
    text = card(deeper, resnet20)
    assert "frozen (they are frozen with fewer than 500 pictures to learn from)" in text
    assert "2.6 times less for each stage before" in text
    assert "80 to 100 % of the side" in text
    assert "stopped by hand" in text
    plain = replace(tuned.result(), settings=FinetuneSettings(augmentation=False))
    assert "| augmentation | none |" in card(plain, resnet20)


def test_no_name_breaks_the_table(tuned, resnet20):
    names = ("a|b\nc", "<b>d</b>")
    named = replace(tuned.result(), class_names=names, notes=("Left out: x|y.",))
    text = card(named, resnet20)
    assert r"| classes | a\|b c, &lt;b>d&lt;/b> |" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    counts = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert counts == {3, 5}
