"""Events that wait for the processor, as a test asks them."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

import gradio as gr
from gradio.block_function import BlockFunction

from explorer.interface.start_stop import Turns

TURNS: Final = Turns(bool)  # whoever has a name is here


def steps(event: BlockFunction, *values: object) -> Iterator[Any]:
    """What the event gives, one after the other, to somebody who listens."""
    assert event.fn is not None
    given = event.fn(gr.Request(session_hash="a"), *values)
    with asyncio.Runner() as runner:
        try:
            while (each := runner.run(anext(given, None))) is not None:
                yield each
        finally:
            runner.run(given.aclose())
