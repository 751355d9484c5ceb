import pytest
import torch
from torch import nn

from explorer.training.evaluation import evaluate


class Logits(nn.Module):
    """Gives back what it is fed: images are logits here."""

    def forward(self, images):
        assert not self.training
        return images


def measured(logits, labels, batch=2):
    logits, labels = torch.tensor(logits), torch.tensor(labels)
    network = Logits().train()
    result = evaluate(network, zip(logits.split(batch), labels.split(batch), strict=True))
    assert network.training
    return result


def test_hand_made_logits():
    result = measured([[2.0, 1, 0], [0, 3, 1], [5, 4, 3], [0, 0, 1], [0, 9, 0]], [0, 1, 1, 2, 0])
    assert result.images == 5
    assert result.error == pytest.approx(2 / 5)
    assert result.top1 == pytest.approx(3 / 5)
    assert result.top5 is None
    assert result.per_class == (1 / 2, 1 / 2, 1.0)


def test_top5_where_there_are_more_than_ten_classes():
    logits = torch.arange(12.0).flip(0).repeat(12, 1).tolist()  # class k has rank k
    result = measured(logits, list(range(12)))
    assert result.top5 == pytest.approx(5 / 12)
    assert result.top1 == pytest.approx(1 / 12)
    assert measured([[0.0] * 9 + [1.0]], [9]).top5 is None


def test_ties_are_answered_as_argmax_does():
    logits = [[1.0, 1, 0], [1, 1, 0], [0, 2, 2]]
    labels = torch.tensor(logits).argmax(1).tolist()
    assert measured(logits, labels).error == 0
    assert measured(logits, [1, 1, 2]).error == 1


def test_not_a_number_is_never_right():
    nan = float("nan")
    assert measured([[nan, nan], [nan, 1.0]], [0, 0]).error == 1


def test_a_class_without_images_has_no_share():
    assert measured([[1.0, 0, 0]], [0]).per_class == (1.0, None, None)


def test_data_with_more_classes_than_logits():
    with pytest.raises(ValueError, match=r"class 3 .* only 2 logits"):
        measured([[1.0, 0]], [3])


def test_no_images():
    with pytest.raises(ValueError, match="no images"):
        evaluate(Logits(), [])


def test_progress_and_mode_after_failure():
    seen = []
    evaluate(
        Logits(),
        [(torch.zeros(3, 2), torch.zeros(3, dtype=torch.int64))] * 2,
        progress=seen.append,
    )
    assert seen == [3, 6]
    network = Logits().train()
    with pytest.raises(ValueError, match="logits"):
        evaluate(network, [(torch.zeros(1, 2), torch.tensor([7]))])
    assert network.training
