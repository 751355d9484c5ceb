"""The options that several commands have, each declared once."""

from pathlib import Path
from typing import Annotated, Any

import typer

from explorer.commands.given.data import DATA_HELP


def folder(help: str) -> Any:
    """`--output`: a folder, and what is written in it."""
    return typer.Option(metavar="FOLDER", file_okay=False, help=help)


def json_of(what: str) -> Any:
    """`--json`: one object or one list."""
    return typer.Option("--json", help=f"Print one JSON {what} and nothing else.")


Network = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        help="A name from `networks`, such as resnet50 or cifar-resnet20, or a folder that "
        "`publish` wrote.",
    ),
]
Checkpoint = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE", help="Your own weights for that network, from torch.save or safetensors."
    ),
]
ClassNames = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A text file with one class name a line.")
]
InputScaling = Annotated[
    str | None,
    typer.Option(
        metavar="SCALING",
        help="How values from 0 to 1 are scaled: imagenet, cifar, none or MEAN/STD, such as "
        "0.5/0.25 or 0.5,0.5,0.5/0.2,0.2,0.2; by default as the weights say, else as the network's "
        "family does.",
    ),
]
WeightsFolder = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Where ImageNet weights are kept, if not in torch's own cache."
    ),
]
Data = Annotated[str, typer.Option(metavar="DATA", help=DATA_HELP)]
Device = Annotated[
    str,
    typer.Option(
        metavar="DEVICE", help="auto, cuda, cuda:1, mps or cpu; auto takes the best there is."
    ),
]
Output = Annotated[Path, folder("Everything is written in here.")]
AsPython = Annotated[
    bool,
    typer.Option(
        "--as-python",
        help="Print a script with the library's calls that gives the same numbers, and do nothing.",
    ),
]
