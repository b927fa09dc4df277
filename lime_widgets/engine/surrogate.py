"""The local surrogate: features selected and a weighted ridge fitted, at many kernel widths."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import lars_path_gram

from lime_widgets.engine.errors import problem
from lime_widgets.engine.moments import FEW_WIDTHS, Moments, moments_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.moments import Design

FeatureSelection = Literal["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
FEATURE_SELECTIONS: tuple[FeatureSelection, ...] = get_args(FeatureSelection)

# A feature is constant but for rounding when its weighted variance falls below this share
# of its second moment.
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Fits:
    """Weighted ridge fits at T kernel widths, K features each, largest |coefficient| first.

    Attributes
    ----------
    features : ndarray of int of shape (T, K)
        Columns of Z; −1 where a lasso path keeps fewer than K.
    coef, stderr : ndarray of shape (T, K)
        Coefficients and their standard errors; 0 where `features` is −1, and all errors NaN
        where they were not asked for.
    at_instance : ndarray of shape (T,)
        The surrogate's value for row 0.
    score : ndarray of shape (T,)
        Weighted R² in sample; NaN where the output does not vary.
    retained : ndarray of shape (T,)
        Share of the coefficients' freedom that the penalty leaves, tr(G(G + αI)⁻¹)/K:
        near 0 the penalty decides them, near 1 the data do.
    deviation : ndarray of shape (T,)
        Weighted standard deviation of the output.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    at_instance: NDArray[np.float64]
    score: NDArray[np.float64]
    retained: NDArray[np.float64]
    deviation: NDArray[np.float64]


def fit(
    design: Design,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    n_features: int,
    feature_selection: FeatureSelection = "auto",
    alpha: float = 1.0,
    with_stderr: bool = True,
) -> Fits:
    """Select features and fit a weighted ridge regression at every kernel width.

    Features are selected by the reference implementation's rules; then
    Σ w (y − β₀ − βᵀz)² + α‖β‖² is made least over the selected ones (Ribeiro et al. 2016,
    equation 2, with a ridge penalty as Ω).

    Parameters
    ----------
    design : Design
    y : ndarray of shape (n,)
        One output of the black box.
    weights : ndarray of shape (T, n)
        Weights of the samples at each width.
    n_features : int
        How many features to keep, 1 to p. ``feature_selection="none"`` keeps all p.
    feature_selection : str, default "auto"
        ``"forward_selection"`` adds the feature that raises the weighted R² most, until there
        are enough; ``"highest_weights"`` ranks by |coefficient × z₀| of a fit with a penalty
        of 0.01; ``"lasso_path"`` takes the last step of the lasso path with few enough
        features; ``"auto"`` is forward selection up to 6 features, highest weights above.
    alpha : float, default 1.0
        Ridge penalty α ≥ 0. At 0, where the selected features leave the fit undetermined, the
        smallest coefficients that fit are taken.
    with_stderr : bool, default True
        Whether to work out standard errors. They are those of the sandwich
        A (Σ w² r² zzᵀ) A with A = (G + αI)⁻¹ and z about its weighted mean: robust against
        unequal residual variance, conditional on the selection.

    Returns
    -------
    Fits
    """
    about_instance = y - y[0]
    moments = moments_of(design, about_instance, weights)
    features = _select(moments, design.instance, len(y), n_features, feature_selection)
    kept = features >= 0
    columns = np.where(kept, features, 0)
    rows = np.arange(len(weights))[:, None]

    gram = moments.gram[rows[:, :, None], columns[:, :, None], columns[:, None, :]]
    gram *= kept[:, :, None] & kept[:, None, :]
    cross = moments.cross[rows, columns] * kept
    inverse = _inverse(gram, alpha, kept)
    coef = np.einsum("tij,tj->ti", inverse, cross)

    residual = moments.spread - np.einsum("ti,ti->t", coef, 2 * cross - np.einsum("tij,tj->ti", gram, coef))
    varies = moments.spread > _ROUNDING * moments.total * max(np.square(about_instance).max(), 0.0)
    score = np.full(len(weights), np.nan)
    score[varies] = 1.0 - residual[varies] / moments.spread[varies]
    offset = moments.mean_y - np.einsum("ti,ti->t", coef, moments.mean_z[rows, columns] * kept)

    if with_stderr:
        variance = _sandwich(design, about_instance, weights, moments, columns, coef, offset, inverse)
        stderr = np.sqrt(np.maximum(variance, 0.0)) * kept
    else:
        stderr = np.full_like(coef, np.nan)

    order = np.argsort(np.where(kept, -np.abs(coef), np.inf), axis=1, kind="stable")
    count = np.maximum(kept.sum(axis=1), 1)
    freedom = np.einsum("tii->t", inverse * kept[:, :, None])
    return Fits(
        features=np.take_along_axis(features, order, 1),
        coef=np.take_along_axis(coef, order, 1),
        stderr=np.take_along_axis(stderr, order, 1),
        at_instance=y[0] + offset,
        score=score,
        retained=1.0 - alpha * freedom / count,
        deviation=np.sqrt(np.maximum(moments.spread, 0.0) / moments.total),
    )


def check_alpha(alpha: float) -> float:
    """Give the penalty back, or say why it cannot be one.

    Raises
    ------
    LimeError
        If it is not a finite number ≥ 0.
    """
    if isinstance(alpha, int | float | np.number) and np.isfinite(alpha) and alpha >= 0:
        return float(alpha)
    raise problem(
        f"The penalty alpha is {alpha!r}.",
        expected="a finite number, 0 or above",
        mend="Leave it out to get LIME's 1.0.",
    )


def check_feature_selection(feature_selection: str) -> FeatureSelection:
    """Give the method's name back, or say which there are.

    Raises
    ------
    LimeError
        If the method is not known.
    """
    for known in FEATURE_SELECTIONS:
        if feature_selection == known:
            return known
    raise problem(
        f"feature_selection is {feature_selection!r}.",
        expected="one of " + ", ".join(f'"{name}"' for name in FEATURE_SELECTIONS),
        mend='Leave it out to get "auto".',
    )


def _select(
    moments: Moments,
    instance: NDArray[np.float64],
    n_samples: int,
    n_features: int,
    method: FeatureSelection,
) -> NDArray[np.intp]:
    """Columns that each width keeps, in the order in which ties are to be broken."""
    n_widths, p = moments.cross.shape
    if method == "none":
        return np.tile(np.arange(p), (n_widths, 1))
    if method == "lasso_path":
        return _lasso_path(moments, n_samples, n_features)
    if method == "highest_weights" or (method == "auto" and n_features > 6):
        coef = np.linalg.solve(moments.gram + 0.01 * np.eye(p), moments.cross[:, :, None])
        ranking = np.argsort(-np.abs(coef[:, :, 0] * instance), axis=1, kind="stable")
        return ranking[:, :n_features]
    return _forward_selection(moments, n_features)


def _forward_selection(moments: Moments, n_features: int) -> NDArray[np.intp]:
    """Greedy selection by R², all widths at once.

    After each choice the chosen column is projected out of the Gram matrix (one pivot of a
    Cholesky factorisation), so that the gain in R² of every other column j can be read off
    as (zⱼᵀr)²/(zⱼᵀzⱼ).
    """
    gram = moments.gram.copy()
    cross = moments.cross.copy()
    original = np.einsum("tjj->tj", moments.gram).copy()
    rows = np.arange(len(cross))
    chosen = np.empty((len(cross), n_features), dtype=np.intp)
    free = np.ones(cross.shape, dtype=bool)
    for step in range(n_features):
        own = np.einsum("tjj->tj", gram)
        # Divided before it is squared: far out in the kernel's tail the square would underflow.
        gain = cross * np.divide(cross, own, out=np.zeros_like(cross), where=own > _ROUNDING * original)
        # The first of equals, as the reference's strict comparison leaves it.
        best = np.argmax(np.where(free, gain, -1.0), axis=1)
        chosen[:, step] = best
        free[rows, best] = False
        pivot = own[rows, best]
        usable = pivot > _ROUNDING * original[rows, best]
        column = gram[rows, :, best] * usable[:, None]
        column /= np.where(usable, pivot, 1.0)[:, None]
        cross -= column * cross[rows, best][:, None]
        gram -= column[:, :, None] * gram[rows, best][:, None, :]
    return chosen


def _lasso_path(moments: Moments, n_samples: int, n_features: int) -> NDArray[np.intp]:
    _silence_the_path()
    chosen = np.full((len(moments.cross), n_features), -1, dtype=np.intp)
    for row, gram, cross in zip(chosen, moments.gram, moments.cross, strict=True):
        _, _, path = lars_path_gram(cross, gram, n_samples=n_samples, method="lasso")
        counts = np.count_nonzero(path, axis=0)
        few_enough = np.flatnonzero(counts <= n_features)
        kept = np.flatnonzero(path[:, few_enough[-1]])
        row[: len(kept)] = kept
    return chosen


def _silence_the_path() -> None:
    """Spare the user a warning a width where columns copy one another; the path leaves one of them out.

    A filter of the lowest precedence, because `warnings.catch_warnings` swaps the filters of the
    whole process, other threads' included.
    """
    message = "Regressors in active set degenerate"
    if not any(message == getattr(pattern, "pattern", pattern) for _, pattern, *_ in warnings.filters):
        warnings.filterwarnings("ignore", message=message, category=ConvergenceWarning, append=True)


def _inverse(gram: NDArray[np.float64], alpha: float, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(G + αI)⁻¹ on the kept columns, 0 elsewhere."""
    diagonal = np.arange(gram.shape[1])
    penalised = gram.copy()
    penalised[:, diagonal, diagonal] += alpha
    # Columns of very different scale are brought to one, or the small ones would pass for rounding.
    scale = np.sqrt(penalised[:, diagonal, diagonal])
    scale[scale == 0] = 1.0
    scales = scale[:, :, None] * scale[:, None, :]
    penalised /= scales
    # A penalty that is lost in rounding leaves the matrix as singular as none.
    if alpha > _ROUNDING * np.square(scale).max():
        inverse = np.linalg.inv(penalised)
    else:
        inverse = np.linalg.pinv(penalised, rcond=_ROUNDING, hermitian=True)
    inverse /= scales
    inverse *= kept[:, :, None] & kept[:, None, :]
    return np.asarray(inverse)


def _sandwich(
    design: Design,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    moments: Moments,
    columns: NDArray[np.intp],
    coef: NDArray[np.float64],
    offset: NDArray[np.float64],
    inverse: NDArray[np.float64],
) -> NDArray[np.float64]:
    rows = np.arange(len(weights))[:, None]
    union, place = np.unique(columns, return_inverse=True)
    place = place.reshape(columns.shape)
    spread_coef = np.zeros((len(weights), len(union)))
    np.add.at(spread_coef, (rows, place), coef)
    chosen = design.rows[union + 1]
    # For a few widths einsum, which has no threads to wait for.
    few = len(weights) < FEW_WIDTHS
    residuals = np.einsum("tu,un->tn", spread_coef, chosen) if few else spread_coef @ chosen
    residuals += offset[:, None]
    residuals -= y
    residuals *= weights
    np.square(residuals, out=residuals)
    squares = design.squares(residuals, union)
    inside = place + 1
    centre = moments.mean_z[rows, columns]
    mixed = squares[rows, 0, inside][:, :, None] * centre[:, None, :]
    meat = squares[rows[:, :, None], inside[:, :, None], inside[:, None, :]]
    meat -= mixed + mixed.transpose(0, 2, 1)
    meat += squares[:, 0, 0, None, None] * centre[:, :, None] * centre[:, None, :]
    return np.asarray(np.einsum("tij,tjk,tik->ti", inverse, meat, inverse))
