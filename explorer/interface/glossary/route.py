"""Where a browser finds the glossary's entries, once, when the first term is pressed."""

import hashlib
import json
from dataclasses import asdict
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.interface.glossary.entries import entries, formulas
from explorer.interface.scripts.page_scripts import compressed, kept_for_ever
from explorer.words.formula import plain_formula
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE


@cache
def whole() -> str:
    """All entries as JSON, as `assets/page/glossary_search.js` describes them."""
    latex = formulas()
    found = [
        {
            "key": key,
            "latex": latex.get(key, ""),
            "plain": plain_formula(latex.get(key, "")),
            "words": {language: asdict(entries(language)[key]) for language in LANGUAGES},
        }
        for key in entries(SPOKEN_BY_COMPUTE)
    ]
    return json.dumps(found, ensure_ascii=False)


@cache
def glossary_address() -> str:
    """Relative to the page; it changes with the entries, so that a browser may keep them."""
    return f"explorer/glossary-{hashlib.sha256(whole().encode()).hexdigest()[:16]}.json"


def glossary_route() -> Route:
    """The route of that address."""
    return Route(f"/{glossary_address()}", _answer)


@cache
def _body(encoding: str) -> bytes:
    return compressed(whole().encode(), encoding)


async def _answer(request: Request) -> Response:
    return await kept_for_ever(request, _body, "application/json")
