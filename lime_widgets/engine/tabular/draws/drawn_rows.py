"""Random perturbations of one table row, distributed like the training table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine.tabular.draws.random_rows import RandomRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.sampling.designs import Design
    from lime_widgets.engine.tabular.table import TrainingTable


# How rows are drawn; this file has the first three, in which each column is drawn on its own.
Sampling: TypeAlias = Literal["independent", "table", "normal", "gaussian", "copula", "nearest", "local", "coalitions"]
SAMPLINGS: tuple[Sampling, ...] = get_args(Sampling)


class DrawnRows(RandomRows):
    """The instance, followed by random rows.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize
        As for `TabularPerturbation`.
    sampling, sample_around_instance
        See `lime_widgets.TabularExplainer`.
    random_state : int
    design : {"sobol", "independent"}
    """

    def __init__(
        self,
        table: TrainingTable,
        codes: NDArray[np.float64],
        edges: Sequence[NDArray[np.float64] | None],
        edge_texts: Sequence[list[str]],
        *,
        standardize: bool,
        sampling: Sampling,
        sample_around_instance: bool,
        random_state: int,
        design: Design,
    ) -> None:
        super().__init__(
            table, codes, edges, edge_texts, standardize=standardize, random_state=random_state, design=design
        )
        around = sample_around_instance
        numeric = np.array([not column.is_categorical for column in table.columns])
        # A column is drawn from a normal distribution or from the training table's own values. Around the
        # instance, the instance's value replaces the latter with probability 1/2.
        self._around = around
        if around:
            is_normal = numeric & ~np.isnan(codes)
        elif sampling == "independent":
            is_normal = numeric & ~self._is_binary
        else:
            is_normal = numeric & (sampling == "normal")
        self._normal, self._resampled = np.flatnonzero(is_normal), np.flatnonzero(~is_normal)
        self._binned_normal = [int(place) for place in np.flatnonzero(is_normal & self._is_binary)]
        self._center = np.where(around, codes, table.means)
        self._training_codes = np.ascontiguousarray(table.order_statistics[:, self._resampled])
        self._training_matches = np.column_stack(
            [np.empty((len(table.order_statistics), 0))]
            + [self._matches(place, table.order_statistics[:, place]) for place in map(int, self._resampled)]
        )

    @property
    def drawn_from(self) -> tuple[Any, ...]:
        """Which columns are normal, whatever the bins, and the instance if it is the center."""
        return self._normal.tobytes(), self._around, self.codes.tobytes() if self._around else b""

    def drawn(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Convert points to column codes."""
        return self._converted(points)[0]

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Make rows ``start`` to ``stop - 1`` as Z (m, p) and as column codes (m, C)."""
        codes, matches = self._converted(self.points(start, stop))
        if start == 0:
            codes[:1] = self.codes
            matches[:1] = 1.0
        for column in self._binned_normal:
            matches[:, column] = self._matches(column, codes[:, column])
        return self._completed(matches, codes), codes

    def _converted(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Convert points to column codes, and the resampled columns to matches."""
        resampled, normal = self._resampled, self._normal
        # First access to new memory costs more than this arithmetic. Points are therefore converted in place,
        # and are copied only if the table has columns of both kinds.
        if not len(normal):
            return self._from_table(points)
        if not len(resampled):
            return self._from_normal(points), np.empty_like(points)
        codes, matches = np.empty_like(points), np.empty_like(points)
        codes[:, resampled], matches[:, resampled] = self._from_table(points[:, resampled])
        codes[:, normal] = self._from_normal(points[:, normal])
        return codes, matches

    def _from_table(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Draw the resampled columns: their values, and whether each value matches the instance's (1 or 0)."""
        unchanged = points < 0.5 if self._around else None
        if unchanged is not None:
            points *= 2.0
            points -= 1.0
            points[unchanged] = 0.0
        points *= len(self._training_codes)
        place = points.astype(np.intp)
        place *= len(self._resampled)
        place += np.arange(len(self._resampled))
        values, matches = self._training_codes.take(place), self._training_matches.take(place)
        if unchanged is not None:
            values = np.where(unchanged, self.codes[self._resampled], values)
            matches[unchanged] = 1.0
        return values, matches

    def _from_normal(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Draw the normal columns. The values overwrite the points."""
        table, normal = self._table, self._normal
        missing_shares = table.missing_shares[normal]
        is_missing = None
        if missing_shares.any():
            points /= 1.0 - missing_shares
            is_missing = points >= 1.0
            points[is_missing] = 0.5
        ndtri(points, out=points)
        points *= table.deviations[normal]
        points += self._center[normal]
        whole = table.integers[normal]
        if whole.any():
            # An integer dtype wraps around outside its bounds: the model would receive −1 as 255.
            points[:, whole] = np.clip(np.rint(points[:, whole]), *table.bounds[normal][whole].T)
        if is_missing is not None:
            points[is_missing] = np.nan
        return points
