"""Measures of how well a surrogate's answers follow the model's, on weighted samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.checks import unit_of
from lime_widgets.engine.explanation.kernel import effective_sample_size
from lime_widgets.engine.surrogate.newton import sigmoid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.surrogate.kinds.raw_fits import LocalModel

# Answers held at a time, 32 MB.
_MOST_HELD = 2**22
# With fewer effective samples R² is chance, and is not given.
LEAST_SAMPLES = 2.0


@dataclass(frozen=True, eq=False)
class Scores:
    """How well surrogates at T kernel widths follow the model on some samples.

    Attributes
    ----------
    score : ndarray of shape (T,)
        Weighted R², 1 − Σ w (y − g)²/Σ w (y − ȳ)²; NaN where the answers do not vary or hardly a sample carries weight.
    stderr : ndarray of shape (T,)
        Standard error of `score`, for samples that were drawn independently of the surrogate; see `score_errors`.
    right_side : ndarray of shape (T,)
        Share of the weight on samples that the surrogate puts on the model's side of the class boundary; NaN where the
        outputs are not classes. See `Sides`.
    ess : ndarray of shape (T,)
        Effective sample size.
    n_samples : int
    """

    score: NDArray[np.float64]
    stderr: NDArray[np.float64]
    right_side: NDArray[np.float64]
    ess: NDArray[np.float64]
    n_samples: int


@dataclass(frozen=True, eq=False)
class Surrogates:
    """Surrogates, (T,) of them, that answer for rows of the interpretable representation.

    Attributes
    ----------
    features : ndarray of int of shape (T, K)
        −1 for none.
    coef : ndarray of shape (T, K)
    intercept : ndarray of shape (T,)
    logistic : bool
        Whether the sum is a log-odds.
    fitted : tuple of T (LocalModel or None)
        The surrogates that are no sums; empty if all are.
    """

    features: NDArray[np.intp]
    coef: NDArray[np.float64]
    intercept: NDArray[np.float64]
    logistic: bool = False
    fitted: tuple[LocalModel | None, ...] = ()

    @classmethod
    def of(cls, sweep: Any) -> Surrogates:
        """Give those of a sweep."""
        intercept = sweep.intercept + sweep.rest
        return cls(sweep.features, sweep.coef, intercept, sweep.surrogate == "logistic", sweep.fitted)

    @classmethod
    def of_one(cls, explanation: Any) -> Surrogates:
        """Give that of an explanation."""
        return cls(
            explanation.features[None],
            explanation.coef[None],
            np.array([explanation.intercept + explanation.rest]),
            explanation.surrogate == "logistic",
            (explanation.fitted,),
        )

    def __len__(self) -> int:
        return len(self.coef)

    def part(self, part: slice) -> Surrogates:
        """Give some of them."""
        fitted = self.fitted[part]
        return Surrogates(self.features[part], self.coef[part], self.intercept[part], self.logistic, fitted)

    def predict(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the answers for rows (m, p), in the unit of the model's answers: (T, m)."""
        kept = np.where(self.features >= 0, self.coef, 0.0)
        columns, place = np.unique(self.features, return_inverse=True)
        slopes = np.zeros((len(self), len(columns)))
        np.add.at(slopes, (np.arange(len(self))[:, None], place.reshape(self.features.shape)), kept)
        linear = slopes @ Z[:, columns].T + self.intercept[:, None]
        for row, model in enumerate(self.fitted):
            if model is not None:
                linear[row] = model.predict(Z)
        return sigmoid(linear) if self.logistic else np.asarray(linear)


@dataclass(frozen=True, eq=False)
class Sides:
    """The model's side of the class boundary for some samples, and where the boundary lies for the surrogate.

    With two classes, or one probability, the boundary is .5 (0 for a score). With more classes it is the model's own
    answer for the strongest rival: the surrogate is right where it, in place of the model's answer for its class, would
    leave the class predicted or not.

    Attributes
    ----------
    boundary : ndarray of shape (m,)
    above : ndarray of bool of shape (m,)
    """

    boundary: NDArray[np.float64]
    above: NDArray[np.bool_]

    @classmethod
    def of(cls, y: NDArray[np.float64], output: int, kind: str, n_rivals: int = 0) -> Sides | None:
        """Give the sides of answers (m, k); None where the outputs are not classes."""
        if kind == "value":
            return None
        rivals = y[:, : n_rivals or None]
        if kind == "score" and y.shape[1] == 1:
            boundary = np.zeros(len(y))
        elif rivals.shape[1] <= 2 or output >= rivals.shape[1]:
            # Two scores are as far apart as they are: the boundary is where they are equal.
            middle = rivals.mean(axis=1) if kind == "score" and output < rivals.shape[1] else np.full(len(y), 0.5)
            boundary = middle
        else:
            boundary = np.delete(rivals, output, axis=1).max(axis=1)
        return cls(boundary, y[:, output] > boundary)

    def share_right(self, answers: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the share of the weights (T, m) of samples with answers (T, m) on the right side: (T,)."""
        right = ((answers > self.boundary) == self.above) * weights
        total = weights.sum(axis=1)
        return np.asarray(np.divide(right.sum(axis=1), total, out=np.full(len(total), np.nan), where=total > 0))


def scores_of(samples: Any, surrogates: Surrogates, widths: NDArray[np.float64], output: int, kernel: Kernel) -> Scores:
    """Measure surrogates, each with the weights of its kernel width.

    Parameters
    ----------
    samples : Neighborhood
        A row with count 0 takes no part.
    surrogates : Surrogates
        T of them.
    widths : ndarray of shape (T,)
    output : int
    kernel : str or callable
    """
    y = samples.y[:, output]
    sides = Sides.of(samples.y, output, samples.output_kind, samples.origin.n_rivals)
    parts = []
    for part, single, weights in _weighed(samples, widths, kernel):
        answers = surrogates.part(part).predict(samples.Z)
        ess = effective_sample_size(single, samples.counts)
        score, stderr = _score_and_error(y, answers, weights)
        enough = ess >= LEAST_SAMPLES
        right = np.full(len(ess), np.nan) if sides is None else sides.share_right(answers, weights)
        parts.append((np.where(enough, score, np.nan), np.where(enough, stderr, np.nan), right, ess))
    score, stderr, right, ess = (np.concatenate(each) for each in zip(*parts, strict=True))
    n_samples = len(y) if samples.counts is None else round(samples.counts.sum())
    return Scores(score, stderr, right, ess, n_samples)


def right_sides(
    samples: Any, surrogates: Surrogates, widths: NDArray[np.float64], output: int, kernel: Kernel
) -> NDArray[np.float64]:
    """Measure only on which side of the class boundary surrogates answer, (T,); see `scores_of`."""
    sides = Sides.of(samples.y, output, samples.output_kind, samples.origin.n_rivals)
    if sides is None:
        return np.full(len(widths), np.nan)
    return np.concatenate(
        [
            sides.share_right(surrogates.part(part).predict(samples.Z), weights)
            for part, _, weights in _weighed(samples, widths, kernel)
        ]
    )


def _weighed(
    samples: Any, widths: NDArray[np.float64], kernel: Kernel
) -> Iterator[tuple[slice, NDArray[np.float64], NDArray[np.float64]]]:
    """Give some of the widths at a time, with the weight of a single sample and those of all that a row represents."""
    counts = samples.counts
    step = max(1, _MOST_HELD // len(samples.distances))
    for start in range(0, len(widths), step):
        part = slice(start, start + step)
        single = samples.weights(widths[part], kernel)
        yield part, single, single if counts is None else single * counts


def weighted_score(
    y: NDArray[np.float64], answers: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Compute weighted R², 1 − Σ w (y − g)²/Σ w (y − ȳ)² with ȳ the weighted mean; NaN where y does not vary.

    Parameters
    ----------
    y : ndarray of shape (m,)
    answers, weights : ndarray of shape (T, m)

    Returns
    -------
    ndarray of shape (T,)

    Examples
    --------
    >>> y, g = np.array([0.0, 1.0, 2.0]), np.array([[0.0, 1.0, 1.0]])
    >>> weighted_score(y, g, np.ones((1, 3))), weighted_score(y, g, np.array([[1.0, 1.0, 0.0]]))
    (array([0.5]), array([1.]))
    """
    return _score_and_error(y, answers, weights)[0]


def score_errors(
    y: NDArray[np.float64], answers: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Estimate the standard error of weighted R² on samples that had no part in the fit, (T,).

    1 − R² is a ratio of two sums over independent samples, ρ = Σ w e²/Σ w d². Its error is that of a ratio estimator
    (Cochran 1977, "Sampling techniques", equation 6.13): √(Σ w² (e² − ρ d²)²)/Σ w d².
    """
    return _score_and_error(y, answers, weights)[1]


def _score_and_error(
    y: NDArray[np.float64], answers: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    # About the first answer: what lies far above its spread, such as prices, would lose its digits. In a unit of their
    # own, the squares do not overflow.
    unit = unit_of(y)
    errors = answers - y
    errors /= unit
    np.square(errors, out=errors)
    y = (y - y[0]) / unit
    total = weights.sum(axis=1)
    mean = np.divide(weights @ y, total, out=np.full(len(total), np.nan), where=total > 0)
    squares = np.square(y - mean[:, None])
    spread = np.einsum("tm,tm->t", weights, squares)
    # What is left of equal answers is rounding.
    varies = spread > 1e-12 * total * np.square(y).max(initial=0.0)
    spread = np.where(varies, spread, np.nan)
    ratio = np.einsum("tm,tm->t", weights, errors) / spread
    squares *= ratio[:, None]
    errors -= squares
    errors *= weights
    return np.asarray(1.0 - ratio), np.asarray(np.sqrt(np.einsum("tm,tm->t", errors, errors)) / spread)
