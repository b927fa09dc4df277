"""Superpixels that a fill does not change: hiding them tells nothing about the model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.image.fill import FILLS, Fill, hidden_picture
from lime_widgets.engine.image.pixels import value_range
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.image.labels import Labels
    from lime_widgets.engine.image.pixels import Picture

MANY = 0.5
"""From this share of the superpixels, or of their pixels, on a doubt says so."""
# Of the range from black to white. Means of equal floating-point numbers differ by rounding.
_SAME = 1e-6


class Unchanged(NamedTuple):
    """Superpixels that look the same when they are hidden.

    Attributes
    ----------
    same : int
    n : int
        The number of all superpixels.
    area : float
        Their share of the pixels that are in any superpixel, 0 to 1.
    """

    same: int
    n: int
    area: float

    @property
    def are_many(self) -> bool:
        """Whether they are half of the superpixels, or of the picture."""
        return self.same >= MANY * self.n or self.area >= MANY


def unchanged(picture: Picture, labels: Labels, hidden: NDArray[Any]) -> Unchanged:
    """Count the superpixels that are the same in the picture and in the hidden picture.

    Parameters
    ----------
    picture : Picture
    labels : ndarray of int32 of shape (h, w)
        The superpixel of every pixel, −1 for none.
    hidden : ndarray like the picture's array
        The picture with every superpixel hidden.
    """
    array = picture.array
    low, high = value_range(array)
    apart = np.abs(array.astype(np.float64) - hidden) > _SAME * (high - low)
    moved = apart.any(axis=2) if apart.ndim == 3 else apart
    inside = labels >= 0
    places = labels[inside]
    sizes = np.bincount(places)
    still = np.bincount(places, moved[inside]) == 0
    return Unchanged(int(still.sum()), len(sizes), float(sizes[still].sum() / sizes.sum()))


def doubts_about(picture: Picture, labels: Labels, hidden: NDArray[Any], fill: Fill) -> tuple[str, ...]:
    """Say where hiding changes too little, and which fill changes most; () elsewhere.

    The parameters are those of `unchanged`; `fill` made the hidden picture.
    """
    found = unchanged(picture, labels, hidden)
    if not found.are_many:
        return ()
    others = [each for each in FILLS if not (isinstance(fill, str) and fill == each)]
    left = {each: unchanged(picture, labels, hidden_picture(picture, labels, each)).same for each in others}
    best = min(others, key=lambda each: left[each])
    area = f"{found.area:.0%}".replace("%", " %")
    said = say("note.unchanged", same=f"{found.same:,}", n=f"{found.n:,}", area=area)
    return (f"{said} {say('note.other_fill', fill=best)}",) if left[best] < found.same else (said,)
