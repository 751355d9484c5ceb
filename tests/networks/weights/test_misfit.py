import torch
from torch import nn

from explorer.networks.weights.misfit import differences, misfit


def test_a_state_dict_of_the_network_fits() -> None:
    network = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    assert misfit(network, network.state_dict()) == ""


def test_what_is_missing_left_over_and_of_another_shape_is_said() -> None:
    network = nn.Linear(2, 3)
    state = {"weight": torch.zeros(3, 4), "extra": torch.zeros(1)}
    assert misfit(network, state) == (
        "missing bias; left over extra; of another shape weight (3, 4) instead of (3, 2)"
    )


def test_three_keys_are_named_and_the_others_counted() -> None:
    assert differences("dcba", []) == "missing a, b, c and 1 more"
    assert differences([], ["b", "a"]) == "left over b, a"
    assert differences([], []) == ""
    assert differences([], [""]) == 'left over ""'
