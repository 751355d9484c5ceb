"""Whether a CIFAR network's weights were trained as what they were opened as: plain or residual.

With option A the two have the same keys and shapes, so that weights of the one load as the other
without a word. What tells is what batch normalisation has kept of training: the running variance of
every channel, which the right network finds again on any pictures, roughly, and its twin does not.

Every normalisation is made to use the batch's own statistics (Ioffe and Szegedy 2015, algorithm 1),
which takes the input's scaling out of it. Measured on the squares below, a network's mismatch was
0.09 to 0.21 times its twin's where the weights that come with the program were opened rightly, and
4.7 to 11 times where wrongly. Of 22 networks of 8 to 32 layers after only 50 and 150 steps on
CIFAR-10 or digits, with ReLU, tanh and sigmoid, also pre-activated and with halved shortcuts:
rightly 0.09 to 0.96; wrongly, with ReLU from 20 layers on, 2.3 to 11, and less in others, some of
which are therefore not noticed.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from PIL import Image
from torch import Tensor, nn

from explorer.inspection.eval_mode import evaluated
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.names import cifar_name
from explorer.sentences.sentence import Sentence

CLEARLY: Final = 2.0  # times the twin's mismatch
FEWEST_BATCHES: Final = 50  # of training, until what the statistics began with is forgotten
_SIDE: Final = 213  # pixels; six squares in each photograph of 427 x 640
_SAME: Final = 3  # normalisations up to the first sum, alike in both


@dataclass(frozen=True)
class TwinStatistics:
    """How far the stored variances are from those that pictures give, opened either way.

    Attributes:
        name: What the network was opened as.
        twin: The name of its twin: the same weights, plain instead of residual or the reverse.
        mismatch: Median over layers of the median over channels of |ln(variance / stored one)|.
        twin_mismatch: The same of the twin.
    """

    name: str
    twin: str
    mismatch: float
    twin_mismatch: float

    @property
    def sentence(self) -> str:
        """Says that the twin explains the statistics clearly better; empty where it does not."""
        if not self.mismatch > CLEARLY * self.twin_mismatch:
            return ""
        return Sentence(
            "These weights were opened as {network1}, but their "
            "batch-normalisation statistics fit {network2}: on example pictures "
            "their variances are off by a factor of {factor1:.2f} as {network3} "
            "and of {factor2:.2f} as {network4}, so open them as {network5} unless "
            "this is meant.",
            network1=self.name,
            network2=self.twin,
            factor1=math.exp(self.twin_mismatch),
            network3=self.twin,
            factor2=math.exp(self.mismatch),
            network4=self.name,
            network5=self.twin,
        )


def doubt(network: LoadedNetwork) -> str:
    """The sentence on a person's own weights that seem to be the twin's; empty if all is well."""
    found = twin_statistics(network) if network.weights == "own" else None
    return found.sentence if found else ""


def twin_statistics(network: LoadedNetwork, images: Tensor | None = None) -> TwinStatistics | None:
    """Compare a network and its twin by what batch normalisation has kept of their training.

    Args:
        network: Left as it was.
        images: (N, 3, H, W) as the network wants its images; by default twelve squares of the two
            photographs that come with scikit-learn. Six or more tell more than one.

    Returns:
        None where there is no twin of the same keys (an ImageNet network, option B), no batch
        normalisation, or nothing that it has kept of training.
    """
    module = network.module
    if not isinstance(module, CifarResNet) or not _has_kept(module):
        return None
    settings = module.settings
    if module.residual and settings["shortcut"] != "A":
        return None
    if images is None:
        images = torch.stack([network.transform(square) for square in _squares()])
    with evaluated(module) as left:
        parameter = next(left.parameters())
        images = images.to(parameter.device, parameter.dtype)
        own, other = (
            _mismatch({**settings, "residual": residual}, left.state_dict(), images)
            for residual in (module.residual, not module.residual)
        )
    twin = cifar_name(module.depth, residual=not module.residual).text
    return TwinStatistics(network.name, twin, own, other)


def _has_kept(module: CifarResNet) -> bool:
    """Whether the statistics are of training: by their counters, else by themselves."""
    norms = _norms(module)
    counted = [int(norm.num_batches_tracked or 0) for norm in norms]
    if not norms or 0 < max(counted) < FEWEST_BATCHES:
        return False
    return any(
        norm.running_var is not None and bool((norm.running_var != 1).any()) for norm in norms
    )


def _mismatch(settings: dict[str, object], state: dict[str, Tensor], images: Tensor) -> float:
    """Of a network of these settings with these weights, which it shares and does not change."""
    with torch.device("meta"):
        network = CifarResNet(**settings)  # type: ignore[arg-type]
    network.load_state_dict(state, assign=True)
    network.eval()
    found: list[Tensor] = []

    def compare(norm: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(norm, nn.BatchNorm2d)
        assert norm.running_var is not None
        variance = inputs[0].double().var(dim=(0, 2, 3), correction=0)
        ratio = (variance + norm.eps) / (norm.running_var.double() + norm.eps)
        found.append(ratio.log().abs().median())

    for norm in _norms(network):
        norm.training, norm.track_running_stats = True, False  # the batch's own, nothing is kept
        norm.register_forward_pre_hook(compare)
    network(images)
    return float(torch.stack(found[_SAME:]).median())


def _norms(module: nn.Module) -> list[nn.BatchNorm2d]:
    return [part for part in module.modules() if isinstance(part, nn.BatchNorm2d)]


def _squares() -> list[Image.Image]:
    """Twelve squares of scikit-learn's photographs of a temple and of a flower."""
    from sklearn.datasets import load_sample_images  # slow to import, and needed by few

    return [
        Image.fromarray(
            photograph[row * _SIDE : (row + 1) * _SIDE, column * _SIDE : (column + 1) * _SIDE]
        )
        for photograph in load_sample_images().images
        for row in range(2)
        for column in range(3)
    ]
