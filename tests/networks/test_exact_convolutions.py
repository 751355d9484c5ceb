"""On the real switches, which are there without a GPU, too."""

from contextlib import ExitStack
from functools import partial

import torch

from explorer.networks.exact_convolutions import EXACT_CONVOLUTIONS, CountedSwitch

EXACT = partial(torch.backends.cudnn.flags, enabled=True, deterministic=True, allow_tf32=False)


def rounds() -> bool:
    """Whether convolutions may be computed with ten bits."""
    return bool(torch.backends.cudnn.allow_tf32)


def test_whoever_sets_them_alone_leaves_another_rounding() -> None:
    with ExitStack() as kept:
        kept.enter_context(torch.backends.cudnn.flags(enabled=True, allow_tf32=True))
        first, second = EXACT(), EXACT()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        assert rounds()  # though the second is still at work: the fault that counting mends
        second.__exit__(None, None, None)


def test_they_are_set_until_the_last_has_gone_in_whatever_order() -> None:
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=True):
        switch = CountedSwitch(EXACT)
        first, second = switch.wanted(), switch.wanted()
        first.__enter__()
        second.__enter__()
        assert not rounds()
        first.__exit__(None, None, None)
        assert not rounds()
        second.__exit__(None, None, None)
        assert rounds()
        with switch.wanted(), switch.wanted():
            assert not rounds()
        assert rounds()


def test_an_error_puts_them_back() -> None:
    with torch.backends.cudnn.flags(enabled=True, allow_tf32=True):
        try:
            with EXACT_CONVOLUTIONS.wanted():
                assert torch.backends.cudnn.deterministic
                assert not rounds()
                raise ValueError
        except ValueError:
            pass
        assert rounds()
