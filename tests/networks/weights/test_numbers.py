"""Checkpoints whose numbers are no weights are refused before they take memory."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import Tensor

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.weights.weights_file import read_state_dict

SPOILT: dict[str, tuple[Callable[[Tensor], Tensor], str]] = {
    "sparse": (
        lambda weight: weight.to_sparse(),
        "sparse, quantised or no numbers in fc.weight",
    ),
    "meta": (lambda weight: weight.to("meta"), "sparse, quantised or no numbers in fc.weight"),
    "expanded": (
        lambda weight: weight[:1, :1].expand(10**9, 64),
        r"has \d MB, and its tensors would take 256000 MB",
    ),
    "whole": (lambda weight: weight.to(torch.int64), "no fractions in fc.weight"),
    "complex": (lambda weight: weight.to(torch.complex64), "no fractions in fc.weight"),
    "not finite": (lambda weight: weight / 0, "NaN or infinite numbers in fc.weight"),
}


@pytest.mark.filterwarnings("ignore:Validating sparse tensor")
@pytest.mark.parametrize("kind", SPOILT)
def test_what_is_no_weight_is_refused(kind: str, tmp_path: Path) -> None:
    spoil, said = SPOILT[kind]
    state = CifarResNet(8).state_dict()
    torch.save(state | {"fc.weight": spoil(state["fc.weight"])}, tmp_path / "own.pth")
    with pytest.raises(ValueError, match=rf"own\.pth.*{said}.*(save|take an earlier)"):
        read_state_dict(tmp_path / "own.pth")


def test_layers_may_share_weights_and_count_their_batches(tmp_path: Path) -> None:
    state = CifarResNet(8).state_dict()
    state["layer1.0.conv2.weight"] = state["layer1.0.conv1.weight"]
    assert not state["bn1.num_batches_tracked"].is_floating_point()
    torch.save(state, tmp_path / "own.pth")
    assert read_state_dict(tmp_path / "own.pth").keys() == state.keys()
