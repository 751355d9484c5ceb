from explorer.training.run.card import card
from explorer.training.run.plan import RunPlan
from explorer.training.run.record import EpochRow
from explorer.training.run.settings import TrainingSettings


def said(bars, network: str = "cifar-plain20", seconds: float = 4000.0, **settings) -> str:
    plan = RunPlan.of(TrainingSettings(network, batch=16, **settings), bars, "bfloat16")
    rows = [EpochRow(1, 4, 0.5, 0.3, 0.2, 0.1, seconds), EpochRow(2, 8, 0.4, 0.2, 0.1, 0.1, 60.0)]
    sizes = {"parameters": 269_722, "train_error": 0.0512, "test_error": 0.0875}
    return card(plan, "CPU (2 threads)", rows, **sizes)


def test_what_the_issue_asks_for_is_in_it(bars):
    text = said(bars, seed=7)
    for part in (
        "# cifar-plain20 on bars",
        "plain: no shortcuts",
        "269,722 parameters",
        "Drawn bars.",
        bars.fingerprint(),
        "vertical, horizontal",
        "seed | 7",
        "bfloat16",
        "CPU (2 threads)",
        "1 h 8 min",
        "**8.75%** of 20 test images",
        "5.12% of 70 training images",
        "half of them mirrored",
        "PyTorch 2",
    ):
        assert part in text


def test_what_differs_is_said(bars):
    assert "option A shortcuts (half of the zero channels before" in said(bars, "cifar-resnet20")
    assert "64,000 iterations" in said(bars, recipe="paper")
    assert "1 min, pauses" in said(bars, seconds=0.0)
