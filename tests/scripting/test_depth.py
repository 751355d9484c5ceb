"""The script of a sweep gives its words and gradients, that of shattering its cosines."""

import re
import statistics
from itertools import islice

import pytest

import explorer
from explorer.interface.depth.words import shattering_summary
from explorer.scripting.depth import depth_program, shattering_program
from explorer.training.depth.result import SweepSettings, cell_verdict
from explorer.training.depth.shattering_result import ShatteringSettings
from explorer.training.race.result import NETWORKS
from tests.interface.read import english
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


TINY = ShatteringSettings(depths=(8, 14), seeds=3, width=2, image_size=8, points=5)


@pytest.mark.parametrize("count", [None, 24, 18])
def test_the_cosines_on_the_screen_are_printed(count: int | None) -> None:
    found = list(islice(explorer.shattering(TINY), count))
    screen = english(shattering_summary(found, TINY, 0.0, 0.0))
    shown = re.findall(r"-?\d\.\d\d \(-?\d\.\d\d … -?\d\.\d\d\)", screen)
    program = shattering_program(TINY, count)
    assert ("islice" in program.script()) == (count == 18)
    lines = printed(program)
    said = [" ".join(line.split()[3:]).replace("to", "…") for line in lines]
    assert len(said) == len(set(said)) == 8
    assert sorted(said) == sorted(shown)
    by_hand = statistics.median(
        float(each.autocorrelation[1])
        for each in found
        if (each.swept.normalization, each.swept.depth, each.network) == ("none", 8, "plain")
    )
    assert lines[0].startswith(f"none 8 plain {by_hand:.2f} (")
    assert bind_calls(program) >= 3
