from pathlib import Path

import numpy as np
from PIL import Image

from explorer.datasets.class_pictures import given_pictures
from explorer.datasets.digits import digits
from explorer.datasets.sample_pictures import sample_pictures


def test_thirty_of_each_class_as_they_are_in_the_data(tmp_path: Path) -> None:
    written = sample_pictures(tmp_path / "new")
    assert [*written] == ["4", "9"]
    given = given_pictures([*written], [*written.values()])
    assert len(given.pictures) == 60
    data = digits(32)
    first = data.train.images[data.train.labels == 9][0, ..., 0]
    assert (np.asarray(Image.open(written["9"][0])) == first).all()
    assert len({path.read_bytes() for paths in written.values() for path in paths}) == 60


def test_what_is_written_already_is_left(tmp_path: Path) -> None:
    (path, *_), _ = sample_pictures(tmp_path).values()
    path.write_bytes(b"mine")
    assert sample_pictures(tmp_path)["4"][0] == path
    assert path.read_bytes() == b"mine"
