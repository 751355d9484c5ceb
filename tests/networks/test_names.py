import subprocess
import sys

import pytest

from explorer.networks.names import NetworkName, network_names, parse


def test_the_fifteen_listed_names_are_the_issue_s() -> None:
    assert network_names() == (
        *(f"resnet{depth}" for depth in (18, 34, 50, 101, 152)),
        *(f"cifar-resnet{depth}" for depth in (20, 32, 44, 56, 110)),
        *(f"cifar-plain{depth}" for depth in (20, 32, 44, 56, 110)),
    )
    assert [parse(name).text for name in network_names()] == list(network_names())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("resnet50", NetworkName("resnet50", "imagenet", 50, True)),
        (" ResNet50 ", NetworkName("resnet50", "imagenet", 50, True)),
        ("wide_resnet50_2", NetworkName("wide_resnet50_2", "imagenet", 50, True)),
        ("ResNeXt101_64x4d", NetworkName("resnext101_64x4d", "imagenet", 101, True)),
        ("cifar-plain110", NetworkName("cifar-plain110", "cifar", 110, False)),
        ("cifar-resnet8", NetworkName("cifar-resnet8", "cifar", 8, True)),
    ],
)
def test_parse_takes_a_name_apart(text: str, expected: NetworkName) -> None:
    assert parse(text) == expected


def test_every_6n_plus_2_up_to_n_18_is_a_cifar_network_and_nothing_else() -> None:
    accepted = set()
    for depth in range(1, 130):
        try:
            accepted.add(parse(f"cifar-plain{depth}").depth)
        except ValueError:
            continue
    assert accepted == {6 * n + 2 for n in range(1, 19)}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("vgg16", "resnet18, resnet34"),
        ("resnext50", "wide_resnet101_2, resnext50_32x4d"),
        ("", "resnet18"),
        ("resnet20", "18, 34, 50, 101, 152"),
        ("plain34", "no plain network for ImageNet"),
        ("cifar-resnet21", "6n\\+2"),
        ("cifar-resnet116", "6n\\+2"),
        ("cifar-resnet2", "6n\\+2"),
        ("resnet50\nx", "resnet18"),
        ("resnet٥٠", "resnet18"),
    ],
)
def test_other_names_are_refused_in_one_sentence(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


def test_names_are_known_without_torch() -> None:
    code = (
        "import sys, explorer.networks.names, explorer.networks.weights.weights_folder; "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
