"""A network one stage and one block at a time, alike for torchvision's ResNets and CIFAR networks.

Calling `stem`, each of `stages` in turn, and `head` is the network's own forward pass, to the bit.
"""

import torch
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

from explorer.networks.cifar_resnet import Block, CifarResNet
from explorer.networks.families import FAMILIES, Family


def stem(network: nn.Module, images: Tensor) -> Tensor:
    """What the first stage gets: (N, C, H / s, W / s), s = 4 for ImageNet (pooled), 1 for CIFAR.

    Args:
        network: A torchvision ResNet or a CifarResNet.
        images: (N, channels, H, W), scaled as the network expects.
    """
    known = _known(network)
    features: Tensor = known.relu(known.bn1(known.conv1(images)))
    if isinstance(known, ResNet):
        features = known.maxpool(features)
    return features


def stages(network: nn.Module) -> tuple[nn.Module, ...]:
    """The four (ImageNet) or three (CIFAR) stages, each to be called on the one before it.

    The last stage of a pre-activation network ends with the network's final norm and activation;
    that wrapper is not itself part of the network: to hook a stage's end take `stage_ends`.
    """
    known = _known(network)
    if isinstance(known, ResNet):
        return (known.layer1, known.layer2, known.layer3, known.layer4)
    last: nn.Module = known.layer3
    if known.pre_activation:
        last = nn.Sequential(known.layer3, known.final_bn, known.final_relu)
        last.training = known.training
    return (known.layer1, known.layer2, last)


def stage_ends(network: nn.Module) -> tuple[nn.Module, ...]:
    """For each stage the module of the network whose output is the stage's: what a hook needs."""
    known = _known(network)
    if isinstance(known, CifarResNet) and known.pre_activation:
        return (known.layer1, known.layer2, known.final_relu)
    return stages(known)


def head(network: nn.Module, last_stage: Tensor) -> Tensor:
    """Logits (N, classes) of the last stage's features (N, C, H, W): mean over space, then fc."""
    known = _known(network)
    logits: Tensor = known.fc(torch.flatten(known.avgpool(last_stage), 1))
    return logits


def head_weight(network: nn.Module) -> Tensor:
    """(classes, C) weight of each mean activation of the last stage in each logit."""
    return _fc(network).weight.detach()


def head_bias(network: nn.Module) -> Tensor:
    """(classes,) bias of each logit; zeros where the last layer adds none."""
    last = _fc(network)
    bias: Tensor | None = last.bias
    return last.weight.new_zeros(last.out_features) if bias is None else bias.detach()


def blocks(network: nn.Module) -> tuple[tuple[str, nn.Module], ...]:
    """Every block with its name, input side first: `stage1.block1`, `stage1.block2`, ..."""
    known = _known(network)
    layers = [known.layer1, known.layer2, known.layer3]
    if isinstance(known, ResNet):
        layers.append(known.layer4)
    return tuple(
        (f"stage{stage}.block{index}", block)
        for stage, layer in enumerate(layers, 1)
        for index, block in enumerate(layer, 1)
    )


def residual_branch(block: nn.Module, x: Tensor) -> Tensor:
    """F(x) of a block, before anything is added: (N, C out, H / stride, W / stride)."""
    if isinstance(block, Block):
        return block.residual_branch(x)
    if not isinstance(block, BasicBlock | Bottleneck):
        raise _unknown(block, "block")
    branch: Tensor = block.relu(block.bn1(block.conv1(x)))
    branch = block.bn2(block.conv2(branch))
    if isinstance(block, Bottleneck):
        branch = block.bn3(block.conv3(block.relu(branch)))
    return branch


def shortcut(block: nn.Module, x: Tensor) -> Tensor | None:
    """What a block adds to F(x): x, or W_s x where the shape changes; None in a plain block."""
    if isinstance(block, Block):
        return block.shortcut(x)
    if not isinstance(block, BasicBlock | Bottleneck):
        raise _unknown(block, "block")
    if block.downsample is None:
        return x
    carried: Tensor = block.downsample(x)
    return carried


def after_sum(block: nn.Module, total: Tensor) -> Tensor:
    """What the next block gets of F(x) + shortcut(x): its ReLU, or itself with pre-activation.

    The sum is left as it was, although torchvision's own ReLUs work in place.
    """
    if isinstance(block, Block):
        return block.after_sum(total)
    if not isinstance(block, BasicBlock | Bottleneck):
        raise _unknown(block, "block")
    return torch.relu(total)


def sum_activation(block: nn.Module) -> str:
    """What `after_sum` applies to the sum, such as "ReLU"; "" where that is handed on as it is."""
    if not isinstance(block, Block):
        return "ReLU"
    return "" if block.pre_activation else type(block.relu2).__name__


def stage_strides(network: nn.Module) -> tuple[int, ...]:
    """Input pixels from one cell to the next at each stage: 4, 8, 16, 32, or 1, 2, 4 for CIFAR."""
    return family(network).strides


def family(network: nn.Module) -> Family:
    """What a network shares with all of its layout."""
    return FAMILIES["imagenet" if isinstance(_known(network), ResNet) else "cifar"]


def _known(network: nn.Module) -> ResNet | CifarResNet:
    if isinstance(network, ResNet | CifarResNet):
        return network
    raise _unknown(network, "network")


def _fc(network: nn.Module) -> nn.Linear:
    fc: nn.Linear = _known(network).fc
    return fc


def _unknown(module: nn.Module, what: str) -> TypeError:
    return TypeError(
        f"{type(module).__name__} is not a {what} with known stages: "
        "give a torchvision ResNet or a CifarResNet"
    )
