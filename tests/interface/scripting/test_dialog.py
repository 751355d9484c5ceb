"""The dialog's texts in both languages, and its notebooks as Jupyter runs them."""

import json
import re
from html import unescape
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from explorer.interface.scripting.dialog import python_button, written
from explorer.scripting.inspection import InspectionState, OpenedBlock, inspection_program
from explorer.scripting.race import race_program
from explorer.training.race.events import RaceEvent
from explorer.training.race.settings import RaceSettings
from tests.scripting.running import printed

EXPLORE = inspection_program(
    InspectionState(
        "cifar-resnet20", "cifar10-test-0000-cat", True, opened=OpenedBlock("stage1.block1", 2)
    )
)
RACE = race_program(RaceSettings(depth=8, width=4, steps=9), (RaceEvent(3, "plain", 1.0),), 7)
PROGRAMS = {"Explore": EXPLORE, "Race": RACE}


def test_a_button_holds_its_program_in_both_languages() -> None:
    button = python_button(RACE)
    (held,) = re.findall(r'data-program="([^"]*)"', button)
    program = json.loads(unescape(held))
    assert program == written(RACE)
    assert program["script"]["en"] == RACE.script()
    assert "# 到第 7 步为止的同场训练" in program["script"]["zh"]
    assert "data-program" not in python_button()


@pytest.fixture(scope="module")
def executed() -> dict[str, Any]:
    """The Chinese notebooks by name, run in one kernel, which forgets all names between two."""
    every = {
        name: nbformat.reads(written(program)["notebook"]["zh"], as_version=4)  # type: ignore[index]
        for name, program in PROGRAMS.items()
    }
    together = nbformat.v4.new_notebook()
    for name, each in every.items():
        for cell in each.cells:
            cell.id = f"{name}-{cell.id}"
        together.cells += [*each.cells, nbformat.v4.new_code_cell("%reset -f")]
    NotebookClient(together, timeout=120, kernel_name="python3").execute()
    return every


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_chinese_notebook_runs_from_top_to_bottom_and_draws(
    executed: dict[str, Any], name: str
) -> None:
    notebook, program = executed[name], PROGRAMS[name]
    code = [each for each in notebook.cells if each.cell_type == "code"]
    said = "".join(output["text"] for each in code for output in each.outputs if "text" in output)
    assert said.splitlines() == printed(program)
    drawn = [o for each in code for o in each.outputs if o.output_type == "execute_result"]
    assert drawn
    assert all("text/html" in each["data"] for each in drawn)
    markdown = [each.source for each in notebook.cells if each.cell_type == "markdown"]
    assert all(re.search(r"[\u4e00-\u9fff]", each) for each in markdown)
