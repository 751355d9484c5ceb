"""The table against torchvision, which made and published the networks."""

import pytest
import torch
from torchvision import models
from torchvision.models import get_model_weights, resnet

from explorer.networks.families import FAMILIES, PUBLISHED, PublishedNetwork, published_network

TABLE_1 = {
    "resnet18": 1.8e9,
    "resnet34": 3.6e9,
    "resnet50": 3.8e9,
    "resnet101": 7.6e9,
    "resnet152": 11.3e9,
}


def test_every_resnet_of_torchvision_is_there() -> None:
    made = {name: models.get_model_builder(name).__module__ for name in models.list_models(models)}
    theirs = {name for name, module in made.items() if module == resnet.__name__}
    assert {row.name for row in PUBLISHED} == theirs


@pytest.mark.parametrize("row", PUBLISHED, ids=lambda row: row.name)
def test_a_row_is_what_torchvision_has(row: PublishedNetwork) -> None:
    with torch.device("meta"):
        network = getattr(resnet, row.name)()
    layers = (network.layer1, network.layer2, network.layer3, network.layer4)
    assert row.blocks == tuple(map(len, layers))
    assert row.bottleneck == isinstance(network.layer1[0], resnet.Bottleneck)
    assert (row.groups, row.width) == (network.groups, network.base_width)
    assert row.depth == 2 + sum(row.blocks) * (3 if row.bottleneck else 2)
    files = {
        weights.name.removeprefix("IMAGENET1K_"): weights.url.rpartition("/")[2]
        for weights in get_model_weights(row.name)
    }
    assert row.weights == files
    assert network.fc.out_features == FAMILIES["imagenet"].classes
    (size,) = get_model_weights(row.name)["IMAGENET1K_V1"].transforms().crop_size
    assert size == FAMILIES["imagenet"].input_size
    assert row.paper_multiply_adds == TABLE_1.get(row.name)


def test_a_choice_is_called_by_its_depth_where_that_tells_it() -> None:
    labels = {row.name: row.label for row in PUBLISHED}
    assert labels["resnet50"] == "50"
    assert labels["wide_resnet50_2"] == "wide_resnet50_2"
    assert len(set(labels.values())) == len(PUBLISHED)
    assert published_network("cifar-resnet20") is None
