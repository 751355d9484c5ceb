"""Whether weights are still what they were, told by all of their bits."""

from collections.abc import Sequence

import torch
from torch import Tensor


def bit_sums(tensors: Sequence[Tensor]) -> tuple[int, ...]:
    """Of each matrix or filter bank the sum of its bits as whole numbers.

    Any one number that changes alters it, however little; that numbers change places does not.

    Args:
        tensors: On a CPU; vectors among them are left out.
    """
    sums = []
    for tensor in tensors:
        if tensor.ndim > 1:
            flat = tensor.detach()
            if flat.ndim == 4 and not flat.is_contiguous():
                flat = flat.permute(0, 2, 3, 1)  # of what is channels last that is a view
            flat = flat.reshape(-1)
            even = flat.numel() * flat.element_size() % 8 == 0
            sums.append(flat.view(torch.int64 if even else torch.int32).sum())
    return tuple(torch.stack(sums).tolist()) if sums else ()
