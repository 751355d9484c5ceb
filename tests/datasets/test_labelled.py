import numpy as np
import pytest

from explorer.datasets.labelled import Dataset, LabelledImages, held_out


def labelled(images: np.ndarray, labels: list[int] | None = None) -> LabelledImages:
    numbers = np.zeros(len(images), np.int64) if labels is None else np.array(labels, np.int64)
    return LabelledImages(images, numbers)


def dataset(train: LabelledImages, test: LabelledImages | None = None) -> Dataset:
    return Dataset("some", train, test or train, ("a", "b"), mirrored=True, note="")


def noise(count: int = 6, channels: int = 3) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 8, 9, channels), np.uint8)


def test_channel_statistics_are_those_of_the_training_pixels():
    train = noise()
    mean, deviation = dataset(labelled(train), labelled(noise(2) // 2)).channel_statistics()
    pixels = train.reshape(-1, 3) / 255
    np.testing.assert_allclose(mean, pixels.mean(0), atol=5.1e-5)
    np.testing.assert_allclose(deviation, pixels.std(0), atol=5.1e-5)


def test_a_constant_channel_can_be_divided_by():
    _, deviation = dataset(labelled(np.full((2, 8, 8, 1), 7, np.uint8))).channel_statistics()
    assert deviation[0] > 0


def test_fingerprint_changes_with_any_image_and_label():
    images = noise()
    original = dataset(labelled(images)).fingerprint()
    changed = images.copy()
    changed[3, 2, 1, 0] ^= 1
    assert dataset(labelled(images.copy())).fingerprint() == original
    assert dataset(labelled(changed), labelled(images)).fingerprint() != original
    assert dataset(labelled(images, [0, 0, 0, 1, 0, 0]), labelled(images)).fingerprint() != original


@pytest.mark.parametrize(
    ("images", "labels", "word"),
    [
        (noise().astype(np.float32), None, "float32"),
        (noise(channels=2), None, "shape"),
        (noise()[:0], None, "at least one image"),
        (noise(), [0, 1, 0], "3 labels"),
        (noise(), [0, 1, 2, 0, 0, 0], "0 to 2"),
        (noise(), [0, -1, 0, 0, 0, 0], "-1"),
        (noise()[:, :3], None, "9 x 3|3 x 9"),
    ],
)
def test_unusable_images_are_refused_in_a_sentence(images, labels, word):
    with pytest.raises(ValueError, match=word):
        dataset(labelled(images, labels), labelled(noise()))


def test_training_and_test_images_must_be_alike():
    with pytest.raises(ValueError, match="one size"):
        dataset(labelled(noise()), labelled(noise(channels=1)))


def test_a_fifth_of_every_class_is_held_out_at_least_one():
    labels = np.array([0] * 10 + [1] * 2 + [2] * 23, np.int64)
    test = held_out(labels, ("a", "b", "c"))
    assert np.bincount(labels[test]).tolist() == [2, 1, 5]
    np.testing.assert_array_equal(held_out(labels, ("a", "b", "c")), test)
    with pytest.raises(ValueError, match="the class b has one image"):
        held_out(labels[[0, 1, 10]], ("a", "b"))
