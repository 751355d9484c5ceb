import dataclasses

import pytest

from explorer.figures.inspection.shown import Shown


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("a photo (1).jpg", "a-photo-1"),
        ("照片 1.png", "照片-1"),
        ("?.png", "photograph"),
        ("\udcff.png", "photograph"),  # bytes that are no text
        ("长" * 200 + ".png", "长" * 50),
        ("a" * 49 + "-b.png", "a" * 49),
        ("हिन्दी तस्वीर.png", "हिन्दी-तस्वीर"),
        ("cafe\u0301.png", "caf\u00e9"),  # as some file systems write it
        ("../../x.png", "x"),
        ("", "photograph"),
    ],
)
def test_file_names_keep_letters_and_digits(shown: Shown, name: str, stem: str) -> None:
    renamed = dataclasses.replace(shown.inspection, image=name)
    assert dataclasses.replace(shown, inspection=renamed).file_stem == stem
