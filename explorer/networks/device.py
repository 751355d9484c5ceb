"""Which processor computes, what it is called, and what happens when its memory runs out."""

import platform
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

import torch

from explorer.sentences.sentence import Sentence, refusal

Item = TypeVar("Item")
Result = TypeVar("Result")


def choose_device(name: str | torch.device = "auto") -> torch.device:
    """The processor of that name: by itself CUDA, else Apple's MPS, else the CPU.

    Args:
        name: `auto`, `cuda`, `cuda:1`, `mps` or `cpu`.

    Raises:
        ValueError: The name is none of these, or this machine has no such processor.
    """
    text = str(name).strip().lower()
    if text == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda:0")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    kind, _, index = text.partition(":")
    if kind not in ("cuda", "mps", "cpu") or (index and not index.isdecimal()):
        raise refusal(
            "device must be auto, cuda, cuda:1 (a numbered GPU), mps or cpu, got "
            "{value!r}: choose one of these",
            value=str(name),
        )
    number = int(index or 0)
    count = {
        "cuda": torch.cuda.device_count() if torch.cuda.is_available() else 0,
        "mps": int(torch.backends.mps.is_available()),
        "cpu": 1,
    }[kind]
    if number >= count:
        raise refusal(
            "this machine has no device {value!r} that PyTorch can use: choose "
            "auto, or one of {present}",
            value=text,
            present=", ".join(_present()),
        )
    return torch.device(f"cuda:{number}" if kind == "cuda" else kind)


def device_label(device: torch.device) -> str:
    """A processor's name for people, such as `NVIDIA H200 (cuda:0)` or `CPU (2 threads)`."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)} ({device})"
    if device.type == "mps":
        return Sentence("Apple GPU, {machine} (mps)", machine=platform.machine())
    threads = torch.get_num_threads()
    if threads == 1:
        return Sentence("CPU (1 thread)")
    return Sentence("CPU ({threads} threads)", threads=threads)


def recorded_label(text: str) -> str:
    """What `device_label` said, read back from a record: a sentence again where it was one."""
    for template, pattern in (
        ("CPU (1 thread)", r"CPU \(1 thread\)"),
        ("CPU ({threads} threads)", r"CPU \((?P<threads>\d+) threads\)"),
        ("Apple GPU, {machine} (mps)", r"Apple GPU, (?P<machine>.+) \(mps\)"),
    ):
        found = re.fullmatch(pattern, text)
        if found:
            return Sentence(template, **found.groupdict())
    return text


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a device, or on a CPU the machine, had no memory left for a tensor."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    return isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error)


def in_smaller_batches(
    items: Sequence[Item], compute: Callable[[Sequence[Item]], Sequence[Result]]
) -> list[Result]:
    """Results of a batch, halved for as long as the device's memory does not hold it.

    Args:
        items: The whole batch.
        compute: Takes a part of the batch and returns one result for each of its items.

    Raises:
        ValueError: Not even one item fits.
    """
    out_of_memory = False
    try:
        return list(compute(items))
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        out_of_memory = True  # handled below, where the failed batch's tensors are let go
    if out_of_memory and len(items) <= 1:
        raise refusal(
            "the memory does not hold even one image with this network: close other programs that "
            "use it, choose a shallower network, or, on a GPU, start with --device cpu"
        )
    if torch.cuda.is_available():
        with suppress(RuntimeError):  # while a race's step is being recorded, nothing is given back
            torch.cuda.empty_cache()
    half = len(items) // 2
    return in_smaller_batches(items[:half], compute) + in_smaller_batches(items[half:], compute)


def _present() -> list[str]:
    gpus = torch.cuda.device_count() if torch.cuda.is_available() else 0
    names = [f"cuda:{number}" for number in range(gpus)]
    return [*names, "mps", "cpu"] if torch.backends.mps.is_available() else [*names, "cpu"]
