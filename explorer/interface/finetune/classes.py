"""The classes of the Fine-tune tab: names, pictures as thumbnails with their count, a sample."""

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.events.told import place_told, told
from explorer.interface.finetune.thumbnails import strip
from explorer.interface.loading import bar
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.start_stop import LIGHT, pressed
from explorer.interface.words.language import Labels, both

MOST_CLASSES: Final = 10  # on the page; a zip may have more
FIRST_CLASSES: Final = 2


class ClassSlots:
    """A name and pictures for each class, two to ten of them."""

    def __init__(self, labels: Labels) -> None:
        """Lay the components out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
        """
        self._labels = labels
        self.count = gr.State(FIRST_CLASSES)
        with gr.Column(elem_id="finetune-classes") as self.column:
            slots = [self._slot(number) for number in range(MOST_CLASSES)]
            with gr.Row(elem_classes=["finetune-buttons"]):
                more = self._button("finetune_more_classes", "finetune-more")
                fewer = self._button("finetune_fewer_classes", "finetune-fewer")
                self.sample = self._button("finetune_sample", "finetune-sample")
        self.rows: list[Any] = [row for row, *_ in slots]
        self.names = [name for _, name, *_ in slots]
        self.files = [files for *_, files, _ in slots]
        self.strips = [shown for *_, shown in slots]
        self.places = [place for _, _, place, *_ in slots]
        for button, step in ((more, 1), (fewer, -1)):
            button.click(
                lambda count, step=step: shown_slots(count + step),
                self.count, [self.count, *self.rows], **LIGHT,
            )  # fmt: skip

    def connect(self, said: gr.HTML, augmentation: gr.Checkbox) -> None:
        """What the sample set changes elsewhere.

        Args:
            said: Told what the sample set is.
            augmentation: Put off, since digits must not be mirrored.
        """
        self.sample.click(
            lambda: bar(None, both("finetune_sample_coming")),
            None,
            said,
            js=pressed("finetune-sample"),
            **LIGHT,
        ).then(sampled, None, [said, augmentation, *self.filled], **LIGHT)

    @property
    def filled(self) -> list[Component]:
        """What `sampled` fills of the slots, in its order."""
        first = slice(FIRST_CLASSES)
        return [
            self.count, *self.rows, *self.names[first], *self.files[first], *self.strips[first],
        ]  # fmt: skip

    def _slot(self, number: int) -> tuple[gr.Row, gr.Textbox, gr.File, gr.State, gr.HTML]:
        """One class: its name, where its pictures are dropped, and what was.

        The place takes in what is dropped and is empty again, for more.
        """
        labels = self._labels
        with gr.Row(
            visible=number < FIRST_CLASSES, elem_id=f"finetune-class-{number + 1}",
            elem_classes=["finetune-class"],
        ) as row:  # fmt: skip
            name = gr.Textbox(
                label=labels("finetune_class_name"), max_lines=1, min_width=100, scale=1
            )
            with gr.Column(scale=3, min_width=200):
                place = gr.File(
                    label=labels("finetune_class_pictures"), file_count="multiple",
                    file_types=["image"], height=64, elem_classes=["finetune-drop"],
                )  # fmt: skip
                chosen = gr.State([])
                shown = gr.HTML(
                    "", js_on_load=mounting("finetune/strip.js"), apply_default_css=False,
                    elem_classes=["finetune-strip"],
                )  # fmt: skip
        labels.follow(name, label="finetune_class_name")
        labels.follow(place, label="finetune_class_pictures")
        place.upload(added, [place, chosen], [place, chosen, shown], **LIGHT)
        shown.select(taken_out, chosen, [chosen, shown], **LIGHT)
        return row, name, place, chosen, shown

    def _button(self, key: str, elem_id: str) -> gr.Button:
        button = gr.Button(self._labels(key), size="sm", elem_id=elem_id, min_width=120)
        self._labels.follow(button, value=key)
        return button


def shown_slots(count: int) -> list[Any]:
    """The number of classes in bounds, and for each slot whether it is shown."""
    count = min(max(count, FIRST_CLASSES), MOST_CLASSES)
    return [count, *(gr.update(visible=number < count) for number in range(MOST_CLASSES))]


def added(files: Sequence[str] | None, chosen: Sequence[str]) -> tuple[None, list[str], str]:
    """What was dropped behind what is there, each picture once, and the place empty again."""
    every = list(dict.fromkeys([*chosen, *(files or [])]))  # Gradio names them by their content
    return None, every, strip(every)


def taken_out(chosen: Sequence[str], event: gr.EventData) -> tuple[list[str], str]:
    """The pictures without the one whose thumbnail was clicked, or none of them."""
    none = told(event, "index") is None
    place = -1 if none else place_told(event)
    left = [] if none else [path for at, path in enumerate(chosen) if at != place]
    return left, strip(left)


def sampled() -> list[Any]:
    """What the sample set is, no augmentation, and the set in the first slots."""
    pictures = {name: [*map(str, paths)] for name, paths in _sample().items()}
    each = len(next(iter(pictures.values())))
    said = both("finetune_sample_is", classes=" / ".join(pictures), count=each)
    return [
        f'<div class="empty">{said}</div>', gr.update(value=False),
        *shown_slots(len(pictures)), *pictures, *pictures.values(),
        *map(strip, pictures.values()),
    ]  # fmt: skip


@cache
def _sample() -> dict[str, list[Path]]:
    """Written once for all visitors: Gradio copies what it hands out."""
    from explorer.datasets.sample_pictures import sample_pictures

    folder = tempfile.mkdtemp(prefix="sample-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return sample_pictures(Path(folder))
