import re
from pathlib import Path

from PIL import Image

from explorer.interface.finetune.thumbnails import SHOWN, SIDE, strip, thumbnail
from tests.interface.read import english
from tests.shapes import draw_shapes


def test_a_button_for_each_picture_and_their_count(tmp_path: Path) -> None:
    folder = draw_shapes(tmp_path / "shapes", 6) / "disc"
    paths = [str(path) for path in sorted(folder.glob("*"))]
    html = strip(paths)
    assert re.findall(r'data-place="(\d+)"', html) == [*"012345"]
    assert "6 pictures" in english(html)
    assert "needed" not in english(html)
    assert 'aria-label="take out disc-3.png"' in html
    assert "4 pictures; at least 5 are needed" in english(strip(paths[:4]))
    assert strip([]) == strip(None) == ""


def test_many_are_counted_and_not_all_shown(tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "one.png")
    html = strip([str(tmp_path / "one.png")] * (SHOWN + 7))
    assert html.count("<img") == SHOWN
    assert "<li>+7</li>" in html


def test_a_thumbnail_is_the_upright_middle(tmp_path: Path) -> None:
    picture = Image.new("RGB", (400, 200), "red")
    picture.paste("blue", (100, 0, 300, 200))
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    picture.save(tmp_path / "lying.jpg", exif=exif, quality=95)
    made = thumbnail(tmp_path / "lying.jpg")
    assert made is not None
    assert made.size == (SIDE, SIDE)
    red, _, blue = made.getpixel((3, 3))  # type: ignore[misc]
    assert blue > 200 > 50 > red


def test_what_cannot_be_read_has_its_place_and_its_name(tmp_path: Path) -> None:
    (tmp_path / "a<b.png").write_bytes(b"no picture")
    html = strip([str(tmp_path / "a<b.png")])
    assert thumbnail(tmp_path / "a<b.png") is None
    assert 'title="a&lt;b.png">?</button>' in html
