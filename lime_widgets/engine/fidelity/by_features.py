"""Fidelity against the number of features: what each further feature adds, from one selection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.checks import unit_of
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.fidelity.scores import Surrogates, scores_of
from lime_widgets.engine.surrogate.cost import sweep_cost
from lime_widgets.engine.surrogate.design_matrix import MOST_PAIRED
from lime_widgets.engine.surrogate.fit import fit, select
from lime_widgets.engine.surrogate.large_p import margins_of
from lime_widgets.engine.surrogate.lasso import last_step_with, path_by_gram, path_by_rows
from lime_widgets.engine.surrogate.moments import moments_of
from lime_widgets.engine.surrogate.options import resolved_selection
from lime_widgets.engine.threads import one_thread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
    from lime_widgets.engine.surrogate.options import FeatureSelection, Surrogate

MOST_FEATURES = 30
"""The curve goes up to this number of features, or to the present number if that is larger."""
# Where each number of features needs a fit of its own, they may take about this long together.
_MOST_SECONDS = 1.0
_FEWEST_NUMBERS = 8


@dataclass(frozen=True, eq=False)
class ByFeatures:
    """Fidelity at one kernel width for several numbers of features.

    Attributes
    ----------
    n_features : ndarray of int of shape (Q,)
        Ascending.
    score, loo_score : ndarray of shape (Q,)
        As in `Explanation`.
    fresh, fresh_stderr : ndarray of shape (Q,)
        Weighted R² on fresh samples with its standard error; NaN without any.
    local_prediction : ndarray of shape (Q,)
        The surrogate's answer for the instance.
    """

    n_features: NDArray[np.intp]
    score: NDArray[np.float64]
    loo_score: NDArray[np.float64]
    fresh: NDArray[np.float64]
    fresh_stderr: NDArray[np.float64]
    local_prediction: NDArray[np.float64]

    def enough(self, within: float = 0.02) -> int:
        """Give the smallest number of features whose left-out R² is within so much of the largest; the first if NaN."""
        scores = np.where(np.isnan(self.loo_score), -np.inf, self.loo_score)
        return int(self.n_features[np.argmax(scores >= scores.max() - within)])


def by_features(
    samples: Any,
    fresh: Any,
    *,
    width: float,
    output: int,
    n_features: int,
    feature_selection: FeatureSelection,
    alpha: float,
    kernel: Kernel,
    surrogate: Surrogate,
    **of_surrogate: Any,
) -> ByFeatures:
    """Measure the surrogates of 1, 2, ... features at one kernel width; the model is not called.

    Forward selection and highest weights are nested, and a lasso path holds the selections of all numbers of features:
    each is made once, and the fits share their sums. Other surrogates are fitted anew for each number. Shapley values
    are one fit of all features: how many are shown does not change it, so all numbers have its scores.

    Parameters
    ----------
    samples : Neighborhood
    fresh : Neighborhood or None
        Samples that had no part in the fit.
    width, output, n_features, feature_selection, alpha, kernel, surrogate, **of_surrogate
        As for `Neighborhood.explain`, checked.
    """
    p = samples.Z.shape[1]
    options: dict[str, Any] = {"alpha": alpha, "surrogate": surrogate}
    numbers = np.unique(np.append(np.arange(1, min(p, MOST_FEATURES) + 1), min(n_features, p)))
    if kernel == SHAPLEY:
        made = _of_all(samples, width, output, numbers)
    elif surrogate in ("ridge", "logistic"):
        made = _nested(samples, width, output, numbers, feature_selection, kernel, options)
    else:
        options |= of_surrogate
        made = _one_by_one(samples, width, output, numbers, n_features, feature_selection, kernel, options)
    surrogates, numbers, score, loo_score, at_instance = made
    nothing = np.full(len(numbers), np.nan)
    measured = None if fresh is None else scores_of(fresh, surrogates, np.full(len(numbers), width), output, kernel)
    return ByFeatures(
        n_features=numbers,
        score=score,
        loo_score=score if samples.exact else loo_score,
        fresh=nothing if measured is None else measured.score,
        fresh_stderr=nothing if measured is None else measured.stderr,
        local_prediction=at_instance,
    )


def _of_all(
    samples: Any, width: float, output: int, numbers: NDArray[np.intp]
) -> tuple[Surrogates, NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Give the Shapley values of all features, the same for each number that is shown."""
    widths = np.full(len(numbers), width)
    every: dict[str, Any] = {"n_features": samples.Z.shape[1], "kernel": SHAPLEY, "with_stderr": False}
    sweep = samples.sweep(widths, output=output, **every)
    return Surrogates.of(sweep), numbers, sweep.score, sweep.loo_score, sweep.local_prediction


def _nested(
    samples: Any,
    width: float,
    output: int,
    numbers: NDArray[np.intp],
    feature_selection: FeatureSelection,
    kernel: Kernel,
    options: dict[str, Any],
) -> tuple[Surrogates, NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit the first columns of one selection for each number of features."""
    counts, surrogate = samples.counts, options["surrogate"]
    weights = samples.weights([width], kernel)
    weights = weights if counts is None else weights * counts
    unit = unit_of(samples.y[:, output]) if surrogate == "ridge" else 1.0
    y = np.ascontiguousarray(samples.y[:, output]) / unit
    design = samples.design_matrix
    chosen = _selected(design, y, weights, numbers, feature_selection)
    features = np.full((len(numbers), max(1, *map(len, chosen))), -1, dtype=np.intp)
    for row, columns in zip(features, chosen, strict=True):
        row[: len(columns)] = columns
    fits = fit(
        design,
        y,
        np.repeat(weights, len(numbers), axis=0),
        n_features=features.shape[1],
        with_stderr=False,
        features=features,
        **options,
    )
    kept_features = np.where(fits.features >= 0, fits.features, 0)
    intercept = fits.link - np.einsum("tk,tk->t", fits.coef, samples.Z[0][kept_features])
    surrogates = Surrogates(fits.features, fits.coef * unit, intercept * unit, surrogate == "logistic")
    return surrogates, numbers, fits.score, fits.loo_score, fits.at_instance * unit


def _selected(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    numbers: NDArray[np.intp],
    feature_selection: FeatureSelection,
) -> list[NDArray[np.intp]]:
    """Select the columns for each number of features."""
    p = design.shape[1]
    methods = [resolved_selection(feature_selection, int(each), p) for each in numbers]
    if "lasso_path" in methods:
        path = _lasso_path(design, y, weights)
        return [last_step_with(path, number) for number in numbers.tolist()]
    # The numbers ascend, so the last of each method is its largest.
    most = dict(zip(methods, numbers.tolist(), strict=True))
    orders = {method: select(design, y, weights, n_features=n, method=method)[0] for method, n in most.items()}
    return [
        orders[method][: p if method == "none" else number]
        for number, method in zip(numbers.tolist(), methods, strict=True)
    ]


def _lasso_path(design: DesignMatrix, y: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Follow the lasso path of one row of weights, as the selection does."""
    (n, p), y = design.shape, y - y[0]
    with one_thread():
        if p <= MOST_PAIRED:
            moments = moments_of(design, y, weights)
            return path_by_gram(moments.gram[0], moments.cross[0], n)
        margins = margins_of(design, y, weights)
        if p <= n:
            return path_by_gram(design.grams(weights, margins.mean_z)[0], margins.cross[0], n)
        root = np.sqrt(weights[0])
        return path_by_rows(design.weighted(None, margins.mean_z[0], root), (y - margins.mean_y[0]) * root)


def _one_by_one(
    samples: Any,
    width: float,
    output: int,
    numbers: NDArray[np.intp],
    n_features: int,
    feature_selection: FeatureSelection,
    kernel: Kernel,
    options: dict[str, Any],
) -> tuple[Surrogates, NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Fit each number of features by itself; fewer numbers where a fit is long."""
    chosen = {"feature_selection": feature_selection, **options}
    n, p = samples.Z.shape
    kind = {"feature_selection": feature_selection, "surrogate": options["surrogate"]}
    each = sweep_cost(n, p, 1, n_features=int(numbers[-1]), with_stderr=False, **kind)
    most = max(_FEWEST_NUMBERS, int(_MOST_SECONDS / each))
    if len(numbers) > most:
        thinned = numbers[np.unique(np.geomspace(1, len(numbers), most).round().astype(np.intp)) - 1]
        numbers = np.union1d(thinned, [min(n_features, p)])
    sweeps = [
        samples.sweep([width], output=output, n_features=int(number), kernel=kernel, with_stderr=False, **chosen)
        for number in numbers
    ]
    most_kept = max(sweep.features.shape[1] for sweep in sweeps)
    features = np.full((len(numbers), most_kept), -1, dtype=np.intp)
    coef = np.zeros(features.shape)
    for row, sweep in enumerate(sweeps):
        features[row, : sweep.features.shape[1]] = sweep.features[0]
        coef[row, : sweep.features.shape[1]] = sweep.coef[0]
    score, loo_score, intercept, at_instance = (
        np.array([getattr(sweep, name)[0] for sweep in sweeps])
        for name in ("score", "loo_score", "intercept", "local_prediction")
    )
    fitted = tuple(sweep.fitted[0] if sweep.fitted else None for sweep in sweeps)
    surrogates = Surrogates(features, coef, intercept, options["surrogate"] == "logistic", fitted)
    return surrogates, numbers, score, loo_score, at_instance
