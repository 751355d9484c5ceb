"""A network's copy for computing: batch normalisation folded into its convolutions.

In eval mode a batch normalisation multiplies each channel by a number and adds another, which the
convolution before it can do itself. Maps are as near to those of float64 as without folding. Of
torchvision's networks in float32 the weights are also packed once: see `packed`.

Copied is only what is known to compute the same so: networks of this program's and torchvision's
own modules alone, without hooks, on a CPU. All others compute as they are.
"""

import copy
import threading
import weakref
from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from operator import is_

from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck, ResNet

from explorer.networks.block import Block, OptionA
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.copies.fingerprint import Fingerprint, tensors_of
from explorer.networks.copies.packed import with_packed_weights

MOST_COPIES = 4  # as many as the catalogue keeps networks

_KNOWN = frozenset(
    {
        *(ResNet, BasicBlock, Bottleneck, CifarResNet, Block, OptionA),
        *(nn.Conv2d, nn.BatchNorm2d, nn.Linear, nn.Sequential, nn.Identity),
        *(nn.ReLU, nn.Tanh, nn.Sigmoid, nn.MaxPool2d, nn.AdaptiveAvgPool2d),
    }
)
_HOOKS = ("_forward_pre_hooks", "_forward_hooks", "_backward_pre_hooks", "_backward_hooks")


def folded(module: nn.Module) -> nn.Module:
    """What computes the same as a network, and faster where that is known to be safe.

    Args:
        module: In eval mode; never changed.

    Returns:
        The module itself, or a copy in eval mode whose parameters require no gradients, kept until
        a weight, a module or a setting is another. Its stages may give maps that are channels
        last. Weights that are changed behind autograd's back, through `.data` or NumPy, are noticed
        as `Fingerprint` says.
    """
    if any(each.device.type != "cpu" for each in islice(module.parameters(), 1)):
        return module  # there the walk through all modules is a fifth of a small inspection
    return _COPIES.of(module) or module


@dataclass(frozen=True, eq=False)
class _Copy:
    """A copy, and all by which it is told whether it still fits its network."""

    module: nn.Module
    parts: tuple[nn.Module, ...]  # but for the network itself, which this must not keep alive
    settings: tuple[tuple[int, dict[str, object]], ...]  # of each part, the network first
    weights: Fingerprint

    def fits(self, parts: list[nn.Module]) -> bool:
        """Whether nothing has changed since it was made; asked before every inspection."""
        if not _same(self.parts, parts[1:]) or _global_hooks():
            return False
        for part, (count, settings) in zip(parts, self.settings, strict=True):
            own = vars(part)
            if len(own) != count or _hooks_of(own) or not settings.items() <= own.items():
                return False
        return self.weights.holds(parts)


class _Copies:
    """The copies that were asked for last, of networks that are still there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[weakref.ref[nn.Module], _Copy] = OrderedDict()

    def of(self, module: nn.Module) -> nn.Module | None:
        """The copy of a network, made where there is none that fits; None where none may be."""
        parts = list(module.modules())
        with self._lock:  # who comes second waits for the one copy
            key = weakref.ref(module, self._forget)
            found = self._kept.get(key)
            if found is None or not found.fits(parts):
                self._kept.pop(key, None)
                if not _is_known(parts):
                    return None
                found = self._kept[key] = _copied(module, parts)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_COPIES:
                self._kept.popitem(last=False)
            return found.module

    def _forget(self, gone: weakref.ref[nn.Module]) -> None:
        # Without the lock, which the thread that lets go of a network may hold.
        self._kept.pop(gone, None)


_COPIES = _Copies()


def _global_hooks() -> bool:
    everywhere = vars(nn.modules.module)
    return any(everywhere[f"_global{each}"] for each in _HOOKS)


def _hooks_of(own: dict[str, object]) -> bool:
    """Whether a module has any, by its attributes; written out, since it is asked of each."""
    return bool(  # as _HOOKS names them
        own["_forward_pre_hooks"]
        or own["_forward_hooks"]
        or own["_backward_pre_hooks"]
        or own["_backward_hooks"]
    )


def _is_known(parts: list[nn.Module]) -> bool:
    if _global_hooks():
        return False
    for part in parts:
        own = vars(part)
        if type(part) not in _KNOWN or _hooks_of(own):
            return False
        # A method that was replaced on the object itself, or compiled.
        if any(callable(value) for name, value in own.items() if name != "_norm_layer"):
            return False
        if isinstance(part, nn.BatchNorm2d) and (part.running_mean is None or part.training):
            return False
    uses = Counter(id(child) for part in parts for child in part._modules.values())
    return all(uses[id(each)] == 1 for _, _, *pair in _pairs(parts) for each in pair) and all(
        tensor.device.type == "cpu" and not tensor.is_inference() for tensor in tensors_of(parts)
    )


def _pairs(
    parts: list[nn.Module],
) -> Iterator[tuple[nn.Module, str, nn.Conv2d, nn.BatchNorm2d]]:
    """Each convolution with the norm of what it gives, before these the norm's parent and name."""
    for part in parts:
        names: tuple[tuple[str, str], ...] = ()
        if isinstance(part, ResNet | CifarResNet):
            names = (("conv1", "bn1"),)
        elif isinstance(part, Block) and part.pre_activation:
            names = (("conv1", "bn2"),)
        elif isinstance(part, BasicBlock | Bottleneck | Block):
            names = (("conv1", "bn1"), ("conv2", "bn2"), ("conv3", "bn3"))
        elif isinstance(part, nn.Sequential):  # a projection
            names = (("0", "1"),)
        for first, second in names:
            convolution, norm = getattr(part, first, None), getattr(part, second, None)
            if isinstance(convolution, nn.Conv2d) and isinstance(norm, nn.BatchNorm2d):
                yield part, second, convolution, norm


def _copied(module: nn.Module, parts: list[nn.Module]) -> _Copy:
    return _Copy(
        _made(module),
        tuple(parts[1:]),
        tuple(_settings(part) for part in parts),
        Fingerprint.of(parts),
    )


def _made(module: nn.Module) -> nn.Module:
    made = copy.deepcopy(module).eval().requires_grad_(False)
    for parent, name, convolution, norm in list(_pairs(list(made.modules()))):
        assert norm.running_mean is not None
        assert norm.running_var is not None
        # In float64, so that each weight is rounded once.
        factor = (norm.running_var.double() + norm.eps).rsqrt()
        shift = -norm.running_mean.double()
        if norm.affine:
            factor = factor * norm.weight.double()
        if convolution.bias is not None:
            shift = shift + convolution.bias.double()
        shift = shift * factor
        if norm.affine:
            shift = shift + norm.bias.double()
        weight = convolution.weight
        scaled = (weight.double() * factor[:, None, None, None]).to(weight.dtype)
        convolution.weight = nn.Parameter(scaled, requires_grad=False)
        convolution.bias = nn.Parameter(shift.to(weight.dtype), requires_grad=False)
        setattr(parent, name, nn.Identity())
    for parameter in made.parameters():
        parameter.grad = None
    return with_packed_weights(made)


def _settings(part: nn.Module) -> tuple[int, dict[str, object]]:
    """How many attributes a module has, and its strides, factors and the like."""
    own = vars(part)
    kinds = (int, float, str, tuple)
    return len(own), {
        name: value
        for name, value in own.items()
        if not name.startswith("_") and isinstance(value, kinds)
    }


def _same(kept: tuple[object, ...], given: list[nn.Module]) -> bool:
    return len(kept) == len(given) and all(map(is_, kept, given))
