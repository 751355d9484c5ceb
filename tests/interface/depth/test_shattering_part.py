import json

import gradio as gr

from explorer.figures.depth.shattering import shattering_figure
from explorer.interface.depth.shattering_part import shattered, shattering_part
from explorer.interface.words.language import Labels, text
from explorer.training.depth.shattering_result import ShatteredGradients, ShatteringSettings
from explorer.training.race.result import NETWORKS
from tests.interface.read import untranslated
from tests.interface.turns import TURNS


def test_it_lays_itself_out() -> None:
    with gr.Blocks() as blocks:
        shattering_part(Labels(), TURNS)
    ids = {block.elem_id for block in blocks.blocks.values() if getattr(block, "elem_id", None)}
    assert {"shattering-depths", "shattering-start", "shattering-stop", "shattering-figure"} <= ids


def test_it_draws_after_every_pair_of_networks() -> None:
    shown = shattered([8])
    figure, status = next(shown)
    value = json.loads(figure)
    assert value["name"] == "shattering"
    assert "1 of 16" in status
    lines = [trace["name"] for trace in value["figure"]["data"]]
    assert "no normalisation: plain, 8 layers" in lines
    assert "batch normalisation: plain, 8 layers" not in lines
    assert "residual" in value["summary"]
    shown.close()


def test_no_depth_is_one_sentence() -> None:
    ((_, said),) = shattered([])
    assert text("zh", "depth_none_chosen") in said


def test_every_word_of_the_figure_has_its_chinese() -> None:
    settings = ShatteringSettings(depths=(8, 20), seeds=2, points=6)
    found = [
        ShatteredGradients(swept, seed, kind, settings.angles() * (float("nan") if seed else 1), 1)
        for seed in range(2)
        for swept in settings.networks()
        for kind in NETWORKS
    ]
    assert untranslated(shattering_figure(found, settings)) == ()
    assert untranslated(shattering_figure(found[: len(found) // 2], settings)) == ()
