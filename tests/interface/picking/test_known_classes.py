import json
from pathlib import Path

import gradio as gr

from explorer.figures.inspection.prediction_list import PREDICTED
from explorer.interface.picking.known_classes import Listed, classes_of, listed_anew
from explorer.interface.picking.network_choice import NetworkChoice
from explorer.networks.catalog.class_names import CIFAR10_CLASSES, imagenet_classes

NOTHING_YET = Listed("", ("cifar", "cifar-resnet20"))


def test_networks_of_one_family_know_the_same_classes() -> None:
    assert classes_of(NetworkChoice("cifar-plain56")) == classes_of(NetworkChoice("cifar-resnet20"))
    assert classes_of(NetworkChoice("resnet18")) != classes_of(NetworkChoice("cifar-resnet20"))
    own = [NetworkChoice("", checkpoint=Path(name)) for name in ("a.pth", "b.pth")]
    assert classes_of(own[0]) != classes_of(own[1])


def test_the_list_is_filled_and_then_left_alone() -> None:
    choice = NetworkChoice("cifar-resnet20")
    menu, index, examples, listed = listed_anew(choice, CIFAR10_CLASSES, NOTHING_YET)
    assert json.loads(menu)["classes"][3] == ["cat", "猫"]
    assert index == PREDICTED
    assert examples == gr.skip()  # these stand there from the beginning
    # not even said again: an older answer must not write over what was chosen meanwhile
    assert listed_anew(choice, CIFAR10_CLASSES, listed) == [gr.skip()] * 4


def test_another_depth_keeps_the_picked_class_but_not_what_is_called_wrong() -> None:
    _, _, _, listed = listed_anew(NetworkChoice("cifar-resnet20"), CIFAR10_CLASSES, NOTHING_YET)
    deeper = NetworkChoice("cifar-resnet110")
    menu, index, examples, _ = listed_anew(deeper, CIFAR10_CLASSES, listed)
    assert menu == index == gr.skip()
    assert "gets wrong" not in examples


def test_examples_follow_the_network() -> None:
    names = imagenet_classes()
    menu, _, examples, listed = listed_anew(NetworkChoice("resnet18"), names, NOTHING_YET)
    assert len(json.loads(menu)["classes"]) == 1000
    assert 'data-family="imagenet"' in examples
    own = NetworkChoice("", checkpoint=Path("mine.pth"))
    assert 'data-family="cifar"' in listed_anew(own, CIFAR10_CLASSES, listed)[2]
    assert listed_anew(own, ("left", "right"), listed)[3].examples_of == ("imagenet", "")
