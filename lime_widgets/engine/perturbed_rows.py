"""Perturbations of one table row: how they are drawn, and what each interpretable feature says."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine import discretizer as discretizers
from lime_widgets.engine.perturbation import Perturbation
from lime_widgets.engine.sampling import Design, unit_points

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.tables import TrainingTable


class TabularPerturbation(Perturbation):
    """The sequence of perturbations of one row.

    Parameters
    ----------
    table : TrainingTable
    codes : ndarray of shape (C,)
        The instance, coded.
    edges : sequence of C (ndarray or None)
        Inner edges of the columns' bins, None for a column that is not cut.
    edge_texts : sequence of C list of str
        The edges, written.
    sample_around_instance : bool
        See `lime_widgets.TabularExplainer`.
    random_state : int
    design : {"sobol", "independent"}

    Attributes
    ----------
    source_columns : tuple of int
        For every interpretable feature the place of the column that it speaks of.
    """

    def __init__(
        self,
        table: TrainingTable,
        codes: NDArray[np.float64],
        edges: Sequence[NDArray[np.float64] | None],
        edge_texts: Sequence[list[str]],
        *,
        sample_around_instance: bool,
        random_state: int,
        design: Design,
    ) -> None:
        self.codes = codes
        self._table = table
        self._edges, self._edge_texts = edges, edge_texts
        self._random_state = random_state
        self._design = design
        columns, around = table.columns, sample_around_instance
        self._on_off = np.array(
            [column.is_categorical or cuts is not None for column, cuts in zip(columns, edges, strict=True)]
        )
        numeric = np.array([not column.is_categorical for column in columns])
        # How a column is drawn: from a normal distribution, or from the order statistics of the
        # training table; around the instance its own value takes the latter's place half of the time.
        self._around = around
        is_normal = numeric & (~np.isnan(codes) if around else ~self._on_off)
        self._normal, self._drawn = np.flatnonzero(is_normal), np.flatnonzero(~is_normal)
        self._plain = np.flatnonzero(~self._on_off)
        self._cut = [int(place) for place in np.flatnonzero(is_normal & self._on_off)]
        self._centre = np.where(around, codes, table.means)
        self._held = np.ascontiguousarray(table.held[:, self._drawn])
        self._held_matches = np.column_stack(
            [np.empty((len(table.held), 0))]
            + [self._matches(place, table.held[:, place]) for place in map(int, self._drawn)]
        )
        # One more feature for every number that is left as it is and sometimes missing.
        self._gaps = np.flatnonzero(~self._on_off & np.array([column.has_missing for column in columns]))
        self.source_columns = (*range(len(columns)), *map(int, self._gaps))

    @property
    def instance(self) -> Any:
        """The row as the model is given it: a one-row DataFrame, or an array of shape (1, C)."""
        return self._table.decode(self.codes[None])

    @property
    def default_kernel_width(self) -> float:
        """LIME's 0.75·√C for a table of C columns."""
        return 0.75 * math.sqrt(len(self.codes))

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """What each interpretable feature says, such as ``"temp > 20.4"``."""
        names = []
        for place, column in enumerate(self._table.columns):
            cuts, code = self._edges[place], self.codes[place]
            if not self._on_off[place]:
                names.append(column.name)
            elif math.isnan(code):
                names.append(f"{column.name} is missing")
            elif cuts is None:
                names.append(f"{column.name} = {column.text(code)}")
            else:
                names.append(_bin_name(column.name, cuts, self._edge_texts[place], code))
        names += [f"{self._table.columns[place].name} is missing" for place in self._gaps]
        return tuple(names)

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Rows ``start`` to ``stop - 1`` of the sequence.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
        inputs : DataFrame or ndarray of shape (stop - start, C)
        """
        Z, codes = self.coded_rows(start, stop)
        return Z, self._table.decode(codes)

    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the sequence as Z and as codes of the columns, before they are decoded."""
        points = unit_points(start, stop, len(self.codes), random_state=self._random_state, design=self._design)
        if start == 0:
            # Any point; the instance is put in its place below.
            points[:1] = 0.75
        drawn, normal, plain = self._drawn, self._normal, self._plain
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
        if len(plain):
            scaled = codes[:, plain]
            scaled -= self._table.means[plain]
            scaled /= self._table.scales[plain]
            if len(plain) == len(self.codes):
                matches = scaled
            else:
                matches[:, plain] = scaled
        if len(self._gaps):
            matches = np.hstack([np.nan_to_num(matches, copy=False), np.isnan(codes[:, self._gaps])])
        return matches, codes

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
        points += self._centre[normal]
        whole = table.integers[normal]
        if whole.any():
            # Beyond its bounds an integer dtype would wrap around: −1 would reach the model as 255.
            points[:, whole] = np.clip(np.rint(points[:, whole]), *table.bounds[normal][whole].T)
        if gone is not None:
            points[gone] = np.nan
        return points

    def _matches(self, place: int, codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Whether values of a column fall where the instance's does, as 1 and 0."""
        cuts, own = self._edges[place], self.codes[place]
        same: NDArray[np.bool_]
        if cuts is not None:
            same = discretizers.bins(codes, cuts) == discretizers.bins(np.array([own]), cuts)
        elif math.isnan(own):
            same = np.isnan(codes)
        else:
            same = codes == own
        return same.astype(np.float64)


def _bin_name(name: str, cuts: NDArray[np.float64], texts: list[str], code: float) -> str:
    place = int(discretizers.bins(np.array([code]), cuts)[0])
    if place == 0:
        return f"{name} ≤ {texts[0]}"
    if place == len(cuts):
        return f"{name} > {texts[-1]}"
    return f"{texts[place - 1]} < {name} ≤ {texts[place]}"
