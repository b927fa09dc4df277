"""The yardstick of on/off features of a table: how well all bins and categories, or plain numbers, would do.

A feature such as ``temp > 20.4`` tells the bin of the instance from all others and cannot tell these apart. How much
its weight says is therefore not measured by the R² of such features, but by that of a fit that has all bins of every
column, and compared with that of a fit without bins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


# Samples at about equal distance have about equal weight: so many groups of them are told apart.
_MOST_RINGS = 64
# With more columns in all bins the sums outgrow the cache, and nothing is compared.
_MOST_COLUMNS = 300
# Kernel widths, relative to the default, at which the numbers without bins are fitted.
_WIDTHS = np.exp2(np.arange(-4.0, 4.5, 0.5))
# Bins are easier to read: they are kept unless numbers explain more than this much more.
WORTH_BINS = 0.05


@dataclass(eq=False)
class Yardstick:
    """Other representations of the rows of a neighborhood, made when they are needed.

    Attributes
    ----------
    all_bins : callable
        Takes the number n of rows and gives an on/off feature for each bin and category of every column but the
        first, and the numbers of unbinned columns: (n, q). None in a copy from a file.
    n_columns : int
        Their number q.
    unbinned : callable, or None
        Takes a neighborhood and gives the same rows with numbers in place of bins. None if no column is binned.
    """

    all_bins: Callable[[int], NDArray[np.float64]] | None
    n_columns: int
    unbinned: Callable[[Any], Any] | None = None
    is_binned: bool = field(init=False)
    _sums: tuple[Any, ...] = field(default=(), init=False, repr=False)
    _scores: tuple[Any, ...] = field(default=(), init=False, repr=False)

    def __post_init__(self) -> None:
        self.is_binned = self.unbinned is not None

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what makes representations, which holds the training table; what was measured stays."""
        return vars(self) | {"all_bins": None, "unbinned": None}

    def fidelity(
        self, samples: Any, y: NDArray[np.float64], weights: NDArray[np.float64], ess: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Compute R² of a least-squares fit on all bins at each kernel width, (T,).

        It is adjusted for the number of columns, 1 − (1 − R²)(ESS − 1)/(ESS − q − 1) (Theil 1961, "Economic forecasts
        and policy", section 6.4), and NaN where the effective sample size is too small for it or y does not vary.

        Parameters
        ----------
        samples : Neighborhood
        y : ndarray of shape (n,)
            One output of the black box.
        weights : ndarray of shape (T, n)
        ess : ndarray of shape (T,)
        """
        scores = np.full(len(weights), np.nan)
        usable = np.flatnonzero(ess > self.n_columns + 2.0)
        if self.n_columns > _MOST_COLUMNS or not len(usable):
            return scores
        moments = self._moments(samples, y)
        if moments is None:
            return scores
        order, starts, sizes, squares = moments
        by_ring = np.add.reduceat(weights[np.ix_(usable, order)], starts, axis=1)
        size = self.n_columns + 2  # the intercept, the columns, y
        sums = ((by_ring / sizes) @ squares.reshape(len(starts), -1)).reshape(-1, size, size)
        mean = sums[:, 0, 1:] / sums[:, 0, 0, None]
        about = sums[:, 1:, 1:] - sums[:, 0, 0, None, None] * mean[:, :, None] * mean[:, None, :]
        gram, cross, spread = about[:, :-1, :-1], about[:, :-1, -1], about[:, -1, -1]
        # An empty bin has no weight; so little of a penalty changes no other digit that matters.
        own = np.einsum("tii->ti", gram)
        penalty = 1e-9 * np.maximum(own, own.max(axis=1, initial=0.0, keepdims=True))
        diagonal = np.arange(self.n_columns)
        gram[:, diagonal, diagonal] += penalty + np.finfo(float).tiny
        coef = np.linalg.solve(gram, cross[:, :, None])[:, :, 0]
        explained = np.einsum("ti,ti->t", coef, cross)
        with np.errstate(invalid="ignore", divide="ignore"):
            left = 1.0 - np.where(spread > 0, explained / spread, np.nan)
        scores[usable] = 1.0 - left * (ess[usable] - 1.0) / (ess[usable] - self.n_columns - 1.0)
        return scores

    def without_bins(self, samples: Any, output: int, kernel_width: float, **options: Any) -> float:
        """Give leave-one-out R² of numbers in place of bins, at a kernel as wide in their distances; NaN without any.

        Parameters
        ----------
        samples : Neighborhood
        output : int
        kernel_width : float
            In units of the samples' own distances.
        **options
            As for `Neighborhood.sweep`.
        """
        # A kernel of the user's own may take any time, or fail at other distances.
        if self.unbinned is None or callable(options.get("kernel")):
            return float("nan")
        key = (samples, output, tuple(options.items()))
        if not self._scores or self._scores[0][0] is not samples or self._scores[0][1:] != key[1:]:
            numbers = self.unbinned(samples)
            widths = numbers.default_kernel_width * _WIDTHS
            self._scores = key, numbers.sweep(widths, output=output, with_stderr=False, **options).loo_score
        place = np.log2(kernel_width / samples.default_kernel_width)
        return float(np.interp(place, np.log2(_WIDTHS), self._scores[1]))

    def prefers_bins(self, samples: Any) -> tuple[bool, str]:
        """Tell whether bins explain about as well as numbers do, and say so with both R².

        Parameters
        ----------
        samples : Neighborhood
            With bins. The surrogate with and without them is fitted to the same rows, at the default kernel width.

        Returns
        -------
        bool
            Whether leave-one-out R² with bins is at most 0.05 lower than that without; true if it is undefined.
        str
            A sentence; empty where nothing is compared.
        """
        if self.unbinned is None:
            return True, ""
        numbers = self.unbinned(samples)
        bins, without = (
            float(each.sweep([each.default_kernel_width], with_stderr=False).loo_score[0])
            for each in (samples, numbers)
        )
        if not np.isfinite([bins, without]).all():
            return True, ""
        if bins >= without - WORTH_BINS:
            return True, say("note.bins", bins=bins, without=without)
        return False, say("note.no_bins", bins=bins, without=without)

    def _moments(
        self, samples: Any, y: NDArray[np.float64]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]] | None:
        """Give an order of the samples by distance, and of each ring the start, the size and Σ [1, o, y][1, o, y]ᵀ."""
        distances = samples.distances
        known = self._sums
        if known and known[0] is distances and known[1] is samples.y and np.array_equal(known[2], y):
            return known[3]  # type: ignore[no-any-return]
        if self.all_bins is None:
            return None
        order = np.argsort(distances, kind="stable")
        ordered = distances[order]
        starts = np.append(0, 1 + np.flatnonzero(np.diff(ordered) > 1e-9 * ordered[-1]))
        if len(starts) > _MOST_RINGS:
            starts = np.unique(np.arange(_MOST_RINGS) * len(order) // _MOST_RINGS)
        rows = np.column_stack([np.ones(len(y)), self.all_bins(len(y)), y - y[0]])[order]
        counts = np.ones(len(y)) if samples.counts is None else samples.counts[order]
        counted = zip(np.split(rows, starts[1:]), np.split(rows * counts[:, None], starts[1:]), strict=True)
        squares = np.array([part.T @ of_samples for part, of_samples in counted])
        sizes = np.maximum(np.add.reduceat(counts, starts), np.finfo(float).tiny)
        self._sums = distances, samples.y, y, (order, starts, sizes, squares)
        return order, starts, sizes, squares
