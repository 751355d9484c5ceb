"""A race whose every number is known, as it travels to the browser: `race.json` beside this file.

`python -m tests.page.race_on_paper` writes it anew; a test of `wire` says when it is no longer what
the program sends.
"""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from explorer.figures.race.wire import wire
from explorer.interface.race.run import RaceRun
from explorer.interface.race.turn import LIVE
from explorer.interface.race.wire import news
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import Verdict
from explorer.training.race.result import NETWORKS, NetworkStep
from explorer.training.race.settings import RaceSettings
from tests.figures.race_steps import FACTS, race_steps
from tests.interface.fake_races import TITLE

PATH = Path(__file__).with_name("race.json")
STEPS = 4
PLAIN_STOPS = 3  # its loss is no longer finite there
MAIN = ("conv1", *(f"stage{i}.block1.conv{j}" for i in (1, 2, 3) for j in (1, 2)))  # depth 8
LAYERS = {
    "plain": MAIN,
    "residual": (*MAIN, "stage2.block1.projection", "stage3.block1.projection"),
}
# what no log axis shows, and a number whose last bits are lost: (step, network, quantity, layer)
ODD = {
    (2, "plain", "weight_gradient", 0): 0.0,
    (2, "plain", "weight_gradient", 1): 1e-44,
    (2, "plain", "weight_gradient", 2): math.inf,
    (2, "residual", "weight_gradient", 8): math.nan,
    (2, "residual", "activation", 0): 1 + 0.75 * 2**-15,
    (3, "plain", "weight", 3): 0.0,
}


def number(step: int, network: str, quantity: str, layer: int) -> float:
    """Of one layer; the plain network's gradients fall towards the first one."""
    rising = layer if network == "plain" else 0.25 * layer
    usual = 2.0 ** (rising - 10 - step - QUANTITIES.index(quantity))
    return ODD.get((step, network, quantity, layer), usual)


def race_on_paper() -> RaceRun:
    """The run after its last step."""
    settings = RaceSettings(depth=8, normalization="batch")
    run = RaceRun(settings, TITLE)
    run.facts, run.phase = replace(FACTS, layers=LAYERS), "finished"
    run.steps = [
        replace(
            step,
            **{
                kind: None if (each := step.network(kind)) is None else _written(step.step, each)
                for kind in NETWORKS
            },
        )
        for step in race_steps(STEPS, plain_stops=PLAIN_STOPS)
    ]
    return run


def _written(step: int, each: NetworkStep) -> NetworkStep:
    numbers = {
        quantity: np.array(
            [
                number(step, each.network, quantity, layer)
                for layer in range(len(LAYERS[each.network]))
            ]
        )
        for quantity in QUANTITIES
    }
    stops = each.network == "plain" and step == PLAIN_STOPS
    verdict = Verdict("exploding", "vanishing", "") if stops else each.verdict
    loss = math.nan if stops else each.loss
    return replace(each, **numbers, loss=loss, diverged=stops, verdict=verdict)


def sent() -> dict[str, Any]:
    """What the browser gets, in two answers, and the numbers that it must find in them.

    The relative gradient is left out, which the browser divides.
    """
    run = race_on_paper()
    settings, whole = run.settings, run.steps
    run.steps = whole[:2]
    first = news(run, 0, 0)
    run.steps = whole
    about = {"title": TITLE, "steps": STEPS, "before": 0, "downloaded": None, "trouble": ""}
    then = news(run, 2, settings.steps)
    answers = [{**about, "following": None, **each} for each in (first, then)]
    numbers = [
        {
            quantity: {
                kind: [_json(number(step, kind, quantity, i)) for i in range(len(LAYERS[kind]))]
                for kind in NETWORKS
            }
            for quantity in QUANTITIES
            if quantity != "relative_gradient"
        }
        for step in range(1, STEPS + 1)
    ]
    return {"wire": wire(LIVE), "answers": answers, "numbers": numbers}


def _json(value: float) -> float | str:
    return value if math.isfinite(value) else {math.inf: "Infinity"}.get(value, "NaN")


if __name__ == "__main__":
    PATH.write_text(json.dumps(sent(), indent=1, allow_nan=False) + "\n", "utf-8")
