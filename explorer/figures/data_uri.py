"""Pictures as text that an HTML page can hold."""

import base64
import io

from PIL import Image

from explorer.files.png import png


def data_uri(picture: Image.Image, photograph: bool = False) -> str:
    """A picture as a `data:` address.

    Args:
        picture: The picture.
        photograph: Whether JPEG will do; maps are always PNG, which loses nothing.
    """
    if not photograph:
        return _uri("png", png(picture))
    buffer = io.BytesIO()
    picture.convert("RGB").save(buffer, "JPEG", quality=88)
    return _uri("jpeg", buffer.getvalue())


def _uri(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
