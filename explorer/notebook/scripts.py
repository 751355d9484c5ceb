"""The page's scripts as the one module that a notebook's widget is made of."""

import json
import re
from graphlib import TopologicalSorter
from typing import Final

from explorer.figures.inlined import modules
from explorer.files.assets import asset

ENTRY: Final = "race/live.js"
_IMPORTED: Final = re.compile(r"'page/([^']+)'")
_SHEETS: Final = ("scale", "states", "live")
_PART: Final = (
    '<figure><figcaption class="{name}-title"></figcaption>'
    '<svg class="{name}" role="img"></svg></figure>'
)
_SAID: Final = (
    '<section class="said {kind}"><h3></h3><span data-of="gradients"></span>'
    '<span data-of="learning"></span><p class="numbers"></p></section>'
)
# A module has no neighbours in a notebook, so each gets an address when those that it imports have
# theirs.
_LOADER: Final = """\
const MODULES = {modules};
const GIVEN = {given};
const addresses = {{}};
for (const [name, text] of MODULES) {{
  const whole = text.replace(/'page\\/([^']+)'/g, (_, other) => `'${{addresses[other]}}'`);
  const blob = new Blob([whole], {{ type: 'text/javascript' }});
  addresses[name] = URL.createObjectURL(blob);
}}
const page = import(addresses[{entry}]);
export default {{
  async render({{ model, el }}) {{
    return (await page).mount({{ model, el, ...GIVEN }});
  }},
}};
"""


def widget_module() -> str:
    """An ES module whose default has `render`, as anywidget asks for it."""
    return _LOADER.format(
        modules=json.dumps(in_order(ENTRY), ensure_ascii=False),
        given=json.dumps({"html": _html(), "style": _style()}, ensure_ascii=False),
        entry=json.dumps(ENTRY),
    )


def in_order(entry: str) -> list[tuple[str, str]]:
    """A module and all that it imports, each after what it imports itself.

    Args:
        entry: Below `assets/page`.

    Raises:
        CycleError: Modules import each other in a circle.
    """
    named = modules(entry)
    imported = {name: _IMPORTED.findall(text) for name, text in named.items()}
    return [(name, named[name]) for name in TopologicalSorter(imported).static_order()]


def _html() -> str:
    figures = "".join(_PART.format(name=name) for name in ("gradients", "loss"))
    said = "".join(_SAID.format(kind=kind) for kind in ("plain", "residual"))
    return (
        f'<div class="live"><p class="count" role="status"></p><div class="pair">{figures}</div>'
        '<input type="range" min="1" max="1" value="1" step="1">'
        f'<div class="pair">{said}</div></div>'
    )


def _style() -> str:
    """The sheets, for a shadow root, which has neither `:root` nor a body."""
    text = "".join(asset(f"style/{name}.css").read_text("utf-8") for name in _SHEETS)
    return text.replace(":root {", ":host {").replace("\n.dark {", "\n:host(.dark) {")
