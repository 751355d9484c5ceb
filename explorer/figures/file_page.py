"""A result as one HTML file that opens without the program and without a network.

It looks like the page, since it has the page's own style sheets and scripts inside it.
"""

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from explorer.figures.inlined import import_map
from explorer.files.assets import asset
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, language_of
from explorer.words.marks import without_terms
from explorer.words.texts import attribute, both, one_language_shown

# what every file has, and what only files have; between them the sheets of what it shows
_FIRST: Final = ("scale", "frame", "words", "states")
_LAST: Final = ("saved",)


def file_page(
    titles: Mapping[str, str],
    body: str,
    module: str,
    sheets: Sequence[str],
    held: Mapping[str, object],
    packed: Mapping[str, str] | None = None,
) -> str:
    """The file's text.

    Args:
        titles: What the window is called, by language; plain text.
        body: HTML of what it shows.
        module: Of `assets/page`; its `mount` is called with `held` and what was packed.
        sheets: Of `assets/style`, that the body needs.
        held: What the module draws from; becomes JSON.
        packed: Texts by the names of the elements that hold them.
    """
    style = "".join(
        asset(f"style/{name}.css").read_text("utf-8") for name in (*_FIRST, *sheets, *_LAST)
    )
    languages = {each: {"tag": language_of(each).tag, "title": titles[each]} for each in LANGUAGES}
    known = _json({"languages": languages, "forced": None})
    texts = "".join(
        f'<script type="text/plain" id="{name}">{text}</script>'
        for name, text in (packed or {}).items()
    )
    first = SPOKEN_BY_COMPUTE
    return (
        f'<!DOCTYPE html>\n<html lang="{first}" data-language="{first}"><head>'
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(titles[first])}</title>"
        f"<style>{one_language_shown()}{style}</style>"
        f'<script type="application/json" id="explorer-languages">{known}</script>'
        f"{import_map(module)}</head>"
        f'<body class="file">{_head()}<main>{without_terms(body)}</main>{texts}'
        f'<script type="application/json" id="held">{_json(held)}</script>'
        f"<script type=\"module\">import {{ mount }} from 'page/{module}';\n"
        "mount(JSON.parse(document.querySelector('#held').textContent));</script></body></html>\n"
    )


def look_buttons() -> str:
    """What a person presses for larger letters and for dark, on the page as in a file."""
    return "".join(
        f'<button type="button" data-press="{press}" {attribute("title", title)} '
        f'aria-pressed="false">{sign}<span class="spoken">{both(press)}</span></button>'
        for press, title, sign in (
            ("projector", "projector_title", "A<small>+</small>"), ("theme", "theme", "◐"),
        )
    )  # fmt: skip


def _head() -> str:
    """The line on top: name and formula, the languages, larger type, dark."""
    choices = "".join(
        f'<label><input type="radio" name="language" value="{each}">{language_of(each).name}'
        "</label>"
        for each in LANGUAGES
    )
    return (
        f'<header class="masthead file-head"><h1>{both("title")}</h1>'
        '<span class="formula">y = F(x) + x</span><span class="spacer"></span>'
        f'<fieldset><legend class="spoken">{both("file_language")}</legend>{choices}</fieldset>'
        f"{look_buttons()}</header>"
    )


def _json(value: Any) -> str:
    """As JSON that may stand in a script of HTML."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
