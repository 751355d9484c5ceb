"""Where downloaded ImageNet weights are kept, and whether a file is what its name promises.

Told without importing torch.
"""

import hashlib
import os
from pathlib import Path

from explorer.files.download import promised_digest
from explorer.networks.families import PUBLISHED
from explorer.sentences.sentence import refusal


def weights_folder(chosen: Path | None = None) -> Path:
    """The chosen folder, else the one that `torch.hub` keeps its downloads in.

    Args:
        chosen: The person's own folder. Nothing is created.
    """
    if chosen is not None:
        return chosen
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "torch"
    return Path(os.environ.get("TORCH_HOME") or cache).expanduser() / "hub" / "checkpoints"


def cached_networks(chosen: Path | None = None) -> tuple[str, ...]:
    """Names of the listed ImageNet networks whose weights lie in the folder, in their order."""
    folder = weights_folder(chosen)
    listed = (row for row in PUBLISHED if row.listed)
    return tuple(row.name for row in listed if (folder / row.weights["V1"]).is_file())


def check_digest(path: Path) -> None:
    """Refuse a file of weights that is not the one that its name promises.

    Raises:
        ValueError: Its SHA-256 begins with other digits.
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    promised = promised_digest(path.name)
    if not digest.startswith(promised):
        raise refusal(
            "{file} is damaged or another file: its SHA-256 begins with {digits} "
            "and its name promises {promised}: delete it, and it will be "
            "downloaded again (weights of your own are given as a checkpoint)",
            file=path,
            digits=digest[: len(promised)],
            promised=promised,
        )
