"""Checkpoints in and out: the network that a file's keys belong to, with the file's weights.

Depth, width, groups, classes, projections (option B), pre-activation (`final_bn`) and normalisation
are read from keys and shapes. Keys cannot tell a plain network from a residual one with option A,
nor an activation or a shortcut's scale: these come from the name that the person gave, or from what
`write_safetensors` recorded beside the weights, else the paper's are taken.
"""

import json
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save
from torch import Tensor, nn
from torchvision.models.resnet import Bottleneck, ResNet

from explorer.networks import imagenet_resnet
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.families import LARGEST_N, PUBLISHED
from explorer.networks.names import NetworkName, cifar_name, parse, shaped_name
from explorer.networks.weights.hub_folder import named, weights_of
from explorer.networks.weights.misfit import differences, misfit
from explorer.networks.weights.weights_file import read_state_dict
from explorer.sentences.listed import joined
from explorer.sentences.sentence import Sentence, refusal

__all__ = ["load_checkpoint", "name_of", "read_state_dict", "recognise", "write_safetensors"]


def load_checkpoint(path: str | Path, name: NetworkName | None = None) -> nn.Module:
    """The network of a checkpoint file, on the CPU, in eval() mode.

    Args:
        path: Of PyTorch or safetensors, whatever its name; layouts as in `read_state_dict`. Or a
            folder as `hub_folder` has it.
        name: What the file is said to hold; without it, what it was written as, else what its keys
            look like (`recognise`).

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file cannot be read, or does not fit the network or any known one.
    """
    path = Path(path)
    file, recorded = weights_of(path)
    state = read_state_dict(file)
    try:
        if name is None:
            name = parse(recorded["network"]) if "network" in recorded else recognise(state)
        with torch.device("meta"):  # keys and shapes are compared before memory is taken
            network = _empty(name, state, recorded.get("settings"))
    except ValueError as error:
        raise refusal("{file}: {reason}", file=named(path), reason=error) from error
    problem = misfit(network, state)
    if problem:
        raise refusal(
            "{file} does not fit {network}: {problem}: "
            "choose the network that was trained, or another file",
            file=named(path),
            network=name.text,
            problem=_hinted(problem, state, name),
        )
    for key, buffer in network.state_dict().items():
        if key.endswith("num_batches_tracked"):  # absent before PyTorch 0.4.1, unused in eval()
            state.setdefault(key, torch.zeros(buffer.shape, dtype=buffer.dtype))
    network.load_state_dict(state, assign=True)
    return network.float().eval()


def recognise(state_dict: Mapping[str, Tensor]) -> NetworkName:
    """The network whose stages and blocks a state dict has; a 6n+2 network is taken as residual.

    Raises:
        ValueError: It has the stages of no known network; says what the nearest one lacks.
    """
    counts = _blocks_per_stage(state_dict)
    bottleneck = "layer1.0.conv3.weight" in state_dict
    groups, width = _groups(state_dict) if bottleneck else (1, 64)
    name = shaped_name(counts, bottleneck, groups, width)
    if name is not None:
        return name
    if len(counts) == 3 and len(set(counts)) == 1 and counts[0] <= LARGEST_N and not bottleneck:
        return cifar_name(6 * counts[0] + 2, residual=True)
    keys = {key: None for key in state_dict if "num_batches" not in key}  # in the file's order
    nearest = min(_expected_keys(), key=lambda name: len(_expected_keys()[name] ^ keys.keys()))
    wanted = _expected_keys()[nearest]
    raise refusal(
        "these weights fit no known network; next to {network}, {problem}: "
        "give a torchvision ResNet or a CIFAR 6n+2 network",
        network=nearest,
        problem=differences(wanted - keys.keys(), [key for key in keys if key not in wanted]),
    )


def name_of(network: nn.Module) -> NetworkName:
    """The name of a network that was built here or by torchvision.

    Raises:
        ValueError: It is another network.
    """
    if isinstance(network, CifarResNet):
        return cifar_name(network.depth, residual=network.residual)
    if isinstance(network, ResNet):
        layers = (network.layer1, network.layer2, network.layer3, network.layer4)
        counts = tuple(len(layer) for layer in layers)
        bottleneck = isinstance(network.layer1[0], Bottleneck)
        name = shaped_name(counts, bottleneck, network.groups, network.base_width)
        if name is not None:
            return name
    raise refusal(
        "{kind} is no known network: give a ResNet or CifarResNet", kind=type(network).__name__
    )


def write_safetensors(
    path: str | Path, network: nn.Module, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a network's weights, whole or not at all.

    Args:
        path: The file; one that exists is replaced.
        network: A torchvision ResNet or a CifarResNet, on any device.
        metadata: Texts to keep beside the weights. `class_names` (a JSON list) and `input_scaling`
            (as `parse_scaling` reads it) are used when the file is loaded from the catalog;
            `network` and `settings` are added here.

    Raises:
        ValueError: The network is of another kind.
    """
    texts = {**(metadata or {}), "format": "pt", "network": name_of(network).text}
    if isinstance(network, CifarResNet):
        texts["settings"] = json.dumps(network.settings)
    tensors = {key: t.detach().cpu().contiguous() for key, t in network.state_dict().items()}
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    # an ordinary file: those of tempfile can be read by nobody else
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(save(tensors, texts))
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _empty(name: NetworkName, state: Mapping[str, Tensor], recorded: str | None) -> nn.Module:
    fc, conv1 = state.get("fc.weight"), state.get("conv1.weight")
    classes = fc.shape[0] if fc is not None and fc.dim() == 2 else None
    if name.family == "imagenet":
        return imagenet_resnet.build(name.text, classes=classes or 1000)
    if recorded is not None:
        settings = _recorded(recorded)
    else:
        settings = {
            "shortcut": "B" if any(".downsample." in key for key in state) else "A",
            "block": "pre-activation" if "final_bn.weight" in state else "original",
            "normalization": "batch" if any("bn1." in key for key in state) else "none",
        }
        if conv1 is not None and conv1.dim() == 4:
            settings["width"], settings["channels"] = conv1.shape[:2]
        if classes is not None:
            settings["classes"] = classes
    return CifarResNet(**{**settings, "depth": name.depth, "residual": name.residual})


def _recorded(text: str) -> dict[str, Any]:
    try:
        settings = json.loads(text)
        with torch.device("meta"):
            CifarResNet(**settings)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise refusal(
            "the settings recorded beside the weights are damaged: write the file again"
        ) from error
    return dict(settings)


def _hinted(problem: str, state: Mapping[str, Tensor], name: NetworkName) -> str:
    """What is wrong, and which network the file looks like if it is another."""
    try:
        looks = recognise(state)
    except ValueError:
        return problem
    cifar = looks.family == "cifar"  # where keys cannot tell plain from residual
    same = (looks.family, looks.depth) == (name.family, name.depth)
    if same and (cifar or looks == name):
        return problem
    hint = Sentence("the file looks like {network}", network=looks.text)
    return joined("{before}; {next}", [problem, hint])


def _groups(state: Mapping[str, Tensor]) -> tuple[int, int]:
    """How many groups of how many channels the first 3x3 convolution of bottlenecks has."""
    weight = state.get("layer1.0.conv2.weight")
    if weight is None or weight.dim() != 4 or not weight.shape[1]:
        return 1, 64  # what is wrong with it is said later
    return weight.shape[0] // weight.shape[1], weight.shape[1]


def _blocks_per_stage(keys: Iterable[str]) -> tuple[int, ...]:
    found: dict[int, set[int]] = {}
    for key in keys:
        match = re.match(r"layer(\d{1,3})\.(\d{1,4})\.", key)
        if match:
            found.setdefault(int(match[1]), set()).add(int(match[2]))
    return tuple(len(found[stage]) for stage in sorted(found))


@cache
def _expected_keys() -> dict[str, frozenset[str]]:
    with torch.device("meta"):
        networks = [imagenet_resnet.build(row.name) for row in PUBLISHED]
        networks += [CifarResNet(6 * n + 2) for n in range(1, LARGEST_N + 1)]
    return {
        name_of(network).text: frozenset(
            key for key in network.state_dict() if "num_batches" not in key
        )
        for network in networks
    }
