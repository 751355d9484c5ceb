"""The names by which the page may be asked for: what DNS rebinding cannot pretend to be."""

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

import psutil

from explorer.interface.links.dialog import EVERYWHERE
from explorer.sentences.sentence import refusal

_AUTHORITY: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^\s:@/\\?#\[\]]+)(?::(\d{1,5}))?", re.I)
_PORTS: Final = {"http": 80, "https": 443}  # that browsers leave out
_FRAME: Final = re.compile(r"(https?://)?(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?", re.I)


class Names:
    """The hosts that are this page: of the loopback interface, of `--host`, and those allowed.

    Args:
        host: Which address the page is served on; where that is every address of the machine, all
            of them and the machine's name are known.
        allowed: Further hosts, such as a proxy's.

    Raises:
        ValueError: One of them is no name of a host.
    """

    def __init__(self, host: str = "127.0.0.1", allowed: Iterable[str] = ()) -> None:
        self._names = {"localhost"}
        self._added: set[str] = set()  # as they were given: with a port, or a scheme's own
        self._everywhere = host in EVERYWHERE
        if self._everywhere:
            name = _plain(socket.gethostname())
            self._names |= {name, f"{name}.local"}
        if host:
            if _address(_plain(host)) is None and host_of(host) != _plain(host):
                raise refusal(
                    "{host!r} is no address to serve on: give one of this machine, such as "
                    "127.0.0.1, or 0.0.0.0 for the whole network, without a port",
                    host=host,
                )
            self._names.add(_plain(host))
        for each in allowed:
            self.add(each)

    def add(self, name: str) -> None:
        """Know one more host, with or without its port.

        Raises:
            ValueError: It is no name of a host.
        """
        found = host_of(name)
        if found is None:
            raise refusal(
                "{name!r} is no name of a host: give one such as explorer.example.org, without "
                "https:// and without a path",
                name=name,
            )
        self._names.add(found)
        self._added.add(name)

    def know(self, authority: str) -> bool:
        """Whether a host, with or without its port, is this page.

        Args:
            authority: As in the header `Host`.
        """
        name = host_of(authority)
        if name is None:
            return False
        if name in self._names:
            return True
        address = _address(name)
        if address is None:
            return False
        return address.is_loopback or (self._everywhere and str(address) in own_addresses())

    def same(self, origin: str, hosts: Iterable[str]) -> bool:
        """Whether a web page's origin is this page, and not another port of its machine.

        It is where it is asked for by the same host and port. A proxy may ask for it by another
        name: then the origin must be one that was added, with its port or its scheme's own.

        Args:
            origin: As in the header `Origin`.
            hosts: Those of the headers `Host` and `X-Forwarded-Host`.
        """
        asked = origin_of(origin)
        if asked is None:
            return False
        scheme = origin.partition("://")[0]
        return asked in {_with_port(each, scheme) for each in (*hosts, *self._added)}


def host_of(authority: str) -> str | None:
    """The host of `host:port`, in lower case, without brackets; None if it is no such thing."""
    found = _AUTHORITY.fullmatch(authority.strip())
    return None if found is None else _plain(found[1])


def origin_of(origin: str) -> tuple[str, int] | None:
    """Host and port of a web page's origin; None of one that has none, such as `null`."""
    scheme, between, authority = origin.partition("://")
    return _with_port(authority, scheme) if between and scheme in _PORTS else None


def _with_port(authority: str, scheme: str) -> tuple[str, int] | None:
    found = _AUTHORITY.fullmatch(authority.strip())
    return None if found is None else (_plain(found[1]), int(found[2] or _PORTS[scheme]))


def own_addresses() -> frozenset[str]:
    """Of this machine, in all networks that it is in at this moment."""
    found = (each.address.partition("%")[0] for many in psutil.net_if_addrs().values()
             for each in many if each.family in (socket.AF_INET, socket.AF_INET6))  # fmt: skip
    return frozenset(str(address) for each in found if (address := _address(each)))


def frame_source(given: str) -> str:
    """A site that may show the page in a frame, as a content-security policy names it.

    Raises:
        ValueError: It is no site.
    """
    if not _FRAME.fullmatch(given):
        raise refusal(
            "{given!r} is no site that could show the page in a frame: give one such as "
            "https://huggingface.co",
            given=given,
        )
    return given


def is_public(host: str) -> bool:
    """Whether other machines reach what is served on an address."""
    address = _address(_plain(host))
    return not (host.lower() == "localhost" or (address is not None and address.is_loopback))


def _plain(name: str) -> str:
    name = name.strip("[]").rstrip(".").lower()
    return str(address) if (address := _address(name)) else name


def _address(name: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(name)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
