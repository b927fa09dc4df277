"""Selecting features where they are many, often more of them than samples.

Nothing here is larger than necessary. Forward selection takes products with the chosen columns only. The
fit that ranks the features is solved among the features or among the samples, whichever are fewer; see
`lime_widgets.engine.surrogate.large_p_ridge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import lapack

from lime_widgets.engine.surrogate.lasso import lasso_by_gram, lasso_by_rows
from lime_widgets.engine.surrogate.moments import ROUNDING, check_total
from lime_widgets.engine.surrogate.products import mirror

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix

# The reference implementation's penalty in the fit that ranks the features.
RANKING_ALPHA = 0.01
# A sample with less than this share of the largest weight changes no digit of a ranking fit.
_NO_WEIGHT = 1e-20
# Numbers held for the widths of one step, 64 MB.
_MOST_HELD = 2**23


@dataclass(frozen=True)
class Margins:
    """Weighted means and products of single columns, at T kernel widths; relative to row 0 as in `Moments`.

    Attributes
    ----------
    mean_z, cross, own : ndarray of shape (T, p)
        z̄, Σ w (z − z̄)(y − ȳ) and Σ w (z − z̄)².
    mean_y, total, spread : ndarray of shape (T,)
        ȳ, Σ w and Σ w (y − ȳ)².
    """

    mean_z: NDArray[np.float64]
    cross: NDArray[np.float64]
    own: NDArray[np.float64]
    mean_y: NDArray[np.float64]
    total: NDArray[np.float64]
    spread: NDArray[np.float64]


def margins_of(design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64]) -> Margins:
    """Compute the margins for each row of weights (T, n), with answers y (n,) relative to row 0."""
    total = check_total(weights.sum(axis=1))
    mean_y = np.einsum("tn,n->t", weights, y) / total
    about_mean = weights * (y - mean_y[:, None])
    sum_z, cross, own = np.zeros((3, len(weights), design.shape[1]))
    for part, z in design.parts():
        sum_z += weights[:, part] @ z
        cross += about_mean[:, part] @ z
        own += weights[:, part] @ np.square(z, out=z)
    mean_z = sum_z / total[:, None]
    own -= mean_z * sum_z
    return Margins(mean_z, cross, own, mean_y, total, np.einsum("tn,n->t", about_mean, y))


def widths_at_a_time(n: int, p: int, n_features: int, method: str) -> int:
    """Give the number of kernel widths per step, which bounds the memory."""
    held = 3 * n + 8 * p
    if method == "forward_selection":
        held += n_features * p
    elif n >= p:
        held += p * p
    return max(1, _MOST_HELD // held)


def select_large_p(
    design: DesignMatrix,
    margins: Margins,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    n_features: int,
    method: str,
) -> NDArray[np.intp]:
    """Select the columns of each width, (T, K); −1 where a lasso path keeps fewer."""
    n, p = design.shape
    if method == "none":
        return np.tile(np.arange(p), (len(weights), 1))
    if method == "forward_selection":
        return _forward_selection(design, margins, weights, n_features)
    if method == "lasso_path":
        return _lasso_path(design, margins, y, weights, n_features)
    ranking_fit = _ridge_by_features if p <= n else _ridge_by_samples
    effect = np.abs(ranking_fit(design, margins, y, weights) * design.instance)
    # Copies of one column differ by rounding errors, which differ between widths. Columns that agree to seven
    # digits count as equal, and the first of them comes first.
    mantissa, exponent = np.frexp(effect)
    effect = np.ldexp(np.round(mantissa, 7), exponent)
    return np.argsort(-effect, axis=1, kind="stable")[:, :n_features]


def _forward_selection(
    design: DesignMatrix, margins: Margins, weights: NDArray[np.float64], n_features: int
) -> NDArray[np.intp]:
    """Select greedily by R², all widths at once, as `small_p` does but with products of the chosen columns only.

    The products of a chosen column with all others are computed when it is chosen, less the part that
    earlier columns explain: one more column of a pivoted Cholesky factorization. The gain in R² of every
    other column j is (zⱼᵀr)²/(zⱼᵀzⱼ).
    """
    cross, own = margins.cross.copy(), margins.own.copy()
    widths = np.arange(len(cross))
    chosen = np.empty((len(cross), n_features), dtype=np.intp)
    free = np.ones(cross.shape, dtype=bool)
    factors = np.empty((n_features, *cross.shape))
    for step in range(n_features):
        # Divide before squaring: in the far tail of the kernel the square would underflow.
        gain = cross * np.divide(cross, own, out=np.zeros_like(cross), where=own > ROUNDING * margins.own)
        gain[~free] = -1.0
        most = gain.max(axis=1, keepdims=True)
        # The first of equals (up to rounding), as in the reference's strict comparison.
        best = np.argmax(gain >= most - ROUNDING * np.abs(most), axis=1)
        chosen[:, step] = best
        free[widths, best] = False
        if step == n_features - 1:
            break
        about_mean = design.Z[:, best].T - (design.instance[best] + margins.mean_z[widths, best])[:, None]
        about_mean *= weights
        column = design.sums(about_mean)
        for factor in factors[:step]:
            column -= factor * factor[widths, best][:, None]
        pivot = own[widths, best]
        usable = pivot > ROUNDING * margins.own[widths, best]
        column *= np.where(usable, 1 / np.sqrt(np.where(usable, pivot, 1.0)), 0.0)[:, None]
        cross -= column * np.where(usable, cross[widths, best] / np.sqrt(np.where(usable, pivot, 1.0)), 0.0)[:, None]
        own -= np.square(column)
        factors[step] = column
    return chosen


def _ridge_by_features(
    design: DesignMatrix, margins: Margins, _: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute the coefficients of all columns, (T, p), from a p × p system at each width."""
    coef = np.empty_like(margins.cross)
    grams = design.grams(weights, margins.mean_z)
    for gram, cross, solution in zip(grams, margins.cross, coef, strict=True):
        solution[:] = _solved(partial(_restored, gram, gram.diagonal() + RANKING_ALPHA), cross)
    return coef


def _ridge_by_samples(
    design: DesignMatrix, margins: Margins, y: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute the coefficients of all columns, (T, p), from an n × n system at each width."""
    kernel = design.kernel()
    roots = np.sqrt(weights)
    shift = design.values(margins.mean_z)  # zᵢᵀz̄, (T, n)
    dual = np.zeros_like(weights)
    for width, (weight, root) in enumerate(zip(weights, roots, strict=True)):
        seen = np.flatnonzero(weight > _NO_WEIGHT * weight.max())
        few = len(seen) < 0.8 * len(weight)
        taken = seen if few else slice(None)
        center = margins.mean_z[width] @ margins.mean_z[width]
        which = seen if few else None
        system = partial(_system, kernel, which, root[taken], shift[width, taken], float(center))
        answer = root[taken] * (y[taken] - margins.mean_y[width])
        dual[width, taken] = root[taken] * _solved(system, answer)
    return np.asarray(design.sums(dual) - margins.mean_z * dual.sum(axis=1)[:, None])


def _system(
    kernel: NDArray[np.floating],
    seen: NDArray[np.intp] | None,
    root: NDArray[np.float64],
    shift: NDArray[np.float64],
    center: float,
) -> NDArray[np.float64]:
    """Compute the lower triangle of XXᵀ + αI from ZZᵀ; the rest is undefined."""
    n = len(root)
    system = np.zeros((n, n))
    step = max(1, 2**15 // n)
    for start in range(0, n, step):
        rows = slice(start, min(start + step, n))
        columns = slice(rows.stop)
        block = system[rows, columns]
        part = kernel[rows, columns] if seen is None else kernel[np.ix_(seen[rows], seen[columns])]
        np.subtract(part, (shift[rows] - center)[:, None], out=block)
        block -= shift[columns]
        block *= root[rows, None]
        block *= root[columns]
    system.flat[:: n + 1] += RANKING_ALPHA
    return system


def _restored(matrix: NDArray[np.float64], diagonal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Restore a symmetric matrix from its upper triangle, which `_solved` keeps, and its diagonal."""
    mirror(matrix.T)
    np.fill_diagonal(matrix, diagonal)
    return matrix


def _solved(build: Callable[[], NDArray[np.float64]], answer: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve a symmetric positive definite system, which is built in its lower triangle and overwritten."""
    # A transposed view has Fortran's order, and its upper triangle is our lower one.
    _, solution, failed = lapack.dposv(build().T, answer, lower=0, overwrite_a=1)
    if failed:  # the weights are so large that rounding loses the penalty
        lower = np.tril(build())
        solution = np.linalg.pinv(lower + np.tril(lower, -1).T, rcond=ROUNDING, hermitian=True) @ answer
    return np.asarray(solution, dtype=np.float64)


def _lasso_path(
    design: DesignMatrix, margins: Margins, y: NDArray[np.float64], weights: NDArray[np.float64], n_features: int
) -> NDArray[np.intp]:
    n, p = design.shape
    chosen = np.full((len(weights), n_features), -1, dtype=np.intp)
    if p <= n:
        for row, gram, cross in zip(chosen, design.grams(weights, margins.mean_z), margins.cross, strict=True):
            kept = lasso_by_gram(gram, cross, n, n_features)
            row[: len(kept)] = kept
        return chosen
    for row, weight, mean_z, mean_y in zip(chosen, weights, margins.mean_z, margins.mean_y, strict=True):
        root = np.sqrt(weight)
        kept = lasso_by_rows(design.weighted(None, mean_z, root), (y - mean_y) * root, n_features)
        row[: len(kept)] = kept
    return chosen
