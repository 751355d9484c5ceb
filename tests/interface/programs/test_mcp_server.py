"""A real client of the protocol, from the package mcp."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from starlette.applications import Starlette
from starlette.middleware import Middleware

from explorer.interface.doors.login import Guard
from explorer.interface.doors.password import Password
from explorer.interface.programs.mcp_server import PATH, check_installed, mcp_server
from explorer.interface.programs.tool import Answer, Parameter, Progress, Tool
from tests.interface.programs.asking import answering
from tests.own_loop import in_its_own_loop

SMALL = {"depth": 8, "width": 2, "steps": 3, "batch": 8}


@asynccontextmanager
async def session(address: str, **headers: str) -> AsyncIterator[ClientSession]:
    async with (
        httpx.AsyncClient(headers=headers, timeout=120) as client,
        streamable_http_client(f"{address}{PATH}", http_client=client) as (read, write, _),
        ClientSession(read, write) as opened,
    ):
        await opened.initialize()
        yield opened


def talked(address: str, talk: Callable[[ClientSession], Awaitable[None]], **headers: str) -> None:
    async def whole() -> None:
        async with session(address, **headers) as opened:
            await talk(opened)

    in_its_own_loop(whole())


@pytest.fixture
def served() -> Iterator[Callable[..., str]]:
    """Serves tools alone, behind a password if one is given."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(*tools: Tool, password: Password | None = None) -> str:
        routes, lifespan = mcp_server(tools)
        guard = [Middleware(Guard, password=password, forced=None)]
        app = Starlette(routes=routes, lifespan=lifespan, middleware=guard)
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        while not server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield start
    for server, thread in servers:
        server.should_exit = server.force_exit = True
        thread.join(20)


def test_the_page_offers_exactly_four_tools_and_each_answers(address: str) -> None:
    async def talk(opened: ClientSession) -> None:
        tools = {each.name: each for each in (await opened.list_tools()).tools}
        assert list(tools) == ["inspect", "networks", "race", "depth"]
        for tool in tools.values():
            assert tool.description
            for each in tool.inputSchema["properties"].values():
                assert each["description"]
        assert tools["inspect"].inputSchema["required"] == ["photograph"]

        async def answer(name: str, **given: Any) -> Answer:
            done = await opened.call_tool(name, given)
            assert not done.isError, done.content
            assert done.structuredContent is not None
            return done.structuredContent

        networks = (await answer("networks"))["networks"]
        assert "cifar-resnet20" in [each["name"] for each in networks]
        seen = await answer("inspect", photograph="cifar10-test-0006-automobile")
        assert seen["predictions"][0]["name"] == "automobile"
        assert (await answer("race", **SMALL))["plain"]["gradients"]["word"]
        swept = await answer("depth", depths=[8], normalization=["none"], initialization=["he"])
        assert len(swept["networks"]) == 2
        for name, given, words in (
            ("race", {"depth": 9}, "6n+2"),
            ("race", {"colour": "red"}, "race has no parameter 'colour'"),
            ("inspect", {}, "photograph is missing"),
            ("inspect", {"photograph": "/etc/passwd"}, "is not here: upload"),
            ("depth", {"depths": "8"}, "depths must be a list"),
            ("masthead", {}, "no tool is called 'masthead'"),
        ):
            wrong = await opened.call_tool(name, given)
            assert wrong.isError
            assert words in getattr(wrong.content[0], "text", "")

    talked(address, talk)


def test_with_a_password_the_header_lets_it_in(served: Callable[..., str]) -> None:
    tool = Tool("look", "Looks.", "what is seen", (), answering({"seen": 1}))
    address = served(tool, password=Password("class", "k7mw3xqph9"))

    async def talk(opened: ClientSession) -> None:
        heard = []

        async def told(done: float, total: float | None, said: str | None) -> None:
            heard.append((done, total, said))

        answer = await opened.call_tool("look", {}, progress_callback=told)
        assert answer.structuredContent == {"seen": 1, "given": {}}
        assert heard == [(1, 2, None)]

    talked(address, talk, authorization="Bearer k7mw3xqph9")
    with pytest.raises(BaseExceptionGroup, match="unhandled"):
        talked(address, talk)
    assert httpx.post(f"{address}{PATH}").status_code == 401


def test_a_photograph_of_a_phone_may_be_sent_as_text(served: Callable[..., str]) -> None:
    tool = Tool("look", "Looks.", "what is seen", (), answering({"seen": 1}))
    address = served(tool)
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "ping",
        "params": {"_meta": {"of": "A" * 6_000_000}},
    }
    accepts = {"accept": "application/json, text/event-stream"}
    answered = httpx.post(f"{address}{PATH}", json=call, headers=accepts, timeout=60)
    assert answered.status_code != 413, answered.text


def test_who_goes_ends_the_work(served: Callable[..., str]) -> None:
    ended = threading.Event()

    async def endless(given: Any, who: str) -> AsyncIterator[Progress | Answer]:
        assert who
        try:
            while True:
                yield Progress(0, 1, 0)
                await asyncio.sleep(0.02)
        finally:
            ended.set()

    tool = Tool("wait", "Waits.", "nothing", (Parameter("for", {}, "What."),), endless)
    address = served(tool)

    async def leave() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1), session(address) as opened:
                await opened.call_tool("wait", {})

    in_its_own_loop(leave())
    assert ended.wait(20)


OPENING = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "many", "version": "1"},
    },
}


def test_sessions_that_nobody_uses_make_room(
    served: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.interface.programs.mcp_server.MOST_SESSIONS", 2)
    monkeypatch.setattr("explorer.interface.programs.mcp_server.IDLE", 3.0)
    both = {"Accept": "application/json, text/event-stream"}
    with httpx.Client(base_url=served(), headers=both, timeout=60) as client:

        def opened() -> int:
            return client.post(PATH, json=OPENING).status_code

        assert [opened(), opened(), opened()] == [200, 200, 503]
        until = time.monotonic() + 60
        while opened() != 200:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    check_installed()
    monkeypatch.setattr("explorer.interface.programs.mcp_server.find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'resnet-explorer\[mcp\]'"):
        check_installed()
