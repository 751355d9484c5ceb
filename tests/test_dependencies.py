"""Nothing is installed that is not used, and nothing is used that comes by chance."""

import ast
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# Imported, and declared by what they are parts of: Gradio's server serves our routes, too, and
# widgets are made of traits.
COMES_WITH = {
    "anyio": "gradio",
    "gradio-client": "gradio",
    "python-multipart": "gradio",
    "starlette": "gradio",
    "traitlets": "anywidget",
    "uvicorn": "gradio",
}
TAKEN_UP = {"uvloop"}  # by Gradio's server, which asks whether it is there


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(each).name) for each in requirements}


def imported(*places: Path) -> set[str]:
    """The distributions of all packages that some files import, wherever in them."""
    known = packages_distributions()
    found: set[str] = set()
    for path in (file for place in places for file in place.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module or ""]
            for module in modules:
                top = module.partition(".")[0]
                if top not in sys.stdlib_module_names:
                    found.update(map(canonicalize_name, known.get(top, ())))
    return found


def test_imports_are_found(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("import os\ndef f():\n    from PIL.Image import open\n")
    (tmp_path / "two.py").write_text("from . import torch\nimport yaml as y, json\n")
    assert imported(tmp_path) == {"pillow", "pyyaml"}


def test_every_dependency_is_imported_and_every_import_is_declared() -> None:
    declared, used = names(PROJECT["dependencies"]), imported(ROOT / "explorer")
    assert declared - used == TAKEN_UP
    extras = {name for each in PROJECT["optional-dependencies"].values() for name in names(each)}
    project = canonicalize_name(PROJECT["name"])
    undeclared = used - declared - (extras - {"playwright"}) - {project}
    assert {name for name in undeclared if COMES_WITH.get(name) not in declared | extras} == set()


def test_what_the_benchmarks_want_they_use() -> None:
    wanted = names(PROJECT["optional-dependencies"]["benchmark"])
    known = {canonicalize_name(each) for some in packages_distributions().values() for each in some}
    missing = wanted - known
    if missing:
        pytest.skip(f"not installed: {', '.join(sorted(missing))}")
    assert wanted - imported(ROOT / "benchmarks") == set()


def test_importing_the_library_imports_nothing_that_computes_or_shows() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); before = set(sys.modules)\n"
        "import explorer; print(*(set(sys.modules) - before))"
    )
    shown = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "explorer" in shown
    assert {name.partition(".")[0] for name in shown} - sys.stdlib_module_names == {"explorer"}
