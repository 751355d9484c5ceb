"""An inspection beside a bare forward pass, torchcam, captum and grad-cam.

All get the same weights and photographs, go from the photograph to Grad-CAM of every stage for the
predicted class, and are called several times in a row. Before anything is timed their maps are
compared, and their error against float64 is measured.
"""

import copy
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torchvision
from torch import Tensor, nn

from benchmarks.measuring import compared, in_turn, machine, show
from explorer.inspection.grad_cam import cam
from explorer.inspection.inspect import inspect
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.scaling import IMAGENET
from explorer.networks.stages import stage_ends
from explorer.photographs.photograph import Photograph, read_photograph

Maps = list[np.ndarray]  # one for each stage, (N, H, W)
AGREES = 0.05  # of a map's norm: a ReLU at zero may flip in float32
# Photographs whose maps are compared, however many are timed: in float32 a ReLU at zero flips in
# every second one, here or there, and of few photographs the median error is a matter of luck.
COMPARED = 32
AT_ONCE = 8
ORDINARY = "an ordinary pass"


def inspection(
    networks: Sequence[str],
    batches: Sequence[int],
    rounds: int,
    calls: int,
    checkpoints: Path | None,
    device: torch.device,
) -> dict[str, Any]:
    """Times, ratios and errors by network and size of the batch."""
    measured: list[dict[str, Any]] = []
    for name in networks:
        network = opened(name, checkpoints, device)
        for count in batches:
            measured.append(_measured(network, sample_photographs(count), rounds, calls))
            _show(measured[-1])
    return {**machine(device), "calls": calls, "rounds": rounds, "measured": measured}


def _measured(
    network: LoadedNetwork, photographs: Sequence[Photograph], rounds: int, calls: int
) -> dict[str, Any]:
    module = network.module
    images = _images(network, photographs)
    contenders = _contenders(network, photographs)
    errors = _all_errors(network)
    ordinary = errors.pop(ORDINARY)
    for name, each in errors.items():
        if max(each) > AGREES:
            raise SystemExit(f"{name} gives other maps: errors of {each}")

    def bare() -> None:
        with torch.inference_mode():
            module(images).cpu()

    def last() -> None:
        for each in inspect(network, photographs, stages=["stage4"]):
            cam(each.stages[-1])

    timed = {"bare forward": bare, **contenders, "ours, last stage": last}
    times = in_turn(timed, rounds, calls)
    return {
        "network": network.name,
        "weights": network.source,
        "batch": len(photographs),
        "times": compared(times, "bare forward"),
        "of_others": {
            name: compared(times, name)["ours"]["ratio"] for name in contenders if name != "ours"
        },
        "errors": errors,
        "errors_of_an_ordinary_pass": ordinary,
    }


def _all_errors(network: LoadedNetwork) -> dict[str, list[float]]:
    """Everybody's errors at each stage, and those of an ordinary pass."""
    double = copy.deepcopy(network.module).double()
    given: dict[str, list[Maps]] = {}
    expected: dict[str, list[Maps]] = {}
    photographs = sample_photographs(COMPARED)
    for first in range(0, COMPARED, AT_ONCE):
        part = photographs[first : first + AT_ONCE]
        seen = _images(network, part)
        exact = _ordinary(double, seen.double())
        maps = {name: each() for name, each in _contenders(network, part).items()}
        for name, found in {**maps, ORDINARY: _ordinary(network.module, seen)}.items():
            scaled = _scaled(exact, seen.shape[-1]) if name == "grad-cam" else exact
            given.setdefault(name, []).append(found)
            expected.setdefault(name, []).append(scaled)
    return {name: _errors(_joined(given[name]), _joined(expected[name])) for name in given}


def _joined(parts: Sequence[Maps]) -> Maps:
    return [np.concatenate(stage) for stage in zip(*parts, strict=True)]


def _contenders(
    network: LoadedNetwork, photographs: Sequence[Photograph]
) -> dict[str, Callable[[], Maps]]:
    """Whoever is installed, from photographs to maps."""
    found: dict[str, Callable[[], Maps]] = {"ours": lambda: _ours(network, photographs)}
    for name, maps in (("torchcam", _torchcam), ("captum", _captum), ("grad-cam", _grad_cam)):
        try:
            found[name] = _given(network, photographs, maps(copy.deepcopy(network.module)))
        except ModuleNotFoundError:
            continue
    return found


def _given(
    network: LoadedNetwork, photographs: Sequence[Photograph], maps: Callable[[Tensor], Maps]
) -> Callable[[], Maps]:
    # With frozen weights and a picture that asks for gradients, which is their fastest way.
    return lambda: maps(_images(network, photographs).requires_grad_())


def _ours(network: LoadedNetwork, photographs: Sequence[Photograph]) -> Maps:
    seen = inspect(network, photographs)
    maps = [[cam(stage) for stage in each.stages] for each in seen]
    return [np.stack(each) for each in zip(*maps, strict=True)]


def _torchcam(module: nn.Module) -> Callable[[Tensor], Maps]:
    from torchcam.methods import GradCAM

    def maps(images: Tensor) -> Maps:
        with GradCAM(module, target_layer=list(stage_ends(module))) as extractor:
            logits = module(images)
            found = extractor(logits.argmax(1).tolist(), logits, normalized=False)
        return [each.detach().cpu().clamp(min=0).numpy() for each in found]

    return maps


def _captum(module: nn.Module) -> Callable[[Tensor], Maps]:
    from captum.attr import LayerGradCam

    def maps(images: Tensor) -> Maps:
        with torch.no_grad():
            predicted = module(images).argmax(1)
        found = [
            LayerGradCam(module, end).attribute(images, predicted, relu_attributions=True)
            for end in stage_ends(module)
        ]
        return [each[:, 0].detach().cpu().numpy() for each in found]

    return maps


def _grad_cam(module: nn.Module) -> Callable[[Tensor], Maps]:
    from pytorch_grad_cam import GradCAM

    def maps(images: Tensor) -> Maps:
        found = []
        for end in stage_ends(module):  # of several layers it gives the mean alone
            with GradCAM(model=module, target_layers=[end]) as each:
                found.append(each(input_tensor=images, targets=None))
        return found

    return maps


def _ordinary(module: nn.Module, images: Tensor) -> Maps:
    """By nothing but PyTorch: one forward pass with hooks, one backward pass."""
    private, ends = copy.deepcopy(module), []
    for part in private.modules():
        if isinstance(part, nn.ReLU):
            part.inplace = False
    for end in stage_ends(private):
        end.register_forward_hook(lambda _module, _inputs, output: ends.append(output))
    logits = private(images.clone().requires_grad_())
    total = logits.amax(1).sum()  # of each photograph's own prediction
    gradients = torch.autograd.grad(total, ends)
    maps = [
        (features * gradient.mean((2, 3), keepdim=True)).sum(1).clamp(min=0)
        for features, gradient in zip(ends, gradients, strict=True)
    ]
    return [each.detach().cpu().numpy() for each in maps]


def _scaled(maps: Maps, size: int) -> Maps:
    """As grad-cam gives them: from 0 to 1, in the picture's size."""
    from pytorch_grad_cam.utils.image import scale_cam_image

    return [scale_cam_image(scale_cam_image(each, (size, size))) for each in maps]


def _errors(found: Maps, exact: Maps) -> list[float]:
    """Of each stage's maps, as a share of their norm: the median over the photographs."""
    return [
        float(np.median(_norms(one - other) / _norms(other)))
        for one, other in zip(found, exact, strict=True)
    ]


def _norms(maps: np.ndarray) -> np.ndarray:
    return np.maximum(np.linalg.norm(maps, axis=(1, 2)), 1e-30)  # a map may be all zeros


def opened(name: str, checkpoints: Path | None, device: torch.device) -> LoadedNetwork:
    """A network of torchvision, with a checkpoint's weights where the folder has `NAME.pth`."""
    torch.manual_seed(0)
    module = torchvision.models.get_model(name, weights=None)
    file = None if checkpoints is None else checkpoints / f"{name}.pth"
    learned = file is not None and file.is_file()
    if learned:
        module.load_state_dict(torch.load(file, weights_only=True))  # type: ignore[arg-type]
    module.eval().requires_grad_(False).to(device)
    names = tuple(f"class {index}" for index in range(1000))
    source = "of a checkpoint" if learned else "random"  # the time does not depend on them
    return LoadedNetwork(name, module, 224, 256, IMAGENET, names, "random", source, device)


def sample_photographs(count: int) -> list[Photograph]:
    """The two photographs that come with scikit-learn, those turned, mirrored, and cut smaller."""
    from sklearn.datasets import load_sample_images

    pixels = []
    for i in range(count):
        turned = np.rot90(load_sample_images().images[i % 2], i // 2)
        mirrored = turned[:, ::-1] if i // 8 % 2 else turned
        edge = 20 * (i // 16)
        inner = mirrored[edge : len(mirrored) - edge, edge : mirrored.shape[1] - edge]
        pixels.append(np.ascontiguousarray(inner))
    return [read_photograph(each, f"photograph {index}") for index, each in enumerate(pixels)]


def _images(network: LoadedNetwork, photographs: Sequence[Photograph]) -> Tensor:
    return torch.stack([network.transform(each.image) for each in photographs]).to(network.device)


def _show(measured: dict[str, Any]) -> None:
    rows = [
        (name, each["milliseconds"], each["ratio"], *_said(measured["errors"].get(name)))
        for name, each in measured["times"].items()
    ]
    rows.append((ORDINARY, "", "", *_said(measured["errors_of_an_ordinary_pass"])))
    title = f"{measured['network']}, batch {measured['batch']}: errors of the maps against float64"
    show(title, ("", "ms", "bare forwards", "stage 1", "2", "3", "4"), rows)
    others = measured["of_others"]
    show("ours, of what the others take", tuple(others), [tuple(others.values())])


def _said(errors: Sequence[float] | None) -> list[str]:
    return [f"{each:.1e}" for each in errors] if errors else [""] * 4
