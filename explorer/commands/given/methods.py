"""The methods that explain a class: what `--method` takes, and what the help says of each."""

from inspect import cleandoc
from typing import TYPE_CHECKING, Literal

from explorer.inspection.grad_cam import METHODS, CamMethod, cam_names
from explorer.inspection.result import ATTRIBUTIONS

if TYPE_CHECKING:
    Method = str
else:  # typer reads the choices from the type
    Method = Literal[(*cam_names(), *ATTRIBUTIONS)]


def with_methods(text: str | None) -> str:
    """A command's help with a line for each method where it says {maps} and {attributions}.

    Methods of installed packages are named and not loaded, which no help should wait for.
    """
    maps = [_line(method) for method in METHODS]
    maps += [f"- {name}, of an installed package" for name in cam_names()[len(METHODS) :]]
    attributions = [f"- {name} ({source})" for name, source in ATTRIBUTIONS.items()]
    lines = {"maps": "\n".join(maps), "attributions": "\n".join(attributions)}
    return cleandoc(text or "").format(**lines)


def _line(method: CamMethod) -> str:
    source = f" ({method.source})" if method.source else ""
    return f"- {method.name}{source}" + (f": {method.advice}" if method.advice else "")
