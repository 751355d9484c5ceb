"""What the page's address asks for: every value is one of those that are offered, or said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from explorer.interface.words.language import both

Value = TypeVar("Value")
MOST_SHOWN = 60  # characters of a value that is said back
MOST_NAMED = 40  # allowed values that are named one by one


@dataclass(frozen=True)
class Doubt:
    """A value that is not allowed.

    Attributes:
        name: Of the parameter.
        value: Its text in the address.
        allowed: What may stand there.
    """

    name: str
    value: str
    allowed: str


class Asked:
    """The part of an address that is a tab's.

    Args:
        query: The address's parameters.
        tab: Whose they must be; those of another tab ask nothing here.

    Attributes:
        doubts: Values that are not allowed, in the order in which they were asked for.
    """

    def __init__(self, query: Mapping[str, str], tab: str) -> None:
        own = query.get("tab") == tab
        self._values = {name: str(value) for name, value in query.items()} if own else {}
        self.doubts: list[Doubt] = []

    def __contains__(self, name: str) -> bool:
        """Whether the address says anything of it."""
        return name in self._values

    def text(self, name: str) -> str | None:
        """What the address says, unchecked; None where it says nothing."""
        return self._values.get(name)

    def one_of(self, name: str, allowed: Sequence[Value]) -> Value | None:
        """The value that is asked for by its text; None where there is none that is allowed."""
        found = self.some_of(name, allowed, most=1)
        return found[0] if found else None

    def some_of(
        self, name: str, allowed: Sequence[Value], most: int | None = None
    ) -> list[Value] | None:
        """The values that are asked for, separated by commas, in the order of those allowed."""
        asked = self._values.get(name)
        if asked is None:
            return None
        by_text = {str(each): each for each in allowed}
        wanted = asked.split(",")
        if (most is not None and len(wanted) > most) or not set(wanted) <= set(by_text):
            self.doubt(name, list(by_text))
            return None
        return [each for text, each in by_text.items() if text in wanted]

    def read(self, name: str, understood: Callable[[str], Value]) -> Value | None:
        """What is asked for, as far as it is understood.

        Args:
            name: Of the parameter.
            understood: Refuses a wrong text by a ValueError that says what is allowed.
        """
        asked = self._values.get(name)
        if asked is None:
            return None
        try:
            return understood(asked)
        except ValueError as error:
            self.doubt(name, [str(error)])
            return None

    def doubt(self, name: str, allowed: Sequence[Any]) -> None:
        """Take note that what is asked for is not allowed.

        Args:
            name: Of the parameter.
            allowed: What may stand there.
        """
        value = self._values[name]
        short = value if len(value) <= MOST_SHOWN else f"{value[:MOST_SHOWN]}…"
        named = ", ".join(map(str, allowed[:MOST_NAMED]))
        more = ", …" if len(allowed) > MOST_NAMED else ""
        self.doubts.append(Doubt(name, short, named + more))

    def said(self) -> str:
        """All doubts as HTML; empty where there is none."""
        return "".join(
            f'<p class="note">'
            f"{both('link_wrong', name=each.name, value=each.value, allowed=each.allowed)}</p>"
            for each in self.doubts
        )
