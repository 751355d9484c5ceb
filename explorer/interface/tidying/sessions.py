"""What Gradio keeps of its sessions: what an event can need, and not for ever."""

from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, Final

import gradio as gr
from gradio.state_holder import SessionState, StateHolder

MOST: Final = 2000  # sessions, the one unused for longest goes first
KEPT: Final = timedelta(hours=1)  # as Gradio keeps states, for who opens the tab again


class Session(SessionState):
    """One session's state, without the copy of every component that Gradio's deep links read.

    That copy took half a megabyte a visitor, 18 ms of the loop that serves everybody, and held all
    that the person had last been shown. The page has links of its own.
    """

    def __init__(self, blocks: gr.Blocks) -> None:
        """Begin with what the page begins with."""
        bare: Any = SimpleNamespace(default_config=blocks.default_config, blocks={})
        super().__init__(bare)

    def __setitem__(self, key: int, value: Any) -> None:
        """Keep a state's value, or a changed component."""
        super().__setitem__(key, value)
        self.config_values.clear()

    def _update_config(self, key: int) -> None:
        """Copy nothing."""

    def _update_value_in_config(self, key: int, value: Any) -> None:
        """Copy nothing."""


class Sessions(StateHolder):
    """All sessions of one page.

    Args:
        blocks: The page.
        is_here: Whether a session's browser is connected.
        clock: Tells the time, as `datetime.now` does.
    """

    def __init__(
        self,
        blocks: gr.Blocks,
        is_here: Callable[[str], bool],
        clock: Callable[[], datetime] = datetime.now,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._is_here, self._clock = is_here, clock
        self.set_blocks(blocks)
        self.capacity = MOST

    def __getitem__(self, session_id: str) -> SessionState:
        """A session's state, begun where there is none."""
        if session_id not in self.session_data:
            self.session_data[session_id] = Session(self.blocks)
        found: SessionState = super().__getitem__(session_id)
        return found

    def forget(self) -> None:
        """Drop the sessions that are not here and have not been for long."""
        now = self._clock()
        for session, used in [*self.time_last_used.items()]:
            if now - used > KEPT and not self._is_here(session):
                self.session_data.pop(session, None)
                self.time_last_used.pop(session, None)
