"""Whatever a person drops in becomes an upright photograph, or one sentence with its name."""

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from explorer.photographs.photograph import name_of, read_photograph

ORIENTATION = 0x0112


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """A file's content."""
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


@pytest.fixture
def colours() -> Image.Image:
    """12 x 8 pixels, each of its own colour."""
    noise = np.random.default_rng(0).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    return Image.fromarray(noise)


# What a viewer does to the stored picture for each EXIF orientation, in numpy's words.
UPRIGHT = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, -1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: lambda a: np.rot90(a, 1),
}


@pytest.mark.parametrize("orientation", UPRIGHT)
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "JPEG"])
def test_every_orientation_is_turned_upright(
    orientation: int, kind: str, colours: Image.Image
) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    options = {"lossless": True} if kind == "WEBP" else {}
    content = encoded(colours, kind, exif=exif, **options)
    stored = np.asarray(colours)
    if kind == "JPEG":
        stored = np.asarray(Image.open(BytesIO(encoded(colours, "JPEG"))))
    found = read_photograph(content)
    np.testing.assert_array_equal(found.pixels, UPRIGHT[orientation](stored))
    assert found.notes == ()


def test_sources_of_every_kind(colours: Image.Image, tmp_path: Path) -> None:
    path = tmp_path / "a photograph.png"
    colours.save(path)
    for source in (path, str(path), path.read_bytes(), colours, Image.open(path)):
        found = read_photograph(source)
        np.testing.assert_array_equal(found.pixels, np.asarray(colours))
        named = not isinstance(source, bytes) and source is not colours
        assert found.name == ("a photograph.png" if named else "the photograph")
        assert found.image.mode == "RGB"
    assert read_photograph(path, name="mine").name == "mine"
    strange = path.rename(tmp_path / "two\nlines.png")
    assert read_photograph(strange).name == name_of(strange) == "two?lines.png"


def test_damaged_exif_does_not_hide_the_picture(colours: Image.Image) -> None:
    content = encoded(colours, "PNG", exif=b"Exif\0\0MM\0*" + b"\xff" * 20)
    np.testing.assert_array_equal(read_photograph(content).pixels, np.asarray(colours))


def test_an_animation_gives_its_first_frame_and_says_so(colours: Image.Image) -> None:
    others = [Image.new("RGB", colours.size, colour) for colour in ("red", "blue")]
    for kind in ("PNG", "WEBP"):
        options = {"lossless": True} if kind == "WEBP" else {}
        content = encoded(colours, kind, save_all=True, append_images=others, **options)
        found = read_photograph(content)
        np.testing.assert_array_equal(found.pixels, np.asarray(colours))
        assert found.notes == ("The first of 3 frames is shown.",)


def test_sixteen_bit_files_are_scaled() -> None:
    ramp = np.arange(65536, dtype=np.uint16).reshape(256, 256)
    for kind in ("PNG", "TIFF"):
        found = read_photograph(encoded(Image.fromarray(ramp), kind))
        np.testing.assert_array_equal(found.pixels[:, :, 1], np.rint(ramp / 257))
    header = b"P5 256 256 65535\n"
    found = read_photograph(header + ramp.astype(">u2").tobytes())
    np.testing.assert_array_equal(found.pixels[:, :, 0], np.rint(ramp / 257))


def test_twelve_bit_tiff_is_stretched() -> None:
    values = np.array([[0, 2048], [4095, 1]], np.uint16)
    packed = bytes([0x00, 0x08, 0x00, 0xFF, 0xF0, 0x01])  # two values in three bytes, row by row
    tags = [
        *((256, 2), (257, 2), (258, 12), (259, 1), (262, 1), (277, 1), (278, 2)),
        *((273, 8), (279, len(packed))),
    ]
    directory = struct.pack("<H", len(tags))
    for tag, value in sorted(tags):
        directory += struct.pack("<HHII", tag, 3, 1, value)
    content = b"II*\0" + struct.pack("<I", 8 + len(packed)) + packed + directory + b"\0" * 4
    found = read_photograph(content)
    np.testing.assert_array_equal(found.pixels[:, :, 0], np.rint(values * (255 / 4095)))


def huge_png(width: int, height: int) -> bytes:
    """A PNG's header, and no pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the file is empty"),
        (b"Dear reader,\n" * 40, "no image in a format known here; save it as JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "no image in a format known here"),
        (b"GIF89a\0\0\0\0\0\0\0", "cannot be read"),
        (huge_png(30_000, 30_000), "900 megapixels, and at most 100 megapixels"),
        (huge_png(11_000, 11_000), "11000 x 11000 pixels, and at most 100 megapixels"),
        (huge_png(9_700, 9_800), "cut short or damaged"),  # between Pillow's warning and our limit
        (huge_png(4_001, 20), "4001 x 20 pixels, and at most 200 times as long as wide"),
        (huge_png(20, 4_001), "20 x 4001 pixels, and at most 200 times"),
    ],
)
def test_what_is_no_photograph_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match="cannot be read") as caught:
        read_photograph(content, name="holiday.jpg")
    message = str(caught.value)
    assert message.startswith("holiday.jpg cannot be read: ")
    assert sentence in message
    assert message.count(".") - message.count("holiday.jpg") == 1
    assert "\n" not in message


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_file_cut_short_is_one_sentence_or_a_whole_picture(
    kind: str, share: float, colours: Image.Image
) -> None:
    content = encoded(colours.resize((120, 80)), kind)
    try:
        found = read_photograph(content[: int(share * len(content))], name="cut")
    except ValueError as error:
        assert str(error).startswith("cut cannot be read: ")  # noqa: PT017 - both ends are right
    else:
        assert found.pixels.shape == (80, 120, 3)


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_is_a_sentence_or_a_picture(seed: int, colours: Image.Image) -> None:
    random = np.random.default_rng(seed)
    kind = ["JPEG", "PNG", "GIF", "TIFF", "WEBP"][seed % 5]
    content = bytearray(encoded(colours.resize((60, 40)), kind))
    for place in random.integers(0, len(content), 12):
        content[place] = random.integers(256)
    try:
        read_photograph(bytes(content), name="damaged")
    except ValueError as error:
        assert str(error).startswith("damaged cannot be read: ")  # noqa: PT017


def test_a_folder_a_missing_file_and_a_strange_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it is a folder"):
        read_photograph(tmp_path)
    with pytest.raises(ValueError, match=r"^the photograph cannot be read: its path is empty\.$"):
        read_photograph("")
    with pytest.raises(FileNotFoundError, match=r"^nowhere\.jpg cannot be read: there is no such"):
        read_photograph(tmp_path / "nowhere.jpg")
    with pytest.raises(FileNotFoundError, match=r"^x\.png cannot be read: there is no such file"):
        read_photograph(tmp_path / ("d" * 300) / "x.png")  # a name that no file can have
    with pytest.raises(ValueError, match=r"^two\?lines cannot be read: "):
        read_photograph(b"", name="two\nlines")
    with pytest.raises(ValueError, match="0 x 5 pixels"):
        read_photograph(Image.new("RGB", (0, 5)))


def test_one_pixel_is_a_photograph() -> None:
    found = read_photograph(encoded(Image.new("RGB", (1, 1), (9, 8, 7)), "PNG"))
    assert found.pixels.tolist() == [[[9, 8, 7]]]


REFUSED = {
    *(
        "broken.png",
        "broken_data_stream.png",
        "decompression_bomb.gif",
        "zero_width.gif",
        "png_decompression_dos.png",
    ),
    *("truncated_end_chunk.png", "truncated_image.png", "truncated_jpeg.jpg", "ultrahdr.jpg"),
    *("LICENSE.Pillow", "LICENSE.recurser-exif"),
}


def test_every_awkward_file(shared_data: Path) -> None:
    """RGB files equal Pillow's own to the bit; refused are those that hold no whole picture."""
    refused = set()
    for path in sorted((shared_data / "images" / "awkward").iterdir()):
        try:
            found = read_photograph(path)
        except ValueError as error:
            assert str(error).startswith(f"{path.name} cannot be read: ")  # noqa: PT017
            refused.add(path.name)
            continue
        with warnings.catch_warnings(), Image.open(path) as picture:
            warnings.simplefilter("ignore")
            if picture.mode in ("RGB", "L", "1"):
                expected = ImageOps.exif_transpose(picture).convert("RGB")
                np.testing.assert_array_equal(found.pixels, np.asarray(expected))
    assert refused == REFUSED


def test_eight_orientations_are_one_photograph(shared_data: Path) -> None:
    folder = shared_data / "images" / "awkward"
    first, *others = [
        read_photograph(folder / f"Landscape_{index}.jpg").pixels for index in range(1, 9)
    ]
    for other in others:
        assert other.shape == first.shape == (1200, 1800, 3)
        # Each was compressed for itself.
        assert np.abs(other.astype(int) - first.astype(int)).mean() < 4


def test_cmyk_red_is_red(shared_data: Path) -> None:
    found = read_photograph(shared_data / "images" / "awkward" / "pil_sample_cmyk.jpg").pixels
    red, green, blue = found[2, 2].tolist()  # the red mark in the corner
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("shape", [(0, 0, 3), (4, 0, 3)])
def test_pixels_without_a_picture_are_refused(shape: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="so it holds no picture"):
        read_photograph(np.zeros(shape, np.uint8))


def test_what_is_no_photograph_at_all_is_named() -> None:
    with pytest.raises(TypeError, match="got BytesIO"):
        read_photograph(BytesIO(b""))  # type: ignore[arg-type]
