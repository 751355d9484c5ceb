import numpy as np

from explorer.figures.inspection.contact_sheet import contact_sheet
from explorer.figures.palette import coloured


def test_channels_stand_in_the_given_order_at_their_own_resolution() -> None:
    features = np.random.default_rng(0).random((6, 3, 5))
    sheet = np.asarray(contact_sheet(features, [4, 0, 5], columns=2))
    assert sheet.shape == (6, 10, 3)
    assert np.array_equal(sheet[:3, :5], coloured(features[4]))
    assert np.array_equal(sheet[:3, 5:], coloured(features[0]))
    assert np.array_equal(sheet[3:, :5], coloured(features[5]))
    assert not sheet[3:, 5:].any()


def test_maps_that_fill_the_sheet_keep_their_colours_as_a_palette_unless_signs_differ() -> None:
    features = np.random.default_rng(0).random((4, 3, 5))
    features[3] *= -1
    one, two = contact_sheet(features, [2, 0], columns=2), contact_sheet(features, [2, 3], 2)
    assert (one.mode, two.mode, contact_sheet(features, [3], 1).mode) == ("P", "RGB", "P")
    for sheet, channels in ((one, (2, 0)), (two, (2, 3))):
        drawn = np.asarray(sheet.convert("RGB"))
        expected = np.concatenate([coloured(features[each]) for each in channels], axis=1)
        assert np.array_equal(drawn, expected)


def test_each_map_has_its_own_scale() -> None:
    features = np.stack([np.eye(3), np.eye(3) * 1000])
    sheet = np.asarray(contact_sheet(features, [0, 1], columns=2))
    assert np.array_equal(sheet[:, :3], sheet[:, 3:])
