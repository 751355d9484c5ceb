"""The page's address as a QR code (ISO/IEC 18004), for a room with telephones."""

import io
from typing import Final
from urllib.parse import urlsplit

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from explorer.interface.links.dialog import in_network

ADDRESS: Final = "explorer/qr.svg"
LONGEST: Final = 1500  # characters; a code holds 2953 bytes, but no telephone reads that off a wall
QUIET_ZONE: Final = 4  # modules around it, as the standard asks


def qr_route(host: str) -> Route:
    """Where a browser gets the code of its own address, and of no other site's.

    Args:
        host: Which address the page is served on.
    """

    async def endpoint(request: Request) -> Response:
        address = request.query_params.get("of", "")
        if len(address) > LONGEST:
            return PlainTextResponse(
                f"This address is too long for a code: {len(address)} characters, at most "
                f"{LONGEST}. 此网址过长，无法生成二维码。",
                status_code=414,
            )
        if not is_own(address, request, in_network(host)):
            return PlainTextResponse(
                "Only this page's own address becomes a code. 只能为本页面自己的网址生成二维码。",
                status_code=400,
            )
        picture = await run_in_threadpool(qr_svg, address)
        return Response(picture, media_type="image/svg+xml")

    return Route(f"/{ADDRESS}", endpoint)


def is_own(address: str, request: Request, network: str) -> bool:
    """Whether an address is of this page.

    Args:
        address: What is asked for.
        request: Says by which names the page is known: behind a proxy that is not its own.
        network: This machine's address in its network, or empty.
    """
    try:
        asked = urlsplit(address)
        names = {
            urlsplit(request.headers.get("referer", "")).hostname,
            urlsplit(f"//{request.headers.get('host', '')}").hostname,
        }
    except ValueError:
        return False
    names |= {network}
    return asked.scheme in ("http", "https") and bool(asked.hostname) and asked.hostname in names


def qr_svg(address: str) -> bytes:
    """The code as an SVG, dark on white with its quiet zone, one unit a module.

    Args:
        address: What it says.
    """
    code = segno.make_qr(address, error="m")
    picture = io.BytesIO()
    code.save(
        picture, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True,
        xmldecl=False,
    )  # fmt: skip
    return picture.getvalue()
