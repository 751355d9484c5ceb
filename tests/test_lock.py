"""The pinned versions: requirements.txt, and what scripts/lock makes of it and pyproject.toml."""

import re
import tomllib
from typing import Any
from urllib.parse import urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LOCK: dict[str, Any] = tomllib.loads((ROOT / "uv.lock").read_text("utf-8"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWN = PROJECT["name"]
LOCKED = {each["name"]: each for each in LOCK["package"]}


def pins(name: str) -> dict[str, str]:
    """Versions by package, of a file with one exact version a line."""
    lines = (ROOT / name).read_text("utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line and not line.startswith("#")]
    assert all(len(each.specifier) == 1 for each in wanted)
    return {canonicalize_name(each.name): str(each.specifier).removeprefix("==") for each in wanted}


def test_the_requirements_are_the_projects_own_and_nothing_else() -> None:
    own = {canonicalize_name(Requirement(each).name) for each in PROJECT["dependencies"]}
    assert pins("requirements.txt").keys() == own
    for each in map(Requirement, PROJECT["dependencies"]):
        assert pins("requirements.txt")[canonicalize_name(each.name)] in each.specifier, each


def test_the_lock_is_of_what_the_project_asks_for() -> None:
    """Else `bash scripts/lock` is to be run."""
    asked = {("", Requirement(each)) for each in PROJECT["dependencies"]}
    for extra, many in PROJECT.get("optional-dependencies", {}).items():
        asked |= {(extra, Requirement(each)) for each in many}
    said = set()
    for each in LOCKED[OWN]["metadata"]["requires-dist"]:
        extras = f"[{','.join(each['extras'])}]" if "extras" in each else ""
        marker = each.get("marker", "")
        found = re.search(r"extra == '([a-z-]+)'", marker)
        wanted = Requirement(f"{each['name']}{extras}{each.get('specifier', '')}")
        said.add((found[1] if found else "", wanted))
    assert {(extra, bare(each)) for extra, each in asked} == {
        (extra, bare(each)) for extra, each in said
    }
    assert LOCK["requires-python"] == PROJECT["requires-python"]


def bare(wanted: Requirement) -> tuple[str, frozenset[str], str]:
    """A requirement without the machines that it is for."""
    return canonicalize_name(wanted.name), frozenset(wanted.extras), str(wanted.specifier)


def test_the_tested_versions_are_those_of_the_lock_in_all_three() -> None:
    locked = {name: each["version"] for name, each in LOCKED.items() if name != OWN}
    assert len(locked) == len(LOCK["package"]) - 1  # one version for all Pythons
    assert pins("constraints.txt").items() <= locked.items()
    assert pins("requirements.txt").items() <= pins("constraints.txt").items()


def test_the_lock_names_no_mirror() -> None:
    text = (ROOT / "uv.lock").read_text("utf-8")
    hosts = {urlsplit(each).netloc for each in re.findall(r'https?://[^"]+', text)}
    assert hosts == {"pypi.org", "files.pythonhosted.org"}
    assert "file://" not in text
