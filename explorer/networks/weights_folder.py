"""Where downloaded ImageNet weights are kept, told without importing torch."""

import os
import re
from pathlib import Path

_FILE = re.compile(r"resnet(18|34|50|101|152)-[0-9a-f]{8}\.pth")


def weights_folder(chosen: Path | None = None) -> Path:
    """The chosen folder, else the one that `torch.hub` keeps its downloads in.

    Args:
        chosen: The person's own folder. Nothing is created.
    """
    if chosen is not None:
        return chosen
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "torch"
    return Path(os.environ.get("TORCH_HOME") or cache).expanduser() / "hub" / "checkpoints"


def cached_depths(chosen: Path | None = None) -> tuple[int, ...]:
    """Depths of the ImageNet networks whose weights lie in the folder, shallowest first."""
    folder = weights_folder(chosen)
    names = os.listdir(folder) if folder.is_dir() else []
    return tuple(sorted({int(found[1]) for found in map(_FILE.fullmatch, names) if found}))
