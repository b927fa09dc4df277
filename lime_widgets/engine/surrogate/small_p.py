"""Selecting where features are few, from the moments of all pairs at all widths.

`lime_widgets.engine.surrogate.large_p` selects where features are many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.surrogate.large_p import RANKING_ALPHA
from lime_widgets.engine.surrogate.lasso import lasso_by_gram
from lime_widgets.engine.surrogate.moments import ROUNDING, Moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Sums and differences lose this share of a number to rounding.
_LOST = 1e-12


def select_small_p(
    moments: Moments,
    instance: NDArray[np.float64],
    n_samples: int,
    n_features: int,
    method: str,
) -> NDArray[np.intp]:
    """Select the columns of each width, in the order that breaks ties."""
    n_widths, p = moments.cross.shape
    if method == "none":
        return np.tile(np.arange(p), (n_widths, 1))
    if method == "lasso_path":
        return _lasso_path(moments, n_samples, n_features)
    if method == "highest_weights":
        coef = np.linalg.solve(moments.gram + RANKING_ALPHA * np.eye(p), moments.cross[:, :, None])
        ranking = np.argsort(-np.abs(coef[:, :, 0] * instance), axis=1, kind="stable")
        return ranking[:, :n_features]
    return _forward_selection(moments, n_features)


def _forward_selection(moments: Moments, n_features: int) -> NDArray[np.intp]:
    """Select greedily by R², all widths at once.

    After each choice the chosen column is projected out of the Gram matrix (one pivot of a Cholesky
    factorization). Then the gain in R² of every other column j is (zⱼᵀr)²/(zⱼᵀzⱼ).
    """
    gram = moments.gram.copy()
    cross = moments.cross.copy()
    original = np.maximum(np.einsum("tjj->tj", moments.gram), 0.0)
    # An upper bound of the products with the output. The roots come first: in the far tail of the kernel the
    # product would underflow.
    reach = np.sqrt(original) * np.sqrt(np.maximum(moments.spread, 0.0))[:, None]
    rows = np.arange(len(cross))
    chosen = np.empty((len(cross), n_features), dtype=np.intp)
    free = np.ones(cross.shape, dtype=bool)
    for step in range(n_features):
        own = np.einsum("tjj->tj", gram)
        usable = own > ROUNDING * original
        share = np.divide(cross, own, out=np.zeros_like(cross), where=usable)
        # Divide before squaring: in the far tail of the kernel the square would underflow.
        gain = cross * share
        # Gains that differ by less than the rounding error are equal. Where hardly any sample has weight, all
        # features fit equally well, and the best would depend on the order of summation.
        unsure = _LOST * np.abs(share) * (2 * reach + np.abs(share) * original)
        least = np.where(free, gain - unsure, -np.inf).max(axis=1, keepdims=True)
        # The first of equals, as in the reference's strict comparison.
        best = np.argmax(free & (gain + unsure >= least), axis=1)
        chosen[:, step] = best
        free[rows, best] = False
        column = gram[rows, :, best] * usable[rows, best, None]
        column /= np.where(usable, own, 1.0)[rows, best, None]
        cross -= column * cross[rows, best][:, None]
        gram -= column[:, :, None] * gram[rows, best][:, None, :]
    return chosen


def _lasso_path(moments: Moments, n_samples: int, n_features: int) -> NDArray[np.intp]:
    chosen = np.full((len(moments.cross), n_features), -1, dtype=np.intp)
    for row, gram, cross in zip(chosen, moments.gram, moments.cross, strict=True):
        kept = lasso_by_gram(gram, cross, n_samples, n_features)
        row[: len(kept)] = kept
    return chosen
