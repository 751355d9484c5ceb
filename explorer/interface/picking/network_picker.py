"""The part of the page where a network is picked: family, depth, plain or residual, weights."""

from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.events.last_of import last_of
from explorer.interface.picking.network_choice import has_v2, opening_choice
from explorer.interface.picking.own_network import KINDS, OwnNetwork, radio
from explorer.interface.words.language import Labels
from explorer.networks.families import CIFAR_DEPTHS, PUBLISHED

CIFAR_DEPTH: Final = 20  # to open on
FAMILIES: Final = {"imagenet": "family_imagenet", "cifar": "family_cifar", "own": "family_own"}
VERSIONS: Final = {"V1": "version_v1", "V2": "version_v2"}


class NetworkPicker:
    """The components, in the order in which they stand."""

    def __init__(self, labels: Labels, cached: tuple[str, ...]) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            cached: Names of the ImageNet networks whose weights are here.
        """
        family, network = opening_choice(cached)
        own, cifar = family == "own", family == "cifar"
        self.family = radio(labels, "family", FAMILIES, family, "pick-family")
        self.imagenet = gr.Radio(
            [(row.label, row.name) for row in PUBLISHED if row.listed],
            value=network,
            label=labels("network_depth"),
            visible=family == "imagenet",
            elem_id="pick-imagenet-depth",
        )
        self.cifar_depth = gr.Radio(
            list(CIFAR_DEPTHS),
            value=CIFAR_DEPTH,
            label=labels("network_depth"),
            visible=cifar,
            elem_id="pick-cifar-depth",
        )
        labels.follow(self.imagenet, label="network_depth")
        labels.follow(self.cifar_depth, label="network_depth")
        self.kind = radio(labels, "kind", KINDS, "resnet", "pick-kind", visible=cifar or own)
        self.version = radio(
            labels, "version", VERSIONS, "V1", "pick-version",
            visible=bool(cached) and has_v2(network),
        )  # fmt: skip
        self.weights = gr.HTML("", apply_default_css=False, elem_id="weights-line")
        self.own = OwnNetwork(labels, "pick", own)
        last_of([self.family.change, self.imagenet.change])(
            self.shown,
            [self.family, self.imagenet],
            [self.imagenet, self.cifar_depth, self.kind, self.version, self.own.group],
            api_visibility="private",
            queue=False,
            show_progress="hidden",
        )

    @staticmethod
    def shown(family: str, network: str) -> list[dict[str, Any]]:
        """Hide what has no meaning for the chosen family: no plain ImageNet twin exists."""
        visible = [
            family == "imagenet",
            family == "cifar",
            family != "imagenet",
            family == "imagenet" and has_v2(network),
            family == "own",
        ]
        return [gr.update(visible=each) for each in visible]

    @property
    def own_network(self) -> list[Component]:
        """The components that name a person's own network: what to fill in to show one."""
        return [self.family, self.own.checkpoint, self.own.class_names, self.own.scaling]

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `choice` takes, in its order."""
        picked = [self.family, self.imagenet, self.cifar_depth, self.kind, self.version]
        return [*picked, *self.own.inputs]

    @property
    def picks(self) -> list[Any]:
        """The events by which another network is picked."""
        return [
            self.family.change, self.imagenet.change, self.cifar_depth.change, self.kind.change,
            self.version.change, *self.own.picks,
        ]  # fmt: skip
