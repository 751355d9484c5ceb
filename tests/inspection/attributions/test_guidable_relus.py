import torch
from torch import nn

from explorer.inspection.attributions.guidable_relus import with_guidable_relus


def test_relus_work_on_a_tensor_of_their_own_and_give_the_same() -> None:
    network = nn.Sequential(nn.ReLU(inplace=True), nn.Sequential(nn.Linear(3, 3), nn.ReLU()))
    given = torch.randn(2, 3)
    expected = network(given.clone())
    assert with_guidable_relus(network) == 2
    kept = given.clone()
    assert torch.equal(network(given), expected)
    assert torch.equal(given, kept)
    assert not any(each.inplace for each in network.modules() if isinstance(each, nn.ReLU))
