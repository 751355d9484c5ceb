from datetime import datetime, timedelta
from typing import Any

import gradio as gr
import pytest
from fastapi import FastAPI
from gradio.state_holder import SessionState
from starlette.testclient import TestClient

from explorer.interface.tidying import sessions as module
from explorer.interface.tidying.rounds import rounds
from explorer.interface.tidying.sessions import KEPT, Session, Sessions


@pytest.fixture(scope="module")
def blocks() -> gr.Blocks:
    """Counts how often a session asks."""
    made = gr.Blocks(analytics_enabled=False)
    with made:
        count, text = gr.State(0), gr.Textbox("at first")
        made.load(
            lambda before: (before + 1, gr.update(value=f"asked {before + 1}", label="long " * 99)),
            count, [count, text],
        )  # fmt: skip
    return made


def test_a_session_keeps_its_state_and_no_copy_of_what_is_shown(blocks: gr.Blocks) -> None:
    kept: list[Any] = []

    def lifespan(app: Any) -> Any:
        kept.append(app)
        return rounds(lambda _: False)(app)

    app = gr.mount_gradio_app(FastAPI(), blocks, "/", app_kwargs={"lifespan": lifespan})

    def asked(client: TestClient, session: str) -> str:
        event = {"data": [None], "fn_index": 0, "session_hash": session}
        answer = client.post("/gradio_api/run/predict", json=event).json()
        return str(answer["data"][1]["value"])

    with TestClient(app) as client:
        assert [asked(client, each) for each in ("a", "a", "b", "a")] == [
            "asked 1", "asked 2", "asked 1", "asked 3",
        ]  # fmt: skip
    found = kept[0].state_holder.session_data["a"]
    assert isinstance(found, Session)
    assert "asked" not in str(found.config_values)
    assert [*found.components] == []
    assert [*SessionState(blocks).components] != []


def test_who_has_long_gone_is_forgotten_and_who_is_here_is_not(blocks: gr.Blocks) -> None:
    now = datetime.now()
    here = {"here"}
    sessions = Sessions(blocks, here.__contains__, lambda: now)
    for each in ("here", "gone"):
        assert each not in sessions
        assert sessions[each] is sessions[each]
    sessions.forget()
    assert {*sessions.session_data} == {"here", "gone"}
    now += KEPT + timedelta(minutes=1)
    sessions.forget()
    assert {*sessions.session_data} == {*sessions.time_last_used} == {"here"}
    here.clear()
    sessions.forget()
    assert not sessions.session_data


def test_of_invented_ones_only_so_many_are_kept(
    blocks: gr.Blocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    sessions = Sessions(blocks, lambda _: True)
    for each in range(9):
        sessions[f"invented {each}"]
    assert len(sessions.session_data) == 3
