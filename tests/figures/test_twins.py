from explorer.figures.twins import TWINS
from explorer.training.race.result import NETWORKS


def test_both_networks_are_called_what_they_are() -> None:
    assert tuple(TWINS) == NETWORKS
    assert tuple(TWINS.values()) == NETWORKS
