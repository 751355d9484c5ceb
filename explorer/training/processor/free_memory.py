"""How much memory is left, on a processor and for this program."""

from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    import torch

_GROUP = Path("/sys/fs/cgroup")  # where Linux says what a container may have


def free_bytes(device: "torch.device", group: Path = _GROUP) -> int:
    """Bytes that new work may take on a device without the system having to write memory out.

    Args:
        device: For CUDA its own memory, with what PyTorch holds in reserve; else the machine's.
        group: Folder in which a container's limit stands, if there is one.
    """
    if device.type == "cuda":
        import torch

        free, _ = torch.cuda.mem_get_info(device)
        reserve = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return int(free + reserve)
    return free_here(group)


def free_here(group: Path = _GROUP) -> int:
    """Bytes of the machine's own memory that new work may take.

    Args:
        group: Folder in which a container's limit stands, if there is one.
    """
    free = psutil.virtual_memory().available
    limited = _left_in(group)
    return int(free if limited is None else min(free, limited))


def held_bytes(device: "torch.device") -> int:
    """Bytes of a device's memory that this program holds, without what it could give back at once.

    Args:
        device: For CUDA its tensors there; else all that the program holds of the machine's memory.
    """
    if device.type == "cuda":
        import torch

        return torch.cuda.memory_allocated(device)
    return int(psutil.Process().memory_info().rss)


def _left_in(group: Path) -> int | None:
    """What a container has left, version 2 of Linux's control groups; None where it has no limit.

    Pages of files that can be dropped count as used there and as free here.
    """
    try:
        most = int((group / "memory.max").read_text())
        used = int((group / "memory.current").read_text())
        said = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        return max(0, most - used + int(said["inactive_file"]))
    except (OSError, ValueError, KeyError):  # no such file, `max`, or of another system
        return None
