"""The script of a race gives the words and numbers of that race at that step."""

import pytest

import explorer
from explorer.scripting.race import race_program
from explorer.training.race.events import RaceEvent
from explorer.training.race.presets import PRESETS, Preset
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings
from tests.scripting.running import bind_calls, printed

SMALL = RaceSettings(depth=8, width=4, batch=16, steps=30)
EVENTS = (RaceEvent(4, "plain", 1.0), RaceEvent(6, "residual", 0.25))


def expected(settings: RaceSettings, events: tuple[RaceEvent, ...], steps: int) -> list[str]:
    """The same read off the steps of the race, one by one."""
    said = []
    done = explorer.race(settings, events=events).result().steps[:steps]
    for kind in NETWORKS:
        right = None
        for step in done:
            each = step.network(kind)
            assert each is not None
            right = each.test_accuracy if each.test_accuracy is not None else right
        assert each is not None
        share = each.train_accuracy if right is None else right
        heard = each.quantity("activation_gradient")
        first, last = heard[0], heard[settings.depth - 2]
        said += [
            f"{kind}: gradients {each.verdict.word}, learning {each.learning.word}",
            f"  |dL/da| first {first:.1e}, last {last:.1e}, ratio {first / last:.1e}",
            f"  loss {each.loss:.2g}, right {100 * share:.0f} %",
        ]
    return said


@pytest.mark.parametrize(("events", "steps"), [((), 30), (EVENTS, 30), (EVENTS, 28), (EVENTS, 7)])
def test_it_prints_the_words_and_numbers_of_the_step(
    events: tuple[RaceEvent, ...], steps: int
) -> None:
    program = race_program(SMALL, events, steps)
    assert printed(program) == expected(SMALL, events, steps)


def test_projections_are_not_the_last_layer() -> None:
    """Those of option B stand behind the path's own."""
    settings = RaceSettings(depth=8, width=4, batch=16, steps=5, shortcut="B", seed=3)
    assert printed(race_program(settings, EVENTS[:1])) == expected(settings, EVENTS[:1], 5)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.key)
def test_a_preset_is_called_by_its_name_and_any_other_by_what_is_not_a_default(
    preset: Preset,
) -> None:
    for name, settings in preset.runs.items():
        program = race_program(settings, preset.events)
        first = settings == preset.settings
        assert (f'explorer.race("{preset.key}")' in program.script()) == first, name
        assert bind_calls(program) >= 1
        part = race_program(settings, preset.events, settings.steps - 1, "cpu")
        assert bind_calls(part) >= 2
        assert 'device="cpu"' in part.script()


def test_a_preset_without_its_switch_is_not_called_by_its_name() -> None:
    given = explorer.preset("give-it-a-shortcut")
    assert '"give-it-a-shortcut"' not in race_program(given.settings).script()
    # before the switch it is the same race
    assert '"give-it-a-shortcut"' in race_program(given.settings, (), 60).script()
    cut = race_program(given.settings, (*given.events, RaceEvent(130, "residual", 0.5))).script()
    assert 'explorer.RaceEvent(130, "residual", 0.5)' in cut
    assert bind_calls(race_program(given.settings, (*given.events,), 61)) >= 2


def test_own_data_are_said_to_be() -> None:
    script = race_program(RaceSettings(data="mine.npz"), own_data=True).script()
    assert 'data="mine.npz"' in script
    assert "put the path of your own data here" in script
