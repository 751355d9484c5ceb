"""Where a person's own weights are given: the file, its classes' names, what its input was."""

from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.events.last_of import last_of
from explorer.interface.words.language import Labels, translated

SCALINGS: Final = ("file", "imagenet", "cifar", "none", "own")
KINDS: Final = {"resnet": "residual", "plain": "kind_plain"}


def radio(
    labels: Labels,
    key: str,
    values: dict[Any, str],
    value: Any,
    elem_id: str,
    visible: bool = True,
) -> gr.Radio:
    """A radio whose label and choices are texts.

    Args:
        labels: Collects what the language switch must rename.
        key: Of the label.
        values: The key of each choice's text, by its value.
        value: That is chosen.
        elem_id: On the page.
        visible: At first.
    """
    named = [(labels(name), choice) for choice, name in values.items()]
    made = gr.Radio(named, value=value, label=labels(key), visible=visible, elem_id=elem_id)
    labels.follow(made, label=key, choices=translated(values))
    return made


class OwnNetwork:
    """The components, in the order in which they stand.

    Attributes:
        group: Holds them all.
    """

    def __init__(self, labels: Labels, prefix: str, visible: bool = False) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            prefix: Of their names on the page.
            visible: Whether they are seen at first.
        """
        with gr.Group(visible=visible) as self.group:
            self.checkpoint = gr.File(
                label=labels("checkpoint"), height=110, elem_id=f"{prefix}-checkpoint"
            )
            self.class_names = gr.File(
                label=labels("class_names"), file_types=[".txt"], height=110,
                elem_id=f"{prefix}-class-names",
            )  # fmt: skip
            scalings = {name: f"scaling_{name}" for name in SCALINGS}
            self.scaling = radio(labels, "scaling", scalings, "file", f"{prefix}-scaling")
            self.mean_std = gr.Textbox(
                label=labels("mean_std"), placeholder="0.5,0.5,0.5/0.25,0.25,0.25", visible=False,
                elem_id=f"{prefix}-mean-std",
            )  # fmt: skip
        for component, key in (
            (self.checkpoint, "checkpoint"), (self.class_names, "class_names"),
            (self.mean_std, "mean_std"),
        ):  # fmt: skip
            labels.follow(component, label=key)
        last_of([self.scaling.change])(
            lambda scaling: gr.update(visible=scaling == "own"), self.scaling, self.mean_std,
            api_visibility="private", queue=False, show_progress="hidden",
        )  # fmt: skip

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `own_choice` takes after the kind, in its order."""
        return [self.checkpoint, self.class_names, self.scaling, self.mean_std]

    @property
    def picks(self) -> list[Any]:
        """The events by which something else is said of it."""
        return [
            self.checkpoint.change, self.class_names.change, self.scaling.change,
            self.mean_std.submit,
        ]  # fmt: skip
