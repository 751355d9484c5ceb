import asyncio
import threading

import gradio as gr
import pytest
from gradio.routes import App

from explorer.interface.tidying import rounds as module
from explorer.interface.tidying.rounds import rounds
from explorer.interface.tidying.sessions import Sessions
from tests.own_loop import in_its_own_loop


def test_chores_are_done_again_and_again_while_the_page_is_served(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "EVERY", 0.001)
    with gr.Blocks(analytics_enabled=False) as blocks:
        pass
    done = 0
    threads = set()

    def fails() -> None:
        raise OSError("no room")

    def counts() -> None:
        nonlocal done
        done += 1
        threads.add(threading.get_ident())

    async def served() -> None:
        app = App()
        app.blocks = blocks
        async with rounds(lambda _: False, fails, counts)(app):
            assert isinstance(app.state_holder, Sessions)
            assert blocks.state_holder is app.state_holder
            while done < 3:
                await asyncio.sleep(0.001)

    in_its_own_loop(served())
    before = done
    assert "no room" in caplog.text
    assert threading.get_ident() not in threads
    assert done == before
