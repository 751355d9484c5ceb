"""Where the keys and shapes of a file differ from a network's, in words."""

from collections.abc import Iterable, Mapping

from torch import Tensor, nn

from explorer.sentences.listed import few, joined
from explorer.sentences.sentence import Sentence

_SHOWN_KEYS = 3


def misfit(network: nn.Module, state: Mapping[str, Tensor]) -> str:
    """What of a state dict does not fit a network; "" where all does."""
    expected = network.state_dict()
    missing = [key for key in expected if key not in state and "num_batches" not in key]
    left_over = [key for key in state if key not in expected]
    shapes = [
        Sentence(
            "{key} {given} instead of {expected}",
            key=key,
            given=tuple(state[key].shape),
            expected=tuple(tensor.shape),
        )
        for key, tensor in expected.items()
        if key in state and state[key].shape != tensor.shape
    ]
    problems = [differences(missing, left_over)]
    if shapes:
        problems.append(Sentence("of another shape {shapes}", shapes=few(shapes, _SHOWN_KEYS)))
    return joined("{before}; {next}", problems)


def differences(missing: Iterable[str], left_over: Iterable[str]) -> str:
    """Which keys are missing and which are left over."""
    lacking = few(sorted(missing), _SHOWN_KEYS)
    too_many = few([key or '""' for key in left_over], _SHOWN_KEYS)
    problems = [
        Sentence("missing {keys}", keys=lacking) if lacking else "",
        Sentence("left over {keys}", keys=too_many) if too_many else "",
    ]
    return joined("{before}; {next}", problems)
