import torch

from explorer.training.finetune.augmentation import SMALLEST_SIDE, Draws, draws, varied


def picture() -> torch.Tensor:
    return torch.rand(1, 3, 20, 20, generator=torch.Generator().manual_seed(0))


def drawn(flip: bool, side: float, right: float, down: float) -> Draws:
    return Draws(torch.tensor([flip]), torch.tensor([side]), torch.tensor([[right, down]]))


def test_nothing_drawn_changes_nothing():
    still = draws(0, 0, 0, 1, varied=False)
    torch.testing.assert_close(varied(picture(), still), picture())


def test_a_mirrored_picture_is_flipped():
    torch.testing.assert_close(varied(picture(), drawn(True, 1.0, 0, 0)), picture().flip(3))


def test_a_corner_is_cut_out_and_enlarged():
    """Half the side at the upper left: the even outputs lie between the same pixels."""
    cut = varied(picture(), drawn(False, 0.5, -1, -1))
    expected = torch.nn.functional.interpolate(
        picture()[:, :, :10, :10], scale_factor=2, mode="bilinear"
    )
    torch.testing.assert_close(cut[:, :, 1:-2, 1:-2], expected[:, :, 1:-2, 1:-2])


def test_draws_come_from_seed_epoch_and_step_and_stay_in_bounds():
    one, same, other = draws(1, 2, 3, 500), draws(1, 2, 3, 500), draws(1, 2, 4, 500)
    assert torch.equal(one.sides, same.sides)
    assert torch.equal(one.flips, same.flips)
    assert not torch.equal(one.centres, other.centres)
    assert SMALLEST_SIDE <= one.sides.min() < 0.82
    assert 0.98 < one.sides.max() <= 1
    assert one.centres.abs().max() <= 1
    assert 0.4 < one.flips.float().mean() < 0.6


def test_other_random_numbers_are_left_alone():
    before = torch.random.get_rng_state()
    draws(0, 0, 0, 8)
    assert torch.equal(torch.random.get_rng_state(), before)
