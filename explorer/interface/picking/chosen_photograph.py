"""The photographs, examples to click on, and which of them is shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Component

from explorer.datasets.examples import FAMILIES, examples, same_file
from explorer.interface.events.told import place_told, told
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import Labels, both

Files = list[tuple[str, str | None]] | None  # a gallery's value: paths and captions


class ChosenPhotograph:
    """The gallery and the examples below it.

    Attributes:
        gallery: The photographs.
        examples: Buttons, of `examples_html`.
        mark: Frames the photograph that is shown.
        chosen: The events by which another one is chosen among those that are there.
    """

    def __init__(self, labels: Labels, examples_html: str) -> None:
        """Lay both out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            examples_html: To begin with.
        """
        gr.HTML(f'<p class="hint">{both("photographs")}</p>', apply_default_css=False)
        self.gallery = gr.Gallery(
            label=labels("photographs"), show_label=False, interactive=True, columns=3, height=250,
            type="filepath", object_fit="cover", allow_preview=False, format="png",
            file_types=["image"], sources=["upload", "webcam", "clipboard"], elem_id="photographs",
            buttons=[],
        )  # fmt: skip
        labels.follow(self.gallery, label="photographs")
        self.examples = gr.HTML(
            examples_html,
            js_on_load=mounting("explore/photographs.js"),
            apply_default_css=False,
        )
        self.mark = gr.HTML(
            "", js_on_load=mounting("explore/frame.js"), apply_default_css=False,
            elem_id="photograph-mark",
        )  # fmt: skip
        self._shown = gr.State("")  # by its path: places shift
        self._before = gr.State(())  # the photographs that were there before
        light: dict[str, Any] = {
            "api_visibility": "private", "queue": False, "show_progress": "hidden",
        }  # fmt: skip
        self.chosen = [
            self.examples.select(newly_chosen, self.gallery, self._shown, **light),
            # a gallery that Python fills tells of no change, so whoever clicks asks
            self.examples.click(add_example, self.gallery, [self.gallery, self._shown], **light),
        ]

    @property
    def kept(self) -> list[Component]:
        """The photograph that is shown, and all that were there then."""
        return [self._shown, self._before]

    @property
    def values(self) -> list[Component]:
        """What `photograph_meant` is told of."""
        return [self.gallery, *self.kept]


def photograph_meant(paths: list[str], shown: str, before: Sequence[str]) -> str:
    """The photograph to show: the newest if one was added, else the same as before.

    Args:
        paths: The photographs that are there now.
        shown: The one that was shown.
        before: Those that were there then.

    Returns:
        One of `paths`; empty if there is none.
    """
    added = [path for path in paths if path not in before]
    if added:
        return added[-1]
    return shown if shown in paths else (paths[-1] if paths else "")


def framed(place: int) -> str:
    """The style that frames the thumbnail of the photograph that is shown."""
    return (
        f"<style>#photographs .gallery-item:nth-child({place + 1}) .thumbnail-item"
        "{outline: 4px solid var(--residual); outline-offset: -2px}</style>"
    )


def newly_chosen(files: Files, event: gr.EventData) -> str:
    """The photograph that was clicked."""
    place, paths = place_told(event), [path for path, _ in files or []]
    return paths[min(max(place, 0), len(paths) - 1)] if paths else ""


def add_example(files: Files, event: gr.EventData) -> tuple[Any, Any]:
    """The photographs with one of the examples behind them, or the one that is there already.

    Args:
        files: The photographs that are there.
        event: `family` of the examples, and the example's `index` among them.

    Returns:
        The gallery's new value, and the photograph to show; each is left as it is if the other says
        enough.
    """
    family, place = told(event, "family"), place_told(event)
    found = examples(family if family in FAMILIES else FAMILIES[0])
    path = found[min(max(place, 0), len(found) - 1)].path
    paths = [path for path, _ in files or []]
    for there in paths:
        if same_file(Path(there), path):
            return gr.skip(), there
    return [*paths, str(path)], gr.skip()
