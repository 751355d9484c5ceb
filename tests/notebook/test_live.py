"""A cell that runs a race; `tests/test_examples.py` has one that Jupyter executes."""

from typing import Any

import pytest

import explorer
from explorer.notebook import live as module
from explorer.notebook.live_widget import LiveRace
from explorer.training.race.settings import RaceSettings

SMALL = RaceSettings(depth=8, width=2, steps=4, batch=8)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every phase that a widget is told, with the number of steps."""
    phases: list[Any] = []
    real = LiveRace.tell

    def tell(widget: LiveRace, race: Any, phase: Any) -> None:
        phases.append((phase, len(race.steps)))
        real(widget, race, phase)

    monkeypatch.setattr(LiveRace, "tell", tell)
    monkeypatch.setattr(module, "APART", 0.0)
    return phases


def test_it_is_drawn_while_it_runs(told: list[Any]) -> None:
    raced = explorer.live(explorer.race(SMALL))
    expected = explorer.race(SMALL).result()
    assert [step.plain.loss for step in raced.steps if step.plain] == [
        step.plain.loss for step in expected.steps if step.plain
    ]
    assert told == [*(("running", done) for done in range(1, 5)), ("finished", 4)]


def test_an_interrupt_keeps_what_was_done(told: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    real = LiveRace.tell

    def tell(widget: LiveRace, race: Any, phase: Any) -> None:
        real(widget, race, phase)
        if len(race.steps) == 2 and phase == "running":
            raise KeyboardInterrupt

    monkeypatch.setattr(LiveRace, "tell", tell)
    raced = explorer.live(SMALL)
    assert len(raced.steps) == 2
    assert told[-1] == ("stopped", 2)


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.find_spec
    monkeypatch.setattr(
        module, "find_spec", lambda name: None if name == "anywidget" else real(name)
    )
    with pytest.raises(ModuleNotFoundError, match=r"anywidget: install .*resnet-explorer\[note"):
        explorer.live(SMALL)
