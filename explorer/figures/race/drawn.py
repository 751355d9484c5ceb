"""What the networks of a race are drawn from."""

from typing import Any

from explorer.figures.network_view import anatomy_object
from explorer.networks.architecture import cifar_architecture
from explorer.training.race.settings import RaceSettings


def anatomy(settings: RaceSettings, classes: int) -> dict[str, Any]:
    """The race's networks to be drawn: `plain`, `residual`, and `plain_given` shortcuts.

    What the plain network is given has no parameters, whatever the residual one has.

    Args:
        settings: Of the race.
        classes: Number of logits.
    """
    built: dict[str, Any] = {
        "depth": settings.depth,
        "pre_activation": settings.block == "pre-activation",
        "width": settings.width,
        "classes": classes,
    }
    plain = cifar_architecture(**built, residual=False)
    given = cifar_architecture(**built, shortcut="A")
    residual = cifar_architecture(**built, shortcut=settings.shortcut)
    return {
        "plain": anatomy_object(plain, "plain"),
        "plain_given": anatomy_object(given, "plain"),
        "residual": anatomy_object(residual, "residual"),
    }
