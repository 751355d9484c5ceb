from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explorer.figures.inspection.inspection_folder import read_inspection, write_inspection
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
