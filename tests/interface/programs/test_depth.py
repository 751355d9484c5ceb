import asyncio
import json

import numpy as np
import pytest

import explorer
from explorer.interface.programs.depth import depth_tool, wanted
from explorer.interface.programs.errands import Errands
from explorer.interface.race.line import Line
from tests.interface.programs.asking import asked, said
from tests.own_loop import in_its_own_loop

SMALL = {"depths": [8], "normalization": ["none"], "initialization": ["he"], "seeds": 3}


def test_it_is_the_librarys_sweep() -> None:
    answer = asked(depth_tool(Errands(), Line()), **SMALL)
    settings = explorer.SweepSettings((8,), ("none",), ("he",), seeds=3, batch=4)
    cells = explorer.depth_sweep(settings).result()
    assert [each["network"] for each in answer["networks"]] == ["plain", "residual"]
    for each in answer["networks"]:
        found = [cell.weight_gradient for cell in cells if cell.network == each["network"]]
        middle = np.median(np.stack(found), axis=0)[[0, -1]]
        told = [each["weight_gradient"][end]["median"] for end in ("first", "last")]
        assert told == [float(f"{value:.4g}") for value in middle]
        assert each["gradients"]["word"] in each["gradients"]["rule"] or each["gradients"]["rule"]
    json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"depths": [9]}, "6n\\+2"),
        ({"depths": 8}, "depths must be a list"),
        ({"depths": [8, "8"]}, "depths must be a list of words or numbers"),
        ({"depths": ["8"]}, "depth must be 6n"),
        ({"normalization": [["none"]]}, "normalization must be a list of words"),
        ({"images": 1}, "images must be a whole number from 2 to 16"),
        ({"seeds": 0}, "seeds must be a whole number from 1"),
        ({"seeds": 10**400}, "seeds must be a whole number from 1 to 10000"),
        ({"depths": [6 * 10**400 + 2]}, "depth must be"),
        (
            {"depths": [110], "seeds": 1000},
            r"about \d+ s, and a program may ask for 180 s: \d+ seeds would fit",
        ),
        (
            {"depths": [*range(8, 111, 6)], "seeds": 100, "images": 16},
            r"about \d+ s with one seed, and a program may ask for 180 s: give fewer depths",
        ),
    ],
)
def test_what_is_wrong_is_said(given: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wanted(given)


def test_fewer_kinds_of_networks_take_less_time() -> None:
    long = {"depths": [110], "seeds": 100}
    with pytest.raises(ValueError, match="would take"):
        wanted(long)
    assert wanted({**long, "normalization": ["none"], "initialization": ["he"]}).seeds == 100


def test_it_waits_in_line_and_who_leaves_ends_it() -> None:
    errands, line = Errands(patience=0.01), Line()
    line.join("a race")

    async def left() -> None:
        words = await said(depth_tool(errands, line).ask(SMALL, "me"), most=20)
        assert words[-1][0] == 0  # type: ignore[index]
        assert words[-1][2] == 1  # type: ignore[index]
        while errands.live:
            await asyncio.sleep(0.01)

    in_its_own_loop(left())
    assert line.place("a race") == 0
