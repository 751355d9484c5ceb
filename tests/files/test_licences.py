"""Every file under assets/ has one statement of licence and origin, and no statement is idle."""

import subprocess

import pytest

from explorer.files.licences import Statement, statement, statements
from explorer.words.languages import LANGUAGES
from tests.conftest import ROOT


def assets() -> list[str]:
    """The project's files there, as git has them; without git, all that lie there."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "."],
        cwd=ROOT / "assets",
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        return listed.stdout.split()
    files = (path for path in (ROOT / "assets").rglob("*") if path.is_file())
    return [path.relative_to(ROOT / "assets").as_posix() for path in files]


def test_every_file_has_one_statement() -> None:
    files = assets()
    assert len(files) > 50
    spoken_for = {file: [each.key for each in statements() if each.covers(file)] for file in files}
    assert {file: keys for file, keys in spoken_for.items() if len(keys) != 1} == {}
    assert spoken_for["weights/cifar-resnet20.safetensors"] == ["networks"]


def test_a_file_of_a_new_folder_is_not_covered_by_chance() -> None:
    assert not any(each.covers("fonts/new.woff2") for each in statements())
    one = Statement("x", ("page/*",), "MIT", {}, {}, "")
    assert one.covers("page/race/state.js")
    assert not one.covers("other/page/state.js")


@pytest.mark.parametrize("each", statements(), ids=lambda each: each.key)
def test_each_says_what_it_is_and_where_it_is_from_in_every_language(each: Statement) -> None:
    assert each.licence
    assert set(each.what) == set(each.origin) == set(LANGUAGES)
    assert all([*each.what.values(), *each.origin.values()])
    assert each.source == "" or each.source.startswith("https://")
    files = assets()
    for pattern in each.files:
        idle = Statement("x", (pattern,), "", {}, {}, "")
        assert any(idle.covers(file) for file in files), pattern
    assert statement(each.key) is each


def test_the_program_is_under_the_licence_that_the_project_names() -> None:
    assert (ROOT / "LICENSE").read_text("utf-8").startswith(f"{statement('program').licence} ")
