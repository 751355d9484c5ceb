"""The probe: what flows through every convolution, without slowing or disturbing the step.

Hooks see each convolution's output on the way forward and its gradient on the way back; norms are
taken while these are still in the processor's cache. Weights are looked at between the backward
pass and the update, and their gradients' norms serve clipping too. Gauges that measure for
themselves (`explorer.training.measuring.quantities`) are given the same tensors. All leaves the
device as one tensor.

Source: He et al. 2015, section 4.1, where gradient norms are looked at to tell vanishing apart.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.stages import blocks
from explorer.training.measuring.few_at_a_time import IN_CACHE, few_at_a_time
from explorer.training.measuring.quantities import GAUGES, Gauge, Quantity, Seen, Values
from explorer.training.measuring.safe_norm import NormsOfMany, Scales, flat, scaled_norms

NORMS = 6  # rows of what `collected` returns, before those of other gauges
_ACTIVATION, _ACTIVATION_GRADIENT, _WEIGHT_GRADIENT = range(3)  # the three that are scaled


@dataclass(frozen=True, eq=False)
class LayerNorms:
    """(layers,) float64 each: see `explorer.training.race.result.NetworkStep`.

    Attributes:
        measured: What gauges measured for themselves, by name.
    """

    activation: Values
    activation_gradient: Values
    weight_gradient: Values
    weight: Values
    update: Values
    inner_product: Values
    measured: Mapping[str, Values] = field(default_factory=dict)

    @property
    def quantities(self) -> dict[Quantity, Values]:
        """Every gauge's values, (layers,) each, in the order of the columns."""
        rows = {**vars(self), **self.measured}
        return {gauge.name: values for gauge in GAUGES if (values := gauge.of(rows)) is not None}


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
        network: Its parameters must not be replaced while the probe is on it. An update is what
            has changed since the last one was measured, or since the probe was made.
        gauges: Those that measure for themselves do so.
        at_layer: Called at convolutions, on the way forward and on the way back: at every large
            one, at every few small ones. What it raises ends the step.

    Attributes:
        names: Of the convolutions, in the order of all arrays.
    """

    def __init__(
        self,
        network: CifarResNet,
        gauges: Sequence[Gauge] = GAUGES,
        at_layer: Callable[[], object] = lambda: None,
    ) -> None:
        named = convolutions(network)
        self.names = tuple(name for name, _ in named)
        self._modules = [module for _, module in named]
        self._parameters = list(network.parameters())
        places = {id(each): place for place, each in enumerate(self._parameters)}
        self._places = [places[id(module.weight)] for module in self._modules]
        self._weights = [module.weight.detach() for module in self._modules]
        self._flat_weights = [flat(weight) for weight in self._weights]
        self._weight_sizes = [weight.numel() for weight in self._weights]
        self._before = [weight.clone() for weight in self._weights]
        device = self._weights[0].device
        few = IN_CACHE if device.type == "cpu" else None  # a GPU is asked for all at once
        self._few = few_at_a_time(self._weight_sizes, few)
        count = len(named)
        self._scales = [
            Scales(count, device.type, self._weights[0].dtype == torch.float64) for _ in range(3)
        ]
        self._measured: list[list[Tensor]] = []
        self._at_layer = at_layer
        self._sizes = [1] * count  # how many numbers each output has
        self._outputs = NormsOfMany(self._scales[_ACTIVATION])
        self._returned = NormsOfMany(self._scales[_ACTIVATION_GRADIENT])
        self._gauges = [gauge for gauge in gauges if gauge.measure is not None]
        self._found = {gauge.name: [torch.zeros(())] * count for gauge in self._gauges}
        self._handles: list[torch.utils.hooks.RemovableHandle] = []

    def __enter__(self) -> Self:
        self._handles = [
            module.register_forward_hook(self._watch(index))
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

    def _watch(self, index: int) -> Callable[[nn.Module, object, Tensor], None]:
        """The hook of one convolution: closures, which cost least of what could be called."""
        sizes, outputs, returned = self._sizes, self._outputs, self._returned
        at_layer = self._at_layer
        of_output, of_gradient = self._measuring("output"), self._measuring("output_gradient")

        def backward(gradient: Tensor) -> None:
            if returned.add(index, gradient):
                at_layer()
            for found, measure in of_gradient:
                found[index] = measure(gradient)

        def forward(module: nn.Module, inputs: object, output: Tensor) -> None:
            if not output.requires_grad:
                at_layer()
                return
            sizes[index] = output.numel()
            if outputs.add(index, output.detach()):
                at_layer()
            for found, measure in of_output:
                found[index] = measure(output.detach())
            output.register_hook(backward)  # type: ignore[no-untyped-call]

        return forward

    def _measuring(self, seen: Seen) -> list[tuple[list[Tensor], Callable[[Tensor], Tensor]]]:
        """Of the gauges that are given that tensor: where it puts what, and how it is found."""
        return [
            (self._found[gauge.name], gauge.measure)
            for gauge in self._gauges
            if gauge.measure is not None and gauge.seen == seen
        ]

    def before_update(self) -> list[Tensor]:
        """Look at weights and their gradients: after `backward`, before clipping.

        Returns:
            The norm of the gradient of each of the network's parameters, () each, in their order:
            what `clip_grad_norm_` would take once more.

        Raises:
            ValueError: A parameter has no gradient.
        """
        every = [each.grad for each in self._parameters if each.grad is not None]
        if len(every) < len(self._parameters):
            raise ValueError("a parameter has no gradient: call loss.backward() before measuring")
        norms = list(torch._foreach_norm(every))
        gradients = [every[place] for place in self._places]
        for seen, tensors in (("weight", self._weights), ("weight_gradient", gradients)):
            for found, measure in self._measuring(cast(Seen, seen)):
                found[:] = map(measure, tensors)
        weights, products = list[Tensor](), list[Tensor]()
        for few in self._few:
            weights += torch._foreach_norm(self._weights[few])
            products += map(torch.dot, self._flat_weights[few], map(flat, gradients[few]))
        self._measured = [
            self._outputs.all(),
            self._returned.all(),
            self._scaled(gradients, [norms[place] for place in self._places]),
            weights,
            products,
        ]
        return norms

    def collected(self, *, updated: bool = True) -> Tensor:
        """All that was measured as one tensor on the device: after the optimiser's step.

        Args:
            updated: False where no optimiser steps: the weights were not changed.

        Returns:
            ((6 + gauges) x layers,) float64 (float32 where the device has no other), for `read`.
        """
        updates: list[Tensor] = []
        for few in self._few if updated else ():
            before, weights = self._before[few], self._weights[few]
            torch._foreach_sub_(before, weights)
            updates += torch._foreach_norm(before)
            torch._foreach_copy_(before, weights)
        self._measured.append(updates or [torch.zeros_like(each) for each in self._measured[3]])
        measured, self._measured = [*self._measured, *self._found.values()], []
        return torch.stack([each for row in measured for each in row])

    def read(self, numbers: NDArray[np.floating]) -> LayerNorms:
        """What `collected` gave, once on the CPU, as norms; sets the scales for the next step."""
        table = numbers.astype(np.float64).reshape(-1, len(self.names))
        for row, scales in enumerate(self._scales):
            table[row] /= [scale or 1.0 for scale in scales]
            scales.adapt(table[row], self._weight_sizes if row == _WEIGHT_GRADIENT else self._sizes)
        activation, activation_gradient, weight_gradient, weight, inner_product, update = table[
            :NORMS
        ]
        return LayerNorms(
            activation=activation / np.sqrt(self._sizes),
            activation_gradient=activation_gradient,
            weight_gradient=weight_gradient,
            weight=weight,
            update=update,
            inner_product=inner_product,
            measured=dict(zip(self._found, table[NORMS:], strict=True)),
        )

    @property
    def form(self) -> Hashable:
        """What decides how the next step is measured: see `processor.captured_step`."""
        return tuple(map(tuple, self._scales))

    def _scaled(self, gradients: list[Tensor], norms: list[Tensor]) -> list[Tensor]:
        """The norms of the weights' gradients, those that need a scale taken again."""
        scales = self._scales[_WEIGHT_GRADIENT]
        again = [index for index, scale in enumerate(scales) if scale != 1.0]
        if again:
            found = scaled_norms([gradients[i] for i in again], [scales[i] for i in again])
            for index, norm in zip(again, found, strict=True):
                norms[index] = norm
        return norms
