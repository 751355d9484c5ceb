"""A network that is ready to look at photographs, with all that goes with it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import torch
from PIL import Image
from torch import Tensor, nn

from explorer.networks import imagenet_resnet
from explorer.networks.scaling import InputScaling
from explorer.sentences.sentence import refusal

# Beyond this the shorter side's scaling would blow the longer one up to gigabytes.
LARGEST_ASPECT_RATIO = 200


@dataclass(frozen=True, eq=False, repr=False)
class LoadedNetwork:
    """One network, shared by everyone who asked for it, and therefore never changed by anyone.

    Attributes:
        name: Canonical, such as `resnet50`.
        module: In eval() mode, without gradients for its parameters, on `device`.
        input_size: Pixels of the square that the network sees.
        resize: Pixels of the photograph's shorter side before the crop.
        scaling: Mean and standard deviation of the channels.
        class_names: One for each logit.
        weights: `bundled`, `cached`, `random` or `own`.
        source: A sentence that says where the weights are from.
        device: Where the module is.
    """

    name: str
    module: nn.Module
    input_size: int
    resize: int
    scaling: InputScaling
    class_names: tuple[str, ...]
    weights: Literal["bundled", "cached", "random", "own"]
    source: str
    device: torch.device

    def __repr__(self) -> str:
        """Short: its name and where its weights are from."""
        return (
            f"<LoadedNetwork {self.name}, {len(self.class_names)} classes, on {self.device}: "
            f"{self.source}>"
        )

    @property
    def dtype(self) -> torch.dtype:
        """Of the weights and of what the network takes: float32 or float64."""
        return next(self.module.parameters()).dtype

    @property
    def precision(self) -> Literal["float32", "float64"]:
        """The dtype's name."""
        return "float64" if self.dtype == torch.float64 else "float32"

    def transform(self, image: Image.Image) -> Tensor:
        """What the network sees of an upright photograph.

        Exactly torchvision's evaluation transform: the shorter side to `resize`, the centre square
        of `input_size` pixels, scaled; then cast to the network's precision.

        Args:
            image: Of any mode; what is not RGB is converted.

        Returns:
            (3, input_size, input_size) on the CPU, in the network's precision.

        Raises:
            ValueError: The photograph is over 200 times as long as wide.
        """
        return self.batch([image])[0]

    def batch(self, images: Sequence[Image.Image]) -> Tensor:
        """Several photographs as the network sees them, each to the bit as by `transform`.

        Pillow resizes on one thread, so that is done on as many at once as PyTorch has.

        Args:
            images: As for `transform`, at least one.

        Returns:
            (N, 3, input_size, input_size) on the CPU, in the network's precision.

        Raises:
            ValueError: A photograph is over 200 times as long as wide.
        """
        threads = min(len(images), torch.get_num_threads())
        if threads > 1:
            with ThreadPoolExecutor(threads) as pool:
                squares = list(pool.map(self._square, images))
        else:
            squares = [self._square(each) for each in images]
        return imagenet_resnet.scaled(torch.stack(squares), self.scaling).to(self.dtype)

    def _square(self, image: Image.Image) -> Tensor:
        longer, shorter = max(image.size), min(image.size)
        if longer > LARGEST_ASPECT_RATIO * shorter:
            raise refusal(
                "the photograph has {width} x {height} pixels, and a network sees a "
                "square of it: crop it to less than {limit} times as long as wide",
                width=image.width,
                height=image.height,
                limit=LARGEST_ASPECT_RATIO,
            )
        rgb = image if image.mode == "RGB" else image.convert("RGB")
        return imagenet_resnet.planes(rgb, resize=self.resize, size=self.input_size)
