"""The probe: what flows through every convolution, without slowing or disturbing the step.

Hooks take one sum of squares of each convolution's output on the way forward and one of its
gradient on the way back, where both are still in the processor's cache; weights are looked at
between the backward pass and the update. All sums leave the device as one tensor.

A sum of squares in float32 loses numbers below 1e-19, which a deep plain network's gradients are.
So each number is first taken in float64, and from the second step on in float32 after multiplying
by the power of two that brought the step before near 1, which rounds nothing.

Source: He et al. 2015, section 4.1, where gradient norms are looked at to tell vanishing apart.
"""

import math
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.stages import blocks
from explorer.training.race_result import Values

SAFE = (1e-12, 1e12)  # norms whose squares float32 holds with room for a sudden change
SCALABLE = (1e-30, 1e30)  # those that a float32 power of two brings near 1
ROWS = 6  # of what `collected` returns
_ACTIVATION, _ACTIVATION_GRADIENT, _WEIGHT_GRADIENT = range(3)  # the three that are scaled


@dataclass(frozen=True)
class LayerNorms:
    """(layers,) float64 each: see `explorer.training.race_result.NetworkStep`."""

    activation: Values
    activation_gradient: Values
    weight_gradient: Values
    weight: Values
    update: Values
    inner_product: Values

    @property
    def relative_gradient(self) -> Values:
        """Of each weight: weight_gradient / weight."""
        return _ratio(self.weight_gradient, self.weight)

    @property
    def relative_update(self) -> Values:
        """Of each weight: update / weight."""
        return _ratio(self.update, self.weight)


def convolutions(network: CifarResNet) -> tuple[tuple[str, nn.Conv2d], ...]:
    """Every convolution with its name: the main path, input side first, then the projections."""
    main: list[tuple[str, nn.Conv2d]] = [("conv1", network.conv1)]
    projections: list[tuple[str, nn.Conv2d]] = []
    for name, block in blocks(network):
        main += [
            (f"{name}.{part}", cast(nn.Conv2d, getattr(block, part))) for part in ("conv1", "conv2")
        ]
        if isinstance(block.downsample, nn.Sequential):
            projections.append((f"{name}.shortcut", cast(nn.Conv2d, block.downsample[0])))
    return (*main, *projections)


class GradientProbe:
    """Measures a network's convolutions for the time of a `with` block.

    After each `loss.backward()` call `before_update()`, then step the optimiser, then
    `collected()`; bring the tensor to the CPU and give it to `read()`. Forward passes without
    gradients are not looked at.

    Args:
        network: Its parameters must not be replaced while the probe is on it.

    Attributes:
        names: Of the convolutions, in the order of all arrays.
    """

    def __init__(self, network: CifarResNet) -> None:
        named = convolutions(network)
        self.names = tuple(name for name, _ in named)
        self._modules = [module for _, module in named]
        self._weights = [module.weight.detach() for module in self._modules]
        self._flat_weights = [_flat(weight) for weight in self._weights]
        self._before = [weight.clone() for weight in self._weights]
        device = self._weights[0].device
        # Where float64 is missing or costs nothing, the first scale serves for all steps.
        self._adapts = device.type == "cpu" and self._weights[0].dtype == torch.float32
        first = 1.0 if device.type == "mps" or self._weights[0].dtype == torch.float64 else None
        count = len(named)
        self._scales: list[list[float | None]] = [[first] * count for _ in range(3)]
        self._sums: list[list[Tensor]] = [[] for _ in range(ROWS)]
        self._output_roots = np.ones(count)  # of how many numbers each output has
        self._seen: list[Tensor | None] = [None] * count
        self._returned: list[Tensor | None] = [None] * count
        self._handles: list[torch.utils.hooks.RemovableHandle] = []

    def __enter__(self) -> Self:
        self._handles = [
            module.register_forward_hook(partial(self._forward, index))
            for index, module in enumerate(self._modules)
        ]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def _forward(self, index: int, module: nn.Module, inputs: object, output: Tensor) -> None:
        if not output.requires_grad:
            return
        self._output_roots[index] = math.sqrt(output.numel())
        self._seen[index] = _square(output.detach(), self._scales[_ACTIVATION][index])
        output.register_hook(partial(self._backward, index))  # type: ignore[no-untyped-call]

    def _backward(self, index: int, gradient: Tensor) -> None:
        self._returned[index] = _square(gradient, self._scales[_ACTIVATION_GRADIENT][index])

    def before_update(self) -> None:
        """Look at weights and their gradients: after `backward`, before clipping.

        Raises:
            ValueError: A convolution has no gradient.
        """
        gradients = [_flat(gradient) for gradient in self._gradients()]
        scales = self._scales[_WEIGHT_GRADIENT]
        weights = self._flat_weights
        self._sums = [
            _all(self._seen, "output"),
            _all(self._returned, "gradient"),
            [_square(each, scale) for each, scale in zip(gradients, scales, strict=True)],
            [torch.dot(weight, weight) for weight in weights],
            [torch.dot(weight, each) for weight, each in zip(weights, gradients, strict=True)],
        ]
        torch._foreach_copy_(self._before, self._weights)

    def collected(self, *, updated: bool = True) -> Tensor:
        """All sums as one tensor on the device: after the optimiser's step.

        Args:
            updated: False where no optimiser steps: the weights were not changed.

        Returns:
            (6 x layers,) float64 (float32 where the device has no other), for `read`.
        """
        if updated:
            changes = torch._foreach_sub(self._weights, self._before)
            self._sums.append([torch.dot(change, change) for change in map(_flat, changes)])
        else:
            self._sums.append([torch.zeros_like(each) for each in self._sums[3]])
        sums, self._sums = self._sums, []
        return torch.stack([each for row in sums for each in row])

    def read(self, numbers: NDArray[np.floating]) -> LayerNorms:
        """What `collected` gave, once on the CPU, as norms; sets the scales for the next step."""
        table = numbers.astype(np.float64).reshape(ROWS, len(self.names))
        scaled = np.sqrt(table[:3])
        for row, scales in enumerate(self._scales):
            scaled[row] /= [scale or 1.0 for scale in scales]
            if self._adapts:
                self._scales[row] = [_scale_for(norm) for norm in scaled[row].tolist()]
        return LayerNorms(
            activation=scaled[_ACTIVATION] / self._output_roots,
            activation_gradient=scaled[_ACTIVATION_GRADIENT],
            weight_gradient=scaled[_WEIGHT_GRADIENT],
            weight=np.sqrt(table[3]),
            inner_product=table[4],
            update=np.sqrt(table[5]),
        )

    def _gradients(self) -> list[Tensor]:
        gradients = []
        for name, module in zip(self.names, self._modules, strict=True):
            if module.weight.grad is None:
                raise ValueError(f"{name} has no gradient: call loss.backward() before measuring")
            gradients.append(module.weight.grad)
        return gradients


def _all(sums: list[Tensor | None], what: str) -> list[Tensor]:
    if any(each is None for each in sums):
        raise ValueError(f"a convolution's {what} was not seen: run a training step in the probe")
    return cast(list[Tensor], list(sums))


def _flat(values: Tensor) -> Tensor:
    """All values in the order in which they lie in memory, where that needs no copy."""
    if values.ndim == 4 and not values.is_contiguous():
        values = values.permute(0, 2, 3, 1)
    return values.reshape(-1)


def _square(values: Tensor, scale: float | None) -> Tensor:
    """Sum of the squares of values x scale, () ; in float64 where there is no scale."""
    flat = _flat(values)
    if scale is None:
        flat = flat.to(torch.float64)
    elif scale != 1.0:
        flat = flat * scale
    return torch.dot(flat, flat)


def _scale_for(norm: float) -> float | None:
    """The factor under which the next step's sum of squares is safe in float32."""
    if SAFE[0] <= norm <= SAFE[1]:
        return 1.0
    if SCALABLE[0] <= norm <= SCALABLE[1]:
        return 2.0 ** -round(math.log2(norm))
    return None


def _ratio(above: Values, below: Values) -> Values:
    """Element by element; a weight of norm 0 gives infinity, or nan for 0 / 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient: Values = above / below
    return quotient
