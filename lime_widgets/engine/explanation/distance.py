"""Distances from the instance, in the interpretable representation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from lime_widgets.engine.errors import in_quotes, problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Distance = Literal["euclidean", "sqeuclidean", "manhattan", "cosine"]
DISTANCES: tuple[Distance, ...] = get_args(Distance)
# The metrics of table rows. Gower's distance treats numeric and categorical columns alike.
TABLE_DISTANCES = (*DISTANCES, "gower")


def to_instance(Z: NDArray[np.float64], metric: str = "euclidean") -> NDArray[np.float64]:
    """Compute the distance of each row of `Z` from row 0, the instance.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance.
    metric : {"euclidean", "sqeuclidean", "manhattan", "cosine"}, default "euclidean"
        ``"sqeuclidean"`` is Σ Δ², the distance in the figures of Molnar's *Interpretable Machine Learning*.

    Returns
    -------
    ndarray of shape (n,)
        In units of the columns of `Z`; 0 for the instance itself.

    Raises
    ------
    LimeError
        If the metric is unknown.
    """
    if metric not in DISTANCES:
        raise problem("distance.unknown", metric=metric, known=in_quotes(DISTANCES))
    if metric == "cosine":
        lengths = np.sqrt(np.einsum("ij,ij->i", Z, Z))
        product = lengths * lengths[0]
        # A row of zeros has no direction; its cosine counts as 0.
        cosine = np.divide(Z @ Z[0], product, out=np.zeros(len(Z)), where=product > 0)
        distances: NDArray[np.float64] = np.clip(1.0 - cosine, 0.0, 2.0)
        distances[0] = 0.0
        return distances
    difference = Z - Z[0]
    if metric == "manhattan":
        return np.asarray(np.abs(difference).sum(axis=1))
    squared = np.asarray(np.einsum("ij,ij->i", difference, difference))
    return squared if metric == "sqeuclidean" else np.asarray(np.sqrt(squared))


def gower(Z: NDArray[np.float64], spans: NDArray[np.float64], columns: Sequence[int]) -> NDArray[np.float64]:
    """Compute the distance of each row of `Z` from row 0 by Gower's coefficient.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance.
    spans : ndarray of shape (p,)
        The largest difference within a feature: 1 for an on/off feature, the range of a numeric one.
    columns : sequence of p int
        The table column of each feature. The first features belong to columns 0, 1, ...; further features
        indicate a missing number.

    Returns
    -------
    ndarray of shape (n,)
        1 − S of Gower (1971), "A general coefficient of similarity and some of its properties", Biometrics 27:
        the mean of the differences in the columns, 0 to 1. Numbers differ by |Δ| over their range, at most 1; a
        missing and a present number differ by 1.

    Examples
    --------
    >>> gower(np.array([[0.0, 1.0], [2.0, 1.0], [9.0, 0.0]]), np.array([8.0, 1.0]), (0, 1)).tolist()
    [0.0, 0.125, 1.0]
    """
    difference = np.abs(Z - Z[0])
    # In a column with a single value any other value differs by 1.
    shares = np.divide(difference, spans, out=np.where(difference > 0, 1.0, 0.0), where=spans > 0)
    n_columns = len(set(columns))
    for feature, column in enumerate(columns[n_columns:], n_columns):
        shares[:, column] = np.maximum(shares[:, column], shares[:, feature])
    return np.asarray(np.minimum(shares[:, :n_columns], 1.0).mean(axis=1))


def converted(width: float, distances: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Convert a kernel width from one distance to another, by a power of it that fits some samples.

    Parameters
    ----------
    width : float
        In units of `distances`.
    distances, others : ndarray of shape (n,)
        The distances of the same samples, by both measures.

    Returns
    -------
    float
        In units of `others`; the width itself if no sample is away from the instance.

    Examples
    --------
    >>> distances = np.array([1.0, 2.0, 4.0])
    >>> round(converted(9.0, distances, 3.0 * np.sqrt(distances)), 9)
    9.0
    """
    apart = (distances > 0) & (others > 0)
    if not apart.any():
        return width
    logs = np.log(np.array([distances, others])[:, apart])
    means, deviations = logs.mean(axis=1), logs.std(axis=1)
    # The line of both standard deviations: one of least squares is too flat where the measures differ otherwise.
    power = float(np.clip(deviations[1] / deviations[0], 0.25, 2.0)) if deviations[0] > 0 else 1.0
    return float(np.exp(means[1] + power * (np.log(width) - means[0])))
