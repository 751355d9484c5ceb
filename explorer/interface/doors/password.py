"""The password of a page that others reach, and how often a wrong one may be tried."""

import hashlib
import hmac
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

USER: Final = "class"
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # without what looks alike: 0 o, 1 i l
LENGTH: Final = 10  # of 31 signs each: 49 bits
EACH: Final = (10, 3.0)  # wrong ones that an address may try at once, and seconds for each further
TOLD: Final = (50, 1.5)  # the same for all whose address a proxy told: a program may invent them
ALL: Final = (100, 1.0)  # the same for everybody together
MOST_TOKENS: Final = 4096  # of those who gave the password; beyond, the one unused for longest goes
_REMEMBERED: Final = 1000  # addresses
_TOLD: Final = "told"
_EVERYBODY: Final = ""


def made_password() -> str:
    """A password that can be read off a wall."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class Password:
    """A user's name and password, and what browsers show in their place once they gave them.

    Args:
        user: The name.
        secret: The password.
        clock: Tells the time in seconds.
        guessable: Whether somebody chose it: whoever waits after wrong ones is then not let in with
            the right one either, or they would see which it is. A made one nobody finds by trying,
            and where a class shares an address one of them could keep out the others.

    Attributes:
        cookie: Name of the cookie: another in each program, since those of one machine share them.
        user: The name.
    """

    def __init__(
        self,
        user: str,
        secret: str,
        clock: Callable[[], float] = time.monotonic,
        guessable: bool = True,
    ) -> None:
        self.user = user
        self._guessable = guessable
        self.cookie = f"explorer-{secrets.token_hex(4)}"
        self._secret = secret
        # digests, so that how long a look-up takes tells nothing of a token; oldest use first
        self._tokens: OrderedDict[bytes, None] = OrderedDict()
        self._clock = clock
        # by address: when as many attempts as it made would have been due, one at a time
        self._due: OrderedDict[str, float] = OrderedDict()

    def let_in(self) -> str:
        """The value of a new cookie, for somebody who gave the password."""
        token = secrets.token_urlsafe(32)
        self._tokens[_digest(token)] = None
        while len(self._tokens) > MOST_TOKENS:
            self._tokens.popitem(last=False)
        return token

    def admits(self, token: str) -> bool:
        """Whether a cookie's value is that of somebody who gave the password and is still in."""
        digest = _digest(token)
        if digest not in self._tokens:
            return False
        self._tokens.move_to_end(digest)
        return True

    def let_out(self, token: str) -> None:
        """Somebody logs out: the cookie's value opens nothing from now on."""
        self._tokens.pop(_digest(token), None)

    def wait(self, address: str, told: bool = False) -> float:
        """Seconds until an address may try again; 0 if it may now.

        Args:
            address: Whose attempt it would be.
            told: Whether the request says itself whose it is, as proxies do.
        """
        now = self._clock()
        return max(
            0.0,
            *(
                self._due.get(each, now) - now - (most - 1) * seconds
                for each, (most, seconds) in _limits(address, told)
            ),
        )

    def refused(self, user: str, secret: str, address: str, told: bool = False) -> int | None:
        """Whether somebody is not let in: the seconds to wait, 0 for none; None who is.

        Args:
            user: The name that was given.
            secret: The password that was given.
            address: Whose attempt it is.
            told: As for `wait`.
        """
        wait = math.ceil(self.wait(address, told))
        if wait and (self._guessable or not self._are(user, secret)):
            return wait
        return None if self.is_right(user, secret, address, told) else 0

    def is_right(self, user: str, secret: str, address: str, told: bool = False) -> bool:
        """Whether these are they; a wrong attempt is remembered.

        Args:
            user: The name that was given.
            secret: The password that was given.
            address: Whose attempt it is.
            told: As for `wait`.
        """
        if self._are(user, secret):
            return True
        now = self._clock()
        for each, (_, seconds) in _limits(address, told):
            self._due[each] = max(self._due.get(each, now), now) + seconds
            self._due.move_to_end(each)
        while len(self._due) > _REMEMBERED:
            self._due.popitem(last=False)
        return False

    def _are(self, user: str, secret: str) -> bool:
        # both are compared, and each in the same time wherever it differs
        names = hmac.compare_digest(user.encode(), self.user.encode())
        return hmac.compare_digest(secret.encode(), self._secret.encode()) and names


def _limits(address: str, told: bool) -> list[tuple[str, tuple[int, float]]]:
    return [(address, EACH), *([(_TOLD, TOLD)] if told else []), (_EVERYBODY, ALL)]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
