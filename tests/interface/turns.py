"""Events that wait for the processor, as a test asks them."""

from contextlib import aclosing
from typing import Any, Final

import gradio as gr
from gradio.block_function import BlockFunction

from explorer.interface.start_stop import Turns
from tests.own_loop import in_its_own_loop

TURNS: Final = Turns(bool)  # whoever has a name is here


def steps(event: BlockFunction, *values: object, most: int | None = None) -> list[Any]:
    """What the event gives to somebody who listens, until they leave after the `most` first."""
    given: Any = event.fn

    async def heard() -> list[Any]:
        seen: list[Any] = []
        async with aclosing(given(gr.Request(session_hash="a"), *values)) as told:
            async for each in told:
                seen.append(each)
                if len(seen) == most:
                    break
        return seen

    return in_its_own_loop(heard())
