import pytest
from torchvision.models import ResNet50_Weights

from explorer.networks.scaling import CIFAR, IMAGENET, InputScaling, parse_scaling, scaling_text


def test_imagenet_is_torchvision_s() -> None:
    preset = ResNet50_Weights.IMAGENET1K_V1.transforms()
    assert parse_scaling("imagenet") == InputScaling(tuple(preset.mean), tuple(preset.std))


@pytest.mark.parametrize(
    ("text", "mean", "std"),
    [
        ("cifar", (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
        (" None ", (0, 0, 0), (1, 1, 1)),
        ("0.5/0.25", (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)),
        ("0.1, 0.2,0.3 / 1,2,3", (0.1, 0.2, 0.3), (1, 2, 3)),
        ("0.5/1,2,3", (0.5, 0.5, 0.5), (1, 2, 3)),
        ("-1/2", (-1, -1, -1), (2, 2, 2)),
    ],
)
def test_what_a_person_writes_is_read(
    text: str, mean: tuple[float, ...], std: tuple[float, ...]
) -> None:
    assert parse_scaling(text) == InputScaling(mean, std)


@pytest.mark.parametrize(
    "text",
    ["", "imagenet2", "0.5", "0.5/", "/0.5", "0.5,0.5/0.2,0.2", "nan/1", "1/inf", "1/2/3", "a/b"],
)
def test_what_cannot_be_read_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ValueError, match=r"0\.5/0\.25") as caught:
        parse_scaling(text)
    assert repr(text) in str(caught.value)


@pytest.mark.parametrize("text", ["0.5/0", "0.5/0.1,-0.1,0.1"])
def test_a_deviation_must_be_above_zero(text: str) -> None:
    with pytest.raises(ValueError, match="above 0"):
        parse_scaling(text)


@pytest.mark.parametrize("scaling", [IMAGENET, CIFAR, InputScaling((0.1, 1 / 3, 0), (1e-3, 2, 3))])
def test_text_and_scaling_are_the_same(scaling: InputScaling) -> None:
    assert parse_scaling(scaling_text(scaling)) == scaling
