"""A second network to look at the same photograph with: one of the program's, or one's own."""

from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.events.last_of import last_of
from explorer.interface.picking.network_choice import NetworkChoice, own_choice
from explorer.interface.picking.own_network import KINDS, OwnNetwork, radio
from explorer.interface.words.language import Labels, translated
from explorer.networks.names import network_names

NOTHING: Final = ""
OWN: Final = "own"
SAID: Final = {NOTHING: "compare_nothing", OWN: "family_own"}


class Comparison:
    """The list of networks, and what is asked about an own one.

    Attributes:
        other: `NOTHING`, `OWN` or a network's name.
    """

    def __init__(self, labels: Labels) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
        """
        self.other = gr.Dropdown(
            [*((labels(key), value) for value, key in SAID.items()), *network_names()],
            value=NOTHING, label=labels("compare"), elem_id="compare",
        )  # fmt: skip
        labels.follow(
            self.other, label="compare",
            choices=lambda language: [
                *translated(SAID)(language), *((name, name) for name in network_names()),
            ],
        )  # fmt: skip
        self.kind = radio(labels, "kind", KINDS, "resnet", "compare-kind", visible=False)
        self._own = OwnNetwork(labels, "compare")
        last_of([self.other.change])(
            lambda other: [gr.update(visible=other == OWN)] * 2, self.other,
            [self.kind, self._own.group], api_visibility="private", queue=False,
            show_progress="hidden",
        )  # fmt: skip

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `compared` takes, in its order."""
        return [self.other, self.kind, *self._own.inputs]

    @property
    def picks(self) -> list[Any]:
        """The events by which another network is picked."""
        return [self.other.change, self.kind.change, *self._own.picks]


def compared(other: str, kind: str, *own: str | None) -> NetworkChoice | None:
    """Which network is compared with; None for none, or while an own one is not yet described.

    Args:
        other: What the list says.
        kind: "resnet" or "plain", for an own one.
        own: The rest of what `own_choice` takes.
    """
    if other == OWN:
        return own_choice(kind, *own)
    return NetworkChoice(other) if other != NOTHING else None


def still_missing(other: str, kind: str, *own: str | None) -> bool:
    """Whether an own network is to be compared with that is not yet described.

    Args:
        other: What the list says.
        kind: "resnet" or "plain".
        own: The rest of what `own_choice` takes.
    """
    return other == OWN and compared(other, kind, *own) is None
