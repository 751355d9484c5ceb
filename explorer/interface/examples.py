"""Example pictures of what a network knows, to click on."""

from collections.abc import Collection
from html import escape
from typing import Final

from PIL import Image, ImageOps

from explorer.datasets.examples import Example, examples
from explorer.figures.data_uri import data_uri
from explorer.interface.words.language import attribute, both

THUMBNAIL: Final = 96


def cifar_classes() -> tuple[str, ...]:
    """CIFAR-10's classes by index, told without importing torch: the examples stand in order."""
    return tuple(dict.fromkeys(each.class_name for each in examples("cifar")))


def family_of(class_names: Collection[str]) -> str:
    """Whose examples a network with these classes gets: CIFAR's if it knows all their classes."""
    return "cifar" if set(cifar_classes()) <= set(class_names) else "imagenet"


def opening_example(family: str, network: str = "") -> Example | None:
    """The first example that a network answers right; None where there is none.

    Args:
        family: One of `FAMILIES`.
        network: Its name.
    """
    return next((each for each in examples(family) if network not in each.wrong_for), None)


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
