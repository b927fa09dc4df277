"""The local surrogate: weighted ridge fits at many kernel widths, from their moments.

A weighted least-squares fit needs only the weighted sums of z, y, zzᵀ, zy and y². They are
taken for all kernel widths in one matrix product, and everything after that (feature
selection, fit, score) works on p × p matrices, whatever the number of samples.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import lars_path_gram

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

FeatureSelection = Literal["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
FEATURE_SELECTIONS: tuple[FeatureSelection, ...] = get_args(FeatureSelection)

# Above this many features the products of all pairs of them outgrow the cache, and a Gram
# matrix per kernel width is the faster way; so it is for a few widths.
_MOST_PAIRED_FEATURES = 64
_FEWEST_PAIRED_WIDTHS = 8
# Products held at a time, 64 MB of them: 16,000 samples of 30 features.
_MOST_PRODUCTS = 2**23
# A feature is constant but for rounding when its weighted variance falls below this share
# of its second moment.
_ROUNDING = 1e-12


class Design:
    """The interpretable representation of a neighbourhood, laid out for fitting.

    Everything is kept relative to row 0, the instance: where the kernel is narrow the
    weighted mean lies there, and sums of squares about a far point would lose their digits.

    Parameters
    ----------
    Z : ndarray of shape (n, p)
        Interpretable representation of the samples; row 0 is the instance.
    distances : ndarray of shape (n,)
        Distances from the instance. Samples at the same distance have the same weight at
        every kernel width, so where there are few distances (on/off features: at most p + 1)
        the sums over each are taken once for all widths.
    """

    def __init__(self, Z: NDArray[np.float64], distances: NDArray[np.float64]) -> None:
        self.instance = Z[0]
        # ``[1, Z]``, each of its columns a row.
        self.rows = np.ones((Z.shape[1] + 1, len(Z)))
        np.subtract(Z.T, Z[0, :, None], out=self.rows[1:])
        self._distances = distances

    @cached_property
    def _products(self) -> NDArray[np.float64]:
        return _products(self.rows)

    @cached_property
    def _rings(self) -> tuple[NDArray[np.intp], NDArray[np.float64]] | None:
        """A sample at each distance, (G,), and Σ [1, z][1, z]ᵀ over all at it, (G, (p+1)²)."""
        _, first, ring, counts = np.unique(self._distances, return_index=True, return_inverse=True, return_counts=True)
        if len(first) > 2 * len(self.rows):
            return None
        ordered = self.rows[:, np.argsort(ring, kind="stable")]
        ends = np.cumsum(counts)
        sums = [(part @ part.T).ravel() for part in np.split(ordered, ends[:-1], axis=1)]
        return first, np.array(sums)

    def weigh(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Σ w [1, z][1, z]ᵀ for each row of weights that go by the distance: (T, p+1, p+1)."""
        if len(weights) < _FEWEST_PAIRED_WIDTHS or self._rings is None:
            return self.squares(weights)
        first, sums = self._rings
        size = len(self.rows)
        return (weights[:, first] @ sums).reshape(-1, size, size)

    def squares(self, weights: NDArray[np.float64], columns: NDArray[np.intp] | None = None) -> NDArray[np.float64]:
        """Σ w [1, z][1, z]ᵀ over some columns, for each row of any weights: (T, q+1, q+1)."""
        p, n = len(self.rows) - 1, self.rows.shape[1]
        if columns is not None and len(columns) == p:
            columns = None
        rows = self.rows if columns is None else self.rows[np.append(0, columns + 1)]
        size = len(rows)
        if p > _MOST_PAIRED_FEATURES or len(weights) < _FEWEST_PAIRED_WIDTHS:
            sums = np.zeros((len(weights), size, size))
            for part in _parts(n, size):
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


def _parts(n: int, size: int) -> list[slice]:
    """Cut n samples of so many columns into parts whose products run in this thread alone.

    OpenBLAS spreads larger ones over its threads (above 2¹⁸ multiplications, or a quarter of
    2¹⁵ with a vector), and these wait while another process holds a core, as a browser that
    draws does: with both of two cores busy a fit of 0.9 ms took 19 in the median and 290 in
    the 95th percentile. Small parts also stay in the cache.
    """
    step = min(2**18 // size**2, 2**13 // size)
    if step < 64:
        step = n
    return [slice(start, start + step) for start in range(0, n, step)]


def _products(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Products of all pairs of q rows, (0, 0), (0, 1) … (q-1, q-1): (q(q+1)/2, n)."""
    q, n = rows.shape
    products = np.empty((q * (q + 1) // 2, n))
    end = 0
    for first in range(q):
        start, end = end, end + q - first
        np.multiply(rows[first:], rows[first], out=products[start:end])
    return products


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
    moments = _moments(design, about_instance, weights)
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


def _moments(design: Design, y: NDArray[np.float64], weights: NDArray[np.float64]) -> Moments:
    squares = design.weigh(weights)
    total = squares[:, 0, 0]
    if not (total > 0).all():
        raise problem(
            "Every sample has weight 0: the kernel is so narrow that not even the instance counts.",
            expected="a kernel width that some distance lies within",
            mend="Make the kernel wider.",
        )
    mean_z = squares[:, 0, 1:] / total[:, None]
    with_y = np.zeros(squares[:, 0].shape)
    n, size = len(y), len(design.rows)
    for part in _parts(n, size) if len(weights) < _FEWEST_PAIRED_WIDTHS else [slice(n)]:
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
    # A penalty that is lost in rounding leaves the matrix as singular as none.
    if alpha > _ROUNDING * np.abs(gram).max():
        penalised[:, diagonal, diagonal] += ~kept
        inverse = np.linalg.inv(penalised)
    else:
        inverse = np.linalg.pinv(penalised, rcond=_ROUNDING, hermitian=True)
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
    if len(weights) < _FEWEST_PAIRED_WIDTHS:
        residuals = np.einsum("tu,un->tn", spread_coef, chosen)  # has no threads to wait for
    else:
        residuals = spread_coef @ chosen
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
