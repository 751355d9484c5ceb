"""The part of the Fine-tune tab where a person says what is to be learned, and by which network."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.files.assets import asset
from explorer.interface.finetune.classes import MOST_CLASSES, ClassSlots
from explorer.interface.finetune.finetunings import FinetuneChoice
from explorer.interface.settings import PageSettings
from explorer.interface.start_stop import LIGHT
from explorer.interface.words.language import Labels, both, text, translated
from explorer.networks.names import network_names, parse
from explorer.networks.weights.weights_folder import cached_networks
from explorer.sentences.sentence import refusal

OWN: Final = "own"
HOW: Final = {"classes": "finetune_by_class", "zip": "finetune_by_zip"}
TRAINED: Final = {
    "head": "finetune_head",
    "last-stage": "finetune_last_stage",
    "all": "finetune_all",
}


class FinetuneForm:
    """The components, in the order in which they stand."""

    def __init__(self, labels: Labels, settings: PageSettings) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            settings: The page's.
        """
        self._labels = labels
        gr.HTML(heading(1, "finetune_pictures"), apply_default_css=False)
        self.how = gr.Radio(
            [(labels(key), value) for value, key in HOW.items()],
            value="classes", show_label=False, container=False, elem_id="finetune-how",
        )  # fmt: skip
        labels.follow(self.how, choices=translated(HOW))
        self.classes = ClassSlots(labels)
        self.zip = gr.File(
            label=labels("finetune_zip"), file_types=[".zip"], height=150, visible=False,
            elem_id="finetune-zip",
        )  # fmt: skip
        labels.follow(self.zip, label="finetune_zip")
        gr.HTML(
            f'<p class="hint">{both("finetune_pictures_hint")}</p>'
            + heading(2, "finetune_network"),
            apply_default_css=False,
        )
        self._network(settings)
        gr.HTML(heading(3, "finetune_what"), apply_default_css=False)
        self._training()
        self.how.change(
            lambda how: [gr.update(visible=how == "classes"), gr.update(visible=how == "zip")],
            self.how, [self.classes.column, self.zip], **LIGHT,
        )  # fmt: skip
        self.network.change(
            lambda name: [gr.update(visible=name == OWN)] * 2,
            self.network, [self.checkpoint, self.scaling], **LIGHT,
        )  # fmt: skip

    def _network(self, settings: PageSettings) -> None:
        labels = self._labels
        names = offered_networks()
        self.network = gr.Dropdown(
            [*names, (labels("family_own"), OWN)],
            value=default_network(settings), label=labels("finetune_start_from"),
            elem_id="finetune-network",
        )  # fmt: skip
        labels.follow(
            self.network, label="finetune_start_from",
            choices=lambda language: [
                *((name, name) for name in names), (text(language, "family_own"), OWN),
            ],
        )  # fmt: skip
        self.checkpoint = gr.File(
            label=labels("checkpoint"), height=110, visible=False,
            elem_id="finetune-checkpoint",
        )  # fmt: skip
        self.scaling = gr.Textbox(
            label=labels("finetune_scaling"), placeholder="imagenet, cifar, none, 0.5/0.25",
            visible=False, elem_id="finetune-scaling",
        )  # fmt: skip
        labels.follow(self.checkpoint, label="checkpoint")
        labels.follow(self.scaling, label="finetune_scaling")

    def _training(self) -> None:
        labels = self._labels
        self.train = gr.Radio(
            [(labels(key), value) for value, key in TRAINED.items()],
            value="head", show_label=False, container=False, elem_id="finetune-train",
        )  # fmt: skip
        labels.follow(self.train, choices=translated(TRAINED))
        with gr.Accordion(labels("finetune_more"), open=False) as more:
            with gr.Row():
                self.epochs = gr.Number(
                    None, label=labels("finetune_epochs"), precision=0, min_width=120,
                    elem_id="finetune-epochs",
                )  # fmt: skip
                self.seed = gr.Number(
                    0, label=labels("finetune_seed"), precision=0, min_width=120,
                    elem_id="finetune-seed",
                )  # fmt: skip
            self.augmentation = gr.Checkbox(
                True, label=labels("finetune_augmentation"), elem_id="finetune-augmentation"
            )
        for component, key in (
            (more, "finetune_more"), (self.epochs, "finetune_epochs"),
            (self.seed, "finetune_seed"), (self.augmentation, "finetune_augmentation"),
        ):  # fmt: skip
            labels.follow(component, label=key)

    @property
    def inputs(self) -> list[Component]:
        """The components whose values `chosen` takes, in its order."""
        return [
            self.how, self.classes.count, self.zip, self.network, self.checkpoint, self.scaling,
            self.train, self.epochs, self.seed, self.augmentation, *self.classes.names,
            *self.classes.files,
        ]  # fmt: skip


def heading(number: int, key: str) -> str:
    """One of the three things to do."""
    return f'<h2 class="finetune-step">{number} · {both(key)}</h2>'


def offered_networks() -> list[str]:
    """Networks that have learned something: ImageNet's, and those that come with the program."""
    return [
        name
        for name in network_names()
        if parse(name).family == "imagenet" or asset(f"weights/{name}.safetensors").is_file()
    ]


def default_network(settings: PageSettings) -> str:
    """ResNet-18 where its weights are here, else the smallest network that comes along."""
    here = cached_networks(settings.weights_folder)
    return "resnet18" if "resnet18" in here else "cifar-resnet20"


def chosen(
    how: str,
    count: int,
    packed: str | None,
    network: str,
    checkpoint: str | None,
    scaling: str | None,
    train: Any,
    epochs: float | None,
    seed: float | None,
    augmentation: bool,
    *classes: Any,
) -> FinetuneChoice:
    """What the form's values mean.

    Raises:
        ValueError, OSError: Something is missing or cannot be used; one sentence says what.
    """
    from explorer.datasets.class_pictures import given_pictures
    from explorer.datasets.picture_zip import zip_pictures
    from explorer.training.finetune.settings import FinetuneSettings

    settings = FinetuneSettings(
        train, None if epochs is None else int(epochs), int(seed or 0), bool(augmentation)
    )
    if network == OWN and checkpoint is None:
        raise refusal("no checkpoint was chosen: give a file written by torch.save or safetensors")
    if how == "zip":
        if packed is None:
            raise refusal("no zip was chosen: give one with a folder of pictures for each class")
        pictures = zip_pictures(Path(packed))
    else:
        names: Sequence[str | None] = classes[:count]
        files: Sequence[list[str] | None] = classes[MOST_CLASSES : MOST_CLASSES + count]
        pictures = given_pictures(
            [name or "" for name in names],
            [[Path(path) for path in paths or []] for paths in files],
        )
    own = network == OWN
    return FinetuneChoice(
        None if own else parse(network).text,  # a visitor names no folder of this machine
        Path(checkpoint) if own and checkpoint else None,
        (scaling or "").strip() or None if own else None,
        pictures,
        settings,
    )
