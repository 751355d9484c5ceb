"""The outer door: requests under other names or from other sites are refused, on every route."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.interface.doors.names import Names, frame_source
from explorer.interface.doors.refusing import refuse

PARTS: Final = ("text/javascript", "application/javascript", "text/css", "application/json",
                "text/event-stream", "font/", "image/png", "image/jpeg", "image/webp")  # fmt: skip
_Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
ELSEWHERE: Final = ("cross-site", "same-site")  # the latter is another port, too
# Gradio's page begins by scripts in its HTML and compiles the functions of its components.
POLICY: Final = (
    "default-src 'self'",
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)


class Doors:
    """Lets in what is asked under a known name, by a page of this program or by no page at all.

    A name that is not known is how DNS rebinding comes (another site's name that suddenly means
    this machine); another site's `Origin`, `Sec-Fetch-Site` or, where an old browser says no more
    of a form, `Referer` is how its pages would use a visitor's browser, and another port of a
    machine is another site. Programs send none of them.
    """

    def __init__(self, app: ASGIApp, names: Names, frames: Iterable[str] = ()) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            names: By which it is known.
            frames: Other sites that may show the page in a frame.

        Raises:
            ValueError: One of them is no site.
        """
        self._app = app
        self._names = names
        ancestors = ["frame-ancestors 'self'", *map(frame_source, frames)]
        self._frames = " ".join(ancestors)
        self._policy = "; ".join((*POLICY, self._frames))
        self._headers = {
            "X-Content-Type-Options": "nosniff",
            # not `no-referrer`, with which a browser says no `Origin` of its own forms either
            "Referrer-Policy": "same-origin",
        }
        if len(ancestors) == 1:  # it knows no list
            self._headers["X-Frame-Options"] = "SAMEORIGIN"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                # the long one would be a tenth of a first visit, and says nothing of a script
                part = headers.get("content-type", "").startswith(PARTS)
                headers["Content-Security-Policy"] = self._frames if part else self._policy
            await send(message)

        wrong = self._wrong(scope)
        if wrong is not None:
            await refuse(scope, receive, headed, 403, *wrong, unread=True)
            return
        # would be believed by Gradio when it says where the page is
        raw = [each for each in scope["headers"] if each[0] != b"x-gradio-server"]
        await self._app({**scope, "headers": raw}, receive, headed)

    def _wrong(self, scope: Scope) -> tuple[str, str] | None:
        """Which sentence refuses a request, and the name that it gave; None if it may pass."""
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1:  # two readers could believe different ones
            return "door_host", ", ".join(hosts)
        through = ",".join(headers.getlist("x-forwarded-host"))
        hosts += filter(None, map(str.strip, through.split(",")))
        for name in hosts:
            if not self._names.know(name):
                return "door_host", name
        for origin in headers.getlist("origin"):
            if not self._names.same(origin, hosts):
                return "door_origin", origin
        safe = scope.get("method", "GET") in SAFE
        site, page = headers.get("sec-fetch-site"), headers.get("referer")
        if site in ELSEWHERE and not (safe and headers.get("sec-fetch-mode") == "navigate"):
            return "door_origin", page or site
        if page and not safe and "origin" not in headers:  # so old browsers send forms
            origin = "/".join(page.split("/")[:3])
            if not self._names.same(origin, hosts):
                return "door_origin", origin
        return None


def doors_first(lifespan: _Lifespan) -> _Lifespan:
    """What is entered while an application serves, and the doors are asked before all else.

    Gradio lays its own around what an application was given, and would tell every site's page that
    it may ask (a preflight), before the doors refuse what it then asks.

    Args:
        lifespan: What is entered.
    """

    @asynccontextmanager
    async def serving(app: Any) -> AsyncIterator[None]:
        around = app.user_middleware  # all of it only now
        app.user_middleware = sorted(around, key=lambda each: each.cls is not Doors)
        app.middleware_stack = app.build_middleware_stack()
        async with lifespan(app):
            yield

    return serving
