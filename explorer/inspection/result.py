"""What an inspection is: frozen records of CPU arrays, made once and drawn as often as wished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from explorer.networks.scaling import InputScaling, picture
from explorer.photographs.crop import Crop

FloatArray = npt.NDArray[np.floating[Any]]
# The methods that make an `Attribution`, in the order of menus, each with who published it.
ATTRIBUTIONS = {
    "integrated-gradients": "Sundararajan et al. 2017",
    "guided-grad-cam": "Selvaraju et al. 2017",
    "occlusion": "Zeiler and Fergus 2014",
}


@dataclass(frozen=True)
class Prediction:
    """One class with the probability that the network gives it."""

    index: int
    name: str
    probability: float


@dataclass(frozen=True)
class ExplainedClass:
    """The class whose logit every gradient of an inspection belongs to."""

    index: int
    name: str


@dataclass(frozen=True, eq=False, repr=False)
class Stage:
    """The end of one stage for one photograph, with the explained logit's gradient there.

    Attributes:
        name: "stage1", "stage2", ...
        features: (C, H, W) activations, in the precision that was computed with.
        gradients: (C, H, W) gradient of the explained class's logit with respect to `features`.
        stride: Input pixels from one cell of the map to the next.
    """

    name: str
    features: FloatArray
    gradients: FloatArray
    stride: int

    def __repr__(self) -> str:
        """Short: the shape of its map."""
        return f"<{self.name}: {' x '.join(map(str, self.features.shape))}>"

    @property
    def weights(self) -> FloatArray:
        """Grad-CAM's channel weights, (C,): each channel's gradient averaged over space."""
        return _mean(self.gradients).astype(self.gradients.dtype)

    @property
    def strength(self) -> FloatArray:
        """Each channel's weight x mean activation, (C,): what it gives to the explained logit.

        At the last stage these, times the map's cells, sum to logit - bias.
        """
        return (_mean(self.gradients) * _mean(self.features)).astype(self.features.dtype)

    @property
    def strongest(self) -> npt.NDArray[np.intp]:
        """Channel indices by `strength`, (C,), largest first; equal ones in their own order."""
        return np.argsort(-self.strength, kind="stable")


def _mean(maps: FloatArray) -> npt.NDArray[np.float64]:
    """(C,) means over space: added up in float64, since the order depends on the memory's."""
    return np.asarray(maps.mean(axis=(1, 2), dtype=np.float64))


@dataclass(frozen=True, eq=False, repr=False)
class Inspection:
    """What every stage of one network made of one photograph.

    Attributes:
        image: The photograph's name.
        network: The network's name, such as "resnet50".
        family: "imagenet" or "cifar".
        device: The processor that computed, such as "cpu" or "cuda:0".
        precision: "float32" or "float64".
        class_names: Every class's name, in the order of `logits`.
        input: (3, H, W) what the network saw, after normalisation.
        scaling: The mean and standard deviation that `input` was normalised with.
        crop: Where `input` lies in the upright photograph.
        logits: (classes,).
        predictions: The five likeliest classes, likeliest first; fewer if there are fewer.
        explained: The class that the stages' gradients belong to.
        stem: (C, H, W) what the first stage got.
        stages: The end of every stage, input side first.
        bias: The last layer's bias of the explained class.
        seconds: Time for the two passes, divided by the photographs that shared them.
        source: A sentence that says where the weights are from.
    """

    image: str
    network: str
    family: str
    device: str
    precision: str
    class_names: tuple[str, ...]
    input: FloatArray
    scaling: InputScaling
    crop: Crop
    logits: FloatArray
    predictions: tuple[Prediction, ...]
    explained: ExplainedClass
    stem: FloatArray
    stages: tuple[Stage, ...]
    bias: float
    seconds: float
    source: str

    def __repr__(self) -> str:
        """Short: what was seen by whom, without its arrays."""
        best = self.predictions[0]
        return (
            f"<Inspection of {self.image} by {self.network}: {best.name} {best.probability:.1%}, "
            f"explains {self.explained.name}, {len(self.stages)} stages>"
        )

    @property
    def picture(self) -> npt.NDArray[np.uint8]:
        """The crop that the network saw, un-normalised: (H, W, 3) uint8 RGB."""
        return picture(self.input, self.scaling)

    @property
    def logit(self) -> float:
        """The explained class's logit."""
        return float(self.logits[self.explained.index])

    @property
    def evidence(self) -> float:
        """Strength x map cells, summed over the last stage's channels: equals logit - bias.

        True for every network that ends in global average pooling and one linear layer; the
        difference from `logit - bias` is the rounding of the precision used.
        """
        last = self.stages[-1]
        cells = last.features.shape[1] * last.features.shape[2]
        return float(last.strength.astype(np.float64).sum() * cells)


@dataclass(frozen=True, eq=False, repr=False)
class BlockBranches:
    """One block's y = F(x) + shortcut for one photograph; arrays not asked for are (0, 0, 0).

    Attributes:
        name: "stage1.block1", ...
        shortcut: (C, H, W) x, or W_s x where the shape changes; None in a plain block.
        residual: (C, H, W) F(x), the residual branch.
        sum: (C, H, W) F(x) + shortcut, signed; F(x) itself in a plain block.
        output: (C, H, W) what the next block gets: of the sum by `activation`, or the sum itself.
        ratio: |F(x)| / |shortcut|, L2 norms over the whole map; None in a plain block and where the
            shortcut is all zeros.
        cosine: Of the angle between F(x) and shortcut over the whole map, in float64: 1 adds to
            what is there, 0 is a new direction, -1 cancels. None where a norm is 0 or infinite.
            |sum|^2 = |F(x)|^2 + |shortcut|^2 + 2 cosine |F(x)| |shortcut|.
        activation: What makes `output` of `sum`: "ReLU", "Tanh", ...; "" with pre-activation.
    """

    name: str
    shortcut: FloatArray | None
    residual: FloatArray
    sum: FloatArray
    output: FloatArray
    ratio: float | None
    cosine: float | None
    activation: str = "ReLU"

    def __repr__(self) -> str:
        """Short: the shape of its map, the ratio of its branches and the cosine between them."""
        shape = " x ".join(map(str, self.sum.shape)) if self.sum.size else "maps not kept"
        ratio = "no ratio" if self.ratio is None else f"|F(x)| / |shortcut| = {self.ratio:.3g}"
        cosine = "no cosine" if self.cosine is None else f"cosine {self.cosine:.3g}"
        return f"<{self.name}: {shape}, {ratio}, {cosine}>"


@dataclass(frozen=True, eq=False, repr=False)
class Attribution:
    """How much each pixel of one photograph speaks for a class.

    Attributes:
        method: One of `ATTRIBUTIONS`.
        map: (3, H, W) by colour, or (H, W); signed, in logits, at the input's resolution.
        note: One or two sentences: against what it was measured, and how far it can be trusted.
        measured: The numbers of the note by name, such as "completeness_error".
        warning: A sentence with its numbers where the note's claim does not hold; else empty.
    """

    method: str
    map: FloatArray
    note: str
    measured: Mapping[str, float] = field(default_factory=dict)
    warning: str = ""

    def __repr__(self) -> str:
        """Short: the method and the shape of its map."""
        return f"<Attribution by {self.method}: {' x '.join(map(str, self.map.shape))}>"


@dataclass(frozen=True, eq=False, repr=False)
class ResponseDeviation:
    """How far every 3x3 layer's responses spread, after batch normalisation and before the ReLU.

    Attributes:
        network: Its name.
        source: A sentence that says where its weights are from.
        depth: Its layers with weights.
        residual: Whether something is added to the responses of every second layer, afterwards.
        layers: `conv1`, `stage1.block1.conv1`, ..., input side first; 3x3 convolutions alone.
        deviation: (layers,) float64: standard deviation over all images, channels and places.
        images: What it was measured on, in words.
        count: How many images.
    """

    network: str
    source: str
    depth: int
    residual: bool
    layers: tuple[str, ...]
    deviation: npt.NDArray[np.float64]
    images: str
    count: int

    def __repr__(self) -> str:
        """Short: whose layers on what, and their mean."""
        return (
            f"<ResponseDeviation of {self.network} on {self.images}: {len(self.layers)} layers, "
            f"mean {self.deviation.mean():.3g}>"
        )

    @property
    def by_magnitude(self) -> npt.NDArray[np.intp]:
        """(layers,) places in `layers`, the largest deviation first."""
        order: npt.NDArray[np.intp] = np.argsort(-self.deviation, kind="stable")
        return order
