"""Fits of surrogates that are no weighted sums, one kernel width after the other, and their cross-validation."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.surrogate.kinds.estimators import EstimatorModel, fit_estimator, local_weights, note_seconds
from lime_widgets.engine.surrogate.kinds.raw_fits import FitOptions, LocalModel, RawFits
from lime_widgets.engine.surrogate.kinds.tree import TreeModel, fit_tree

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
    from lime_widgets.engine.surrogate.large_p import Margins
    from lime_widgets.engine.surrogate.moments import Moments

FOLDS = 5
"""The number of parts of the samples in a cross-validation."""


def fit_models(
    design: DesignMatrix,
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    options: FitOptions,
    moments: Moments | Margins,
) -> RawFits:
    """Fit a tree or an estimator to the selected columns at each of T widths, weights (T, n).

    ``coef`` are slopes where the surrogate is linear (its model is then None), and else contributions: the steps of a
    tree's path, and the Shapley values of an estimator. R² of samples left out is that of `FOLDS`-fold cross-validation
    (Stone 1974, "Cross-validatory choice and assessment of statistical predictions"): the samples are dealt at random,
    the same way at each width.
    """
    y, Z = options.answers, design.Z
    coef = np.zeros(features.shape)
    shown = features.copy()
    offset, residual, left_out = np.empty((3, len(weights)))
    models: list[LocalModel | None] = []
    for width, of_width in enumerate(weights):
        began = time.perf_counter()
        columns = np.sort(features[width][features[width] >= 0])
        model = _fitted(Z, y, of_width, columns, options)
        answers = model.predict(Z)
        changes: dict[int, float]
        linear = False
        if isinstance(model, TreeModel):
            changes = model.contributions()
        else:
            local = local_weights(model, Z, answers, design.at_rest[columns])
            changes = dict(zip(columns.tolist(), local.coef.tolist(), strict=True))
            linear = local.is_linear
        # A tree says nothing of features that are not on its path.
        shown[width] = [feature if feature in changes else -1 for feature in features[width].tolist()]
        coef[width] = [changes.get(feature, 0.0) for feature in features[width].tolist()]
        offset[width] = answers[0] - y[0]
        residual[width] = of_width @ np.square(y - answers)
        left_out[width] = _left_out(Z, y, of_width, columns, options)
        models.append(None if linear else model)
        if not isinstance(model, TreeModel):
            note_seconds(options.surrogate, len(y), time.perf_counter() - began)
    ones = np.ones(len(weights))
    return RawFits(
        features=shown,
        coef=coef,
        stderr=np.full(coef.shape, np.nan),
        offset=offset,
        residual=residual,
        left_out=left_out,
        freedom=np.zeros(len(weights)),
        spread=moments.spread,
        total=moments.total,
        separated=np.zeros(len(weights), dtype=bool),
        retained=ones,
        models=tuple(models),
    )


def _fitted(
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    columns: NDArray[np.intp],
    options: FitOptions,
) -> TreeModel | EstimatorModel:
    if options.surrogate == "tree":
        return fit_tree(Z, y, weights, columns, options.max_depth)
    return fit_estimator(options.surrogate, Z, y, weights, columns)


def _left_out(
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    columns: NDArray[np.intp],
    options: FitOptions,
) -> float:
    """Compute Σ w e² with e the error of each sample in a fit to the other folds; NaN where such a fit fails."""
    fold = np.random.default_rng(0).permutation(len(y)) % FOLDS
    total = 0.0
    for each in range(FOLDS):
        out = fold == each
        within = np.where(out, 0.0, weights)
        if not within.any():
            return float("nan")
        inside = ~out
        try:
            model = _fitted(Z[inside], y[inside], weights[inside], columns, options)
            total += float(weights[out] @ np.square(y[out] - model.predict(Z[out])))
        except LimeError:  # the whole fit went well: this one has too few samples
            return float("nan")
    return total
