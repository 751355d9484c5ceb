"""How the page is served: its looks, its languages, its routes. One place for launch and tests."""

import gzip
from functools import partial
from typing import Any
from urllib.parse import quote

import brotli
import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.datasets.examples import examples
from explorer.files.assets import asset
from explorer.files.download import remove_parts
from explorer.interface.doors.doors import Doors, doors_first
from explorer.interface.doors.hosting import Below, health_route
from explorer.interface.doors.json_only import JsonOnly
from explorer.interface.doors.ledger import CHECKPOINT, Ledger
from explorer.interface.doors.limits_tag import limits_tag
from explorer.interface.doors.login import Guard
from explorer.interface.doors.names import Names
from explorer.interface.doors.places import Places
from explorer.interface.doors.uploads import Uploads
from explorer.interface.explore.shelf import UNUSED, Shelf
from explorer.interface.few_at_once import FewAtOnce
from explorer.interface.glossary.route import glossary_route
from explorer.interface.looks.styles import style
from explorer.interface.looks.theme import theme
from explorer.interface.scripts.katex_script import katex_route, katex_tag
from explorer.interface.scripts.page_scripts import first_elements, scripts_route
from explorer.interface.scripts.plotly_script import plotly_route
from explorer.interface.settings import PageSettings
from explorer.interface.tidying.rounds import Lifespan, rounds
from explorer.interface.words.language import Labels
from explorer.interface.zips.packing import Packing
from explorer.interface.zips.promised import Promised, Promises, zips_folder
from explorer.networks.weights.weights_folder import weights_folder
from explorer.training.processor.given_back import give_memory_back


def serving(
    blocks: gr.Blocks,
    shelf: Shelf,
    settings: PageSettings,
    names: Names,
    labels: Labels,
    promises: Promises,
    packing: Packing,
    ledger: Ledger,
    *routes: Route,
    lifespan: Lifespan | None = None,
) -> dict[str, Any]:
    """Arguments that both `Blocks.launch` and `gr.mount_gradio_app` take.

    Args:
        blocks: The page.
        shelf: Where answers are kept, for the download route.
        settings: The page's.
        names: By which the page may be asked for.
        labels: Of the page, all asked for.
        promises: Of files in Gradio's folder.
        packing: Of zips.
        ledger: Of what is uploaded, and who is here.
        routes: Of further downloads.
        lifespan: What must be entered while the page is served.
    """
    first = first_elements(settings.language) + limits_tag() + katex_tag()
    own = [
        Route("/explorer/download/{keys}.zip", download(shelf, packing)),
        plotly_route(),
        scripts_route(),
        katex_route(),
        glossary_route(),
        health_route(),
        *routes,
    ]
    return {
        "theme": theme(),
        "css": style(),
        "i18n": labels.translations,
        # few, since Gradio resolves one after the other for each file that it is asked for
        "allowed_paths": [
            str(zips_folder(blocks.GRADIO_CACHE)),  # first: in a class most are these
            str(asset("examples")),
            *(str(each.path) for each in examples("imagenet")),
        ],
        "max_file_size": CHECKPOINT,
        "footer_links": [],
        "run_history": False,
        "enable_monitoring": False,  # its route prints a secret address to the terminal
        "show_error": False,  # what a person may read is raised as Gradio's own error
        "ssr_mode": False,
        "root_path": settings.root_path,
        "mcp_server": False,  # Gradio's own; see `programs.mcp_server`
        "app_kwargs": {
            "routes": own,
            "middleware": [  # the first is the outermost, but for `doors_first`
                Middleware(Below, routes=own),
                Middleware(Doors, names=names, frames=settings.frames),
                Middleware(Guard, password=settings.password, forced=settings.language),
                Middleware(FirstElements, html=first),
                Middleware(
                    JsonOnly,
                    known=lambda: blocks.blocks,
                    functions=lambda: {
                        key: event for key, event in blocks.fns.items() if event.fn is not None
                    },
                ),
                Middleware(Places, folder=blocks.GRADIO_CACHE),
                Middleware(Promised, promises=promises),
                Middleware(Uploads, ledger=ledger),
            ],
            "lifespan": doors_first(
                rounds(
                    ledger.is_here,
                    ledger.sweep,
                    partial(remove_parts, weights_folder(settings.weights_folder)),
                    partial(shelf.drop_unused, UNUSED),
                    give_memory_back,
                    beside=lifespan,
                )
            ),
        },
    }


class FirstElements:
    """Puts elements at the top of the page: `head=` comes too late, after Gradio's own scripts.

    The page is compressed on the way, which Gradio leaves to others.
    """

    def __init__(self, app: ASGIApp, html: str) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            html: Whole elements.
        """
        self._app = app
        self._html = html.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; all but HTML pages pass untouched."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        held: Message | None = None
        body = b""

        async def insert(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                if headers.get(b"content-type", b"").startswith(b"text/html"):
                    held = message
                    return
            elif held is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                body = body.replace(b"<head>", b"<head>" + self._html, 1)
                answered = MutableHeaders(raw=held["headers"])
                encoding = smallest(Headers(scope=scope).get("accept-encoding", ""))
                if encoding:
                    # all tabs in one page: half a megabyte, most of it said more than once
                    body = await run_in_threadpool(packed, body, encoding)
                    answered["Content-Encoding"] = encoding
                answered.add_vary_header("Accept-Encoding")
                answered["Content-Length"] = str(len(body))
                held["headers"] = answered.raw
                await send(held)
                message = {"type": "http.response.body", "body": body}
            await send(message)

        await self._app(scope, receive, insert)


def smallest(accepted: str) -> str:
    """The encoding that makes a page smallest, of those that a browser reads; empty for none."""
    return next((each for each in ("br", "gzip") if each in accepted), "")


def packed(body: bytes, encoding: str) -> bytes:
    """A page as it travels; it is made anew at every visit, so that this must not take long."""
    if encoding == "br":
        made: bytes = brotli.compress(body, quality=9, lgwin=22)  # 20 ms
        return made
    return gzip.compress(body, 6)


def download(shelf: Shelf, packing: Packing) -> Any:
    """The route that answers with everything of one answer, or of two compared, in one zip.

    Args:
        shelf: Where answers are kept.
        packing: Which makes zips of them.
    """
    few = FewAtOnce()

    async def endpoint(request: Request) -> Response:
        keys = request.path_params["keys"].split(",")[:2]
        answers = [shown for key in keys if (shown := shelf.get(key)) is not None]
        if len(answers) < len(keys):
            return PlainTextResponse(
                "This answer is no longer kept: choose the photograph again. "
                "这个结果已不再保留：请重新选择照片。",
                status_code=404,
            )
        body = await few.run(packing.packed, answers)
        networks = "-".join(shown.inspection.network for shown in answers)
        name = f"{networks}-{answers[0].file_stem}.zip"
        # RFC 6266: a name in plain characters, and before it that of any language
        named = f"filename*=UTF-8''{quote(name)}; filename=\"{networks}.zip\""
        return Response(
            body,
            media_type="application/zip",
            headers={"Content-Disposition": f"attachment; {named}"},
        )

    return endpoint
