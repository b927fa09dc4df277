"""Labels: the superpixel of each pixel of an image, numbered from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lime_widgets.engine.arrays import as_array
from lime_widgets.engine.errors import LimeError, problem, sentence

if TYPE_CHECKING:
    from lime_widgets.engine.image.pixels import Picture

Labels: TypeAlias = NDArray[np.int32]

MAX_SEGMENTS = 5_000
"""With more superpixels each is only a few pixels, and thousands of samples give no stable weights."""


def numbered(labels: Any, picture: Picture, *, source: str, more: str, fewer: str) -> Labels:
    """Check labels, and number the superpixels from 0 in the order of the labels.

    Parameters
    ----------
    labels : array_like of shape (h, w)
        Whole numbers in any range, booleans, or floats without fractions. A masked array is accepted.
    picture : Picture
        The image of the labels.
    source : str
        The origin of the labels, as the subject of messages: "... returned ...".
    more, fewer : str
        Advice for more and for fewer superpixels, in full sentences.

    Returns
    -------
    ndarray of int32 of shape (h, w)
        0 to S − 1; −1 where the labels or the image are masked. Read-only.

    Raises
    ------
    LimeError
        If the labels are invalid, or there are fewer than 2 or more than 5,000 superpixels.
    """
    array = _whole_numbers(labels, picture.array.shape[:2], source)
    masked = np.ma.getmaskarray(array)
    if picture.masked is not None:
        masked = masked | picture.masked
    values, places = _unique(np.ma.getdata(array)[~masked])
    if not 2 <= len(values) <= MAX_SEGMENTS:
        raise _wrong_number(len(values), source, more, fewer)
    numbers = np.full(array.shape, -1, dtype=np.int32)
    numbers[~masked] = places
    numbers.flags.writeable = False
    return numbers


def _unique(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Give the different labels in order, and the place of each pixel's among them."""
    if values.dtype.kind not in "iu" or not len(values) or values.min() < 0 or values.max() > 10 * MAX_SEGMENTS:
        different, places = np.unique(values, return_inverse=True)
        return different, places
    # Counting small numbers takes a fraction of the time of sorting them, in a photograph.
    known = np.flatnonzero(np.bincount(values))
    place_of = np.zeros(int(known[-1]) + 1, dtype=np.intp)
    place_of[known] = np.arange(len(known))
    return known, place_of[values]


def _whole_numbers(values: Any, shape: tuple[int, ...], source: str) -> NDArray[Any]:
    height, width = shape
    try:
        labels = values if isinstance(values, np.ndarray) else as_array(values)
    except Exception as error:
        raise problem("segments.no_array", source=source, reason=sentence(error), height=height, width=width) from error
    if labels.dtype.kind not in "biuf":
        if labels.ndim:
            raise problem("segments.no_numbers", source=source, dtype=labels.dtype, height=height, width=width)
        raise problem("segments.no_labels", source=source, kind=type(values).__name__, height=height, width=width)
    if labels.shape != shape:
        found = "segments.transposed" if labels.shape == shape[::-1] else "segments.shape"
        raise problem(found, source=source, shape=labels.shape, height=height, width=width)
    if labels.dtype.kind == "f":
        unmasked = np.ma.getdata(labels)[~np.ma.getmaskarray(labels)]
        invalid = unmasked[~np.isfinite(unmasked) | (unmasked != np.rint(unmasked))]
        if len(invalid):
            raise problem("segments.fractions", source=source, label=invalid[0], height=height, width=width)
    return labels


def _wrong_number(count: int, source: str, more: str, fewer: str) -> LimeError:
    if count < 2:
        return problem("segments.one" if count else "segments.none", source=source, more=more)
    return problem("segments.too_many", source=source, count=count, most=MAX_SEGMENTS, fewer=fewer)
