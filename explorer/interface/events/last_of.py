"""What follows events that come one after another: the last of them counts."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import gradio as gr

NOTHING_YET: Final = "() => []"


def last_of(triggers: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    """Register what follows any of some events, and once more if another came meanwhile.

    Gradio has a mode for it, `always_last`, and takes it for changes unasked. But an event that
    was put off is then begun over with all that follows it: where several follow a change, and
    two changes come together, they put each other off for as long as the page is open, with
    twenty requests a second. What follows a step of its own is begun over alone.

    Args:
        triggers: Such as `radio.change`.

    Returns:
        Takes what an event of Gradio takes, from its function on.
    """
    step = gr.on(
        triggers, None, js=NOTHING_YET, trigger_mode="multiple", api_visibility="private",
        queue=False, show_progress="hidden",
    )  # fmt: skip
    return partial(step.then, trigger_mode="always_last")
