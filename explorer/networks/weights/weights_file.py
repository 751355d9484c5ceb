"""A file of weights becomes a plain state dict: safely, and under the names this program uses."""

import argparse
import json
import os
import pickle
import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import safetensors
import torch
from safetensors.torch import load_file
from torch import Tensor

from explorer.networks.weights.numbers import check_numbers
from explorer.sentences.sentence import Sentence, refusal
from explorer.sentences.system import system_reason

_WRAPPERS = ("state_dict", "model", "model_state_dict", "net", "network", "weights")
_PREFIXES = ("module.", "_orig_mod.", "model.", "net.", "network.")
# Other people's names for the classifier and for the projection of a shortcut.
_RENAMED = ((re.compile(r"^linear\."), "fc."), (re.compile(r"\.shortcut\."), ".downsample."))
# What training scripts keep beside the weights and runs nothing when it is read: their options, and
# a best accuracy as numpy counts it (the second name is that of numpy before 2.0).
_NUMPY_SCALAR: Any = np.float64(0).__reduce__()[0]
_HARMLESS: list[Any] = [
    argparse.Namespace,
    np.dtype,
    *(type(np.dtype(kind)) for kind in ("f2", "f4", "f8", "i4", "i8", "?")),
    (_NUMPY_SCALAR, "numpy._core.multiarray.scalar"),
    (_NUMPY_SCALAR, "numpy.core.multiarray.scalar"),
]
_LONGEST_HEADER = 100_000_000  # bytes, as safetensors has it
_LEGACY_MAGIC = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19"  # torch.save before PyTorch 1.6


def read_state_dict(path: str | Path) -> dict[str, Tensor]:
    """The tensors of a file that `torch.save` or safetensors wrote, on the CPU.

    What wrote it is told by its first bytes, whatever it is called. A wrapping (`state_dict`,
    `model`, ...) and a common prefix (`module.`, ...) are taken off; `linear` becomes `fc`,
    `shortcut` becomes `downsample`, half precision becomes float32.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file would run code, is damaged, is no checkpoint, or holds what no network
            computes with: see `check_numbers`.
    """
    path = Path(path)
    check_file(path)
    loaded = _read_safetensors(path) if is_safetensors(path) else _read_torch(path)
    tensors = _unwrap(loaded)
    if not tensors:
        raise refusal(
            "{file} holds no weights: save the network's state_dict() with "
            "torch.save, or as .safetensors",
            file=path.name,
        )
    for prefix in _PREFIXES * 2:  # twice: `module.model.conv1.weight`
        tensors.pop("n_averaged", None)  # torch's averaged models count in here
        if all(key.startswith(prefix) for key in tensors):
            tensors = {key.removeprefix(prefix): tensor for key, tensor in tensors.items()}
    for pattern, name in _RENAMED:
        tensors = {pattern.sub(name, key): tensor for key, tensor in tensors.items()}
    check_numbers(path, tensors)
    half = (torch.float16, torch.bfloat16)
    return {key: t.float() if t.dtype in half else t for key, t in tensors.items()}


def read_metadata(path: str | Path) -> dict[str, str]:
    """The texts beside the tensors of a safetensors file; empty for other files.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is damaged.
    """
    path = Path(path)
    check_file(path)
    if not is_safetensors(path):
        return {}
    try:
        with safetensors.safe_open(path, framework="pt") as file:
            return dict(file.metadata() or {})
    except (safetensors.SafetensorError, OSError, json.JSONDecodeError) as error:
        raise _damaged(path) from error


def check_file(path: Path) -> None:
    """Refuse what is no file that can be read, or holds nothing.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: It is a folder, cannot be read, or is empty.
    """
    if os.path.isdir(path):
        raise refusal("{path} is a folder: give a checkpoint file in it", path=path)
    if not os.path.exists(path):  # also where no file can have such a name
        raise FileNotFoundError(
            Sentence(
                "there is no checkpoint {path}: give the path of a file written by "
                "torch.save or safetensors",
                path=path,
            )
        )
    try:
        empty = path.stat().st_size == 0
        with path.open("rb"):
            pass
    except OSError as error:
        raise refusal(
            "{path} cannot be read ({reason}): check the file's permissions",
            path=path,
            reason=system_reason(error),
        ) from error
    if empty:
        raise refusal(
            "{file} is empty (0 bytes): copy or download the checkpoint again", file=path.name
        )


def is_safetensors(path: Path) -> bool:
    """Whether a file begins as safetensors lays down: a length, then a JSON object of that length.

    Its first bytes are no number of a pickle or a zip; files cut short are still known.
    """
    with path.open("rb") as file:
        start = file.read(9)
    length = int.from_bytes(start[:8], "little")
    return start[8:] == b"{" and 2 <= length <= _LONGEST_HEADER


def _read_safetensors(path: Path) -> Mapping[str, Any]:
    try:
        return load_file(path)
    except (safetensors.SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(path) from error


def _read_torch(path: Path) -> object:
    with path.open("rb") as file:
        start = file.read(len(_LEGACY_MAGIC))
    if start.startswith(b"PK"):
        _check_archive(path)
    elif start != _LEGACY_MAGIC:
        if start[:1] == b"\x80" and start[1:2] in b"\x02\x03\x04\x05":
            raise _runs_code(path, Sentence("a bare pickle, not torch.save's format"))
        raise _no_checkpoint(path)
    torch.serialization.add_safe_globals(_HARMLESS)
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        found = re.search(r"GLOBAL ([\w.]+)", str(error))
        if found or "weights_only" in str(error):
            what = (
                Sentence("the Python object {name}", name=found[1])
                if found
                else Sentence("more than tensors")
            )
            raise _runs_code(path, what) from error
        raise _damaged(path) from error
    # A damaged archive surfaces as whichever of these the reader was at.
    except (RuntimeError, EOFError, OSError, LookupError, ValueError, TypeError, AttributeError,
            AssertionError, zipfile.BadZipFile, MemoryError) as error:  # fmt: skip
        raise _damaged(path) from error


def _unwrap(loaded: object, levels: int = 3) -> dict[str, Tensor]:
    if not isinstance(loaded, Mapping):
        return {}
    if levels:
        for wrapper in _WRAPPERS:
            inner = _unwrap(loaded.get(wrapper), levels - 1)
            if inner:
                return inner
    return {
        key: value.detach()
        for key, value in loaded.items()
        if isinstance(key, str) and isinstance(value, Tensor)
    }


def _check_archive(path: Path) -> None:
    """Refuse a whole zip that torch.save did not write, such as one of pictures."""
    try:
        with zipfile.ZipFile(path) as archive:
            ends = {name.rpartition("/")[2] for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
        return  # damaged, which PyTorch's reader will find too
    if "data.pkl" not in ends:
        raise _no_checkpoint(path)
    if "constants.pkl" in ends:
        raise _runs_code(path, Sentence("a TorchScript program"))


def _no_checkpoint(path: Path) -> ValueError:
    return refusal(
        "{file} is not a checkpoint: give a file written by torch.save or safetensors",
        file=path.name,
    )


def _runs_code(path: Path, what: str) -> ValueError:
    return ValueError(
        Sentence(
            "{file} was refused because loading it could run code (it holds "
            "{content}): ask for a file with the state_dict alone, best as "
            ".safetensors",
            file=path.name,
            content=what,
        )
    )


def _damaged(path: Path) -> ValueError:
    return ValueError(
        Sentence(
            "{file} is damaged or cut short ({bytes:,} bytes): copy or download it again",
            file=path.name,
            bytes=path.stat().st_size,
        )
    )
