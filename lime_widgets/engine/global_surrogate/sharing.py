"""How far a penalty, and columns that vary together, move the weights of a surrogate of the whole model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# The categories of a column that have an effect of their own, the most frequent ones.
_MOST_CATEGORIES = 8


def additive_part(
    Z: NDArray[np.float64],
    codes: NDArray[np.float64],
    source_columns: Sequence[int],
    is_categorical: Sequence[bool],
    y: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Fit a sum of effects of single columns to answers, without a penalty.

    Samples around an instance are drawn column by column, and training rows are not: there a column's bin tells of
    the other columns too. So a weight of the whole model holds the effects of other columns as well, also where the
    model is this sum. The weights that it would have with independent columns show how much that is.

    Parameters
    ----------
    Z : ndarray of shape (m, p)
        Interpretable representation of the rows.
    codes : ndarray of shape (m, C)
        The rows.
    source_columns : sequence of p int
        The column of each feature.
    is_categorical : sequence of C bool
    y : ndarray of shape (m,)

    Returns
    -------
    answers : ndarray of shape (m,)
        The sum for each row: least squares on the features, the numbers and the most frequent categories.
    weights : ndarray of shape (p,)
        Its weights if the columns were independent: each column's effect, by least squares on the column's features.

    Examples
    --------
    >>> x = np.arange(8.0)
    >>> codes = np.column_stack([x, x + [0, 1, 0, 1, 1, 0, 1, 0]])  # they go together, and the second has no effect
    >>> bins = (codes > 3.5).astype(float)
    >>> answers, weights = additive_part(bins, codes, (0, 1), (False, False), 2.0 * x)
    >>> weights.round(6).tolist()
    [8.0, 0.0]
    """
    sources = np.asarray(source_columns)
    bases = []
    for place, categorical in enumerate(is_categorical):
        column = codes[:, place]
        if categorical:
            values, counts = np.unique(column, return_counts=True)
            own = column[:, None] == values[np.argsort(-counts, kind="stable")[:_MOST_CATEGORIES]]
        else:
            known = np.isfinite(column)
            own = np.where(known, column, column[known].mean() if known.any() else 0.0)[:, None]
        basis = _centered(np.column_stack([Z[:, sources == place], own]).astype(np.float64))
        size = np.sqrt(np.square(basis).sum(axis=0))
        bases.append(basis / np.where(size > 0, size, 1.0))
    coef = np.linalg.lstsq(np.hstack(bases), y - y.mean(), rcond=None)[0]
    answers, weights, start = np.full(len(y), y.mean()), np.zeros(Z.shape[1]), 0
    for place, basis in enumerate(bases):
        effect = basis @ coef[start : start + basis.shape[1]]
        start += basis.shape[1]
        answers += effect
        of_column = np.flatnonzero(sources == place)
        weights[of_column] = np.linalg.lstsq(_centered(Z[:, of_column]), effect, rcond=None)[0]
    return answers, weights


def _centered(columns: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(columns - columns.mean(axis=0))
