"""The inner door: where there is a password, nothing is answered to who did not give it."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from typing import Final
from urllib.parse import urlencode

from starlette.datastructures import FormData, Headers
from starlette.formparsers import MultiPartException
from starlette.requests import Request, cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explorer.files.assets import asset
from explorer.interface.doors.hosting import HEALTH
from explorer.interface.doors.password import USER, Password
from explorer.interface.doors.refusing import refuse, sentence
from explorer.interface.words.language import text
from explorer.words.languages import LANGUAGES, SPOKEN_BY_COMPUTE, language_of

LARGEST: Final = 8192  # bytes of a form with name and password
STARTED: Final = "/gradio_api/startup-events"  # Gradio asks itself for it, and it tells nothing
_MOST_FIELDS: Final = 8


class Guard:
    """Asks for the password on every route, Gradio's own and ours."""

    def __init__(self, app: ASGIApp, password: Password | None, forced: str | None) -> None:
        """Wrap the application.

        Args:
            app: What answers the requests.
            password: That is asked for; None if none is.
            forced: The command line's language.
        """
        self._app = app
        self._password = password
        self._forced = forced

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        password = self._password
        if password is None or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        cookies = cookie_parser(headers.get("cookie", ""))
        method = scope.get("method")
        if path.rstrip("/") == "/login" and method == "POST":
            await (await self._tried(password, scope, receive))(scope, receive, send)
        elif path.rstrip("/") == "/logout":
            password.let_out(cookies.get(password.cookie, ""))
            await _left(password, headers)(scope, receive, send)
        elif password.admits(cookies.get(password.cookie, "")) or (
            path in (STARTED, HEALTH) and method in ("GET", "HEAD")
        ):
            await self._app(scope, receive, send)
        elif (secret := given_in(headers, password.user)) is not None:
            await self._compared(password, secret, scope, receive, send)
        elif method in ("GET", "HEAD") and "text/html" in headers.get("accept", ""):
            asked = f"{path.lstrip('/')}?{scope['query_string'].decode('latin-1')}".rstrip("?")
            up = "../" * path.count("/", 1)
            page = self._page(Request(scope), asked, up=up)
            await page(scope, receive, send)
        else:
            await refuse(scope, receive, send, 401, "login_needed", unread=True)

    async def _compared(
        self, password: Password, secret: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Answer a program that gives the password with every request."""
        address, told = _whence(scope)
        wait = password.refused(password.user, secret, address, told)
        if wait is None:
            await self._app(scope, receive, send)
        elif wait:
            await refuse(scope, receive, send, 429, "login_wait", wait, unread=True)
        else:
            await refuse(scope, receive, send, 401, "login_wrong", unread=True)

    async def _tried(self, password: Password, scope: Scope, receive: Receive) -> Response:
        """The answer to a form with name and password: of a browser, or of a program."""
        request = Request(scope)
        program = "text/html" not in request.headers.get("accept", "")
        form = await given(scope, receive)
        address, told = _whence(scope)
        user, secret, asked = (str(form.get(each, "")) for each in ("username", "password", "next"))
        wait = password.refused(user.strip(), secret, address, told)
        if wait is None:
            answer: Response = (
                JSONResponse({"success": True})
                if program
                else RedirectResponse("./" + asked.lstrip("/\\"), status_code=303)
            )
            proto = request.headers.get("x-forwarded-proto", scope.get("scheme", ""))
            answer.set_cookie(
                password.cookie, password.let_in(), httponly=True, samesite="lax",
                path=None,  # of the page, wherever a proxy has it
                secure=proto.split(",")[0].strip() == "https",
            )  # fmt: skip
            return answer
        said, status = ("login_wait", 429) if wait else ("login_wrong", 401)
        later: dict[str, str] = {"Retry-After": str(wait)} if wait else {}
        if program:
            return JSONResponse({"detail": sentence(said, wait)}, status, later)
        return self._page(request, asked, said=said, value=wait, status=status, headers=later)

    def _page(
        self,
        request: Request,
        asked: str,
        *,
        up: str = "",
        said: str = "",
        value: object = "",
        status: int = 401,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """The page that asks for the password.

        Args:
            request: Says which language is read.
            asked: What is opened afterwards, relative to the page.
            up: The way from the address of now to the page.
            said: The text that says what is wrong.
            value: In it.
            status: Of HTTP.
            headers: Of the answer.
        """
        language = self._language(request)
        password = self._password
        user = escape(USER) if password is not None and password.user == USER else ""
        wrong = f'<p role="alert">{escape(text(language, said, value=value))}</p>' if said else ""
        others = "".join(
            f'<a href="?{escape(urlencode({**request.query_params, "language": each}))}" '
            f'hreflang="{language_of(each).tag}" lang="{language_of(each).tag}">'
            f"{language_of(each).name}</a>"
            for each in LANGUAGES
            if each != language and request.method != "POST"
        )
        sheets = (asset(f"style/{name}.css") for name in ("scale", "login"))
        style = "".join(sheet.read_text("utf-8") for sheet in sheets)
        body = (
            f'<!DOCTYPE html>\n<html lang="{language_of(language).tag}"><head>'
            '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            '<link rel="icon" href="data:,">'  # else it is asked for at the host's root
            f"<title>{escape(text(language, 'title'))}</title><style>{style}</style></head>"
            f"<body><main><h1>{escape(text(language, 'title'))}</h1>"
            f"<p>{escape(text(language, 'login_asks'))}</p>{wrong}"
            f'<form method="post" action="{up}login">'
            f'<input type="hidden" name="next" value="{escape(asked)}">'
            f'<label>{escape(text(language, "login_user"))} <input name="username" '
            f'value="{user}" autocomplete="username" autocapitalize="none" required></label>'
            f'<label>{escape(text(language, "login_password"))} <input name="password" '
            'type="password" autocomplete="current-password" required autofocus></label>'
            f"<button>{escape(text(language, 'login_enter'))}</button></form>"
            f"<nav>{others}</nav></main></body></html>\n"
        )
        return HTMLResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})

    def _language(self, request: Request) -> str:
        accepted = (
            each.split(";")[0].strip().lower().split("-")[0]
            for each in request.headers.get("accept-language", "").split(",")
        )
        wanted = (request.query_params.get("language"), self._forced, *accepted)
        return next((each for each in wanted if each in LANGUAGES), SPOKEN_BY_COMPUTE)


def _left(password: Password, headers: Headers) -> Response:
    """The answer to who logs out: of a browser, or of a program."""
    program = "text/html" not in headers.get("accept", "")
    answer: Response = (
        JSONResponse({"success": True}) if program else RedirectResponse("./", status_code=303)
    )
    answer.set_cookie(password.cookie, "", max_age=0, path=None, httponly=True, samesite="lax")
    return answer


def _whence(scope: Scope) -> tuple[str, bool]:
    """Who asks, and whether that was told: who serves believes this machine's proxies."""
    address = scope["client"][0] if scope.get("client") else ""
    return address, "x-forwarded-for" in Headers(scope=scope)


def given_in(headers: Headers, user: str) -> str | None:
    """The password that the header `Authorization` gives, `Bearer` or `Basic`; None without one.

    That of another user is none: a proxy's, which a browser sends by itself. No browser is ever
    asked for ours so.

    Args:
        headers: Of a request.
        user: Who gives the password.
    """
    kind, _, value = headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        with suppress(ValueError):
            name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
            return secret if name == user else None
    return None


async def given(scope: Scope, receive: Receive) -> FormData:
    """The fields of a small form; none of one that is too large or no form."""
    body = b""
    more = True
    while more and len(body) <= LARGEST:
        message = await receive()
        body += message.get("body", b"")
        more = message["type"] == "http.request" and bool(message.get("more_body"))
    if more or len(body) > LARGEST:
        return FormData()

    async def again() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    try:
        return await Request(scope, again).form(max_files=0, max_fields=_MOST_FIELDS)
    except (MultiPartException, ValueError):
        return FormData()
    except Exception as error:  # Starlette makes an HTTPException of it inside an application
        if getattr(error, "status_code", None) == 400:
            return FormData()
        raise
