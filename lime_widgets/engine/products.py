"""Products of matrices, and the threads that they run on.

A browser that draws and a model that answers want the cores, too: a product that is spread over threads waits
for the last of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import blas

if TYPE_CHECKING:
    from numpy.typing import NDArray

# For fewer widths than this, sums are taken width by width, in this thread alone.
FEW_WIDTHS = 8
# A Gram matrix of so many multiplications is taken in squares of 40 columns by 160 samples, which
# run in this thread alone (see `moments._parts`): of 110 features in 2.3 ms rather than 1.2, but in 2.4
# rather than 120 while other processes hold the cores.
_MOST_ALONE = 4e8
ALONE = 40


def runs_alone(multiplications: float) -> bool:
    """Whether a product of matrices is small enough to be taken in this thread alone."""
    return multiplications <= _MOST_ALONE


def product_alone(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The product of two matrices, in blocks that run in this thread alone."""
    result = np.zeros((len(a), b.shape[1]))
    inner, across = min(len(b), 2**18 // ALONE**2), min(b.shape[1], ALONE)
    down = 2**18 // (inner * across)
    for k in range(0, len(b), inner):
        for i in range(0, len(a), down):
            left = a[i : i + down, k : k + inner]
            for j in range(0, b.shape[1], across):
                result[i : i + down, j : j + across] += left @ b[k : k + inner, j : j + across]
    return result


def product(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """The product of two large matrices, on the threads that SciPy's solvers use.

    NumPy and SciPy bring an OpenBLAS each, and one's threads, which wait in a loop for more to do,
    keep the other's from the cores: a product by NumPy and a Cholesky factorisation by SciPy of
    1,000 rows took 10 and 6 ms on their own, 300 after one another, and 16 where both are SciPy's.
    """
    (left, across), (right, down) = _in_fortran(b), _in_fortran(a)
    return np.asarray(blas.dgemm(1.0, left, right, trans_a=across, trans_b=down)).T


def _in_fortran(matrix: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """A matrix's transpose as BLAS takes it without a copy, and whether it is to be transposed."""
    return (matrix, 1) if matrix.flags.f_contiguous and not matrix.flags.c_contiguous else (matrix.T, 0)


def add_square(squares: NDArray[np.floating], z: NDArray[np.floating]) -> None:
    """Add zᵀz of z (m, p) to the lower triangle of squares (p, p), on the threads of `product`."""
    syrk = blas.ssyrk if squares.dtype == np.float32 else blas.dsyrk
    # In Fortran's order what is ours is transposed: z as it lies is (p, m), the lower triangle the upper.
    square = syrk(1.0, z.T, beta=1.0, c=squares.T, overwrite_c=1, lower=0)
    if not np.shares_memory(square, squares):
        raise AssertionError


def mirror(squares: NDArray[np.floating]) -> None:
    """Fill the upper triangle of a symmetric matrix from its lower one."""
    for start in range(0, len(squares), 64):
        rows = slice(start, start + 64)
        squares[rows, rows] = np.tril(squares[rows, rows]) + np.tril(squares[rows, rows], -1).T
        squares[rows, start + 64 :] = squares[start + 64 :, rows].T


def add_product(sums: NDArray[np.float64], weights: NDArray[np.float64], z: NDArray[np.float64]) -> None:
    """Add weights (T, m) times z (m, p); for a few widths by einsum, which has no threads to wait for."""
    if len(weights) >= FEW_WIDTHS:
        sums += product(weights, z)
        return
    for width, row in enumerate(weights):
        sums[width] += np.einsum("i,ij->j", row, z)
