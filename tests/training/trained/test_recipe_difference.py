import pytest

from explorer.training.run.result import RunResult
from explorer.training.trained.recipe_difference import agreements, differences
from tests.training.runs_on_paper import result

ALWAYS = (
    "each colour scaled by its mean and standard deviation, where the paper subtracts the mean of "
    "each pixel",
    "each batch on one processor, where the paper divides it between two GPUs",
)


def of(network: str = "cifar-resnet20", precision: str = "bfloat16", **recipe: object) -> RunResult:
    text = result(network, **recipe)  # type: ignore[arg-type]
    return RunResult.from_text(text.replace("bfloat16", precision))


def test_the_short_recipe_beside_the_papers() -> None:
    # the paper's numbers are those of its section 4.2
    found = of(iterations=9360)
    assert differences(found) == (
        "9,360 iterations (24 epochs) of the paper's 64,000",
        "weight decay 0.0005 against 0.0001",
        "Nesterov's momentum against plain momentum",
        "one cycle of the learning rate (0.01 up to 0.1, down to 0.0001) against a rate divided by "
        "10 after 32,000 and 48,000 iterations",
        "convolutions in bfloat16 (the paper names no precision)",
        *ALWAYS,
    )
    assert agreements(found) == (
        "batch 128",
        "momentum 0.9",
        "highest learning rate 0.1",
        "the augmentation (4 pixels of padding, a random window, half of them mirrored)",
        "He's initialisation",
        "shortcuts without weights (option A)",
    )


def test_the_papers_recipe_differs_in_what_no_recipe_says() -> None:
    as_published = of(
        precision="float32", name="paper", iterations=64_000, weight_decay=1e-4, nesterov=False
    )
    assert differences(as_published) == ALWAYS


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"batch": 64}, "batch 64 against 128"),
        ({"peak_rate": 0.2}, "highest learning rate 0.2 against 0.1"),
        ({"momentum": 0.95}, "momentum 0.95 against 0.9"),
    ],
)
def test_what_else_differs_is_said_and_not_called_alike(other: dict[str, float], said: str) -> None:
    assert said in differences(of(**other))
    assert len(agreements(of(**other))) == 5


def test_a_plain_network_has_no_shortcuts_to_agree_in() -> None:
    assert not any("shortcuts" in each for each in agreements(of("cifar-plain20")))
