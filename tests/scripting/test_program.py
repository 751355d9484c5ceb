"""A program as a script and as a notebook: the same lines, and a notebook that Jupyter takes."""

import ast
import json

import nbformat

from explorer.scripting.program import Cell, Program, comment

PROGRAM = Program(
    "two",
    "What is seen",
    (Cell("First " + "word " * 30, "x = islice([1, 2], 1)", "x"), Cell("狗", "print(x)")),
    ("from itertools import islice", "from explorer.networks.names import parse"),
)


def test_the_script_has_the_comments_above_the_lines() -> None:
    script = PROGRAM.script()
    assert script.startswith(
        "# What is seen\nfrom itertools import islice\n\nimport explorer\nfrom"
    )
    assert "\n# 狗\nprint(x)\n" in script
    assert max(map(len, script.splitlines())) <= 88
    assert len(ast.parse(script).body) == 5
    assert "\nx\n" not in script  # what only a notebook shows


def test_the_notebook_is_valid_and_has_the_same_code() -> None:
    written = PROGRAM.notebook()
    notebook = nbformat.reads(written, as_version=4)
    nbformat.validate(notebook)
    assert json.loads(written)["nbformat_minor"] == 5
    code = [each.source for each in notebook.cells if each.cell_type == "code"]
    assert code[1:] == ["x = islice([1, 2], 1)\nx", "print(x)"]
    assert not any(each.outputs for each in notebook.cells if each.cell_type == "code")
    assert [each.source for each in notebook.cells if each.cell_type == "markdown"][2] == "狗"


def test_the_comments_are_spoken_as_asked() -> None:
    def spoken(said: str) -> str:
        return f"<{said}>"

    assert PROGRAM.script(spoken).startswith("# <What is seen>\n")
    assert '"<狗>"' in PROGRAM.notebook(spoken)
    assert comment("a-b " * 40).count("\n# ") == 1
