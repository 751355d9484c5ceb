"""The part of the page where a network is picked: family, depth, plain or residual, weights."""

from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.explore.answer import NetworkChoice
from explorer.interface.words.language import Labels, translated
from explorer.networks.families import CIFAR_DEPTHS, PUBLISHED, published_network

IMAGENET_NETWORK: Final = "resnet50"  # to open on
CIFAR_DEPTH: Final = 20
SCALINGS: Final = ("file", "imagenet", "cifar", "none", "own")


FAMILIES: Final = {"imagenet": "family_imagenet", "cifar": "family_cifar", "own": "family_own"}
KINDS: Final = {"resnet": "residual", "plain": "plain"}
VERSIONS: Final = {"V1": "version_v1", "V2": "version_v2"}


def opening_choice(cached: tuple[str, ...]) -> tuple[str, str]:
    """Family and ImageNet network to open on: ImageNet's if any of its weights are here.

    Args:
        cached: Names of the ImageNet networks whose weights are here.
    """
    network = IMAGENET_NETWORK if IMAGENET_NETWORK in cached or not cached else cached[-1]
    return "imagenet" if cached else "cifar", network


def has_v2(network: str) -> bool:
    """Whether torchvision has a second version of an ImageNet network's weights."""
    published = published_network(network)
    return published is not None and "V2" in published.weights


class NetworkPicker:
    """The components, in the order in which they stand."""

    def __init__(self, labels: Labels, cached: tuple[str, ...]) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            cached: Names of the ImageNet networks whose weights are here.
        """
        family, network = opening_choice(cached)

        def radio(key: str, values: dict[Any, str], value: Any, visible: bool = True) -> gr.Radio:
            named = [(labels(name), choice) for choice, name in values.items()]
            made = gr.Radio(
                named, value=value, label=labels(key), visible=visible, elem_id=f"pick-{key}"
            )
            labels.follow(made, label=key, choices=translated(values))
            return made

        own, cifar = family == "own", family == "cifar"
        self.family = radio("family", FAMILIES, family)
        self.imagenet = gr.Radio(
            [(row.label, row.name) for row in PUBLISHED if row.listed],
            value=network,
            label=labels("depth"),
            visible=family == "imagenet",
            elem_id="pick-imagenet-depth",
        )
        self.cifar_depth = gr.Radio(
            list(CIFAR_DEPTHS),
            value=CIFAR_DEPTH,
            label=labels("depth"),
            visible=cifar,
            elem_id="pick-cifar-depth",
        )
        self.kind = radio("kind", KINDS, "resnet", visible=cifar or own)
        self.version = radio("version", VERSIONS, "V1", visible=bool(cached) and has_v2(network))
        self.weights = gr.HTML("", apply_default_css=False, elem_id="weights-line")
        with gr.Group(visible=own) as self.own:
            self.checkpoint = gr.File(
                label=labels("checkpoint"),
                height=110,
                elem_id="pick-checkpoint",
            )
            self.class_names = gr.File(
                label=labels("class_names"),
                file_types=[".txt"],
                height=110,
                elem_id="pick-class-names",
            )
            scalings = {name: f"scaling_{name}" for name in SCALINGS}
            self.scaling = radio("scaling", scalings, "file")
            self.mean_std = gr.Textbox(
                label=labels("mean_std"),
                placeholder="0.5,0.5,0.5/0.25,0.25,0.25",
                visible=False,
                elem_id="pick-mean-std",
            )
        for component, key in (
            (self.imagenet, "depth"), (self.cifar_depth, "depth"),
            (self.checkpoint, "checkpoint"), (self.class_names, "class_names"),
            (self.mean_std, "mean_std"),
        ):  # fmt: skip
            labels.follow(component, label=key)
        gr.on(
            [self.family.change, self.imagenet.change, self.scaling.change],
            self.shown,
            [self.family, self.imagenet, self.scaling],
            [
                self.imagenet,
                self.cifar_depth,
                self.kind,
                self.version,
                self.own,
                self.mean_std,
            ],
            api_visibility="private",
            queue=False,
            show_progress="hidden",
        )

    @staticmethod
    def shown(family: str, network: str, scaling: str) -> list[dict[str, Any]]:
        """Hide what has no meaning for the chosen family: no plain ImageNet twin exists."""
        visible = [
            family == "imagenet",
            family == "cifar",
            family != "imagenet",
            family == "imagenet" and has_v2(network),
            family == "own",
            scaling == "own",
        ]
        return [gr.update(visible=each) for each in visible]

    @property
    def own_network(self) -> list[Component]:
        """The components that name a person's own network: what to fill in to show one."""
        return [self.family, self.checkpoint, self.class_names, self.scaling]

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `choice` takes, in its order."""
        return [
            self.family, self.imagenet, self.cifar_depth, self.kind, self.version,
            self.checkpoint, self.class_names, self.scaling, self.mean_std,
        ]  # fmt: skip


def choice(
    family: str,
    imagenet: str,
    cifar_depth: int,
    kind: str,
    version: str,
    checkpoint: str | None,
    class_names: str | None,
    scaling: str,
    mean_std: str,
) -> NetworkChoice | None:
    """What the picker's values mean; None while an own checkpoint is not yet fully described."""
    if family == "imagenet":
        return NetworkChoice(imagenet, version=version if has_v2(imagenet) else "V1")
    if family == "cifar":
        return NetworkChoice(f"cifar-{kind}{cifar_depth}")
    if checkpoint is None or (scaling == "own" and not mean_std.strip()):
        return None  # still to be given
    return NetworkChoice(
        "",
        residual=kind == "resnet",
        checkpoint=Path(checkpoint),
        class_names=Path(class_names) if class_names else None,
        scaling={"own": mean_std, "file": None}.get(scaling, scaling),
    )
