"""Start and stop of something that is measured while people watch: one job at a time."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import gradio as gr
from gradio.components import Component

from explorer.interface.loading import bar
from explorer.interface.words.language import Labels, both

JOB: Final[dict[str, Any]] = {
    "api_visibility": "private",
    "concurrency_id": "processor",
    "concurrency_limit": 1,
    "show_progress": "hidden",
}
HEARD: Final = 1500  # milliseconds that a pressed button shows it: then the server's progress does
SETTLING: Final = 0.7  # seconds: the job's last words come another way, and may come later
LIGHT: Final[dict[str, Any]] = {
    "api_visibility": "private",
    "queue": False,
    "show_progress": "hidden",
}


class StartStop:
    """Two buttons, of which one can be pressed at a time."""

    def __init__(self, labels: Labels, key: str, name: str) -> None:
        """Lay the buttons out where the page is being built.

        Args:
            labels: Collects what the language switch must rename.
            key: Text of the start button.
            name: Begins the ids of both.
        """
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
        going = self.start.click(begun, None, told, js=heard, **LIGHT).then(
            job, inputs, outputs, **JOB
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
