"""What is shown of a superpixel that is switched off."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lime_widgets.engine.errors import LimeError, problem, shortened
from lime_widgets.engine.image.pixels import Picture, colour_of, is_colour, read_picture, value_range

if TYPE_CHECKING:
    from lime_widgets.engine.image.labels import Labels

Off: TypeAlias = str | float | Sequence[float] | NDArray[Any]

OFF = ("mean", "blur", "noise")
# The blur's width as a share of the longer side: of a face of this size nothing is left.
_BLUR = 1 / 12


def check_off(off: object) -> None:
    """Refuse what cannot be shown in a superpixel's place, as far as that can be told without the image.

    Raises
    ------
    LimeError
    """
    if isinstance(off, str):
        if off not in OFF and not is_colour(off):
            raise _no_off(off)
        return
    if _is_image(off):
        return
    try:
        numbers = np.asarray(off, dtype=np.float64)
    except (TypeError, ValueError):
        raise _no_off(off) from None
    if off is None or isinstance(off, bool | np.bool_) or numbers.ndim > 1 or numbers.size not in {1, 3}:
        raise _no_off(off)
    if not np.isfinite(numbers).all():
        raise _no_off(off)


def switched_off(picture: Picture, labels: Labels, off: Off) -> NDArray[Any]:
    """The picture with all of its superpixels off.

    Parameters
    ----------
    picture : Picture
    labels : ndarray of int32 of shape (h, w)
    off : str, number, sequence or array
        As `lime_widgets.ImageExplainer` takes it.

    Returns
    -------
    ndarray like ``picture.array``
        Pixels in no superpixel are the picture's own.

    Raises
    ------
    LimeError
        If `off` does not fit the picture.
    """
    array = picture.array
    if isinstance(off, str):
        if off == "mean":
            shown = _means(array, labels)
        elif off == "blur":
            shown = _blurred(array)
        elif off == "noise":
            shown = _noise(array)
        else:
            shown = np.broadcast_to(colour_of(off, array), array.shape)
    elif _is_image(off):
        shown = _other_image(off, array)
    else:
        shown = _constant(off, array)
    whole = np.array(shown, order="C")
    none = labels < 0
    if none.any():
        whole[none] = array[none]
    whole.flags.writeable = False
    return whole


def _means(array: NDArray[Any], labels: Labels) -> NDArray[Any]:
    """Every superpixel in its mean colour.

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
    colours = np.zeros((len(stops), pixels.shape[1]), dtype=array.dtype)
    for k, (start, stop) in enumerate(pairwise(stops.tolist()), 1):
        means = [np.mean(grouped[start:stop, channel]) for channel in range(pixels.shape[1])]
        # Cut off, all but black would be white.
        colours[k] = np.rint(means) if array.dtype.kind == "b" else means
    return colours[groups].reshape(array.shape)


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


def _constant(off: Any, array: NDArray[Any]) -> NDArray[Any]:
    numbers = np.asarray(off, dtype=np.float64)
    n_channels = 1 if array.ndim == 2 else array.shape[2]
    if numbers.size not in {1, n_channels}:
        raise problem(
            f"off has {numbers.size} numbers, and the image {n_channels} channel{'s' * (n_channels > 1)}.",
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
            f"off is {shortened(repr(off), 60)}, and the image is of dtype {array.dtype}, its values from "
            f"{array.min():g} to {array.max():g}.",
            expected=f"{'whole numbers' if whole else 'numbers'} from {lowest:g} to {highest:g}",
            mend="Give them in the image's own range, or an image whose values they are.",
        )
    return np.broadcast_to(numbers.astype(array.dtype).reshape(-1 if array.ndim == 3 else ()), array.shape)


def _other_image(off: Any, array: NDArray[Any]) -> NDArray[Any]:
    other = read_picture(off, "The image that off is").array
    if other.shape != array.shape:
        raise problem(
            f"The image that off is has the shape {other.shape}, without alpha, and the image explained {array.shape}.",
            expected="the same shape",
            mend="Resize it, as skimage.transform.resize does.",
        )
    if other.dtype != array.dtype:
        raise problem(
            f"The image that off is has the dtype {other.dtype}, and the image explained {array.dtype}.",
            expected="the same dtype, and the same range of values",
            mend=f"Convert it, as skimage.util.img_as_{'float' if array.dtype.kind == 'f' else 'ubyte'} does.",
        )
    return other


def _is_image(off: object) -> bool:
    """Whether it is to be read as an image: an array with rows and columns, or what numpy makes one of."""
    if isinstance(off, np.ndarray):
        return off.ndim > 1
    arrays = hasattr(off, "__array__") or hasattr(off, "__array_interface__")  # PIL's images have the latter alone
    return arrays and not isinstance(off, np.generic)


def _no_off(off: object) -> LimeError:
    return problem(
        f"off is {shortened(repr(off), 60)}.",
        expected='"mean", "blur", "noise", a colour such as "#808080", a number for every channel, or an image',
        mend='Leave it out to get "mean".',
    )
