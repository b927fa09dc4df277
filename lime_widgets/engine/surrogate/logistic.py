"""The logistic surrogate: log-odds that are linear in the features, fitted at many kernel widths at once.

Answers may be any share between 0 and 1. The fit is a weighted binomial regression (McCullagh and Nelder
1989, "Generalized linear models", chapter 4), and the black box's probability is the observed share. For
answers of 0 and 1 it equals scikit-learn's `LogisticRegression` with C = 1/α.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.surrogate.design_matrix import MOST_PAIRED
from lime_widgets.engine.surrogate.newton import Search
from lime_widgets.engine.surrogate.products import FEW_WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
    from lime_widgets.engine.surrogate.moments import Moments

# Rounding may move an answer this far below 0 or above 1.
_OUTSIDE = 1e-9
# Values of the samples held for the widths of one step, by the number of columns. 1 MB stays in the cache. The
# products of all pairs of more columns do not, and are read less often if a step has more widths: then 8 MB.
_MOST_VALUES = {16: 2**17, MOST_PAIRED: 2**20}
# Values of the Hessian matrices held at a time, 32 MB.
_MOST_CURVED = 2**22


@dataclass(frozen=True)
class Logistic:
    """Logistic fits at T kernel widths, of K features each, in the given order.

    Attributes
    ----------
    coef, stderr : ndarray of shape (T, K)
        In log-odds; 0 where no feature is kept.
    offset : ndarray of shape (T,)
        Log-odds at row 0.
    residual, left_out : ndarray of shape (T,)
        Σ w (y − p)², in sample and of samples left out.
    freedom : ndarray of shape (T,)
        tr (H + αI)⁻¹, with H the Hessian matrix of half the deviance, the intercept profiled out.
    separated : ndarray of bool of shape (T,)
        Whether the weights grow without bound, because a plane separates high answers from low ones.
        Then the coefficients are those of the last step, without errors (NaN).
    """

    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    offset: NDArray[np.float64]
    residual: NDArray[np.float64]
    left_out: NDArray[np.float64]
    freedom: NDArray[np.float64]
    separated: NDArray[np.bool_]


def logistics(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    varies: NDArray[np.bool_],
    *,
    alpha: float,
    with_stderr: bool,
    moments: Moments | None = None,
) -> Logistic:
    """Fit the selected columns of each width.

    Newton's method minimizes the penalized deviance 2 Σ w ℓ(y, p) + α‖β‖² with
    ℓ = −y log p − (1 − y) log(1 − p), at all widths at once. A step that does not lower it is halved. The
    intercept is not penalized.

    Parameters
    ----------
    design : DesignMatrix
    y : ndarray of shape (n,)
        Shares between 0 and 1.
    weights : ndarray of shape (T, n)
    features : ndarray of int of shape (T, K)
        Columns; −1 where there are fewer.
    varies : ndarray of bool of shape (T,)
        Where y varies; elsewhere the coefficients are 0.
    alpha : float
    with_stderr : bool
        Whether to compute standard errors, those of the sandwich A (Σ w² (y − p)² zzᵀ) A with
        A = (H + αI)⁻¹ and z about the mean at which H is centered.
    moments : Moments, optional
        The moments of all pairs of columns, if they are known. They spare the sums of the first step.

    Returns
    -------
    Logistic
    """
    n_widths, K = features.shape
    found = Logistic(
        coef=np.zeros((n_widths, K)),
        stderr=np.zeros((n_widths, K)) if with_stderr else np.full((n_widths, K), np.nan),
        offset=_log_odds(y, weights),
        residual=np.zeros(n_widths),
        left_out=np.zeros(n_widths),
        freedom=np.zeros(n_widths),
        separated=np.zeros(n_widths, dtype=bool),
    )
    for widths, columns in _alike(features, np.flatnonzero(varies), *design.shape):
        part, basis = _chosen(design, columns)
        q = part.shape[1]
        step = _at_a_time(len(y), q)
        for start in range(0, len(widths), step):
            some = widths[start : start + step]
            kept = features[some] >= 0
            place = np.searchsorted(columns, np.where(kept, features[some], columns[0]))
            if basis is None:
                search = Search(part, y, weights[some], place, kept, alpha)
            else:
                every = np.broadcast_to(np.arange(q), (len(some), q))
                search = Search(part, y, weights[some], every, np.ones(every.shape, dtype=bool), alpha)
            search.run(found.offset[some], None if moments is None else moments.of(some, features[some], kept))
            found.coef[some] = (
                search.coef if basis is None else np.take_along_axis(search.coef @ basis.T, place, 1) * kept
            )
            found.offset[some] = search.offset
            found.residual[some] = search.residual()
            found.left_out[some] = search.left_out()
            # (H + αI)⁻¹ is 1/α in each direction without samples.
            found.freedom[some] = search.freedom + ((len(columns) - q) / alpha if len(columns) > q and alpha else 0.0)
            found.separated[some] = search.separated
            if with_stderr:
                variance = search.variance(basis)
                variance = variance if basis is None else np.take_along_axis(variance, place, 1)
                stderr = np.sqrt(np.maximum(variance, 0.0)) * kept
                stderr[search.separated] = np.nan
                found.stderr[some] = stderr
    return found


def check_shares(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Check that the answers are shares.

    Raises
    ------
    LimeError
        If an answer lies outside 0 to 1 by more than a rounding error.
    """
    least, most = float(y.min()), float(y.max())
    if least < -_OUTSIDE or most > 1 + _OUTSIDE:
        raise problem("logistic.range", least=least, most=most)
    return np.clip(y, 0.0, 1.0)


def _log_odds(y: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the log-odds of the weighted mean of y, finite also where all answers are 0 or all are 1."""
    for_, against = weights @ y, weights @ (1.0 - y)
    least = np.finfo(float).eps * (for_ + against)
    return np.asarray(np.log(np.maximum(for_, least)) - np.log(np.maximum(against, least)))


def _alike(
    features: NDArray[np.intp], widths: NDArray[np.intp], n: int, p: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Group widths to fit together, with the columns that they need; for large p those with the same columns."""
    if p <= MOST_PAIRED:
        step = _at_a_time(n, features.shape[1])
        parts = [widths[start : start + step] for start in range(0, len(widths), step)]
    else:
        _, which = np.unique(np.sort(features[widths], axis=1), axis=0, return_inverse=True)
        parts = [widths[which.ravel() == number] for number in range(which.max(initial=-1) + 1)]
    for part in parts:
        columns = np.unique(features[part])
        # Without any column only the intercept is fitted; one column is kept for the shape of the arrays.
        yield part, columns[columns >= 0] if columns[-1] >= 0 else np.zeros(1, np.intp)


def _at_a_time(n: int, q: int) -> int:
    """Give the number of widths per step, for n samples and q columns."""
    for most, values in _MOST_VALUES.items():
        if q <= most:
            return max(FEW_WIDTHS, values // n)
    return max(1, _MOST_CURVED // q**2)


def _chosen(design: DesignMatrix, columns: NDArray[np.intp]) -> tuple[DesignMatrix, NDArray[np.float64] | None]:
    """Give the chosen columns. If they outnumber the samples, give coordinates along n directions and these.

    The penalty ‖β‖² is the same in any orthogonal coordinates. No sample has a component in the other
    directions, so their coefficients are 0.
    """
    n, p = design.shape
    part = design if len(columns) == p else design.of(columns)
    if len(columns) <= max(n, MOST_PAIRED):
        return part, None
    basis, coordinates = np.linalg.qr((part.Z - part.instance).T)
    return design.along(np.ascontiguousarray(coordinates.T)), np.asarray(basis)
