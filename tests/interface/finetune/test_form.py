import shutil
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from explorer.interface.finetune.classes import MOST_CLASSES
from explorer.interface.finetune.form import (
    OWN,
    FinetuneForm,
    chosen,
    default_network,
    offered_networks,
)
from explorer.interface.settings import PageSettings
from explorer.interface.words.language import Labels
from explorer.networks.catalog.request import bundled_file
from explorer.networks.names import parse
from tests.shapes import SHAPES, draw_shapes


def values(folder: Path, **change: Any) -> list[Any]:
    """What the form's components hold, in their order."""
    held: dict[str, Any] = {
        "how": "classes", "count": 2, "zip": None, "network": "cifar-resnet20",
        "checkpoint": None, "scaling": "", "train": "head", "epochs": None, "seed": 0,
        "augmentation": True, **change,
    }  # fmt: skip
    names = [*SHAPES, *[""] * (MOST_CLASSES - 3)]
    files = [[str(p) for p in sorted((folder / name).glob("*"))] for name in SHAPES]
    return [*held.values(), *names, *files, *[None] * (MOST_CLASSES - 3)]


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    return draw_shapes(tmp_path / "shapes", 5, classes=3)


def test_pictures_class_by_class(shapes: Path):
    choice = chosen(*values(shapes))
    assert choice.network == "cifar-resnet20"
    assert choice.pictures.class_names == ("disc", "frame")  # the third is not shown
    assert chosen(*values(shapes, count=3)).pictures.class_names == SHAPES
    assert choice.settings.epochs is None


def test_one_zip(shapes: Path, tmp_path: Path):
    packed = shutil.make_archive(str(tmp_path / "all"), "zip", shapes)
    choice = chosen(*values(shapes, how="zip", zip=packed, train="all", epochs=7.0, seed=3.0))
    assert choice.pictures.class_names == SHAPES
    settings = choice.settings
    assert (settings.train, settings.epochs, settings.seed) == ("all", 7, 3)


def test_an_own_checkpoint(shapes: Path, tmp_path: Path):
    choice = chosen(*values(shapes, network=OWN, checkpoint="/a.pth", scaling=" 0.5/0.2 "))
    assert (choice.network, choice.checkpoint) == (None, Path("/a.pth"))
    assert choice.scaling == "0.5/0.2"
    assert chosen(*values(shapes, network=OWN, checkpoint="/a.pth")).scaling is None
    assert chosen(*values(shapes, scaling="0.5/0.2")).scaling is None  # hidden, so not meant


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"how": "zip"}, "no zip was chosen"),
        ({"network": OWN}, "no checkpoint was chosen"),
        ({"epochs": 0}, "epochs must be a whole number"),
        ({"network": "/"}, "no network is called '/'"),  # a folder of this machine
        ({"count": 5}, None),
    ],
)
def test_what_is_missing_is_said(change, said, shapes: Path):
    if said is None:
        assert len(chosen(*values(shapes, **change)).pictures.class_names) == 3
        return
    with pytest.raises(ValueError, match=said):
        chosen(*values(shapes, **change))


def test_networks_that_have_learned_are_offered(tmp_path: Path):
    names = offered_networks()
    assert {"resnet18", "resnet152", "cifar-resnet20", "cifar-plain20"} <= {*names}
    for name in names:
        assert name.startswith("resnet") or bundled_file(parse(name)).is_file()
    assert default_network(PageSettings(weights_folder=tmp_path)) == "cifar-resnet20"
    (tmp_path / "resnet18-f37072fd.pth").write_bytes(b"")
    assert default_network(PageSettings(weights_folder=tmp_path)) == "resnet18"


def test_the_form_has_an_input_for_every_value(tmp_path: Path):
    with gr.Blocks(analytics_enabled=False):
        form = FinetuneForm(Labels(), PageSettings(weights_folder=tmp_path))
    assert len(form.inputs) == len(values(tmp_path))
    assert form.network.value == "cifar-resnet20"
    assert [row.visible for row in form.classes.rows].count(True) == 2


def test_no_ending_keeps_a_checkpoint_from_being_chosen():
    with gr.Blocks():
        form = FinetuneForm(Labels(), PageSettings(device="cpu"))
    assert form.checkpoint.file_types is None
