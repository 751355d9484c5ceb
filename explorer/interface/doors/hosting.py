"""Where the page is hosted: below a proxy's path, in a Hugging Face Space; and whether it is up."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from explorer.sentences.sentence import refusal

HEALTH: Final = "/explorer/health"  # outside the password: it tells nothing
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)+")


def root_path(given: str) -> str:
    """Where a proxy has the page, without a slash at its end; empty for a host of its own.

    Args:
        given: A path, or a whole address.

    Raises:
        ValueError: It is neither.
    """
    where = given.strip().rstrip("/")
    if not where or _PATH.fullmatch(where):
        return where
    address = urlsplit(where)
    plain = not (address.query or address.fragment or address.username)
    below = not address.path or _PATH.fullmatch(address.path)
    if address.scheme in ("http", "https") and address.hostname and plain and below:
        return where
    raise refusal(
        "{given!r} is no place of a proxy's: give the path below which it has the page, such as "
        "/explorer, or the whole address, such as https://example.org/explorer",
        given=given,
    )


def root_hosts(root: str) -> tuple[str, ...]:
    """The host that a root path names, if it is a whole address."""
    authority = urlsplit(root).netloc
    return (authority,) if authority else ()


class Below:
    """Tells the page's own routes from a proxy's path that begins alike, such as /explorer.

    A proxy may take its path away or leave it: of a path that begins as the proxy's does, Starlette
    believes the latter.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[Route]) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            routes: The page's own.
        """
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, with the proxy's path before that of a route of our own."""
        root, path = scope.get("root_path", ""), scope.get("path", "")
        if (
            root
            and path.startswith(root)
            and any(each.path_regex.match(path) for each in self._routes)
        ):
            scope = {**scope, "path": root + path}
        await self._app(scope, receive, send)


@dataclass(frozen=True)
class Space:
    """A Hugging Face Space: shown by their site in a frame, under a name that they give.

    It is as public as its owner says there, and a frame keeps no cookie, so that no password is
    made for it; one that is given holds.

    Attributes:
        hosts: Its names.
        frames: The sites that show it.
    """

    hosts: tuple[str, ...]
    frames: tuple[str, ...] = ("https://huggingface.co",)

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self | None:
        """The Space that this process runs in, by the variables that they set there; else None."""
        if not environment.get("SPACE_ID"):
            return None
        return cls(tuple(filter(None, [environment.get("SPACE_HOST")])))


def health_route() -> Route:
    """Answers whoever watches the program, such as a container's health check, that it answers."""

    async def endpoint(request: Request) -> Response:
        return PlainTextResponse("open\n", headers={"Cache-Control": "no-store"})

    return Route(HEALTH, endpoint)
