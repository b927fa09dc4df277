"""Newton's method for penalized logistic regressions, at many kernel widths at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lime_widgets.engine.surrogate.moments import about, inverse, settle
from lime_widgets.engine.surrogate.residuals import leverage_forms, squared_left_out

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
    from lime_widgets.engine.surrogate.moments import Moments

# The most Newton steps. Where a line separates the answers each step adds about 1 to the log-odds without end;
# elsewhere about ten steps suffice.
MOST_STEPS = 25
# A step that moves the mean log-odds by less than this is the last: the remaining error is its square.
_LAST_STEP = 1e-10
# Rounding may prevent such a small step. Then the last step is below this and no smaller than the one before.
_STALLED = 1e-6
# A sample with less than this share of the largest weight changes no significant digit.
_NO_WEIGHT = 1e-13
# A step that changes the log-odds of a sample by more is shortened: it starts where hardly any is near 0.
_LONGEST_STEP = 10.0
# Deviances that differ by less than this share are equal.
_ROUNDING = 1e-12
_MOST_HALVINGS = 30


def sigmoid(log_odds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Convert log-odds of any size to probabilities, 1/(1 + exp(−η))."""
    small = np.exp(-np.abs(log_odds))
    return np.asarray(np.where(log_odds >= 0, 1.0, small) / (1.0 + small))


class Search:
    """Newton's method at T widths, each with K columns of its own.

    Parameters
    ----------
    design : DesignMatrix
    y, weights
        As for `logistics`.
    columns : ndarray of int of shape (T, K)
        Columns of the design; any value where none is kept.
    kept : ndarray of bool of shape (T, K)
    alpha : float
    """

    def __init__(
        self,
        design: DesignMatrix,
        y: NDArray[np.float64],
        weights: NDArray[np.float64],
        columns: NDArray[np.intp],
        kept: NDArray[np.bool_],
        alpha: float,
    ) -> None:
        self._design_matrix = design
        self._y = y
        # Answers of 0 and 1 in the far tail of the kernel would make the search endless.
        self._weights = np.where(weights > _NO_WEIGHT * weights.max(axis=1, keepdims=True), weights, 0.0)
        self._columns = columns
        self._kept = kept
        self._alpha = alpha
        self.coef = np.zeros(columns.shape)
        self.offset = np.zeros(len(columns))
        self.freedom = np.zeros(len(columns))
        self.separated = np.ones(len(columns), dtype=bool)
        self._inverted = np.zeros((*columns.shape, columns.shape[1]))
        self._center = np.zeros(columns.shape)
        self._residuals = np.zeros(weights.shape)
        self._curvature = np.zeros(weights.shape)

    def run(self, offset: NDArray[np.float64], moments: Moments | None) -> None:
        """Search from intercepts (T,) and coefficients of 0; moments of the K columns spare the first sums."""
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
        there = _Point.at(self._log_odds(every, self.offset, self.coef), self._y)
        self._residuals = there.residuals()
        self._curvature = there.smaller * there.larger

    def variance(self, basis: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Give the diagonal of the sandwich at the end, (T, K), or in the coordinates of a basis (K', K)."""
        meat = about(self._design_matrix.meat(self._weights * self._residuals), self._columns, self._center)
        if basis is None:
            return np.asarray(np.einsum("tij,tij->ti", self._inverted @ meat, self._inverted))
        return np.array(
            [
                np.einsum("kq,kq->k", basis @ (inverted @ own @ inverted), basis)
                for inverted, own in zip(self._inverted, meat, strict=True)
            ]
        )

    def residual(self) -> NDArray[np.float64]:
        """Give Σ w (y − p)² at the end of the search, (T,)."""
        return np.asarray(np.einsum("tn,tn,tn->t", self._weights, self._residuals, self._residuals))

    def left_out(self) -> NDArray[np.float64]:
        """Give Σ w e² of samples left out, (T,), where one more step of Newton's method makes up for each.

        The error is (y − p)/(1 − h) to first order (Pregibon 1981, "Logistic regression diagnostics", section 4).
        """
        design, total = self._design_matrix, np.einsum("tn,tn->t", self._weights, self._curvature)
        total = np.maximum(total, np.finfo(float).tiny)
        forms = leverage_forms(self._inverted, self._center, total, self._columns, len(design.rows) - 1)
        leverage = design.forms(forms)
        leverage *= self._curvature
        leverage *= design.of_one(self._weights)
        return squared_left_out(self._weights, self._residuals, leverage)

    def _log_odds(
        self, which: NDArray[np.intp], offset: NDArray[np.float64], coef: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Give the log-odds of the samples, (t, n), at some widths."""
        spread = np.zeros((len(which), len(self._design_matrix.rows)))
        spread[:, 0] = offset
        np.add.at(spread, (np.arange(len(which))[:, None], 1 + self._columns[which]), coef * self._kept[which])
        return np.asarray(spread @ self._design_matrix.rows)

    def _loss(self, which: NDArray[np.intp], here: _Point, coef: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give half the penalized deviance, (t,), at some widths."""
        each = here.above * here.log_odds
        each -= np.log(here.larger)
        total = np.einsum("tn,tn->t", self._of(which), each)
        return np.asarray(total + 0.5 * self._alpha * np.square(coef).sum(axis=1))

    def _of(self, which: NDArray[np.intp]) -> NDArray[np.float64]:
        return self._weights if len(which) == len(self._weights) else self._weights[which]

    def _step(
        self, which: NDArray[np.intp], here: _Point
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Compute Newton's step of the intercepts (t,) and coefficients (t, K), and the change of the log-odds."""
        design, columns, kept = self._design_matrix, self._columns[which], self._kept[which]
        weights = self._of(which)
        residuals = here.residuals()
        residuals *= weights
        curved = here.smaller * here.larger
        curved *= weights
        squares = design.squares(curved)
        total = np.maximum(squares[:, 0, 0], np.finfo(float).tiny)
        rows = np.arange(len(which))[:, None]
        center = squares[rows, 0, 1 + columns] / total[:, None] * kept
        hessian = about(squares, columns, center) * (kept[:, :, None] & kept[:, None, :])
        inverted = inverse(settle(hessian, center, total), self._alpha, kept)
        slopes = residuals @ design.rows.T
        slope = slopes[rows, 1 + columns] * kept - self._alpha * self.coef[which] - center * slopes[:, :1]
        to_coef = np.einsum("tij,tj->ti", inverted, slope)
        to_mean = slopes[:, 0] / total
        self._inverted[which], self._center[which] = inverted, center
        gained = slopes[:, 0] * to_mean + np.einsum("ti,ti->t", slope, to_coef)
        moved = np.sqrt(np.maximum(gained, 0.0) / total)
        return to_mean - np.einsum("ti,ti->t", center, to_coef), to_coef, moved

    def _first_step(self, moments: Moments) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Compute the first step, (t,) and (t, K): without coefficients p (1 − p) is the same for every sample."""
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
        """Take the steps, limited in length, and halve them until they lower the deviance."""
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


class _Point(NamedTuple):
    """Probabilities for log-odds of the samples, (t, n), exact to the last digit also near 0 and 1.

    ``larger`` and ``smaller`` are the larger and the smaller one of p and 1 − p. ``above`` is the distance by
    which the likelier of 0 and 1 lies above y.
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
