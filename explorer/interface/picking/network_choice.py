"""Which network is asked, and what the page's controls mean by it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from explorer.networks.families import published_network

IMAGENET_NETWORK: Final = "resnet50"  # to open on


@dataclass(frozen=True)
class NetworkChoice:
    """Which network, with whose weights.

    Attributes:
        name: A network's name; empty for an own checkpoint whose keys tell.
        version: "V1" or "V2" of torchvision's ImageNet weights.
        residual: Whether a 6n+2 checkpoint is meant as a residual network (its keys do not tell).
        checkpoint: The person's own weights, or None.
        class_names: A file with one class name a line, or None.
        scaling: "imagenet", "cifar", "none" or "MEAN/STD" for an own checkpoint, or None.
    """

    name: str
    version: str = "V1"
    residual: bool = True
    checkpoint: Path | None = None
    class_names: Path | None = None
    scaling: str | None = None

    @property
    def called(self) -> str:
        """The network's name, or the file's until that is read."""
        return self.checkpoint.name if self.checkpoint else self.name


def opening_choice(cached: tuple[str, ...]) -> tuple[str, str]:
    """Family and ImageNet network to open on: ImageNet's if any of its weights are here.

    Args:
        cached: Names of the ImageNet networks whose weights are here.
    """
    network = IMAGENET_NETWORK if IMAGENET_NETWORK in cached or not cached else cached[-1]
    return "imagenet" if cached else "cifar", network


def has_v2(network: str) -> bool:
    """Whether torchvision has a second version of an ImageNet network's weights."""
    published = published_network(network)
    return published is not None and "V2" in published.weights


def choice(
    family: str,
    imagenet: str,
    cifar_depth: int,
    kind: str,
    version: str,
    *own: str | None,
) -> NetworkChoice | None:
    """What the picker's values mean; None while an own checkpoint is not yet fully described.

    Args:
        family: "imagenet", "cifar" or "own".
        imagenet: A network's name.
        cifar_depth: Of a CIFAR network.
        kind: "resnet" or "plain".
        version: Of ImageNet weights.
        own: The rest of what `own_choice` takes.
    """
    if family == "imagenet":
        return NetworkChoice(imagenet, version=version if has_v2(imagenet) else "V1")
    if family == "cifar":
        return NetworkChoice(f"cifar-{kind}{cifar_depth}")
    return own_choice(kind, *own)


def own_choice(
    kind: str,
    checkpoint: str | None,
    class_names: str | None,
    scaling: str | None,
    mean_std: str | None,
) -> NetworkChoice | None:
    """What is said of an own checkpoint; None while that is not yet enough.

    Args:
        kind: "resnet" or "plain", which no key tells.
        checkpoint: Its file.
        class_names: A file, or None.
        scaling: "file", "imagenet", "cifar", "none", or "own" for `mean_std`.
        mean_std: As MEAN/STD.
    """
    mean_std = (mean_std or "").strip()
    if checkpoint is None or (scaling == "own" and not mean_std):
        return None  # still to be given
    given = {"own": mean_std, "file": None}
    return NetworkChoice(
        "",
        residual=kind == "resnet",
        checkpoint=Path(checkpoint),
        class_names=Path(class_names) if class_names else None,
        scaling=given.get(scaling, scaling) if scaling else None,
    )
