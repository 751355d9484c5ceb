"""The part of the page where a network is picked: family, depth, plain or residual, weights."""

from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.explore.answer import NetworkChoice
from explorer.interface.words.language import Labels, translated
from explorer.networks.names import CIFAR_DEPTHS, IMAGENET_DEPTHS

V2_DEPTHS: Final = (50, 101, 152)
CIFAR_DEPTH: Final = 20  # to open on
SCALINGS: Final = ("file", "imagenet", "cifar", "none", "own")


FAMILIES: Final = {"imagenet": "family_imagenet", "cifar": "family_cifar", "own": "family_own"}
KINDS: Final = {"resnet": "residual", "plain": "plain"}
VERSIONS: Final = {"V1": "version_v1", "V2": "version_v2"}


def opening_choice(cached: tuple[int, ...]) -> tuple[str, int]:
    """Family and ImageNet depth to open on: ImageNet's if any of its weights are here.

    Args:
        cached: Depths of the ImageNet networks whose weights are here.
    """
    depth = 50 if 50 in cached or not cached else cached[-1]
    return "imagenet" if cached else "cifar", depth


class NetworkPicker:
    """The components, in the order in which they stand."""

    def __init__(self, labels: Labels, cached: tuple[int, ...]) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            cached: Depths of the ImageNet networks whose weights are here.
        """
        family, depth = opening_choice(cached)

        def radio(key: str, values: dict[Any, str], value: Any, visible: bool = True) -> gr.Radio:
            named = [(labels(name), choice) for choice, name in values.items()]
            made = gr.Radio(
                named, value=value, label=labels(key), visible=visible, elem_id=f"pick-{key}"
            )
            labels.follow(made, label=key, choices=translated(values))
            return made

        own, cifar = family == "own", family == "cifar"
        self.family = radio("family", FAMILIES, family)
        self.imagenet_depth = gr.Radio(
            list(IMAGENET_DEPTHS),
            value=depth,
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
        self.version = radio("version", VERSIONS, "V1", visible=bool(cached) and depth in V2_DEPTHS)
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
            (self.imagenet_depth, "depth"), (self.cifar_depth, "depth"),
            (self.checkpoint, "checkpoint"), (self.class_names, "class_names"),
            (self.mean_std, "mean_std"),
        ):  # fmt: skip
            labels.follow(component, label=key)
        gr.on(
            [self.family.change, self.imagenet_depth.change, self.scaling.change],
            self.shown,
            [self.family, self.imagenet_depth, self.scaling],
            [
                self.imagenet_depth,
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
    def shown(family: str, depth: int, scaling: str) -> list[dict[str, Any]]:
        """Hide what has no meaning for the chosen family: no plain ImageNet twin exists."""
        visible = [
            family == "imagenet",
            family == "cifar",
            family != "imagenet",
            family == "imagenet" and depth in V2_DEPTHS,
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
            self.family, self.imagenet_depth, self.cifar_depth, self.kind, self.version,
            self.checkpoint, self.class_names, self.scaling, self.mean_std,
        ]  # fmt: skip


def choice(
    family: str,
    imagenet_depth: int,
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
        usable = version if imagenet_depth in V2_DEPTHS else "V1"
        return NetworkChoice(f"resnet{imagenet_depth}", version=usable)
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
