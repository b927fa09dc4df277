"""What the residuals of a fit tell: the errors of its coefficients, and how well it predicts samples left out.

These are for few features, at many kernel widths at once; `lime_widgets.engine.surrogate.large_p_ridge` has its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.surrogate.moments import about

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix

# A sample that decides its own fitted value leaves no residual: 1 − h is rounding, and its share is not divided.
_LEAST_LEFT = 1e-9


@dataclass(frozen=True)
class Fitted:
    """Linear fits of K columns at T widths, with attributes as for `Moments` and `Fits`.

    Attributes
    ----------
    columns : ndarray of int of shape (T, K)
    center, coef : ndarray of shape (T, K)
        The weighted mean of the columns and the coefficients.
    offset, total : ndarray of shape (T,)
        The fit's value for row 0, relative to the output's, and Σ w.
    inverse : ndarray of shape (T, K, K)
        A = (G + αI)⁻¹, 0 where no column is kept.
    """

    columns: NDArray[np.intp]
    center: NDArray[np.float64]
    coef: NDArray[np.float64]
    offset: NDArray[np.float64]
    total: NDArray[np.float64]
    inverse: NDArray[np.float64]


def errors_of(
    design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64], fits: Fitted, *, with_variance: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Compute the variances of the coefficients and the squared errors of samples left out.

    Parameters
    ----------
    design : DesignMatrix
    y : ndarray of shape (n,)
        The output relative to row 0.
    weights : ndarray of shape (T, n)
    fits : Fitted
    with_variance : bool
        Whether to compute the variances; otherwise they are NaN.

    Returns
    -------
    variance : ndarray of shape (T, K)
        The diagonal of A M A, with M from `DesignMatrix.meat`, z about its mean.
    left_out : ndarray of shape (T,)
        Σ w e², with e the error of a sample's prediction from the others; see `squared_left_out`.
    """
    widths = np.arange(len(weights))[:, None]
    union, place = np.unique(fits.columns, return_inverse=True)
    place = place.reshape(fits.columns.shape)
    slopes = np.zeros((len(weights), 1 + len(union)))
    slopes[:, 0] = fits.offset
    np.add.at(slopes, (widths, 1 + place), fits.coef)
    residuals = slopes @ design.rows[np.append(0, union + 1)]
    residuals -= y
    leverage = design.forms(leverage_forms(fits.inverse, fits.center, fits.total, place, len(union)), union)
    leverage *= design.of_one(weights)
    left_out = squared_left_out(weights, residuals, leverage)
    if not with_variance:
        return np.full_like(fits.coef, np.nan), left_out
    residuals *= weights
    meat = about(design.meat(residuals, union), place, fits.center)
    return np.asarray(np.einsum("tij,tij->ti", fits.inverse @ meat, fits.inverse)), left_out


def leverage_forms(
    inverse: NDArray[np.float64],
    center: NDArray[np.float64],
    total: NDArray[np.float64],
    place: NDArray[np.intp],
    n_columns: int,
) -> NDArray[np.float64]:
    """Write 1/Σw + (z − c)ᵀ A (z − c) as forms of [1, z], (T, q + 1, q + 1).

    Parameters
    ----------
    inverse : ndarray of shape (T, K, K)
    center : ndarray of shape (T, K)
    total : ndarray of shape (T,)
    place : ndarray of int of shape (T, K)
        The place of each of the K columns among the q.
    n_columns : int
    """
    widths = np.arange(len(center))[:, None]
    to_center = np.einsum("tij,tj->ti", inverse, center)
    forms = np.zeros((len(center), 1 + n_columns, 1 + n_columns))
    forms[:, 0, 0] = 1.0 / total + np.einsum("ti,ti->t", to_center, center)
    # Added, because a place without a column has zeros and may repeat another.
    first = np.zeros_like(place)
    np.add.at(forms, (widths, first, 1 + place), -to_center)
    np.add.at(forms, (widths, 1 + place, first), -to_center)
    np.add.at(forms, (widths[:, :, None], 1 + place[:, :, None], 1 + place[:, None, :]), inverse)
    return forms


def squared_left_out(
    weights: NDArray[np.float64], residuals: NDArray[np.float64], leverage: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute Σ w e² over the samples, with e = r/(1 − h) their errors in fits without them; the leverage is lost.

    A fit without sample i misses it by r/(1 − h), where h is the i-th diagonal element of the hat matrix (Allen 1974,
    "The relationship between variable selection and data augmentation and a method for prediction", equation 6). It
    holds for a ridge with the penalty kept.

    Parameters
    ----------
    weights, residuals, leverage : ndarray of shape (..., n)
    """
    np.subtract(1.0, leverage, out=leverage)
    np.maximum(leverage, _LEAST_LEFT, out=leverage)
    np.divide(residuals, leverage, out=leverage)
    return np.asarray(np.einsum("...n,...n,...n->...", weights, leverage, leverage))
