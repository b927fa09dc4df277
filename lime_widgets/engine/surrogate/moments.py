"""Weighted moments of a neighborhood at many kernel widths: all that a least-squares fit needs.

They are the weighted sums of z, y, zzᵀ, zy and y². Up to `design_matrix.MOST_PAIRED` features one matrix
product gives them for all kernel widths; later steps work on p × p matrices, whatever the number of
samples. With more features, `lime_widgets.engine.surrogate.large_p` takes only the moments that it needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.surrogate.design_matrix import parts_in_cache
from lime_widgets.engine.surrogate.products import FEW_WIDTHS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix

# A feature counts as constant if its weighted variance is below this share of its second moment.
ROUNDING = 1e-12


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
        """Give the moments at some widths (t,), of the selected columns (t, K) of each; 0 where there is none."""
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
    """Compute the moments of the samples for each row of weights.

    Parameters
    ----------
    design : DesignMatrix
    y : ndarray of shape (n,)
        One output of the black box, relative to its answer for row 0.
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
    for part in parts_in_cache(n, size) if len(weights) < FEW_WIDTHS else [slice(n)]:
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
    """Check that no row of weights has the sum 0.

    Raises
    ------
    LimeError
        If a row of weights is 0 all over.
    """
    if (total > 0).all():
        return total
    raise problem("kernel.too_narrow")


def settle(gram: NDArray[np.float64], mean: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.float64]:
    """Set rounding errors to 0, in place: they remain where one sample far from row 0 has all the weight.

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
    """Compute (G + αI)⁻¹ of T matrices on the kept columns, 0 elsewhere; the pseudo-inverse where it is singular."""
    diagonal = np.arange(gram.shape[1])
    penalized = gram.copy()
    penalized[:, diagonal, diagonal] += alpha
    # Columns of very different scale are rescaled: the small ones would be taken for rounding errors.
    scale = np.sqrt(np.maximum(penalized[:, diagonal, diagonal], 0.0))  # a difference may fall below 0 by rounding
    scale[scale == 0] = 1.0
    scales = scale[:, :, None] * scale[:, None, :]
    penalized /= scales
    # A penalty that is lost in rounding leaves a singular matrix singular.
    if alpha > ROUNDING * np.square(scale).max():
        inverted = np.linalg.inv(penalized)
    else:
        inverted = np.linalg.pinv(penalized, rcond=ROUNDING, hermitian=True)
    inverted /= scales
    inverted *= kept[:, :, None] & kept[:, None, :]
    return np.asarray(inverted)


def about(squares: NDArray[np.float64], columns: NDArray[np.intp], center: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute Σ v (z − c)(z − c)ᵀ over K columns of each width, (T, K, K), from Σ v [1, z][1, z]ᵀ.

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
