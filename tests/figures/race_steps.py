"""Races made by hand, for figures to draw."""

import numpy as np

from explorer.sentences.sentence import Sentence
from explorer.training.measuring.quantities import QUANTITIES
from explorer.training.measuring.words import Guess, Verdict
from explorer.training.race.result import NetworkStep, RaceFacts, RaceStep, SelfCheck

LAYERS = 6
FACTS = RaceFacts(
    layers={kind: tuple(f"conv{i}" for i in range(LAYERS)) for kind in ("plain", "residual")},
    weights_sha256={"plain": "aa" * 32, "residual": "aa" * 32},
    data_sha256="dd" * 32,
    data="digits",
    class_names=tuple("0123456789"),
    guess=Guess(entropy=float(np.log(10)), majority_share=0.1),
    train_images=1438,
    test_images=359,
    device=Sentence("CPU ({threads} threads)", threads=2),
    parameters={"plain": 10, "residual": 10},
)


def race_steps(count: int, plain_stops: int | None = None) -> list[RaceStep]:
    """Steps of random numbers; the plain network stops after `plain_stops` of them."""
    generator = np.random.default_rng(0)

    def network(kind: str, step: int, word: str) -> NetworkStep:
        return NetworkStep(
            network=kind,
            loss=2.3 / step,
            train_accuracy=0.5,
            test_accuracy=0.25 if step % 2 == 0 else None,
            running_test_accuracy=None,
            inner_product=np.zeros(LAYERS),
            diverged=False,
            verdict=Verdict(word, word, f"Largest r = 1 <of {kind}>.", {}),
            learning=Verdict("at chance", "at chance", f"Accuracy <{kind}>.", {}),
            checks=(SelfCheck("equal-inner-products", True, 1e-5, 1e-3, "The same & more."),),
            batches_sha256="bb" * 32,
            **{name: 10 ** generator.normal(0, 1, LAYERS) for name in QUANTITIES},
        )

    return [
        RaceStep(
            step,
            None if plain_stops and step > plain_stops else network("plain", step, "vanishing"),
            network("residual", step, "healthy"),
            0.1 * step,
        )
        for step in range(1, count + 1)
    ]
