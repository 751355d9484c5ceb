"""Example pictures of what a network knows, to click on.

Photographs come with the installed packages. The CIFAR networks get test pictures of CIFAR-10,
which `assets/examples/cifar10/origin.json` names.
"""

import importlib.util
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from explorer.figures.data_uri import data_uri
from explorer.files.assets import asset
from explorer.interface.words.language import attribute, both

# (package, file inside it, key of its name)
PHOTOGRAPHS: Final = (
    ("gradio", "media_assets/images/cheetah.jpg", "example_cheetah"),
    ("gradio", "media_assets/images/lion.jpg", "example_lion"),
    ("gradio", "media_assets/images/tower.jpg", "example_tower"),
    ("sklearn", "datasets/images/flower.jpg", "example_flower"),
    ("sklearn", "datasets/images/china.jpg", "example_temple"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", "example_hopper"),
)
FAMILIES: Final = ("imagenet", "cifar")  # that have examples of their own
THUMBNAIL: Final = 96


@dataclass(frozen=True)
class Example:
    """One picture.

    Attributes:
        path: Its file.
        key: Of its name.
        class_name: What a CIFAR network should answer; empty for a photograph.
        wrong_for: Networks that come with the program and answer with another class.
    """

    path: Path
    key: str
    class_name: str = ""
    wrong_for: tuple[str, ...] = ()


@cache
def examples(family: str) -> tuple[Example, ...]:
    """The examples of a family, those that are there; packages are found, not imported.

    Args:
        family: One of `FAMILIES`.
    """
    if family == "cifar":
        folder = asset("examples/cifar10")
        pictures = json.loads((folder / "origin.json").read_text("utf-8"))["pictures"]
        return tuple(
            Example(
                folder / each["file"],
                f"example_{each['class']}",
                each["class"],
                tuple(each.get("wrong_for", ())),
            )
            for each in pictures
        )
    found = []
    for package, inside, key in PHOTOGRAPHS:
        spec = importlib.util.find_spec(package)
        path = Path(spec.origin).parent / inside if spec and spec.origin else None
        if path is not None and path.is_file():
            found.append(Example(path, key))
    return tuple(found)


def cifar_classes() -> tuple[str, ...]:
    """CIFAR-10's classes by index, told without importing torch: the examples stand in order."""
    return tuple(dict.fromkeys(each.class_name for each in examples("cifar")))


def family_of(class_names: Collection[str]) -> str:
    """Whose examples a network with these classes gets: CIFAR's if it knows all their classes."""
    return "cifar" if set(cifar_classes()) <= set(class_names) else "imagenet"


def same_file(one: Path, other: Path) -> bool:
    """Whether two files have one name and one content: Gradio keeps a copy of what was chosen."""
    return one.name == other.name and one.is_file() and one.read_bytes() == other.read_bytes()


def opening_example(family: str, network: str = "") -> Example | None:
    """The first example that a network answers right; None where there is none.

    Args:
        family: One of `FAMILIES`.
        network: Its name.
    """
    return next((each for each in examples(family) if network not in each.wrong_for), None)


def example_at(picture: Path) -> Example | None:
    """The example that a picture is, or Gradio's copy of it."""
    every = (each for family in FAMILIES for each in examples(family))
    return next((each for each in every if same_file(picture, each.path)), None)


def is_of_a_class(picture: Path, class_names: Collection[str]) -> bool:
    """Whether a picture is an example of one of these classes."""
    return any(
        each.class_name in class_names and same_file(picture, each.path)
        for each in examples("cifar")
    )


def examples_html(family: str, network: str = "") -> str:
    """The examples as buttons, each with its place in `examples`.

    Args:
        family: One of `FAMILIES`.
        network: The one on screen: what it gets wrong is called so.
    """
    places = list(enumerate(examples(family)))
    places.sort(key=lambda place: network in place[1].wrong_for)
    buttons = [_button(each, place, network in each.wrong_for) for place, each in places]
    return (
        f'<div class="examples" data-family="{escape(family)}">'
        f'<p class="hint">{both(f"examples_{family}")}</p>{"".join(buttons)}</div>'
    )


def _button(each: Example, place: int, wrong: bool) -> str:
    with Image.open(each.path) as opened:
        rgb = opened.convert("RGB")
    photograph = min(rgb.size) >= THUMBNAIL
    small = ImageOps.fit(rgb, (THUMBNAIL, THUMBNAIL)) if photograph else rgb
    kind = "" if photograph else ' class="pixels"'
    said = f"<span>{both('example_wrong')}</span>" if wrong else ""
    return (
        f'<button type="button" data-example="{place}" {attribute("title", each.key)}>'
        f'<img{kind} src="{data_uri(small, photograph)}" {attribute("alt", each.key)}>{said}'
        "</button>"
    )
