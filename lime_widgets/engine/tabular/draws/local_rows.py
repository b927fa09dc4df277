"""Random rows drawn from the kernel itself: all of them lie where it looks."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.distance import to_instance
from lime_widgets.engine.tabular import discretizer as discretizers
from lime_widgets.engine.tabular.draws.drawn_rows import DrawnRows
from lime_widgets.engine.tabular.draws.tilted import (
    TiltedBins,
    TiltedNormal,
    TiltedValues,
    bin_quantiles,
    whole_masses,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.draws.tilted import Tilted

# Whole numbers within 8 standard deviations of a mean are listed if they are no more than these. Of more, each is so
# narrow that the kernel is constant over it.
_DEVIATIONS, _MOST_WHOLE = 8.0, 4096


class LocalRows(DrawnRows):
    """The instance, followed by rows from LIME's distribution times the kernel: importance sampling.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize, sample_around_instance, random_state, design
        As for `DrawnRows`; the distribution is that of ``sampling="independent"``.
    width : float
        The width σ of the exponential kernel exp(−d²/2σ²) of the Euclidean distance d.

    Notes
    -----
    The density is q ∝ p k, with p LIME's. The kernel is a product over the columns, as p is, so that each column has
    a quantile function of its own: of an on/off feature with probability P of 1 in p, the odds of 1 become
    P/(1 − P)·exp(1/2σ²), as in GLIME (Tan et al. 2023, section 3.1, with its P = 1/2); a normal times a Gaussian is a
    normal; the training table's values are reweighted. The weight of a row is k(d′; σ′)/k(d; σ) for any kernel,
    distance and width: 1 at the width of the samples.
    """

    def __init__(self, *arguments: Any, width: float, **keywords: Any) -> None:
        super().__init__(*arguments, sampling="independent", **keywords)
        self._width = width

    @property
    def local_width(self) -> float:
        """The kernel width that the rows are drawn for."""
        return self._width

    @property
    def drawn_from(self) -> tuple[Any, ...]:
        """Everything: the kernel is about the instance, and its distance depends on the representation."""
        edges = tuple(None if inner is None else inner.tobytes() for inner in self._edges)
        return (*super().drawn_from, self.codes.tobytes(), self._width, edges, self._units.tobytes())

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Make rows ``start`` to ``stop - 1`` as Z (m, p) and as column codes (m, C)."""
        codes = self.drawn(self.points(start, stop))
        if start == 0:
            codes[:1] = self.codes
        return self.represent(codes), codes

    def drawn(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points to column codes."""
        for place, column in enumerate(self._tilted):
            points[:, place] = self._table.fitted_to_dtype(place, column.quantiles(points[:, place]))
        return points

    def log_proposal(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the logarithm of the kernel with which the rows were drawn."""
        return np.asarray(-0.5 * np.square(to_instance(Z) / self._width))

    # ---- one column -----------------------------------------------------------------------------

    @cached_property
    def _tilted(self) -> list[Tilted]:
        normal = set(self._normal.tolist())
        return [
            self._normal_column(place) if place in normal else self._values(place) for place in range(len(self.codes))
        ]

    def _log_kernel(self, place: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the logarithm of the kernel's factor for values of one column."""
        if self._is_binary[place]:
            squares = 1.0 - self._matches(place, values)
        else:
            mean, own = self._table.means[place], self.codes[place]
            missing = np.isnan(values)
            # A missing number is represented by the mean, and by a feature of its own.
            number, center = np.where(missing, mean, values), mean if np.isnan(own) else own
            squares = np.square((number - center) / self._units[place]) + (missing != np.isnan(own))
        return np.asarray(-0.5 * squares / self._width**2)

    def _values(self, place: int) -> Tilted:
        """Tilt the training table's own values, half of them replaced by the instance's if it is the center."""
        values = self._table.order_statistics[:, place]
        log_masses = np.full(len(values), -np.log(len(values)))
        if self._around:
            values = np.append(self.codes[place], values)
            log_masses = np.append(0.0, log_masses)
        return TiltedValues.of(values, log_masses, self._log_kernel(place, values))

    def _normal_column(self, place: int) -> Tilted:
        table = self._table
        mean, deviation = float(self._center[place]), float(table.deviations[place])
        missing = float(table.missing_shares[place])
        if deviation == 0:
            values, shares = np.array([mean, np.nan]), np.array([1.0 - missing, missing])
            kept = shares > 0
            return TiltedValues.of(values[kept], np.log(shares[kept]), self._log_kernel(place, values[kept]))
        if table.integers[place] and (listed := self._whole(place, mean, deviation, missing)) is not None:
            return listed
        edges = self._edges[place]
        if edges is not None:
            bin_number = int(discretizers.bins(self.codes[[place]], edges)[0])
            low, high = bin_quantiles(edges, bin_number, mean, deviation)
            return TiltedBins(mean, deviation, low, high, float(np.exp(-0.5 / self._width**2)), missing)
        own = float(self.codes[place])
        center = float(table.means[place]) if np.isnan(own) else own
        of_missing, of_center = self._log_kernel(place, np.array([np.nan, center]))
        reach = self._width * float(self._units[place])
        return TiltedNormal.of(
            mean, deviation, center=center, reach=reach, missing=missing, log_missing=float(of_missing - of_center)
        )

    def _whole(self, place: int, mean: float, deviation: float, missing: float) -> Tilted | None:
        """List the whole numbers that a normal column rounds to; None where they are many."""
        own = self.codes[place] if np.isfinite(self.codes[place]) else mean
        ends = min(own, mean - _DEVIATIONS * deviation), max(own, mean + _DEVIATIONS * deviation)
        low, high = np.clip(np.rint(ends), *self._table.bounds[place])
        if not high - low < _MOST_WHOLE:
            return None
        values = np.arange(low, high + 1.0)
        log_masses = whole_masses(values, mean, deviation)
        if missing:
            values = np.append(values, np.nan)
            log_masses = np.append(log_masses + np.log1p(-missing), np.log(missing))
        return TiltedValues.of(values, log_masses, self._log_kernel(place, values))
