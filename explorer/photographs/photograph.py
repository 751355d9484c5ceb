"""A file from anywhere becomes an upright RGB photograph, or one clear sentence."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from explorer.photographs.quiet import quietly
from explorer.photographs.rgb import eight_bit_rgb
from explorer.sentences.sentence import Sentence, refusal

LARGEST_MEGAPIXELS = 100
LONGEST_SIDES_RATIO = 200  # beyond it, resizing the shorter side would explode the longer

BITS_PER_SAMPLE = 258  # the TIFF tag

# Pillow's other formats are rare, or start another program (EPS runs Ghostscript).
FORMATS = (
    *("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF", "BMP", "DIB"),
    *("JPEG2000", "PPM", "ICO", "TGA", "PCX", "SGI", "PSD"),
)


@dataclass(frozen=True, eq=False, repr=False)
class Photograph:
    """An upright photograph.

    Attributes:
        name: What messages and folders call it; a file's name.
        pixels: (H, W, 3) uint8 sRGB.
        notes: One sentence for each decision that reading had to make, such as
            "The first of 31 frames is shown."
    """

    name: str
    pixels: npt.NDArray[np.uint8]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Short: its name and size."""
        return f"<Photograph {self.name}: {self.pixels.shape[1]} x {self.pixels.shape[0]}>"

    @property
    def image(self) -> Image.Image:
        """The same as a Pillow image in mode "RGB"."""
        return Image.fromarray(self.pixels)


# What becomes a photograph: a file's path, its content, or its pixels.
Picture = Photograph | str | Path | bytes | Image.Image | npt.NDArray[np.uint8]


def read_photograph(source: Picture, name: str | None = None) -> Photograph:
    """Read any image as an upright RGB photograph.

    Orientation follows EXIF (and the XMP and ImageMagick forms that Pillow knows); damaged EXIF is
    ignored with a note. A picture larger than 100 megapixels is refused from its header.

    Args:
        source: A path, a file's content, a Pillow image, or (H, W, 3) uint8 sRGB pixels; a
            photograph is given back as it is.
        name: What messages call it; by default the file's name.

    Returns:
        The photograph. RGB files equal Pillow's `exif_transpose(...).convert("RGB")` to the bit.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The source is no readable photograph; one sentence that names it and says why.
        TypeError: It is something else, such as a tensor.
    """
    if isinstance(source, Photograph):
        return source
    if isinstance(source, np.ndarray):
        return _of_pixels(source, name or "pixels")
    if not isinstance(source, Image.Image | bytes | str | os.PathLike):
        kind = type(source).__name__
        raise TypeError(f"a photograph is a path, bytes, an array or a Pillow image, got {kind}")
    name = _printable(name) if name else name_of(source)
    with quietly(), _sentences(name):
        if isinstance(source, Image.Image):
            return _photograph(source, name)
        if isinstance(source, bytes):
            if not source:
                raise _UnreadableError(Sentence("the file is empty"))
            with Image.open(BytesIO(source), formats=_formats()) as picture:
                return _photograph(picture, name)
        path = Path(source)
        if not str(source):
            raise _UnreadableError(Sentence("its path is empty"))
        if os.path.isdir(path):
            raise _UnreadableError(Sentence("it is a folder; give the image files inside it"))
        if not os.path.exists(path):  # also where no file can have such a name
            raise FileNotFoundError(
                Sentence(
                    "{file} cannot be read: there is no such file ({path}).", file=name, path=path
                )
            )
        if not path.is_file():
            raise _UnreadableError(Sentence("it is not an ordinary file"))
        if not path.stat().st_size:
            raise _UnreadableError(Sentence("the file is empty"))
        with path.open("rb") as file, Image.open(file, formats=_formats()) as picture:
            return _photograph(picture, name)


def _of_pixels(pixels: npt.NDArray[np.uint8], name: str) -> Photograph:
    if pixels.ndim != 3 or pixels.shape[-1] != 3 or pixels.dtype != np.uint8:
        raise ValueError(
            f"pixels must be (height, width, 3) uint8, got {pixels.shape} {pixels.dtype}: "
            "bring them to that, or give a Pillow image"
        )
    height, width, _ = pixels.shape
    with _sentences(name):
        _check_size(width, height)
    return Photograph(name, pixels)


class _UnreadableError(Exception):
    """Why a photograph cannot be read; `_sentences` puts the name before it."""


def _check_size(width: int, height: int) -> None:
    size = {"width": width, "height": height}
    if not width or not height:
        raise _UnreadableError(
            Sentence("it is {width} x {height} pixels, so it holds no picture", **size)
        )
    if width * height > LARGEST_MEGAPIXELS * 1_000_000:
        raise _UnreadableError(
            Sentence(
                "it is {width} x {height} pixels, and at most {limit} megapixels are read; "
                "make it smaller",
                **size,
                limit=LARGEST_MEGAPIXELS,
            )
        )
    if max(width, height) > LONGEST_SIDES_RATIO * min(width, height):
        raise _UnreadableError(
            Sentence(
                "it is {width} x {height} pixels, and at most {limit} times as long as wide is "
                "looked at; cut a part out of it",
                **size,
                limit=LONGEST_SIDES_RATIO,
            )
        )


def _photograph(picture: Image.Image, name: str) -> Photograph:
    _check_size(*picture.size)
    picture.load()
    notes: list[str] = []
    try:
        upright = ImageOps.exif_transpose(picture)
    except Exception as error:  # noqa: BLE001 - damaged EXIF fails in Pillow in many ways
        upright = picture
        notes.append(
            Sentence(
                "Its EXIF data are damaged ({error}), so it is not turned.",
                error=type(error).__name__,
            )
        )
    rgb, colour_notes = eight_bit_rgb(upright, _grey_bits(picture))
    notes.extend(colour_notes)
    frames = _frames(picture)
    if frames > 1:
        notes.append(Sentence("The first of {count} frames is shown.", count=frames))
    return Photograph(name, np.array(rgb, dtype=np.uint8), tuple(notes))


def _grey_bits(picture: Image.Image) -> int:
    """Bits of a grey sample that Pillow reads into 16: 12 in some TIFF files, which say so."""
    bits = getattr(picture, "tag_v2", {}).get(BITS_PER_SAMPLE, (16,))[0]
    return int(bits) if picture.mode.startswith("I;16") and 8 < bits < 16 else 16


def _frames(picture: Image.Image) -> int:
    """How many pictures the file holds, 1 where that cannot be told."""
    try:
        return int(getattr(picture, "n_frames", 1))
    except Exception:  # noqa: BLE001 - a later frame may be damaged in any way; the first is read
        return 1


@contextmanager
def _sentences(name: str) -> Iterator[None]:
    """Turn whatever a decoder raises into one sentence that names the file."""
    try:
        yield
    except FileNotFoundError:
        raise
    except _UnreadableError as reason:
        raise refusal("{file} cannot be read: {reason}.", file=name, reason=reason) from None
    except UnidentifiedImageError as error:
        raise refusal(
            "{file} cannot be read: it is damaged, or no image in a format known "
            "here; save it as JPEG, PNG, WebP, AVIF, GIF, TIFF or BMP.",
            file=name,
        ) from error
    except Image.DecompressionBombError as error:
        pixels = re.search(r"(\d+) pixels", str(error))
        size = (
            Sentence("{count:,.0f} megapixels", count=int(pixels[1]) / 1e6)
            if pixels
            else Sentence("far too many pixels")
        )
        raise refusal(
            "{file} cannot be read: it claims {size}, and at most {limit} "
            "megapixels are read; make it smaller.",
            file=name,
            size=size,
            limit=LARGEST_MEGAPIXELS,
        ) from error
    except MemoryError as error:
        raise refusal(
            "{file} cannot be read: there is not enough memory for it.", file=name
        ) from error
    except PermissionError as error:
        raise refusal("{file} cannot be read: its permissions forbid it.", file=name) from error
    except Exception as error:
        raise refusal(
            "{file} cannot be read: the file is cut short or damaged; copy or save it again.",
            file=name,
        ) from error


def _formats() -> list[str]:
    """Those of `FORMATS` that this Pillow was built with."""
    Image.init()
    return [format for format in FORMATS if format in Image.OPEN]


def name_of(source: str | Path | bytes | Image.Image) -> str:
    """What `read_photograph` calls it that is given no name."""
    if not isinstance(source, str | Path):
        filename = getattr(source, "filename", "")
        source = filename if isinstance(filename, str) else ""
    return _printable(Path(source).name or str(source) or "the photograph")


def _printable(name: str) -> str:
    """A name that fits on one line of any terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)
