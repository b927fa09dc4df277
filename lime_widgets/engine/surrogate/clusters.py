"""Clusters: samples that were drawn together, so that their errors are not independent."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MOST_FEW = 32
"""Up to so many clusters, the errors have the freedom of the clusters; with more, that of the samples."""


class Clusters:
    """Which samples were drawn together.

    Points of a Sobol sequence, or masks and their opposites, depend on each other: their errors partly cancel, or
    add up. Errors of different clusters are taken to be independent (Liang and Zeger 1986, "Longitudinal data
    analysis using generalized linear models", section 2).

    Parameters
    ----------
    of_row : array_like of shape (n,)
        A number for each sample, equal within a cluster.

    Attributes
    ----------
    of_row : ndarray of int of shape (n,)
        The cluster of each sample, 0 to C − 1.
    count : int
        The number C of clusters.
    """

    def __init__(self, of_row: ArrayLike) -> None:
        different, self.of_row = np.unique(np.asarray(of_row), return_inverse=True)
        self.count = len(different)

    def __len__(self) -> int:
        return len(self.of_row)

    @property
    def few(self) -> bool:
        """Whether there are so few that each is a large part of the samples."""
        return self.count <= MOST_FEW

    def prefix(self, n: int) -> Clusters:
        """Give the clusters of the first n samples."""
        return self if n >= len(self) else Clusters(self.of_row[:n])

    @cached_property
    def indicator(self) -> sparse.csc_array:
        """1 where a sample belongs to a cluster: (C, n)."""
        n = len(self)
        return sparse.csc_array((np.ones(n), self.of_row, np.arange(n + 1)), shape=(self.count, n))

    @cached_property
    def members(self) -> list[slice | NDArray[np.intp]]:
        """The samples of each cluster, as a slice where they follow one another."""
        order = np.argsort(self.of_row, kind="stable")
        parts = np.split(order, np.cumsum(np.bincount(self.of_row))[:-1])
        return [
            slice(int(part[0]), int(part[-1]) + 1) if part[-1] - part[0] + 1 == len(part) else part for part in parts
        ]

    @cached_property
    def _by_cluster(self) -> tuple[NDArray[np.intp], sparse.csr_array]:
        """The order of the samples in an indicator by rows, and that matrix."""
        rows = sparse.csr_array(self.indicator)
        return np.asarray(rows.indices, np.intp), rows

    def sums(self, contributions: NDArray[np.float64], rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute Σ a x over each cluster, for contributions a (n,) of rows x (n, q): (C, q)."""
        order, matrix = self._by_cluster
        weighted = sparse.csr_array((contributions[order], matrix.indices, matrix.indptr), shape=matrix.shape)
        return np.asarray(weighted @ rows)

    def effective_number(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute (ΣW)²/ΣW², with W the sum of the weights of a cluster: (T,) for weights (T, n)."""
        by_cluster = self.indicator @ weights.T
        largest = np.maximum(by_cluster.max(axis=0), np.finfo(float).tiny)  # squares of tiny weights vanish
        by_cluster /= largest
        total = by_cluster.sum(axis=0)
        return np.asarray(total**2 / np.square(by_cluster).sum(axis=0))


def centered(sums: NDArray[np.float64], *, few: bool) -> NDArray[np.float64]:
    """Subtract the mean over the clusters, (..., C, q), where they are few; elsewhere it is next to nothing."""
    return sums - sums.mean(axis=-2, keepdims=True) if few else sums
