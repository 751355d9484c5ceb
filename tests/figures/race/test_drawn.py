import pytest

from explorer.figures.network_view import anatomy_object
from explorer.figures.race.drawn import anatomy
from explorer.networks.architecture import architecture
from explorer.training.race.result import NETWORKS
from explorer.training.race.settings import RaceSettings
from explorer.training.race.twins import twins


@pytest.mark.parametrize("block", ["original", "pre-activation"])
@pytest.mark.parametrize("shortcut", ["A", "B"])
def test_the_drawn_networks_are_those_that_race(block: str, shortcut: str) -> None:
    settings = RaceSettings(depth=14, width=2, block=block, shortcut=shortcut, image_size=8)
    drawn, real = anatomy(settings, 10), twins(settings, classes=10)
    for kind, network in zip(NETWORKS, real, strict=True):
        assert drawn[kind] == anatomy_object(architecture(network), kind)
    network = real.plain
    network.add_shortcuts(1.0)
    assert drawn["plain_given"] == anatomy_object(architecture(network), "plain")
