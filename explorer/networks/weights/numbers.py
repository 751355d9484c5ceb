"""Whether the numbers of a checkpoint are such as a network computes with."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import torch
from torch import Tensor

from explorer.sentences.listed import few
from explorer.sentences.sentence import refusal

TIMES: Final = 2  # the bytes of the file that its tensors may take: layers may share weights
SPARE: Final = 2**20


def check_numbers(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Refuse tensors that are no weights, in an order in which none takes memory before.

    Args:
        path: Of the file that they are from.
        tensors: By their keys.

    Raises:
        ValueError: They are sparse or quantised, one number stands for many, so that they take far
            more memory than the file has bytes, weights are whole numbers, or some are not finite.
    """
    strange = [
        key
        for key, each in tensors.items()
        if each.layout != torch.strided or each.is_quantized or each.is_meta
    ]
    if strange:
        raise refusal(
            "{file} holds sparse, quantised or no numbers in {keys}: save them dense, as float32",
            file=path.name,
            keys=few(strange, 1),
        )
    there = path.stat().st_size
    needed = sum(each.numel() * each.element_size() for each in tensors.values())
    if needed > TIMES * there + SPARE:
        raise refusal(
            "{file} has {there} MB, and its tensors would take {needed} MB: one number stands for "
            "many; save each tensor with .clone()",
            file=path.name,
            there=round(there / 1e6),
            needed=round(needed / 1e6),
        )
    whole = [
        key
        for key, each in tensors.items()
        if key.endswith((".weight", ".bias")) and not each.is_floating_point()
    ]
    if whole:
        raise refusal(
            "{file} holds no fractions in {keys}, and weights are such: save them as float32",
            file=path.name,
            keys=few(whole, 1),
        )
    bad = [
        key
        for key, each in tensors.items()
        if each.is_floating_point() and not bool(torch.isfinite(each).all())
    ]
    if bad:
        raise refusal(
            "{file} holds NaN or infinite numbers in {keys}: "
            "the training that wrote it diverged, so take an earlier checkpoint",
            file=path.name,
            keys=few(bad, 1),
        )
