"""A sample set of pictures by class, written where a person's own would lie."""

from pathlib import Path
from typing import Final

from PIL import Image

from explorer.datasets.digits import digits

CLASSES: Final = ("4", "9")
EACH: Final = 30
SIZE: Final = 32  # pixels: what the CIFAR networks see


def sample_pictures(folder: Path) -> dict[str, list[Path]]:
    """Write thirty fours and thirty nines, scikit-learn's digits, as PNG files.

    Args:
        folder: Where to; it is made. What is there already is left as it is.

    Returns:
        For each class its files.
    """
    data = digits(SIZE)
    folder.mkdir(parents=True, exist_ok=True)
    written = {}
    for name in CLASSES:
        chosen = data.train.images[data.train.labels == data.class_names.index(name)][:EACH]
        paths = [folder / f"digit-{name}-{number:02d}.png" for number in range(1, EACH + 1)]
        for path, image in zip(paths, chosen, strict=True):
            if not path.is_file():
                Image.fromarray(image[..., 0]).save(path)
        written[name] = paths
    return written
