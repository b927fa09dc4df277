"""Sums of products of columns: one half of a symmetric matrix, and its mirror image."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import blas

if TYPE_CHECKING:
    from numpy.typing import NDArray

# For fewer widths than this, sums go over the samples; for more, over rings of samples at equal distance.
FEW_WIDTHS = 8


def add_square(squares: NDArray[np.floating], z: NDArray[np.floating]) -> None:
    """Add zᵀz of z (m, p) to the lower triangle of squares (p, p)."""
    syrk = blas.ssyrk if squares.dtype == np.float32 else blas.dsyrk
    # BLAS reads our arrays as transposed: z is (p, m) to it, and our lower triangle is its upper one.
    square = syrk(1.0, z.T, beta=1.0, c=squares.T, overwrite_c=1, lower=0)
    if not np.shares_memory(square, squares):
        raise AssertionError


def mirror(squares: NDArray[np.floating]) -> None:
    """Copy the lower triangle of a symmetric matrix to the upper one."""
    for start in range(0, len(squares), 64):
        rows = slice(start, start + 64)
        squares[rows, rows] = np.tril(squares[rows, rows]) + np.tril(squares[rows, rows], -1).T
        squares[rows, start + 64 :] = squares[start + 64 :, rows].T
