"""The page's questions about an answer, as its script asks them."""

import inspect
from typing import Any

from explorer.interface.explore.drill_down import questions
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.explore.shelf import Shelf
from tests.own_loop import in_its_own_loop


def ask(shelf: Shelf, question: str, request: dict[str, Any]) -> dict[str, Any]:
    """What one of them is answered."""
    functions: dict[str, Any] = {each.__name__: each for each in questions(shelf, Gatherer())}

    async def asked() -> dict[str, Any]:
        answer = functions[question](request)
        return await answer if inspect.isawaitable(answer) else answer

    return in_its_own_loop(asked())
