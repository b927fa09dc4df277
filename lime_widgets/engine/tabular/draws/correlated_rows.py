"""Random rows whose columns are as correlated as those of the training table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtr

from lime_widgets.engine.tabular.draws.latent import latent_of
from lime_widgets.engine.tabular.draws.random_rows import RandomRows

if TYPE_CHECKING:
    from numpy.typing import NDArray


class CorrelatedRows(RandomRows):
    """The instance, followed by rows from a Gaussian copula or a multivariate normal distribution.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize, random_state, design
        As for `RandomRows`.
    copula : bool
        Whether numbers are the training table's own quantiles; else they are normal, with the column's mean and
        standard deviation.
    around : bool
        Whether numbers are normal around the instance's, and categories are the instance's with probability 1/2.

    Notes
    -----
    Both draw a vector of correlated normals; see `Latent`. A category is the one between whose thresholds its
    coordinate lies, so that categories keep their shares and follow the numbers. Where the second coordinate of a
    number lies above a threshold, the number is missing.
    """

    def __init__(self, *arguments: Any, copula: bool, around: bool, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self._copula, self._around = copula, around
        self._latent = latent_of(self._table, ranked=copula)

    @property
    def n_coordinates(self) -> int:
        """One for each column, and one more for a numeric column with missing values."""
        return len(self._latent.places)

    @property
    def drawn_from(self) -> tuple[Any, ...]:
        """The distribution, and the instance if it is the center."""
        return self._copula, self._around, self.codes.tobytes() if self._around else b""

    @property
    def closer(self) -> str:
        """Rows that are moved from those of the table keep what no correlation tells."""
        return "nearest"

    def drawn(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points to column codes."""
        table, latent = self._table, self._latent
        vector = latent.vector(points)
        codes = np.empty((len(points), len(self.codes)))
        for place, column in enumerate(table.columns):
            along, own = vector[:, place], self.codes[place]
            if self._around and not column.is_categorical and not np.isnan(own):
                codes[:, place] = self._normal(place, own, along)
            elif self._around:
                shares = ndtr(along)
                others = self._of_table(place, np.maximum(2.0 * shares - 1.0, 0.0))
                codes[:, place] = np.where(shares < 0.5, own, others)
            elif self._copula or column.is_categorical:
                codes[:, place] = self._of_table(place, ndtr(along))
            else:
                codes[:, place] = self._normal(place, table.means[place], along)
        for coordinate in range(len(self.codes), len(latent.places)):
            place = latent.places[coordinate]
            if self._around and np.isnan(self.codes[place]):
                continue  # half of the values are missing already
            codes[ndtr(vector[:, coordinate]) > 1.0 - table.missing_shares[place], place] = np.nan
        return codes

    def _of_table(self, place: int, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give quantiles of a column of the training table; of a number's, those that are not missing."""
        if place in self._latent.orders:
            return self._latent.categories(place, shares)
        ordered = self._table.order_statistics[:, place]
        n_present = len(ordered) - int(np.isnan(ordered).sum())
        return np.asarray(ordered[np.minimum((shares * n_present).astype(np.intp), n_present - 1)])

    def _normal(self, place: int, center: float, along: NDArray[np.float64]) -> NDArray[np.float64]:
        table = self._table
        return table.fitted_to_dtype(place, center + table.deviations[place] * along)
