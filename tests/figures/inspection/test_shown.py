import dataclasses

import pytest

from explorer.figures.inspection.shown import Shown


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a photo (1).jpg", "a-photo-1"),
        ("照片.png", "photograph"),
        ("../../x.png", "x"),
        ("", "photograph"),
    ],
)
def test_file_names_are_plain(shown: Shown, name: str, stem: str) -> None:
    renamed = dataclasses.replace(shown.inspection, image=name)
    assert dataclasses.replace(shown, inspection=renamed).file_stem == stem
