"""Pixels: what may be given as an image, and in which range its values lie."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem, sentence, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHAPES = "an array of shape (h, w) for gray, or (h, w, 1), (h, w, 3) or (h, w, 4)"
_CHANNELS = (1, 3, 4)
# Modes of PIL that numpy reads as values of gray, of red, green and blue, and of these with alpha.
_MODES = ("L", "RGB", "RGBA")


@dataclass(frozen=True, eq=False)
class Picture:
    """An image that was checked.

    Attributes
    ----------
    given : Any
        The image as it was given.
    array : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
        What the model is asked about: the image's own dtype and range, without alpha. A copy that
        cannot be written to.
    masked : ndarray of bool of shape (h, w), or None
        Pixels that a masked array leaves out.
    notes : tuple of str
        What was done to the image, in sentences.
    """

    given: Any
    array: NDArray[Any]
    masked: NDArray[np.bool_] | None = None
    notes: tuple[str, ...] = ()


def read_picture(image: Any, name: str = "The image") -> Picture:
    """Check an image, and take from it what the model is asked about.

    Parameters
    ----------
    image : array_like of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), or PIL image
        Real numbers or booleans, of whatever range. A masked array's pixels are masked where any
        of their channels is.
    name : str, default "The image"
        What messages call it.

    Returns
    -------
    Picture

    Raises
    ------
    LimeError
        If it is no image of numbers.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets.engine.image.pixels import read_picture
    >>> picture = read_picture(np.zeros((4, 6, 4), dtype=np.uint8))
    >>> picture.array.shape, picture.notes
    ((4, 6, 3), ('The alpha channel is left out: the model is given red, green and blue.',))
    """
    array = _as_array(image, name)
    _check_shape(array, name)
    _check_dtype(array, name)
    notes = []
    if array.ndim == 3 and array.shape[2] == 4:
        array = array[..., :3]
        notes.append("The alpha channel is left out: the model is given red, green and blue.")
    masked: NDArray[np.bool_] | None = None
    if isinstance(array, np.ma.MaskedArray):
        masked = np.asarray(np.ma.getmaskarray(array).reshape(*array.shape[:2], -1).any(axis=2))
        array = np.ma.getdata(array)
        if masked.all():
            raise problem(
                f"{name} has all of its pixels masked.", expected="some that are not", mend="Unmask what matters."
            )
    values = np.array(array, order="C", subok=False)
    if _make_finite(values, masked, name):
        notes.append("Masked pixels that are no finite number are 0.")
    if masked is not None and not masked.any():
        masked = None
    if masked is not None:
        notes.append(f"{np.count_nonzero(masked):,} masked pixels are in no superpixel, and stay as they are.")
    values.flags.writeable = False
    return Picture(image, values, masked, tuple(notes))


def _as_array(image: Any, name: str) -> NDArray[Any]:
    if isinstance(image, str | bytes | os.PathLike):
        path = os.fsdecode(image)
        raise problem(
            f"{name} is the path of a file: {shortened(repr(path), 80)}.",
            expected=_SHAPES,
            mend=f"Read the file first: skimage.io.imread({shortened(repr(path), 80)}).",
        )
    if isinstance(image, np.ndarray):
        return image
    if image is None or isinstance(image, list | tuple | dict | set | int | float | complex):
        raise problem(
            f"{name} is {'None' if image is None else f'of type {type(image).__name__}'}.",
            expected=_SHAPES,
            mend="Pass numpy.asarray(image) if it holds one image, or one of several images."
            if isinstance(image, list | tuple)
            else "Pass one image.",
        )
    mode = getattr(image, "mode", None)
    if isinstance(mode, str) and hasattr(image, "convert") and mode not in _MODES:
        raise problem(
            f"{name} is a PIL image of mode {mode!r}.",
            expected="one of mode " + ", ".join(map(repr, _MODES)),
            mend='Pass image.convert("RGB").',
        )
    try:
        return np.asarray(image)
    except Exception as error:
        raise problem(
            f"{name} is of type {type(image).__name__}, which numpy cannot read: {sentence(error).rstrip('.')}.",
            expected=_SHAPES,
            mend="Convert it to a numpy array.",
        ) from error


def _check_shape(array: NDArray[Any], name: str) -> None:
    shape, seen = array.shape, f"{name} is an array of shape {array.shape}"
    if array.ndim not in {2, 3}:
        one = " that looks like a batch of images" if array.ndim == 4 else ""
        mend = (
            "Pass one of the images, such as images[0]."
            if array.ndim == 4
            else "Reshape it to (h, w) or (h, w, channels)."
            if array.dtype != object
            else "Pass an array of numbers."
        )
        raise problem(f"{seen}{one}.", expected=_SHAPES, mend=mend)
    if 0 in shape:
        raise problem(f"{seen}, which has no pixel.", expected="at least one", mend="Pass an image that is not empty.")
    if array.ndim == 2 or shape[2] in _CHANNELS:
        return
    if shape[0] in _CHANNELS:
        raise problem(
            f"{seen}, with its channels first.",
            expected=_SHAPES,
            mend="Move the axis: np.moveaxis(image, 0, -1). A model that wants channels first is given them by "
            "lambda images: model(images.transpose(0, 3, 1, 2)). If these are several gray images, pass one: "
            "images[0].",
        )
    raise problem(
        f"{seen}, with {shape[2]:,} channels.",
        expected=_SHAPES,
        mend="Pass gray values alone: image[..., 0]."
        if shape[2] == 2
        else "Choose three of the channels, as in image[..., [0, 1, 2]]; or, if these are several gray images, pass "
        "one: images[0].",
    )


def _check_dtype(array: NDArray[Any], name: str) -> None:
    if array.dtype.kind not in "biuf":
        raise problem(
            f"{name} is an array of dtype {array.dtype}.",
            expected="real numbers or booleans",
            mend="Pass its absolute values." if array.dtype.kind == "c" else "Convert it: image.astype(float).",
        )


def _make_finite(values: NDArray[Any], masked: NDArray[np.bool_] | None, name: str) -> bool:
    """Refuse values that are no number; those of masked pixels become 0, and whether there are any is returned."""
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return False
    bad = ~np.isfinite(values)
    if masked is not None:
        values[bad & masked.reshape(masked.shape + (1,) * (values.ndim - 2))] = 0
        if np.isfinite(values).all():
            return True
        bad = ~np.isfinite(values)
    pixels = bad.reshape(*values.shape[:2], -1).any(axis=2)
    row, column = np.argwhere(pixels)[0].tolist()
    count = int(np.count_nonzero(pixels))
    first = values[row, column].ravel()
    raise problem(
        f"{name} has {count:,} pixel{'s' * (count > 1)} that {'are' if count > 1 else 'is'} NaN or infinite, "
        f"the first at row {row}, column {column}: {first[~np.isfinite(first)][0]}.",
        expected="finite numbers",
        mend="Fill them, as np.nan_to_num does, or mask them: np.ma.masked_invalid(image).",
    )


def value_range(array: NDArray[Any]) -> tuple[float, float]:
    """The values that stand for black and for white in an image.

    Parameters
    ----------
    array : ndarray of real numbers or booleans

    Returns
    -------
    low, high : float
        0 and 1 for booleans, 0 and 255 for uint8, 0 and 65,535 for uint16. Of other dtypes it is
        judged by the values: 0 to 1 if none is beyond, −1 to 1 if some are negative, 0 to 255 if some
        are above 64. Otherwise it ends at the largest, as in scans of digits whose values are 0 to 16,
        and begins at the smallest if that is negative.

    Examples
    --------
    >>> import numpy as np
    >>> [value_range(np.array(values)) for values in ([0.0, 0.4], [0.0, 200.0], [-0.2, 0.4], [0.0, 16.0])]
    [(0.0, 1.0), (0.0, 255.0), (-1.0, 1.0), (0.0, 16.0)]
    """
    if array.dtype.kind == "b":
        return 0.0, 1.0
    if array.dtype in (np.uint8, np.uint16):
        return 0.0, float(np.iinfo(array.dtype).max)
    lowest, highest = float(array.min()), float(array.max())
    if lowest < 0:
        return (-1.0, 1.0) if lowest >= -1 and highest <= 1 else (lowest, max(highest, 0.0))
    if highest <= 1:
        return 0.0, 1.0
    return 0.0, 255.0 if 64 < highest <= 255 else highest


def as_unit(array: NDArray[Any], *, like: NDArray[Any] | None = None) -> NDArray[np.floating[Any]]:
    """An image's values from 0, black, to 1, white, in the range of another image or in its own.

    Floats keep their precision, and whole numbers become float64: values that scikit-image would
    scale itself are, to the last bit, what it makes of them.
    """
    low, high = value_range(array if like is None else like)
    unit = array.astype(array.dtype if array.dtype in (np.float32, np.float64) else np.float64)
    if low:
        unit -= low
    unit *= 1.0 / (high - low)
    return np.clip(unit, 0.0, 1.0, out=unit)


def is_color(text: str) -> bool:
    """Whether text is a color written as ``"#rrggbb"``."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def color_of(text: str, array: NDArray[Any]) -> NDArray[Any]:
    """A color written as ``"#rrggbb"`` in an image's own dtype and range: (channels,), of gray its luminance."""
    parts = np.frombuffer(bytes.fromhex(text[1:]), dtype=np.uint8) / 255.0
    if array.ndim == 2 or array.shape[2] == 1:
        # As scikit-image's rgb2gray weighs them.
        parts = parts[None] @ np.array([0.2125, 0.7154, 0.0721])
    low, high = value_range(array)
    scaled = low + (high - low) * parts
    return (scaled if array.dtype.kind == "f" else np.rint(scaled)).astype(array.dtype)
