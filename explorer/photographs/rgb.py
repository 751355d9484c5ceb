"""Any of Pillow's pixel modes becomes 8-bit RGB, with notes about what had to be decided."""

from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.typing import NDArray
from PIL import Image, ImageCms

from explorer.sentences.sentence import Sentence

FULL_16_BIT = 65535


def eight_bit_rgb(picture: Image.Image, grey_bits: int = 16) -> tuple[Image.Image, tuple[str, ...]]:
    """The picture as 8-bit RGB over white, its tones scaled and never clipped.

    RGB, grey and palette pictures go through Pillow's own `convert("RGB")`, so they equal it to
    the bit. CMYK goes through its embedded colour profile to sRGB where it has one.

    Args:
        picture: A decoded picture in any mode.
        grey_bits: Bits that a sample of a 16-bit mode really has, such as 12 in some TIFF files.

    Returns:
        The picture in mode "RGB", and one sentence for each decision that changes its look.
    """
    if picture.mode.startswith("I") or picture.mode == "F":
        return _deep_grey(picture, grey_bits)
    if picture.mode in ("CMYK", "LAB"):
        return _through_profile(picture)
    if picture.has_transparency_data:
        return _over_white(picture)
    return picture.convert("RGB"), ()


def _deep_grey(picture: Image.Image, bits: int) -> tuple[Image.Image, tuple[str, ...]]:
    """One channel of more than 8 bits: Pillow would clip it at 255, so it is scaled here."""
    raw = np.asarray(picture)
    # (H, W); float32 holds 16 bits exactly, and 100 megapixels in half the memory.
    wide = np.float32 if picture.mode.startswith("I;16") else np.float64
    values: NDArray[np.floating[Any]] = raw.astype(wide)
    notes: list[str] = []
    broken = ~np.isfinite(values)
    if broken.any():
        values[broken] = 0
        notes.append(Sentence("Pixels that are not finite numbers are shown black."))
    low, high, note = _range(picture.mode, bits, float(values.min()), float(values.max()))
    if note:
        notes.append(note)
    grey = np.rint((values - low) * (255 / (high - low)))
    transparent = picture.info.get("transparency")
    if isinstance(transparent, int):
        grey[raw == transparent] = 255
        notes.append(Sentence("Transparent parts are shown over white."))
    return Image.fromarray(grey.astype(np.uint8)).convert("RGB"), tuple(notes)


def _range(mode: str, bits: int, low: float, high: float) -> tuple[float, float, str]:
    """The values that become black and white, and a note unless they are the full 16 bits."""
    if mode == "F":
        for full in (1, 255, FULL_16_BIT):
            if low >= 0 and high <= full:
                return (
                    0.0,
                    float(full),
                    Sentence("Floating-point pixels: 0 to {full} is black to white.", full=full),
                )
    elif low >= 0 and high <= FULL_16_BIT:
        return 0.0, float(2**bits - 1 if high < 2**bits else FULL_16_BIT), ""
    if low == high:
        low = high - 1  # a flat picture beyond the known ranges: white
    return (
        low,
        high,
        Sentence(
            "Pixel values from {low:g} to {high:g} are shown as black to white.", low=low, high=high
        ),
    )


def _through_profile(picture: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """CMYK or Lab to sRGB; Pillow has undone Adobe's inversion of JPEG files already."""
    embedded = picture.info.get("icc_profile")
    try:
        if picture.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        elif embedded:
            source = ImageCms.ImageCmsProfile(BytesIO(embedded))
        else:
            return picture.convert("RGB"), (
                Sentence("CMYK colours without a profile are approximate."),
            )
        target = ImageCms.createProfile("sRGB")
        rgb = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, TypeError) as error:
        if picture.mode == "LAB":
            raise ValueError("Lab colours need Pillow's littlecms") from error
        return picture.convert("RGB"), (
            Sentence("The colour profile is unusable: colours are approximate."),
        )
    if rgb is None:
        raise ValueError("the colour profile gave no picture")
    return rgb, ()


def _over_white(picture: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """Composite over white, as most pages do."""
    if picture.mode == "La":
        picture = picture.convert("LA")
    try:
        layered = picture.convert("RGBA")
    except (ValueError, TypeError, OverflowError):
        # A transparent colour of 16 bits in a picture that Pillow reads with 8: it cannot match.
        return picture.convert("RGB"), (Sentence("The transparent colour could not be used."),)
    alpha: npt.NDArray[np.uint8] = np.asarray(layered.getchannel("A"))
    if alpha.min() == 255:
        return layered.convert("RGB"), ()
    white = Image.new("RGBA", layered.size, "white")
    note = Sentence("Transparent parts are shown over white.")
    return Image.alpha_composite(white, layered).convert("RGB"), (note,)
