"""The local surrogate: features selected and a weighted ridge or logistic regression fitted, at many kernel widths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np

from lime_widgets.engine.errors import one_of, problem
from lime_widgets.engine.surrogate.large_p import margins_of, ridges, select, widths_at_a_time
from lime_widgets.engine.surrogate.logistic import check_shares, logistics
from lime_widgets.engine.surrogate.moments import MOST_PAIRED, ROUNDING, Moments, inverse, moments_of, settle
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.surrogate.products import FEW_WIDTHS
from lime_widgets.engine.surrogate.small_p import sandwich, select_few
from lime_widgets.engine.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.large_p import Margins
    from lime_widgets.engine.surrogate.moments import DesignMatrix

FeatureSelection = Literal["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
FEATURE_SELECTIONS: tuple[FeatureSelection, ...] = get_args(FeatureSelection)
SurrogateName = Literal["ridge", "logistic"]
SURROGATES: tuple[SurrogateName, ...] = get_args(SurrogateName)


@dataclass(frozen=True)
class Fits:
    """Weighted fits at T kernel widths, K features each, largest |coefficient| first.

    Attributes
    ----------
    features : ndarray of int of shape (T, K)
        Columns of Z; −1 where a lasso path keeps fewer than K.
    coef, stderr : ndarray of shape (T, K)
        Coefficients and their standard errors, of a logistic surrogate in log-odds; 0 where
        `features` is −1. Errors are NaN where they were not asked for, and where there are none
        because the coefficients are `separated`.
    at_instance : ndarray of shape (T,)
        The surrogate's value for row 0.
    link : ndarray of shape (T,)
        What the surrogate is linear in, for row 0: of a ridge its value, else the log-odds.
    score : ndarray of shape (T,)
        Weighted R² in sample, 1 − Σ w (y − g)²/Σ w (y − ȳ)² also of a logistic surrogate, so that
        the two can be compared; NaN where the output does not vary.
    retained : ndarray of shape (T,)
        Share of the coefficients' freedom that the penalty leaves, tr(G(G + αI)⁻¹)/K, of a
        logistic surrogate with the Hessian matrix of half the deviance as G: near 0 the
        penalty decides them, near 1 the data do.
    deviation : ndarray of shape (T,)
        Weighted standard deviation of the output.
    separated : ndarray of bool of shape (T,)
        Where a logistic surrogate's coefficients grow without bound.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    at_instance: NDArray[np.float64]
    link: NDArray[np.float64]
    score: NDArray[np.float64]
    retained: NDArray[np.float64]
    deviation: NDArray[np.float64]
    separated: NDArray[np.bool_]


def fit(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    n_features: int,
    feature_selection: FeatureSelection = "auto",
    alpha: float = 1.0,
    surrogate: SurrogateName = "ridge",
    with_stderr: bool = True,
) -> Fits:
    """Select features and fit a weighted regression at every kernel width.

    Features are selected by the reference implementation's rules, which are those of a linear fit
    for either surrogate; then over the selected ones

    - a ridge makes Σ w (y − β₀ − βᵀz)² + α‖β‖² least (Ribeiro et al. 2016, equation 2, with a
      ridge penalty as Ω),
    - a logistic surrogate 2 Σ w ℓ(y, σ(β₀ + βᵀz)) + α‖β‖², the deviance of a binomial regression
      with the same penalty: ℓ(y, p) = −y log p − (1 − y) log(1 − p). The published figure of two
      features is of this kind (Molnar, "Interpretable machine learning", chapter on LIME).

    Parameters
    ----------
    design : DesignMatrix
    y : ndarray of shape (n,)
        One output of the black box; for a logistic surrogate between 0 and 1.
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
    surrogate : {"ridge", "logistic"}, default "ridge"
    with_stderr : bool, default True
        Whether to work out standard errors. They are those of the sandwich
        A (Σ w² r² zzᵀ) A with A = (G + αI)⁻¹ and z about its weighted mean: robust against
        unequal residual variance, conditional on the selection. They take the samples for
        independent, so that they are on the safe side for samples spread more evenly than that,
        but for the rare model that `lime_widgets.engine.sampling.masks.Masks` tells of.

    Returns
    -------
    Fits
    """
    shares = check_shares(y) if surrogate == "logistic" else None
    about_instance = y - y[0]
    method = _named(feature_selection, n_features, design.shape[1])
    asked = _Asked(n_features, method, alpha, with_stderr, shares)
    with one_thread():
        if design.shape[1] > MOST_PAIRED:
            step = widths_at_a_time(*design.shape, n_features, method)
            parts = [
                _fit_many(design, about_instance, weights[start : start + step], asked)
                for start in range(0, len(weights), step)
            ]
            found = parts[0] if len(parts) == 1 else _joined(parts)
        else:
            found = _fit_few(design, about_instance, weights, asked)
    kept = found.features >= 0
    varies = _varies(about_instance, found.spread, found.total)
    score = np.full(len(weights), np.nan)
    score[varies] = 1.0 - found.residual[varies] / found.spread[varies]
    sizes = np.abs(found.coef)
    # What is but rounding must not look like a weight, nor decide an order that another machine would not give.
    nought = ~varies[:, None] | (sizes <= _NOUGHT * sizes.max(axis=1, keepdims=True))
    coef, sizes = np.where(nought, 0.0, found.coef), np.where(nought, 0.0, sizes)
    order = np.argsort(np.where(kept, -sizes, np.inf), axis=1, kind="stable")
    link = found.offset if surrogate == "logistic" else y[0] + found.offset
    return Fits(
        features=np.take_along_axis(found.features, order, 1),
        coef=np.take_along_axis(coef, order, 1),
        stderr=np.take_along_axis(found.stderr, order, 1),
        at_instance=sigmoid(link) if surrogate == "logistic" else link,
        link=link,
        score=score,
        retained=1.0 - alpha * found.freedom / np.maximum(kept.sum(axis=1), 1),
        deviation=np.sqrt(np.maximum(found.spread, 0.0) / found.total),
        separated=found.separated,
    )


def sweep_cost(
    n: int,
    p: int,
    n_widths: int,
    *,
    n_features: int = 10,
    feature_selection: FeatureSelection = "auto",
    surrogate: SurrogateName = "ridge",
    with_stderr: bool = True,
    n_distances: int | None = None,
) -> float:
    """Roughly how long a fit at many kernel widths takes, so that a coarser grid can be chosen where it is long.

    Parameters
    ----------
    n, p, n_widths : int
        Number of samples, of features and of kernel widths.
    n_features, feature_selection, surrogate, with_stderr
        As for `fit`.
    n_distances : int, optional
        How many distances the samples have; by default p + 1, as of on/off features, or n
        where that is less.

    Returns
    -------
    float
        Seconds on one core of about 2.6 GHz, right within a factor of three or so: a second core
        halves the longer ones, and other processes may take both away.
        ``benchmarks/large_p.py`` shows it beside what was measured.

    Examples
    --------
    >>> sweep_cost(4096, 40, 129) < 0.1 < sweep_cost(4096, 2000, 129, feature_selection="lasso_path")
    True
    """
    method = _named(feature_selection, n_features, p)
    K = p if method == "none" else min(n_features, p)
    rings = min(n, p + 1) if n_distances is None else n_distances
    lasso = method == "lasso_path"
    if p <= MOST_PAIRED:
        paired = p * p * (n / n_widths / 2 + rings if rings <= 2 * (p + 1) else n / 2)
        each = paired + K**3 + (n * K * K / 2 if with_stderr else 0)
        if surrogate == "logistic":
            each += _newton_cost(n, min(p, 3 * K) if n_widths > 1 else K, K)
        # The steps of a logistic fit are many however few widths take them.
        once = 4e-3 if surrogate == "logistic" else 1e-3
        return once + n_widths * (each / _PRODUCTS + (1e-4 * p if lasso else 3e-5))
    chunks = 1 + n_widths // widths_at_a_time(n, p, n_features, method)
    by_ring = rings <= n // 2 and n_widths >= FEW_WIDTHS
    gram = p * p * (chunks * n / n_widths + rings / 2 if by_ring else n / 2)
    # A few widths' sums over the samples are at the pace of the memory, not of products of matrices.
    sums = n * p * (1 if n_widths >= FEW_WIDTHS else 6)
    each, overhead = 3.0 * sums, 3e-4
    if method == "forward_selection":
        each += sums * (K - 1) + p * K * K
    elif method == "highest_weights":
        each += gram + p**3 / 6 if p <= n else n**3 / 6 + 8 * n * n + n * n * p / 2 / n_widths
    elif lasso:
        steps = min(500, n, p)
        each += gram + 5 * steps * p * p if p <= n else 2 * steps * n * p
        overhead += 1e-4 * steps
    if surrogate == "logistic":
        each += _newton_cost(n, min(K, n), min(K, n)) + (2 * n * n * K / n_widths if n < K else 0)
    elif method != "none":
        each += 2 * n * K * (K + 10)
    elif p <= n:
        each += gram + p**3 + (n * p * p if with_stderr else 0)
    else:
        each += n * n * p + n**3 / 2 + (n * n * p if with_stderr else 0)
    return n_widths * (each / _PRODUCTS + overhead)


def _newton_cost(n: int, q: int, K: int) -> float:
    """Products that a logistic fit of K of q columns is worth: eight steps, each with exponentials of n samples."""
    return 8.0 * (n * q * q / 4 + 120 * n + 4 * K**3)


# A weight of this share of the largest is rounding.
_NOUGHT = 1e-13

# Multiplications and additions a second in a product of matrices, for `sweep_cost`.
_PRODUCTS = 1e10


class _Asked(NamedTuple):
    """What is asked of a fit: as the parameters of `fit`, with "auto" resolved.

    ``shares`` are the answers themselves where the surrogate is logistic, else None.
    """

    n_features: int
    method: FeatureSelection
    alpha: float
    with_stderr: bool
    shares: NDArray[np.float64] | None


@dataclass(frozen=True)
class _Found:
    """Fits in the order of their selection; the attributes as in `Fits` and `Moments`, or as named there.

    ``offset`` is the surrogate's value for row 0 less the output's, or its log-odds, ``residual``
    Σ w r² and ``freedom`` tr (G + αI)⁻¹.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    offset: NDArray[np.float64]
    residual: NDArray[np.float64]
    freedom: NDArray[np.float64]
    spread: NDArray[np.float64]
    total: NDArray[np.float64]
    separated: NDArray[np.bool_]


def _varies(y: NDArray[np.float64], spread: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where answers y, less that for row 0, vary by more than rounding."""
    return np.asarray(spread > ROUNDING * total * np.square(y).max())


def _fit_few(design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64], asked: _Asked) -> _Found:
    """All widths at once, from the moments of all pairs of features."""
    moments = moments_of(design, y, weights)
    features = select_few(moments, design.instance, len(y), asked.n_features, asked.method)
    if asked.shares is not None:
        return _fit_logistic(design, y, weights, features, asked, moments)
    kept = features >= 0
    own = moments.of(np.arange(len(weights)), features, kept)
    gram, cross = settle(own.gram, own.mean_z, own.total), own.cross
    inverted = inverse(gram, asked.alpha, kept)
    coef = np.einsum("tij,tj->ti", inverted, cross)
    offset = moments.mean_y - np.einsum("ti,ti->t", coef, own.mean_z)
    if asked.with_stderr:
        columns = np.where(kept, features, 0)
        variance = sandwich(design, y, weights, moments, columns, coef, offset, inverted)
        stderr = np.sqrt(np.maximum(variance, 0.0)) * kept
    else:
        stderr = np.full_like(coef, np.nan)
    return _Found(
        features=features,
        coef=coef,
        stderr=stderr,
        offset=offset,
        residual=moments.spread - np.einsum("ti,ti->t", coef, 2 * cross - np.einsum("tij,tj->ti", gram, coef)),
        freedom=np.einsum("tii->t", inverted * kept[:, :, None]),
        spread=moments.spread,
        total=moments.total,
        separated=np.zeros(len(weights), dtype=bool),
    )


def _fit_many(design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64], asked: _Asked) -> _Found:
    """Some widths, from no more moments than the selection asks for."""
    margins = margins_of(design, y, weights)
    features = select(design, margins, y, weights, asked.n_features, asked.method)
    if asked.shares is not None:
        return _fit_logistic(design, y, weights, features, asked, margins)
    coef = np.zeros(features.shape)
    stderr = np.zeros_like(coef) if asked.with_stderr else np.full_like(coef, np.nan)
    offset, residual, freedom = margins.mean_y.copy(), np.empty(len(weights)), np.empty(len(weights))
    found = ridges(design, margins, y, weights, features, alpha=asked.alpha, with_stderr=asked.with_stderr)
    for width, ridge in enumerate(found):
        kept = features[width] >= 0
        coef[width, kept] = ridge.coef
        stderr[width, kept] = ridge.stderr
        offset[width] -= ridge.coef @ margins.mean_z[width, features[width, kept]]
        residual[width], freedom[width] = ridge.residual, ridge.freedom
    separated = np.zeros(len(weights), dtype=bool)
    return _Found(features, coef, stderr, offset, residual, freedom, margins.spread, margins.total, separated)


def _fit_logistic(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    asked: _Asked,
    moments: Moments | Margins,
) -> _Found:
    """The columns that are selected, by Newton's method."""
    if asked.shares is None:
        raise AssertionError
    varies = _varies(y, moments.spread, moments.total)
    fits = logistics(
        design,
        asked.shares,
        weights,
        features,
        varies,
        alpha=asked.alpha,
        with_stderr=asked.with_stderr,
        moments=moments if isinstance(moments, Moments) else None,
    )
    return _Found(features=features, spread=moments.spread, total=moments.total, **vars(fits))


def _joined(parts: list[_Found]) -> _Found:
    return _Found(**{name: np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0])})


def _named(method: FeatureSelection, n_features: int, p: int) -> FeatureSelection:
    """What "auto" stands for, and that all features need no selecting; a lasso path may keep fewer."""
    if n_features >= p and method != "lasso_path":
        return "none"
    if method != "auto":
        return method
    return "forward_selection" if n_features <= 6 else "highest_weights"


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


def check_surrogate(surrogate: str) -> SurrogateName:
    """Give the surrogate's name back, or say which there are.

    Raises
    ------
    LimeError
        If the surrogate is not known.
    """
    return one_of(surrogate, SURROGATES, what="The surrogate", mend='Leave it out to get LIME\'s "ridge".')


def check_feature_selection(feature_selection: str) -> FeatureSelection:
    """Give the method's name back, or say which there are.

    Raises
    ------
    LimeError
        If the method is not known.
    """
    return one_of(feature_selection, FEATURE_SELECTIONS, what="feature_selection", mend='Leave it out to get "auto".')
