"""What typesets formulas: the KaTeX inside the installed Gradio, whatever its file is called."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Final

import gradio
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.interface.scripts.page_scripts import address, compressed, kept_for_ever

_ASSETS: Final = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
# Gradio's builds name their files anew: the module is known by what it says
_EXPORT: Final = re.compile(rb"export\{\w+ as default\};?\s*$")


@cache
def script_file() -> Path:
    """The module, which needs no other and exports KaTeX as its default.

    Raises:
        LookupError: This Gradio has none.
    """
    for path in sorted(_ASSETS.glob("katex*.js")):
        body = path.read_bytes()
        if b"KaTeX parse error" in body and _EXPORT.search(body):
            return path
    raise LookupError(f"the installed Gradio brings no KaTeX: none in {_ASSETS}")


@cache
def style_file() -> Path:
    """Its style sheet, which names the fonts beside it.

    Raises:
        LookupError: This Gradio has none.
    """
    for path in sorted(_ASSETS.glob("katex*.css")):
        if b"KaTeX_Main" in path.read_bytes():
            return path
    raise LookupError(f"the installed Gradio brings no style sheet of KaTeX: none in {_ASSETS}")


def script_address() -> str:
    """Where a browser finds the module; relative, the page may be served below a prefix."""
    return f"explorer/{script_file().name}"


def katex_tag() -> str:
    """HTML for the top of the page, by which `formula.js` finds both; not fetched before that."""
    # the sheet as Gradio serves it: its fonts lie beside it
    found = {"script": script_address(), "style": f"assets/{style_file().name}"}
    tag = '<script type="application/json" id="explorer-katex">'
    return (
        f"{tag}{json.dumps(found)}</script>"
        f'<script type="module" src="{address("formula.js")}"></script>'
    )


def katex_route() -> Route:
    """The module, compressed, which Gradio's own route leaves to others."""
    return Route(f"/{script_address()}", _answer)


@cache
def _body(encoding: str) -> bytes:
    return compressed(script_file().read_bytes(), encoding)


async def _answer(request: Request) -> Response:
    return await kept_for_ever(request, _body)
