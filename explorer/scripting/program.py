"""A short program in cells, which is written as a script or as a notebook."""

import json
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

WIDTH: Final = 88  # letters of a comment's line
Spoken = Callable[[str], str]


@dataclass(frozen=True)
class Cell:
    """A few lines of Python with what is seen by them.

    Attributes:
        said: A sentence, which becomes the comment above the lines.
        code: Python source.
        shown: What a notebook shows below them: an expression.
    """

    said: str
    code: str
    shown: str = ""


@dataclass(frozen=True)
class Program:
    """Library calls that print the numbers of a screen.

    Attributes:
        name: Of its files, without an ending.
        title: A sentence on what the screen shows.
        imports: Modules beside `explorer`, as import lines.
        cells: In the order in which they run.
    """

    name: str
    title: str
    cells: tuple[Cell, ...]
    imports: tuple[str, ...] = ()

    @property
    def _head(self) -> str:
        """All import lines as a formatter sorts them: the standard library's, then ours."""
        ours = [each for each in self.imports if "explorer" in each]
        others = [each for each in self.imports if each not in ours]
        blocks = ["\n".join(sorted(others)), "\n".join(["import explorer", *sorted(ours)])]
        return "\n\n".join(filter(None, blocks))

    def script(self, spoken: Spoken = str) -> str:
        """The program as one file.

        Args:
            spoken: Says a sentence in the language of the comments; English unless given.
        """
        parts = [comment(spoken(self.title)) + "\n" + self._head]
        parts += [f"{comment(spoken(each.said))}\n{each.code}" for each in self.cells]
        return "\n\n".join(parts) + "\n"

    def notebook(self, spoken: Spoken = str) -> str:
        """The same as a Jupyter notebook (nbformat 4.5) without outputs.

        What the cells say stands above them, and what a cell shows is its last line, which the
        library draws.

        Args:
            spoken: As for `script`.
        """
        cells = [_cell("markdown", f"# {spoken(self.title)}"), _cell("code", self._head)]
        for each in self.cells:
            cells.append(_cell("markdown", spoken(each.said)))
            cells.append(_cell("code", "\n".join(filter(None, [each.code, each.shown]))))
        whole = {
            "cells": [{"id": f"cell-{place}", **each} for place, each in enumerate(cells, 1)],
            "metadata": {
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                "language_info": {"name": "python"},
            },
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def comment(text: str) -> str:
    """A text as the lines of a comment."""
    broken = textwrap.wrap(text, WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    return "\n".join(f"# {line}" for line in broken)


def _cell(kind: str, source: str) -> dict[str, Any]:
    made: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    return {**made, "execution_count": None, "outputs": []} if kind == "code" else made
