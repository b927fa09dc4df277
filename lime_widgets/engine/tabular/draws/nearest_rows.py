"""Random rows near the instance: rows of the training table, slightly moved."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.tabular.draws.latent import latent_of
from lime_widgets.engine.tabular.draws.random_rows import RandomRows

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The share of rows that are drawn whatever their distance: no weight exceeds the reciprocal by much.
_ANY_ROW = 0.1
# The largest bandwidth in standard deviations. Scott's rule alone moves rows by half a deviation in many columns.
_LARGEST_BANDWIDTH = 0.25


class NearestRows(RandomRows):
    """The instance, followed by rows of the training table, the nearer the more often, and slightly moved.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize, random_state, design
        As for `RandomRows`.
    width : float
        The kernel width that says how near, in standard deviations; a category that differs counts as one.

    Notes
    -----
    It is a smoothed bootstrap (Silverman and Young 1987), which is to say a kernel density estimate of the training
    data, as importance sampling: row i is drawn in proportion to k(dᵢ), the exponential kernel of its distance in the
    columns' own units, and every tenth row with equal probability. Numbers move by the bandwidth h = min(1/4,
    n^(−1/(C+4))), Scott's rule (1992), times a normal vector with the covariance of the numbers. Categories and
    missing values are the row's own.
    """

    def __init__(self, *arguments: Any, width: float, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._width = width
        self._latent = latent_of(self._table, ranked=False)
        self._numeric = np.flatnonzero([not column.is_categorical for column in self._table.columns])
        n, n_numeric = len(self._table), len(self._numeric)
        self._bandwidth = min(_LARGEST_BANDWIDTH, n ** (-1.0 / (n_numeric + 4)))

    @property
    def n_coordinates(self) -> int:
        """One for the row of the table, and those of the movement."""
        return 1 + len(self._latent.places)

    @property
    def local_width(self) -> float:
        """The kernel width that the rows are drawn for."""
        return self._width

    @property
    def drawn_from(self) -> tuple[Any, ...]:
        """The instance, and how near the rows are."""
        return self.codes.tobytes(), self._width

    @property
    def closer(self) -> str:
        """None is closer."""
        return ""

    @cached_property
    def _near(self) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.float64]]:
        """The rows of the table from near to far, their probabilities summed up, and the logarithms of their shares."""
        table = self._table
        numbers, own = ((codes - table.means) / table.scales for codes in (table.codes, self.codes))
        categorical = np.array([column.is_categorical for column in table.columns])
        different = np.where(categorical, np.where(table.codes == self.codes, 0.0, 1.0), numbers - own)
        missing, own_missing = np.isnan(table.codes), np.isnan(self.codes)
        different = np.where(missing | own_missing, np.where(missing & own_missing, 0.0, 1.0), different)
        squares = np.square(different).sum(axis=1)
        order = np.argsort(squares, kind="stable")
        # Relative to the nearest row, so that the kernel reaches one at least.
        kernel = np.exp(-0.5 * (squares[order] - squares[order[0]]) / self._width**2)
        shares = (1.0 - _ANY_ROW) * kernel + _ANY_ROW * kernel.mean()
        return order, np.cumsum(shares) / shares.sum(), np.log(shares) - 0.5 * squares[order[0]] / self._width**2

    def _places(self, points: NDArray[np.float64]) -> NDArray[np.intp]:
        cumulative = self._near[1]
        return np.minimum(np.searchsorted(cumulative, points[:, 0], side="right"), len(cumulative) - 1)

    def drawn(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points to column codes."""
        table = self._table
        codes = table.codes[self._near[0][self._places(points)]]
        moved = self._bandwidth * self._latent.vector(points[:, 1:])
        for place in map(int, self._numeric):
            codes[:, place] = table.fitted_to_dtype(place, codes[:, place] + table.deviations[place] * moved[:, place])
        return codes

    def log_proposal(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the logarithm of how much more often each row's own row of the table was drawn than in a bootstrap."""
        logs = self._near[2][self._places(self.points(0, len(Z)))]
        logs[:1] = 0.0
        return logs
