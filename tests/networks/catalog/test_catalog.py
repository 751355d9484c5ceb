import threading
import time
from dataclasses import asdict
from pathlib import Path

import pytest
import torch
from torchvision.models import get_model_weights, resnet18

from explorer.networks.catalog import catalog, request
from explorer.networks.catalog.catalog import (
    MOST_CACHED,
    CatalogEntry,
    LoadedNetwork,
    entries,
    load,
)
from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.imagenet_resnet import file_name, published
from explorer.networks.names import network_names


@pytest.fixture(autouse=True)
def fresh_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "_CACHE", catalog._LoadedNetworks())


@pytest.fixture
def no_assets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in place of assets/, for what must not depend on which networks are bundled."""
    monkeypatch.setattr(request, "asset", lambda relative: tmp_path / "assets" / relative)
    return tmp_path / "assets"


def test_entries_are_the_fifteen_with_what_the_issue_lists(no_assets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    listed = entries(folder)
    assert [entry.name for entry in listed] == list(network_names())
    assert not folder.exists()
    assert set(asdict(listed[0])) == {
        "name", "family", "depth", "residual", "parameters", "multiply_adds", "input_size",
        "stages", "classes", "weights", "licence",
    }  # fmt: skip
    assert {entry.weights for entry in listed[:5]} == {"download"}
    assert {entry.weights for entry in listed[5:]} == {"none"}
    assert listed[5] == CatalogEntry(
        "cifar-resnet20", "cifar", 20, True, 269_722, 40_551_040, 32, 3, 10, "none", ""
    )
    for entry in listed[:5]:
        meta = get_model_weights(entry.name).IMAGENET1K_V1.meta
        assert entry.parameters == meta["num_params"]
        assert entry.multiply_adds / 1e9 == pytest.approx(meta["_ops"], rel=0.01)
        assert (entry.stages, entry.classes, entry.input_size) == (4, 1000, 224)


def test_weights_that_lie_there_are_told(no_assets: Path, tmp_path: Path) -> None:
    (tmp_path / file_name(published(34))).touch()
    (tmp_path / file_name(published(50, "V2"))).touch()  # another version than the default
    (no_assets / "weights").mkdir(parents=True)
    (no_assets / "weights" / "cifar-plain56.safetensors").touch()
    told = {entry.name: entry.weights for entry in entries(tmp_path)}
    assert [name for name, weights in told.items() if weights == "cached"] == ["resnet34"]
    assert [name for name, weights in told.items() if weights == "bundled"] == ["cifar-plain56"]


def test_a_network_is_loaded_once_and_kept(no_assets: Path) -> None:
    first = load("cifar-resnet20", device="cpu")
    assert load(" CIFAR-ResNet20", device="cpu") is first
    assert load("cifar-resnet20", device=torch.device("cpu")) is first


def test_what_differs_is_another_network(no_assets: Path) -> None:
    first = load("cifar-resnet20", device="cpu")
    for changed in (
        {"precision": "float64"},
        {"scaling": "imagenet"},
        {"class_names": [f"c{index}" for index in range(10)]},
    ):
        assert load("cifar-resnet20", device="cpu", **changed) is not first  # type: ignore[arg-type]
    assert load("cifar-resnet20", device="cpu") is first


def test_the_cache_is_bounded_and_forgets_what_was_not_asked_for_longest(no_assets: Path) -> None:
    names = [f"cifar-resnet{depth}" for depth in (8, 14, 20, 26)]
    assert len(names) == MOST_CACHED
    kept = {name: load(name, device="cpu") for name in names}
    assert load(names[0], device="cpu") is kept[names[0]]  # asked for again
    load("cifar-plain8", device="cpu")
    assert load(names[0], device="cpu") is kept[names[0]]
    assert load(names[2], device="cpu") is kept[names[2]]
    assert load(names[1], device="cpu") is not kept[names[1]]


def test_two_who_ask_at_once_share_one_load(
    no_assets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []
    draw = request.seeded

    def slowly(*arguments: object, **settings: object) -> CifarResNet:
        loads.append(arguments)
        time.sleep(0.2)
        return draw(*arguments, **settings)  # type: ignore[arg-type]

    monkeypatch.setattr(request, "seeded", slowly)
    found: list[LoadedNetwork] = []
    threads = [
        threading.Thread(target=lambda: found.append(load("cifar-resnet8", device="cpu")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loads) == 1
    assert len({id(network) for network in found}) == 1


def test_whoever_changes_a_network_has_it_alone() -> None:
    first = load("cifar-resnet20", device="cpu")
    published = first.module.state_dict()["conv1.weight"].clone()
    assert load("cifar-resnet20", device="cpu") is first
    first.module.get_submodule("conv1").weight.data.zero_()  # type: ignore[operator, union-attr]
    second = load("cifar-resnet20", device="cpu")
    assert second is not first
    assert torch.equal(second.module.state_dict()["conv1.weight"], published)
    assert not first.module.state_dict()["conv1.weight"].any()
    assert load("cifar-resnet20", device="cpu") is second


def test_a_failure_is_not_kept_and_takes_no_place(no_assets: Path, tmp_path: Path) -> None:
    kept = [load(f"cifar-resnet{depth}", device="cpu") for depth in (8, 14, 20)]
    path = tmp_path / "w.pth"
    for _ in range(3):
        with pytest.raises(FileNotFoundError):
            load("resnet18", checkpoint=path, device="cpu")
    assert [load(f"cifar-resnet{depth}", device="cpu") for depth in (8, 14, 20)] == kept
    torch.save(resnet18(num_classes=2).state_dict(), path)
    assert load("resnet18", checkpoint=path, device="cpu").class_names == ("class 0", "class 1")


def test_an_own_checkpoint_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "w.pth"
    torch.save(CifarResNet(8, classes=2).state_dict(), path)
    first = load(None, checkpoint=path, device="cpu")
    assert load(None, checkpoint=str(path), device="cpu") is first
    torch.save(CifarResNet(8, classes=3).state_dict(), path)
    assert len(load(None, checkpoint=path, device="cpu").class_names) == 3


def test_a_bare_module_is_told_what_to_do() -> None:
    with pytest.raises(TypeError, match=r"not as CifarResNet: save its state_dict"):
        catalog.ready(CifarResNet(8))  # type: ignore[arg-type]


def test_what_names_no_network_is_said() -> None:
    with pytest.raises(TypeError, match="not as int: give one of these"):
        load(5)  # type: ignore[arg-type]
