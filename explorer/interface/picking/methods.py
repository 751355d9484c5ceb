"""The methods that explain a class, in the order of the menu.

Class activation maps bring their own names, the same in every language; attributions have texts.
"""

from collections.abc import Callable
from typing import Any

from explorer.figures.inspection.stage_strip import ATTRIBUTION_TEXTS
from explorer.inspection.grad_cam import cam_method, cam_names


def method_menu(said: Callable[[str], Any]) -> list[tuple[Any, str]]:
    """What the menu shows, and the method's name.

    Args:
        said: What is shown for the key of a text.
    """
    maps = [(cam_title(name), name) for name in cam_names()]
    return [*maps, *((said(key), name) for name, key in ATTRIBUTION_TEXTS.items())]


def cam_title(name: str) -> str:
    """What a class activation map is called; one of a broken package says so when it is chosen."""
    try:
        return cam_method(name).title
    except ValueError:
        return name
