"""The script that draws figures: the one inside the installed plotly package, served compressed."""

import gzip
from functools import cache
from pathlib import Path
from typing import Final

import brotli
import plotly
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# relative: the page may be served below a prefix
ADDRESS: Final = f"explorer/plotly-{plotly.__version__}.min.js"


def plotly_route() -> Route:
    """Where a browser finds it, once: the address holds the version, so it may be kept for ever."""
    return Route(f"/{ADDRESS}", _answer)


@cache
def body(encoding: str) -> bytes:
    """The script, compressed.

    Args:
        encoding: `br`, `gzip` or empty.
    """
    script = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()
    if encoding == "br":
        compressed: bytes = brotli.compress(script, quality=9, lgwin=24)  # more takes seconds
        return compressed
    return gzip.compress(script) if encoding == "gzip" else script


async def _answer(request: Request) -> Response:
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((each for each in ("br", "gzip") if each in accepted), "")
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if encoding:
        headers["Content-Encoding"] = encoding
    script = await run_in_threadpool(body, encoding)
    return Response(script, media_type="text/javascript", headers=headers)
