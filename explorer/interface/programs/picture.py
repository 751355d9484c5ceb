"""The picture that an assistant means: an example, one that was uploaded, or one that it sends."""

import base64
import binascii
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from explorer.datasets.examples import FAMILIES, examples
from explorer.interface.doors.ledger import MEGABYTE, PHOTOGRAPH
from explorer.interface.doors.places import OUTSIDE
from explorer.interface.doors.uploads import ROUTE
from explorer.sentences.sentence import refusal

_SENT: Final = re.compile(r"data:image/([a-z0-9.+-]{1,40});base64,(.*)", re.I | re.S)


@contextmanager
def picture(given: str, folder: Path) -> Iterator[Path]:
    """The file of a picture, for as long as it is looked at. No other host is asked for it.

    Args:
        given: The name of an example, the path that an upload answered, or the picture itself as a
            `data:` URI.
        folder: Where uploads lie.

    Raises:
        ValueError: It is none of these.
    """
    example = next(
        (each for family in FAMILIES for each in examples(family) if each.name == given), None
    )
    if example is not None:
        yield example.path
    elif sent := _SENT.fullmatch(given.strip()):
        place = folder / secrets.token_hex(16)
        place.mkdir(parents=True)
        try:
            path = place / f"photograph.{sent[1].split('+')[0]}"
            path.write_bytes(_decoded(sent[2]))
            yield path
        finally:
            shutil.rmtree(place, ignore_errors=True)
    else:
        yield _uploaded(given, folder)


def _decoded(text: str) -> bytes:
    if len(text) > PHOTOGRAPH * 4 / 3 + 4:
        raise refusal(
            "the picture is larger than {most} MB: send a smaller one", most=PHOTOGRAPH // MEGABYTE
        )
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise refusal("the picture's data: URI is no base64: send it again whole") from error


def _uploaded(given: str, folder: Path) -> Path:
    """A file below Gradio's folder, into which nobody but uploads and this program writes."""
    inside = folder.resolve()
    try:
        path = Path(given.replace(OUTSIDE, str(inside), 1)).resolve()
    except (ValueError, OSError):  # no name that a file could have
        path = Path()
    if not path.is_relative_to(inside) or not path.is_file():
        names = ", ".join(each.name for family in FAMILIES for each in examples(family))
        raise refusal(
            "photograph {given!r} is not here: upload the file by POST to {route} as the form's "
            "field files and give the path that this answers, or send it as a data: URI, or give "
            "the name of an example: {names}",
            given=given[:100],
            route=ROUTE,
            names=names,
        )
    return path
