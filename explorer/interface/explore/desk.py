"""Where whoever asks for an answer waits for it, and is told so: one for the page and the API."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import gradio as gr

from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.line import MOST, Line, Place
from explorer.interface.explore.question import attempt
from explorer.interface.words.language import both

# Gradio's own queue keeps nobody waiting: it tells neither a place nor when to come back.
IN_LINE: Final[dict[str, Any]] = {"concurrency_id": "in_line", "concurrency_limit": 2 * MOST}


class UnderWay:
    """A question that somebody's page has asked, until it is over.

    Several answers are computed at once, and one that was asked for later may come sooner.

    Attributes:
        outdated: Whether a later question of the same page has been answered.
        over: Whether it has been answered itself.
    """

    def __init__(self, together: "list[UnderWay]") -> None:
        """Begin.

        Args:
            together: Those of the same page, in the order in which they were asked.
        """
        self.outdated = False
        self.over = False
        self._together = together

    @property
    def alone(self) -> bool:
        """Whether the page has asked nothing else that is under way."""
        return all(each is self or each.over for each in self._together)

    @property
    def followed(self) -> bool:
        """Whether a later question of the page is under way, or answered."""
        return self.outdated or self._together[-1] is not self

    def answered(self) -> None:
        """It is over, and what was asked before it is no longer to be shown."""
        self.over = True
        for each in self._together[: self._together.index(self)]:
            each.outdated = True


class Desk:
    """The line of a page, and where its inspections are computed.

    Attributes:
        gatherer: Computes what several wait for together.
        line: In which they stand.
    """

    def __init__(self, gatherer: Gatherer | None = None) -> None:
        self.gatherer = gatherer or Gatherer()
        self.line: Line[Any] = Line()
        self._under_way: dict[str, list[UnderWay]] = {}

    @contextmanager
    def question(self, session: str | None) -> Iterator[UnderWay]:
        """A question from its beginning to its end; called in the server's loop alone.

        Args:
            session: Whose page asks; None where nobody knows.
        """
        together = [] if session is None else self._under_way.setdefault(session, [])
        asked = UnderWay(together)
        together.append(asked)
        try:
            yield asked
        finally:
            together.remove(asked)
            if session is not None and not together:
                del self._under_way[session]

    async def answers(
        self, job: Callable[[], list[Any]], outputs: int, asked: UnderWay
    ) -> AsyncIterator[list[Any]]:
        """What a job returns, and before that, in the first output, who waits where.

        Args:
            job: Gives the values of the outputs.
            outputs: How many there are.
            asked: For what.
        """
        rest = [gr.skip()] * (outputs - 1)
        _, full = attempt(self.line.check)
        if full is not None:
            yield [full, *rest]
            return
        async for each in self.line.served(job):
            if isinstance(each, Place):
                yield [said(each), *rest]
            else:
                asked.answered()
                yield each


def said(place: Place) -> str:
    """What stands where the answer will be, as HTML."""
    key = "in_line" if place.seconds is None else "in_line_seconds"
    line = both(key, place=place.place, seconds=place.seconds)
    return f'<div class="empty" role="status">{line}</div>'
