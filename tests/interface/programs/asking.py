"""Asking a tool from a test."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from explorer.interface.programs.tool import Answer, Progress, Tool
from tests.own_loop import in_its_own_loop


async def said(asking: Any, most: int | None = None) -> list[Progress | Answer]:
    """All that is said, or the first words of it; then it is let go."""
    words: list[Progress | Answer] = []
    async with aclosing(asking):
        async for each in asking:
            words.append(each)
            if len(words) == most:
                break
    return words


def asked(tool: Tool, **given: Any) -> Answer:
    """The answer."""

    async def whole() -> Answer:
        answer = (await said(tool.ask(tool.given(given), "test")))[-1]
        assert not isinstance(answer, Progress)
        return answer

    return in_its_own_loop(whole())


def answering(answer: Answer) -> Any:
    """What may be a tool's `ask`."""

    async def ask(given: Any, who: str) -> AsyncIterator[Progress | Answer]:
        yield Progress(1, 2, 0)
        yield {**answer, "given": dict(given)}

    return ask
