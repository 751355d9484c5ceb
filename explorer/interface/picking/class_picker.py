"""Which class is explained: a box that searches the network's classes as one types.

Gradio's own Dropdown puts what is typed into the middle of the entry that stands in it, and then
finds nothing.
"""

import json
from collections.abc import Sequence
from html import escape

import gradio as gr

from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.interface.events.told import place_told
from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import attribute, both, text
from explorer.words.class_words import translated_names
from explorer.words.languages import LANGUAGES


class ClassPicker:
    """The box and the class that is picked in it.

    Attributes:
        box: What is seen; its value is of `class_menu`.
        index: The class that is picked, or `PREDICTED`.
    """

    def __init__(self, names: Sequence[str]) -> None:
        """Lay the box out where the page is being built.

        Args:
            names: Of the classes to begin with; none while they are still to come.
        """
        self.box = gr.HTML(
            class_menu(names),
            html_template=_box(),
            js_on_load=mounting("explore/class_picker.js"),
            apply_default_css=False,
            elem_id="class",
        )
        self.index = gr.State(PREDICTED)


def picked(event: gr.EventData) -> int:
    """The index that the box tells of."""
    return place_told(event)


def class_menu(names: Sequence[str], chosen: int = PREDICTED) -> str:
    """The box's value for a network's classes; with a new one the predicted class is picked again.

    Args:
        names: By index.
        chosen: The class that is picked, if it is not the predicted one.

    Returns:
        JSON: `chosen`, and as `classes` a list for every class, since one may have several names,
        in the order of the page's languages, and is found by any of them.
    """
    known = [translated_names(language) for language in LANGUAGES]
    listed = [
        [each.get(name, name) for each in known] if any(name in each for each in known) else [name]
        for name in names
    ]
    return json.dumps({"chosen": chosen, "classes": listed}, ensure_ascii=False)


def _box() -> str:
    """What does not change: the script fills in what does, so that nothing typed is lost."""
    predicted = [text(language, "predicted") for language in LANGUAGES]
    words = json.dumps({"languages": LANGUAGES, "predicted": predicted}, ensure_ascii=False)
    return (
        f'<div class="class-picker" data-words="{escape(words)}">'
        f'<label for="class-search">{both("explain")}</label>'
        '<div class="line"><input id="class-search" type="text" role="combobox" autocomplete="off" '
        'spellcheck="false" aria-autocomplete="list" aria-expanded="false" '
        'aria-controls="class-list">'
        f'<button type="button" class="back" hidden {attribute("title", "back_to_predicted")} '
        f"{attribute('aria-label', 'back_to_predicted')}>×</button>"
        '<div class="found" hidden><ul id="class-list" role="listbox" tabindex="-1" '
        f"{attribute('aria-label', 'explain')}></ul>"
        f'<p class="coming" hidden>{both("working")}</p>'
        f'<p class="none" hidden>{both("no_class_found")}</p></div></div>'
        '<p class="spoken" role="status"></p></div>'
    )
