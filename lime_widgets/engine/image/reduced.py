"""Reduced copies of large images: segmented in seconds, and the superpixels carried back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.image.pixels import Picture, as_unit

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The most pixels that each method segments in about a second.
_MOST_PIXELS = {"quickshift": 2e5, "felzenszwalb": 7e5, "slic": 1e6, "watershed": 1.2e6}


def reduced(picture: Picture, segmentation: str) -> Picture | None:
    """Give a smaller copy of a picture; None if it is small enough for this method.

    Parameters
    ----------
    picture : Picture
    segmentation : str
        The method.

    Returns
    -------
    Picture or None
        With values from 0 (black) to 1 (white).
    """
    height, width = picture.array.shape[:2]
    most = _MOST_PIXELS.get(segmentation, math.inf)
    if height * width <= most:
        return None
    from skimage import transform

    share = math.sqrt(most / (height * width))
    # Half of the way pixels are left out, which is quick; the rest is smoothed.
    step = max(1, int(0.5 / share))
    thinned = as_unit(picture.array[::step, ::step].astype(np.float32), like=picture.array)
    shape = max(1, round(height * share)), max(1, round(width * share))
    resize: Any = transform.resize
    small = resize(thinned, (*shape, *picture.array.shape[2:]), anti_aliasing=True, preserve_range=True)
    masked = None if picture.masked is None else picture.masked[np.ix_(*_nearest(shape, picture.masked.shape))]
    return Picture(small, small.clip(0, 1), None if masked is None or masked.all() else masked)


def carried_back(labels: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Give the labels of a reduced copy to the pixels of the picture, of this shape."""
    return labels[np.ix_(*_nearest(shape, labels.shape))]


def _nearest(shape: tuple[int, ...], of: tuple[int, ...]) -> list[NDArray[np.intp]]:
    """Give the places along both axes of the nearest pixels in an array of another shape."""
    return [(np.arange(n) * m // n).astype(np.intp) for n, m in zip(shape, of, strict=True)]
