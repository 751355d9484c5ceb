"""A network's error on labelled images: the measurement with everything that it is of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.networks.catalog.catalog import ready
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.training import evaluation
from explorer.training.labelled_images import labelled_images


@dataclass(frozen=True, repr=False)
class NetworkEvaluation:
    """How often one network is right on one data set; shares are from 0 to 1.

    Attributes:
        network: The network's name.
        source: A sentence that says where its weights are from.
        data: What the data is called.
        images: How many were classified.
        error: Share whose most probable class is wrong.
        top5: Share whose class is among the five most probable; None with 10 classes or fewer.
        per_class: For each class of the data the share of its images classified rightly; None for
            a class without images.
        notes: A sentence for each picture that was left out.
    """

    network: str
    source: str
    data: str
    images: int
    error: float
    top5: float | None
    per_class: Mapping[str, float | None]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Short: whose error on what."""
        return (
            f"<NetworkEvaluation of {self.network} on {self.data}: error {self.error:.2%} on "
            f"{self.images:,} images>"
        )

    @property
    def top1(self) -> float:
        """Share whose most probable class is right."""
        return 1 - self.error


def evaluate(
    network: LoadedNetwork | str | Path,
    data: Dataset | LabelledImages | str | Path,
    *,
    progress: Callable[[int, int], object] | None = None,
    say: Callable[[str], object] | None = None,
) -> NetworkEvaluation:
    """Measure a network's error on the test images of a data set.

    Of a folder without a `test` folder all pictures are used. Classes of data and network are
    matched by name where all names are known to the network, else by number.

    Args:
        network: A network of the catalogue, its name or a checkpoint's file.
        data: A data set, or what `load_dataset` takes; or images with the network's own labels.
        progress: Told after each batch how many images are done, of how many.
        say: Told of each picture that is left out, when it is; the result's notes say it too.

    Raises:
        OSError: Network or data are not there, and cannot be fetched.
        ValueError: They cannot be used, or their classes do not fit each other.
    """
    loaded, notes = ready(network), list[str]()

    def noted(sentence: str) -> None:
        notes.append(sentence)
        if say is not None:
            say(sentence)

    images = labelled_images(data, loaded, noted)
    found = evaluation.evaluate(
        loaded.module,
        images.batches,
        progress=None if progress is None else lambda done: progress(done, images.count),
    )
    return NetworkEvaluation(
        network=loaded.name,
        source=loaded.source,
        data=images.name,
        images=found.images,
        error=found.error,
        top5=found.top5,
        per_class={name: found.per_class[index] for name, index in images.classes.items()},
        notes=tuple(notes),
    )
