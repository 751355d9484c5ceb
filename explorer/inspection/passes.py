"""One forward and one backward pass: all that an inspection needs.

The stem and what lies before the first stage that is asked for run without recording; its output is
where recording begins, and one `torch.autograd.grad` of the explained logits asks for the gradient
at the end of every stage after that. Parameters are not asked for, so the backward pass costs input
gradients only. On a CPU both passes go through a copy of the network that computes the same faster.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explorer.networks.copies.folded import folded
from explorer.networks.stages import head, stages, stem


@dataclass(frozen=True, eq=False)
class Passes:
    """Tensors of one batch: (N, ...) each, on the network's device.

    Attributes:
        logits: (N, classes).
        explained: (N,) class indices.
        stem: What the first stage got.
        stages: The end of each stage that was asked for.
        gradients: Of the explained logit with respect to these.
    """

    logits: Tensor
    explained: Tensor
    stem: Tensor
    stages: tuple[Tensor, ...]
    gradients: tuple[Tensor, ...]


def forward_and_backward(
    module: nn.Module,
    images: Tensor,
    index: int | None,
    wanted: tuple[int, ...],
    alike: bool = False,
) -> Passes:
    """Both passes of a batch.

    Args:
        module: As `evaluated` gives it; without gradients unless this asks for them.
        images: (N, 3, H, W) on its device and in its precision.
        index: The class to explain; None explains each photograph's own prediction.
        wanted: Stages by their place, from 0, in order.
        alike: Whether the last layer takes photographs one by one: products of a matrix round
            otherwise when it has more rows.
    """
    computing = folded(module)
    features = stem_ = stem(computing, images)
    ends: list[Tensor] = []
    for place, stage in enumerate(stages(computing)):
        with torch.set_grad_enabled(place > wanted[0]):
            features = stage(features)
        if place == wanted[0]:
            features = features.detach().requires_grad_()
        ends.append(features)
    with torch.enable_grad():
        each = torch.split(features, 1) if alike else (features,)
        logits = torch.cat([head(computing, part) for part in each])  # (N, classes)
        if index is None:
            explained = logits.detach().argmax(dim=1)
        else:
            explained = torch.full((len(images),), index, device=images.device)
        # Photographs do not mix in eval mode: the sum's gradient is each one's own.
        total = logits.gather(1, explained[:, None]).sum()
        chosen = tuple(ends[place] for place in wanted)
        gradients = torch.autograd.grad(total, chosen)
    ends_ = tuple(each.detach() for each in chosen)
    return Passes(logits.detach(), explained, stem_.detach(), ends_, gradients)
