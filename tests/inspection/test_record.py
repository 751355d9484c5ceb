"""A record is read back as it was written, and is never half there."""

import dataclasses
import io
import json
import os
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from explorer.inspection.record import (
    WORTH_PACKING,
    as_object,
    files,
    read,
    write,
    zip_bytes,
)
from explorer.inspection.result import Attribution, ExplainedClass, Inspection, Prediction, Stage
from explorer.networks.scaling import CIFAR
from explorer.photographs.crop import Crop


def an_inspection(precision: str = "float32", seed: int = 0) -> Inspection:
    """Two stages of made-up numbers for a network of three classes."""
    random = np.random.default_rng(seed)
    dtype = np.dtype(precision)

    def numbers(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.floating]]:
        return random.normal(size=shape).astype(dtype)

    stages = tuple(
        Stage(f"stage{index}", numbers(*shape), numbers(*shape), stride)
        for index, shape, stride in ((1, (4, 8, 8), 1), (2, (6, 4, 4), 2))
    )
    return Inspection(
        image="一只狗.jpg",
        network="cifar-resnet20",
        family="cifar",
        device="cpu",
        precision=precision,
        class_names=("cat", "dog", "frog"),
        input=numbers(3, 8, 8),
        scaling=CIFAR,
        crop=Crop(0.25, 0.0, 31.5, 31.5),
        logits=numbers(3),
        predictions=(Prediction(1, "dog", 0.75), Prediction(0, "cat", 0.25)),
        explained=ExplainedClass(1, "dog"),
        stem=numbers(4, 8, 8),
        stages=stages,
        bias=0.125,
        seconds=0.5,
        source="random weights: nothing learned yet",
    )


def test_the_files_and_keys_are_those_that_other_programs_read(tmp_path: Path) -> None:
    inspection = an_inspection()
    write(tmp_path / "dog", files(inspection, pictures={"input": inspection.picture}))
    assert {path.name for path in (tmp_path / "dog").iterdir()} == {
        "inspection.json",
        "inspection.npz",
        "input.png",
    }
    described = json.loads((tmp_path / "dog" / "inspection.json").read_text(encoding="utf-8"))
    assert described["image"] == "一只狗.jpg"
    assert described["network"] == "cifar-resnet20"
    assert described["device"] == "cpu"
    assert described["explained_class"] == {"index": 1, "name": "dog"}
    assert described["predictions"] == [
        {"index": 1, "name": "dog", "probability": 0.75},
        {"index": 0, "name": "cat", "probability": 0.25},
    ]
    assert [(each["name"], each["shape"]) for each in described["stages"]] == [
        ("stage1", [4, 8, 8]),
        ("stage2", [6, 4, 4]),
    ]
    assert described["seconds"] == 0.5
    with np.load(tmp_path / "dog" / "inspection.npz", allow_pickle=False) as arrays:
        assert {"input", "logits", "features_stage1", "features_stage2"} <= set(arrays.files)
        assert {"cam_stage1", "cam_stage2"} <= set(arrays.files)
        assert {str(arrays[name].dtype) for name in arrays.files} == {"float32"}
        np.testing.assert_array_equal(arrays["input"], inspection.input)
        features, gradients = inspection.stages[1].features, inspection.stages[1].gradients
        by_hand = sum(gradients[c].mean() * features[c] for c in range(6))
        np.testing.assert_allclose(arrays["cam_stage2"], np.maximum(by_hand, 0), atol=1e-6)
        assert arrays["cam_stage2"].shape == (4, 4)


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_what_is_written_is_read_back(tmp_path: Path, precision: str) -> None:
    inspection = an_inspection(precision)
    attribution = Attribution("occlusion", np.linspace(-1, 1, 64).reshape(8, 8), "a note")
    write(
        tmp_path,
        files(
            inspection,
            "occlusion",
            {"input": Image.fromarray(inspection.picture)},
            attribution,
            ["The first of 31 frames is shown."],
        ),
    )
    record = read(tmp_path)
    for name in ("image", "network", "family", "device", "precision", "seconds", "source"):
        assert getattr(record, name) == getattr(inspection, name)
    for name in ("explained", "predictions", "crop"):
        assert getattr(record, name) == getattr(inspection, name)
    assert (record.method, record.cam_method) == ("occlusion", "grad-cam")
    assert record.notes == ("The first of 31 frames is shown.",)
    assert record.pictures == ("input.png",)
    for name in ("input", "logits", "stem"):
        np.testing.assert_allclose(
            getattr(record, name), getattr(inspection, name), rtol=1e-6, strict=False
        )
    for kept, stage in zip(record.stages, inspection.stages, strict=True):
        assert (kept.name, kept.shape, kept.stride) == (
            stage.name,
            stage.features.shape,
            stage.stride,
        )
        np.testing.assert_allclose(kept.features, stage.features, rtol=1e-6)
        np.testing.assert_allclose(kept.weights, stage.weights, rtol=1e-6)
        assert kept.cam.min() >= 0
    assert record.attribution is not None
    np.testing.assert_allclose(record.attribution, attribution.map, rtol=1e-6)
    with Image.open(tmp_path / "input.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), inspection.picture)
    with pytest.raises(dataclasses.FrozenInstanceError):
        record.image = "another"  # type: ignore[misc]


def test_an_earlier_record_is_replaced_and_what_is_not_its_own_is_kept(tmp_path: Path) -> None:
    first, second = an_inspection(seed=0), an_inspection(seed=1)
    write(tmp_path, files(first, pictures={"grad-cam-stage1": first.picture}))
    (tmp_path / "holiday.jpg").write_bytes(b"somebody's own")
    write(tmp_path, files(second, "layer-cam", {"layer-cam-stage1": second.picture}))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "holiday.jpg",
        "inspection.json",
        "inspection.npz",
        "layer-cam-stage1.png",
    ]
    np.testing.assert_array_equal(read(tmp_path).logits, second.logits)


def test_a_failed_writing_leaves_the_earlier_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspection = an_inspection()
    write(tmp_path / "dog", files(inspection))

    def full(*_: object) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match=r"^The inspection could not be written into .*dog: .+\.$"):
        write(tmp_path / "dog", files(an_inspection(seed=1)))
    with pytest.raises(OSError, match="could not be written"):
        write(tmp_path / "cat", files(inspection))
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["dog"]
    np.testing.assert_array_equal(read(tmp_path / "dog").logits, inspection.logits)


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "dog").write_text("a file")
    with pytest.raises(OSError, match=r"dog: it is a file, not a folder\.$"):
        write(tmp_path / "dog", files(an_inspection()))
    with pytest.raises(OSError, match="could not be written"):
        write(tmp_path / "dog" / "inside", files(an_inspection()))


def test_a_zip_holds_the_same_files(tmp_path: Path) -> None:
    content = files(an_inspection(), pictures={"input": an_inspection().picture})
    with zipfile.ZipFile(io.BytesIO(zip_bytes({"": content, "resnet/dog": content}))) as archive:
        assert archive.testzip() is None
        assert len(archive.namelist()) == 6
        for name, value in content.items():
            assert archive.read(name) == value
            assert archive.read(f"resnet/dog/{name}") == value
        archive.extractall(tmp_path)
    assert read(tmp_path).image == "一只狗.jpg"


@pytest.mark.parametrize("large", [False, True])
def test_large_arrays_are_packed_where_they_travel_and_nowhere_else(large: bool) -> None:
    arrays = bytes(WORTH_PACKING + large)
    with zipfile.ZipFile(io.BytesIO(zip_bytes({"": {"inspection.npz": arrays}}))) as archive:
        assert archive.read("inspection.npz") == arrays
        (info,) = archive.infolist()
    assert (info.compress_size < len(arrays)) == large
    with zipfile.ZipFile(io.BytesIO(files(an_inspection())["inspection.npz"])) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_what_is_not_a_record_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"holds no inspection: inspection\.json is"):
        read(tmp_path)
    write(tmp_path, files(an_inspection()))
    (tmp_path / "inspection.npz").write_bytes(b"not a zip")
    with pytest.raises(ValueError, match="is damaged"):
        read(tmp_path)
    write(tmp_path, files(an_inspection()))
    described = json.loads((tmp_path / "inspection.json").read_text(encoding="utf-8"))
    described["stages"][1]["shape"] = [6, 5, 4]
    (tmp_path / "inspection.json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(ValueError, match=r"stage2 has the shape"):
        read(tmp_path)
    (tmp_path / "inspection.npz").unlink()
    with pytest.raises(FileNotFoundError, match=r"inspection\.npz is missing"):
        read(tmp_path)


def test_numbers_that_json_cannot_hold_are_refused() -> None:
    broken = dataclasses.replace(an_inspection(), seconds=float("nan"))
    with pytest.raises(ValueError, match="JSON"):
        files(broken)


def test_the_object_is_the_file(tmp_path: Path) -> None:
    inspection = an_inspection()
    write(tmp_path, files(inspection, "layer-cam", notes=["turned"]))
    described = json.loads((tmp_path / "inspection.json").read_text(encoding="utf-8"))
    assert described.pop("pictures") == []
    assert described == as_object(inspection, "layer-cam", notes=["turned"])
