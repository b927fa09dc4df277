"""Pictures inside of HTML, for pages without scripts."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_html(pixels: NDArray[Any], alt: str, *, width: int, longest: int | None = None) -> str:
    """Embed a picture as an element of HTML.

    Parameters
    ----------
    pixels : ndarray of shape (h, w, 3) or (h, w)
        uint8, or numbers from 0 to 1.
    alt : str
        What the picture shows, for a reader who cannot see it.
    width : int
        Its least width on the screen, in CSS pixels.
    longest : int, optional
        The picture is made smaller until its longest side has this number of pixels; by default twice the width. It is
        shown as wide as it then is, if that is more than `width`.

    Returns
    -------
    str
    """
    from PIL import Image

    whole = pixels if pixels.dtype == np.uint8 else (255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    picture = Image.fromarray(np.ascontiguousarray(whole))
    side = longest or 2 * width
    picture.thumbnail((side, side))
    shown = width if longest is None else max(width, picture.width)
    file = io.BytesIO()
    picture.save(file, "jpeg", quality=85)
    data = base64.b64encode(file.getvalue()).decode()
    return f"<img alt='{escape(alt, quote=True)}' width='{shown}' src='data:image/jpeg;base64,{data}'>"
