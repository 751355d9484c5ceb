from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from explorer.inspection.twin_statistics import TwinStatistics, doubt, twin_statistics
from explorer.networks.catalog.catalog import load
from explorer.networks.catalog.loaded import LoadedNetwork
from explorer.networks.catalog.request import bundled_file
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.names import parse
from tests.inspection.conftest import loaded, module_of

SHIPPED = ("cifar-resnet20", "cifar-plain20", "cifar-resnet56", "cifar-plain56")


def twin_of(name: str) -> str:
    return name.replace("plain", "RESNET").replace("resnet", "plain").replace("RESNET", "resnet")


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The program's own weights as a stranger's file: tensors alone, under another name."""
    folder = tmp_path_factory.mktemp("bare")

    def written(name: str) -> Path:
        path = folder / f"{name}.th"
        if not path.is_file():
            save_file(load_file(bundled_file(parse(name))), path)
        return path

    return written


@pytest.mark.parametrize("name", SHIPPED)
def test_weights_opened_as_the_twin_are_noticed(bare: Callable[[str], Path], name: str) -> None:
    right = load(name, device="cpu", checkpoint=bare(name))
    wrong = load(twin_of(name), device="cpu", checkpoint=bare(name))
    assert doubt(right) == ""
    said = doubt(wrong)
    assert f"opened as {twin_of(name)}, but" in said
    assert f"statistics fit {name}:" in said
    assert f"open them as {name} unless" in said
    as_right, as_wrong = twin_statistics(right), twin_statistics(wrong)
    assert as_right is not None
    assert as_wrong is not None
    assert as_wrong.mismatch == as_right.twin_mismatch > 0.5
    assert as_wrong.twin_mismatch == as_right.mismatch < 0.2


@pytest.mark.parametrize("name", ["cifar-resnet20", "cifar-plain20"])
@pytest.mark.parametrize(
    "images",
    [
        torch.randn(12, 3, 32, 32, generator=torch.Generator().manual_seed(0)),
        torch.full((1, 3, 32, 32), -2.0),
        torch.linspace(-2, 2, 32).expand(2, 3, 32, 32),
    ],
    ids=["noise", "one black picture", "a ramp"],
)
def test_odd_pictures_raise_no_doubt_in_right_weights(name: str, images: Tensor) -> None:
    for scale in (0.25, 1.0, 4.0):  # with a wrong input scaling, too
        found = twin_statistics(load(name, device="cpu"), images * scale)
        assert found is not None
        assert found.mismatch < 0.75 * found.twin_mismatch
        assert found.sentence == ""


def test_the_mismatch_is_that_of_a_pass_written_out() -> None:
    """Depth 8: three blocks; every normalisation with the batch's own mean and variance."""
    module = module_of("small").eval()
    assert isinstance(module, CifarResNet)
    images = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(3))
    w = {key: value.detach() for key, value in module.state_dict().items()}

    def mismatch(residual: bool) -> float:
        medians: list[float] = []

        def normed(x: Tensor, bn: str) -> Tensor:
            variance = x.transpose(0, 1).flatten(1).var(1, correction=0)
            ratio = torch.log((variance + 1e-5) / (w[f"{bn}.running_var"] + 1e-5)).abs()
            medians.append(float(ratio.median()))
            return F.batch_norm(x, None, None, w[f"{bn}.weight"], w[f"{bn}.bias"], training=True)

        x = normed(F.conv2d(images, w["conv1.weight"], padding=1), "bn1").relu()
        for stage in (1, 2, 3):
            block, stride = f"layer{stage}.0", 1 if stage == 1 else 2
            inside = F.conv2d(x, w[f"{block}.conv1.weight"], stride=stride, padding=1)
            inside = normed(inside, f"{block}.bn1").relu()
            inside = normed(F.conv2d(inside, w[f"{block}.conv2.weight"], padding=1), f"{block}.bn2")
            if residual:
                more = inside.shape[1] - x.shape[1]
                kept = x[:, :, ::stride, ::stride]
                inside = inside + F.pad(kept, (0, 0, 0, 0, more // 2, more // 2))
            x = inside.relu()
        return float(torch.tensor(medians[3:]).median())

    found = twin_statistics(loaded(module), images)
    assert found is not None
    assert found.mismatch == pytest.approx(mismatch(residual=True), rel=1e-4)
    assert found.twin_mismatch == pytest.approx(mismatch(residual=False), rel=1e-4)


def test_only_a_clear_difference_is_said() -> None:
    said = TwinStatistics("cifar-plain20", "cifar-resnet20", 0.91, 0.4).sentence
    assert "a factor of 1.49 as cifar-resnet20 and of 2.48 as cifar-plain20" in said
    for mismatch, twin in ((0.8, 0.4), (0.1, 0.9), (0.0, 0.0), (float("nan"), 0.1)):
        assert TwinStatistics("a", "b", mismatch, twin).sentence == ""


def untrained(**settings: object) -> LoadedNetwork:
    torch.manual_seed(5)
    return loaded(CifarResNet(20, **settings).eval())  # type: ignore[arg-type]


def counted(batches: int) -> LoadedNetwork:
    """After so many batches, of which nothing but the statistics is left."""
    network = untrained()
    for part in network.module.modules():
        if isinstance(part, nn.BatchNorm2d):
            assert part.running_var is not None
            assert part.num_batches_tracked is not None
            part.running_var.fill_(2.0)
            part.num_batches_tracked.fill_(batches)
    return network


@pytest.mark.parametrize(
    "network",
    [
        untrained(),
        untrained(residual=False),
        untrained(normalization="none"),
        untrained(shortcut="B"),
        counted(49),
        loaded(module_of("resnet18")),
    ],
    ids=["random", "random plain", "no batch norm", "option B", "hardly trained", "ImageNet"],
)
def test_where_nothing_can_be_told_nothing_is_said(network: LoadedNetwork) -> None:
    assert twin_statistics(network) is None
    assert doubt(replace(network, weights="own")) == ""


@pytest.mark.parametrize("kind", ["small", "cifar", "plain"])
def test_random_statistics_raise_no_doubt(kind: str) -> None:
    assert doubt(replace(loaded(module_of(kind)), weights="own")) == ""


def test_files_without_counters_are_judged_by_their_statistics() -> None:
    assert twin_statistics(counted(0)) is not None
    assert twin_statistics(counted(50)) is not None


def test_the_network_is_left_as_it_was(bare: Callable[[str], Path]) -> None:
    network = load("cifar-plain20", device="cpu", checkpoint=bare("cifar-resnet20"))
    before = {key: value.clone() for key, value in network.module.state_dict().items()}
    twin_statistics(network)
    after = network.module.state_dict()
    assert all(torch.equal(before[key], after[key]) for key in before)
    assert not any(part.training for part in network.module.modules())
    assert not any(part._forward_pre_hooks for part in network.module.modules())


def test_the_program_s_own_weights_are_not_doubted() -> None:
    """They are what their names say; only a person's own file may be another network's."""
    assert doubt(load("cifar-plain20", device="cpu")) == ""
