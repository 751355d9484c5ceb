"""Public data sets through torchvision: CIFAR-10, CIFAR-100, MNIST, Fashion-MNIST.

Sources: Krizhevsky 2009 (CIFAR); LeCun et al. 1998 (MNIST); Xiao et al. 2017 (Fashion-MNIST).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explorer.datasets.labelled import Dataset, LabelledImages
from explorer.sentences.sentence import Sentence, refusal

Fetch = Callable[[str, Path], object]


@dataclass(frozen=True)
class _Public:
    """A data set that torchvision can read: its class there, where its files come from and go."""

    title: str
    torchvision_class: str
    place: str
    mirrored: bool


_PUBLIC = {
    "cifar10": _Public("CIFAR-10", "CIFAR10", ".", True),
    "cifar100": _Public("CIFAR-100", "CIFAR100", ".", True),
    "mnist": _Public("MNIST", "MNIST", "MNIST/raw", False),
    "fashion-mnist": _Public("Fashion-MNIST", "FashionMNIST", "FashionMNIST/raw", True),
}
NAMES = tuple(_PUBLIC)


def datasets_folder() -> Path:
    """Where public data sets are kept: beside torch's cache of weights; respects TORCH_HOME."""
    import torch  # slow to import

    return Path(torch.hub.get_dir()).parent / "datasets"


def public_dataset(name: str, fetch: Fetch, folder: Path | None = None) -> Dataset:
    """One of the public data sets; fetched once, then kept.

    Args:
        name: One of `NAMES`.
        fetch: Puts the file of a URL into a folder under its own name; raises ConnectionError.
        folder: Where they are kept; by default `datasets_folder()`.

    Raises:
        ConnectionError: It is not on this machine and cannot be fetched.
        ValueError: What is kept or was fetched is damaged.
    """
    from torchvision import datasets  # slow to import

    public = _PUBLIC[name]
    root = folder or datasets_folder()
    kind = getattr(datasets, public.torchvision_class)
    try:
        train, test = kind(root, train=True), kind(root, train=False)
    except RuntimeError:  # torchvision's word for "not there, or not whole"
        _fetch_files(public, kind, root / public.place, fetch)
        try:
            # Finds the archives in place and only unpacks them.
            train, test = (kind(root, train=part, download=True) for part in (True, False))
        except (RuntimeError, OSError, EOFError) as error:
            raise refusal(
                "{title} in {root} is damaged ({reason}): delete it there and try again",
                title=public.title,
                root=root,
                reason=error,
            ) from error
    names = tuple(str(index) for index in range(10)) if name == "mnist" else tuple(train.classes)
    return Dataset(
        name=name,
        train=_labelled(train),
        test=_labelled(test),
        class_names=names,
        mirrored=public.mirrored,
        note=f"{public.title} as torchvision provides it, with its own division.",
    )


def _fetch_files(public: _Public, kind: object, place: Path, fetch: Fetch) -> None:
    """Put the archives that torchvision looks for in their place, those that are not there yet."""
    from torchvision.datasets.utils import check_integrity

    if hasattr(kind, "resources"):
        files = [(f"{kind.mirrors[0]}{file}", md5) for file, md5 in kind.resources]  # type: ignore[attr-defined]
    else:
        files = [(kind.url, kind.tgz_md5)]  # type: ignore[attr-defined]
    for url, md5 in files:
        file = place / url.rsplit("/", 1)[-1]
        if check_integrity(str(file), md5):
            continue
        try:
            fetch(url, place)
        except ConnectionError as error:
            raise ConnectionError(
                Sentence(
                    "{title} is not on this machine and {file} could not be downloaded: "
                    "connect to the internet, or put the file from {url} into {place}; "
                    "meanwhile --data digits, folders of pictures and .npz files work",
                    title=public.title,
                    file=file.name,
                    url=url,
                    place=place,
                )
            ) from error
        if not check_integrity(str(file), md5):
            raise refusal(
                "{file} from {url} is not the file that torchvision knows (its MD5 "
                "differs): try again later, or get it elsewhere",
                file=file.name,
                url=url,
            )


def _labelled(part: object) -> LabelledImages:
    pixels: NDArray[np.uint8] = np.asarray(part.data, dtype=np.uint8)  # type: ignore[attr-defined]
    labels = np.asarray(part.targets, dtype=np.int64)  # type: ignore[attr-defined]
    return LabelledImages(pixels[..., None] if pixels.ndim == 3 else pixels, labels)
