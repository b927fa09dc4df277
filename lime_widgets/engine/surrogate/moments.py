"""Weighted moments of a neighborhood at many kernel widths: all that a least-squares fit needs.

They are the weighted sums of z, y, zzᵀ, zy and y². Up to `MOST_PAIRED` features they are taken
for all kernel widths in one matrix product; what comes after works on p × p matrices, whatever
the number of samples. Where features are many, `lime_widgets.engine.surrogate.large_p` asks for no
more of them than it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.surrogate.products import FEW_WIDTHS, add_square, mirror

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# Above this many features the products of all pairs of them outgrow the cache, and a Gram
# matrix per kernel width is the faster way; so it is for a few widths.
MOST_PAIRED = 64
# A feature is constant but for rounding when its weighted variance falls below this share
# of its second moment.
ROUNDING = 1e-12
# Products held at a time, 64 MB of them: 16,000 samples of 30 features.
_MOST_PRODUCTS = 2**23
# Values of Z laid out at a time, 1 MB of them: they stay in the cache.
MOST_LAID_OUT = 2**17
# Sums over each distance held at a time, 32 MB of them.
_MOST_RING_SUMS = 2**22
# Products of samples with each other kept from one fit to the next: of 4,096 samples.
_MOST_KEPT = 2**24


class DesignMatrix:
    """The interpretable representation of a neighborhood, laid out for fitting.

    Everything is kept relative to row 0, the instance: where the kernel is narrow the
    weighted mean lies there, and sums of squares about a far point would lose their digits.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance. It is not copied
        where features are many.
    distances : ndarray of shape (n,)
        Distances from the instance. Samples at the same distance have the same weight at
        every kernel width, so where there are few distances (on/off features: at most p + 1)
        the sums over each are taken once for all widths.
    counts : ndarray of shape (n,), optional
        How many samples each row stands for. The weights that a fit is given hold them
        already; here they tell rows apart that share a distance and not a count, and let
        the samples' own contributions to a variance be told from their sum.
    """

    def __init__(
        self, Z: NDArray[np.float64], distances: NDArray[np.float64], counts: NDArray[np.float64] | None = None
    ) -> None:
        self.Z = Z
        self.instance = Z[0]
        self._distances = distances
        self._counts = counts
        self._kernel: NDArray[np.floating] | None = None

    def per_sample(self, squares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ over the samples that a row stands for, from the square of their sum: divided by their count, in place.

        Of c samples with equal contributions s the square of the sum is (cs)², the sum of the squares cs².
        """
        if self._counts is not None:
            squares *= np.divide(1.0, self._counts, out=np.zeros_like(self._counts), where=self._counts > 0)
        return squares

    @property
    def shape(self) -> tuple[int, int]:
        """Number of samples and of features."""
        n, p = self.Z.shape
        return n, p

    def of(self, columns: NDArray[np.intp]) -> DesignMatrix:
        """The same samples, of some columns alone."""
        return DesignMatrix(np.ascontiguousarray(self.Z[:, columns]), self._distances, self._counts)

    def along(self, coordinates: NDArray[np.float64]) -> DesignMatrix:
        """The same samples by other coordinates, (n, q)."""
        return DesignMatrix(coordinates, self._distances, self._counts)

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """``[1, Z]`` relative to row 0, each of its columns a row: (p+1, n), for few features."""
        rows = np.ones((self.Z.shape[1] + 1, len(self.Z)))
        np.subtract(self.Z.T, self.instance[:, None], out=rows[1:])
        return rows

    @cached_property
    def _products(self) -> NDArray[np.float64]:
        return _products(self.rows)

    @cached_property
    def _rings(self) -> tuple[NDArray[np.intp], list[NDArray[np.intp]]] | None:
        """A sample of each ring, (G,), and which samples it has; None where rings save nothing.

        A ring is what shares distance and count, and so the weight at every kernel width.
        """
        alike = self._distances
        if self._counts is not None:
            _, distance = np.unique(alike, return_inverse=True)
            _, count = np.unique(self._counts, return_inverse=True)
            alike = distance * (count.max() + 1) + count
        _, first, ring, sizes = np.unique(alike, return_index=True, return_inverse=True, return_counts=True)
        n, p = self.shape
        if len(first) > (2 * (p + 1) if p <= MOST_PAIRED else n // 2):
            return None
        return first, np.split(np.argsort(ring, kind="stable"), np.cumsum(sizes)[:-1])

    @cached_property
    def _ring_sums(self) -> NDArray[np.float64] | None:
        """Σ [1, z][1, z]ᵀ over each ring, (G, (p+1)²), for few features."""
        if self._rings is None:
            return None
        _, rings = self._rings
        ordered = self.rows[:, np.concatenate(rings)]
        ends = np.cumsum([len(ring) for ring in rings])
        return np.array([(part @ part.T).ravel() for part in np.split(ordered, ends[:-1], axis=1)])

    def weigh(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ w [1, z][1, z]ᵀ for each row of weights that go by the distance: (T, p+1, p+1)."""
        if len(weights) < FEW_WIDTHS or self._rings is None or self._ring_sums is None:
            return self.squares(weights)
        size = len(self.rows)
        return (weights[:, self._rings[0]] @ self._ring_sums).reshape(-1, size, size)

    def squares(self, weights: NDArray[np.float64], columns: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Σ w [1, z][1, z]ᵀ over some columns, for each row of any weights: (T, q+1, q+1)."""
        p, n = len(self.rows) - 1, self.rows.shape[1]
        if columns is not None and len(columns) == p:
            columns = None
        rows = self.rows if columns is None else self.rows[np.append(0, columns + 1)]
        size = len(rows)
        if len(weights) < FEW_WIDTHS:
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

    def parts(
        self, columns: NDArray[np.intp] | None = None, *, most: int = MOST_LAID_OUT
    ) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Z relative to row 0, some samples at a time: which, and their (m, p) values to write over."""
        n, p = self.shape
        q = p if columns is None else len(columns)
        instance = self.instance if columns is None else self.instance[columns]
        step = max(1, most // q)
        for start in range(0, n, step):
            part = slice(start, start + step)
            yield part, (self.Z[part] if columns is None else self.Z[part][:, columns]) - instance

    def sums(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ w z for each row of any weights: (T, p)."""
        sums = np.zeros((len(weights), self.shape[1]))
        for part, z in self.parts():
            sums += weights[:, part] @ z
        return sums

    def values(self, slopes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ zⱼ bⱼ of every sample for each row of slopes: (T, n)."""
        values = np.empty((len(slopes), self.shape[0]))
        for part, z in self.parts():
            values[:, part] = slopes @ z.T
        return values

    def kernel(self) -> NDArray[np.floating]:
        """Products zᵢᵀzₖ of all samples with each other, (n, n); kept where that is no burden."""
        if self._kernel is not None:
            return self._kernel
        n, p = self.shape
        # Of on/off features they are whole numbers, in single precision as exact and twice as fast.
        on_off = p < 2**24
        kernel = np.zeros((n, n), dtype=np.float32)
        step = max(1, 2**20 // n)
        for start in range(0, p, step):
            z = self.Z[:, start : start + step] - self.instance[start : start + step]
            if on_off and not (np.square(z) == np.abs(z)).all():
                # What was added up until here is exact.
                on_off, kernel = False, kernel.astype(np.float64)
            add_square(kernel, np.ascontiguousarray(z.T, dtype=kernel.dtype))
        mirror(kernel)
        if n * n <= _MOST_KEPT:
            self._kernel = kernel
        return kernel

    def grams(
        self, weights: NDArray[np.float64], mean_z: NDArray[np.float64], columns: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Σ w (z − z̄)(z − z̄)ᵀ over some columns, for each row of weights that go by the distance: (T, q, q)."""
        if columns is None and len(weights) >= FEW_WIDTHS and self._rings is not None:
            return self._grams_by_ring(weights, mean_z)
        q = mean_z.shape[1]
        grams = np.zeros((len(weights), q, q))
        roots = np.sqrt(weights)
        for part, z in self.parts(columns, most=max(MOST_LAID_OUT, 256 * q)):
            for width, (root, mean) in enumerate(zip(roots[:, part, None], mean_z, strict=True)):
                about_mean = z - mean
                about_mean *= root
                add_square(grams[width], about_mean)
        for gram in grams:
            mirror(gram)
        return grams

    def _grams_by_ring(self, weights: NDArray[np.float64], mean_z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Combine the rings' own sums of zzᵀ, some rows of the matrix at a time."""
        if self._rings is None:
            raise AssertionError
        first, rings = self._rings
        by_ring = weights[:, first]
        p = self.shape[1]
        grams = np.empty((len(weights), p, p))
        step = max(1, _MOST_RING_SUMS // (len(rings) * p))
        for start in range(0, p, step):
            rows = slice(start, min(start + step, p))
            sums = np.empty((len(rings), rows.stop - start, p - start))
            for ring, total in zip(rings, sums, strict=True):
                z = self.Z[ring, start:] - self.instance[start:]
                np.matmul(z[:, : rows.stop - start].T, z, out=total)
            block = (by_ring @ sums.reshape(len(rings), -1)).reshape(-1, *sums.shape[1:])
            grams[:, rows, start:] = block
            grams[:, start:, rows] = block.transpose(0, 2, 1)
        total = np.einsum("tg,g->t", by_ring, [float(len(ring)) for ring in rings])
        for width, (mean, weight) in enumerate(zip(mean_z, total, strict=True)):
            grams[width] -= np.outer(weight * mean, mean)
        return grams


def _parts(n: int, size: int) -> list[slice]:
    """Cut n samples of so many columns into parts that stay in the cache."""
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

    def of(self, widths: NDArray[np.intp], columns: NDArray[np.intp], kept: NDArray[np.bool_]) -> Moments:
        """Those at some widths, (t,), of the columns (t, K) that each of them keeps; 0 where it keeps none."""
        rows = widths[:, None]
        gram = self.gram[rows[:, :, None], columns[:, :, None], columns[:, None, :]]
        gram *= kept[:, :, None] & kept[:, None, :]
        return Moments(
            mean_z=self.mean_z[rows, columns] * kept,
            mean_y=self.mean_y[widths],
            gram=gram,
            cross=self.cross[rows, columns] * kept,
            total=self.total[widths],
            spread=self.spread[widths],
        )


def moments_of(design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64]) -> Moments:
    """Take the moments of the samples for each row of weights.

    Parameters
    ----------
    design : DesignMatrix
    y : ndarray of shape (n,)
        One output of the black box, less its answer for row 0.
    weights : ndarray of shape (T, n)

    Raises
    ------
    LimeError
        If a row of weights is 0 all over.
    """
    squares = design.weigh(weights)
    total = check_total(squares[:, 0, 0])
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


def check_total(total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the sums of the weights back, or say that one of them is 0.

    Raises
    ------
    LimeError
        If a row of weights is 0 all over.
    """
    if (total > 0).all():
        return total
    raise problem(
        "Every sample has weight 0: the kernel is so narrow that not even the instance counts.",
        expected="a kernel width that some distance lies within",
        mend="Make the kernel wider.",
    )


def settle(gram: NDArray[np.float64], mean: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Set to 0, in place, what is constant but for rounding: where a single sample far from row 0 has all the weight.

    Parameters
    ----------
    gram : ndarray of shape (T, K, K)
        Σ w (z − z̄)(z − z̄)ᵀ, a difference of sums about row 0.
    mean : ndarray of shape (T, K)
    total : ndarray of shape (T,)
    """
    own = np.einsum("tii->ti", gram)
    varies = own > ROUNDING * (own + total[:, None] * np.square(mean))
    gram *= varies[:, :, None] & varies[:, None, :]
    return gram


def inverse(gram: NDArray[np.float64], alpha: float, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(G + αI)⁻¹ of each of T matrices on the kept columns, 0 elsewhere; the pseudo-inverse where there is none."""
    diagonal = np.arange(gram.shape[1])
    penalized = gram.copy()
    penalized[:, diagonal, diagonal] += alpha
    # Columns of very different scale are brought to one, or the small ones would pass for rounding.
    scale = np.sqrt(np.maximum(penalized[:, diagonal, diagonal], 0.0))  # a difference may fall below 0 by rounding
    scale[scale == 0] = 1.0
    scales = scale[:, :, None] * scale[:, None, :]
    penalized /= scales
    # A penalty that is lost in rounding leaves the matrix as singular as none.
    if alpha > ROUNDING * np.square(scale).max():
        inverted = np.linalg.inv(penalized)
    else:
        inverted = np.linalg.pinv(penalized, rcond=ROUNDING, hermitian=True)
    inverted /= scales
    inverted *= kept[:, :, None] & kept[:, None, :]
    return np.asarray(inverted)


def about(squares: NDArray[np.float64], columns: NDArray[np.intp], center: NDArray[np.float64]) -> NDArray[np.float64]:
    """Σ v (z − c)(z − c)ᵀ over K columns of each width, (T, K, K), from Σ v [1, z][1, z]ᵀ over all of them.

    Parameters
    ----------
    squares : ndarray of shape (T, q + 1, q + 1)
    columns : ndarray of int of shape (T, K)
    center : ndarray of shape (T, K)
    """
    inside = 1 + columns
    rows = np.arange(len(squares))[:, None]
    mixed = squares[rows, 0, inside][:, :, None] * center[:, None, :]
    centered = squares[rows[:, :, None], inside[:, :, None], inside[:, None, :]]
    centered -= mixed + mixed.transpose(0, 2, 1)
    centered += squares[:, 0, 0, None, None] * center[:, :, None] * center[:, None, :]
    return np.asarray(centered)
