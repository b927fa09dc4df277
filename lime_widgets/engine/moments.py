"""Weighted moments of a neighbourhood at many kernel widths: all that a least-squares fit needs.

They are the weighted sums of z, y, zzᵀ, zy and y². They are taken for all kernel widths in one
matrix product; what comes after works on p × p matrices, whatever the number of samples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Above this many features the products of all pairs of them outgrow the cache, and a Gram
# matrix per kernel width is the faster way; so it is for a few widths.
_MOST_PAIRED_FEATURES = 64
FEW_WIDTHS = 8
# Products held at a time, 64 MB of them: 16,000 samples of 30 features.
_MOST_PRODUCTS = 2**23


class Design:
    """The interpretable representation of a neighbourhood, laid out for fitting.

    Everything is kept relative to row 0, the instance: where the kernel is narrow the
    weighted mean lies there, and sums of squares about a far point would lose their digits.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance.
    distances : ndarray of shape (n,)
        Distances from the instance. Samples at the same distance have the same weight at
        every kernel width, so where there are few distances (on/off features: at most p + 1)
        the sums over each are taken once for all widths.
    """

    def __init__(self, Z: NDArray[np.float64], distances: NDArray[np.float64]) -> None:
        self.instance = Z[0]
        # ``[1, Z]``, each of its columns a row.
        self.rows = np.ones((Z.shape[1] + 1, len(Z)))
        np.subtract(Z.T, Z[0, :, None], out=self.rows[1:])
        self._distances = distances

    @cached_property
    def _products(self) -> NDArray[np.float64]:
        return _products(self.rows)

    @cached_property
    def _rings(self) -> tuple[NDArray[np.intp], NDArray[np.float64]] | None:
        """A sample at each distance, (G,), and Σ [1, z][1, z]ᵀ over all at it, (G, (p+1)²)."""
        _, first, ring, counts = np.unique(self._distances, return_index=True, return_inverse=True, return_counts=True)
        if len(first) > 2 * len(self.rows):
            return None
        ordered = self.rows[:, np.argsort(ring, kind="stable")]
        ends = np.cumsum(counts)
        sums = [(part @ part.T).ravel() for part in np.split(ordered, ends[:-1], axis=1)]
        return first, np.array(sums)

    def weigh(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ w [1, z][1, z]ᵀ for each row of weights that go by the distance: (T, p+1, p+1)."""
        if len(weights) < FEW_WIDTHS or self._rings is None:
            return self.squares(weights)
        first, sums = self._rings
        size = len(self.rows)
        return (weights[:, first] @ sums).reshape(-1, size, size)

    def squares(self, weights: NDArray[np.float64], columns: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Σ w [1, z][1, z]ᵀ over some columns, for each row of any weights: (T, q+1, q+1)."""
        p, n = len(self.rows) - 1, self.rows.shape[1]
        if columns is not None and len(columns) == p:
            columns = None
        rows = self.rows if columns is None else self.rows[np.append(0, columns + 1)]
        size = len(rows)
        if p > _MOST_PAIRED_FEATURES or len(weights) < FEW_WIDTHS:
            sums = np.zeros((len(weights), size, size))
            for part in _parts(n, size):
                some = rows[:, part]
                for width, row in enumerate(weights[:, part]):
                    sums[width] += (some * row) @ some.T
            return sums
        step = _MOST_PRODUCTS // (size * (size + 1) // 2)
        if columns is None and n <= step:
            packed = weights @ self._products.T
        else:
            packed = np.zeros((len(weights), size * (size + 1) // 2))
            for start in range(0, n, step):
                part = slice(start, start + step)
                packed += weights[:, part] @ _products(rows[:, part]).T
        place = np.zeros((size, size), dtype=np.intp)
        place[np.triu_indices(size)] = np.arange(packed.shape[1])
        return packed[:, np.maximum(place, place.T)]


def _parts(n: int, size: int) -> list[slice]:
    """Cut n samples of so many columns into parts whose products run in this thread alone.

    OpenBLAS spreads larger ones over its threads (above 2¹⁸ multiplications, or a quarter of
    2¹⁵ with a vector), and these wait while another process holds a core, as a browser that
    draws does: with both of two cores busy a fit of 0.9 ms took 19 in the median and 290 in
    the 95th percentile. Small parts also stay in the cache.
    """
    step = min(2**18 // size**2, 2**13 // size)
    if step < 64:
        step = n
    return [slice(start, start + step) for start in range(0, n, step)]


def _products(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Products of all pairs of q rows, (0, 0), (0, 1) … (q-1, q-1): (q(q+1)/2, n)."""
    q, n = rows.shape
    products = np.empty((q * (q + 1) // 2, n))
    end = 0
    for first in range(q):
        start, end = end, end + q - first
        np.multiply(rows[first:], rows[first], out=products[start:end])
    return products


@dataclass(frozen=True)
class Moments:
    """Weighted moments of the samples about their weighted mean, at T kernel widths.

    Attributes
    ----------
    mean_z : ndarray of shape (T, p)
        Weighted mean of the columns, relative to row 0.
    mean_y : ndarray of shape (T,)
        Weighted mean of the output, relative to row 0.
    gram : ndarray of shape (T, p, p)
        Σ w (z − z̄)(z − z̄)ᵀ.
    cross : ndarray of shape (T, p)
        Σ w (z − z̄)(y − ȳ).
    total, spread : ndarray of shape (T,)
        Σ w and Σ w (y − ȳ)².
    """

    mean_z: NDArray[np.float64]
    mean_y: NDArray[np.float64]
    gram: NDArray[np.float64]
    cross: NDArray[np.float64]
    total: NDArray[np.float64]
    spread: NDArray[np.float64]


def moments_of(design: Design, y: NDArray[np.float64], weights: NDArray[np.float64]) -> Moments:
    """Take the moments of the samples for each row of weights.

    Parameters
    ----------
    design : Design
    y : ndarray of shape (n,)
        One output of the black box, less its answer for row 0.
    weights : ndarray of shape (T, n)

    Raises
    ------
    LimeError
        If a row of weights is 0 all over.
    """
    squares = design.weigh(weights)
    total = squares[:, 0, 0]
    if not (total > 0).all():
        raise problem(
            "Every sample has weight 0: the kernel is so narrow that not even the instance counts.",
            expected="a kernel width that some distance lies within",
            mend="Make the kernel wider.",
        )
    mean_z = squares[:, 0, 1:] / total[:, None]
    with_y = np.zeros(squares[:, 0].shape)
    n, size = len(y), len(design.rows)
    for part in _parts(n, size) if len(weights) < FEW_WIDTHS else [slice(n)]:
        with_y += weights[:, part] @ (design.rows[:, part] * y[part]).T
    sum_y = with_y[:, 0]
    mean_y = sum_y / total
    gram = squares[:, 1:, 1:]
    gram -= squares[:, 0, 1:, None] * mean_z[:, None, :]
    return Moments(
        mean_z=mean_z,
        mean_y=mean_y,
        gram=gram,
        cross=with_y[:, 1:] - mean_z * sum_y[:, None],
        total=total,
        spread=weights @ (y * y) - sum_y * mean_y,
    )
