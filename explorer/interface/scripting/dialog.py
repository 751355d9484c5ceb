"""The dialog that shows a program in the page's language, to copy or to save; and its button."""

import json
from collections.abc import Mapping
from html import escape
from typing import Final

import gradio as gr

from explorer.interface.scripts.page_scripts import mounting
from explorer.interface.words.language import attribute, both
from explorer.scripting.program import Program
from explorer.words.languages import LANGUAGES
from explorer.words.sentences import in_language

Written = Mapping[str, str | Mapping[str, str]]
_SAVES: Final = {"script": "python_script", "notebook": "python_notebook"}


def written(program: Program) -> Written:
    """A program as `assets/page/python.js` takes it: its name, script and notebook by language."""

    def by_language(write: str) -> dict[str, str]:
        return {
            language: getattr(program, write)(lambda said, to=language: in_language(said, to))
            for language in LANGUAGES
        }

    return {
        "name": program.name,
        "script": by_language("script"),
        "notebook": by_language("notebook"),
    }


def python_button(program: Program | None = None) -> str:
    """The quiet button that opens the dialog.

    Args:
        program: What it shows; None where a script asks for that when it is pressed.
    """
    held = ""
    if program is not None:
        held = f' data-program="{escape(json.dumps(written(program), ensure_ascii=False))}"'
    return (
        f'<button type="button" class="as-python" {attribute("title", "python_title")}{held}>'
        f"{both('python')}</button>"
    )


def python_dialog() -> gr.HTML:
    """The dialog, once on the page."""
    saves = "".join(
        f'<button type="button" data-save="{kind}">{both(key)}</button>'
        for kind, key in _SAVES.items()
    )
    return gr.HTML(
        f'<dialog aria-labelledby="as-python-title"><header><h2 id="as-python-title">'
        f'{both("python")}</h2><p class="hint">{both("python_hint")}</p></header>'
        f'<pre tabindex="0" {attribute("aria-label", "python_code")}><code></code></pre>'
        f'<div class="ways"><button type="button" class="copies">{both("python_copy")}</button>'
        f"{saves}"
        f'<span class="copied" role="status"></span><span class="said" hidden>'
        f'{both("python_copied")}</span><button type="button" class="closes">{both("close")}'
        "</button></div></dialog>",
        js_on_load=mounting("python.js"),
        apply_default_css=False,
        elem_id="as-python",
    )
