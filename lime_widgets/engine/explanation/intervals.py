"""Intervals of the weights: how far samples drawn anew would move them, few samples or correlated ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import stdtridf, stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.clusters import Clusters

LEVEL = 0.95
"""The share of neighborhoods, drawn anew, whose intervals are to contain the weight that all samples would give."""


class Errors(NamedTuple):
    """Standard errors and half widths of the intervals, both (T, K); NaN where too few samples carry weight."""

    stderr: NDArray[np.float64]
    interval: NDArray[np.float64]


def errors(
    stderr: NDArray[np.float64],
    shown: NDArray[np.intp],
    ess: NDArray[np.float64],
    weights: NDArray[np.float64],
    clusters: Clusters | None,
) -> Errors:
    """Correct the errors of a sandwich for few samples, and give the half widths of the 95 % intervals.

    Parameters
    ----------
    stderr : ndarray of shape (T, K)
        Square roots of the sandwich's diagonal.
    shown : ndarray of int of shape (T,)
        The number of features of each fit; the intercept comes on top.
    ess : ndarray of shape (T,)
        Effective sample sizes.
    weights : ndarray of shape (T, n)
    clusters : Clusters, optional

    Returns
    -------
    Errors

    Notes
    -----
    Residuals of a fit are smaller than errors: K + 1 numbers are fitted to G samples or clusters, which takes the
    share (K + 1)/G of the squares. So the errors are multiplied by √(G/(G − K − 1)), with G the effective number, as
    in the estimator HC1 (MacKinnon and White 1985, "Some heteroskedasticity-consistent covariance matrix estimators
    with improved finite sample properties", equation 8), and Student's t has G − K − 1 degrees of freedom.

    A few clusters, such as the 8 blocks of a Sobol sequence, are each many samples. They leave each coefficient
    G − 1 degrees of freedom and the factor √(G/(G − 1)), whatever K is; the K + 1 fitted numbers count against the
    effective sample size.
    """
    factor, freedom = correction(shown, ess, weights, clusters)
    corrected = stderr * np.sqrt(factor)[:, None]
    possible = np.where(freedom > 0, freedom, np.nan)
    return Errors(corrected, corrected * stdtrit(possible, (1.0 + LEVEL) / 2.0)[:, None])


def half_widths_of_all(stderr: NDArray[np.float64], interval: NDArray[np.float64], p: int) -> NDArray[np.float64]:
    """Give half widths of intervals that contain all p weights at once in 95 % of the neighborhoods, or in more.

    Whoever picks the largest of p weights picks one that left its own interval by chance: of 30 that are 0, one or two
    do.

    Parameters
    ----------
    stderr, interval : ndarray of shape (T, K)
        See `Errors`.
    p : int
        The number of features that the K were chosen from.

    Returns
    -------
    ndarray of shape (T, K)

    Notes
    -----
    Bonferroni's inequality: each interval has the level 1 − 0.05/p, with the degrees of freedom of `interval`.
    """
    quantile = np.divide(interval, stderr, out=np.zeros_like(interval), where=stderr > 0)
    highest = np.nan_to_num(quantile).max(axis=1, initial=0.0)  # the same for all weights of a fit
    normal = stdtrit(np.inf, (1.0 + LEVEL) / 2.0)
    freedom, fit = np.unique(np.maximum(highest, normal * (1.0 + 1e-6)).round(6), return_inverse=True)
    wider = stdtrit(stdtridf((1.0 + LEVEL) / 2.0, freedom), 1.0 - (1.0 - LEVEL) / (2.0 * p))[fit]
    return np.asarray(np.fmax(stderr * wider[:, None], interval))


def correction(
    shown: NDArray[np.int_], ess: NDArray[np.float64], weights: NDArray[np.float64], clusters: Clusters | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the factor of the variances of a sandwich for few samples, and Student's degrees of freedom, both (T,).

    The parameters are those of `errors`. Both may be NaN, and the freedom 0 or below, where too few samples carry
    weight.
    """
    fitted = shown + 1.0
    if clusters is None:
        return _ratio(ess, ess - fitted), ess - fitted
    units = clusters.effective_number(weights)
    freedom = units - 1.0 if clusters.few else units - fitted
    return _ratio(units, freedom) * (_ratio(ess, ess - fitted) if clusters.few else 1.0), freedom


def _ratio(whole: NDArray[np.float64], left: NDArray[np.float64]) -> NDArray[np.float64]:
    """Divide where anything is left, NaN elsewhere."""
    return np.divide(whole, left, out=np.full_like(left, np.nan), where=left > 0)
