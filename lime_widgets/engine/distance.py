"""Distances from the instance, in the interpretable representation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

Distance = Literal["euclidean", "sqeuclidean", "manhattan", "cosine"]
DISTANCES: tuple[Distance, ...] = get_args(Distance)


def to_instance(Z: NDArray[np.float64], metric: str = "euclidean") -> NDArray[np.float64]:
    """Distance of every row of `Z` from row 0, the instance.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance.
    metric : {"euclidean", "sqeuclidean", "manhattan", "cosine"}, default "euclidean"
        ``"sqeuclidean"`` is Σ Δ², the distance that the figures of Molnar's
        *Interpretable Machine Learning* were drawn with.

    Returns
    -------
    ndarray of shape (n,)
        In units of the columns of `Z`; 0 for the instance itself.

    Raises
    ------
    LimeError
        If the metric is not known.
    """
    if metric not in DISTANCES:
        raise problem(
            f"The distance is {metric!r}.",
            expected="one of " + ", ".join(f'"{name}"' for name in DISTANCES),
            mend='Leave it out to get "euclidean".',
        )
    if metric == "cosine":
        lengths = np.sqrt(np.einsum("ij,ij->i", Z, Z))
        product = lengths * lengths[0]
        # A row without length has no direction: as far as can be, like `1 - 0`.
        cosine = np.divide(Z @ Z[0], product, out=np.zeros(len(Z)), where=product > 0)
        distances: NDArray[np.float64] = np.clip(1.0 - cosine, 0.0, 2.0)
        distances[0] = 0.0
        return distances
    difference = Z - Z[0]
    if metric == "manhattan":
        return np.asarray(np.abs(difference).sum(axis=1))
    squared = np.asarray(np.einsum("ij,ij->i", difference, difference))
    return squared if metric == "sqeuclidean" else np.asarray(np.sqrt(squared))
