"""The correlation of a training table's columns, as that of a normal vector whose thresholds give the categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from lime_widgets.engine.cache import last_results

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.table import TrainingTable

# More rows than these hardly change a correlation, and cost time and memory in proportion.
_MOST_ROWS = 10_000
# A correlation of 1 makes one column a function of another. A corrected one may reach it by chance, for columns that
# are none: it is at most this, or that of the scores.
_LARGEST = 0.999

_latents = last_results(4)


@dataclass(frozen=True, eq=False)
class Latent:
    """A vector of correlated standard normals, a coordinate for each column and each column's missing values.

    Attributes
    ----------
    root : ndarray of shape (L, L)
        Independent standard normals times its transpose are the vector. The first ones matter most, which keeps
        points of a low-discrepancy sequence evenly spread.
    places : tuple of int
        The column of each coordinate: first every column, then the numeric columns with missing values, whose second
        coordinate decides which values are missing.
    orders : dict of int to ndarray
        The codes of each categorical column in the order of its thresholds; a missing value is NaN.
    cumulative : dict of int to ndarray
        The shares of these codes, summed up.
    """

    root: NDArray[np.float64]
    places: tuple[int, ...]
    orders: dict[int, NDArray[np.float64]]
    cumulative: dict[int, NDArray[np.float64]]

    @property
    def correlation(self) -> NDArray[np.float64]:
        """The correlation of the coordinates, (L, L)."""
        return np.asarray(self.root @ self.root.T)

    def vector(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn uniform points (m, L) into correlated standard normals (m, L)."""
        return np.asarray(ndtri(points) @ self.root.T)

    def categories(self, place: int, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the codes of a categorical column at some quantiles, 0 to 1."""
        at = np.searchsorted(self.cumulative[place], shares, side="right")
        return np.asarray(self.orders[place][np.minimum(at, len(self.orders[place]) - 1)])


def latent_of(table: TrainingTable, *, ranked: bool) -> Latent:
    """Estimate the correlation of a table's columns; the result is kept.

    Parameters
    ----------
    table : TrainingTable
    ranked : bool
        Whether numbers count by their normal scores, as for a Gaussian copula, and not by their values.

    Returns
    -------
    Latent

    Notes
    -----
    A value's normal score is the mean of a standard normal between the thresholds that give the value its share of
    the table; for numbers without ties that is the quantile of the rank. The latent correlation of two columns is
    about the covariance of their scores over the product of the scores' variances: exact if one of them is
    continuous, where it is the biserial correlation (Tate 1954), and corrected by the arcsine law for two columns of
    two values. Categories are ordered by their mean along the first principal component of the numbers. Missing
    values of a numeric column have a coordinate of their own. Correlations are those of the rows that have both
    values; the nearest matrix without negative eigenvalues replaces theirs.
    """
    return _latents((table, ranked), lambda: _estimated(table, ranked=ranked))  # type: ignore[no-any-return]


def _estimated(table: TrainingTable, *, ranked: bool) -> Latent:
    codes = table.codes[:: -(-len(table) // _MOST_ROWS)]
    categorical = np.array([column.is_categorical for column in table.columns])
    numbers = (codes - table.means) / table.scales
    component = _first_component(numbers[:, ~categorical])
    orders: dict[int, NDArray[np.float64]] = {}
    cumulative: dict[int, NDArray[np.float64]] = {}
    scores, two_valued = [], []
    for place, is_categorical in enumerate(categorical):
        if is_categorical:
            ordered, shares, score = _categories(codes[:, place], component)
            orders[place], cumulative[place] = ordered, np.cumsum(shares)
        else:
            score = _normal_scores(codes[:, place]) if ranked else numbers[:, place]
        scores.append(score)
        two_valued.append(bool(is_categorical) and len(orders[place]) == 2)
    gappy = [place for place in np.flatnonzero(~categorical) if np.isnan(codes[:, place]).any()]
    scores += [_normal_scores(np.isnan(codes[:, place]).astype(np.float64)) for place in gappy]
    two_valued += [True] * len(gappy)
    raw = _correlation(np.column_stack(scores), np.array(two_valued))
    return Latent(_root(raw), (*range(len(categorical)), *map(int, gappy)), orders, cumulative)


def _first_component(numbers: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Give the first principal component of standardized numbers, (n,); None without numbers."""
    if not numbers.shape[1]:
        return None
    filled = np.where(np.isnan(numbers), 0.0, numbers)
    _, vectors = np.linalg.eigh(filled.T @ filled)
    return np.asarray(filled @ vectors[:, -1])


def _categories(
    codes: NDArray[np.float64], component: NDArray[np.float64] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give the different codes in the order of their thresholds, their shares, and the scores of the rows."""
    different, which, counts = np.unique(codes, return_inverse=True, return_counts=True)
    along = np.arange(len(different), dtype=np.float64)
    if component is not None:
        along = np.bincount(which, component) / counts
    order = np.argsort(along, kind="stable")
    shares = counts[order] / len(codes)
    rank = np.empty(len(order))
    rank[order] = np.arange(len(order))
    return different[order], shares, _normal_scores(rank[which])


def _normal_scores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the mean of a standard normal between the thresholds of each value, NaN for a missing one."""
    scores = np.full(len(values), np.nan)
    present = ~np.isnan(values)
    n = int(present.sum())
    below, up_to = (rankdata(values[present], method) for method in ("min", "max"))
    lower, upper = (below - 1.0) / n, up_to / n
    scores[present] = (_density(lower) - _density(upper)) / (upper - lower)
    return scores


def _density(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the standard normal density at quantiles; 0 at both ends."""
    with np.errstate(under="ignore"):
        return np.asarray(np.exp(-0.5 * np.square(ndtri(shares))) / np.sqrt(2.0 * np.pi))


def _correlation(scores: NDArray[np.float64], two_valued: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Estimate the latent correlation from scores (n, L) that may be missing."""
    present = ~np.isnan(scores)
    centered = np.where(present, scores - np.nanmean(scores, axis=0), 0.0)
    pairs = present.T.astype(np.float64) @ present
    covariance = np.divide(centered.T @ centered, pairs, out=np.zeros_like(pairs), where=pairs > 1)
    variances = np.diag(covariance).copy()
    products = np.outer(variances, variances)
    # Values below rounding errors are constant, and correlated with nothing.
    raw = np.divide(covariance, products, out=np.zeros_like(products), where=products > 1e-24)
    both = np.outer(two_valued, two_valued)
    raw[both] = np.sin(np.clip(raw[both], -np.pi / 2, np.pi / 2))
    # Copies have scores of correlation 1, and stay copies.
    plain = np.divide(covariance, np.sqrt(products), out=np.zeros_like(products), where=products > 1e-24)
    most = np.clip(np.abs(plain), _LARGEST, 1.0)
    np.clip(raw, -most, most, out=raw)
    np.fill_diagonal(raw, 1.0)
    return np.asarray(raw)


def _root(correlation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give a root R of the nearest correlation matrix R Rᵀ, the columns of the largest eigenvalues first."""
    values, vectors = np.linalg.eigh(correlation)
    root = (vectors * np.sqrt(np.maximum(values, 0.0)))[:, ::-1]
    return np.asarray(root / np.sqrt(np.square(root).sum(axis=1, keepdims=True)))
