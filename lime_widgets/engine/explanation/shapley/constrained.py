"""The weighted regression whose coefficients are Shapley values: both ends of the game are held exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lime_widgets.engine.surrogate.clusters import Clusters, centered
from lime_widgets.engine.surrogate.residuals import squared_left_out
from lime_widgets.engine.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.shapley.game import Game

# Directions with a smaller share of the largest eigenvalue are not determined by the samples.
_UNDETERMINED = 1e-10


class Division(NamedTuple):
    """The Shapley values of one output, and how well a sum of them follows the game.

    Attributes
    ----------
    values, stderr : ndarray of shape (p,)
        Their sum is f(x) − f(∅); errors are NaN where they were not requested, or the samples do not determine all
        values.
    residual, left_out, spread : float
        Σ w r², the same of samples left out of the fit, and Σ w (y − ȳ)².
    total : float
        Σ w.
    """

    values: NDArray[np.float64]
    stderr: NDArray[np.float64]
    residual: float
    left_out: float
    spread: float
    total: float


def divide(
    game: Game, y: NDArray[np.float64], empty: float, clusters: Clusters | None, *, with_stderr: bool
) -> Division:
    """Divide f(x) − f(∅) among the features.

    Parameters
    ----------
    game : Game
    y : ndarray of shape (n,)
        One output of the black box; y[0] is f(x).
    empty : float
        f(∅) of this output.
    clusters : Clusters, optional
        Which rows were drawn together.
    with_stderr : bool

    Returns
    -------
    Division

    Notes
    -----
    The fit minimizes Σ w (y − f(∅) − φᵀz)² subject to Σφ = f(x) − f(∅) (Lundberg and Lee 2017, theorem 2; Covert and
    Lee 2021, "Improving KernelSHAP", equation 7). Written with φ = (f(x) − f(∅))/p + u, the constraint is Σu = 0, and
    the regressors are z − s/p, with s the number of features that a row keeps: one feature is eliminated, and all of
    them are treated alike, so that the sum holds to rounding.

    Errors are those of the sandwich M (Σ_c g_c g_cᵀ) M with M = (Σ w x xᵀ)⁺ and g_c = Σ w r x over a cluster of rows
    that were drawn together. Where f(∅) is the mean over sampled rows, their deviations from it join the sums: an
    error δ of f(∅) moves u by −M Σ w (1 − s/p) x δ, and all values by −δ/p. Where part of the masks of a size was
    drawn, only the others are uncertain: r has the factor of a finite population, the root of their share (Cochran
    1977, "Sampling techniques", section 2.6).
    """
    Z, w, p = game.Z, game.weights, game.Z.shape[1]
    gain, share = float(y[0]) - empty, game.Z.mean(axis=1)
    total = float(w.sum())
    about = y - empty
    mean = float(w @ about) / total if total else 0.0
    spread = float(w @ np.square(about - mean))
    if p == 1 or not total:
        exactly = np.full(p, gain / p)
        return Division(exactly, np.zeros(p) if p == 1 else np.full(p, np.nan), 0.0, 0.0, spread, total)
    X = Z - share[:, None]
    target = about - share * gain
    with one_thread():
        fitted = _few_rows(X, w, target) if np.count_nonzero(w) < p else _many_rows(X, w, target)
        u, inverse = fitted
        values = gain / p + (u - u.mean())
        residuals = target - X @ u
        residual = float(w @ np.square(residuals))
        if inverse is None:
            undetermined = np.full(p, np.nan)
            return Division(values, undetermined, residual, float("nan"), spread, total)
        by_row = X @ inverse
        leverage = np.einsum("ij,ij->i", by_row, X) * w
        left_out = float(squared_left_out(w, residuals.copy(), leverage))
        stderr = np.full(p, np.nan)
        if with_stderr:
            base = -1.0 / p - (w * (1.0 - share)) @ by_row
            deviations = np.zeros(len(y))
            deviations[game.empty_rows] = about[game.empty_rows] / max(1, len(game.empty_rows))
            scores = w * residuals * np.sqrt(game.unseen)
            stderr = _errors(by_row, scores, base, deviations, clusters)
    return Division(values, stderr, residual, left_out, spread, total)


def _many_rows(
    X: NDArray[np.float64], w: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
    """Solve the normal equations; give u and M, or None for M where the rows do not determine u."""
    p = X.shape[1]
    weighted = X * w[:, None]
    gram = weighted.T @ X
    # All columns together have the sum 0. A term in this one direction makes the matrix regular and leaves u alone.
    size = np.trace(gram) / p
    values, vectors = np.linalg.eigh(gram + size / p)
    kept = values > _UNDETERMINED * values[-1]
    scaled = vectors[:, kept] / values[kept]
    inverse = scaled @ vectors[:, kept].T
    moments = weighted.T @ target
    u = inverse @ moments
    u += inverse @ (moments - gram @ u)  # one step of refinement: the sums of rounding errors go
    return u, inverse - 1.0 / (p * size) if kept.all() else None


def _few_rows(
    X: NDArray[np.float64], w: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[NDArray[np.float64], None]:
    """Give the smallest u that fits best, where there are fewer rows than features."""
    used = np.flatnonzero(w)
    root = np.sqrt(w[used])
    return np.asarray(np.linalg.lstsq(X[used] * root[:, None], target[used] * root, rcond=None)[0], np.float64), None


def _errors(
    by_row: NDArray[np.float64],
    scores: NDArray[np.float64],
    base: NDArray[np.float64],
    deviations: NDArray[np.float64],
    clusters: Clusters | None,
) -> NDArray[np.float64]:
    """Sum what each row, or each cluster of rows, moves the values by.

    Parameters
    ----------
    by_row : ndarray of shape (n, p)
        x M.
    scores : ndarray of shape (n,)
        w r.
    base : ndarray of shape (p,)
        What an error of 1 in f(∅) moves the values by.
    deviations : ndarray of shape (n,)
        The share of each row in the error of f(∅).
    clusters : Clusters or None
    """
    if clusters is None:
        squares = np.einsum("n,nj,nj->j", np.square(scores), by_row, by_row)
        squares += np.square(base) * float(deviations @ deviations)
    else:
        sums = clusters.sums(scores, by_row)
        sums += np.bincount(clusters.of_row, deviations, clusters.count)[:, None] * base
        squares = np.square(centered(sums, few=clusters.few)).sum(axis=0)
    return np.asarray(np.sqrt(squares))
