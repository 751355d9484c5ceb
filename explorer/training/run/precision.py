"""In which type a network's convolutions are computed while it learns."""

from contextlib import AbstractContextManager, nullcontext

import torch


def choose_precision(wanted: str, device: torch.device) -> str:
    """`bfloat16` or `float32`: by itself bfloat16 where the processor has instructions for it.

    Weights, their momentum, BatchNorm's statistics and the loss stay float32 in any case. bfloat16
    has float32's range, so nothing underflows and the loss needs no scaling.
    """
    if wanted != "auto":
        return wanted
    if device.type == "cuda":
        fast = torch.cuda.is_bf16_supported(including_emulation=False)
    elif device.type == "cpu":
        fast = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    else:
        fast = False
    return "bfloat16" if fast else "float32"


def computing_in(precision: str, device: torch.device) -> AbstractContextManager[object]:
    """A context in which convolutions and matrix products are computed in that type."""
    if precision == "float32":
        return nullcontext()
    return torch.autocast(device.type, torch.bfloat16)
