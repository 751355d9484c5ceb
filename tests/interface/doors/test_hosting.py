import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from explorer.interface.doors.hosting import Below, Space, health_route, root_hosts, root_path


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("", ""),
        ("/", ""),
        ("/resnet", "/resnet"),
        (" /resnet/class-2/ ", "/resnet/class-2"),
        ("https://example.org", "https://example.org"),
        ("https://example.org:8443/resnet/", "https://example.org:8443/resnet"),
    ],
)
def test_the_place_that_a_proxy_has_it(given: str, kept: str) -> None:
    assert root_path(given) == kept


@pytest.mark.parametrize(
    "given",
    ["resnet", "//evil.example", "/a b", "/a/../b?x", "/a#b", "ftp://example.org/a", "https:///a",
     "https://user@example.org/a", "https://example.org/a?b", 'https://example.org/"x'],
)  # fmt: skip
def test_no_place_is_one_sentence(given: str) -> None:
    with pytest.raises(ValueError, match="is no place of a proxy's: give the path"):
        root_path(given)


def test_a_whole_address_names_a_host() -> None:
    assert root_hosts("https://example.org:8443/resnet") == ("example.org:8443",)
    assert root_hosts("/resnet") == root_hosts("") == ()


@pytest.mark.parametrize("root", ["/explorer", "/resnet", "/explorer/health", ""])
def test_a_proxy_may_take_its_path_away_or_leave_it(root: str) -> None:
    """Whatever it is called, and though our own routes begin by /explorer too."""
    own = [health_route(), Route("/explorer/page/{name}", lambda _: PlainTextResponse("script"))]

    def gradios(request: Request) -> PlainTextResponse:
        return PlainTextResponse("page")

    application = Starlette(
        routes=[*own, Route("/", gradios), Route("/config", gradios)],
        middleware=[Middleware(Below, routes=own)],
    )
    visitor = TestClient(application, root_path=root)
    for before in ("", root):
        assert visitor.get(f"{before}/explorer/page/a.js").text == "script"
        assert visitor.get(f"{before}/explorer/health").text == "open\n"
        assert visitor.get(f"{before}/config").text == "page"
        assert visitor.get(f"{before}/nowhere").status_code == 404


def test_a_space_is_known_by_the_variables_that_are_set_there() -> None:
    there = {"SPACE_ID": "someone/resnet", "SPACE_HOST": "someone-resnet.hf.space"}
    assert Space.of(there) == Space(("someone-resnet.hf.space",), ("https://huggingface.co",))
    assert Space.of({"SPACE_ID": "someone/resnet"}) == Space(())
    assert Space.of({"SPACE_HOST": "someone-resnet.hf.space"}) is None
    assert Space.of({"SPACE_ID": ""}) is None
