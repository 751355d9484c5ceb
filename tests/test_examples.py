"""The notebooks in `examples`, executed as Jupyter executes them, without changing a cell."""

import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
# What the page of each must say once it is executed, in HTML without a kernel.
KEPT = {
    "inspect-my-photograph": ("dog.png in cifar-resnet20", "Explains cat"),
    "race": ("Race of 20 layers on digits, 24 steps", "of the plain network adds 1 x its shortcut"),
    "my-own-checkpoint": ("this is a 2", "mine.pth"),
    "my-own-data": ("cifar-resnet20 fine-tuned on my-pictures", "Race of 8 layers on my-pictures"),
}


def test_there_is_one_for_each_purpose() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(KEPT)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_taught_in_words_and_holds_no_output(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    first, install, *cells = notebook.cells
    assert "[![Open in Colab]" in first.source
    assert "find_spec" in install.source
    assert cells[0].cell_type == "markdown"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
        else:
            assert any("\u4e00" <= sign <= "\u9fff" for sign in cell.source)  # Chinese beside it


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every notebook by name, executed in one kernel, which forgets all names between two."""
    every = {path.stem: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
    together = nbformat.v4.new_notebook()
    for name, each in every.items():
        for cell in each.cells:
            cell.id = f"{name}-{cell.id}"
        together.cells += [*each.cells, nbformat.v4.new_code_cell("%reset -f")]
    place = {"metadata": {"path": str(tmp_path_factory.mktemp("desk"))}}
    client = NotebookClient(together, timeout=300, kernel_name="python3", resources=place)
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    return every


@pytest.mark.parametrize("name", KEPT)
def test_it_runs_and_what_it_shows_is_kept(executed: dict[str, Any], name: str) -> None:
    for cell in executed[name].cells:
        for output in cell.get("outputs", ()):
            assert output.get("name") != "stderr", output.text
    page, _ = HTMLExporter().from_notebook_node(executed[name])
    for words in KEPT[name]:
        assert words in page, words
