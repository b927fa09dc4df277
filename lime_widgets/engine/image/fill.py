"""The fill of hidden superpixels: what the model sees in their place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lime_widgets.engine.errors import LimeError, problem, shortened
from lime_widgets.engine.image.pixels import Picture, color_of, is_color, read_picture, value_range

if TYPE_CHECKING:
    from lime_widgets.engine.image.labels import Labels

Fill: TypeAlias = str | float | Sequence[float] | NDArray[Any]

FILLS = ("mean", "blur", "noise")
# Width of the blur as a share of the longer side. A face that fills the image becomes unrecognizable.
_BLUR = 1 / 12


def check_fill(fill: object) -> None:
    """Check a fill as far as possible without the image.

    Raises
    ------
    LimeError
        If it fits no image.
    """
    if isinstance(fill, str):
        if fill not in FILLS and not is_color(fill):
            raise _invalid(fill)
        return
    if _is_image(fill):
        return
    try:
        numbers = np.asarray(fill, dtype=np.float64)
    except (TypeError, ValueError):
        raise _invalid(fill) from None
    if fill is None or isinstance(fill, bool | np.bool_) or numbers.ndim > 1 or numbers.size not in {1, 3}:
        raise _invalid(fill)
    if not np.isfinite(numbers).all():
        raise _invalid(fill)


def check_fill_for(picture: Picture, fill: Fill) -> None:
    """Check that a fill fits a picture, without computing the hidden picture.

    Raises
    ------
    LimeError
        If it does not fit.
    """
    if not (isinstance(fill, str) and fill in FILLS):
        _constant_pixels(fill, picture.array)


def hidden_picture(picture: Picture, labels: Labels, fill: Fill) -> NDArray[Any]:
    """Make the picture with every superpixel hidden.

    Parameters
    ----------
    picture : Picture
    labels : ndarray of int32 of shape (h, w)
    fill : str, number, sequence or array
        As `lime_widgets.ImageExplainer` accepts it.

    Returns
    -------
    ndarray like ``picture.array``
        Read-only. Pixels in no superpixel are the picture's own.

    Raises
    ------
    LimeError
        If `fill` does not fit the picture.
    """
    array = picture.array
    if isinstance(fill, str) and fill == "mean":
        pixels = _means(array, labels)
    elif isinstance(fill, str) and fill == "blur":
        pixels = _blurred(array)
    elif isinstance(fill, str) and fill == "noise":
        pixels = _noise(array)
    else:
        pixels = _constant_pixels(fill, array)
    hidden = np.array(pixels, order="C")
    outside = labels < 0
    if outside.any():
        hidden[outside] = array[outside]
    hidden.flags.writeable = False
    return hidden


def _constant_pixels(fill: Fill, array: NDArray[Any]) -> NDArray[Any]:
    """Give the pixels of a fill that does not depend on the image: a color, numbers or another image."""
    if isinstance(fill, str):
        return np.broadcast_to(color_of(fill, array), array.shape)
    return _other_image(fill, array) if _is_image(fill) else _constant(fill, array)


def _means(array: NDArray[Any], labels: Labels) -> NDArray[Any]:
    """Give every superpixel its mean color.

    The means equal those of `lime` to the last bit: numpy's mean over one channel of a superpixel's
    pixels in row-major order, truncated for images of whole numbers.
    """
    height, width = labels.shape
    pixels = array.reshape(height * width, -1)
    groups = (labels + 1).ravel()
    # numpy sorts 16-bit integers by radix: a tenth of the time for a photograph.
    order = np.argsort(groups.astype(np.uint16), kind="stable")
    stops = np.cumsum(np.bincount(groups))
    grouped = pixels[order]
    colors = np.zeros((len(stops), pixels.shape[1]), dtype=array.dtype)
    for k, (start, stop) in enumerate(pairwise(stops.tolist()), 1):
        means = [np.mean(grouped[start:stop, channel]) for channel in range(pixels.shape[1])]
        # Conversion to booleans would turn every mean above 0 into white.
        colors[k] = np.rint(means) if array.dtype.kind == "b" else means
    return colors[groups].reshape(array.shape)


def _blurred(array: NDArray[Any]) -> NDArray[Any]:
    from scipy.ndimage import uniform_filter1d

    # Three box filters approximate a Gaussian, and their cost does not depend on the width.
    width = max(3, round(2 * _BLUR * max(array.shape[:2])))
    blurred = array.astype(np.float64)
    for axis in (0, 1) * 3:
        blurred = uniform_filter1d(blurred, width, axis=axis, mode="nearest")
    return _as_dtype(blurred, array)


def _noise(array: NDArray[Any]) -> NDArray[Any]:
    """Draw uniform values from the image's range. The seed is fixed, so equal shapes get equal noise."""
    low, high = value_range(array)
    return _as_dtype(np.random.default_rng(0).uniform(low, high, array.shape), array)


def _as_dtype(values: NDArray[np.float64], array: NDArray[Any]) -> NDArray[Any]:
    return (values if array.dtype.kind == "f" else np.rint(values)).astype(array.dtype)


def _constant(fill: Any, array: NDArray[Any]) -> NDArray[Any]:
    numbers = np.asarray(fill, dtype=np.float64)
    n_channels = 1 if array.ndim == 2 else array.shape[2]
    if numbers.size not in {1, n_channels}:
        raise problem("fill.channels", size=numbers.size, n=n_channels)
    whole = array.dtype.kind != "f"
    lowest, highest = value_range(array)
    if array.dtype.kind in "iu":
        lowest, highest = float(np.iinfo(array.dtype).min), float(np.iinfo(array.dtype).max)
    # Fractions are truncated, as in the reference implementation. 0.5 for an image of 0 to 255 is a mistake.
    share = whole and highest > 1 and numbers.max() <= 1 and (numbers % 1).any()
    if numbers.min() < lowest or numbers.max() > highest or share:
        raise problem(
            "fill.range_of_whole_numbers" if whole else "fill.range",
            fill=shortened(repr(fill), 60),
            dtype=array.dtype,
            least=array.min(),
            most=array.max(),
            lowest=lowest,
            highest=highest,
        )
    return np.broadcast_to(numbers.astype(array.dtype).reshape(-1 if array.ndim == 3 else ()), array.shape)


def _other_image(fill: Any, array: NDArray[Any]) -> NDArray[Any]:
    other = read_picture(fill, "picture.fill_image").array
    if other.shape != array.shape:
        raise problem("fill.shape", other=other.shape, shape=array.shape)
    if other.dtype != array.dtype:
        raise problem(
            "fill.dtype", other=other.dtype, dtype=array.dtype, kind="float" if array.dtype.kind == "f" else "ubyte"
        )
    return other


def _is_image(fill: object) -> bool:
    """Tell whether the fill is an image: an array of 2 or more dimensions, or an object with the array interface."""
    if isinstance(fill, np.ndarray):
        return fill.ndim > 1
    # PIL images have __array_interface__ only.
    is_array = hasattr(fill, "__array__") or hasattr(fill, "__array_interface__")
    return is_array and not isinstance(fill, np.generic)


def _invalid(fill: object) -> LimeError:
    return problem("fill.invalid", fill=shortened(repr(fill), 60))
