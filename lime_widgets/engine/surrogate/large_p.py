"""Selecting and fitting where features are many, often more of them than samples.

Nothing here is larger than it must be. Forward selection and the final fit take products with the
chosen columns alone; a ridge over all columns is solved among the features or among the samples,
whichever are fewer (Saunders et al. 1998, "Ridge regression learning algorithm in dual variables").
With X the weighted samples about their weighted mean, √w (z − z̄), the two are one:
(XᵀX + αI)⁻¹Xᵀ = Xᵀ(XXᵀ + αI)⁻¹.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import lapack

from lime_widgets.engine.surrogate.lasso import lasso_by_gram, lasso_by_rows
from lime_widgets.engine.surrogate.moments import ROUNDING, check_total, inverse
from lime_widgets.engine.surrogate.products import FEW_WIDTHS, mirror

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.moments import DesignMatrix

# The penalty of the fit that ranks the features, the reference implementation's.
RANKING_ALPHA = 0.01
# A sample of this share of the largest weight moves no digit of a ranking fit.
_NO_WEIGHT = 1e-20
# Numbers held for the widths worked on at a time, 64 MB of them.
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
    """Take the margins for each row of weights, (T, n), of answers y (n,) less that for row 0."""
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
    """How many kernel widths to work on at a time, so that what they hold stays within bounds."""
    held = 3 * n + 8 * p
    if method == "forward_selection":
        held += n_features * p
    elif n >= p:
        held += p * p
    return max(1, _MOST_HELD // held)


def select(
    design: DesignMatrix,
    margins: Margins,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    n_features: int,
    method: str,
) -> NDArray[np.intp]:
    """Columns that each width keeps, (T, K); −1 where a lasso path keeps fewer."""
    n, p = design.shape
    if method == "none":
        return np.tile(np.arange(p), (len(weights), 1))
    if method == "forward_selection":
        return _forward_selection(design, margins, weights, n_features)
    if method == "lasso_path":
        return _lasso_path(design, margins, y, weights, n_features)
    ranking_fit = _ridge_by_features if p <= n else _ridge_by_samples
    effect = np.abs(ranking_fit(design, margins, y, weights) * design.instance)
    # Columns that copy one another differ by rounding alone, and by another rounding at another
    # width: equal to ten digits is equal, and the first of equals comes first.
    mantissa, exponent = np.frexp(effect)
    effect = np.ldexp(np.round(mantissa, 10), exponent)
    return np.argsort(-effect, axis=1, kind="stable")[:, :n_features]


def _forward_selection(
    design: DesignMatrix, margins: Margins, weights: NDArray[np.float64], n_features: int
) -> NDArray[np.intp]:
    """Greedy selection by R², all widths at once, as for few features but with the chosen columns alone.

    A chosen column's products with all others are taken when it is chosen, and what the columns
    chosen before explain of them is taken off: one more column of a pivoted Cholesky
    factorization. The gain in R² of every other column j is (zⱼᵀr)²/(zⱼᵀzⱼ).
    """
    cross, own = margins.cross.copy(), margins.own.copy()
    widths = np.arange(len(cross))
    chosen = np.empty((len(cross), n_features), dtype=np.intp)
    free = np.ones(cross.shape, dtype=bool)
    factors = np.empty((n_features, *cross.shape))
    for step in range(n_features):
        # Divided before it is squared: far out in the kernel's tail the square would underflow.
        gain = cross * np.divide(cross, own, out=np.zeros_like(cross), where=own > ROUNDING * margins.own)
        gain[~free] = -1.0
        most = gain.max(axis=1, keepdims=True)
        # The first of equals, as the reference's strict comparison leaves it; equal but for rounding.
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
    """Coefficients of all columns, (T, p), from a p × p system at each width."""
    coef = np.empty_like(margins.cross)
    grams = design.grams(weights, margins.mean_z)
    for gram, cross, solution in zip(grams, margins.cross, coef, strict=True):
        solution[:] = _solved(partial(_restored, gram, gram.diagonal() + RANKING_ALPHA), cross)
    return coef


def _ridge_by_samples(
    design: DesignMatrix, margins: Margins, y: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coefficients of all columns, (T, p), from an n × n system at each width."""
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
    """XXᵀ + αI from ZZᵀ, its lower triangle; the rest is not to be read."""
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
    """Make a matrix symmetric from its upper triangle, as `_solved` leaves that, with a diagonal of its own."""
    mirror(matrix.T)
    np.fill_diagonal(matrix, diagonal)
    return matrix


def _solved(build: Callable[[], NDArray[np.float64]], answer: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve a symmetric positive definite system, built in its lower triangle and written over."""
    # A transposed view is in Fortran's order, and its upper triangle is our lower one.
    _, solution, failed = lapack.dposv(build().T, answer, lower=0, overwrite_a=1)
    if failed:  # weights so large that the penalty is lost in rounding
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
        kept = lasso_by_rows(_weighted(design, None, mean_z, root), (y - mean_y) * root, n_features)
        row[: len(kept)] = kept
    return chosen


def _weighted(
    design: DesignMatrix, columns: NDArray[np.intp] | None, mean: NDArray[np.float64], root: NDArray[np.float64]
) -> NDArray[np.float64]:
    """√w (z − z̄) of some columns, (n, q) in Fortran's order."""
    weighted = np.empty((len(root), len(mean)), order="F")
    for part, z in design.parts(columns):
        np.multiply(z - mean, root[part, None], out=weighted[part])
    return weighted


@dataclass(frozen=True)
class Ridge:
    """A weighted ridge on K columns at one width.

    Attributes
    ----------
    coef, stderr : ndarray of shape (K,)
    residual : float
        Σ w r².
    freedom : float
        tr (G + αI)⁻¹.
    """

    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    residual: float
    freedom: float


def ridges(
    design: DesignMatrix,
    margins: Margins,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    *,
    alpha: float,
    with_stderr: bool,
) -> Iterator[Ridge]:
    """Fit the columns that each width keeps, (T, K)."""
    n, p = design.shape
    by_ring = features.shape[1] == p <= n and len(weights) >= FEW_WIDTHS
    grams = design.grams(weights, margins.mean_z) if by_ring else [None] * len(weights)
    for width, (kept, gram) in enumerate(zip(features, grams, strict=True)):
        columns = kept[kept >= 0]
        mean = margins.mean_z[width, columns]
        about_mean = y - margins.mean_y[width]
        given = None if len(columns) == p else columns
        if not len(columns):
            yield Ridge(columns.astype(float), columns.astype(float), margins.spread[width], 0.0)
        elif len(columns) <= n:
            cross = margins.cross[width, columns]
            if gram is None:
                products = design.grams(weights[width, None], mean[None], given)[0]
            else:  # of all columns, of which a lasso path may keep fewer
                products = gram if given is None else gram[np.ix_(columns, columns)]
            yield _by_features(
                design, given, mean, about_mean, weights[width], products, cross, alpha=alpha, with_stderr=with_stderr
            )
        else:
            yield _by_samples(design, given, mean, about_mean, weights[width], alpha=alpha, with_stderr=with_stderr)


def _by_features(
    design: DesignMatrix,
    columns: NDArray[np.intp] | None,
    mean: NDArray[np.float64],
    answers: NDArray[np.float64],
    weight: NDArray[np.float64],
    gram: NDArray[np.float64],
    cross: NDArray[np.float64],
    *,
    alpha: float,
    with_stderr: bool,
) -> Ridge:
    """Fit through the Gram matrix of the columns; ``answers`` are about their weighted mean."""
    inverted = _inverse(gram, alpha)
    coef = inverted @ cross
    stderr = np.full_like(coef, np.nan)
    if with_stderr:
        variance = np.zeros_like(coef)
        # (G + αI)⁻¹ (z − z̄) and the fitted answers, in one product.
        onto = np.column_stack([inverted, coef])
        squares = design.per_sample(np.square(weight))
        for part, z in design.parts(columns):
            about_mean = z - mean
            moved = about_mean @ onto
            moved[:, :-1] *= (answers[part] - moved[:, -1])[:, None]
            variance += np.einsum("i,ij,ij->j", squares[part], moved[:, :-1], moved[:, :-1])
        stderr = np.sqrt(variance)
    spread = np.einsum("n,n,n->", weight, answers, answers)
    return Ridge(
        coef, stderr, float(spread - coef @ (2 * cross - np.einsum("ij,j->i", gram, coef))), float(np.trace(inverted))
    )


def _by_samples(
    design: DesignMatrix,
    columns: NDArray[np.intp] | None,
    mean: NDArray[np.float64],
    answers: NDArray[np.float64],
    weight: NDArray[np.float64],
    *,
    alpha: float,
    with_stderr: bool,
) -> Ridge:
    """Fit through the samples' products with each other; ``answers`` are about their weighted mean."""
    root = np.sqrt(weight)
    X = _weighted(design, columns, mean, root)
    own = np.einsum("ij,ij->j", X, X)
    # As among the features: what is lost in rounding is no penalty, and then columns are brought to one scale.
    penalized = alpha > ROUNDING * (own.max() + alpha)
    scale = np.ones_like(own) if penalized else np.where(own > 0, np.sqrt(own), 1.0)
    X /= scale
    kernel = X @ X.T
    inverted = _inverse(kernel, alpha) if penalized else np.linalg.pinv(kernel, rcond=ROUNDING, hermitian=True)
    target = root * answers
    dual = np.einsum("ij,j->i", inverted, target)
    # (G + αI)⁻¹ is 1/α in every direction that no sample has.
    freedom = float(np.trace(inverted) + (len(mean) - len(weight)) / alpha) if penalized else 0.0
    # √w r, from (XXᵀ + αI) dual = √w (y − ȳ).
    residual = alpha * dual if penalized else target - np.einsum("ij,j->i", kernel, dual)
    coef = np.einsum("i,ij->j", dual, X) / scale
    stderr = np.full_like(coef, np.nan)
    if with_stderr:
        inverted *= residual * np.sqrt(design.per_sample(np.ones_like(residual)))
        step = max(1, 2**20 // len(weight))
        for start in range(0, len(coef), step):
            part = slice(start, start + step)
            moved = X[:, part].T @ inverted
            stderr[part] = np.sqrt(np.einsum("ij,ij->i", moved, moved)) / scale[part]
    return Ridge(coef, stderr, float(residual @ residual), freedom)


def _inverse(matrix: NDArray[np.float64], alpha: float) -> NDArray[np.float64]:
    """(G + αI)⁻¹, or its pseudo-inverse where the penalty is lost in rounding."""
    diagonal = matrix.diagonal() + alpha
    if len(matrix) >= 200 and alpha > ROUNDING * diagonal.max(initial=0.0):
        penalized = matrix.copy()
        np.fill_diagonal(penalized, diagonal)
        factor, failed = lapack.dpotrf(penalized.T, lower=0, overwrite_a=1)
        if not failed:
            inverted, _ = lapack.dpotri(factor, lower=0, overwrite_c=1)
            # The upper triangle in Fortran's order; mirrored, the other is read from it.
            return np.asarray(np.triu(inverted) + np.triu(inverted, 1).T)
    everywhere = np.ones((1, len(matrix)), dtype=bool)
    return np.asarray(inverse(matrix[None], alpha, everywhere)[0])
