"""The design matrix: the interpretable representation of a neighborhood, laid out for fits at many kernel widths."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.surrogate.clusters import centered
from lime_widgets.engine.surrogate.products import FEW_WIDTHS, add_square, mirror

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.clusters import Clusters

# Above this many features the products of all pairs of them outgrow the cache, and one Gram matrix for each
# kernel width is faster. So it is for a few widths.
MOST_PAIRED = 64
# Products held at a time, 64 MB: 16,000 samples of 30 features.
_MOST_PRODUCTS = 2**23
# Values of Z laid out at a time, 1 MB: they stay in the cache.
MOST_LAID_OUT = 2**17
# Sums over each distance held at a time, 32 MB.
_MOST_RING_SUMS = 2**22
# Products of samples with each other kept from one fit to the next, for up to 4,096 samples.
_MOST_KEPT = 2**24


class DesignMatrix:
    """The interpretable representation of a neighborhood, laid out for fitting.

    All values are relative to row 0, the instance. With a narrow kernel the weighted mean lies near it, and
    sums of squares about a far point would lose their digits.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance. It is not copied for large p.
    distances : ndarray of shape (n,)
        Distances from the instance. Samples at equal distance have equal weights at every kernel width.
        Where there are few distances (on/off features have at most p + 1), the sums over each distance
        are computed once for all widths.
    counts : ndarray of shape (n,), optional
        The number of samples each row represents. The weights of a fit contain them already. Here they
        distinguish rows at equal distance, and give the samples' own contributions to a variance.
    clusters : Clusters, optional
        Which samples were drawn together; by default each is on its own.
    log_proposal : ndarray of shape (n,), optional
        How densely each row was drawn. The weights of a fit are divided by it already.
    at_rest : ndarray of shape (p,), optional
        The value of each feature that stands for its absence, for surrogates that are no sums; by default 0.
    """

    def __init__(
        self,
        Z: NDArray[np.float64],
        distances: NDArray[np.float64],
        counts: NDArray[np.float64] | None = None,
        clusters: Clusters | None = None,
        log_proposal: NDArray[np.float64] | None = None,
        at_rest: NDArray[np.float64] | None = None,
    ) -> None:
        self.Z = Z
        self.instance = Z[0]
        self.at_rest = np.zeros(Z.shape[1]) if at_rest is None else at_rest
        self._distances = distances
        self._counts = counts
        self.clusters = clusters
        self._log_proposal = log_proposal
        self._kernel: NDArray[np.floating] | None = None

    def per_sample(self, squares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the sum of squares over the samples that each row represents, from the square of their sum, in place.

        Of c samples with equal contributions s the square of the sum is (cs)², the sum of the squares cs².
        """
        if self._counts is not None:
            squares *= np.divide(1.0, self._counts, out=np.zeros_like(self._counts), where=self._counts > 0)
        return squares

    def of_one(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the weight of a single sample, (T, n), from the weights of all samples that a row represents."""
        if self._counts is None:
            return weights
        return np.divide(weights, self._counts, out=np.zeros_like(weights), where=self._counts > 0)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of samples and of features."""
        n, p = self.Z.shape
        return n, p

    def of(self, columns: NDArray[np.intp]) -> DesignMatrix:
        """Give the same samples with some of the columns."""
        Z = np.ascontiguousarray(self.Z[:, columns])
        return self.along(Z)

    def along(self, coordinates: NDArray[np.float64]) -> DesignMatrix:
        """Give the same samples in other coordinates, (n, q)."""
        return DesignMatrix(coordinates, self._distances, self._counts, self.clusters, self._log_proposal)

    @cached_property
    def rows(self) -> NDArray[np.float64]:
        """``[1, Z]`` relative to row 0, transposed: (p+1, n), for small p."""
        rows = np.ones((self.Z.shape[1] + 1, len(self.Z)))
        np.subtract(self.Z.T, self.instance[:, None], out=rows[1:])
        return rows

    @cached_property
    def _products(self) -> NDArray[np.float64]:
        return _products(self.rows)

    @cached_property
    def _rings(self) -> tuple[NDArray[np.intp], list[NDArray[np.intp]]] | None:
        """The first sample of each ring, (G,), and the samples of each; None where rings save nothing.

        A ring is the set of samples with equal distance, count and proposal, hence with equal weight at every width.
        """
        alike = self._distances
        for other in (self._counts, self._log_proposal):
            if other is not None:
                _, place = np.unique(alike, return_inverse=True)
                _, number = np.unique(other, return_inverse=True)
                alike = place * (number.max() + 1) + number
        _, first, ring, sizes = np.unique(alike, return_index=True, return_inverse=True, return_counts=True)
        n, p = self.shape
        if len(first) > (2 * (p + 1) if p <= MOST_PAIRED else n // 2):
            return None
        return first, np.split(np.argsort(ring, kind="stable"), np.cumsum(sizes)[:-1])

    @cached_property
    def _ring_sums(self) -> NDArray[np.float64] | None:
        """Σ [1, z][1, z]ᵀ over each ring, (G, (p+1)²), for small p."""
        if self._rings is None:
            return None
        _, rings = self._rings
        ordered = self.rows[:, np.concatenate(rings)]
        ends = np.cumsum([len(ring) for ring in rings])
        return np.array([(part @ part.T).ravel() for part in np.split(ordered, ends[:-1], axis=1)])

    def weigh(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute Σ w [1, z][1, z]ᵀ for each row of weights that depend on the distance only: (T, p+1, p+1)."""
        # A few widths are not worth the sums over rings, unless an earlier fit took them.
        known = "_ring_sums" in vars(self)
        if (len(weights) < FEW_WIDTHS and not known) or self._rings is None or self._ring_sums is None:
            return self.squares(weights)
        size = len(self.rows)
        return (weights[:, self._rings[0]] @ self._ring_sums).reshape(-1, size, size)

    def squares(self, weights: NDArray[np.float64], columns: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Compute Σ w [1, z][1, z]ᵀ over some columns, for each row of any weights: (T, q+1, q+1)."""
        p, n = len(self.rows) - 1, self.rows.shape[1]
        if columns is not None and len(columns) == p:
            columns = None
        rows = self.rows if columns is None else self.rows[np.append(0, columns + 1)]
        size = len(rows)
        if len(weights) < FEW_WIDTHS:
            sums = np.zeros((len(weights), size, size))
            for part in parts_in_cache(n, size):
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

    def meat(self, contributions: NDArray[np.float64], columns: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Compute the middle of a sandwich over some columns, (T, q+1, q+1).

        It is Σ s sᵀ over the clusters, with s the sum of a [1, z] over the samples of a cluster. A few clusters are
        centered.

        Parameters
        ----------
        contributions : ndarray of shape (T, n)
            The numbers a, weight times residual.
        columns : ndarray of int of shape (q,), optional
        """
        if self.clusters is None:
            return self.squares(self.per_sample(np.square(contributions)), columns)
        rows = self.rows if columns is None else self.rows[np.append(0, columns + 1)]
        if not self.clusters.few:
            by_sample = np.ascontiguousarray(rows.T)
            each = (self.clusters.sums(row, by_sample) for row in contributions)
            return np.array([sums.T @ sums for sums in each])
        sums = np.stack([contributions[:, members] @ rows[:, members].T for members in self.clusters.members], axis=1)
        sums = centered(sums, few=True)
        return np.asarray(sums.transpose(0, 2, 1) @ sums)

    def forms(self, forms: NDArray[np.float64], columns: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Compute [1, z]ᵀ Q [1, z] of every sample, (T, n), for symmetric Q (T, q+1, q+1) over some columns."""
        if columns is not None and len(columns) == len(self.rows) - 1:
            columns = None
        rows = self.rows if columns is None else self.rows[np.append(0, columns + 1)]
        size, n = rows.shape
        values = np.empty((len(forms), n))
        if len(forms) < FEW_WIDTHS:
            for part in parts_in_cache(n, size):
                some = rows[:, part]
                for width, form in enumerate(forms):
                    values[width, part] = np.einsum("an,an->n", form @ some, some)
            return values
        above = np.triu_indices(size)
        packed = forms[:, above[0], above[1]] * np.where(above[0] == above[1], 1.0, 2.0)
        step = _MOST_PRODUCTS // len(above[0])
        if columns is None and n <= step:
            return np.asarray(packed @ self._products)
        for start in range(0, n, step):
            part = slice(start, start + step)
            values[:, part] = packed @ _products(rows[:, part])
        return values

    def parts(
        self, columns: NDArray[np.intp] | None = None, *, most: int = MOST_LAID_OUT
    ) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Give Z relative to row 0 in parts: the slice of the samples, and their (m, p) values, a copy."""
        n, p = self.shape
        q = p if columns is None else len(columns)
        instance = self.instance if columns is None else self.instance[columns]
        step = max(1, most // q)
        for start in range(0, n, step):
            part = slice(start, start + step)
            yield part, (self.Z[part] if columns is None else self.Z[part][:, columns]) - instance

    def sums(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute Σ w z for each row of any weights: (T, p)."""
        sums = np.zeros((len(weights), self.shape[1]))
        for part, z in self.parts():
            sums += weights[:, part] @ z
        return sums

    def values(self, slopes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute Σ zⱼ bⱼ of every sample, for each row of slopes: (T, n)."""
        values = np.empty((len(slopes), self.shape[0]))
        for part, z in self.parts():
            values[:, part] = slopes @ z.T
        return values

    def kernel(self) -> NDArray[np.floating]:
        """Compute the products zᵢᵀzₖ of all samples with each other, (n, n); they are kept for up to 4,096 samples."""
        if self._kernel is not None:
            return self._kernel
        n, p = self.shape
        # For on/off features these are whole numbers: single precision is exact and twice as fast.
        on_off = p < 2**24
        kernel = np.zeros((n, n), dtype=np.float32)
        step = max(1, 2**20 // n)
        for start in range(0, p, step):
            z = self.Z[:, start : start + step] - self.instance[start : start + step]
            if on_off and not (np.square(z) == np.abs(z)).all():
                # The sums so far are exact.
                on_off, kernel = False, kernel.astype(np.float64)
            add_square(kernel, np.ascontiguousarray(z.T, dtype=kernel.dtype))
        mirror(kernel)
        if n * n <= _MOST_KEPT:
            self._kernel = kernel
        return kernel

    def grams(
        self, weights: NDArray[np.float64], mean_z: NDArray[np.float64], columns: NDArray[np.intp] | None = None
    ) -> NDArray[np.float64]:
        """Compute Σ w (z − z̄)(z − z̄)ᵀ over some columns, for weights that depend on the distance only: (T, q, q)."""
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
        """Combine the sums of zzᵀ over the rings, some rows of the matrix at a time."""
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

    def weighted(
        self, columns: NDArray[np.intp] | None, mean: NDArray[np.float64], root: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Compute √w (z − z̄) of some columns, (n, q) in Fortran's order."""
        weighted = np.empty((len(root), len(mean)), order="F")
        for part, z in self.parts(columns):
            np.multiply(z - mean, root[part, None], out=weighted[part])
        return weighted


def parts_in_cache(n: int, size: int) -> list[slice]:
    """Cut n samples into parts that stay in the cache, given the number of columns."""
    step = min(2**18 // size**2, 2**13 // size)
    if step < 64:
        step = n
    return [slice(start, start + step) for start in range(0, n, step)]


def _products(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the products of all pairs of q rows, (0, 0), (0, 1) … (q-1, q-1): (q(q+1)/2, n)."""
    q, n = rows.shape
    products = np.empty((q * (q + 1) // 2, n))
    end = 0
    for first in range(q):
        start, end = end, end + q - first
        np.multiply(rows[first:], rows[first], out=products[start:end])
    return products
