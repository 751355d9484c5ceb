"""The script of a sweep gives the words and gradients of that sweep."""

import statistics

import explorer
from explorer.scripting.depth import depth_program
from explorer.training.depth.result import SweepSettings, cell_verdict
from explorer.training.race.result import NETWORKS
from tests.scripting.running import bind_calls, printed

SMALL = SweepSettings(depths=(8, 14), seeds=3, width=2, batch=2, image_size=8)


def test_it_prints_every_word_with_the_median_of_both_ends() -> None:
    cells = explorer.depth_sweep(SMALL).result()
    expected = []
    for swept in SMALL.networks():
        for kind in NETWORKS:
            mine = [each for each in cells if (each.swept, each.network) == (swept, kind)]
            ends = [
                statistics.median(float(each.weight_gradient[place]) for each in mine)
                for place in (0, -1)
            ]
            setup = f"{swept.normalization} {swept.initialization} {swept.depth} {kind}"
            expected += [
                f"{setup} {cell_verdict(mine).word}",
                f"  first {ends[0]:.1e}, last {ends[1]:.1e}",
            ]
    assert printed(depth_program(SMALL)) == expected


def test_the_defaults_are_not_written() -> None:
    assert "settings = explorer.SweepSettings()\n" in depth_program(SweepSettings()).script()
    assert bind_calls(depth_program(SMALL)) == 5
