import pickle
import subprocess
import sys

import pytest

from explorer.figures.inspection.answer_view import view
from explorer.figures.inspection.drawn import Drawn, file_stem
from explorer.figures.inspection.shown import Shown

# what a process does that only draws: nothing of it may ask for PyTorch
DRAWING = """
import pickle, sys
answer = pickle.load(sys.stdin.buffer)
from explorer.figures.inspection.answer_view import view
sys.stdout.buffer.write(view(answer).encode())
assert "torch" not in sys.modules
"""


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
def test_file_names_keep_letters_and_digits(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_what_is_drawn_of_an_answer_needs_neither_network_nor_pytorch(shown: Shown) -> None:
    sent = pickle.dumps(shown.drawn())
    drawing = subprocess.run(
        [sys.executable, "-c", DRAWING], input=sent, capture_output=True, check=True
    )
    assert drawing.stdout.decode() == view(shown)


def test_its_sums_are_computed_once(shown: Shown) -> None:
    drawn = shown.drawn()
    assert isinstance(drawn, Drawn)
    assert drawn.unrolled() is drawn.sums
    computed = shown.unrolled().sums
    assert [each.end_norm for each in drawn.sums.sums] == [each.end_norm for each in computed]
