"""The options of a fit: their names and checks."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from lime_widgets.engine.errors import one_of, problem

FeatureSelection = Literal["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
FEATURE_SELECTIONS: tuple[FeatureSelection, ...] = get_args(FeatureSelection)
SurrogateName = Literal["ridge", "logistic"]
SURROGATES: tuple[SurrogateName, ...] = get_args(SurrogateName)


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


def check_surrogate(surrogate: str) -> SurrogateName:
    """Check the name of the surrogate.

    Raises
    ------
    LimeError
        If the surrogate is not known.
    """
    return one_of(surrogate, SURROGATES, "surrogate.unknown")


def check_feature_selection(feature_selection: str) -> FeatureSelection:
    """Check the name of the feature selection.

    Raises
    ------
    LimeError
        If the method is not known.
    """
    return one_of(feature_selection, FEATURE_SELECTIONS, "feature_selection.unknown")
