"""Licence and origin of all that comes with the program and of what it fetches.

`assets/licences.json` is the one place that says them; every file of `assets/` has its statement.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from explorer.files.assets import asset


@dataclass(frozen=True)
class Statement:
    """What is said of some files.

    Attributes:
        key: By which it is asked for.
        files: Patterns of paths under `assets/`, where `*` goes into folders; none: not there.
        licence: An SPDX identifier, or words.
        what: What these files are, by language.
        origin: Where they come from, by language.
        source: An address, or "".
    """

    key: str
    files: tuple[str, ...]
    licence: str
    what: Mapping[str, str]
    origin: Mapping[str, str]
    source: str

    def covers(self, path: str) -> bool:
        """Whether it speaks of a file.

        Args:
            path: Under `assets/`, with `/`.
        """
        return any(fnmatchcase(path, pattern) for pattern in self.files)


@cache
def statements() -> tuple[Statement, ...]:
    """All statements: first of what comes with the program, then of the rest."""
    said = json.loads(asset("licences.json").read_text("utf-8"))
    return tuple(Statement(**{**each, "files": tuple(each["files"])}) for each in said)


def statement(key: str) -> Statement:
    """One of them.

    Raises:
        KeyError: There is none of that key.
    """
    return {each.key: each for each in statements()}[key]
