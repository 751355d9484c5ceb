"""What is told of the program outside it: the two README files and `docs`, by language."""

import re
from collections.abc import Iterable
from typing import Final

from tests.conftest import ROOT

README: Final = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
LANGUAGES: Final = tuple(README)
DOCS: Final = ROOT / "docs"


def pages(language: str) -> dict[str, str]:
    """The text of every page of `docs` in a language, by the page's name."""
    return {path.stem: path.read_text("utf-8") for path in sorted((DOCS / language).glob("*.md"))}


def told(language: str) -> str:
    """All that is told in a language."""
    return "\n".join([README[language].read_text("utf-8"), *pages(language).values()])


def blocks(kind: str, texts: Iterable[str] = tuple(map(told, LANGUAGES))) -> list[str]:
    """The blocks of code of a kind, such as `bash`; what both languages show, once."""
    found: list[str] = []
    for text in texts:
        found += re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return list(dict.fromkeys(found))


def lines(kind: str = "bash") -> list[str]:
    """The commands in them."""
    return list(dict.fromkeys(x for block in blocks(kind) for x in block.splitlines() if x))


def prose(text: str) -> str:
    """A text without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
