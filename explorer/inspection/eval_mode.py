"""Any network as it is in use: eval mode for a while, and afterwards exactly as it was."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

from explorer.sentences.sentence import Sentence, refusal

PRECISIONS = {torch.float32: "float32", torch.float64: "float64"}


@contextmanager
def evaluated(module: nn.Module) -> Iterator[nn.Module]:
    """The network in eval mode, outside of the caller's inference mode and autocast.

    A network that is in eval mode already is not written to at all, so that sessions may share it;
    any other has every module's mode restored, also after a failure. No gradient is recorded
    unless the body enables it.

    Args:
        module: Parameters in float32 or float64, all on one device.

    Yields:
        The module, or a copy of it where its tensors were made in `torch.inference_mode()` and so
        cannot take part in a backward pass.

    Raises:
        ValueError: The network has no parameters, or another precision.
    """
    parameter = next(module.parameters(), None)
    if parameter is None or parameter.dtype not in PRECISIONS:
        found = (
            Sentence("no parameters")
            if parameter is None
            else Sentence("parameters in {dtype}", dtype=parameter.dtype)
        )
        raise refusal(
            "the network must be in float32 or float64, and this one has {found}: "
            "convert it with .float()",
            found=found,
        )
    training = [part for part in module.modules() if part.training]
    try:
        for part in training:
            part.training = False
        with (
            torch.inference_mode(False),
            torch.no_grad(),
            torch.autocast(parameter.device.type, enabled=False),
        ):
            yield copy.deepcopy(module) if parameter.is_inference() else module
    finally:
        for part in training:
            part.training = True
