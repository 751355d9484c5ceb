from pathlib import Path

import gradio as gr
import pytest

from explorer.interface.picking.comparison import Comparison, compared, still_missing
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.interface.words.language import Labels

OWN = ("own", "plain", "a.pth", None, "cifar", "")


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        (("", "resnet", None, None, "file", ""), None),
        (("cifar-plain56", "resnet", "a.pth", None, "file", ""), NetworkChoice("cifar-plain56")),
        (OWN, NetworkChoice("", residual=False, checkpoint=Path("a.pth"), scaling="cifar")),
        (("own", "resnet", None, None, "file", ""), None),
    ],
)
def test_what_the_values_mean(values: tuple[str, ...], meant: NetworkChoice | None) -> None:
    assert compared(*values) == meant


def test_an_own_network_is_missing_until_its_file_is_there() -> None:
    assert still_missing("own", "resnet", None, None, "file", "")
    assert still_missing("own", "resnet", "a.pth", None, "own", " ")
    assert not still_missing(*OWN)
    assert not still_missing("", "resnet", None, None, "file", "")


def test_it_lists_nothing_an_own_one_then_every_network() -> None:
    with gr.Blocks(analytics_enabled=False) as page:
        comparison = Comparison(Labels())
    values = [value for _, value in comparison.other.choices]
    assert values[:2] == ["", "own"]
    assert "cifar-plain56" in values
    assert len(comparison.inputs) == len(OWN)
    page.close(verbose=False)
