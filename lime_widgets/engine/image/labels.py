"""Labels: which superpixel each pixel of an image belongs to, numbered from 0 whatever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lime_widgets.engine.errors import LimeError, problem, sentence

if TYPE_CHECKING:
    from lime_widgets.engine.image.pixels import Picture

Labels: TypeAlias = NDArray[np.int32]

MOST_SEGMENTS = 5_000
"""Beyond, each superpixel is all but a pixel, and thousands of samples tell nothing of any of them."""


def numbered(given: Any, picture: Picture, *, source: str, more: str, fewer: str) -> Labels:
    """Check labels, and number the superpixels in their order.

    Parameters
    ----------
    given : array_like of shape (h, w)
        Whole numbers, booleans or floats without fractions, of whatever range; may be masked.
    picture : Picture
        The image that they are to fit.
    source : str
        Where they come from, as a message goes on with "gave".
    more, fewer : str
        What to do to get more superpixels, and to get fewer: full sentences.

    Returns
    -------
    ndarray of int32 of shape (h, w)
        0 to S − 1; −1 where the labels or the image are masked. It cannot be written to.

    Raises
    ------
    LimeError
        If they are no such labels, or fewer than 2 or more than 5,000.
    """
    labels = _whole_numbers(given, picture.array.shape[:2], source)
    masked = np.ma.getmaskarray(labels)
    if picture.masked is not None:
        masked = masked | picture.masked
    values, places = np.unique(np.ma.getdata(labels)[~masked], return_inverse=True)
    if not 2 <= len(values) <= MOST_SEGMENTS:
        raise _wrong_number(len(values), source, more, fewer)
    whole = np.full(labels.shape, -1, dtype=np.int32)
    whole[~masked] = places
    whole.flags.writeable = False
    return whole


def _whole_numbers(given: Any, shape: tuple[int, ...], source: str) -> NDArray[Any]:
    expected = f"a whole number for each of the {shape[0]:,} × {shape[1]:,} pixels"
    mend = "Give an array of integers, such as scikit-image's methods of segmentation return."
    try:
        labels = given if isinstance(given, np.ndarray) else np.asarray(given)
    except Exception as error:
        raise problem(f"{source} gave what is no array: {sentence(error)}", expected=expected, mend=mend) from error
    if labels.dtype.kind not in "biuf":
        what = f"an array of dtype {labels.dtype}" if labels.ndim else f"a {type(given).__name__}"
        raise problem(f"{source} gave {what}.", expected=expected, mend=mend)
    if labels.shape != shape:
        raise problem(
            f"{source} gave labels of shape {labels.shape}, and the image has {shape[0]:,} × {shape[1]:,} pixels.",
            expected=expected,
            mend="Rows come first: transpose the labels."
            if labels.shape == shape[::-1]
            else "Find the superpixels of this very image, in this size.",
        )
    if labels.dtype.kind == "f":
        values = np.ma.getdata(labels)[~np.ma.getmaskarray(labels)]
        broken = values[~np.isfinite(values) | (values != np.rint(values))]
        if len(broken):
            raise problem(f"{source} gave the label {broken[0]} among others.", expected=expected, mend=mend)
    return labels


def _wrong_number(count: int, source: str, more: str, fewer: str) -> LimeError:
    if count < 2:
        return problem(
            f"{source} gave {'one superpixel' if count else 'no superpixel'}: there is nothing to compare.",
            expected="at least 2 superpixels",
            mend=more,
        )
    return problem(
        f"{source} gave {count:,} superpixels, most of them of a few pixels.",
        expected=f"at most {MOST_SEGMENTS:,}",
        mend=fewer,
    )
