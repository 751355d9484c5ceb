import csv

import numpy as np
import pytest

from explorer.training.depth.record import read_sweep, write_sweep
from explorer.training.depth.result import SweepSettings, cell_verdict
from explorer.training.depth.sweep import depth_sweep


@pytest.fixture(scope="module")
def cells():
    settings = SweepSettings((8, 14), ("none",), ("he",), seeds=1, width=4, batch=2, image_size=8)
    return list(depth_sweep(settings))


def test_the_columns_and_a_row_for_every_convolution(cells, tmp_path):
    write_sweep(tmp_path / "new", cells)
    with (tmp_path / "new" / "depth.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [
        "normalization",
        "initialization",
        "depth",
        "seed",
        "network",
        "layer",
        "name",
        "weight_gradient",
        "activation_gradient",
        "activation",
        "weight",
        "loss",
    ]
    assert len(rows) == 2 * (7 + 13)
    last = rows[-1]
    assert (last["depth"], last["network"], last["layer"]) == ("14", "residual", "13")
    assert last["name"] == "stage3.block2.conv2"
    assert float(last["activation"]) == pytest.approx(cells[-1].activation[-1], rel=1e-8)


def test_a_sweep_comes_back(cells, tmp_path):
    write_sweep(tmp_path, cells)
    for was, back in zip(cells, read_sweep(tmp_path), strict=True):
        assert (back.swept, back.seed, back.network) == (was.swept, was.seed, was.network)
        assert back.names == was.names
        for name in ("weight_gradient", "activation_gradient", "activation", "weight", "loss"):
            assert getattr(back, name) == pytest.approx(getattr(was, name), rel=1e-8)
        assert cell_verdict([back]).word == cell_verdict([was]).word


def test_a_sweep_from_before_losses_and_weights_were_kept_comes_back(cells, tmp_path):
    write_sweep(tmp_path, cells)
    lines = (tmp_path / "depth.csv").read_text().splitlines()
    former = "\n".join(",".join(line.split(",")[:10]) for line in lines)
    (tmp_path / "depth.csv").write_text(former)
    for was, back in zip(cells, read_sweep(tmp_path), strict=True):
        assert back.activation == pytest.approx(was.activation, rel=1e-8)
        assert np.isnan([*back.weight, back.loss]).all()


def test_numbers_below_float32_are_kept(cells, tmp_path):
    import dataclasses

    tiny = dataclasses.replace(cells[0], weight_gradient=np.full(7, 9.123e-46))
    write_sweep(tmp_path, [tiny])
    assert read_sweep(tmp_path)[0].weight_gradient == pytest.approx(9.123e-46)


def test_no_sweep_and_a_damaged_one_are_sentences(cells, tmp_path):
    with pytest.raises(FileNotFoundError, match="holds no sweep"):
        read_sweep(tmp_path)
    write_sweep(tmp_path, cells)
    text = (tmp_path / "depth.csv").read_text()
    for old, new in (("depth,seed", "seed,depth"), ("none,he,8", "none,he,x"), ("plain", "p")):
        (tmp_path / "depth.csv").write_text(text.replace(old, new))
        with pytest.raises(ValueError, match="cannot be read"):
            read_sweep(tmp_path)
