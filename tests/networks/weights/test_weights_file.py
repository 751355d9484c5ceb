import argparse
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from explorer.networks.cifar_resnet import CifarResNet
from explorer.networks.weights.weights_file import read_metadata, read_state_dict


@pytest.fixture(scope="module")
def state() -> dict[str, Tensor]:
    torch.manual_seed(0)
    return CifarResNet(8, shortcut="B", width=4).state_dict()


def same(one: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return list(one) == list(other) and all(torch.equal(one[key], other[key]) for key in one)


LAYOUTS: dict[str, Callable[[dict[str, Tensor]], object]] = {
    "bare": lambda state: state,
    "state_dict": lambda state: {"state_dict": state, "epoch": 3, "best": torch.tensor(0.9)},
    "model": lambda state: {"model": state, "optimizer": {"state": {}, "lr": 0.1}},
    "nested": lambda state: {"model": {"state_dict": state}},
    "module.": lambda state: {f"module.{key}": value for key, value in state.items()},
    "wrapped module.": lambda state: {"model": {f"module.{k}": v for k, v in state.items()}},
    "compiled": lambda state: {f"_orig_mod.module.{key}": value for key, value in state.items()},
    "averaged": lambda state: {
        "n_averaged": torch.tensor(4),
        **{f"module.{key}": value for key, value in state.items()},
    },
    "linear head": lambda state: {
        key.replace("fc.", "linear."): value for key, value in state.items()
    },
    "shortcut keys": lambda state: {
        f"module.{key}".replace("downsample", "shortcut"): value for key, value in state.items()
    },
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("suffix", [".pth", ".pt"])
def test_layouts_that_people_use_are_read_alike(
    tmp_path: Path, state: dict[str, Tensor], layout: str, suffix: str
) -> None:
    torch.save(LAYOUTS[layout](state), tmp_path / f"w{suffix}")
    assert same(read_state_dict(tmp_path / f"w{suffix}"), state)


def test_the_layouts_hold_what_their_names_say(state: dict[str, Tensor]) -> None:
    shortcut_keys = LAYOUTS["shortcut keys"](state)
    assert isinstance(shortcut_keys, dict)
    assert "module.layer2.0.shortcut.0.weight" in shortcut_keys


def test_the_format_before_pytorch_1_6_is_read(tmp_path: Path, state: dict[str, Tensor]) -> None:
    torch.save(state, tmp_path / "w.pth", _use_new_zipfile_serialization=False)
    assert same(read_state_dict(tmp_path / "w.pth"), state)


def test_safetensors_are_read_with_their_texts(tmp_path: Path, state: dict[str, Tensor]) -> None:
    path = tmp_path / "w.SAFETENSORS"
    save_file({f"module.{key}": value for key, value in state.items()}, path, {"network": "x"})
    read = read_state_dict(path)
    assert same(dict(sorted(read.items())), dict(sorted(state.items())))
    assert read_metadata(path) == {"network": "x"}
    torch.save(state, tmp_path / "w.pth")
    assert read_metadata(tmp_path / "w.pth") == {}


def test_half_precision_becomes_float32(tmp_path: Path, state: dict[str, Tensor]) -> None:
    torch.save({key: value.bfloat16() for key, value in state.items()}, tmp_path / "w.pt")
    read = read_state_dict(tmp_path / "w.pt")
    assert {value.dtype for value in read.values()} == {torch.float32}
    torch.testing.assert_close(read["conv1.weight"], state["conv1.weight"], rtol=1e-2, atol=0)


class RunsCode:
    """When unpickled, makes a folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.mark.parametrize(
    "way", ["archive", "legacy", "wrapped", "pickle 2", "pickle 4", "pickle 0"]
)
def test_a_file_that_would_run_code_is_refused_and_runs_none(tmp_path: Path, way: str) -> None:
    ran, path = tmp_path / "ran", tmp_path / "evil.pth"
    evil = RunsCode(ran)
    if way.startswith("pickle"):
        path.write_bytes(pickle.dumps(evil, protocol=int(way[-1])))
    elif way == "wrapped":
        torch.save({"state_dict": {"fc.weight": torch.ones(2)}, "extra": evil}, path)
    else:
        torch.save(evil, path, _use_new_zipfile_serialization=way == "archive")
    with pytest.raises(ValueError, match=r"evil\.pth") as caught:
        read_state_dict(path)
    assert not ran.exists()
    if way != "pickle 0":  # which is text
        assert "could run code" in str(caught.value)
    assert "\n" not in str(caught.value)
    with path.open("rb") as file:  # the file does what the test believes
        if way.startswith("pickle"):
            pickle.load(file)
            assert ran.exists()


def renamed_numpy(path: Path) -> None:
    """As a file that numpy before 2.0 was asked to write."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"cnumpy._core.", b"cnumpy.core."))


@pytest.mark.parametrize("before_2", [False, True])
def test_options_and_a_best_accuracy_beside_the_weights_do_no_harm(
    tmp_path: Path, state: dict[str, Tensor], *, before_2: bool
) -> None:
    beside = {
        "args": argparse.Namespace(lr=0.1, milestones=[30, 60]),
        "best": np.float64(0.93),
        "losses": [np.float32(2.3), np.float32(0.2)],
        "epoch": np.int64(90),
        "ema": np.bool_(False),
    }
    torch.save({"state_dict": state, **beside}, tmp_path / "last.pth")
    if before_2:
        renamed_numpy(tmp_path / "last.pth")
    assert same(read_state_dict(tmp_path / "last.pth"), state)


def test_a_whole_pickled_network_is_refused_by_its_name(tmp_path: Path) -> None:
    torch.save(nn.Linear(2, 2), tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"could run code.*torch\.nn\.modules\.linear\.Linear"):
        read_state_dict(tmp_path / "w.pth")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_refused_and_its_key_named(
    tmp_path: Path, state: dict[str, Tensor], number: float
) -> None:
    bad = {key: value.clone() for key, value in state.items()}
    bad["layer3.0.bn2.running_var"][1] = number
    torch.save(bad, tmp_path / "w.pth")
    with pytest.raises(ValueError, match=r"NaN or infinite.*in layer3\.0\.bn2\.running_var:"):
        read_state_dict(tmp_path / "w.pth")


@pytest.mark.parametrize("suffix", [".pth", ".safetensors", ".pt"])
@pytest.mark.parametrize("kept", [0.02, 0.5, 0.99])
def test_a_file_cut_short_is_said_to_be(
    tmp_path: Path, state: dict[str, Tensor], suffix: str, kept: float
) -> None:
    path = tmp_path / f"w{suffix}"
    if suffix == ".safetensors":
        save_file(state, path)
    else:
        torch.save(state, path, _use_new_zipfile_serialization=suffix == ".pth")
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(ValueError, match=r"w\.\w+ is damaged or cut short"):
        read_state_dict(path)


CONTENTS = {
    "empty": (b"", "is empty"),
    "text": (b"hello, this is text\n", "is not a checkpoint"),
    "page": (b"<html>404 not found</html>", "is not a checkpoint"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(64), "is not a checkpoint"),
    "zeros": (bytes(1000), "is not a checkpoint"),
}


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path, content: str, suffix: str) -> None:
    data, says = CONTENTS[content]
    path = tmp_path / f"w{suffix}"
    path.write_bytes(data)
    for read in (read_state_dict, read_metadata):
        if read is read_metadata and data:
            assert read(path) == {}  # no texts: whether it is a checkpoint the other says
            continue
        with pytest.raises(ValueError, match=says) as caught:
            read(path)
        assert "\n" not in str(caught.value)


def test_an_archive_of_something_else_is_no_checkpoint(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "w.pth", "w") as archive:
        archive.writestr("cat/1.jpg", "nothing")
    with pytest.raises(ValueError, match="is not a checkpoint"):
        read_state_dict(tmp_path / "w.pth")


def test_a_compiled_program_is_not_called_damaged(tmp_path: Path) -> None:
    path = tmp_path / "w.pt"
    torch.save({"fc.weight": torch.ones(2)}, path)
    with zipfile.ZipFile(path, "a") as archive:  # what torch.jit.save puts beside data.pkl
        archive.writestr("w/constants.pkl", b"")
    with pytest.raises(ValueError, match=r"could run code \(it holds a TorchScript program\)"):
        read_state_dict(path)


@pytest.mark.parametrize("name", ["w.th", "w.pth.tar", "w.ckpt", "w.bin", "w", "w.jpg", "w.PTH"])
@pytest.mark.parametrize("kind", ["archive", "before 1.6", "safetensors"])
def test_a_checkpoint_is_known_by_its_content(
    tmp_path: Path, state: dict[str, Tensor], name: str, kind: str
) -> None:
    path = tmp_path / name
    if kind == "safetensors":
        save_file(state, path, {"network": "x"})
    else:
        torch.save({"state_dict": state}, path, _use_new_zipfile_serialization=kind == "archive")
    read = read_state_dict(path)
    assert same({key: read[key] for key in state}, state)
    assert read_metadata(path) == ({"network": "x"} if kind == "safetensors" else {})


@pytest.mark.parametrize("content", [{}, [1, 2], {"epoch": 3}, torch.ones(3), {"model": {"a": 1}}])
def test_a_file_without_weights_says_so(tmp_path: Path, content: object) -> None:
    torch.save(content, tmp_path / "w.pth")
    with pytest.raises(ValueError, match="holds no weights"):
        read_state_dict(tmp_path / "w.pth")


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no checkpoint"):
        read_state_dict(tmp_path / "absent.pth")
    (tmp_path / "folder.pth").mkdir()
    with pytest.raises(ValueError, match="is a folder"):
        read_state_dict(tmp_path / "folder.pth")
    (tmp_path / "w.txt").write_text("x")
    with pytest.raises(ValueError, match=r"w.txt is not a checkpoint: give a file written by"):
        read_state_dict(tmp_path / "w.txt")
