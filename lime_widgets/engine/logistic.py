"""The logistic surrogate: log-odds that are linear in the features, fitted at many kernel widths at once.

Answers may be any share between 0 and 1, not only 0 and 1 themselves: the fit is a binomial regression
with weights (McCullagh and Nelder 1989, "Generalized linear models", chapter 4), of which a black box's
probability is the observed share. For answers of 0 and 1 it is scikit-learn's `LogisticRegression` with
C = 1/α.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.moments import MOST_PAIRED, about, inverse, settle
from lime_widgets.engine.products import FEW_WIDTHS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from lime_widgets.engine.moments import Design, Moments

# Newton's steps at most. Where a line parts the answers every step adds about 1 to the log-odds, and none is the
# last; elsewhere hardly ten are needed.
MOST_STEPS = 25
# A step that moves the log-odds by less than this in the mean is the last: what it leaves is its square.
_LAST_STEP = 1e-10
# Rounding may forbid such a small step; then one that is no smaller than the one before, and below this.
_STALLED = 1e-6
# A sample of less than this share of the largest weight moves no digit that counts.
_NO_WEIGHT = 1e-13
# How far below 0 or above 1 an answer may be by rounding.
_OUTSIDE = 1e-9
# Values of the samples held for the widths worked on at a time, 1 MB of them: they stay in the cache. Of more columns
# the products of all pairs do not, and are read the less often the more widths are worked on: then 8 MB.
_MOST_VALUES = {16: 2**17, MOST_PAIRED: 2**20}
# Values of the Hessian matrices held at a time, 32 MB of them.
_MOST_CURVED = 2**22


@dataclass(frozen=True)
class Logistic:
    """Logistic fits at T kernel widths, of K features each in the order that they were given.

    Attributes
    ----------
    coef, stderr : ndarray of shape (T, K)
        In log-odds; 0 where no feature is kept.
    offset : ndarray of shape (T,)
        Log-odds at row 0.
    residual : ndarray of shape (T,)
        Σ w (y − p)².
    freedom : ndarray of shape (T,)
        tr (H + αI)⁻¹, with H the Hessian matrix of half the deviance, the intercept profiled out.
    separated : ndarray of bool of shape (T,)
        Whether the weights grow without bound, because a plane parts high answers from low ones; the
        coefficients are then those at which the search was given up, and have no errors (NaN).
    """

    coef: NDArray[np.float64]
    stderr: NDArray[np.float64]
    offset: NDArray[np.float64]
    residual: NDArray[np.float64]
    freedom: NDArray[np.float64]
    separated: NDArray[np.bool_]


def logistics(
    design: Design,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    varies: NDArray[np.bool_],
    *,
    alpha: float,
    with_stderr: bool,
    moments: Moments | None = None,
) -> Logistic:
    """Fit the columns that each width keeps.

    The deviance with a penalty, 2 Σ w ℓ(y, p) + α‖β‖² with ℓ = −y log p − (1 − y) log(1 − p), is made
    least by Newton's method, of all widths at once; a step that does not lower it is halved. The
    intercept bears no penalty.

    Parameters
    ----------
    design : Design
    y : ndarray of shape (n,)
        Shares between 0 and 1.
    weights : ndarray of shape (T, n)
    features : ndarray of int of shape (T, K)
        Columns; −1 where there are fewer.
    varies : ndarray of bool of shape (T,)
        Where y varies at all; elsewhere the coefficients are 0.
    alpha : float
    with_stderr : bool
        Whether to work out standard errors, those of the sandwich A (Σ w² (y − p)² zzᵀ) A with
        A = (H + αI)⁻¹ and z about the mean that H is centred at.
    moments : Moments, optional
        Those of all pairs of columns, where they are at hand: the first step needs no others.

    Returns
    -------
    Logistic
    """
    n_widths, K = features.shape
    found = Logistic(
        coef=np.zeros((n_widths, K)),
        stderr=np.zeros((n_widths, K)) if with_stderr else np.full((n_widths, K), np.nan),
        offset=_log_odds(y, weights),
        residual=np.zeros(n_widths),
        freedom=np.zeros(n_widths),
        separated=np.zeros(n_widths, dtype=bool),
    )
    for widths, columns in _alike(features, np.flatnonzero(varies), *design.shape):
        part, basis = _chosen(design, columns)
        q = part.shape[1]
        step = _at_a_time(len(y), q)
        for start in range(0, len(widths), step):
            some = widths[start : start + step]
            kept = features[some] >= 0
            place = np.searchsorted(columns, np.where(kept, features[some], columns[0]))
            if basis is None:
                search = _Search(part, y, weights[some], place, kept, alpha)
            else:
                every = np.broadcast_to(np.arange(q), (len(some), q))
                search = _Search(part, y, weights[some], every, np.ones(every.shape, dtype=bool), alpha)
            search.run(found.offset[some], None if moments is None else moments.of(some, features[some], kept))
            found.coef[some] = (
                search.coef if basis is None else np.take_along_axis(search.coef @ basis.T, place, 1) * kept
            )
            found.offset[some] = search.offset
            found.residual[some] = search.residual()
            # (H + αI)⁻¹ is 1/α in every direction that no sample has.
            found.freedom[some] = search.freedom + ((len(columns) - q) / alpha if len(columns) > q and alpha else 0.0)
            found.separated[some] = search.separated
            if with_stderr:
                variance = search.variance(basis)
                variance = variance if basis is None else np.take_along_axis(variance, place, 1)
                stderr = np.sqrt(np.maximum(variance, 0.0)) * kept
                stderr[search.separated] = np.nan
                found.stderr[some] = stderr
    return found


def sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Probabilities of log-odds of any size, 1/(1 + exp(−η))."""
    small = np.exp(-np.abs(log_odds))
    return np.asarray(np.where(log_odds >= 0, 1.0, small) / (1.0 + small))


def check_shares(y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give answers back that are shares, or say that they are none.

    Raises
    ------
    LimeError
        If an answer lies outside 0 to 1 by more than rounding.
    """
    least, most = float(y.min()), float(y.max())
    if least < -_OUTSIDE or most > 1 + _OUTSIDE:
        raise problem(
            f"The logistic surrogate was asked for answers from {least:.4g} to {most:.4g}.",
            expected="answers between 0 and 1, such as probabilities",
            mend='Take the surrogate "ridge" for answers of any size.',
        )
    return np.clip(y, 0.0, 1.0)


def _log_odds(y: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of the weighted mean of y; finite also where all answers are 0 or all are 1."""
    for_, against = weights @ y, weights @ (1.0 - y)
    least = np.finfo(float).eps * (for_ + against)
    return np.asarray(np.log(np.maximum(for_, least)) - np.log(np.maximum(against, least)))


def _alike(
    features: NDArray[np.intp], widths: NDArray[np.intp], n: int, p: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Widths to fit together and the columns that they need; of many features those that keep the same ones."""
    if p <= MOST_PAIRED:
        step = _at_a_time(n, features.shape[1])
        parts = [widths[start : start + step] for start in range(0, len(widths), step)]
    else:
        _, which = np.unique(np.sort(features[widths], axis=1), axis=0, return_inverse=True)
        parts = [widths[which.ravel() == number] for number in range(which.max(initial=-1) + 1)]
    for part in parts:
        columns = np.unique(features[part])
        # Without a single column the fit is of the intercept alone; one is kept for its shape.
        yield part, columns[columns >= 0] if columns[-1] >= 0 else np.zeros(1, np.intp)


def _at_a_time(n: int, q: int) -> int:
    """How many widths of n samples and q columns to work on at a time."""
    for most, values in _MOST_VALUES.items():
        if q <= most:
            return max(FEW_WIDTHS, values // n)
    return max(1, _MOST_CURVED // q**2)


def _chosen(design: Design, columns: NDArray[np.intp]) -> tuple[Design, NDArray[np.float64] | None]:
    """The columns alone; where they are more than the samples, coordinates along as many directions and these.

    A penalty of ‖β‖² is the same in any orthogonal coordinates, and no sample has a part in the
    directions that are left out, so that their coefficients are 0.
    """
    n, p = design.shape
    part = design if len(columns) == p else design.of(columns)
    if len(columns) <= max(n, MOST_PAIRED):
        return part, None
    basis, coordinates = np.linalg.qr((part.Z - part.instance).T)
    return design.along(np.ascontiguousarray(coordinates.T)), np.asarray(basis)


class _Search:
    """Newton's method at T widths, each with K columns of its own.

    Parameters
    ----------
    design : Design
    y, weights
        As of `logistics`.
    columns : ndarray of int of shape (T, K)
        Columns of the design; what stands where nothing is kept does not matter.
    kept : ndarray of bool of shape (T, K)
    alpha : float
    """

    def __init__(
        self,
        design: Design,
        y: NDArray[np.float64],
        weights: NDArray[np.float64],
        columns: NDArray[np.intp],
        kept: NDArray[np.bool_],
        alpha: float,
    ) -> None:
        self._design = design
        self._y = y
        # Of hard answers far out in the kernel's tail the log-odds would be searched for without end.
        self._weights = np.where(weights > _NO_WEIGHT * weights.max(axis=1, keepdims=True), weights, 0.0)
        self._columns = columns
        self._kept = kept
        self._alpha = alpha
        self.coef = np.zeros(columns.shape)
        self.offset = np.zeros(len(columns))
        self.freedom = np.zeros(len(columns))
        self.separated = np.ones(len(columns), dtype=bool)
        self._inverted = np.zeros((*columns.shape, columns.shape[1]))
        self._centre = np.zeros(columns.shape)
        self._residuals = np.zeros(weights.shape)

    def run(self, offset: NDArray[np.float64], moments: Moments | None) -> None:
        """Search from intercepts (T,) alone; moments of the K columns spare the sums of the first step."""
        self.offset = offset.copy()
        left = np.arange(len(offset))
        here = _Point.at(np.repeat(offset[:, None], len(self._y), axis=1), self._y)
        loss = self._loss(left, here, self.coef)
        if moments is not None:
            here, loss = self._go(left, here.log_odds, loss, *self._first_step(moments))
        before = np.full(len(left), np.inf)
        for _ in range(MOST_STEPS):
            to_offset, to_coef, moved = self._step(left, here)
            last = (moved <= _LAST_STEP) | ((moved <= _STALLED) & (moved >= before[left] / 2))
            before[left] = moved
            self.separated[left[last]] = False
            self.offset[left[last]] += to_offset[last]
            self.coef[left[last]] += to_coef[last]
            going = ~last
            left = left[going]
            if not len(left):
                break
            here, loss = self._go(left, here.log_odds[going], loss[going], to_offset[going], to_coef[going])
        self.freedom = np.einsum("tii->t", self._inverted)
        every = np.arange(len(offset))
        self._residuals = _Point.at(self._log_odds(every, self.offset, self.coef), self._y).residuals()

    def variance(self, basis: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """The sandwich's diagonal at the end of the search, (T, K), or where the columns lie along a basis (K', K)."""
        contributions = np.square(self._weights * self._residuals)
        squares = self._design.squares(self._design.per_sample(contributions))
        meat = about(squares, self._columns, self._centre)
        if basis is None:
            return np.asarray(np.einsum("tij,tij->ti", self._inverted @ meat, self._inverted))
        return np.array(
            [
                np.einsum("kq,kq->k", basis @ (inverted @ own @ inverted), basis)
                for inverted, own in zip(self._inverted, meat, strict=True)
            ]
        )

    def residual(self) -> NDArray[np.float64]:
        """Σ w (y − p)² at the end of the search, (T,)."""
        return np.asarray(np.einsum("tn,tn,tn->t", self._weights, self._residuals, self._residuals))

    def _log_odds(
        self, which: NDArray[np.intp], offset: NDArray[np.float64], coef: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Log-odds of the samples, (t, n), at some of the widths."""
        spread = np.zeros((len(which), len(self._design.rows)))
        spread[:, 0] = offset
        np.add.at(spread, (np.arange(len(which))[:, None], 1 + self._columns[which]), coef * self._kept[which])
        return np.asarray(spread @ self._design.rows)

    def _loss(self, which: NDArray[np.intp], here: _Point, coef: NDArray[np.float64]) -> NDArray[np.float64]:
        """Half the penalised deviance, (t,), at some of the widths."""
        each = here.above * here.log_odds
        each -= np.log(here.larger)
        total = np.einsum("tn,tn->t", self._of(which), each)
        return np.asarray(total + 0.5 * self._alpha * np.square(coef).sum(axis=1))

    def _of(self, which: NDArray[np.intp]) -> NDArray[np.float64]:
        return self._weights if len(which) == len(self._weights) else self._weights[which]

    def _step(
        self, which: NDArray[np.intp], here: _Point
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Newton's step of the intercepts, (t,), and coefficients, (t, K), and how far it moves the log-odds."""
        design, columns, kept = self._design, self._columns[which], self._kept[which]
        weights = self._of(which)
        residuals = here.residuals()
        residuals *= weights
        curved = here.smaller * here.larger
        curved *= weights
        squares = design.squares(curved)
        total = np.maximum(squares[:, 0, 0], np.finfo(float).tiny)
        rows = np.arange(len(which))[:, None]
        centre = squares[rows, 0, 1 + columns] / total[:, None] * kept
        hessian = about(squares, columns, centre) * (kept[:, :, None] & kept[:, None, :])
        inverted = inverse(settle(hessian, centre, total), self._alpha, kept)
        slopes = residuals @ design.rows.T
        slope = slopes[rows, 1 + columns] * kept - self._alpha * self.coef[which] - centre * slopes[:, :1]
        to_coef = np.einsum("tij,tj->ti", inverted, slope)
        to_mean = slopes[:, 0] / total
        self._inverted[which], self._centre[which] = inverted, centre
        gained = slopes[:, 0] * to_mean + np.einsum("ti,ti->t", slope, to_coef)
        moved = np.sqrt(np.maximum(gained, 0.0) / total)
        return to_mean - np.einsum("ti,ti->t", centre, to_coef), to_coef, moved

    def _first_step(self, moments: Moments) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The step from intercepts alone, (t,) and (t, K): there p (1 − p) is the same for every sample."""
        share = sigmoid(self.offset)
        curved = share * (1.0 - share)
        hessian = settle(curved[:, None, None] * moments.gram, moments.mean_z, curved * moments.total)
        to_coef = np.einsum("tij,tj->ti", inverse(hessian, self._alpha, self._kept), moments.cross)
        return -np.einsum("ti,ti->t", moments.mean_z, to_coef), to_coef

    def _go(
        self,
        which: NDArray[np.intp],
        log_odds: NDArray[np.float64],
        loss: NDArray[np.float64],
        to_offset: NDArray[np.float64],
        to_coef: NDArray[np.float64],
    ) -> tuple[_Point, NDArray[np.float64]]:
        """Take the steps, no longer than is sensible and halved as often as they do not lower the deviance."""
        ahead = self._log_odds(which, to_offset, to_coef)
        longest = np.abs(ahead).max(axis=1, initial=0.0, where=self._of(which) > 0)
        share = _LONGEST_STEP / np.maximum(longest, _LONGEST_STEP)
        coef = self.coef[which]
        there = _Point.at(log_odds + share[:, None] * ahead, self._y)
        lower = self._loss(which, there, coef + share[:, None] * to_coef)
        for _ in range(_MOST_HALVINGS):
            higher = np.flatnonzero(lower > loss + _ROUNDING * np.abs(loss))
            if not len(higher):
                break
            share[higher] /= 2
            shares = share[higher, None]
            nearer = _Point.at(log_odds[higher] + shares * ahead[higher], self._y)
            lower[higher] = self._loss(which[higher], nearer, coef[higher] + shares * to_coef[higher])
            for values, some in zip(there, nearer, strict=True):
                values[higher] = some
        self.offset[which] += share * to_offset
        self.coef[which] += share[:, None] * to_coef
        return there, lower


# A step that changes some sample's log-odds by more is shortened: it starts where hardly any of them is undecided.
_LONGEST_STEP = 10.0
# Deviances that differ by less than this share of them are the same.
_ROUNDING = 1e-12
_MOST_HALVINGS = 30


class _Point(NamedTuple):
    """What log-odds of the samples, (t, n), come to, to the last digit also where p is nearly 0 or 1.

    ``larger`` and ``smaller`` are p and 1 − p, whichever is which; ``above`` is how far the
    likelier of 0 and 1 lies above y.
    """

    log_odds: NDArray[np.float64]
    smaller: NDArray[np.float64]
    larger: NDArray[np.float64]
    above: NDArray[np.float64]

    @classmethod
    def at(cls, log_odds: NDArray[np.float64], y: NDArray[np.float64]) -> _Point:
        smaller = np.abs(log_odds)
        np.negative(smaller, out=smaller)
        np.exp(smaller, out=smaller)
        larger = smaller + 1.0
        np.reciprocal(larger, out=larger)
        smaller *= larger
        return cls(log_odds, smaller, larger, np.subtract(log_odds >= 0, y))

    def residuals(self) -> NDArray[np.float64]:
        """Give y − p."""
        residuals = np.copysign(self.smaller, self.log_odds)
        residuals -= self.above
        return residuals
