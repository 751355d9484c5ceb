"""Pictures as text that an HTML page can hold."""

import base64
import io

from PIL import Image


def data_uri(picture: Image.Image, photograph: bool = False) -> str:
    """A picture as a `data:` address.

    Args:
        picture: The picture.
        photograph: Whether JPEG will do; maps are always PNG, which loses nothing.
    """
    buffer = io.BytesIO()
    if photograph:
        picture.convert("RGB").save(buffer, "JPEG", quality=88)
        kind = "jpeg"
    else:
        picture.save(buffer, "PNG")
        kind = "png"
    return f"data:image/{kind};base64,{base64.b64encode(buffer.getvalue()).decode('ascii')}"
