"""A copy of a network with a new head, the parts of it that learn, and what they learn at.

Sources:
    Howard and Ruder 2018, Universal language model fine-tuning: rates that fall towards the input.
    Kumar et al. 2022, Fine-tuning can distort pretrained features: the head learns first, alone.
"""

import math
from typing import Any

import torch
from torch import Tensor, nn

from explorer.networks import imagenet_resnet
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.scaling import InputScaling
from explorer.networks.stages import stages, stem
from explorer.training.finetune.settings import BATCH, Trained
from explorer.training.processor.saved_bytes import NUMBER_BYTES, on_meta, step_bytes

STAGE_RATE = 1e-4  # AdamW's, of the last stage
STAGE_FALL = 2.6  # each stage before has so many times less; Howard and Ruder's number
FIRST_MOVE = 0.25  # how far the head's first step moves a logit
WEIGHT_DECAY = 1e-2
WORKSPACE = 128 * 2**20  # bytes of kernels, and what the allocator keeps
_WARM_UP = 0.1  # share of the steps
_BESIDE = ("conv1", "bn1", "final_bn")  # what learns beside stages and head


def tunable_copy(loaded: LoadedNetwork, classes: int, train: Trained) -> nn.Module:
    """A network of its own with the loaded one's weights, in float32 on its device.

    The head is new and all zeros, so that at first every class is equally likely and nothing is
    drawn at random. Only what learns asks for gradients; everything is in eval() mode.

    Args:
        loaded: Shared by others, and therefore only read.
        classes: Logits of the new head.
        train: What learns.
    """
    with torch.device("meta"):  # where nothing is drawn
        network: nn.Module
        if isinstance(loaded.module, CifarResNet):
            settings: dict[str, Any] = {**loaded.module.settings, "classes": classes}
            network = CifarResNet(**settings)
        else:
            network = imagenet_resnet.build(loaded.name, classes=classes)
    state = {
        key: (value.float() if value.is_floating_point() else value).clone()
        for key, value in loaded.module.state_dict().items()
    }
    wide = state["fc.weight"].shape[1]
    state["fc.weight"] = torch.zeros(classes, wide, device=loaded.device)
    state["fc.bias"] = torch.zeros(classes, device=loaded.device)
    network.load_state_dict(state, assign=True)
    network.eval().requires_grad_(False)
    for module in _learning(network, train):
        module.requires_grad_(True)
    return network


def finetune_bytes(network: nn.Module, input_size: int) -> int:
    """Bytes that a fine-tuning takes at its peak, its pictures and the network itself aside.

    Args:
        network: As `tunable_copy` gives it.
        input_size: Side of the square that it sees, in pixels.
    """
    images = (BATCH, 3, input_size, input_size)
    empty = on_meta(network)
    learned = sum(each.numel() for each in empty.parameters() if each.requires_grad)
    saved = step_bytes(empty, images).saved
    largest = step_bytes(empty.requires_grad_(), images).largest
    # gradients, AdamW's two averages, the best epoch; and three of the largest in flight
    return NUMBER_BYTES * 4 * learned + saved + 3 * largest + WORKSPACE


def learning_mode(network: nn.Module, train: Trained, *, frozen_statistics: bool) -> None:
    """Bring a network into the mode to learn in: statistics move only in parts that learn."""
    network.eval()
    if not frozen_statistics:
        for part in _learning(network, train):
            for module in part.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.train()


def parameter_groups(network: nn.Module, head_rate: float) -> list[dict[str, Any]]:
    """What learns, for AdamW: the head's rate, and for the stages rates that fall to the input.

    Biases and batch-norm's own parameters get no weight decay.
    """
    groups: list[dict[str, Any]] = []
    rates = [head_rate, *(STAGE_RATE / STAGE_FALL**place for place in range(4))]
    for part, rate in zip(_parts_from_the_head(network), rates, strict=False):
        learned = [p for module in part for p in module.parameters() if p.requires_grad]
        for decay, chosen in (
            (WEIGHT_DECAY, [p for p in learned if p.dim() > 1]),
            (0.0, [p for p in learned if p.dim() == 1]),
        ):
            if chosen:
                groups.append({"params": chosen, "lr": rate, "weight_decay": decay})
    return groups


def head_rate(features: Tensor) -> float:
    """The head's learning rate, from the size of the features that it reads.

    AdamW's first step moves every weight by the rate, and so a logit by the rate times the sum of
    the features' sizes: the rate is such that this is 0.25.

    Args:
        features: (N, C).
    """
    return FIRST_MOVE / max(float(features.abs().sum(1).mean()), 1e-6)


def rate_factor(step: int, steps: int) -> float:
    """Of every rate: a short warm-up, then down along half a cosine."""
    warm = max(1.0, _WARM_UP * steps)
    return min(1.0, (step + 1) / warm) * 0.5 * (1 + math.cos(math.pi * step / steps))


def pooled_features(network: nn.Module, images: Tensor) -> Tensor:
    """(N, C) what the head reads of (N, 3, H, W) images: the last stage's mean over space."""
    x = stem(network, images)
    for stage in stages(network):
        x = stage(x)
    pooled: Tensor = network.get_submodule("avgpool")(x)
    return pooled.flatten(1)


def scaled(images: Tensor, scaling: InputScaling) -> Tensor:
    """(N, H, W, 3) uint8 to (N, 3, H, W) float32, to the bit as torchvision's transform scales."""
    mean, std = (
        torch.tensor(values, device=images.device)[:, None, None]
        for values in (scaling.mean, scaling.std)
    )
    return (images.permute(0, 3, 1, 2).float() / 255 - mean) / std


def _parts_from_the_head(network: nn.Module) -> list[list[nn.Module]]:
    """Head, last stage, ..., first stage with the stem before it."""
    layers = [child for name, child in network.named_children() if name.startswith("layer")]
    parts: list[list[nn.Module]] = [[network.get_submodule("fc")]]
    parts += [[layer] for layer in reversed(layers)]
    rest = {name: child for name, child in network.named_children() if name in _BESIDE}
    parts[-1] += [child for name, child in rest.items() if name != "final_bn"]
    if "final_bn" in rest:
        parts[1].append(rest["final_bn"])
    return parts


def _learning(network: nn.Module, train: Trained) -> list[nn.Module]:
    """The modules that learn."""
    parts = _parts_from_the_head(network)
    count = {"head": 1, "last-stage": 2, "all": len(parts)}[train]
    return [module for part in parts[:count] for module in part]
