"""What an environment weighs: the installed distributions that something needs, in bytes."""

import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.serving import ROOT

LARGEST = 5  # that are named


def environment() -> dict[str, Any]:
    """Bytes of what the program needs and of what Gradio alone needs, as they are installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {"ours": weighed(project["dependencies"]), "bare gradio": weighed(["gradio"])}


def weighed(requirements: Iterable[str]) -> dict[str, Any]:
    """How many distributions some requirements bring, their bytes, and the largest of them.

    Args:
        requirements: As `pyproject.toml` has them; what they need is followed, each once.
    """
    found = installed(requirements)
    weights = {name: weight(each) for name, each in found.items()}
    order = sorted(weights, key=lambda name: -weights[name])
    return {
        "distributions": len(found),
        "bytes": sum(weights.values()),
        "largest": {name: weights[name] for name in order[:LARGEST]},
    }


def installed(requirements: Iterable[str]) -> dict[str, Distribution]:
    """The installed distributions that some requirements bring on this machine, by name."""
    found: dict[str, Distribution] = {}
    asked: set[tuple[str, str]] = set()  # a name and an extra of it
    left = [(Requirement(each), "") for each in requirements]
    while left:
        requirement, extra = left.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        try:
            here = found.setdefault(name, distribution(name))
        except PackageNotFoundError:
            continue  # asked for by a marker that pip reads otherwise, or not installed
        for wanted in {"", *requirement.extras} - {one for each, one in asked if each == name}:
            asked.add((name, wanted))
            left += [(Requirement(each), wanted) for each in here.requires or ()]
    return found


def weight(one: Distribution) -> int:
    """Bytes of the files that a distribution has put there."""
    places = (Path(str(one.locate_file(each))) for each in one.files or ())
    return sum(place.stat().st_size for place in places if place.is_file())
