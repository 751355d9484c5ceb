"""What can be chosen on the Depth tab, and which of it the page's address asks for."""

from typing import TYPE_CHECKING, Any, Final

from explorer.interface.links.asked import Asked
from explorer.training.depth.result import DEPTHS

if TYPE_CHECKING:
    from explorer.figures.depth.lines import Quantity
    from explorer.figures.depth.small_multiples import Arrangement

TAB: Final = "depth"  # in the address
QUANTITY_TEXTS: Final[dict["Quantity", str]] = {
    "weight_gradient": "depth_weight_gradient",
    "activation_gradient": "depth_activation_gradient",
    "activation": "depth_activation",
}
ARRANGEMENT_TEXTS: Final[dict["Arrangement", str]] = {
    "depth": "depth_by_depth",
    "layer": "depth_by_layer",
}
SEEDS: Final = (1, 3, 8)
IMAGES: Final = (4, 16)  # the command line takes 16


def asked_choices(asked: Asked) -> dict[str, Any]:
    """What an address asks for, in the order of the tab's components; None where it does not.

    Args:
        asked: The address's part.
    """
    return {
        "depths": asked.some_of("depths", DEPTHS),
        "seeds": asked.one_of("seeds", SEEDS),
        "images": asked.one_of("images", IMAGES),
        "quantity": asked.one_of("quantity", tuple(QUANTITY_TEXTS)),
        "arrangement": asked.one_of("arrangement", tuple(ARRANGEMENT_TEXTS)),
    }
