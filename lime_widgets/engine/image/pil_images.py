"""PIL images: each of PIL's modes as an array of gray values or of red, green and blue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Modes that NumPy reads as gray values, colors with or without alpha, or booleans.
_AS_THEY_ARE = frozenset({"L", "RGB", "RGBA", "I", "F", "1", "I;16", "I;16B", "I;16L", "I;16N"})
_CONVERTED = {"LA": "L", "La": "L", "P": "RGB", "PA": "RGBA"}


def is_pil(image: Any) -> bool:
    """Tell whether something is a PIL image."""
    return hasattr(image, "getbands") and hasattr(image, "convert")


def array_of(image: Any) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Read a PIL image, upright.

    Parameters
    ----------
    image : PIL image
        Of any mode. A palette, CMYK and other color spaces become red, green and blue.

    Returns
    -------
    array : ndarray of shape (h, w), (h, w, 3) or (h, w, 4)
    notes : tuple of str
        How the image was changed, in sentences.
    """
    from PIL import ImageOps

    notes = []
    if image.getexif().get(0x0112, 1) != 1:  # the orientation of the camera
        image = ImageOps.exif_transpose(image)
        notes.append(say("note.upright"))
    mode = image.mode
    if mode not in _AS_THEY_ARE:
        wanted = _CONVERTED.get(mode, "RGB")
        if mode == "P" and "transparency" in image.info:
            wanted = "RGBA"
        image = image.convert(wanted)
        lost = mode in {"LA", "La"}
        notes.append(say("note.mode_without_alpha" if lost else "note.mode", mode=mode, wanted=wanted))
    array = np.asarray(image)
    return array.astype(array.dtype.newbyteorder("="), copy=False), tuple(notes)
