"""Example photographs that come with the installed packages: none is shipped with the project."""

import importlib.util
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from explorer.interface.data_uri import data_uri
from explorer.interface.language import attribute, both

# (package, file inside it, key of its name)
FILES: Final = (
    ("gradio", "media_assets/images/cheetah.jpg", "example_cheetah"),
    ("gradio", "media_assets/images/lion.jpg", "example_lion"),
    ("gradio", "media_assets/images/tower.jpg", "example_tower"),
    ("sklearn", "datasets/images/flower.jpg", "example_flower"),
    ("sklearn", "datasets/images/china.jpg", "example_temple"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", "example_hopper"),
)
THUMBNAIL: Final = 96


@cache
def examples() -> tuple[tuple[Path, str], ...]:
    """The files that are there, each with the key of its name; packages are found, not imported."""
    found = []
    for package, inside, key in FILES:
        spec = importlib.util.find_spec(package)
        path = Path(spec.origin).parent / inside if spec and spec.origin else None
        if path is not None and path.is_file():
            found.append((path, key))
    return tuple(found)


def examples_html() -> str:
    """The examples as buttons, each with its place in `examples`."""
    buttons = []
    for place, (path, key) in enumerate(examples()):
        with Image.open(path) as opened:
            small = ImageOps.fit(opened.convert("RGB"), (THUMBNAIL, THUMBNAIL))
        buttons.append(
            f'<button type="button" data-example="{place}" {attribute("title", key)}>'
            f'<img src="{data_uri(small, photograph=True)}" {attribute("alt", key)}></button>'
        )
    return f'<div class="examples"><p class="hint">{both("examples")}</p>{"".join(buttons)}</div>'
