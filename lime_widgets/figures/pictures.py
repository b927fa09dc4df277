"""Small pictures inside of a figure's HTML."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def as_html(pixels: NDArray[Any], alt: str, *, width: int) -> str:
    """Embed a picture as an element of HTML.

    Parameters
    ----------
    pixels : ndarray of shape (h, w, 3) or (h, w)
        uint8, or numbers from 0 to 1.
    alt : str
        What the picture shows, for a reader who cannot see it.
    width : int
        Its width on the screen, in CSS pixels.

    Returns
    -------
    str
    """
    from PIL import Image

    whole = pixels if pixels.dtype == np.uint8 else (255 * np.clip(pixels, 0, 1)).astype(np.uint8)
    picture = Image.fromarray(np.ascontiguousarray(whole))
    picture.thumbnail((2 * width, 2 * width))
    file = io.BytesIO()
    picture.save(file, "jpeg", quality=85)
    data = base64.b64encode(file.getvalue()).decode()
    return f"<img alt='{escape(alt, quote=True)}' width='{width}' src='data:image/jpeg;base64,{data}'>"
