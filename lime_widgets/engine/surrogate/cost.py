"""The estimated time of a fit at many kernel widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.engine.surrogate.design_matrix import MOST_PAIRED
from lime_widgets.engine.surrogate.kinds.estimators import seconds_of
from lime_widgets.engine.surrogate.kinds.models import FOLDS
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH
from lime_widgets.engine.surrogate.large_p import widths_at_a_time
from lime_widgets.engine.surrogate.options import is_sum, resolved_selection
from lime_widgets.engine.surrogate.products import FEW_WIDTHS

if TYPE_CHECKING:
    from lime_widgets.engine.surrogate.options import FeatureSelection, Surrogate

# Multiplications and additions per second in a matrix product.
_PRODUCTS = 1e10
# A tree sorts each feature of all samples at each level: seconds for each number, and for each on/off value.
_TREE_SECONDS = (1.7e-7, 4e-8)


def sweep_cost(
    n: int,
    p: int,
    n_widths: int,
    *,
    n_features: int = 10,
    feature_selection: FeatureSelection = "auto",
    surrogate: Surrogate = "ridge",
    with_stderr: bool = True,
    n_distances: int | None = None,
    on_off: bool = False,
    max_depth: int = DEFAULT_MAX_DEPTH,
) -> float:
    """Estimate how long a fit at many kernel widths takes, so that the caller can choose fewer widths.

    Parameters
    ----------
    n, p, n_widths : int
        Number of samples, of features and of kernel widths.
    n_features, feature_selection, surrogate, with_stderr
        As for `fit`.
    n_distances : int, optional
        The number of different distances. The default is p + 1, as on/off features have, or n if
        that is less.
    on_off : bool, default False
        Whether the features are on or off, which a tree splits faster than numbers.
    max_depth : int, default 3
        As for `fit`.

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
    if not is_sum(surrogate):
        tree = (1 + FOLDS) * _TREE_SECONDS[on_off] * max_depth * n * min(n_features, p)
        return n_widths * (tree if surrogate == "tree" else seconds_of(surrogate, n))
    method = resolved_selection(feature_selection, n_features, p)
    K = p if method == "none" else min(n_features, p)
    rings = min(n, p + 1) if n_distances is None else n_distances
    lasso = method == "lasso_path"
    if p <= MOST_PAIRED:
        paired = p * p * (n / n_widths / 2 + rings if rings <= 2 * (p + 1) else n / 2)
        each = paired + K**3 + (n * K * K / 2 if with_stderr else 0)
        if surrogate == "logistic":
            each += _newton_cost(n, min(p, 3 * K) if n_widths > 1 else K, K)
        # A logistic fit has many steps, however few widths there are.
        once = 4e-3 if surrogate == "logistic" else 1e-3
        return once + n_widths * (each / _PRODUCTS + (1e-4 * p if lasso else 3e-5))
    chunks = 1 + n_widths // widths_at_a_time(n, p, n_features, method)
    by_ring = rings <= n // 2 and n_widths >= FEW_WIDTHS
    gram = p * p * (chunks * n / n_widths + rings / 2 if by_ring else n / 2)
    # Sums over the samples for a few widths run at the speed of memory, not of matrix products.
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
    """Give the cost of a logistic fit of K of q columns, in products: eight steps, each with n exponentials."""
    return 8.0 * (n * q * q / 4 + 120 * n + 4 * K**3)
