"""Any network as it is in use: eval mode for a while, and afterwards exactly as it was."""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import torch
from torch import nn

from explorer.networks.exact_convolutions import EXACT_CONVOLUTIONS
from explorer.sentences.sentence import Sentence, refusal

PRECISIONS = {torch.float32: "float32", torch.float64: "float64"}


@contextmanager
def evaluated(module: nn.Module) -> Iterator[nn.Module]:
    """The network in eval mode, outside of the caller's inference mode and autocast.

    A GPU computes with all digits of the precision: with the ten bits of its usual products, TF32,
    maps were seen to be wrong in the third digit.

    A network that is in eval mode already is not written to at all, so that sessions may share it;
    any other has every module's mode restored, also after a failure. No gradient is recorded
    unless the body enables it.

    Args:
        module: Parameters in float32 or float64, all on one device.

    Yields:
        The module, or a copy of it where its tensors were made in `torch.inference_mode()` and so
        cannot take part in a backward pass.

    Raises:
        ValueError: The network has no parameters, another precision, or several.
    """
    parts = list(module.modules())  # walked through once: a deep network has hundreds
    parameter = next(module.parameters(), None)
    precisions = {
        each.dtype for part in parts for each in part._parameters.values() if each is not None
    }
    if parameter is None or len(precisions) > 1 or parameter.dtype not in PRECISIONS:
        found = (
            Sentence("no parameters")
            if parameter is None
            else Sentence("parameters in {dtype}", dtype=", ".join(sorted(map(str, precisions))))
        )
        raise refusal(
            "the network must be in float32 or float64, and this one has {found}: "
            "convert it with .float()",
            found=found,
        )
    training = [part for part in parts if part.training]
    try:
        for part in training:
            part.training = False
        with ExitStack() as stack:
            stack.enter_context(torch.inference_mode(False))
            stack.enter_context(torch.no_grad())
            stack.enter_context(torch.autocast(parameter.device.type, enabled=False))
            if parameter.is_cuda:
                stack.enter_context(EXACT_CONVOLUTIONS.wanted())
            yield copy.deepcopy(module) if parameter.is_inference() else module
    finally:
        for part in training:
            part.training = True
