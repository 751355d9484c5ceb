"""A notebook with every result as a cell's last line, executed as Jupyter executes it."""

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from PIL import Image

from explorer.figures.notebook.result_html import SHOWN
from tests.conftest import ROOT
from tests.figures.notebook.page import taken_apart
from tests.shapes import draw_shapes

# Each cell, and how the title of its picture begins.
SHOWN_CELLS = {
    "seen = explorer.inspect('cifar-resnet20', 'dog.png'); seen": "dog.png in cifar-resnet20",
    "explorer.inspect('cifar-resnet20', ['dog.png', Path('dog.png')])": "dog.png in cifar-resnet20",
    "explorer.write_inspection('seen', seen); explorer.read_inspection('seen')": "dog.png in",
    "explorer.attribute('cifar-resnet20', 'dog.png', 'dog', 'occlusion')": "Attribution by",
    "explorer.branches('cifar-resnet20', Path('dog.png'))[0]": "stage1.block1",
    "explorer.unrolled_sums('cifar-resnet20', 'dog.png')[0]": "stage1: x_L = x_0",
    "raced = explorer.race(explorer.RaceSettings(depth=8, width=4, steps=3)).result(); raced": (
        "Race of 8 layers on digits, 3 steps"
    ),
    "explorer.write_race('raced', raced); explorer.read_race('raced')": "Race of 8 layers",
    "raced.steps[-1]": "Step 3 of a race",
    "swept = explorer.depth_sweep(explorer.SweepSettings((8,), seeds=1, width=4, batch=2, "
    "image_size=8)).result(); swept": "6 pairs of networks at initialisation",
    "explorer.write_sweep('swept', swept); explorer.read_sweep('swept')": "6 pairs of networks",
    "explorer.shattering(explorer.ShatteringSettings((8,), seeds=1, width=4, image_size=8, "
    "points=6)).result()": "How the input gradient turns",
    "run = explorer.train('cifar-resnet8', 'digits', 'run', epochs=1, width=2); run": (
        "cifar-resnet8 trained on digits"
    ),
    "explorer.read_run('run')": "cifar-resnet8 trained on digits",
    "explorer.evaluate(run.weights, 'digits')": "cifar-resnet8 on digits: error",
    "tuned = explorer.finetune('cifar-resnet8', 'shapes', epochs=1); tuned": (
        "cifar-resnet8 fine-tuned on shapes"
    ),
    "tuned.result": "cifar-resnet8 fine-tuned on shapes",
    "explorer.evaluate(tuned.network, 'shapes')": "cifar-resnet8 on shapes: error",
}
# What has no picture says itself in a line too.
TOLD_CELLS = (
    "explorer.race()",
    "explorer.depth_sweep()",
    "explorer.shattering()",
    "explorer.load('cifar-resnet20')",
    "explorer.load_dataset('digits')",
    "raced.facts",
    "swept[0]",
    "[explorer.html(each)[:5] for each in (seen, raced, swept, run, tuned)]",
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What each cell's last line shows, by its kind."""
    desk = tmp_path_factory.mktemp("desk")
    noise = np.random.default_rng(0).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    Image.fromarray(noise).save(desk / "dog.png")
    draw_shapes(desk / "shapes", 5)
    begin = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pathlib import Path\n"
    sources = [f"{begin}import explorer\n'torch' in sys.modules", *SHOWN_CELLS, *TOLD_CELLS]
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))
    place = {"metadata": {"path": str(desk)}}
    NotebookClient(notebook, timeout=300, kernel_name="python3", resources=place).execute()
    first, *cells = notebook.cells
    assert first.outputs[-1].data["text/plain"] == "False"  # the door is light here too
    return {cell.source: dict(cell.outputs[-1].data) for cell in cells}


@pytest.mark.parametrize(("cell", "title"), SHOWN_CELLS.items(), ids=lambda text: text[:30])
def test_a_result_has_a_picture_and_a_line(
    shown: dict[str, dict[str, str]], cell: str, title: str
) -> None:
    page = taken_apart(shown[cell]["text/html"])
    assert page.text.startswith(title)
    assert len(shown[cell]["text/plain"]) < 300
    assert "array(" not in shown[cell]["text/plain"]


@pytest.mark.parametrize("cell", TOLD_CELLS)
def test_what_has_no_picture_has_a_line(shown: dict[str, dict[str, str]], cell: str) -> None:
    assert set(shown[cell]) == {"text/plain"}
    assert len(shown[cell]["text/plain"]) < 300


def test_every_kind_of_result_was_there(shown: dict[str, dict[str, str]]) -> None:
    said = "\n".join(shown[cell]["text/plain"] for cell in SHOWN_CELLS)
    named = {name for _, name in SHOWN} - {
        "BlockBranches",  # called by its own name
        "Evaluation",  # what NetworkEvaluation is made of
        "ResponseDeviation",
    }
    assert {name for name in named if name not in said} == set()
