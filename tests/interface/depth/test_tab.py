import json

import gradio as gr
import pytest

from explorer.figures.depth.small_multiples import depth_figure
from explorer.interface.depth.cost import cost
from explorer.interface.depth.tab import (
    Looked,
    depth_tab,
    first_look,
    measured,
    opened,
    redrawn,
    to_race,
)
from explorer.interface.words.language import Labels, text
from explorer.training.depth.result import DEPTHS, SweepSettings
from explorer.training.depth.shipped import shipped_sweep
from explorer.training.race.settings import from_description
from tests.figures.swept import SWEEP, sweep
from tests.interface.read import untranslated
from tests.interface.turns import TURNS, steps

TINY = SweepSettings(
    depths=(8,), normalizations=("none",), initializations=("he",), seeds=2, width=2, batch=2,
    image_size=8,
)  # fmt: skip


def looked() -> Looked:
    return Looked(settings=SWEEP, cells=sweep())


def test_the_tab_lays_itself_out_and_its_events_are_private() -> None:
    with gr.Blocks() as blocks:
        tab = depth_tab(Labels(), gr.Tab(), TURNS)
    assert tab.loaded.value is None
    named = {fn.fn.__name__: fn for fn in blocks.fns.values() if fn.fn is not None}
    assert {"sweep", "shattered", "to_race", "cost", "redrawn"} <= set(named)
    for name in ("sweep", "shattered"):
        assert named[name].concurrency_id == "processor"
    assert named["to_race"].queue  # beside the queue a state tells nobody that it changed
    assert all(fn.api_visibility == "private" for fn in blocks.fns.values())


def test_a_sweep_draws_while_it_measures_and_ends_with_all() -> None:
    mine = Looked(settings=TINY)
    shown = list(measured(mine))
    assert len(mine.cells) == 4
    figure, words, status = shown[-1]
    assert text("en", "depth_done", total=2, seconds=0).split(" in ")[0] in status
    assert words.count("data-depth=") == 1
    value = json.loads(figure)
    assert value["name"] == "weight-gradient-by-depth"
    assert "<li>" in value["summary"]


def test_it_opens_with_the_recorded_sweep_said_to_be_one_and_once() -> None:
    mine = Looked()
    figure, words, status = opened(mine)
    assert len(json.loads(figure)["figure"]["data"]) > 24
    assert words.count("data-depth=") == 6 * len(DEPTHS)
    assert "Recorded" in status
    assert shipped_sweep().recorded in status
    assert mine.settings == shipped_sweep().settings
    mine.cells = []
    assert "figure" not in str(opened(mine))  # nor over what was measured since
    assert mine.cells == []


def test_no_depths_are_one_sentence() -> None:
    with gr.Blocks() as blocks:
        depth_tab(Labels(), gr.Tab(), TURNS)
    (sweep_event,) = (fn for fn in blocks.fns.values() if fn.fn and fn.fn.__name__ == "sweep")
    ((_, _, said),) = steps(sweep_event, Looked(), [], 1, 4)
    assert text("en", "depth_none_chosen") in said
    assert text("en", "depth_none_chosen") in cost([], 1, 4)


def test_a_sweep_of_many_minutes_is_refused_since_others_wait() -> None:
    with gr.Blocks() as blocks:
        depth_tab(Labels(), gr.Tab(), TURNS)
    (event,) = (fn for fn in blocks.fns.values() if fn.fn and fn.fn.__name__ == "sweep")
    mine = looked()
    ((_, _, said),) = steps(event, mine, list(DEPTHS), 8, 16)
    assert "at most 180 s" in said
    assert said == cost(DEPTHS, 8, 16)
    assert mine.settings is SWEEP  # what was measured stays
    assert "at most" not in cost(DEPTHS, 8, 4)


def test_a_depth_that_is_asked_for_twice_is_refused_in_a_sentence() -> None:
    with gr.Blocks() as blocks:
        depth_tab(Labels(), gr.Tab(), TURNS)
    (event,) = (fn for fn in blocks.fns.values() if fn.fn and fn.fn.__name__ == "sweep")
    mine = looked()
    cells = mine.cells
    ((figure, words, said),) = steps(event, mine, [8, 8], 1, 16)
    assert (figure, words) == (gr.skip(), gr.skip())
    assert "depths must name one or more, each once, got [8, 8]" in said
    assert mine.settings is SWEEP  # what was measured stays
    assert mine.cells is cells


def test_a_stopped_sweep_cannot_write_into_the_next() -> None:
    with gr.Blocks() as blocks:
        depth_tab(Labels(), gr.Tab(), TURNS)
    (event,) = (fn for fn in blocks.fns.values() if fn.fn and fn.fn.__name__ == "sweep")
    mine = Looked()
    old = mine.cells
    steps(event, mine, [8], 1, 4, most=1)
    assert mine.cells is not old
    assert mine.settings.depths == (8,)
    assert mine.settings.batch == 4


def test_another_quantity_is_drawn_from_what_was_measured() -> None:
    mine = looked()
    value = json.loads(redrawn(mine, "activation_gradient", "layer"))
    assert value["name"] == "activation-gradient-by-layer"
    assert (mine.quantity, mine.arrangement) == ("activation_gradient", "layer")
    empty = Looked()
    assert "figure" not in str(redrawn(empty, "activation", "depth"))
    assert empty.quantity == "activation"  # for the sweep that begins later


@pytest.mark.parametrize("arrangement", ["depth", "layer"])
@pytest.mark.parametrize("quantity", ["weight_gradient", "activation_gradient", "activation"])
def test_every_word_of_the_figure_has_its_chinese(quantity: str, arrangement: str) -> None:
    cells = sweep()
    cells[0].weight_gradient[0] = 0.0
    cells[2].weight_gradient[0] = float("nan")
    cells[4].weight_gradient[0] = 1e-42
    figure = depth_figure(cells, SWEEP, quantity, arrangement)  # type: ignore[arg-type]
    assert untranslated(figure) == ()
    assert untranslated(depth_figure([], SWEEP)) == ()


def event(data: object) -> gr.EventData:
    return gr.EventData(None, data)


def test_a_clicked_cell_becomes_a_races_settings_each_time_anew() -> None:
    mine = looked()
    first = to_race(mine, event({"customdata": ["batch", "he", 56], "x": 56}))
    race = from_description(first)
    assert (race.depth, race.normalization, race.initialization) == (56, "batch", "he")
    assert (race.image_size, race.batch, race.width) == (32, 16, 16)
    assert to_race(mine, event({"customdata": ["batch", "he", 56]})) != first


@pytest.mark.parametrize("data", [None, {}, {"customdata": None}, {"customdata": ["he", 8]}])
def test_a_click_on_nothing_loads_nothing(data: object) -> None:
    mine = looked()
    assert "depth" not in str(to_race(mine, event(data)))
    assert mine.chosen == 0


def test_the_address_says_what_is_drawn_first() -> None:
    query = {"tab": "depth", "quantity": "activation", "arrangement": "layer", "seeds": "5"}
    mine = Looked()
    figure, _, said, *filled = first_look(mine, gr.Request(query_params=query))
    assert json.loads(figure)["name"] == "activation-by-layer"
    assert filled == [gr.skip()] * 3 + ["activation", "layer"]
    assert "seeds = 5" in said
    assert first_look(mine, gr.Request(query_params=query)) == (gr.skip(),) * 8
