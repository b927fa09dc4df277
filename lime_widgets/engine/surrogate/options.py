"""The options of a fit: their names and checks."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from lime_widgets.engine.errors import is_whole, one_of, problem
from lime_widgets.engine.surrogate.kinds.estimators import check_estimator, is_estimator
from lime_widgets.engine.surrogate.kinds.tree import MOST_DEPTH

FeatureSelection = Literal["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
FEATURE_SELECTIONS: tuple[FeatureSelection, ...] = get_args(FeatureSelection)
SurrogateName = Literal["ridge", "lasso", "bayesian", "logistic", "tree"]
SURROGATES: tuple[SurrogateName, ...] = get_args(SurrogateName)
# One of these names, or a regressor that takes the weights of the samples.
Surrogate: TypeAlias = SurrogateName | Any
ESTIMATOR = "estimator"
"""The name of any surrogate that is an estimator of the user's."""


def resolved_selection(method: FeatureSelection, n_features: int, p: int) -> FeatureSelection:
    """Resolve "auto"; all features need no selection, but a lasso path may keep fewer."""
    if n_features >= p and method != "lasso_path":
        return "none"
    if method != "auto":
        return method
    return "forward_selection" if n_features <= 6 else "highest_weights"


def check_alpha(alpha: float) -> float:
    """Check the penalty.

    Raises
    ------
    LimeError
        If it is not a finite number ≥ 0.
    """
    if isinstance(alpha, int | float | np.number) and np.isfinite(alpha) and alpha >= 0:
        return float(alpha)
    raise problem("alpha.invalid", alpha=alpha)


def check_surrogate(surrogate: Surrogate) -> Surrogate:
    """Check the name of the surrogate, or that an estimator can be one.

    Raises
    ------
    LimeError
        If the surrogate is not known, or the estimator is no regressor that takes ``sample_weight``.
    """
    if is_estimator(surrogate):
        return check_estimator(surrogate)
    return one_of(surrogate, SURROGATES, "surrogate.unknown")


def name_of(surrogate: Surrogate) -> str:
    """Name a kind of surrogate: one of `SURROGATES`, or `ESTIMATOR`."""
    return surrogate if isinstance(surrogate, str) else ESTIMATOR


def is_sum(surrogate: Surrogate) -> bool:
    """Whether the kind is a weighted sum of the features, or the logistic function of one."""
    return isinstance(surrogate, str) and surrogate != "tree"


def check_max_depth(max_depth: int) -> int:
    """Check the depth of a tree.

    Raises
    ------
    LimeError
        If it is not a whole number from 1 to `MOST_DEPTH`.
    """
    if is_whole(max_depth, 1, MOST_DEPTH):
        return int(max_depth)
    raise problem("max_depth.invalid", max_depth=max_depth, most=MOST_DEPTH)


def check_precision(name: str, precision: float | None) -> float | None:
    """Check a precision, 1 over a variance; None is estimated.

    Raises
    ------
    LimeError
        If it is not a finite number above 0.
    """
    if precision is None:
        return None
    if isinstance(precision, int | float | np.number) and np.isfinite(precision) and precision > 0:
        return float(precision)
    raise problem("precision.invalid", name=name, precision=precision)


def check_feature_selection(feature_selection: str) -> FeatureSelection:
    """Check the name of the feature selection.

    Raises
    ------
    LimeError
        If the method is not known.
    """
    return one_of(feature_selection, FEATURE_SELECTIONS, "feature_selection.unknown")
