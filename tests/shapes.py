"""Small pictures of drawn shapes in class-named folders: what fine-tuning is tested on."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

SHAPES = ("disc", "frame", "stripes")


def draw_shapes(folder: Path, count: int = 8, classes: int = 2, seed: int = 0) -> Path:
    """A folder for each class, `count` pictures in each, no two alike."""
    generator = np.random.default_rng(seed)
    for shape in SHAPES[:classes]:
        (folder / shape).mkdir(parents=True)
        for number in range(count):
            picture = _drawn(shape, generator)
            picture.save(folder / shape / f"{shape}-{number}.png")
    return folder


def _drawn(shape: str, generator: np.random.Generator) -> Image.Image:
    noise = generator.integers(60, 200, (44, 52, 3), dtype=np.uint8)
    picture = Image.fromarray(noise)
    pen = ImageDraw.Draw(picture)
    left, top, side = (int(value) for value in generator.integers((6, 4, 18), (20, 16, 26)))
    red, green, blue = (int(value) for value in generator.integers(0, 256, 3))
    if shape == "disc":
        pen.ellipse((left, top, left + side, top + side), fill=(red, green, blue))
    elif shape == "frame":
        pen.rectangle((left, top, left + side, top + side), outline=(red, green, blue), width=3)
    else:
        for row in range(top, top + side, 5):
            pen.line((0, row, 52, row), fill=(red, green, blue), width=2)
    return picture
