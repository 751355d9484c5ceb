"""The page's own scripts: the ES modules of `assets/page`, served as they lie.

Their address holds a digest of them all, so that a browser may keep them for ever and never mixes
two versions.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer.files.assets import asset
from explorer.interface.words.language import text
from explorer.words.languages import LANGUAGES, language_of

FOLDER: Final = "explorer/page"  # relative: the page may be served below a prefix


@cache
def scripts() -> Mapping[str, bytes]:
    """Every module by its path below `assets/page`, read once."""
    folder = asset("page")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*.js"))
    }


@cache
def digest() -> str:
    """Of all modules with their names."""
    whole = hashlib.sha256()
    for name, script in scripts().items():
        whole.update(f"{name}\0{len(script)}\0".encode() + script)
    return whole.hexdigest()[:16]


def address(name: str) -> str:
    """Where a module is served, relative to the page.

    Args:
        name: Below `assets/page`, such as `race/race.js`.

    Raises:
        LookupError: There is no such module.
    """
    if name not in scripts():
        raise LookupError(f"{name!r} is no script of assets/page: {', '.join(scripts())}")
    return f"{FOLDER}/{digest()}/{name}"


def imported(name: str) -> str:
    """JavaScript for the promise of a module, wherever below a prefix the page is served."""
    return f"import(new URL('{address(name)}', document.baseURI))"


def mounting(name: str) -> str:
    """A component's `js_on_load`: hands what Gradio gives to the `mount` of a module."""
    given = "{ element, props, trigger, watch, server }"
    return f"{imported(name)}.then((module) => module.mount({given}));"


def first_elements(forced: str | None) -> str:
    """HTML for the top of the page: the languages, and the scripts that belong to no component.

    Args:
        forced: The command line's language.
    """
    languages = {
        each: {"tag": language_of(each).tag, "title": text(each, "title")} for each in LANGUAGES
    }
    known = json.dumps({"languages": languages, "forced": forced}, ensure_ascii=False)
    return (
        f'<script type="application/json" id="explorer-languages">{known}</script>'
        # before Gradio's own modules, which run in the page's order and ask for the language once
        f'<script type="module" src="{address("language.js")}"></script>'
        f'<script type="module" src="{address("download.js")}"></script>'
        # keeps what a presenter's remote sends before the lesson's own scripts are there
        f'<script type="module" src="{address("lesson/remote.js")}"></script>'
    )


def scripts_route() -> Route:
    """Where a browser finds them."""
    return Route(f"/{FOLDER}/{{digest}}/{{name:path}}", _answer)


@cache
def _body(name: str, encoding: str) -> bytes:
    return compressed(scripts()[name], encoding)


async def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    if request.path_params["digest"] != digest() or name not in scripts():
        return PlainTextResponse(
            "This script belongs to another version of the page: load the page again. "
            "此脚本属于本页面的另一版本：请重新载入页面。",
            status_code=404,
        )
    return await kept_for_ever(request, lambda encoding: _body(name, encoding))


def compressed(script: bytes, encoding: str) -> bytes:
    """A script as it travels.

    Args:
        script: Its text.
        encoding: `br`, `gzip` or empty.
    """
    if encoding == "br":
        body: bytes = brotli.compress(script, quality=9, lgwin=24)  # more takes seconds
        return body
    return gzip.compress(script) if encoding == "gzip" else script


async def kept_for_ever(
    request: Request, body: Callable[[str], bytes], kind: str = "text/javascript"
) -> Response:
    """The answer to a request for a file whose address changes with it.

    Args:
        request: Says which encodings the browser can read.
        body: The file in an encoding, see `compressed`.
        kind: Its media type.
    """
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((each for each in ("br", "gzip") if each in accepted), "")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    script = await run_in_threadpool(body, encoding)
    return Response(script, media_type=kind, headers=headers)
