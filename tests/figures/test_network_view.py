import json
import re
from html import unescape
from typing import Any

from explorer.figures.network_view import TEXTS, anatomy_object, legend, network_given
from explorer.networks.architecture import cifar_architecture
from explorer.words.texts import texts


def given(html: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unescape(html))
    return found


def test_the_script_gets_the_whole_anatomy() -> None:
    described = cifar_architecture(8, shortcut="B", width=4)
    anatomy = given(network_given(described, "cifar-resnet8"))["anatomy"]
    assert anatomy == json.loads(json.dumps(anatomy_object(described, "cifar-resnet8")))
    assert anatomy["name"] == "cifar-resnet8"
    assert anatomy["pre_activation"] is False
    assert anatomy["stem"] == {"name": "conv1", "kernel": 3, "channels": 4, "stride": 1}
    assert anatomy["stages"][1]["blocks"] == [
        {
            "name": "stage2.block1",
            "layers": [
                {"name": "stage2.block1.conv1", "kernel": 3, "channels": 8, "stride": 2},
                {"name": "stage2.block1.conv2", "kernel": 3, "channels": 8, "stride": 1},
            ],
            "shortcut": "projection",
            "projection": {
                "name": "stage2.block1.shortcut", "kernel": 1, "channels": 8, "stride": 2,
            },
        }
    ]  # fmt: skip


def test_a_name_from_a_file_stays_text() -> None:
    name = """'"><b>&amp;"""
    html = network_given(cifar_architecture(8), name)
    assert "<b>" not in html
    assert given(html)["anatomy"]["name"] == name


def test_its_words_come_in_every_language() -> None:
    said = given(network_given(cifar_architecture(8), "cifar-resnet8"))["texts"]
    assert {key: said[key]["zh"] for key in TEXTS} == {key: texts("zh")[key] for key in TEXTS}
    assert set(TEXTS) == {
        key for key in texts("en") if re.match("network_(?!legend|hint|depth)", key)
    }


def test_the_legend_names_the_arcs_that_are_there() -> None:
    assert re.findall('class="arc (.*?)"', legend(cifar_architecture(8))) == ["identity", "padding"]
    both = legend(cifar_architecture(8, shortcut="B"))
    assert re.findall('class="arc (.*?)"', both) == ["identity", "projection"]
    plain = legend(cifar_architecture(8, residual=False))
    assert "arc" not in plain
    assert "circle" not in plain
    assert "nothing is added" in plain
    assert "什么也不加" in plain


def test_the_legend_says_what_follows_a_sum() -> None:
    assert "then the activation" in legend(cifar_architecture(8))
    before = legend(cifar_architecture(8, pre_activation=True))
    assert 'class="sum bare"' in before
    assert "nothing after it" in before
