"""The ridge where features are many, often more of them than samples.

A ridge over all columns is solved among the features or among the samples, whichever are fewer (Saunders
et al. 1998, "Ridge regression learning algorithm in dual variables"). With X the weighted samples about
their weighted mean, √w (z − z̄), both give the same coefficients: (XᵀX + αI)⁻¹Xᵀ = Xᵀ(XXᵀ + αI)⁻¹.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import lapack

from lime_widgets.engine.surrogate.clusters import centered
from lime_widgets.engine.surrogate.moments import ROUNDING, inverse
from lime_widgets.engine.surrogate.products import FEW_WIDTHS
from lime_widgets.engine.surrogate.residuals import squared_left_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
    from lime_widgets.engine.surrogate.large_p import Margins


@dataclass(frozen=True)
class Ridge:
    """A weighted ridge on K columns at one width.

    Attributes
    ----------
    coef, stderr : ndarray of shape (K,)
    residual, left_out : float
        Σ w r², in sample and of samples left out.
    freedom : float
        tr (G + αI)⁻¹.
    """

    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    residual: float
    left_out: float
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
    """Fit the selected columns of each width, (T, K)."""
    n, p = design.shape
    by_ring = features.shape[1] == p <= n and len(weights) >= FEW_WIDTHS
    grams = design.grams(weights, margins.mean_z) if by_ring else [None] * len(weights)
    for width, (kept, gram) in enumerate(zip(features, grams, strict=True)):
        columns = kept[kept >= 0]
        mean = margins.mean_z[width, columns]
        about_mean = y - margins.mean_y[width]
        chosen = None if len(columns) == p else columns
        if not len(columns):
            spread = margins.spread[width]
            yield Ridge(columns.astype(float), columns.astype(float), spread, spread, 0.0)
        elif len(columns) <= n:
            cross = margins.cross[width, columns]
            if gram is None:
                products = design.grams(weights[width, None], mean[None], chosen)[0]
            else:  # the matrix of all columns; a lasso path may keep fewer
                products = gram if chosen is None else gram[np.ix_(columns, columns)]
            yield _by_features(
                design, chosen, mean, about_mean, weights[width], products, cross, alpha=alpha, with_stderr=with_stderr
            )
        else:
            yield _by_samples(design, chosen, mean, about_mean, weights[width], alpha=alpha, with_stderr=with_stderr)


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
    """Fit with the Gram matrix of the columns; ``answers`` are relative to their weighted mean."""
    inverted = _inverse(gram, alpha)
    coef = inverted @ cross
    variance, left_out = np.zeros_like(coef), 0.0
    clusters, single, total = design.clusters, design.of_one(weight), weight.sum()
    sums = np.zeros((clusters.count, len(coef))) if with_stderr and clusters is not None else None
    squares = design.per_sample(np.square(weight))
    # (G + αI)⁻¹ (z − z̄) and the fitted answers, in one product.
    onto = np.column_stack([inverted, coef])
    for part, z in design.parts(columns):
        about_mean = z - mean
        moved = about_mean @ onto
        residuals = answers[part] - moved[:, -1]
        leverage = single[part] * (1.0 / total + np.einsum("ij,ij->i", moved[:, :-1], about_mean))
        left_out += float(squared_left_out(weight[part], residuals, leverage))
        if not with_stderr:
            continue
        moved[:, :-1] *= residuals[:, None]
        if clusters is None or sums is None:
            variance += np.einsum("i,ij,ij->j", squares[part], moved[:, :-1], moved[:, :-1])
        else:
            moved[:, :-1] *= weight[part, None]
            sums += clusters.indicator[:, part] @ moved[:, :-1]
    if clusters is not None and sums is not None:
        variance = np.square(centered(sums, few=clusters.few)).sum(axis=0)
    spread = np.einsum("n,n,n->", weight, answers, answers)
    return Ridge(
        coef,
        np.sqrt(variance) if with_stderr else np.full_like(coef, np.nan),
        float(spread - coef @ (2 * cross - np.einsum("ij,j->i", gram, coef))),
        left_out,
        float(np.trace(inverted)),
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
    """Fit with the products of the samples with each other; ``answers`` are relative to their weighted mean."""
    root = np.sqrt(weight)
    X = design.weighted(columns, mean, root)
    own = np.einsum("ij,ij->j", X, X)
    # A penalty that is lost in rounding counts as none; then columns are scaled, as in `moments.inverse`.
    penalized = alpha > ROUNDING * (own.max() + alpha)
    scale = np.ones_like(own) if penalized else np.where(own > 0, np.sqrt(own), 1.0)
    X /= scale
    kernel = X @ X.T
    inverted = _inverse(kernel, alpha) if penalized else np.linalg.pinv(kernel, rcond=ROUNDING, hermitian=True)
    target = root * answers
    dual = np.einsum("ij,j->i", inverted, target)
    # (G + αI)⁻¹ is 1/α in each direction without samples.
    freedom = float(np.trace(inverted) + (len(mean) - len(weight)) / alpha) if penalized else 0.0
    # √w r, from (XXᵀ + αI) dual = √w (y − ȳ).
    residual = alpha * dual if penalized else target - np.einsum("ij,j->i", kernel, dual)
    coef = np.einsum("i,ij->j", dual, X) / scale
    stderr = np.full_like(coef, np.nan)
    # The hat matrix in √w (y − ȳ) is K(K + αI)⁻¹ = I − α(K + αI)⁻¹, and the mean adds √w √wᵀ/Σw.
    within = np.einsum("ij,ij->i", inverted, kernel)
    leverage = design.of_one(weight) / weight.sum() + np.divide(
        within * design.of_one(weight), weight, out=np.zeros_like(weight), where=weight > 0
    )
    left_out = float(squared_left_out(np.ones_like(residual), residual, leverage))
    if with_stderr:
        clusters = design.clusters
        inverted *= residual * (1.0 if clusters is not None else np.sqrt(design.per_sample(np.ones_like(residual))))
        if clusters is not None:
            inverted = centered(clusters.indicator @ inverted.T, few=clusters.few).T
        step = max(1, 2**20 // len(weight))
        for start in range(0, len(coef), step):
            part = slice(start, start + step)
            moved = X[:, part].T @ inverted
            stderr[part] = np.sqrt(np.einsum("ij,ij->i", moved, moved)) / scale[part]
    return Ridge(coef, stderr, float(residual @ residual), left_out, freedom)


def _inverse(matrix: NDArray[np.float64], alpha: float) -> NDArray[np.float64]:
    """Compute (G + αI)⁻¹, or the pseudo-inverse where the penalty is lost in rounding."""
    diagonal = matrix.diagonal() + alpha
    if len(matrix) >= 200 and alpha > ROUNDING * diagonal.max(initial=0.0):
        penalized = matrix.copy()
        np.fill_diagonal(penalized, diagonal)
        factor, failed = lapack.dpotrf(penalized.T, lower=0, overwrite_a=1)
        if not failed:
            inverted, _ = lapack.dpotri(factor, lower=0, overwrite_c=1)
            # LAPACK fills one triangle; the other is its mirror image.
            return np.asarray(np.triu(inverted) + np.triu(inverted, 1).T)
    everywhere = np.ones((1, len(matrix)), dtype=bool)
    return np.asarray(inverse(matrix[None], alpha, everywhere)[0])
