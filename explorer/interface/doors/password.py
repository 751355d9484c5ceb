"""The password of a page that others reach, and how often a wrong one may be tried."""

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

USER: Final = "class"
ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # without what looks alike: 0 o, 1 i l
LENGTH: Final = 10  # of 31 signs each: 49 bits
EACH: Final = (10, 3.0)  # wrong ones that an address may try at once, and seconds for each further
ALL: Final = (100, 1.0)  # the same for all addresses together, which somebody may invent
_REMEMBERED: Final = 1000  # addresses
_EVERYBODY: Final = ""


def made_password() -> str:
    """A password that can be read off a wall."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


class Password:
    """A user's name and password, and what a browser shows in their place once it gave them.

    Args:
        user: The name.
        secret: The password.
        clock: Tells the time in seconds.

    Attributes:
        cookie: Name of the cookie: another in each program, since those of one machine share them.
        token: Its value.
        user: The name.
    """

    def __init__(self, user: str, secret: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.user = user
        self.cookie = f"explorer-{secrets.token_hex(4)}"
        self.token = secrets.token_urlsafe(32)
        self._secret = secret
        self._clock = clock
        # by address: when as many attempts as it made would have been due, one at a time
        self._due: OrderedDict[str, float] = OrderedDict()

    def admits(self, token: str) -> bool:
        """Whether a cookie's value is that of somebody who gave the password."""
        return hmac.compare_digest(token.encode(), self.token.encode())

    def wait(self, address: str) -> float:
        """Seconds until an address may try again; 0 if it may now."""
        now = self._clock()
        return max(
            0.0,
            *(
                self._due.get(each, now) - now - (most - 1) * seconds
                for each, (most, seconds) in ((address, EACH), (_EVERYBODY, ALL))
            ),
        )

    def is_right(self, user: str, secret: str, address: str) -> bool:
        """Whether these are they; a wrong attempt is remembered.

        Args:
            user: The name that was given.
            secret: The password that was given.
            address: Whose attempt it is.
        """
        # both are compared, and each in the same time wherever it differs
        names = hmac.compare_digest(user.encode(), self.user.encode())
        if hmac.compare_digest(secret.encode(), self._secret.encode()) and names:
            return True
        now = self._clock()
        for each, (_, seconds) in ((address, EACH), (_EVERYBODY, ALL)):
            self._due[each] = max(self._due.get(each, now), now) + seconds
            self._due.move_to_end(each)
        while len(self._due) > _REMEMBERED:
            self._due.popitem(last=False)
        return False
