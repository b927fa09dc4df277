"""How well all bins and categories of every column follow the whole model, on rows held out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# With more columns the fit takes seconds, and nothing is compared.
_MOST_COLUMNS = 300


def all_bins_score(
    perturbation: Any, codes: NDArray[np.float64], y: NDArray[np.float64], held_out: NDArray[np.bool_]
) -> float:
    """Give R² on rows held out of least squares on all bins and categories; NaN where that is no yardstick.

    A feature such as ``temp > 20.4`` cannot tell the bins apart that the instance is not in. So R² of such features
    is low also where the model is linear and their weights are right; see `Explanation.fidelity`.

    Parameters
    ----------
    perturbation : TabularPerturbation
    codes : ndarray of shape (m, C)
        Training rows.
    y : ndarray of shape (m,)
        One output of the model.
    held_out : ndarray of bool of shape (m,)
    """
    yardstick = perturbation.yardstick("euclidean")
    if yardstick is None or yardstick.n_columns > _MOST_COLUMNS:
        return float("nan")
    columns = np.column_stack([np.ones(len(y)), perturbation.on_off_and_numbers(codes)])
    spread = np.square(y[held_out] - y[held_out].mean()).sum()
    if (~held_out).sum() <= columns.shape[1] or not spread > 0:
        return float("nan")
    coef = np.linalg.lstsq(columns[~held_out], y[~held_out], rcond=None)[0]
    return float(1.0 - np.square(y[held_out] - columns[held_out] @ coef).sum() / spread)
