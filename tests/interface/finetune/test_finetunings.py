import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.torch import load_file, save_file

from explorer.datasets.class_pictures import folder_pictures
from explorer.inspection.inspect import inspect
from explorer.interface.finetune.finetunings import FinetuneChoice, Finetuning
from explorer.interface.loading import Download
from explorer.interface.settings import PageSettings
from explorer.networks.catalog.request import bundled_file
from explorer.networks.names import parse
from explorer.training.finetune.settings import FinetuneSettings
from tests.shapes import draw_shapes

PAGE = PageSettings(device="cpu")


def asked(folder: Path, network: str | None = "cifar-resnet20", epochs: int = 3) -> FinetuneChoice:
    settings = FinetuneSettings("head", epochs)
    return FinetuneChoice(network, None, None, folder_pictures(folder), settings)


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    return draw_shapes(tmp_path / "shapes", 5)


def test_it_learns_and_its_files_are_there(shapes: Path):
    run = Finetuning(asked(shapes))
    said = list(run.run(PAGE))
    assert said[0] == Download(0, 0)
    assert run.result is not None
    assert len(run.result.rows) == 3
    assert run.weights.name == "cifar-resnet20-disc-frame.safetensors"
    again = run.tuned(PAGE)
    assert again.class_names == ("disc", "frame")
    with zipfile.ZipFile(run.tables) as archive:
        names = set(archive.namelist())
    assert {"model-card.md", "history.csv", "confusion.csv"} <= names
    assert not any(name.endswith(".safetensors") for name in names)
    for number, each in enumerate(run.result.held_out):
        photograph = run.photograph(number)
        assert photograph.name == each.name
        predicted = inspect(again, [photograph])[0].predictions[0]
        assert predicted.index == each.predicted
        assert predicted.probability == pytest.approx(each.probability, rel=1e-4)
    place = run.weights
    run.forget()
    assert not place.exists()


def test_a_start_from_the_twin_s_weights_is_said(shapes: Path, tmp_path: Path):
    save_file(load_file(bundled_file(parse("cifar-plain20"))), tmp_path / "net.ckpt")
    run = Finetuning(replace(asked(shapes, None), checkpoint=tmp_path / "net.ckpt"))
    list(run.run(PAGE))
    assert run.result is not None
    assert "statistics fit cifar-plain20" in run.result.notes[0]
    with zipfile.ZipFile(run.tables) as archive:
        assert run.result.notes[0] in archive.read("model-card.md").decode()
    run.forget()


def test_rows_can_be_watched(shapes: Path):
    run = Finetuning(asked(shapes))
    counts = [len(run.rows) for _ in run.run(PAGE)]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] >= 2


def test_stopping_keeps_the_best_so_far(shapes: Path):
    run = Finetuning(asked(shapes, epochs=200))
    for _ in run.run(PAGE):
        if len(run.rows) == 4:
            run.stop()
    assert run.result is not None
    assert run.result.stopped
    assert len(run.result.rows) <= 5


def test_stopping_at_once_is_said(shapes: Path):
    run = Finetuning(asked(shapes))
    run.stop()
    with pytest.raises(ValueError, match="stopped before anything was learned"):
        list(run.run(PAGE))


def test_what_cannot_be_loaded_is_said(shapes: Path, tmp_path: Path):
    (tmp_path / "mine.pth").write_bytes(b"no checkpoint")
    wrong = FinetuneChoice(
        None, tmp_path / "mine.pth", None, folder_pictures(shapes), FinetuneSettings()
    )
    with pytest.raises(ValueError, match=r"mine\.pth is not a checkpoint"):
        list(Finetuning(wrong).run(PAGE))
