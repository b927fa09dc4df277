"""The gaps between the features that an explanation keeps and those that it drops, with their standard errors.

Each selection has scores of its own: forward selection the correlation of each candidate with the remainder of the
answers, at each of its steps; "highest_weights" the coefficient times the instance's value in a fit on all features;
and among features that are selected already, the size of the weight. A score is a smooth function of sums over the
samples, so that its error is the sum of the samples' influences on it (Huber 1981, "Robust statistics", section 1.5).
Samples that were drawn together are summed first, as for the intervals of the weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import ndtri, stdtr

from lime_widgets.engine.errors import is_whole, problem
from lime_widgets.engine.explanation.checks import check_n_features
from lime_widgets.engine.explanation.intervals import correction
from lime_widgets.engine.explanation.kernel import SHAPLEY, effective_sample_size
from lime_widgets.engine.rounding import EQUAL, in_steps
from lime_widgets.engine.surrogate.clusters import centered
from lime_widgets.engine.surrogate.large_p import RANKING_ALPHA
from lime_widgets.engine.surrogate.moments import ROUNDING, inverse
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.surrogate.options import resolved_selection

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation

# With fewer effective samples for each coefficient, equal weights are no tie.
_ENOUGH = 10
FIRST_LOOK = 512
"""The first look. With fewer samples a block of a Sobol sequence has too few points to tell an error."""


@dataclass(frozen=True, eq=False)
class Look:
    """How clear the choice of the top k features is at one number of samples.

    Attributes
    ----------
    n_samples : int
    features : ndarray of int of shape (k,)
        The top k, the strongest first, or in the order of their selection.
    rivals : ndarray of int of shape (k,)
        For each of them, the feature outside of the top k that comes closest.
    gap, stderr : ndarray of shape (k,)
        How far its score is above the rival's, and the standard error of that.
    z : ndarray of shape (k,)
        The gap in standard errors; for few clusters, the normal quantile of as small a probability as Student's. NaN
        where too few samples carry weight.
    tied : ndarray of bool of shape (k,)
        Whether the two scores are equal up to rounding.
    exact : bool
        Whether nothing was drawn at random, so that there is no error.
    cautious : bool
        Whether the errors are those of a few blocks of one sequence, which are larger than that of the whole.
    """

    n_samples: int
    features: NDArray[np.intp]
    rivals: NDArray[np.intp]
    gap: NDArray[np.float64]
    stderr: NDArray[np.float64]
    z: NDArray[np.float64]
    tied: NDArray[np.bool_]
    exact: bool = False
    cautious: bool = False

    @property
    def closest(self) -> int:
        """The place of the smallest z, or of a tie."""
        return int(np.argmin(np.where(self.tied, -np.inf, np.where(np.isnan(self.z), 0.0, self.z))))


class _Samples(NamedTuple):
    """The samples of a fit: answers and weights (n,), and what corrects the variances."""

    Z: NDArray[np.float64]
    y: NDArray[np.float64]
    weights: NDArray[np.float64]
    counts: NDArray[np.float64] | None
    clusters: Any
    ess: NDArray[np.float64]
    exact: bool


class _Scores(NamedTuple):
    """Signed scores of q features, (q,), their covariance (q, q), and the degrees of freedom."""

    values: NDArray[np.float64]
    covariance: NDArray[np.float64]
    freedom: float


def look(neighborhood: Neighborhood, explanation: Explanation, k: int, **options: Any) -> Look:
    """Measure the gaps between the top k features and the others.

    Parameters
    ----------
    neighborhood : Neighborhood
    explanation : Explanation
        Its explanation with the same options.
    k : int
        1 or more, and fewer than the interpretable features.
    **options
        As for `Neighborhood.explain`, with `n_features`, `feature_selection`, `alpha` and `kernel`.

    Returns
    -------
    Look
        With fewer than k features where the explanation has fewer.

    Raises
    ------
    LimeError
        If k is out of its range, or is the number of features of a lasso path, whose choice has no such gap; or for
        Shapley values and surrogates other than a ridge and a logistic regression.
    """
    if explanation.method == SHAPLEY or explanation.surrogate not in {"ridge", "logistic"}:
        chosen = ("kernel", SHAPLEY) if explanation.method == SHAPLEY else ("surrogate", explanation.surrogate)
        raise problem("settle.surrogate", option="{}={!r}".format(*chosen))
    p = neighborhood.Z.shape[1]
    k = min(check_k(k, p), len(explanation.features))
    n_features = check_n_features(options.get("n_features"), p, neighborhood.default_n_features)
    method = resolved_selection(options.get("feature_selection", "auto"), n_features, p)
    samples = _samples(neighborhood, explanation, options.get("kernel", "exponential"))
    if k < len(explanation.features):
        found = _among_selected(samples, explanation, k, options.get("alpha", 1.0))
    elif method == "forward_selection":
        found = _steps(samples, k)
    elif method == "highest_weights":
        scores = _linear(samples, np.arange(p), RANKING_ALPHA, neighborhood.Z[0])
        found = _gaps(scores, np.argsort(-in_steps(np.abs(scores.values)), kind="stable"), k)
    else:
        raise problem("settle.lasso", k=k)
    features, rivals, gap, stderr, z, tied = found
    if not neighborhood.exact and samples.ess[0] < _ENOUGH * (len(explanation.features) + 1):
        tied = np.zeros_like(tied)  # what so few samples do not tell apart need not be equal
    n = len(neighborhood) if neighborhood.counts is None else round(neighborhood.counts.sum())
    if neighborhood.exact:
        stderr, z = np.zeros_like(stderr), np.where(tied, 0.0, np.inf)
    clusters = neighborhood.clusters
    cautious = clusters is not None and clusters.few
    return Look(n, features, rivals, gap, stderr, z, tied, exact=neighborhood.exact, cautious=cautious)


def check_k(k: int, p: int) -> int:
    """Check the number of features whose choice shall be settled.

    Raises
    ------
    LimeError
        If it is not a whole number of 1 or more and below p.
    """
    if is_whole(k, 1, p - 1):
        return int(k)
    raise problem("settle.k", k=k, p=p, most=max(1, p - 1))


_Found = tuple[
    "NDArray[np.intp]",
    "NDArray[np.intp]",
    "NDArray[np.float64]",
    "NDArray[np.float64]",
    "NDArray[np.float64]",
    "NDArray[np.bool_]",
]


def _samples(neighborhood: Neighborhood, explanation: Explanation, kernel: Any) -> _Samples:
    counts = neighborhood.counts
    single = neighborhood.weights([explanation.kernel_width], kernel)
    ess = effective_sample_size(single, counts)
    weights = (single if counts is None else single * counts)[0]
    y = neighborhood.y[:, explanation.output]
    return _Samples(neighborhood.Z, y, weights, counts, neighborhood.clusters, ess, neighborhood.exact)


def _among_selected(samples: _Samples, explanation: Explanation, k: int, alpha: float) -> _Found:
    """Compare the weights of the features that are selected."""
    features = explanation.features
    if explanation.surrogate == "logistic":
        scores = _logistic(samples, explanation, alpha)
    else:
        scores = _linear(samples, features, alpha, np.ones(len(features)))
    order = np.argsort(-in_steps(np.abs(scores.values)), kind="stable")
    found = _gaps(scores, order, k)
    return features[found[0]], features[found[1]], *found[2:]


def _gaps(scores: _Scores, order: NDArray[np.intp], k: int) -> _Found:
    """Compare each of the first k features with the rest, and keep the rival that comes closest."""
    inside, outside = order[:k], order[k:]
    return _closest(scores, inside, outside, float(np.abs(scores.values).max()))


def _closest(scores: _Scores, inside: NDArray[np.intp], outside: NDArray[np.intp], largest: float) -> _Found:
    sizes, signs = np.abs(scores.values), np.where(scores.values < 0, -1.0, 1.0)
    own = np.diag(scores.covariance)
    gap = sizes[inside][:, None] - sizes[outside]
    both = (signs[inside][:, None] * signs[outside]) * scores.covariance[np.ix_(inside, outside)]
    stderr = np.sqrt(np.maximum(own[inside][:, None] + own[outside] - 2.0 * both, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        t = gap / stderr
    # The gap to a copy is a rounding error, and so is its standard error: their ratio says nothing.
    equal = gap <= EQUAL * largest
    t_or_gap = np.where(np.isnan(t), np.where(np.isnan(stderr), gap, 0.0), t)
    rival = np.argmin(np.where(equal, -np.inf, t_or_gap), axis=1)
    rows = np.arange(len(inside))
    gap, stderr, t, tied = gap[rows, rival], stderr[rows, rival], t[rows, rival], equal[rows, rival]
    z = np.where(tied, 0.0, _as_normal(t, scores.freedom))
    return inside, outside[rival], gap, stderr, z, tied


def _as_normal(t: NDArray[np.float64], freedom: float) -> NDArray[np.float64]:
    """Give the normal quantile that is exceeded as rarely as Student's t."""
    if not freedom > 0:
        return np.full_like(t, np.nan)
    return np.asarray(-ndtri(stdtr(freedom, -t)))


def _linear(samples: _Samples, columns: NDArray[np.intp], alpha: float, scale: NDArray[np.float64]) -> _Scores:
    """Score features by coefficient times `scale` in a ridge on some columns."""
    weights, total = samples.weights, samples.weights.sum()
    z = samples.Z[:, columns] - weights @ samples.Z[:, columns] / total
    weighted = z * weights[:, None]
    inverted = inverse((z.T @ weighted)[None], alpha, np.ones((1, len(columns)), np.bool_))[0]
    coef = inverted @ (weighted.T @ (samples.y - samples.y[0]))
    residuals = samples.y - z @ coef
    residuals -= weights @ residuals / total
    influence = (weighted * residuals[:, None]) @ inverted * scale
    return _Scores(coef * scale, *_covariance(samples, influence, len(columns)))


def _logistic(samples: _Samples, explanation: Explanation, alpha: float) -> _Scores:
    """Score the features of a logistic surrogate by their coefficients, in the explanation's order."""
    z = samples.Z[:, explanation.features]
    chance = sigmoid(explanation.intercept + z @ explanation.coef)
    curved = samples.weights * chance * (1.0 - chance)
    z = z - curved @ z / max(float(curved.sum()), np.finfo(float).tiny)
    inverted = inverse((z.T @ (z * curved[:, None]))[None], alpha, np.ones((1, z.shape[1]), np.bool_))[0]
    influence = (z * (samples.weights * (samples.y - chance))[:, None]) @ inverted
    return _Scores(explanation.coef, *_covariance(samples, influence, z.shape[1]))


def _steps(samples: _Samples, k: int) -> _Found:
    """Compare, at each step of forward selection, the chosen feature with those that no step chooses.

    The score of feature j is zⱼᵀWr / √(zⱼᵀWzⱼ · ΣW), with zⱼ and r what the features chosen before leave of it and of
    the answers; its square is the gain in R². S-LIME tests each step of a LARS path in the same way against the second
    best candidate (Zhou, Hooker, Wang 2021, "S-LIME: Stabilized-LIME for model explanation", section 3.2). Here a
    candidate that a later step chooses is no rival, because the order in which features enter changes no set.
    """
    weights, total = samples.weights, samples.weights.sum()
    z = samples.Z - weights @ samples.Z / total
    left = samples.y - samples.y[0]
    left = left - weights @ left / total
    whole = weights @ np.square(z)
    free, taken = np.ones(z.shape[1], np.bool_), []
    steps = []
    for step in range(k):
        own, cross = weights @ np.square(z), (weights * left) @ z
        usable = own > ROUNDING * whole
        own = np.where(usable, own, 1.0)
        values = np.where(usable, cross / np.sqrt(own * total), 0.0)
        sizes = np.where(free, np.abs(values), -1.0)
        best = int(np.argmax(sizes >= sizes.max() * (1.0 - ROUNDING)))
        # The derivative of c/√(oW) with respect to the sums c, o and W; what earlier features leave adds nothing to it.
        influence = (weights * left)[:, None] * z / np.sqrt(own * total)
        influence -= 0.5 * values * (weights[:, None] * np.square(z) / own + weights[:, None] / total)
        scores = _Scores(values, *_covariance(samples, np.where(usable, influence, 0.0), step + 1))
        steps.append(scores)
        taken.append(best)
        free[best] = False
        if usable[best]:
            chosen = z[:, best].copy()
            left = left - chosen * (cross[best] / own[best])
            z = z - chosen[:, None] * ((weights * chosen) @ z / own[best])
    outside = np.flatnonzero(free)
    found = [
        _closest(scores, np.array([feature]), outside, float(np.abs(scores.values).max()))
        for scores, feature in zip(steps, taken, strict=True)
    ]
    features, rivals, gap, stderr, z_, tied = (np.concatenate(part) for part in zip(*found, strict=True))
    return features, rivals, gap, stderr, z_, tied


def _covariance(samples: _Samples, influence: NDArray[np.float64], fitted: int) -> tuple[NDArray[np.float64], float]:
    """Give the covariance of sums over the samples from each one's part in them, (n, q), and the freedom."""
    if samples.clusters is not None:
        sums = centered(samples.clusters.indicator @ influence, few=samples.clusters.few)
    elif samples.counts is not None:  # c samples of a row with equal parts: c · (part of one)²
        sums = influence / np.sqrt(np.where(samples.counts > 0, samples.counts, 1.0))[:, None]
    else:
        sums = influence
    factor, freedom = correction(np.array([fitted]), samples.ess, samples.weights[None], samples.clusters)
    return np.asarray(sums.T @ sums * factor[0]), float(freedom[0])
