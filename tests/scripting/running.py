"""Running a program's script, and holding its calls to the library's real signatures."""

import ast
import contextlib
import importlib
import inspect
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import explorer
from explorer.scripting.program import Program
from tests.conftest import ROOT


def printed(program: Program) -> list[str]:
    """The lines that a program's script prints, run in this process."""
    return output(program.script())


def output(script: str) -> list[str]:
    """The lines that a script prints, run in this process."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(script, "script", "exec"), {})
    return said.getvalue().splitlines()


def printed_afresh(script: str, folder: Path) -> list[str]:
    """The lines that a script prints, run as a file in a process of its own."""
    path = folder / "script.py"
    path.write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error::SyntaxWarning", path],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def bind_calls(program: Program) -> int:
    """Hold every call of the library to its signature; how many there were."""
    tree = ast.parse(program.script())
    names: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            module = importlib.import_module(str(node.module))
            names.update({each.name: getattr(module, each.name) for each in node.names})
    bound = 0
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function: Any = None
        if isinstance(node.func, ast.Name):
            function = names.get(node.func.id)
        elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "explorer":
            function = getattr(explorer, node.func.attr)
        if function is not None and getattr(function, "__module__", "").startswith("explorer"):
            keywords = {str(each.arg): None for each in node.keywords}
            inspect.signature(function).bind(*node.args, **keywords)
            bound += 1
    return bound
