"""What is checked before a commit, how much the tests cover, and how the program is cited."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from explorer import __version__
from tests.conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text("utf-8"))


def commands(script: str) -> list[str]:
    """Lines of a script that do something, without indentation."""
    lines = (ROOT / "scripts" / script).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith("#")]


def test_a_commit_is_held_to_the_script_that_the_test_run_begins_with() -> None:
    (repository,) = read(".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"  # nothing to fetch
    (hook,) = repository["hooks"]
    assert hook["language"] == "system"
    assert hook["pass_filenames"] is False  # all files, as in the test run
    assert "stages" not in hook
    assert f'PYTHON="$python" {hook["entry"]}' in commands("test")
    checks = " ".join(commands("lint"))
    for check in ("ruff check .", "ruff format --check .", "mypy", "git diff --check"):
        assert check in checks


def test_the_configuration_is_one_that_pre_commit_takes() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib", reason="scripts/test installs it")
    clientlib.load_config(str(ROOT / ".pre-commit-config.yaml"))


@pytest.mark.parametrize(("floor", "status"), [(70, 0), (80, 1)])
def test_coverage_below_the_floor_fails_and_pytest_has_the_last_word(
    tmp_path: Path, floor: int, status: int
) -> None:
    """Three of a file's four lines are run; configured as here but for its name and the floor."""
    pytest.importorskip("pytest_cov", reason="scripts/test installs it")
    coverage = PYPROJECT["tool"]["coverage"]
    assert coverage["run"]["source"] == ["explorer"]
    assert 95 <= coverage["report"]["fail_under"] <= 100
    settings = {**coverage["report"], "fail_under": floor}
    (tmp_path / "pyproject.toml").write_text(
        '[tool.coverage.run]\nsource = ["toy"]\n[tool.coverage.report]\n'
        + "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    )
    (tmp_path / "toy.py").write_text("def f(x):\n    if x:\n        return 1\n    return 2\n")
    (tmp_path / "test_toy.py").write_text("from toy import f\ndef test(): assert f(1) == 1\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--cov", "-p", "no:playwright", "test_toy.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == status, done.stdout
    assert f"Required test coverage of {floor}" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("=")
    assert "1 passed in" in done.stdout.splitlines()[-1]


def test_arguments_go_to_pytest() -> None:
    *_, last = commands("test")
    assert last == '"$python" -m pytest -n 2 --dist worksteal "$@"'


def test_whole_races_are_asked_for_where_the_long_forms_are_run() -> None:
    assert 'EXPLORER_LONG=1 "$python" -m pytest -q -m long' in commands("soak")


def test_the_citation_is_of_this_program_in_this_version() -> None:
    citation, project = read("CITATION.cff"), PYPROJECT["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert citation["version"] == project["version"] == __version__
    assert citation["title"].lower().replace(" ", "-") == project["name"]
    assert citation["abstract"] == project["description"]
    assert citation["license"] == project["license"]
    assert citation["keywords"] == project["keywords"]
    assert citation["message"]
    (author,) = citation["authors"]
    assert f" {author['name']}\n" in (ROOT / "LICENSE").read_text("utf-8")


def test_the_two_papers_are_cited_with_what_finds_them() -> None:
    papers = read("CITATION.cff")["references"]
    found = {each["doi"]: each["identifiers"][0]["value"] for each in papers}
    assert found == {
        "10.1109/CVPR.2016.90": "10.48550/arXiv.1512.03385",
        "10.1007/978-3-319-46493-0_38": "10.48550/arXiv.1603.05027",
    }
    for each in papers:
        names = [author["family-names"] for author in each["authors"]]
        assert names == ["He", "Zhang", "Ren", "Sun"]


def test_no_file_is_a_link() -> None:
    """One that points out of the tree is dead in every other checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "--stage"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("needs a checkout of git")
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []


def test_each_process_of_the_tests_keeps_its_uploads_apart() -> None:
    """Gradio names them by what is in them, and a page sweeps away what its visitors left."""
    from gradio.utils import get_upload_folder

    said = "import tests.conftest, gradio.utils; print(gradio.utils.get_upload_folder())"
    other = subprocess.run(
        [sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert Path(other).name == Path(get_upload_folder()).name
    assert other != get_upload_folder()
    assert not Path(other).parent.exists()  # it went with its process
