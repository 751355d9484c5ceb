"""The rules of `tests.house_rules`: they say nothing of the real tree, and speak of false ones."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.house_rules import (
    MOST_FILES,
    circles,
    forbidden_names,
    full_folders,
    long_files,
    mutable_state,
    raising_comparisons,
    strangers,
    unknown_rooms,
    unmirrored,
    wrong_arrows,
    wrong_arrows_within,
)

# Opening the page must not wait for these (about four seconds each on a cold disk).
HEAVY = ("torch", "torchvision", "captum", "sklearn")
LIGHT = (
    "explorer",
    "explorer.__main__",
    "explorer.commands",
    "explorer.figures",
    "explorer.inspection",
    "explorer.inspection.result",
    "explorer.networks",
    "explorer.networks.names",
    "explorer.interface",
    "explorer.interface.page",
)

Rule = Callable[[Path], list[str]]
FALSE_TREES: tuple[tuple[Rule, str, str, str], ...] = (
    (wrong_arrows, "explorer/networks/a.py", "from explorer.inspection import b", "networks may"),
    (wrong_arrows, "explorer/networks/a.py", "def f():\n    from ..training import c", "training"),
    (wrong_arrows, "explorer/figures/a.py", "import explorer.datasets.sources", "figures may not"),
    (wrong_arrows, "explorer/commands/a.py", "import explorer.interface.page", "interface"),
    (wrong_arrows, "explorer/datasets/a.py", "import_module('explorer.networks.a')", "networks"),
    (wrong_arrows, "explorer/inspection/a.py", "from explorer import load", "name the room"),
    (wrong_arrows, "explorer/__main__.py", "from explorer.networks import a", "__main__ may not"),
    (wrong_arrows, "app.py", "from explorer.inspection import a", "app may not"),
    (strangers, "explorer/training/a.py", "def f():\n    import captum.attr", "inspection may"),
    (strangers, "explorer/commands/a.py", "from gradio import Blocks", "interface may"),
    (strangers, "app.py", "import gradio as gr", "interface may"),
    (strangers, "explorer/inspection/a.py", "import plotly.graph_objects", "figures, interface"),
    (unknown_rooms, "explorer/kitchen/a.py", "", "explorer/kitchen"),
    (
        wrong_arrows_within,
        "explorer/training/race/a.py",
        "from explorer.training.depth.b import c",
        "training/race may not import training/depth",
    ),
    (
        wrong_arrows_within,
        "explorer/training/a.py",
        "from explorer.training.race.b import c",
        "training may not import training/race",
    ),
    (unknown_rooms, "explorer/loose.py", "", "explorer/loose"),
    (long_files, "explorer/networks/a.py", "x = 1\n" * 251, "251 lines"),
    (long_files, "app.py", "x = 1\n" * 80, "80 lines"),
    (forbidden_names, "explorer/networks/utils.py", "", "utils.py"),
    (forbidden_names, "explorer/networks/image_helpers.py", "", "image_helpers.py"),
    (forbidden_names, "explorer/common/a.py", "", "common"),
    (mutable_state, "explorer/networks/a.py", "cache = {}", "a.cache"),
    (mutable_state, "explorer/networks/a.py", "CACHE: dict[str, int] = {}", "a.CACHE"),
    (mutable_state, "explorer/networks/a.py", "from x import y\nSEEN = y.deque()", "a.SEEN"),
    (mutable_state, "explorer/networks/a.py", "A = [1]\ndef f(): A.append(2)", "a.A"),
    (mutable_state, "explorer/networks/a.py", "A = {1: 2}\ndef f(): A[1] = 3", "a.A"),
    (mutable_state, "explorer/networks/a.py", "n = 1\ndef f():\n    global n\n    n = 2", "a.n"),
    (mutable_state, "explorer/networks/a.py", "class C: ...\nC_ONE = C()", "a.C_ONE"),
    (unmirrored, "explorer/networks/a.py", "", "networks/a.py has no test"),
    (unmirrored, "tests/networks/test_b.py", "", "test_b.py tests no file"),
    (
        raising_comparisons,
        "explorer/networks/a.py",
        "@dataclass(frozen=True)\nclass A:\n    x: tuple[Tensor, ...]",
        "a.A holds arrays",
    ),
)
RULES = (
    wrong_arrows,
    wrong_arrows_within,
    full_folders,
    strangers,
    unknown_rooms,
    circles,
    long_files,
    forbidden_names,
    mutable_state,
    unmirrored,
    raising_comparisons,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


@pytest.mark.parametrize(("rule", "file", "text", "said"), FALSE_TREES)
def test_the_rule_speaks_of_a_false_house(
    tmp_path: Path, rule: Rule, file: str, text: str, said: str
) -> None:
    (tmp_path / "explorer").mkdir()
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text)
    assert len(rule(tmp_path)) == 1
    assert said in rule(tmp_path)[0]


def test_every_rule_was_shown_a_false_house() -> None:
    assert {rule for rule, *_ in FALSE_TREES} | {circles, full_folders} == set(RULES)


def test_a_circle_of_three_files_is_found_and_a_chain_is_not(tmp_path: Path) -> None:
    room = tmp_path / "explorer" / "networks"
    room.mkdir(parents=True)
    (room / "a.py").write_text("from explorer.networks.b import x")
    (room / "b.py").write_text("def f():\n    from . import c")
    (room / "c.py").write_text("import math")
    assert circles(tmp_path) == []
    (room / "c.py").write_text("import explorer.networks.a")
    assert len(circles(tmp_path)) == 1
    assert "explorer.networks.a, explorer.networks.b, explorer.networks.c" in circles(tmp_path)[0]


def test_what_is_allowed_is_not_spoken_of(tmp_path: Path) -> None:
    """A room's own files, allowed arrows, tables of constants and frozen records are no offence."""
    room = tmp_path / "explorer" / "interface"
    room.mkdir(parents=True)
    (room / "a.py").write_text(
        "import gradio\nimport plotly.graph_objects\nfrom explorer import __version__\n"
        "from . import b\nfrom explorer.networks.names import parse\n"
        "TABLE = {1: 2}\nNAMES = ('a', 'b')\n__all__ = ['x']\n"
        "@dataclass(frozen=True)\nclass C: ...\nONE = C()\n"
    )
    for rule in (wrong_arrows, strangers, unknown_rooms, circles, mutable_state):
        assert rule(tmp_path) == []


def loaded_by(*modules: str) -> dict[str, list[str]]:
    """Heavy packages that a fresh interpreter has loaded after each module, one after the other."""
    program = (
        f"import sys, json, importlib\nfor module in {modules!r}:\n"
        "    importlib.import_module(module)\n"
        f"    print(json.dumps([module, [n for n in {HEAVY!r} if n in sys.modules]]))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return dict(map(json.loads, result.stdout.splitlines()))


def test_a_light_module_loads_no_heavy_package() -> None:
    assert loaded_by(*LIGHT) == {module: [] for module in LIGHT}


def test_a_heavy_module_is_seen_to_be_heavy() -> None:
    assert "torch" in loaded_by("explorer.networks.stages")["explorer.networks.stages"]


def test_a_folder_is_full_with_fifteen_files(tmp_path: Path) -> None:
    room = tmp_path / "explorer" / "networks"
    room.mkdir(parents=True)
    for number in range(MOST_FILES):
        (room / f"file{number}.py").write_text("")
    (room / "__init__.py").write_text("")
    assert full_folders(tmp_path) == []
    (room / "one_more.py").write_text("")
    (said,) = full_folders(tmp_path)
    assert "explorer/networks has 15 files" in said
