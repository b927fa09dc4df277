"""Perturbations of one table row that are drawn at random, as the training table is distributed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine.sampling.designs import Design, unit_points
from lime_widgets.engine.tabular.perturbation import TabularPerturbation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.tabular.table import TrainingTable


class DrawnRows(TabularPerturbation):
    """The random perturbations of one row.

    Parameters
    ----------
    table, codes, edges, edge_texts, standardize
        As for `TabularPerturbation`.
    sample_around_instance : bool
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
        sample_around_instance: bool,
        random_state: int,
        design: Design,
    ) -> None:
        super().__init__(table, codes, edges, edge_texts, standardize=standardize)
        self._random_state = random_state
        self._design = design
        around = sample_around_instance
        numeric = np.array([not column.is_categorical for column in table.columns])
        self._drawn_by = table, around, random_state, design
        # How a column is drawn: from a normal distribution, or from the order statistics of the
        # training table; around the instance its own value takes the latter's place half of the time.
        self._around = around
        is_normal = numeric & (~np.isnan(codes) if around else ~self._on_off)
        self._normal, self._drawn = np.flatnonzero(is_normal), np.flatnonzero(~is_normal)
        self._cut = [int(place) for place in np.flatnonzero(is_normal & self._on_off)]
        self._center = np.where(around, codes, table.means)
        self._held = np.ascontiguousarray(table.held[:, self._drawn])
        self._held_matches = np.column_stack(
            [np.empty((len(table.held), 0))]
            + [self._matches(place, table.held[:, place]) for place in map(int, self._drawn)]
        )

    def follows(self, other: Perturbation) -> bool:
        """Whether all rows but the instance are the same inputs as the other sequence's.

        They are where the same table is drawn from by the same seed: whatever the instance, unless samples lie
        around it, and whatever the bins, as long as the same columns are cut.
        """
        return (
            isinstance(other, DrawnRows)
            and self._drawn_by == other._drawn_by  # noqa: SLF001  it is of the same kind
            and np.array_equal(self._normal, other._normal)  # noqa: SLF001
            and (not self._around or np.array_equal(self.codes, other.codes, equal_nan=True))
        )

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the sequence as Z and as codes of the columns, before they are decoded."""
        points = unit_points(start, stop, len(self.codes), random_state=self._random_state, design=self._design)
        if start == 0:
            # Any point; the instance is put in its place below.
            points[:1] = 0.75
        drawn, normal = self._drawn, self._normal
        # Memory costs more to touch for the first time than these sums do: points become values
        # in place, and are copied only where a table has columns of both kinds.
        codes = matches = np.empty_like(points)
        if not len(normal):
            codes, matches = self._from_table(points)
        elif not len(drawn):
            codes = self._from_normal(points)
        else:
            matches = np.empty_like(points)
            codes[:, drawn], matches[:, drawn] = self._from_table(points[:, drawn])
            codes[:, normal] = self._from_normal(points[:, normal])
        if start == 0:
            codes[:1] = self.codes
            matches[:1] = 1.0
        for column in self._cut:
            matches[:, column] = self._matches(column, codes[:, column])
        return self._completed(matches, codes), codes

    def _from_table(self, points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Values of the columns that are drawn from the training table, and whether each matches."""
        kept = points < 0.5 if self._around else None
        if kept is not None:
            points *= 2.0
            points -= 1.0
            points[kept] = 0.0
        points *= len(self._held)
        place = points.astype(np.intp)
        place *= len(self._drawn)
        place += np.arange(len(self._drawn))
        values, matches = self._held.take(place), self._held_matches.take(place)
        if kept is not None:
            values = np.where(kept, self.codes[self._drawn], values)
            matches[kept] = 1.0
        return values, matches

    def _from_normal(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the columns that are drawn from a normal distribution, in place of the points."""
        table, normal = self._table, self._normal
        missing = table.missing_shares[normal]
        gone = None
        if missing.any():
            points /= 1.0 - missing
            gone = points >= 1.0
            points[gone] = 0.5
        ndtri(points, out=points)
        points *= table.deviations[normal]
        points += self._center[normal]
        whole = table.integers[normal]
        if whole.any():
            # Beyond its bounds an integer dtype would wrap around: −1 would reach the model as 255.
            points[:, whole] = np.clip(np.rint(points[:, whole]), *table.bounds[normal][whole].T)
        if gone is not None:
            points[gone] = np.nan
        return points
