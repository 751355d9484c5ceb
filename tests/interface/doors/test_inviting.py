import pytest
from gradio import networking

from explorer.interface.doors.inviting import code, invitation, no_link, public_link
from explorer.interface.doors.password import Password


def test_what_the_terminal_shows() -> None:
    password = Password("class", "k7mw3xqph9")
    said = invitation("http://a/", "http://b/", "https://c/", password, "k7mw3xqph9")
    assert said[0].endswith("http://a/")
    assert said[-1] == "user class, password k7mw3xqph9"
    assert invitation("http://a/", "", None, None, "") == said[:1]


def test_the_code_is_drawn_where_the_terminal_can() -> None:
    drawn = code("http://192.0.2.7:7860/", "utf-8").splitlines()
    assert len(drawn) > 10
    assert code("http://192.0.2.7:7860/", "ascii") == ""


def test_no_tunnel_is_one_sentence_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise RuntimeError("something of a library at /home/somebody")

    monkeypatch.setattr(networking, "setup_tunnel", broken)
    with pytest.raises(OSError, match="does not answer") as raised:
        public_link(7860, "127.0.0.1", "token")
    assert "/home" not in str(raised.value)
    monkeypatch.setattr("explorer.interface.doors.inviting.in_network", lambda _: "192.0.2.7")
    said = no_link(raised.value, "127.0.0.1", 7860)
    assert len(said.splitlines()) == 1
    assert "--host 0.0.0.0, which opens it at http://192.0.2.7:7860/" in said
    assert "is open at http://192.0.2.7:7860/" in no_link(raised.value, "0.0.0.0", 7860)
    monkeypatch.setattr("explorer.interface.doors.inviting.in_network", lambda _: "")
    assert "no address in a network" in no_link(raised.value, "127.0.0.1", 7860)


def test_the_tunnel_is_of_this_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(networking, "setup_tunnel", lambda *given: f"https://{given[:3]}")
    assert public_link(7860, "127.0.0.1", "t") == "https://('127.0.0.1', 7860, 't')"
