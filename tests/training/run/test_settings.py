import pytest

from explorer.training.run.settings import TrainingSettings


def test_network_gets_its_canonical_name():
    assert TrainingSettings("CIFAR-ResNet-20").network == "cifar-resnet20"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"network": "resnet50"}, "fine-tune"),
        ({"network": "cifar-resnet21"}, "6n"),
        ({"recipe": "long"}, "paper, short"),
        ({"precision": "float16"}, "bfloat16"),
        ({"epochs": 0}, "epochs must be a whole number from 1"),
        ({"seed": -1}, "got -1"),
        ({"seed": 2**32}, "seed"),
        ({"batch": 1}, "batch"),
        ({"width": 0}, "width"),
    ],
)
def test_settings_are_checked_in_a_sentence(change, word):
    with pytest.raises(ValueError, match=word):
        TrainingSettings(**{"network": "cifar-resnet20", **change})
