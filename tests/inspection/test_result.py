"""What the records say of their own arrays."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torchvision.transforms import functional

from explorer.inspection.inspect import inspect
from explorer.inspection.result import Stage
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import KINDS

Networks = Callable[..., LoadedNetwork]


def test_a_stages_numbers_by_hand() -> None:
    features = np.array([[[1.0, 3.0]], [[2.0, 2.0]], [[0.0, 8.0]]])
    gradients = np.array([[[1.0, 1.0]], [[-2.0, 0.0]], [[3.0, -2.0]]])
    stage = Stage("stage1", features, gradients, 4)
    assert stage.weights.tolist() == [1.0, -1.0, 0.5]
    assert stage.strength.tolist() == [2.0, -2.0, 2.0]
    assert stage.strongest.tolist() == [0, 2, 1]  # equal ones in their own order


@pytest.mark.parametrize("kind", KINDS)
def test_strength_sums_to_the_logit_without_its_bias(
    kind: str, network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network(kind, torch.float64)
    found = inspect(looking, photographs[:1], 5)[0]
    bias = float(looking.module.fc.bias[5])
    assert found.bias == bias
    assert found.evidence == pytest.approx(float(found.logits[5]) - bias, rel=1e-9)
    last = found.stages[-1]
    cells = last.features[0].size
    weights = looking.module.fc.weight[5].numpy()
    np.testing.assert_allclose(last.weights * cells, weights, rtol=1e-9)
    assert list(last.strength[last.strongest]) == sorted(last.strength, reverse=True)


def test_the_picture_is_the_crop_that_the_network_saw(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    for found, photograph in zip(
        inspect(network("resnet18"), photographs), photographs, strict=True
    ):
        cut = functional.center_crop(functional.resize(photograph.image, [72]), [64])
        np.testing.assert_array_equal(found.picture, np.asarray(cut))
