"""Which kernel widths a sweep uses: all of the grid, or fewer where they take long."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.explanation.kernel import SHAPLEY, kernel_width_grid
from lime_widgets.engine.surrogate.cost import sweep_cost
from lime_widgets.engine.surrogate.kinds.estimators import is_estimator
from lime_widgets.study import pacing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.study.state import FitRequest, Requested


def needed_widths(requested: Requested) -> NDArray[np.float64]:
    """Give the kernel width and the compared ones, ascending."""
    return np.unique([requested.kernel_width, *requested.compared_widths])


def whole_grid(requested: Requested) -> NDArray[np.float64]:
    """Give all widths of the grid around the default width of this distance, ascending: (129,)."""
    return kernel_width_grid(requested.perturbation.default_kernel_width_for(requested.distance))


def sweep_seconds(request: FitRequest, n_widths: int) -> float:
    """Estimate how long a sweep takes."""
    n, p = request.neighborhood.Z.shape
    return sweep_cost(
        n,
        p,
        n_widths,
        n_features=request.n_features,
        feature_selection=request.feature_selection,
        surrogate=request.surrogate,
        max_depth=request.max_depth,
        on_off=request.neighborhood.representation != "numbers",
    )


def sweep_widths(requested: Requested, request: FitRequest) -> NDArray[np.float64]:
    """Choose the widths of a full sweep, the needed ones among them.

    Every second width is left out until the sweep takes less than `pacing.SWEEP_SECONDS` and holds at
    most `pacing.MOST_SWEPT_WEIGHTS` weights. If fewer than `pacing.FEWEST_WIDTHS` would be left, only
    the needed widths are.
    """
    grid, needed = whole_grid(requested), needed_widths(requested)
    p = request.neighborhood.Z.shape[1]
    n_weights = p if request.feature_selection == "none" else request.n_features
    while len(grid) > 1 and (
        sweep_seconds(request, len(grid)) > pacing.SWEEP_SECONDS or n_weights * len(grid) > pacing.MOST_SWEPT_WEIGHTS
    ):
        grid = grid[::2]
        if len(grid) < pacing.FEWEST_WIDTHS:
            return needed
    return _joined(grid, needed)


def widths_at_once(requested: Requested, request: FitRequest, seconds: float) -> tuple[NDArray[np.float64], bool]:
    """Choose the widths to fit before the change returns, and say whether they are those of a full sweep.

    Parameters
    ----------
    requested : Requested
    request : FitRequest
    seconds : float
        How long the fits may take, see `pacing.FitClock.sweep_seconds`.

    Returns
    -------
    widths : ndarray of shape (T,)
    is_complete : bool
    """
    needed = needed_widths(requested)
    if request.kernel == SHAPLEY:  # no width: the others would say the same
        return needed, True
    # A custom kernel or surrogate may take any time, or fail at some widths.
    if not requested.sweeping or callable(requested.kernel) or is_estimator(requested.surrogate):
        return needed, False
    grid = sweep_widths(requested, request)
    step = math.ceil(sweep_seconds(request, len(grid)) / seconds)
    if step <= 1:
        return grid, True
    if len(grid) < step * pacing.FEWEST_WIDTHS_AT_ONCE:
        return needed, False
    return _joined(whole_grid(requested)[::step], needed), False


def _joined(grid: NDArray[np.float64], needed: NDArray[np.float64]) -> NDArray[np.float64]:
    """Add those needed widths to a grid that are not on it, ascending."""
    apart = [width for width in needed if not np.isclose(grid, width, rtol=1e-9, atol=0).any()]
    return np.sort(np.append(grid, apart))
