import gc
import io
import json
import weakref
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.figures.inspection.drawn import Drawn
from explorer.figures.inspection.inspection_folder import (
    read_inspection,
    write_inspection,
    zipped,
)
from explorer.figures.inspection.page import inspection_page
from explorer.figures.inspection.shown import Shown
from explorer.inspection.inspect import inspect


def test_what_is_written_is_read_back(tmp_path: Path):
    pixels = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    seen = inspect("cifar-resnet20", pixels)
    write_inspection(str(tmp_path / "seen"), seen, "layer-cam", notes=["A note."])
    back = read_inspection(str(tmp_path / "seen"))
    assert (back.method, back.notes) == ("layer-cam", ("A note.",))
    np.testing.assert_array_equal(back.logits, seen.logits)
    np.testing.assert_array_equal(back.picture, seen.picture)
    written = {path.name for path in (tmp_path / "seen").glob("*.png")}
    assert written == set(back.pictures)
    assert {"input.png", "layer-cam-stage1.png", "channels-stage3.png"} <= written


def test_what_is_no_inspection_is_said(tmp_path: Path):
    several: Any = inspect("cifar-resnet20", [np.zeros((32, 32, 3), np.uint8)] * 2)
    with pytest.raises(TypeError, match=r"one inspection, .* for one photograph, got Inspections"):
        write_inspection(tmp_path / "seen", several)
    assert not (tmp_path / "seen").exists()


def test_the_zip_holds_numbers_arrays_and_pictures(shown: Shown) -> None:
    with zipfile.ZipFile(io.BytesIO(zipped([shown.drawn()], several=False))) as archive:
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
    with zipfile.ZipFile(io.BytesIO(zipped([shown.drawn()] * 2, several=True))) as archive:
        folders = {name.split("/")[0] for name in archive.namelist()}
        blocks = json.loads(archive.read("two-colours-cifar-resnet20/blocks.json"))
        page = archive.read("inspection.html").decode()
    stem = "two-colours-cifar-resnet20"
    assert folders == {stem, f"{stem}-compared", "inspection.html"}
    assert page == inspection_page([shown, shown])
    assert len(blocks) == 9
    assert blocks[0]["name"] == "stage1.block1"
    assert blocks[0]["residual_to_shortcut"] > 0


def test_of_two_one_is_let_go_before_the_next_is_asked_for(shown: Shown) -> None:
    earlier: list[weakref.ref[Drawn]] = []

    def each() -> Iterator[Drawn]:
        for _ in range(2):
            gc.collect()
            assert [found() for found in earlier] == [None] * len(earlier)
            drawn = shown.drawn()
            earlier.append(weakref.ref(drawn))
            yield drawn
            del drawn

    zipped(each(), several=True)
    assert len(earlier) == 2
