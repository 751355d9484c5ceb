"""One forward and one backward pass give what ordinary passes give."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import ResNet18_Weights

from explorer.inspection.grad_cam import cam
from explorer.inspection.inspect import ALIKE, inspect, inspect_each
from explorer.inspection.passes import Passes, forward_and_backward
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.photographs.photograph import Photograph, read_photograph
from tests.inspection.conftest import KINDS, loaded, module_of
from tests.inspection.oracle import independent, relative

Networks = Callable[..., LoadedNetwork]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("precision", "limit", "class_"), [(torch.float32, 1e-4, None), (torch.float64, 1e-10, 3)]
)
def test_equals_an_ordinary_pass_with_hooks(
    kind: str,
    precision: torch.dtype,
    limit: float,
    class_: int | None,
    network: Networks,
    photographs: tuple[Photograph, ...],
) -> None:
    looking = network(kind, precision)
    found = inspect(looking, photographs[:1], class_)[0]
    expected = independent(looking.module, found.input, found.explained.index)
    assert found.explained.index == (expected.logits.argmax() if class_ is None else class_)
    assert relative(found.logits, expected.logits) < limit
    strides = [4, 8, 16, 32] if kind in ("resnet18", "groups") else [1, 2, 4]
    assert [stage.stride for stage in found.stages] == strides
    for stage, features, gradients in zip(
        found.stages, expected.features, expected.gradients, strict=True
    ):
        assert stage.features.dtype == stage.gradients.dtype == expected.logits.dtype
        assert relative(stage.features, features) < limit
        # float32: a ReLU at zero may flip, which early gradients show.
        assert relative(stage.gradients, gradients) < (3e-2 if limit > 1e-6 else limit)
    assert relative(found.stages[-1].gradients, expected.gradients[-1]) < limit


def test_a_small_network_gives_the_same_bits_in_any_batch() -> None:
    network = load("cifar-plain20", device="cpu")
    pixels = np.random.default_rng(4).integers(0, 256, (4, 32, 32, 3), np.uint8)
    together = inspect(network, list(pixels))
    for found, each in zip(together, pixels, strict=True):
        alone = inspect(network, each)
        np.testing.assert_array_equal(found.logits, alone.logits)
        for one, other in zip(found.stages, alone.stages, strict=True):
            np.testing.assert_array_equal(one.features, other.features)
            np.testing.assert_array_equal(one.gradients, other.gradients)


@pytest.mark.parametrize(("asked", "computed"), [(1, 8), (3, 8), (8, 8)])
def test_where_each_number_rounds_otherwise_there_are_always_as_many(
    monkeypatch: pytest.MonkeyPatch, asked: int, computed: int
) -> None:
    """As on a GPU, where `test_gpu` compares the bits."""
    monkeypatch.setitem(ALIKE, "cpu", ALIKE["cuda"])
    counts: list[int] = []

    def passes(module: nn.Module, images: torch.Tensor, *rest: Any, **named: Any) -> Passes:
        counts.append(len(images))
        return forward_and_backward(module, images, *rest, **named)

    monkeypatch.setattr("explorer.inspection.inspect.forward_and_backward", passes)
    network = load("cifar-resnet20", device="cpu")
    pixels = np.random.default_rng(4).integers(0, 256, (asked, 32, 32, 3), np.uint8)
    assert len(inspect(network, list(pixels))) == asked
    assert counts == [computed]


def test_a_batch_is_each_photograph_alone(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("cifar", torch.float64)
    together = inspect(looking, photographs)
    assert [each.image for each in together] == ["wide", "tall", "square"]
    for found, photograph in zip(together, photographs, strict=True):
        alone = inspect(looking, [photograph])[0]
        assert found.explained == alone.explained
        assert found.crop == alone.crop
        for stage, expected in zip(found.stages, alone.stages, strict=True):
            np.testing.assert_allclose(stage.gradients, expected.gradients, rtol=0, atol=1e-12)
            for array in (stage.features, stage.gradients):
                assert isinstance(array.base, torch.Tensor)
                memory = array.base.untyped_storage()
                assert memory.nbytes() == array.nbytes  # does not keep the whole batch in memory
    assert inspect(looking, []) == ()


def test_the_stages_asked_for_are_given_and_the_last(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("cifar", torch.float64)
    everything = inspect(looking, photographs[0])
    for asked, names in (
        (["stage3"], ["stage3"]),
        (["stage2"], ["stage2", "stage3"]),
        ([], ["stage3"]),
    ):
        found = inspect(looking, photographs[0], stages=asked)
        assert [each.name for each in found.stages] == names
        for stage in found.stages:
            whole = everything.stages[int(stage.name[-1]) - 1]
            assert stage.stride == whole.stride
            np.testing.assert_allclose(stage.gradients, whole.gradients, rtol=0, atol=1e-12)
        assert found.evidence == pytest.approx(found.logit - found.bias)
    with pytest.raises(ValueError, match="one of stage1, stage2, stage3, got 'stage4'"):
        inspect(looking, photographs, stages=["stage4"])


def test_a_thousand_photographs_are_inspected_as_they_are_asked_for(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    taken = 0

    def endless() -> Iterator[Photograph]:
        nonlocal taken
        while True:
            taken += 1
            yield photographs[taken % 3]

    found = inspect_each(network("small"), endless())
    seen = list(islice(found, 10))
    found.close()  # type: ignore[attr-defined]
    assert [each.image for each in seen[:4]] == ["tall", "square", "wide", "tall"]
    assert taken <= 24  # two batches that were looked at, one that was read meanwhile
    np.testing.assert_allclose(seen[0].logits, seen[9].logits, rtol=1e-5)


def test_predictions_are_the_likeliest_five(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    found = inspect(network("resnet18"), photographs[:1])[0]
    expected = torch.from_numpy(found.logits).double().softmax(0)
    values, indices = expected.topk(5)
    assert [each.index for each in found.predictions] == indices.tolist()
    assert [each.probability for each in found.predictions] == pytest.approx(values.tolist())
    assert found.predictions[0].name == f"class {found.predictions[0].index}"
    few = module_of("cifar")
    few.fc = nn.Linear(64, 3)
    only = inspect(loaded(few), photographs[:1])[0].predictions
    assert len(only) == 3
    assert sum(each.probability for each in only) == pytest.approx(1)


def test_a_class_that_is_not_there_is_refused(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    with pytest.raises(ValueError, match=r"class 20 does not exist.*0 to 19"):
        inspect(network("resnet18"), photographs, 20)


def test_numbers_that_are_not_finite_are_refused(photographs: tuple[Photograph, ...]) -> None:
    module = module_of("cifar")
    with torch.no_grad():
        module.fc.weight[4, 0] = float("nan")
    with pytest.raises(ValueError, match=r"not finite numbers for wide.*another checkpoint"):
        inspect(loaded(module), photographs)


def test_half_precision_is_refused_in_a_sentence(photographs: tuple[Photograph, ...]) -> None:
    with pytest.raises(ValueError, match=r"float32 or float64.*torch\.float16"):
        inspect(loaded(module_of("cifar"), torch.float16), photographs)


def test_so_are_mixed_precisions(photographs: tuple[Photograph, ...]) -> None:
    mixed = loaded(module_of("small"))
    mixed.module.fc.double()  # type: ignore[operator, union-attr]
    with pytest.raises(ValueError, match=r"has parameters in torch\.float32, torch\.float64: con"):
        inspect(mixed, photographs)


def test_photographs_do_not_mix_where_statistics_are_the_batchs(
    photographs: tuple[Photograph, ...],
) -> None:
    module = module_of("small").double()
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean = part.running_var = None
    looking = loaded(module, torch.float64)
    for found in inspect(looking, photographs):
        expected = independent(module.eval(), found.input, found.explained.index)
        assert relative(found.logits, expected.logits) < 1e-10
        assert relative(found.stages[0].gradients, expected.gradients[0]) < 1e-10


def test_a_last_layer_may_add_nothing(photographs: tuple[Photograph, ...]) -> None:
    module = module_of("small")
    module.fc = nn.Linear(64, 10, bias=False)
    found = inspect(loaded(module), photographs[0])
    expected = independent(module.eval(), found.input, found.explained.index)
    assert relative(found.logits, expected.logits) < 1e-4
    assert found.bias == 0


EXPECTED = {"captum_zebra.jpg": "zebra", "captum_swan.jpg": "swan", "captum_siamese.jpg": "Siamese"}


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_real_photographs_and_real_networks(
    name: str, shared_data: Path, trained: Callable[..., LoadedNetwork]
) -> None:
    looking = trained(name)
    read = [read_photograph(shared_data / "images" / "photos" / file) for file in EXPECTED]
    for found, photograph in zip(inspect(looking, read), read, strict=True):
        said = " ".join(each.name for each in found.predictions)
        assert EXPECTED[photograph.name].lower() in said.lower()
        transform = ResNet18_Weights.IMAGENET1K_V1.transforms()
        np.testing.assert_array_equal(found.input, transform(photograph.image).numpy())
    expected = independent(looking.module, found.input, found.explained.index)
    assert relative(found.logits, expected.logits) < 1e-4
    for stage, features, gradients in zip(
        found.stages, expected.features, expected.gradients, strict=True
    ):
        assert relative(stage.features, features) < 1e-4
        map_ = np.maximum(np.einsum("c,chw->hw", gradients.mean((1, 2)), features), 0)
        assert relative(cam(stage), map_) < (1e-4 if stage is found.stages[-1] else 3e-2)


def test_float64_agrees_to_six_places(
    shared_data: Path, trained: Callable[..., LoadedNetwork]
) -> None:
    looking = trained("resnet18", "float64")
    swan = read_photograph(shared_data / "images" / "photos" / "captum_swan.jpg")
    found = inspect(looking, [swan], "goldfish")[0]
    expected = independent(looking.module, found.input, 1)
    for stage, features, gradients in zip(
        found.stages, expected.features, expected.gradients, strict=True
    ):
        map_ = np.maximum(np.einsum("c,chw->hw", gradients.mean((1, 2)), features), 0)
        assert relative(cam(stage), map_) < 1e-6


@pytest.mark.parametrize("photographs", [None, 5, nn.ReLU()])
def test_what_is_no_photograph_is_said(photographs: object) -> None:
    network = loaded(module_of("small"))
    with pytest.raises(TypeError, match=r"a photograph is a path.*got"):
        inspect(network, photographs)  # type: ignore[call-overload]


def test_one_photograph_is_one_of_each_too(photographs: tuple[Photograph, ...]) -> None:
    network = loaded(module_of("small"))
    (seen,) = inspect_each(network, photographs[0])
    assert np.array_equal(seen.logits, inspect(network, photographs[0]).logits)
    with pytest.raises(FileNotFoundError, match=r"dog\.jpg"):
        next(inspect_each(network, "absent-dog.jpg"))
