"""The local surrogate: features selected and a weighted regression fitted, at many kernel widths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.surrogate.design_matrix import MOST_PAIRED
from lime_widgets.engine.surrogate.kinds.bayesian import Beliefs
from lime_widgets.engine.surrogate.kinds.linear import fit_linear, fit_linear_large_p
from lime_widgets.engine.surrogate.kinds.models import fit_models
from lime_widgets.engine.surrogate.kinds.raw_fits import FitOptions, LocalModel, RawFits, concatenated
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH
from lime_widgets.engine.surrogate.large_p import margins_of, select_large_p, widths_at_a_time
from lime_widgets.engine.surrogate.large_p_ridge import ridges
from lime_widgets.engine.surrogate.logistic import check_shares, logistics
from lime_widgets.engine.surrogate.moments import ROUNDING, Moments, inverse, moments_of, settle
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.surrogate.options import is_sum, resolved_selection
from lime_widgets.engine.surrogate.residuals import Fitted, errors_of
from lime_widgets.engine.surrogate.small_p import select_small_p
from lime_widgets.engine.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
    from lime_widgets.engine.surrogate.large_p import Margins
    from lime_widgets.engine.surrogate.options import FeatureSelection, Surrogate


@dataclass(frozen=True)
class Fits:
    """Weighted fits at T kernel widths, K features each, largest |coefficient| first.

    Attributes
    ----------
    features : ndarray of int of shape (T, K)
        Columns of Z; −1 where a lasso path keeps fewer than K.
    coef, stderr : ndarray of shape (T, K)
        Coefficients and their standard errors, for a logistic surrogate in log-odds; 0 where
        `features` is −1. Errors are NaN where they were not requested, and where the coefficients
        are `separated`.
    at_instance : ndarray of shape (T,)
        The surrogate's value for row 0.
    link : ndarray of shape (T,)
        The linear predictor for row 0: the value of a ridge, the log-odds of a logistic surrogate.
    score : ndarray of shape (T,)
        Weighted R² in sample, 1 − Σ w (y − g)²/Σ w (y − ȳ)², also for a logistic surrogate, so that
        the two can be compared; NaN where the output does not vary.
    loo_score : ndarray of shape (T,)
        Leave-one-out R², 1 − Σ w e²/Σ w (y − ȳ)², with e the error of each sample's prediction from a fit
        without it: what R² is about on fresh samples. At most `score`; NaN where the output does not vary.
    retained : ndarray of shape (T,)
        Share of the coefficients' freedom that the penalty leaves, tr(G(G + αI)⁻¹)/K, over the features
        that vary. For a logistic surrogate G is the Hessian matrix of half the deviance. Near 0 the
        penalty decides the coefficients, near 1 the data do.
    deviation : ndarray of shape (T,)
        Weighted standard deviation of the output.
    separated : ndarray of bool of shape (T,)
        Whether the coefficients of a logistic surrogate grow without bound.
    models : tuple of T (LocalModel or None)
        The surrogate where it is no weighted sum. Then the coefficients are contributions, which add up to the
        change from its base to row 0.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    at_instance: NDArray[np.float64]
    link: NDArray[np.float64]
    score: NDArray[np.float64]
    loo_score: NDArray[np.float64]
    retained: NDArray[np.float64]
    deviation: NDArray[np.float64]
    separated: NDArray[np.bool_]
    models: tuple[LocalModel | None, ...]


def fit(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    n_features: int,
    feature_selection: FeatureSelection = "auto",
    alpha: float = 1.0,
    surrogate: Surrogate = "ridge",
    with_stderr: bool = True,
    features: NDArray[np.intp] | None = None,
    max_depth: int = DEFAULT_MAX_DEPTH,
    beliefs: Beliefs = Beliefs(),  # noqa: B008  it is immutable
) -> Fits:
    """Select features and fit a weighted regression at every kernel width.

    The reference implementation's rules select the features; they are those of a linear fit for all
    surrogates. Then, over the selected features,

    - a ridge minimizes Σ w (y − β₀ − βᵀz)² + α‖β‖² (Ribeiro et al. 2016, equation 2, with a ridge
      penalty as Ω),
    - a logistic surrogate minimizes 2 Σ w ℓ(y, σ(β₀ + βᵀz)) + α‖β‖², the deviance of a binomial
      regression with the same penalty: ℓ(y, p) = −y log p − (1 − y) log(1 − p). The published figure of
      two features uses it (Molnar, "Interpretable machine learning", chapter on LIME),
    - a lasso minimizes Σ w (y − β₀ − βᵀz)² + α‖β‖₁ (Tibshirani 1996, "Regression shrinkage and selection via the
      lasso"): scikit-learn's ``Lasso`` with the penalty α/(2 Σw); see `kinds.l1`,
    - a Bayesian ridge has a normal prior on β; see `kinds.bayesian`,
    - a tree is scikit-learn's ``DecisionTreeRegressor``; see `kinds.tree`,
    - an estimator is fitted to the weighted samples. Where it is no sum, the coefficients are its Shapley values
      between the reference and the instance; see `kinds.division`. The reference is ``design.at_rest``, by default 0,
      which is the training mean of a number in standard deviations and off for an on/off feature. The contributions
      coef × z₀ of sums have the same reference; see `kinds.estimators`.

    Parameters
    ----------
    design : DesignMatrix
    y : ndarray of shape (n,)
        One output of the black box; between 0 and 1 for a logistic surrogate.
    weights : ndarray of shape (T, n)
        Weights of the samples at each width.
    n_features : int
        How many features to keep, 1 to p. ``feature_selection="none"`` keeps all p.
    feature_selection : str, default "auto"
        ``"forward_selection"`` repeatedly adds the feature that raises the weighted R² most;
        ``"highest_weights"`` ranks by |coefficient × z₀| of a fit with a penalty of 0.01;
        ``"lasso_path"`` takes the last step of the lasso path with at most `n_features`
        features; ``"auto"`` is forward selection up to 6 features, highest weights above.
    alpha : float, default 1.0
        Penalty α ≥ 0 of a ridge, lasso or logistic surrogate. At 0, where the selected features do not determine
        the fit, the result has the smallest coefficients that fit.
    surrogate : {"ridge", "lasso", "bayesian", "logistic", "tree"} or estimator, default "ridge"
    with_stderr : bool, default True
        Whether to compute standard errors. They are those of the sandwich A (Σ w² r² zzᵀ) A with
        A = (G + αI)⁻¹ and z about its weighted mean: robust against unequal residual variance,
        conditional on the selection (White 1980, "A heteroskedasticity-consistent covariance matrix
        estimator", equation 8). Where samples were drawn together, the middle sums over their clusters.
        `lime_widgets.engine.explanation.intervals` corrects them for few samples. For a lasso they hold for the
        features and signs that it kept; a Bayesian ridge has the posterior's standard deviations, a tree and an
        estimator none (NaN).
    features : ndarray of int of shape (T, n_features), optional
        Columns that are selected already, −1 where there are fewer; then nothing is selected. See `select`.
    max_depth : int, default 3
        The most splits between the root of a tree and a leaf.
    beliefs : Beliefs
        The prior of a Bayesian ridge.

    Returns
    -------
    Fits
    """
    shares = check_shares(y) if surrogate == "logistic" else None
    about_instance = y - y[0]
    method = resolved_selection(feature_selection, n_features, design.shape[1])
    options = FitOptions(n_features, method, alpha, with_stderr, shares, surrogate, y, max_depth, beliefs, features)
    with one_thread():
        if design.shape[1] > MOST_PAIRED:
            step = widths_at_a_time(*design.shape, n_features, method)
            parts = [
                _fit_large_p(design, about_instance, weights[start : start + step], options.part(start, start + step))
                for start in range(0, len(weights), step)
            ]
            raw = concatenated(parts)
        else:
            raw = _fit_small_p(design, about_instance, weights, options)
    kept = raw.features >= 0
    varies = _varies(about_instance, raw.spread, raw.total)
    score, loo_score = np.full((2, len(weights)), np.nan)
    score[varies] = 1.0 - raw.residual[varies] / raw.spread[varies]
    loo_score[varies] = np.minimum(1.0 - raw.left_out[varies] / raw.spread[varies], score[varies])
    sizes = np.abs(raw.coef)
    # A rounding error must not look like a weight, nor decide an order that another machine would not give.
    nought = ~varies[:, None] | (sizes <= _NOUGHT * sizes.max(axis=1, keepdims=True))
    coef, sizes = np.where(nought, 0.0, raw.coef), np.where(nought, 0.0, sizes)
    order = np.argsort(np.where(kept, -sizes, np.inf), axis=1, kind="stable")
    link = raw.offset if surrogate == "logistic" else y[0] + raw.offset
    return Fits(
        features=np.take_along_axis(raw.features, order, 1),
        coef=np.take_along_axis(coef, order, 1),
        stderr=np.take_along_axis(raw.stderr, order, 1),
        at_instance=sigmoid(link) if surrogate == "logistic" else link,
        link=link,
        score=score,
        loo_score=loo_score,
        retained=_retained(design, raw, kept, weights, alpha) if raw.retained is None else raw.retained,
        deviation=np.sqrt(np.maximum(raw.spread, 0.0) / raw.total),
        separated=raw.separated,
        models=raw.models or (None,) * len(weights),
    )


def select(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    n_features: int,
    method: FeatureSelection,
) -> NDArray[np.intp]:
    """Select features at every kernel width without a fit, in the order of the selection: (T, n_features).

    Forward selection and highest weights are nested: the first K columns are those that are selected for K features.

    Parameters
    ----------
    design, y, weights, n_features
        As for `fit`.
    method : {"forward_selection", "highest_weights", "lasso_path", "none"}
    """
    about_instance = y - y[0]
    with one_thread():
        if design.shape[1] > MOST_PAIRED:
            margins = margins_of(design, about_instance, weights)
            return select_large_p(design, margins, about_instance, weights, n_features, method)
        moments = moments_of(design, about_instance, weights)
        return select_small_p(moments, design.instance, len(y), n_features, method)


def _retained(
    design: DesignMatrix, raw: RawFits, kept: NDArray[np.bool_], weights: NDArray[np.float64], alpha: float
) -> NDArray[np.float64]:
    """Give the share of freedom that the penalty leaves to the features that vary.

    A feature that is the same in all samples has no weight that a penalty could take.
    """
    taken, shown = alpha * raw.freedom, kept.sum(axis=1)
    columns = np.unique(raw.features[kept])
    others = design.Z[1:, columns]
    constant = np.zeros(design.shape[1], dtype=np.bool_)
    constant[columns] = (others == others[:1]).all(axis=0)
    if alpha and len(others) > 1 and constant.any():  # one other sample, as of a text of one word, is never constant
        # The instance alone may have another value. No weight can be told then, but it is a sample with a variance.
        steps = np.zeros(design.shape[1])
        steps[columns] = np.square(design.Z[0, columns] - others[0])
        total = weights.sum(axis=1)
        alone = weights[:, 0] * (1.0 - weights[:, 0] / np.where(total > 0, total, 1.0))
        share = alpha / (alpha + alone[:, None] * steps[raw.features])
        idle = constant[raw.features] & kept
        taken, shown = np.maximum(taken - (share * idle).sum(axis=1), 0.0), shown - idle.sum(axis=1)
    return np.asarray(1.0 - taken / np.maximum(shown, 1))


# A weight below this share of the largest is a rounding error.
_NOUGHT = 1e-13


def _varies(y: NDArray[np.float64], spread: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell where the answers y, relative to row 0, vary by more than rounding errors."""
    return np.asarray(spread > ROUNDING * total * np.square(y).max())


def _fit_small_p(
    design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64], options: FitOptions
) -> RawFits:
    """Fit all widths at once, from the moments of all pairs of features."""
    moments = moments_of(design, y, weights)
    features = options.features
    if features is None:
        features = select_small_p(moments, design.instance, len(y), options.n_features, options.method)
    if not is_sum(options.surrogate):
        return fit_models(design, weights, features, options, moments)
    if options.surrogate in {"lasso", "bayesian"}:
        return fit_linear(design, y, weights, features, options, moments)
    if options.shares is not None:
        return _fit_logistic(design, y, weights, features, options, moments)
    kept = features >= 0
    own = moments.of(np.arange(len(weights)), features, kept)
    gram, cross = settle(own.gram, own.mean_z, own.total), own.cross
    inverted = inverse(gram, options.alpha, kept)
    coef = np.einsum("tij,tj->ti", inverted, cross)
    offset = moments.mean_y - np.einsum("ti,ti->t", coef, own.mean_z)
    fitted = Fitted(np.where(kept, features, 0), own.mean_z, coef, offset, own.total, inverted)
    variance, left_out = errors_of(design, y, weights, fitted, with_variance=options.with_stderr)
    return RawFits(
        features=features,
        coef=coef,
        stderr=np.where(kept, np.sqrt(np.maximum(variance, 0.0)), 0.0 * variance),
        offset=offset,
        residual=moments.spread - np.einsum("ti,ti->t", coef, 2 * cross - np.einsum("tij,tj->ti", gram, coef)),
        left_out=left_out,
        freedom=np.einsum("tii->t", inverted * kept[:, :, None]),
        spread=moments.spread,
        total=moments.total,
        separated=np.zeros(len(weights), dtype=bool),
    )


def _fit_large_p(
    design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64], options: FitOptions
) -> RawFits:
    """Fit some widths, from only the moments that the selection needs."""
    margins = margins_of(design, y, weights)
    features = options.features
    if features is None:
        features = select_large_p(design, margins, y, weights, options.n_features, options.method)
    if not is_sum(options.surrogate):
        return fit_models(design, weights, features, options, margins)
    if options.surrogate in {"lasso", "bayesian"}:
        return fit_linear_large_p(design, y, weights, features, options)
    if options.shares is not None:
        return _fit_logistic(design, y, weights, features, options, margins)
    coef = np.zeros(features.shape)
    stderr = np.zeros_like(coef) if options.with_stderr else np.full_like(coef, np.nan)
    offset = margins.mean_y.copy()
    residual, left_out, freedom = np.empty((3, len(weights)))
    fitted = ridges(design, margins, y, weights, features, alpha=options.alpha, with_stderr=options.with_stderr)
    for width, ridge in enumerate(fitted):
        kept = features[width] >= 0
        coef[width, kept] = ridge.coef
        stderr[width, kept] = ridge.stderr
        offset[width] -= ridge.coef @ margins.mean_z[width, features[width, kept]]
        residual[width], left_out[width], freedom[width] = ridge.residual, ridge.left_out, ridge.freedom
    separated = np.zeros(len(weights), dtype=bool)
    return RawFits(
        features, coef, stderr, offset, residual, left_out, freedom, margins.spread, margins.total, separated
    )


def _fit_logistic(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    options: FitOptions,
    moments: Moments | Margins,
) -> RawFits:
    """Fit the selected columns by Newton's method."""
    if options.shares is None:
        raise AssertionError
    varies = _varies(y, moments.spread, moments.total)
    fits = logistics(
        design,
        options.shares,
        weights,
        features,
        varies,
        alpha=options.alpha,
        with_stderr=options.with_stderr,
        moments=moments if isinstance(moments, Moments) else None,
    )
    return RawFits(features=features, spread=moments.spread, total=moments.total, **vars(fits))
