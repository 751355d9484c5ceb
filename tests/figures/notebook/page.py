"""A piece of HTML taken apart: that it is well formed, and what it holds."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

ALONE = {"img", "br"}
LARGEST = 300_000


@dataclass
class Page:
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page, self.open = Page(), []

    def handle_starttag(self, tag, attributes):
        self.page.tags.append((tag, {name: value or "" for name, value in attributes}))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.page.tags.append((tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.page.text += f"{data}\n"


def taken_apart(html: str) -> Page:
    """The piece's tags and text; nothing in it runs, is fetched, or is without a label."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    page = parser.page
    assert parser.open == []
    assert len(html) < LARGEST
    assert not page.all("script")
    assert not re.search(r"(src|href)=\"(?!data:image/png)", html)
    assert not re.search(r"url\(", html)
    assert all(each["alt"] for each in page.all("img"))
    assert all(each["aria-label"] for each in page.all("svg"))
    return page
