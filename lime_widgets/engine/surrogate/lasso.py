"""The features that the lasso path selects: those of its last step with few enough."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import lars_path, lars_path_gram

if TYPE_CHECKING:
    from numpy.typing import NDArray


def lasso_by_gram(
    gram: NDArray[np.float64], cross: NDArray[np.float64], n_samples: int, n_features: int
) -> NDArray[np.intp]:
    """Select columns by their Gram matrix (p, p) and their products (p,) with the output."""
    return last_step_with(path_by_gram(gram, cross, n_samples), n_features)


def lasso_by_rows(X: NDArray[np.float64], y: NDArray[np.float64], n_features: int) -> NDArray[np.intp]:
    """Select columns by the weighted samples (n, p), in Fortran's order and overwritten, and the answers (n,)."""
    return last_step_with(path_by_rows(X, y), n_features)


def path_by_gram(gram: NDArray[np.float64], cross: NDArray[np.float64], n_samples: int) -> NDArray[np.float64]:
    """Give the coefficients (p, steps) along the lasso path; see `lasso_by_gram`."""
    _silence_the_path()
    _, _, path = lars_path_gram(cross, gram, n_samples=n_samples, method="lasso")
    return np.asarray(path)


def path_by_rows(X: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the coefficients (p, steps) along the lasso path; see `lasso_by_rows`."""
    _silence_the_path()
    _, _, path = lars_path(X, y, method="lasso", copy_X=False)
    return np.asarray(path)


def last_step_with(path: NDArray[np.float64], n_features: int) -> NDArray[np.intp]:
    """Select the columns of the last step of a path with at most this number of them."""
    few_enough = np.flatnonzero(np.count_nonzero(path, axis=0) <= n_features)
    return np.flatnonzero(path[:, few_enough[-1]])


def _silence_the_path() -> None:
    """Silence the warning that scikit-learn issues at each width for copied columns; the path drops one of them.

    The filter has the lowest precedence. `warnings.catch_warnings` would replace the filters of the whole
    process, in other threads too.
    """
    for message in ("Regressors in active set degenerate", "Early stopping the lars path"):
        if not any(message == getattr(pattern, "pattern", pattern) for _, pattern, *_ in warnings.filters):
            warnings.filterwarnings("ignore", message=message, category=ConvergenceWarning, append=True)
