import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from torch import nn

from explorer.figures.inspection.page import inspection_page
from explorer.figures.inspection.shown import Shown
from explorer.interface.explore.shelf import LEAST, MOST, Shelf, zipped
from explorer.networks.catalog.loaded import LoadedNetwork


def test_the_zip_holds_numbers_arrays_and_pictures(shown: Shown) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped([shown]))) as archive:
        names = set(archive.namelist())
        page = archive.read("two-colours-cifar-resnet20/inspection.html").decode()
        described = json.loads(archive.read("two-colours-cifar-resnet20/inspection.json"))
    assert {
        "two-colours-cifar-resnet20/inspection.npz",
        "two-colours-cifar-resnet20/grad-cam-stage3.png",
    } <= names
    assert described["network"] == "cifar-resnet20"
    assert page == inspection_page([shown])
    without = {key: value for key, value in described.items() if key != "pictures"}
    asked = shown.described()
    assert {key: asked[key] for key in without if key in asked} == without


def test_two_answers_share_a_zip(shown: Shown) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped([shown, shown]))) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
        blocks = json.loads(archive.read("two-colours-cifar-resnet20/blocks.json"))
        page = archive.read("inspection.html").decode()
    stem = "two-colours-cifar-resnet20"
    assert folders == {stem, f"{stem}-compared", "inspection.html"}
    assert page == inspection_page([shown, shown])
    assert len(blocks) == 9
    assert blocks[0]["name"] == "stage1.block1"
    assert blocks[0]["residual_to_shortcut"] > 0


def test_a_zip_takes_one_pass_of_the_network(shown: Shown) -> None:
    passes: list[object] = []
    first = next(each for each in shown.network.module.modules() if isinstance(each, nn.Conv2d))
    with first.register_forward_hook(lambda *given: passes.append(given[0])):
        zipped([shown])
    assert passes == [first]


def test_a_class_finds_all_its_answers_again(shown: Shown) -> None:
    shelf = Shelf(LEAST)
    keys = [shelf.put(replace(shown, inspection=replace(shown.inspection))) for _ in range(60)]
    assert all(shelf.get(key) is not None for key in keys)  # two for each of thirty


def test_room_is_made_by_what_the_machine_has_free(monkeypatch: pytest.MonkeyPatch) -> None:
    for free, most in ((2**40, MOST), (6 * 10**9, 10**9), (10**9, LEAST)):
        monkeypatch.setattr("explorer.interface.explore.shelf.free_here", lambda left=free: left)
        assert Shelf.in_this_machine()._most == most


def test_a_network_computes_for_a_zip_only_where_it_may(shown: Shown) -> None:
    entered: list[str] = []

    @contextmanager
    def beside(network: LoadedNetwork) -> Iterator[None]:
        entered.append(network.name)
        yield

    zipped([shown, shown], beside)
    assert entered == [shown.network.name] * 2
