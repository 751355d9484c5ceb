"""What the page knows of the chosen network's classes: the list to search, examples of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.interface.examples import examples_html, family_of
from explorer.interface.picking.class_picker import class_menu
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.networks.names import parse


@dataclass(frozen=True)
class Listed:
    """What stands on one visitor's page.

    Attributes:
        classes_of: Whose classes the list holds, as `classes_of` tells; empty at first.
        examples_of: Family and network that the examples are for.
    """

    classes_of: str
    examples_of: tuple[str, str]


def classes_of(network: NetworkChoice) -> str:
    """The same for two networks of the same classes."""
    return repr(network) if network.checkpoint else parse(network.name).family


def listed_anew(network: NetworkChoice, names: Sequence[str], listed: Listed) -> list[Any]:
    """What must change where another network is chosen.

    Args:
        network: The one that is chosen now.
        names: Of its classes, by index.
        listed: What stands there.

    Returns:
        The class list's value, the picked class, the examples, and what stands there now; all are
        left as they are where nothing has changed.
    """
    now = Listed(classes_of(network), (family_of(names), network.name))
    menu: list[Any] = [gr.skip(), gr.skip()]
    if now.classes_of != listed.classes_of:
        menu = [class_menu(names), PREDICTED]
    examples: Any = gr.skip()
    if now.examples_of != listed.examples_of:
        examples = examples_html(*now.examples_of)
    return [*menu, examples, gr.skip() if now == listed else now]
