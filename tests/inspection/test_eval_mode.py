"""Eval mode for a while, and afterwards as before: alone, and around an inspection."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from explorer.inspection import passes as room
from explorer.inspection.eval_mode import evaluated
from explorer.inspection.inspect import inspect
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.photographs.photograph import Photograph
from tests.inspection.conftest import KINDS, loaded, module_of

Networks = Callable[..., LoadedNetwork]


def test_modes_are_eval_inside_and_restored_after_a_failure() -> None:
    module = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.Dropout(), nn.BatchNorm1d(2)))
    module[1].eval()
    module[1][0].train()
    before = [part.training for part in module.modules()]
    assert before == [True, True, False, True, False]
    with evaluated(module) as inside:
        assert inside is module
        assert not any(part.training for part in module.modules())
    with pytest.raises(KeyError), evaluated(module):
        raise KeyError
    assert [part.training for part in module.modules()] == before


def test_gradients_can_be_recorded_whatever_the_caller_does() -> None:
    module = nn.Linear(2, 1)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16), evaluated(module) as inside:
        x = torch.ones(1, 2)
        assert not inside(x).requires_grad  # unless it is asked for
        with torch.enable_grad():
            y = inside(x.requires_grad_())
        assert y.dtype == torch.float32
        (gradient,) = torch.autograd.grad(y, x, torch.ones_like(y))
    torch.testing.assert_close(gradient, module.weight.detach())


def test_tensors_made_in_inference_mode_are_copied() -> None:
    with torch.inference_mode():
        module = nn.Linear(2, 1)
    with evaluated(module) as inside, torch.enable_grad():
        assert inside is not module
        x = torch.ones(1, 2, requires_grad=True)
        (gradient,) = torch.autograd.grad(inside(x).sum(), x)
    torch.testing.assert_close(gradient, torch.tensor(module.weight.tolist()))


def test_a_module_without_parameters_is_refused() -> None:
    with pytest.raises(ValueError, match="no parameters"), evaluated(nn.ReLU()):
        pass


def state(module: nn.Module) -> dict[str, object]:
    """All that an inspection might leave changed, tensors' write counts included."""
    hooks = {
        f"{name}.{kind}": len(getattr(part, kind))
        for name, part in module.named_modules()
        for kind in vars(part)
        if kind.endswith("_hooks")
    }
    tensors = {**dict(module.named_parameters()), **dict(module.named_buffers())}
    return {
        "hooks": hooks,
        "modes": {name: part.training for name, part in module.named_modules()},
        "tensors": {name: (id(t), t._version, t.requires_grad) for name, t in tensors.items()},
        "gradients": {name: t.grad for name, t in tensors.items()},
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("fails", [False, True])
def test_the_network_is_as_before(
    kind: str,
    training: bool,
    fails: bool,
    photographs: tuple[Photograph, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = module_of(kind).train(training)
    module.layer2.train(not training)  # a mixture must be restored as a mixture
    looking = loaded(module)
    before = state(module)
    if fails:
        monkeypatch.setattr(room, "head", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError) if fails else nullcontext():
        inspect(looking, photographs)
    assert state(module) == before


def test_train_mode_changes_no_number(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    trained = inspect(loaded(module_of("cifar").train()), photographs[:2])
    for found, expected in zip(trained, inspect(network(), photographs[:2]), strict=True):
        np.testing.assert_array_equal(found.logits, expected.logits)
        np.testing.assert_array_equal(found.stages[0].gradients, expected.stages[0].gradients)


def test_a_frozen_network_is_not_written_to_at_all(
    network: Networks, photographs: tuple[Photograph, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    looking = network("resnet18")
    parts = set(looking.module.modules())
    really = nn.Module.__setattr__

    def watched(part: nn.Module, name: str, value: object) -> None:
        assert part not in parts, f"{name} of {type(part).__name__} was written"
        really(part, name, value)

    monkeypatch.setattr(nn.Module, "__setattr__", watched)
    inspect(looking, photographs[:1])
    inspect(network("pre-activation"), photographs[:1])


@pytest.mark.parametrize(
    "context", [torch.no_grad, torch.inference_mode, lambda: torch.autocast("cpu", torch.bfloat16)]
)
def test_the_callers_modes_do_not_matter(
    context: Callable[[], AbstractContextManager[object]],
    network: Networks,
    photographs: tuple[Photograph, ...],
) -> None:
    expected = inspect(network(), photographs[:1])[0]
    with context():
        found = inspect(network(), photographs[:1])[0]
        made_here = loaded(module_of("cifar").eval())
        again = inspect(made_here, photographs[:1])[0]
    np.testing.assert_array_equal(found.stages[0].gradients, expected.stages[0].gradients)
    np.testing.assert_array_equal(again.stages[0].gradients, expected.stages[0].gradients)


def test_sessions_may_share_a_network_at_once(
    network: Networks, photographs: tuple[Photograph, ...]
) -> None:
    looking = network("cifar")
    expected = [inspect(looking, photographs[:1], class_)[0] for class_ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda class_: inspect(looking, photographs[:1], class_)[0], range(4))
        )
    for one, other in zip(found, expected, strict=True):
        assert one.explained == other.explained
        for stage, alone in zip(one.stages, other.stages, strict=True):
            np.testing.assert_allclose(stage.gradients, alone.gradients, rtol=0, atol=1e-5)


@pytest.fixture
def little_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A GPU that holds `holds` photographs, and which `batches` it was given."""
    gpu = SimpleNamespace(holds=2, batches=[])
    real = room.stem

    def stem(module: nn.Module, images: Tensor) -> Tensor:
        gpu.batches.append(len(images))
        if len(images) > gpu.holds:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return real(module, images)

    monkeypatch.setattr(room, "stem", stem)
    return gpu


def test_a_full_gpu_gets_half_the_batch(
    network: Networks, photographs: tuple[Photograph, ...], little_memory: SimpleNamespace
) -> None:
    found = inspect(network(), photographs)
    assert little_memory.batches == [4, 2, 2]  # a small network takes an even number of rows
    assert [each.image for each in found] == ["wide", "tall", "square"]


def test_a_gpu_too_small_for_one_is_a_sentence(
    network: Networks, photographs: tuple[Photograph, ...], little_memory: SimpleNamespace
) -> None:
    little_memory.holds = 0
    with pytest.raises(ValueError, match="memory does not hold even one"):
        inspect(network(), photographs)
