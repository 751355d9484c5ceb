"""Lay a network out as the Hugging Face hub expects: nothing is sent anywhere."""

import contextlib
import json
from collections.abc import Sequence
from pathlib import Path

from explorer.files.download import Progress
from explorer.files.whole_file import unwritable, write_whole
from explorer.networks.names import parse
from explorer.networks.scaling import scaling_text
from explorer.networks.weights.checkpoint import write_safetensors
from explorer.networks.weights.hub_folder import CONFIG, WEIGHTS, config_text
from explorer.sentences.sentence import refusal
from explorer.training.publishing.hub_card import hub_card
from explorer.training.publishing.known import Known, known

CARD = "README.md"


def publish(
    network: str | Path,
    folder: str | Path,
    *,
    licence: str = "",
    checkpoint: str | Path | None = None,
    class_names: str | Path | Sequence[str] | None = None,
    scaling: str | None = None,
    weights_version: str = "V1",
    weights_folder: str | Path | None = None,
    progress: Progress | None = None,
) -> Path:
    """Write a network's folder: `config.json`, `model.safetensors` and its card, `README.md`.

    `explorer.load` reads the folder again, to the bit; so does timm, where the network is one of
    torchvision's. An accuracy is said in the card where the network's own files say it.

    Args:
        network: A network's name, the folder of a training or fine-tuning, or a checkpoint's file.
        folder: Made here, or empty; hidden files in it stay.
        licence: As the hub names it, such as `mit` or `cc-by-4.0`; by default that of the weights
            where it is known, else `unknown`.
        checkpoint: Own weights for the network that was named; this and the rest as `load` has it.
        class_names: Of the checkpoint.
        scaling: Of its input.
        weights_version: Of torchvision's weights.
        weights_folder: Where these are kept.
        progress: Of their download.

    Returns:
        The folder.

    Raises:
        FileNotFoundError: There is no such checkpoint.
        ConnectionError: The weights are not on this machine and cannot be downloaded.
        ValueError: There is no such network, nothing was learned yet, or the folder is not empty.
        OSError: The folder cannot be written.
    """
    folder = Path(folder)
    check_free(folder)
    found = known(
        network,
        checkpoint=checkpoint,
        class_names=class_names,
        scaling=scaling,
        weights_version=weights_version,
        weights_folder=weights_folder,
        progress=progress,
    )
    lay_out(found, folder, licence)
    return folder


def lay_out(found: Known, folder: Path, licence: str = "") -> None:
    """Write the three files, all or none; see `publish`.

    Args:
        found: The network, and what is known of it.
        folder: Made here, or empty but for hidden files, as `check_free` has it.
        licence: As in `publish`.

    Raises:
        OSError: The folder cannot be written; nothing of it is left then.
    """
    wanted = [folder, *folder.parents]
    made = [each for each in wanted if not each.exists()]  # innermost first
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(found, folder, licence)
    except BaseException as error:
        for name in (WEIGHTS, CONFIG, CARD):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
        for each in made:
            with contextlib.suppress(OSError):
                each.rmdir()
        if not isinstance(error, OSError):
            raise
        raise unwritable(folder, error) from error


def _write(found: Known, folder: Path, licence: str) -> None:
    loaded = found.loaded
    write_safetensors(folder / WEIGHTS, loaded.module, _texts(found))
    config = config_text(
        parse(loaded.name),
        loaded.module,
        class_names=loaded.class_names,
        scaling=loaded.scaling,
        input_size=loaded.input_size,
        resize=loaded.resize,
    )
    write_whole(folder / CONFIG, config.encode())
    write_whole(folder / CARD, hub_card(found, licence).encode())


def check_free(folder: Path) -> None:
    """Refuse a folder that holds something other than hidden files, as a git checkout does.

    Raises:
        ValueError: It does, or is a file.
    """
    if folder.exists() and (
        not folder.is_dir() or any(not each.name.startswith(".") for each in folder.iterdir())
    ):
        raise refusal(
            "{folder} already holds something: give another folder, or empty that one",
            folder=folder,
        )


def _texts(found: Known) -> dict[str, str]:
    """Beside the weights, so that the file alone opens as the network that it is."""
    return {
        "class_names": json.dumps(found.loaded.class_names, ensure_ascii=False),
        "input_scaling": scaling_text(found.loaded.scaling),
        "resize": str(found.loaded.resize),
    }
