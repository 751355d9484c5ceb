import socket

import pytest

from explorer.interface.doors.names import (
    Names,
    frame_source,
    host_of,
    is_public,
    origin_of,
    own_addresses,
)


@pytest.mark.parametrize(
    "name",
    ["localhost", "LOCALHOST:7860", "localhost.", "127.0.0.1", "127.8.9.1:80", "[::1]:7860",
     "[::ffff:127.0.0.1]"],
)  # fmt: skip
def test_this_machine_for_itself_is_always_known(name: str) -> None:
    assert Names().know(name)


@pytest.mark.parametrize(
    "name",
    ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a@localhost",
     "localhost/x", "localhost:x", "localhost:7860:7860", "[::1", "127.0.0.1 evil.example",
     "192.0.2.1", "0.0.0.0", "[2001:db8::1]:7860", "localhost\\@evil.example"],
)  # fmt: skip
def test_all_else_is_not(name: str) -> None:
    assert not Names().know(name)


def test_what_the_command_line_names_is_known() -> None:
    names = Names("192.0.2.7", ["Explorer.Example.org"])
    names.add("abc.gradio.live:443")
    for name in ("192.0.2.7:7860", "explorer.example.org", "abc.gradio.live", "localhost"):
        assert names.know(name)
    assert not names.know("192.0.2.8")
    assert not names.know("other.gradio.live")
    assert not names.know("sub.explorer.example.org")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_where_all_addresses_are_served_all_of_them_and_the_machines_name_are_known(
    host: str,
) -> None:
    names = Names(host)
    addresses = own_addresses()
    assert "127.0.0.1" in addresses
    for each in addresses:
        assert names.know(f"[{each}]:7860" if ":" in each else f"{each}:7860")
    assert names.know(socket.gethostname())
    assert not names.know("198.51.100.1")
    assert not names.know("evil.example")


@pytest.mark.parametrize("name", ["https://explorer.example.org", "a b", "a/b", ""])
def test_no_name_is_one_sentence(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a host: give one such as"):
        Names(allowed=[name])


@pytest.mark.parametrize("host", ["a b", "example.org:80", "http://example.org", "x/y"])
def test_no_address_to_serve_on_is_one_sentence(host: str) -> None:
    with pytest.raises(ValueError, match=f"^{host!r} is no address to serve on: give one"):
        Names(host)


@pytest.mark.parametrize("host", ["::1", "::", "fe80::1%eth0", "LOCALHOST", "our-server", ""])
def test_every_form_of_an_address_is_one(host: str) -> None:
    assert Names(host).know("localhost")


def test_hosts_and_origins() -> None:
    assert host_of("[::1]:80") == "::1"
    assert host_of("A.b:80") == "a.b"
    assert origin_of("http://A.b:81") == ("a.b", 81)
    assert origin_of("http://[::1]") == ("::1", 80)
    assert origin_of("https://a.b") == ("a.b", 443)
    for none in ("null", "file://", "chrome-extension://abc", "a.b"):
        assert not origin_of(none)


def test_another_port_of_this_machine_is_another_site() -> None:
    names = Names(allowed=["class.example.org", "class.example.org:8443"])
    own = ["localhost:7860"]
    assert names.same("http://LOCALHOST:7860", own)
    assert names.same("http://localhost", ["localhost"])
    assert names.same("https://localhost", ["localhost:443"])
    for other in ("http://localhost:7861", "http://localhost", "https://127.0.0.1:7860", "null"):
        assert not names.same(other, own)
    # a proxy that asks by another name than its own
    assert names.same("https://class.example.org", own)
    assert names.same("https://class.example.org:8443", own)
    for other in ("https://class.example.org:8444", "https://class.example.org.evil"):
        assert not names.same(other, own)


def test_sites_that_may_frame() -> None:
    for site in ("https://huggingface.co", "huggingface.co", "https://*.hf.space", "a.b:8000"):
        assert frame_source(site) == site
    for wrong in ("*", "a; script-src *", "https://a/b", "'none'", "data:", "a b", "a\r\nX: 1"):
        with pytest.raises(ValueError, match="no site that could show the page"):
            frame_source(wrong)


def test_whether_others_reach_it() -> None:
    assert not any(map(is_public, ("127.0.0.1", "localhost", "::1", "127.0.0.9")))
    assert all(map(is_public, ("0.0.0.0", "::", "192.0.2.7", "laptop.example.org")))
