"""The same numbers by other means: one ordinary forward with hooks, one ordinary backward."""

import copy
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn


@dataclass
class Independent:
    """Logits (classes,), and for each stage features and gradients (C, H, W)."""

    logits: np.ndarray
    features: list[np.ndarray]
    gradients: list[np.ndarray]


def independent(module: nn.Module, image: np.ndarray, index: int) -> Independent:
    """A pass over one (3, H, W) picture with everything recorded, in the module's precision."""
    private = copy.deepcopy(module).eval().requires_grad_(True)
    for part in private.modules():
        if isinstance(part, nn.ReLU):
            part.inplace = False
    last = "final_relu" if hasattr(private, "final_relu") else "layer4"
    names = ["layer1", "layer2", "layer3", "layer4"]
    if not hasattr(private, "layer4"):
        names = ["layer1", "layer2", last if last == "final_relu" else "layer3"]
    captured: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
        output.retain_grad()
        captured.append(output)

    for name in names:
        getattr(private, name).register_forward_hook(keep)
    picture = torch.from_numpy(image.copy())[None].requires_grad_()
    logits = private(picture)
    logits[0, index].backward()
    return Independent(
        logits[0].detach().numpy(),
        [each[0].detach().numpy() for each in captured],
        [each.grad[0].numpy() for each in captured],  # type: ignore[index]
    )


def relative(found: np.ndarray, expected: np.ndarray) -> float:
    """L2 norm of the difference over that of what is expected."""
    difference = np.linalg.norm(found.astype(np.float64) - expected.astype(np.float64))
    return float(difference / max(np.linalg.norm(expected.astype(np.float64)), 1e-30))
