"""`python -m explorer publish`: a network's folder as the Hugging Face hub expects it."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from explorer.commands.exit_status import wrong_usage
from explorer.commands.given.options import (
    Checkpoint,
    ClassNames,
    InputScaling,
    WeightsFolder,
    folder,
)
from explorer.commands.progress import Narrator


def publish(
    source: Annotated[
        str,
        typer.Argument(
            metavar="NETWORK|RUN_FOLDER|CHECKPOINT",
            help="A name from `networks`, a folder that `train` or `finetune` wrote, or a "
            "checkpoint's file.",
        ),
    ],
    to_folder: Annotated[Path, folder("Made here, or empty; hidden files in it stay.")],
    licence: Annotated[
        str,
        typer.Option(
            "--license",
            metavar="NAME",
            help="As the hub names it, such as mit or cc-by-4.0; by default that of the weights "
            "where it is known, else unknown.",
        ),
    ] = "",
    weights: Annotated[
        Literal["v1", "v2"],
        typer.Option(help="Which of torchvision's ImageNet weights.", case_sensitive=False),
    ] = "v1",
    weights_folder: WeightsFolder = None,
    checkpoint: Checkpoint = None,
    class_names: ClassNames = None,
    input_scaling: InputScaling = None,
) -> None:
    """Lay a network out for the Hugging Face hub; nothing is sent.

    FOLDER gets config.json, model.safetensors and README.md, the card, with licence, data and
    measured accuracy at its head. Wherever a network is named, FOLDER may stand for it.
    """
    from explorer.networks.scaling import parse_scaling
    from explorer.training.publishing.known import known
    from explorer.training.publishing.publish import check_free, lay_out

    with wrong_usage():
        check_free(to_folder)
        if input_scaling is not None:
            parse_scaling(input_scaling)
    with Narrator() as narrator:
        found = known(
            source,
            checkpoint=checkpoint,
            class_names=class_names,
            scaling=input_scaling,
            weights_version=weights.upper(),
            weights_folder=weights_folder,
            progress=narrator.download,
        )
        lay_out(found, to_folder, licence)
        if not (licence or found.licence):
            narrator.say("its licence is unknown here: say it with --license before you share it")
        narrator.say(
            f"nothing was sent; this would: hf upload YOUR_NAME/{to_folder.resolve().name} "
            f"{to_folder}"
        )
        narrator.result(str(to_folder))
