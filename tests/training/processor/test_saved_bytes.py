import torch
from torch import nn

from explorer.training.processor import saved_bytes
from explorer.training.processor.saved_bytes import step_bytes


def on_meta(*layers: nn.Module) -> nn.Module:
    return nn.Sequential(*layers).to("meta")


def test_counted_by_hand() -> None:
    # a linear layer keeps its input, a sigmoid its output, which is the next layer's input too
    network = on_meta(nn.Linear(3, 5), nn.Sigmoid(), nn.Linear(5, 2), nn.Sigmoid())
    found = step_bytes(network, (7, 3))
    assert found == (4 * 7 * (3 + 5 + 2), 4 * 7 * 5)


def test_the_same_as_autograd_keeps_of_real_numbers() -> None:
    def network() -> nn.Module:
        return nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
            nn.Conv2d(4, 4, 3, padding=1), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(256, 10),
        )  # fmt: skip

    real = network().train()
    own = {each.data_ptr() for each in (*real.parameters(), *real.buffers())}
    kept: dict[int, torch.Tensor] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.untyped_storage().data_ptr() not in own:
            kept[tensor.untyped_storage().data_ptr()] = tensor
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        real(torch.randn(6, 3, 8, 8)).sum()
    counted = step_bytes(network().to("meta").train(), (6, 3, 8, 8)).saved
    assert counted == sum(each.untyped_storage().nbytes() for each in kept.values())


def test_a_copy_on_meta_keeps_the_mode_and_who_learns_and_takes_no_numbers() -> None:
    network = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4)).eval()
    network[0].requires_grad_(False)
    copied = saved_bytes.on_meta(network)
    both = copied.parameters(), network.parameters()
    for mine, its in zip(*both, strict=True):
        assert (mine.shape, mine.requires_grad, mine.is_meta) == (its.shape, its.requires_grad, 1)
    assert all(each.is_meta for each in copied.buffers())
    assert not any(each.is_meta for each in (*network.parameters(), *network.buffers()))
    assert not any(each.training for each in copied.modules())
