"""Neighbors of an instance: instances like it, whose explanations should be like its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import is_whole, problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEFAULT_N_NEIGHBORS = 20
MOST_NEIGHBORS = 200


@dataclass(frozen=True, eq=False)
class Neighbors:
    """Neighbors of one instance, and how they are to be explained.

    Attributes
    ----------
    explainer : Explainer
        Explains the instance and its neighbors alike: an image's superpixels are the same for all of them.
    instances : tuple of m instances
        As the explainer takes them.
    names : tuple of m str
        What each neighbor is, such as ``"temp +0.2 sd"``.
    distances : ndarray of shape (m,)
        The Euclidean distance of each from the instance.
    radius : float or None
        How far the neighbors may be; None for a text, whose neighbors lack one unit.
    features : tuple of m ndarray of int, or empty
        The instance's feature that each feature of the neighbor is, −1 for none. Empty where all have the same.
    inputs : table of m rows or None
        All neighbors as one input of the model; None for a text or an image.
    """

    explainer: Any
    instances: tuple[Any, ...] = field(repr=False)
    names: tuple[str, ...]
    distances: NDArray[np.float64]
    radius: float | None
    features: tuple[NDArray[np.intp], ...] = field(default=(), repr=False)
    inputs: Any = field(default=None, repr=False)


def check_n_neighbors(n_neighbors: int) -> int:
    """Check the number of neighbors.

    Raises
    ------
    LimeError
        If it is not a whole number from 1 to 200.
    """
    if is_whole(n_neighbors, 1, MOST_NEIGHBORS):
        return int(n_neighbors)
    raise problem("neighbors.number", n_neighbors=n_neighbors, most=MOST_NEIGHBORS, default=DEFAULT_N_NEIGHBORS)


def check_radius(radius: float | None, default: float, most: float = np.inf) -> float:
    """Check how far neighbors may be; None is the default.

    Raises
    ------
    LimeError
        If it is not a finite number above 0 and up to the largest.
    """
    if radius is None:
        return default
    is_number = isinstance(radius, int | float | np.number) and not isinstance(radius, bool)
    if is_number and np.isfinite(radius) and 0 < radius <= most:
        return float(radius)
    fault = "neighbors.radius" if np.isinf(most) else "neighbors.share"
    raise problem(fault, radius=radius, default=default)
