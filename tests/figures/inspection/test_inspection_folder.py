from pathlib import Path

import numpy as np

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
