import io
import os
import signal
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest
from torch import nn

from explorer.figures.inspection.inspection_folder import zipped
from explorer.figures.inspection.shown import Shown
from explorer.inspection import grad_cam
from explorer.inspection.grad_cam import CamMethod
from explorer.interface.explore.gatherer import Gatherer
from explorer.interface.zips.packing import Packing
from explorer.interface.zips.second_process import SecondProcess
from explorer.networks.catalog.loaded import LoadedNetwork

SUM_CAM = CamMethod("sum-cam", lambda features, _: features.sum(axis=0), "SumCAM")


@pytest.fixture
def second() -> Iterator[SecondProcess]:
    second = SecondProcess()
    yield second
    second.close()


def test_a_small_networks_is_drawn_by_the_second_process_to_the_same_bytes(
    shown: Shown, second: SecondProcess
) -> None:
    packing = Packing(Gatherer(), second)
    for answers in ([shown], [shown, shown]):
        packed = packing.packed(answers)
        assert packed == zipped([each.drawn() for each in answers], len(answers) > 1)
    assert second.number is not None


def test_a_large_networks_is_drawn_here(shown: Shown, second: SecondProcess) -> None:
    large = replace(shown, network=replace(shown.network, input_size=224))
    assert Packing(Gatherer(), second).packed([large]) == zipped([large.drawn()], several=False)
    assert second.number is None


def test_maps_by_an_installed_packages_method_are_drawn_here(
    shown: Shown, second: SecondProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = EntryPoint("sum-cam", f"{__name__}:SUM_CAM", grad_cam.GROUP)
    monkeypatch.setattr(grad_cam, "_of_packages", lambda: {"sum-cam": entry})
    packed = Packing(Gatherer(), second).packed([replace(shown, method="sum-cam")])
    assert second.number is None
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = {Path(name).name for name in archive.namelist()}
    assert "sum-cam-stage3.png" in names
    assert "grad-cam-stage3.png" not in names


def test_without_a_second_process_it_is_drawn_here(shown: Shown, second: SecondProcess) -> None:
    packing = Packing(Gatherer(), second)
    packed = packing.packed([shown])
    assert second.number is not None
    os.kill(second.number, signal.SIGKILL)
    assert packing.packed([shown]) == packed
    packing.close()
    assert packing.packed([shown]) == packed


def test_a_zip_takes_one_pass_of_the_network(shown: Shown, second: SecondProcess) -> None:
    passes: list[object] = []
    first = next(each for each in shown.network.module.modules() if isinstance(each, nn.Conv2d))
    with first.register_forward_hook(lambda *given: passes.append(given[0])):
        Packing(Gatherer(), second).packed([shown])
    assert passes == [first]


def test_a_network_computes_for_a_zip_only_where_it_may(
    shown: Shown, second: SecondProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered: list[str] = []

    @contextmanager
    def beside(_: Any, network: LoadedNetwork) -> Iterator[None]:
        entered.append(network.name)
        yield

    monkeypatch.setattr(Gatherer, "beside", beside)
    Packing(Gatherer(), second).packed([shown, shown])
    assert entered == [shown.network.name] * 2
