"""ReLUs through which captum can guide what is propagated back.

Source: Springenberg et al. 2015, Striving for simplicity, section 3.4.
"""

from torch import Tensor, nn


class _Apart(nn.Module):
    """Its input as a tensor of its own."""

    def forward(self, x: Tensor) -> Tensor:
        """Any shape."""
        return x.clone()


def with_guidable_relus(private: nn.Module) -> int:
    """Prepare a copy's ReLUs for captum's hooks; how many there are.

    captum changes the gradient of a ReLU's input tensor. So the ReLU must not work in place, and
    its input must not be used by the shortcut as well, as x is where no norm stands before a ReLU.
    """
    found = [
        (parent, name)
        for parent in private.modules()
        for name, child in parent.named_children()
        if isinstance(child, nn.ReLU)
    ]
    for parent, name in found:
        setattr(parent, name, nn.Sequential(_Apart(), nn.ReLU(inplace=False)))
    return len(found)
