import pytest

from explorer.training.trained.run_description import by_card, by_result, by_settings
from tests.training.runs_on_paper import card, result, settings


def test_what_each_file_says() -> None:
    begun = by_settings("mine", settings("cifar-resnet20"))
    assert begun.network is not None
    assert (begun.network.text, begun.data, begun.recipe, begun.seed, begun.planned) == (
        "cifar-resnet20",
        "cifar10",
        "short",
        4,
        1200,
    )
    assert begun.final is None
    for ended in (by_card("mine", card(seed=2)), by_result("mine", result(seed=2))):
        assert (ended.data, ended.recipe, ended.seed, ended.planned) == (
            "cifar10",
            "short",
            2,
            1200,
        )
        assert ended.final is not None
        assert (ended.final.test, ended.final.train) == pytest.approx((0.125, 0.0825))
        assert ended.final.test_images == 10_000


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "nonsense", settings("vgg16"), settings(seed="x"), "[" * 100_000]
)
def test_settings_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"settings\.json of mine cannot be read"):
        by_settings("mine", text)


@pytest.mark.parametrize(
    "text", ["", "# A card", card("vgg16"), card().replace("seed", "sead"), card(iterations="")]
)
def test_cards_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"model-card\.md of mine cannot be read"):
        by_card("mine", text)


@pytest.mark.parametrize("text", ["", "[]", "{}", settings(), result("vgg16")])
def test_results_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"result\.json of mine cannot be read"):
        by_result("mine", text)
