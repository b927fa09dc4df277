"""What is shown of a superpixel that is switched off."""

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
# The blur's width as a share of the longer side: of a face of this size nothing is left.
_BLUR = 1 / 12


def check_fill(fill: object) -> None:
    """Refuse what cannot be shown in a superpixel's place, as far as that can be told without the image.

    Raises
    ------
    LimeError
    """
    if isinstance(fill, str):
        if fill not in FILLS and not is_color(fill):
            raise _no_fill(fill)
        return
    if _is_image(fill):
        return
    try:
        numbers = np.asarray(fill, dtype=np.float64)
    except (TypeError, ValueError):
        raise _no_fill(fill) from None
    if fill is None or isinstance(fill, bool | np.bool_) or numbers.ndim > 1 or numbers.size not in {1, 3}:
        raise _no_fill(fill)
    if not np.isfinite(numbers).all():
        raise _no_fill(fill)


def filled_picture(picture: Picture, labels: Labels, fill: Fill) -> NDArray[Any]:
    """The picture with all of its superpixels off.

    Parameters
    ----------
    picture : Picture
    labels : ndarray of int32 of shape (h, w)
    fill : str, number, sequence or array
        As `lime_widgets.ImageExplainer` takes it.

    Returns
    -------
    ndarray like ``picture.array``
        Pixels in no superpixel are the picture's own.

    Raises
    ------
    LimeError
        If `fill` does not fit the picture.
    """
    array = picture.array
    if isinstance(fill, str):
        if fill == "mean":
            shown = _means(array, labels)
        elif fill == "blur":
            shown = _blurred(array)
        elif fill == "noise":
            shown = _noise(array)
        else:
            shown = np.broadcast_to(color_of(fill, array), array.shape)
    elif _is_image(fill):
        shown = _other_image(fill, array)
    else:
        shown = _constant(fill, array)
    whole = np.array(shown, order="C")
    none = labels < 0
    if none.any():
        whole[none] = array[none]
    whole.flags.writeable = False
    return whole


def _means(array: NDArray[Any], labels: Labels) -> NDArray[Any]:
    """Every superpixel in its mean color.

    The means are those of `lime` to the last bit: numpy's mean of one channel of a superpixel's
    pixels, from above and from the left, cut off to whole numbers where the image has these.
    """
    height, width = labels.shape
    pixels = array.reshape(height * width, -1)
    groups = (labels + 1).ravel()
    # Numbers of 16 bits are sorted by counting: a tenth of the time for a photograph.
    order = np.argsort(groups.astype(np.uint16), kind="stable")
    stops = np.cumsum(np.bincount(groups))
    grouped = pixels[order]
    colors = np.zeros((len(stops), pixels.shape[1]), dtype=array.dtype)
    for k, (start, stop) in enumerate(pairwise(stops.tolist()), 1):
        means = [np.mean(grouped[start:stop, channel]) for channel in range(pixels.shape[1])]
        # Cut off, all but black would be white.
        colors[k] = np.rint(means) if array.dtype.kind == "b" else means
    return colors[groups].reshape(array.shape)


def _blurred(array: NDArray[Any]) -> NDArray[Any]:
    from scipy.ndimage import uniform_filter1d

    # Three boxes in a row are a Gaussian all but exactly, and cost the same whatever their width.
    width = max(3, round(2 * _BLUR * max(array.shape[:2])))
    blurred = array.astype(np.float64)
    for axis in (0, 1) * 3:
        blurred = uniform_filter1d(blurred, width, axis=axis, mode="nearest")
    return _as_dtype(blurred, array)


def _noise(array: NDArray[Any]) -> NDArray[Any]:
    """Values of the image's whole range, each as likely as the others; the same for every image of this shape."""
    low, high = value_range(array)
    return _as_dtype(np.random.default_rng(0).uniform(low, high, array.shape), array)


def _as_dtype(values: NDArray[np.float64], array: NDArray[Any]) -> NDArray[Any]:
    return (values if array.dtype.kind == "f" else np.rint(values)).astype(array.dtype)


def _constant(fill: Any, array: NDArray[Any]) -> NDArray[Any]:
    numbers = np.asarray(fill, dtype=np.float64)
    n_channels = 1 if array.ndim == 2 else array.shape[2]
    if numbers.size not in {1, n_channels}:
        raise problem(
            f"fill has {numbers.size} numbers, and the image {n_channels} channel{'s' * (n_channels > 1)}.",
            expected=f"one number, or {n_channels}" if n_channels > 1 else "one number",
            mend="Give a number for each channel that the model is given.",
        )
    whole = array.dtype.kind != "f"
    lowest, highest = value_range(array)
    if array.dtype.kind in "iu":
        lowest, highest = float(np.iinfo(array.dtype).min), float(np.iinfo(array.dtype).max)
    # Fractions are cut off, as the reference implementation does; 0.5 of 255 is none that was meant so.
    share = whole and highest > 1 and numbers.max() <= 1 and (numbers % 1).any()
    if numbers.min() < lowest or numbers.max() > highest or share:
        raise problem(
            f"fill is {shortened(repr(fill), 60)}, and the image is of dtype {array.dtype}, its values from "
            f"{array.min():g} to {array.max():g}.",
            expected=f"{'whole numbers' if whole else 'numbers'} from {lowest:g} to {highest:g}",
            mend="Give them in the image's own range, or an image whose values they are.",
        )
    return np.broadcast_to(numbers.astype(array.dtype).reshape(-1 if array.ndim == 3 else ()), array.shape)


def _other_image(fill: Any, array: NDArray[Any]) -> NDArray[Any]:
    other = read_picture(fill, "The image that is the fill").array
    if other.shape != array.shape:
        raise problem(
            f"The fill image has shape {other.shape}, without alpha; the explained image has shape {array.shape}.",
            expected="the same shape",
            mend="Resize it, as skimage.transform.resize does.",
        )
    if other.dtype != array.dtype:
        raise problem(
            f"The fill image has dtype {other.dtype}; the explained image has dtype {array.dtype}.",
            expected="the same dtype, and the same range of values",
            mend=f"Convert it, as skimage.util.img_as_{'float' if array.dtype.kind == 'f' else 'ubyte'} does.",
        )
    return other


def _is_image(fill: object) -> bool:
    """Whether it is to be read as an image: an array with rows and columns, or what numpy makes one of."""
    if isinstance(fill, np.ndarray):
        return fill.ndim > 1
    arrays = hasattr(fill, "__array__") or hasattr(fill, "__array_interface__")  # PIL's images have the latter alone
    return arrays and not isinstance(fill, np.generic)


def _no_fill(fill: object) -> LimeError:
    return problem(
        f"fill is {shortened(repr(fill), 60)}.",
        expected='"mean", "blur", "noise", a color such as "#808080", a number for every channel, or an image',
        mend='Leave it out to get "mean".',
    )
