"""Pixels: reading an image from the user, and the range of its values."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from lime_widgets.engine.arrays import as_array, is_tensor
from lime_widgets.engine.errors import problem, sentence, shortened
from lime_widgets.engine.image.pil_images import array_of, is_pil
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray


_CHANNELS = (1, 3, 4)


@dataclass(frozen=True, eq=False)
class Picture:
    """A checked image.

    Attributes
    ----------
    original : Any
        The image as the user passed it.
    array : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
        The image as the model receives it: in its own dtype and range, without alpha. A read-only copy.
    masked : ndarray of bool of shape (h, w), or None
        True for pixels that a masked array excludes.
    notes : tuple of str
        How the image was changed, in sentences.
    tensor : {"", "channels first", "as array"}
        For a tensor of PyTorch: whether the model receives tensors with their channels first, or of the array's shape.
    """

    original: Any
    array: NDArray[Any]
    masked: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()
    tensor: Literal["", "channels first", "as array"] = ""


def read_picture(image: Any, called: str = "picture.image") -> Picture:
    """Check an image, and copy it in the form that the model receives.

    Parameters
    ----------
    image : array_like of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), PIL image, or tensor
        Real numbers in any range, or booleans. A pixel of a masked array is masked if any of its channels is. A PIL
        image has any mode. A tensor of PyTorch may have its channels first.
    called : str, default "picture.image"
        The id of the image's name in messages.

    Returns
    -------
    Picture

    Raises
    ------
    LimeError
        If `image` is not an image of numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets.engine.image.pixels import read_picture
    >>> picture = read_picture(np.zeros((4, 6, 4), dtype=np.uint8))
    >>> picture.array.shape, picture.notes
    ((4, 6, 3), ('The alpha channel is dropped: the model receives red, green and blue.',))
    """
    name = say(called)
    array, given = _as_array(image, name)
    tensor: Literal["", "channels first", "as array"] = "as array" if is_tensor(image) else ""
    if tensor and array.ndim == 3 and array.shape[0] in _CHANNELS:
        array, tensor = np.moveaxis(array, 0, -1), "channels first"
    _check_shape(array, name)
    _check_dtype(array, name)
    notes = list(given)
    if array.ndim == 3 and array.shape[2] == 4:
        array = array[..., :3]
        notes.append(say("note.alpha"))
    masked: NDArray[np.bool_] | None = None
    if isinstance(array, np.ma.MaskedArray):
        masked = np.asarray(np.ma.getmaskarray(array).reshape(*array.shape[:2], -1).any(axis=2))
        array = np.ma.getdata(array)
        if masked.all():
            raise problem("picture.masked", name=name)
    values = np.array(array, order="C", subok=False)
    if _make_finite(values, masked, name):
        notes.append(say("note.masked_not_finite"))
    if masked is not None and not masked.any():
        masked = None
    if masked is not None:
        notes.append(say("note.masked", pixels=int(np.count_nonzero(masked))))
    values.flags.writeable = False
    return Picture(image, values, masked, tuple(notes), tensor)


def _as_array(image: Any, name: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Give an image as an array, and how it was changed."""
    if isinstance(image, str | bytes | os.PathLike):
        path = os.fsdecode(image)
        raise problem("picture.path", name=name, path=shortened(repr(path), 80))
    if isinstance(image, np.ndarray):
        return image, ()
    if image is None or isinstance(image, list | tuple | dict | set | int | float | complex):
        if image is None:
            raise problem("picture.none", name=name)
        found = "picture.several" if isinstance(image, list | tuple) else "picture.no_array"
        raise problem(found, name=name, kind=type(image).__name__)
    try:
        return array_of(image) if is_pil(image) else (as_array(image), ())
    except Exception as error:
        raise problem(
            "picture.unreadable", name=name, kind=type(image).__name__, reason=sentence(error).rstrip(".")
        ) from error


def _check_shape(array: NDArray[Any], name: str) -> None:
    shape = array.shape
    if array.ndim not in {2, 3}:
        found = (
            "picture.batch" if array.ndim == 4 else "picture.dimensions" if array.dtype != object else "picture.objects"
        )
        raise problem(found, name=name, shape=shape)
    if 0 in shape:
        raise problem("picture.empty", name=name, shape=shape)
    if array.ndim == 2 or shape[2] in _CHANNELS:
        return
    if shape[0] in _CHANNELS:
        raise problem("picture.channels_first", name=name, shape=shape)
    if shape[2] == 2:
        raise problem("picture.two_channels", name=name, shape=shape)
    raise problem("picture.volume", name=name, shape=shape, slices=shape[0], channels=shape[2])


def _check_dtype(array: NDArray[Any], name: str) -> None:
    if array.dtype.kind not in "biuf":
        raise problem("picture.complex" if array.dtype.kind == "c" else "picture.dtype", name=name, dtype=array.dtype)


def _make_finite(values: NDArray[Any], masked: NDArray[np.bool_] | None, name: str) -> bool:
    """Set masked values that are NaN or infinite to 0, and tell whether there are any. Refuse unmasked ones."""
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return False
    invalid = ~np.isfinite(values)
    if masked is not None:
        values[invalid & masked.reshape(masked.shape + (1,) * (values.ndim - 2))] = 0
        if np.isfinite(values).all():
            return True
        invalid = ~np.isfinite(values)
    pixels = invalid.reshape(*values.shape[:2], -1).any(axis=2)
    row, column = np.argwhere(pixels)[0].tolist()
    count = int(np.count_nonzero(pixels))
    first = values[row, column].ravel()
    raise problem("picture.not_finite", name=name, n=count, row=row, column=column, first=first[~np.isfinite(first)][0])


def value_range(array: NDArray[Any]) -> tuple[float, float]:
    """Give the values for black and white in an image.

    Parameters
    ----------
    array : ndarray of real numbers or booleans

    Returns
    -------
    low, high : float
        The values decide, except that uint8 has 0 and 255 if any value is above 1. Without negative values: 0 and 1
        if no value is above 1, 0 and 255 if the largest is above 64 and at most 255, 0 and 65,535 if the largest of
        whole numbers is above 32,767 and at most that, and otherwise 0 and the largest, as for scanned digits
        with values of 0 to 16 and for scans of 12 bits. With negative values: −1 and 1 if all are in this range,
        and otherwise the smallest and the largest, or 0 if that is negative.

    Examples
    --------
    >>> import numpy as np
    >>> [value_range(np.array(values)) for values in ([0.0, 0.4], [0.0, 200.0], [-0.2, 0.4], [0.0, 16.0])]
    [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (0.0, 16.0)]
    """
    if array.dtype.kind == "b":
        return 0.0, 1.0
    lowest, highest = float(array.min()), float(array.max())
    if lowest < 0:
        return (-1.0, 1.0) if lowest >= -1 and highest <= 1 else (lowest, max(highest, 0.0))
    if highest <= 1:
        return 0.0, 1.0
    if array.dtype == np.uint8 or 64 < highest <= 255:
        return 0.0, 255.0
    return 0.0, 65_535.0 if array.dtype.kind in "iu" and 32_767 < highest <= 65_535 else highest


def as_unit(array: NDArray[Any], *, like: NDArray[Any] | None = None) -> NDArray[np.floating[Any]]:
    """Scale an image's values to 0 (black) to 1 (white), by another image's range or its own.

    Floats keep their precision; whole numbers become float64. For values that scikit-image scales itself,
    the results are equal to the last bit.
    """
    low, high = value_range(array if like is None else like)
    unit = array.astype(array.dtype if array.dtype in (np.float32, np.float64) else np.float64)
    if low:
        unit -= low
    unit *= 1.0 / (high - low)
    return np.clip(unit, 0.0, 1.0, out=unit)


def is_color(text: str) -> bool:
    """Tell whether text is a color of the form ``"#rrggbb"``."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def color_of(text: str, array: NDArray[Any]) -> NDArray[Any]:
    """Convert ``"#rrggbb"`` to an image's dtype and range: (channels,). A gray image gets the luminance."""
    parts = np.frombuffer(bytes.fromhex(text[1:]), dtype=np.uint8) / 255.0
    if array.ndim == 2 or array.shape[2] == 1:
        # The weights of scikit-image's rgb2gray.
        parts = parts[None] @ np.array([0.2125, 0.7154, 0.0721])
    low, high = value_range(array)
    scaled = low + (high - low) * parts
    return (scaled if array.dtype.kind == "f" else np.rint(scaled)).astype(array.dtype)
