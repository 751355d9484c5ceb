"""The pictures that come with the program, to try a network on.

Photographs come with the installed packages. The CIFAR networks get test pictures of CIFAR-10,
which `assets/examples/cifar10/origin.json` names.
"""

import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from explorer.files.assets import asset
from explorer.photographs.photograph import Photograph, read_photograph
from explorer.sentences.sentence import refusal

# (package, file inside it, key of its name)
PHOTOGRAPHS: Final = (
    ("gradio", "media_assets/images/cheetah.jpg", "example_cheetah"),
    ("gradio", "media_assets/images/lion.jpg", "example_lion"),
    ("gradio", "media_assets/images/tower.jpg", "example_tower"),
    ("sklearn", "datasets/images/flower.jpg", "example_flower"),
    ("sklearn", "datasets/images/china.jpg", "example_temple"),
    ("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", "example_hopper"),
)
FAMILIES: Final = ("imagenet", "cifar")  # that have examples of their own


@dataclass(frozen=True)
class Example:
    """One picture.

    Attributes:
        path: Its file.
        key: Of its name.
        class_name: What a CIFAR network should answer; empty for a photograph.
        wrong_for: Networks that come with the program and answer with another class.
    """

    path: Path
    key: str
    class_name: str = ""
    wrong_for: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What `example` calls it."""
        return self.path.stem


@cache
def examples(family: str) -> tuple[Example, ...]:
    """The examples of a family, those that are there; packages are found, not imported.

    Args:
        family: One of `FAMILIES`.
    """
    if family == "cifar":
        folder = asset("examples/cifar10")
        pictures = json.loads((folder / "origin.json").read_text("utf-8"))["pictures"]
        return tuple(
            Example(
                folder / each["file"],
                f"example_{each['class']}",
                each["class"],
                tuple(each.get("wrong_for", ())),
            )
            for each in pictures
        )
    found = []
    for package, inside, key in PHOTOGRAPHS:
        spec = importlib.util.find_spec(package)
        path = Path(spec.origin).parent / inside if spec and spec.origin else None
        if path is not None and path.is_file():
            found.append(Example(path, key))
    return tuple(found)


def example(name: str) -> Photograph:
    """An example picture, ready to be inspected.

    Args:
        name: Of its file, without the ending: `cheetah`, `cifar10-test-0006-automobile`.

    Raises:
        ValueError: There is none of that name.
    """
    every = {each.name: each for family in FAMILIES for each in examples(family)}
    if name not in every:
        raise refusal(
            "no example is called {name!r}: choose one of {names}",
            name=name,
            names=", ".join(every),
        )
    return read_photograph(every[name].path)


def same_file(one: Path, other: Path) -> bool:
    """Whether two files have one name and one content: Gradio keeps a copy of what was chosen."""
    return one.name == other.name and one.is_file() and one.read_bytes() == other.read_bytes()


def example_at(picture: Path) -> Example | None:
    """The example that a picture is, or Gradio's copy of it."""
    every = (each for family in FAMILIES for each in examples(family))
    return next((each for each in every if same_file(picture, each.path)), None)
