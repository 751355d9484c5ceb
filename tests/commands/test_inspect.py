"""`inspect` on made-up pictures, on real photographs and on everything that can be wrong."""

import json
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from explorer.inspection import record
from explorer.networks.catalog import catalog
from tests.commands.conftest import Command
from tests.conftest import ROOT

Photo = Callable[[str], Path]
NETWORK = ("--network", "cifar-resnet20", "--device", "cpu")


def test_a_photograph_becomes_a_folder(command: Command, photo: Photo, tmp_path: Path) -> None:
    out = tmp_path / "made" / "out"
    ended = command("inspect", photo("狗.png"), *NETWORK, "--output", out)
    assert (ended.status, ended.output) == (0, [str(out / "狗")])
    described = json.loads((out / "狗" / "inspection.json").read_text(encoding="utf-8"))
    assert described["image"] == "狗.png"
    assert (described["network"], described["device"]) == ("cifar-resnet20", "cpu")
    assert len(described["predictions"]) == 5
    assert described["explained_class"]["index"] == described["predictions"][0]["index"]
    assert [(stage["name"], stage["shape"]) for stage in described["stages"]] == [
        ("stage1", [16, 32, 32]),
        ("stage2", [32, 16, 16]),
        ("stage3", [64, 8, 8]),
    ]
    assert described["seconds"] > 0
    with np.load(out / "狗" / "inspection.npz", allow_pickle=False) as arrays:
        assert {str(arrays[name].dtype) for name in arrays.files} == {"float32"}
        assert arrays["input"].shape == (3, 32, 32)
        assert int(arrays["logits"].argmax()) == described["explained_class"]["index"]
        for number, size in ((1, 32), (2, 16), (3, 8)):
            assert arrays[f"cam_stage{number}"].shape == (size, size)
            assert arrays[f"cam_stage{number}"].min() >= 0
    pictures = {path.stem for path in (out / "狗").glob("*.png")}
    assert {"input", "grad-cam-stage3", "channels-stage1"} <= pictures
    page = (out / "狗" / "inspection.html").read_text("utf-8")
    best = described["predictions"][0]["name"]
    assert f'<span lang="en">{best}</span>' in page
    assert "<title>狗.png · cifar-resnet20</title>" in page


@pytest.mark.parametrize(
    ("given", "index", "name"), [("3", 3, "cat"), ("frog", 6, "frog"), (" 0 ", 0, "airplane")]
)
def test_a_class_is_picked_by_index_or_name(
    command: Command, photo: Photo, tmp_path: Path, given: str, index: int, name: str
) -> None:
    ended = command("inspect", photo("a.png"), *NETWORK, "--class", given, "--output", tmp_path)
    assert ended.status == 0
    assert record.read(tmp_path / "a").explained.index == index
    assert record.read(tmp_path / "a").explained.name == name


def test_class_names_of_ones_own_are_used(command: Command, photo: Photo, tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("\n".join(f"种类 {n}" for n in range(10)), "utf-8")
    ended = command(
        *("inspect", photo("a.png"), *NETWORK, "--output", tmp_path),
        *("--class-names", tmp_path / "names.txt", "--class", "种类 7"),
    )
    assert ended.status == 0
    assert record.read(tmp_path / "a").explained.index == 7


@pytest.mark.parametrize("method", ["layer-cam", "grad-cam++", "guided-grad-cam"])
def test_a_method_is_recorded_and_drawn(
    command: Command, photo: Photo, tmp_path: Path, method: str
) -> None:
    ended = command("inspect", photo("a.png"), *NETWORK, "--method", method, "--output", tmp_path)
    assert ended.status == 0
    kept = record.read(tmp_path / "a")
    assert kept.method == method
    assert any(name.startswith(method) for name in kept.pictures)
    assert (kept.attribution is not None) == (method == "guided-grad-cam")


def test_precision_and_scaling_reach_the_network(
    command: Command, photo: Photo, tmp_path: Path
) -> None:
    arguments = ("inspect", photo("a.png"), *NETWORK, "--precision", "float64")
    assert command(*arguments, "--input-scaling", "none", "--output", tmp_path).status == 0
    unscaled = record.read(tmp_path / "a")
    assert unscaled.precision == "float64"
    assert unscaled.input.min() >= 0
    assert command(*arguments, "--input-scaling", "0.5/0.25", "--output", tmp_path).status == 0
    np.testing.assert_allclose(
        record.read(tmp_path / "a").input, (unscaled.input - 0.5) / 0.25, atol=1e-5
    )


@pytest.mark.parametrize("there", [False, True])
def test_where_no_photograph_could_be_read_no_empty_folder_is_left(
    command: Command, tmp_path: Path, there: bool
) -> None:
    out = tmp_path / "out"
    if there:
        out.mkdir()
    assert command("inspect", tmp_path / "no.png", *NETWORK, "--output", out).status == 1
    assert out.exists() == there


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--network", "resnet19"], "18, 34, 50, 101, 152"),
        (["--network", "vgg16"], "vgg16"),
        (["--network", "cifar-resnet20", "--class", "10"], "0 to 9"),
        (["--network", "cifar-resnet20", "--class", "-1"], "0 to 9"),
        (["--network", "cifar-resnet20", "--class", "zebra"], "zebra"),
        (["--network", "cifar-resnet20", "--device", "tpu"], "tpu"),
        (["--network", "cifar-resnet20", "--device", "cuda:99"], "cuda:99"),
        (["--network", "cifar-resnet20", "--input-scaling", "1/0"], "1/0"),
        (["--network", "cifar-resnet20", "--method", "gradcam"], "gradcam"),
        (["--network", "cifar-resnet20", "--precision", "float16"], "float16"),
        (["--network", "cifar-resnet20", "--weights", "v3"], "v3"),
        (["--network", "cifar-resnet20", "--nonsense"], "--nonsense"),
        ([], "--network"),
    ],
)
def test_wrong_usage_is_2_in_one_sentence(
    command: Command, photo: Photo, tmp_path: Path, arguments: list[str], said: str
) -> None:
    ended = command("inspect", photo("a.png"), *arguments, "--output", tmp_path / "out")
    assert (ended.status, ended.output) == (2, [])
    assert said in ended.said[-1]
    assert len(ended.said) <= 2  # which network it is may stand before
    assert not (tmp_path / "out").exists()


def test_random_weights_are_said(command: Command, photo: Photo, tmp_path: Path) -> None:
    # depth 26 is in no table of the paper, so no weights for it will ever be shipped
    asked = ("--network", "cifar-plain26", "--device", "cpu", "--output", tmp_path / "out")
    ended = command("inspect", photo("a.png"), *asked)
    assert any("random weights: nothing learned yet" in line for line in ended.said)


def test_a_version_of_the_weights_that_there_is_not(
    command: Command, photo: Photo, tmp_path: Path
) -> None:
    ended = command(
        "inspect", photo("a.png"), "--network", "resnet18", "--weights", "v2", "--output", tmp_path
    )
    assert ended.status == 2
    assert any("resnet18" in line for line in ended.said)


def test_a_version_where_no_imagenet_weights_are_used_is_refused(
    command: Command, photo: Photo, tmp_path: Path
) -> None:
    asked = ("--network", "cifar-resnet8", "--weights", "V2", "--output", tmp_path / "out")
    ended = command("inspect", photo("a.png"), *asked)
    assert ended.status == 2
    assert any("cifar-resnet8 does not use" in line for line in ended.said)
    assert not (tmp_path / "out").exists()


def test_no_image_is_wrong_usage(command: Command, tmp_path: Path) -> None:
    ended = command("inspect", *NETWORK, "--output", tmp_path / "out")
    assert ended.status == 2
    assert "IMAGE" in ended.said[-1]


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (print, ("code ran",))


@pytest.mark.parametrize("kind", ["missing", "text", "code", "nan", "other"])
def test_a_checkpoint_that_cannot_be_used_is_one_sentence(
    command: Command, photo: Photo, tmp_path: Path, kind: str
) -> None:
    path = tmp_path / f"{kind}.pth"
    if kind == "text":
        path.write_text("no weights")
    elif kind == "code":
        path.write_bytes(pickle.dumps({"fc.weight": _Evil()}))
    elif kind == "nan":
        module = catalog.load("cifar-resnet20", device="cpu").module
        state = {key: value.clone() for key, value in module.state_dict().items()}
        state["conv1.weight"][0, 0, 0, 0] = float("nan")
        torch.save(state, path)
    elif kind == "other":
        torch.save({"features.0.weight": torch.zeros(3)}, path)
    ended = command(
        *("inspect", photo("a.png"), *NETWORK, "--checkpoint", path, "--output", tmp_path / "out")
    )
    assert (ended.status, ended.output) == (1, [])
    assert "code ran" not in "".join(ended.said)
    assert path.name in ended.said[-1] or "NaN" in ended.said[-1]
    assert len(ended.said) <= 2
    assert not (tmp_path / "out" / "a").exists()


def test_weights_that_cannot_be_had_are_one_sentence(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> None:
        raise ConnectionError("resnet18-f37072fd.pth could not be downloaded: put it into x")

    monkeypatch.setattr(catalog, "load", offline)
    ended = command("inspect", photo("a.png"), "--network", "resnet18", "--output", tmp_path / "o")
    assert (ended.status, ended.output) == (1, [])
    assert ended.said == ["resnet18-f37072fd.pth could not be downloaded: put it into x."]


def test_an_output_that_cannot_be_written_is_one_sentence(
    command: Command, photo: Photo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    image = photo("a.png")
    ended = command("inspect", image, *NETWORK, "--output", tmp_path / "file")
    assert ended.status == 2
    assert len(ended.said) == 1
    ended = command("inspect", image, *NETWORK, "--output", tmp_path / "file" / "inside")
    assert ended.status == 1
    assert "--output" in ended.said[-1]

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    ended = command("inspect", image, *NETWORK, "--output", tmp_path / "out")
    assert (ended.status, ended.output) == (1, [])
    assert ended.said[-1].endswith("No space left on device.")


def test_a_fresh_process_keeps_its_streams_apart(photo: Photo, tmp_path: Path) -> None:
    bad = tmp_path / "empty.jpg"
    bad.touch()
    arguments = ["inspect", photo("a.png"), bad, *NETWORK, "--output", tmp_path / "out"]
    ended = subprocess.run(
        [sys.executable, "-m", "explorer", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert ended.returncode == 1
    assert ended.stdout == f"{tmp_path / 'out' / 'a'}\n"
    assert "empty.jpg" in ended.stderr
    assert "Traceback" not in ended.stderr


TRUTH = {
    "captum_elephant": "elephant",
    "captum_siamese": "Siamese",
    "captum_swan": "swan",
    "captum_zebra": "zebra",
    "pytorchhub_samoyed_dog": "Samoyed",
}


def test_real_photographs_are_recognised(
    command: Command, shared_data: Path, tmp_path: Path
) -> None:
    images = [shared_data / "images" / "photos" / f"{name}.jpg" for name in TRUTH]
    weights = shared_data / "imagenet-checkpoints" / "resnet18.pth"
    ended = command(
        *("inspect", *images, "--network", "resnet18", "--checkpoint", weights),
        *("--device", "cpu", "--output", tmp_path),
    )
    assert ended.status == 0
    for name, truth in TRUTH.items():
        found = record.read(tmp_path / name).predictions
        assert any(truth in each.name for each in found), name


def test_awkward_files_give_a_picture_or_one_line(
    command: Command, shared_data: Path, tmp_path: Path
) -> None:
    images = sorted(
        path for path in (shared_data / "images" / "awkward").iterdir() if path.is_file()
    )
    ended = command("inspect", *images, *NETWORK, "--output", tmp_path)
    assert ended.status == 1
    done = {record.read(Path(line)).image for line in ended.output}
    for image in images:
        lines = [line for line in ended.said if line.startswith(image.name)]
        assert len(lines) == 1, image.name
        assert ("cannot be read" in lines[0]) == (image.name not in done)
    assert {f"Landscape_{number}.jpg" for number in range(1, 9)} <= done


def test_as_python_prints_the_calls_and_computes_nothing(
    command: Command, photo: Photo, tmp_path: Path
) -> None:
    out, picture = tmp_path / "out", photo("a.png")
    given = ("inspect", picture, *NETWORK, "--class", "cat", "--method", "layer-cam")
    ended = command(*given, "--output", out, "--as-python")
    assert ended.status == 0
    assert not out.exists()
    assert 'network = explorer.load("cifar-resnet20", device="cpu")' in ended.output
    assert f'photograph = "{picture}"' in ended.output
    assert 'inspection = explorer.inspect(network, photograph, class_="cat")' in ended.output
    assert '    largest = explorer.cam(stage, "layer-cam").max()' in ended.output
    two = command(*given, photo("b.png"), "--output", out, "--as-python")
    assert two.status == 2
    assert "for one photograph, got 2" in two.said[-1]
