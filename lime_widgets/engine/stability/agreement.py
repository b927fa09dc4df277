"""Agreement of several runs of one explanation: sets of features, their ranks, signs and weights.

A run is an explanation of the same instance with samples of its own. The functions take arrays over M runs and all p
features: `rank` is 1 for the largest |weight|, and 0 where the run does not select the feature; weights are NaN there.
Where fewer than two runs are compared, the result is NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.rounding import in_steps

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Half the width of a 95 % interval in standard errors, as in the definition of CSI.
_NORMAL = 1.96


def ranked(weights: NDArray[np.float64]) -> NDArray[np.intp]:
    """Rank the features of each run by |weight|, (M, p): 1 is the largest; 0 where the run does not select it (NaN).

    Weights that are equal but for rounding errors keep the order of the columns, which is the same in all runs.
    """
    rank = np.zeros(weights.shape, np.intp)
    for row, run in zip(rank, weights, strict=True):
        selected = np.flatnonzero(~np.isnan(run))
        order = np.argsort(-in_steps(np.abs(run[selected])), kind="stable")
        row[selected[order]] = np.arange(1, len(order) + 1)
    return rank


def top(rank: NDArray[np.intp], k: int) -> NDArray[np.bool_]:
    """Tell which features are among the first k of each run, (M, p)."""
    return np.asarray((rank > 0) & (rank <= k))


def jaccard(rank: NDArray[np.intp], k: int) -> float:
    """Compute the mean Jaccard index |A ∩ B| / |A ∪ B| of the first k features, over all pairs of runs."""
    members = top(rank, k).astype(np.float64)
    common = members @ members.T
    sizes = np.diag(common)
    one, other = _pairs(len(rank))
    union = sizes[one] + sizes[other] - common[one, other]
    return _mean(np.divide(common[one, other], union, out=np.ones_like(union), where=union > 0))


def agreement(rank: NDArray[np.intp], k: int) -> float:
    """Compute the share of the later runs whose first k features are those of run 0, in any order."""
    members = top(rank, k)
    return _mean((members[1:] == members[0]).all(axis=1).astype(np.float64))


def ordered_agreement(rank: NDArray[np.intp], k: int) -> float:
    """Compute the share of the later runs whose first k features are those of run 0 in the same order."""
    places = np.where(rank <= k, rank, 0)
    return _mean((places[1:] == places[0]).all(axis=1).astype(np.float64))


def vsi(rank: NDArray[np.intp]) -> float:
    """Compute the variables stability index, 0 to 100.

    VSI = 100 · Σ |Sᵢ ∩ Sⱼ| / (C(M, 2) · k) over the pairs of runs, with Sᵢ the selected features of run i (Visani,
    Bagli, Chesani, Poluzzi, Capuzzo 2020, "Statistical stability indices for LIME", section 4.1). The number k is the
    larger of the two sets', which may differ along a lasso path.
    """
    members = (rank > 0).astype(np.float64)
    common = members @ members.T
    sizes = np.diag(common)
    one, other = _pairs(len(rank))
    k = np.maximum(sizes[one], sizes[other])
    return 100.0 * _mean(np.divide(common[one, other], k, out=np.ones_like(k), where=k > 0))


def csi(coef: NDArray[np.float64], stderr: NDArray[np.float64]) -> float:
    """Compute the coefficients stability index, 0 to 100.

    It is the mean, over the features that two or more runs select, of the share of pairs of runs whose intervals
    β ± 1.96·se overlap (Visani et al. 2020, section 4.2). Pairs without standard errors are left out.
    """
    one, other = _pairs(len(coef))
    apart, reach = np.abs(coef[one] - coef[other]), _NORMAL * (stderr[one] + stderr[other])
    return 100.0 * _mean(_shares(apart <= reach, np.isfinite(apart) & np.isfinite(reach)))


def sign_flips(coef: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute for each feature the share of pairs of runs in which its weights have opposite signs, (p,).

    NaN where fewer than two runs select the feature.
    """
    one, other = _pairs(len(coef))
    products = np.sign(coef[one]) * np.sign(coef[other])
    return _shares(products < 0, np.isfinite(products))


def kendall_tau(rank: NDArray[np.intp]) -> float:
    """Compute the mean Kendall τ-b of the ranks, over all pairs of runs.

    Each pair is compared on the features that one of the two selects; those that the other does not select share the
    place after its last. τ-b = Σ sgn(aᵢ − aⱼ) sgn(bᵢ − bⱼ) / √(ties-free pairs of a · ties-free pairs of b) (Kendall
    1945, "The treatment of ties in ranking problems"). A pair of runs that ranks nothing is left out.
    """
    last = rank.max(initial=0) + 1
    places = np.where(rank > 0, rank, last)
    values = []
    for one, other in zip(*_pairs(len(rank)), strict=True):
        seen = (rank[one] > 0) | (rank[other] > 0)
        a, b = (np.sign(places[run, seen][:, None] - places[run, seen]) for run in (one, other))
        ranked = float((a != 0).sum()) * float((b != 0).sum())
        if ranked:
            values.append(float((a * b).sum()) / ranked**0.5)
    return _mean(np.array(values))


def spread(coef: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the standard deviation of each weight over the runs that select it, (p,); NaN for fewer than two."""
    n = np.isfinite(coef).sum(axis=0)
    squares = np.where(np.isfinite(coef), np.square(coef - means(coef)), 0.0).sum(axis=0)
    return np.asarray(np.sqrt(np.divide(squares, n - 1, out=np.full(len(n), np.nan), where=n > 1)))


def means(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the mean of each column over its finite values, (p,); NaN where there is none."""
    finite = np.isfinite(values)
    n = finite.sum(axis=0)
    total = np.where(finite, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0))


def inside(coef: NDArray[np.float64], interval: NDArray[np.float64]) -> float:
    """Compute the share of all intervals that contain the mean weight of the other runs.

    The deviation from the mean of M runs that holds the run itself is √(1 − 1/M) of that from the true weight; it is
    scaled back. Features that some run does not select are left out: a selected weight is one that came out large.
    """
    always = np.isfinite(coef).all(axis=0)
    n_runs = len(coef)
    if n_runs < 2:
        return float("nan")
    away = np.abs(coef[:, always] - coef[:, always].mean(axis=0)) * (n_runs / (n_runs - 1)) ** 0.5
    half = interval[:, always]
    return _mean((away <= half)[np.isfinite(half)].astype(np.float64))


def spread_ratio(coef: NDArray[np.float64], predicted: NDArray[np.float64]) -> float:
    """Compute the spread over the runs divided by the standard error that one run predicts.

    It is the root mean square of the ratios of all features that every run selects.
    """
    always = np.isfinite(coef).all(axis=0) & (predicted > 0)
    return float(np.sqrt(_mean(np.square(spread(coef[:, always]) / predicted[always]))))


def _pairs(n_runs: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    one, other = np.triu_indices(n_runs, 1)
    return one, other


def _shares(true: NDArray[np.bool_], counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Compute the share of true pairs among the counted ones for each feature; NaN where none counts."""
    n = counted.sum(axis=0)
    return np.asarray(np.divide((true & counted).sum(axis=0), n, out=np.full(len(n), np.nan), where=n > 0))


def _mean(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.mean()) if len(finite) else float("nan")
