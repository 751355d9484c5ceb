"""Start and stop of something that is measured while people watch: one job at a time."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import gradio as gr
from anyio import CapacityLimiter, to_thread
from gradio.components import Component

from explorer.interface.loading import bar
from explorer.interface.words.failure import failure
from explorer.interface.words.language import Labels, both
from explorer.sentences.sentence import refusal

MOST: Final = 16  # that wait for the processor
OVER: Final = object()  # what a job gives that has no more steps
PATIENCE: Final = 5.0  # seconds in which whoever asks begins to listen
# Whoever waits does so at `Turns`: in Gradio's own queue, which is bounded, a few who wait for
# the processor would shut out everybody who asks for anything.
JOB: Final[dict[str, Any]] = {
    "api_visibility": "private",
    "concurrency_id": "processor",
    "concurrency_limit": 4 * MOST,
    "show_progress": "hidden",
}
HEARD: Final = 1500  # milliseconds that a pressed button shows it: then the server's progress does
SETTLING: Final = 0.7  # seconds: the job's last words come another way, and may come later
LIGHT: Final[dict[str, Any]] = {
    "api_visibility": "private",
    "queue": False,
    "show_progress": "hidden",
}


class Turns:
    """Whose turn at the processor it is: one at a time, first come first served.

    Args:
        is_here: Whether a session's page listens.
        most: That may wait.
    """

    def __init__(self, is_here: Callable[[str], bool], most: int = MOST) -> None:
        self._is_here = is_here
        self._most = most
        self._waiting = 0
        self._processor = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, session: str | None) -> AsyncIterator[Callable[[], bool]]:
        """Wait for the processor, and have it until the end of the block.

        Args:
            session: Whose page asks; None where nobody knows.

        Yields:
            Whether somebody is still there to hear of it.

        Raises:
            ValueError: Too many wait; says when to try again.
        """
        if self._waiting >= self._most:
            raise refusal(
                "{count} others wait for the processor, which is all that may: "
                "try again in a minute",
                count=self._most,
            )
        since = time.monotonic()

        def heard() -> bool:
            return session is None or self._is_here(session)

        self._waiting += 1
        try:
            await self._processor.acquire()
        finally:
            self._waiting -= 1
        try:
            while not heard() and time.monotonic() - since < PATIENCE:
                await asyncio.sleep(0.1)
            yield heard
        finally:
            self._processor.release()

    def steps_of(
        self, job: Callable[..., Generator[Any]], outputs: int, said: int
    ) -> Callable[..., AsyncGenerator[Any]]:
        """A generator event that waits for its turn, and ends when nobody listens any more.

        Args:
            job: Makes the outputs' values again and again.
            outputs: How many there are.
            said: Which of them is told why nothing begins.
        """

        async def in_turn(request: gr.Request, *values: Any) -> AsyncGenerator[Any]:
            try:
                async with self.turn(request.session_hash) as heard:
                    steps = job(*values)
                    try:
                        while heard() and (each := await in_thread(next, steps, OVER)) is not OVER:
                            yield each
                    finally:  # before anybody else has the processor
                        await in_thread(steps.close)
            except ValueError as error:
                told = [failure(error) if each == said else gr.skip() for each in range(outputs)]
                yield told[0] if outputs == 1 else tuple(told)

        in_turn.__name__ = job.__name__
        return in_turn


async def in_thread(call: Callable[..., Any], *arguments: Any) -> Any:
    """What a call returns that takes its time; who is cancelled meanwhile waits for its end."""
    return await to_thread.run_sync(call, *arguments, limiter=CapacityLimiter(1))


class StartStop:
    """Two buttons, of which one can be pressed at a time."""

    def __init__(self, labels: Labels, key: str, name: str, turns: Turns) -> None:
        """Lay the buttons out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            key: Text of the start button.
            name: Begins the ids of both.
            turns: Whose turn it is to use the processor.
        """
        self._turns = turns
        with gr.Row():
            self.start = gr.Button(
                labels(key), variant="primary", elem_id=f"{name}-start", scale=0, min_width=220
            )
            labels.follow(self.start, value=key)
            self.stop = gr.Button(
                labels("depth_stop"), interactive=False, elem_id=f"{name}-stop", scale=0,
                min_width=120,
            )  # fmt: skip
            labels.follow(self.stop, value="depth_stop")

    def run(
        self,
        job: Callable[..., Any],
        inputs: Sequence[Component],
        outputs: Sequence[Component],
        status: Component,
    ) -> None:
        """Connect the buttons with a generator event, which stops at its next yield.

        Args:
            job: What start begins; waits until the processor is free.
            inputs: Of the job.
            outputs: Of the job.
            status: Told that it waits, and that it was stopped.
        """
        told = [status, self.start, self.stop]
        heard = pressed(str(self.start.elem_id))
        said = [each is status for each in outputs].index(True)
        in_turn = self._turns.steps_of(job, len(outputs), said)
        going = self.start.click(begun, None, told, js=heard, **LIGHT).then(
            in_turn, inputs, outputs, **JOB
        )
        going.then(ready, None, told[1:], **LIGHT)
        self.stop.click(stopped, None, told, cancels=[going], **LIGHT).then(
            settled, None, status, **LIGHT
        )


def pressed(elem_id: str, also: str = "") -> str:
    """A script by which a button says at once that it was heard, before the server can.

    Args:
        elem_id: The button's.
        also: What else the script does.
    """
    return f"""() => {{
  const button = document.querySelector('#{elem_id}');
  button.setAttribute('aria-busy', 'true');
  setTimeout(() => button.removeAttribute('aria-busy'), {HEARD});
  {also}
  return [];
}}"""


def begun() -> tuple[Any, ...]:
    """Status and buttons from the click on."""
    return (
        bar(None, both("depth_waiting")),
        gr.update(interactive=False),
        gr.update(interactive=True),
    )


def ready() -> tuple[Any, Any]:
    """The buttons while nothing is measured."""
    return gr.update(interactive=True), gr.update(interactive=False)


def stopped() -> tuple[Any, ...]:
    """Status and buttons after stop."""
    return (both("depth_stopped"), *ready())


def settled() -> str:
    """Status once more, when what the job had sent before it was stopped has arrived."""
    time.sleep(SETTLING)
    return both("depth_stopped")
