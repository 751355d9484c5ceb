"""Where whoever asks for an answer waits for it, and is told so: one for the page and the API."""

from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from itertools import count
from typing import Any, Final

import gradio as gr

from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.line import MOST, Line, Place
from explorer.interface.explore.question import attempt
from explorer.interface.words.language import both

# Gradio's own queue keeps nobody waiting: it tells neither a place nor when to come back.
IN_LINE: Final[dict[str, Any]] = {"concurrency_id": "in_line", "concurrency_limit": 2 * MOST}

MOST_ASKING: Final = 1000  # sessions whose newest question is known


class Desk:
    """The line of a page, and where its inspections are computed.

    Attributes:
        gatherer: Computes what several wait for together.
        line: In which they stand.
    """

    def __init__(self, gatherer: Gatherer | None = None) -> None:
        self.gatherer = gatherer or Gatherer()
        self.line: Line[Any] = Line()
        self._numbers = count()
        self._newest: OrderedDict[str, int] = OrderedDict()

    def ask(self, session: str | None) -> Callable[[], bool]:
        """Note that a session asks; called in the server's loop alone.

        Several answers are computed at once, and one that was asked for later may come sooner.

        Args:
            session: Whose page it is; None where nobody knows.

        Returns:
            Says whether the session has asked nothing else since.
        """
        number = next(self._numbers)
        if session is None:
            return lambda: True
        self._newest[session] = number
        self._newest.move_to_end(session)
        if len(self._newest) > MOST_ASKING:
            self._newest.popitem(last=False)
        return lambda: self._newest.get(session, number) == number

    async def answers(self, job: Callable[[], list[Any]], outputs: int) -> AsyncIterator[list[Any]]:
        """What a job returns, and before that, in the first output, who waits where.

        Args:
            job: Gives the values of the outputs.
            outputs: How many there are.
        """
        rest = [gr.skip()] * (outputs - 1)
        _, full = attempt(self.line.check)
        if full is not None:
            yield [full, *rest]
            return
        async for each in self.line.served(job):
            yield [said(each), *rest] if isinstance(each, Place) else each


def said(place: Place) -> str:
    """What stands where the answer will be, as HTML."""
    key = "in_line" if place.seconds is None else "in_line_seconds"
    line = both(key, place=place.place, seconds=place.seconds)
    return f'<div class="empty" role="status">{line}</div>'
