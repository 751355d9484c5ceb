"""The page that goes with a trained network and says where its numbers come from."""

import platform
from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import torch

from explorer import __version__
from explorer.networks.names import parse
from explorer.networks.scaling import scaling_text
from explorer.training.run.plan import RunPlan
from explorer.training.run.record import EpochRow


@dataclass(frozen=True)
class ModelCard:
    """What a card says; no path and no name of a person or machine is in it.

    Attributes:
        plan: What was trained on what, and how.
        device: The processor's label.
        rows: All epochs.
        parameters: Numbers learned.
        train_error: Share of the training images, not augmented, classified wrongly at the end.
        test_error: Share of the test images classified wrongly at the end.
    """

    plan: RunPlan
    device: str
    rows: Sequence[EpochRow]
    parameters: int
    train_error: float
    test_error: float

    def text(self) -> str:
        """The card, in Markdown."""
        plan, dataset = self.plan, self.plan.dataset
        name, recipe = parse(plan.settings.network), plan.recipe
        height, width, channels = dataset.train.images.shape[1:]
        seconds = sum(row.seconds for row in self.rows)
        shortcuts = "option A shortcuts (half of the zero channels before the others, half after)"
        kind = f"residual, {shortcuts}" if name.residual else "plain: no shortcuts"
        colours = "RGB" if channels == 3 else "grey, given to all three input channels"
        flips = ", half of them mirrored" if dataset.mirrored else ", none mirrored"
        convolutions = (
            "convolutions in bfloat16, weights and statistics in float32"
            if plan.precision == "bfloat16"
            else "float32"
        )
        versions = {
            "resnet-explorer": __version__,
            "Python": platform.python_version(),
            "PyTorch": torch.__version__,
            "NumPy": numpy.__version__,
        }
        return f"""# {name.text} on {dataset.name}

| | |
|---|---|
| network | {name.text}: {name.depth} layers with weights, {kind}, {self.parameters:,} parameters |
| data | {dataset.name}: {dataset.note} |
| images | {width} x {height} pixels, {colours} |
| SHA-256 | {plan.data_sha256} (of all images and labels) |
| classes | {", ".join(dataset.class_names)} |
| input scaling | {scaling_text(plan.scaling)} (mean / standard deviation of values from 0 to 1) |
| recipe | {recipe.name}: {recipe.describe()} |
| augmentation | padded by 4 pixels, a random window of the original size{flips} |
| seed | {plan.settings.seed} |
| precision | {convolutions} |
| device | {self.device} |
| time | {_duration(seconds)}, pauses and tests included |
| versions | {", ".join(f"{what} {version}" for what, version in versions.items())} |
| **test error** | **{self.test_error:.2%}** of {len(dataset.test):,} test images |
| training error | {self.train_error:.2%} of {len(dataset.train):,} training images, as they are |

Errors are those of the finished weights, computed in float32. `training.csv` has every epoch's:
there `train_error` is counted while the network learns, on augmented images, and errors are
shares from 0 to 1. The test images were looked at after every epoch, for the curve alone: the
weights are those of the last epoch and nothing was chosen by them.

The network knows only the classes above. Whatever it is shown, it answers with one of them.
"""


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} seconds"
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
