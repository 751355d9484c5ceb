"""The first screen: what this is, what it looks like, and the two commands, in either language."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import ROOT
from tests.documents.texts import DOCS, LANGUAGES, README, blocks, pages, prose

SET_UP = (
    "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt",
    ".venv/bin/python app.py",
)
EACH = pytest.mark.parametrize("language", LANGUAGES)
MOVING = "switch"


def shown(text: str) -> list[str]:
    """The pictures in a text, as they are named there."""
    found = re.findall(
        r"""!\[[^\]]+\]\(([^)]+)\)|<img src="([^"]+)" width="\d+" alt="[^"]+">""", text
    )
    return ["".join(each) for each in found]


@EACH
def test_the_first_screen_has_a_picture_and_the_two_commands(language: str) -> None:
    text = README[language].read_text("utf-8")
    top = text.split("\n## ")[0]
    assert blocks("bash", [top]) == ["\n".join(SET_UP) + "\n"]
    (windows,) = blocks("powershell", [top])
    assert re.findall(r"venv|pip install -r requirements.txt|app.py", windows)[-1] == "app.py"
    assert len(top.splitlines()) < 40
    assert len(text.splitlines()) < 100
    assert [Path(name).stem for name in shown(top)][-1] == MOVING


@EACH
def test_six_pictures_say_what_it_shows(language: str) -> None:
    what = README[language].read_text("utf-8").split("\n## ")[1]
    assert len(shown(what)) == 6


@EACH
def test_what_the_readme_links_to_is_there(language: str) -> None:
    text = prose(README[language].read_text("utf-8"))
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert len(linked) > 20
    for name in linked:
        assert (ROOT / name).is_file(), name
    other = README["zh" if language == "en" else "en"].name
    assert f"]({other})" in text.split("\n## ")[0]
    for page in pages(language):  # every page can be reached from here
        assert f"docs/{language}/{page}.md" in text, page


def test_every_picture_is_shown_and_is_one_of_both_languages_and_is_light() -> None:
    files = {
        each: sorted((DOCS / "pictures" / each).iterdir(), key=lambda path: path.name)
        for each in LANGUAGES
    }
    assert [path.name for path in files["en"]] == [path.name for path in files["zh"]]
    for language, paths in files.items():
        used = shown(README[language].read_text("utf-8"))
        assert sorted(set(used)) == [path.relative_to(ROOT).as_posix() for path in paths]
    for english, chinese in zip(*files.values(), strict=True):
        with Image.open(english) as one, Image.open(chinese) as other:
            moving = english.stem == MOVING
            for picture in (one, other):
                assert (getattr(picture, "n_frames", 1) > 1) == moving
            assert one.width == other.width
            assert one.width >= (640 if moving else 1280)
        assert english.read_bytes() != chinese.read_bytes()
        assert english.stat().st_size < 1_500_000
    assert sum(path.stat().st_size for paths in files.values() for path in paths) < 3_000_000
