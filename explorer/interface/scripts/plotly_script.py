"""The script that draws figures: the one inside the installed plotly package, served compressed."""

from functools import cache
from pathlib import Path
from typing import Final

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explorer.interface.scripts.page_scripts import compressed, kept_for_ever

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
    package = Path(plotly.__file__).parent
    return compressed((package / "package_data" / "plotly.min.js").read_bytes(), encoding)


async def _answer(request: Request) -> Response:
    return await kept_for_ever(request, body)
