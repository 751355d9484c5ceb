"""What is said of a person's own weights, in every command that opens them."""

from typing import TYPE_CHECKING

from explorer.commands.progress import Narrator

if TYPE_CHECKING:
    from explorer.networks.catalog.loaded import LoadedNetwork


def say_doubt(loaded: "LoadedNetwork", narrator: Narrator) -> None:
    """Say it on standard error where weights seem to be those of the network's twin."""
    from explorer.inspection.twin_statistics import doubt

    sentence = doubt(loaded)
    if sentence:
        narrator.say(sentence)
