import json

import explorer
from explorer.interface.programs.race_answer import race_answer
from explorer.training.race.settings import RaceSettings


def test_what_became_of_both_networks() -> None:
    settings = RaceSettings(depth=8, width=2, steps=30, batch=8, shortcut="B")
    race = explorer.race(settings, device="cpu").result()
    answer = race_answer(race)
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer
    assert len(json.dumps(answer)) < 12_000
    last = race.steps[-1]
    for kind in ("plain", "residual"):
        step, said = getattr(last, kind), answer[kind]
        assert said["gradients"]["word"] == step.verdict.word
        assert said["learning"]["rule"] == step.learning.rule
        assert len(said["loss"]) == 25
        assert (said["loss"][0]["step"], said["loss"][-1]["step"]) == (1, 30)
        assert said["test_accuracy"][-1]["step"] == 30
        assert [each["step"] for each in said["gradient_norms"]] == [1, 11, 20, 30]
        norms = said["gradient_norms"][-1]
        assert norms["by_layer"] == [float(f"{each:.4g}") for each in step.weight_gradient]
        # the last of the network, not the projections that stand after it
        place = said["layers"].index("stage3.block1.conv2")
        assert (norms["first"], norms["last"]) == (norms["by_layer"][0], norms["by_layer"][place])
    assert len(answer["residual"]["layers"]) == len(answer["plain"]["layers"]) + 2


def test_a_network_that_diverges_says_so() -> None:
    settings = RaceSettings(depth=8, width=2, steps=5, batch=8, learning_rate=1e9, clip=None)
    answer = race_answer(explorer.race(settings, device="cpu").result())
    assert answer["plain"]["diverged"]
    json.dumps(answer, allow_nan=False)
