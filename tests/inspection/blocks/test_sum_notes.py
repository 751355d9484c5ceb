from torch import nn

from explorer.inspection.blocks.sum_notes import EXACT, note, start_note
from explorer.networks.cifar_resnet import CifarResNet


def test_every_reason_is_named_and_an_agreement_all_the_same() -> None:
    assert note("", handed_on=True, agrees=True) == EXACT
    bent = note("ReLU", handed_on=True, agrees=False)
    assert "ReLU follows every sum" in bent
    assert "later shortcuts" not in bent
    both = note("ReLU", handed_on=False, agrees=True)
    assert all(said in both for said in ("follows every sum", "later shortcuts", "all the same"))


def test_a_start_says_its_factor() -> None:
    plain = start_note("identity", nn.Identity())
    scaled = CifarResNet(20, shortcut_scale=0.5).get_submodule("layer1.0")
    assert (
        start_note("identity", scaled) == f"{plain} It is multiplied by the shortcut's factor 0.5."
    )
