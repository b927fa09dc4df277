"""The interpretable representation of table rows, relative to one row: the instance."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from lime_widgets.engine.errors import in_quotes, problem
from lime_widgets.engine.explanation.distance import TABLE_DISTANCES, converted, gower, to_instance
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.explanation.yardstick import Yardstick
from lime_widgets.engine.perturbation.base import Perturbation
from lime_widgets.engine.tabular import discretizer as discretizers
from lime_widgets.engine.tabular.columns import ColumnMeasure
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.tabular.table import TrainingTable

# Rows from which widths of different distances are compared.
_ROWS_TO_COMPARE = 512
# The default kernel width is 0.75 times this factor of the number of columns C. √C is LIME's. In a typical
# sample half of the on/off features differ; its weight is the same with every metric except "sqeuclidean",
# which has the width of "euclidean" because the published figures use it.
_HALF = math.sqrt(0.5)
_WIDTH_FACTORS: dict[str, Callable[[int], float]] = {
    "euclidean": math.sqrt,
    "sqeuclidean": math.sqrt,
    "manhattan": lambda n_columns: _HALF * n_columns,
    "cosine": lambda _: (1.0 - _HALF) / _HALF,
    "gower": lambda _: _HALF,
}


def euclidean_width(n_columns: int) -> float:
    """Give LIME's kernel width for a table, 0.75·√C."""
    return 0.75 * math.sqrt(n_columns)


class TabularPerturbation(Perturbation):
    """A sequence of rows, represented by how they differ from the instance.

    Parameters
    ----------
    table : TrainingTable
    codes : ndarray of shape (C,)
        The coded instance.
    edges : sequence of C (ndarray or None)
        Inner edges of the columns' bins, None for a column without bins.
    edge_texts : sequence of C list of str
        The edges as text.
    standardize : bool
        See `lime_widgets.TabularExplainer`.

    Attributes
    ----------
    codes : ndarray of shape (C,)
        As above.
    source_columns : tuple of int
        The position of each interpretable feature's column.
    without_bins : callable, or None
        Makes the perturbation of the same instance without bins; None if no column has any.
    remarks : tuple of str
        What else is to be said of the representation.
    """

    metrics: ClassVar[tuple[str, ...]] = TABLE_DISTANCES

    def __init__(
        self,
        table: TrainingTable,
        codes: NDArray[np.float64],
        edges: Sequence[NDArray[np.float64] | None],
        edge_texts: Sequence[list[str]],
        *,
        standardize: bool,
    ) -> None:
        self.codes = codes
        self.without_bins: Callable[[], TabularPerturbation] | None = None
        self.remarks: tuple[str, ...] = ()
        self._table = table
        self._edges, self._edge_texts = edges, edge_texts
        columns = table.columns
        self._is_binary = np.array(
            [column.is_categorical or inner is not None for column, inner in zip(columns, edges, strict=True)]
        )
        self._unbinned = np.flatnonzero(~self._is_binary)
        # Unbinned columns are represented by (code − offset) / unit.
        self._offsets = table.means if standardize else np.zeros(len(columns))
        self._units = table.scales if standardize else np.ones(len(columns))
        # An unbinned column with missing values has an additional on/off feature.
        self._missing_flags = np.flatnonzero(~self._is_binary & np.array([column.has_missing for column in columns]))
        self.source_columns = (*range(len(columns)), *map(int, self._missing_flags))

    @property
    def feature_units(self) -> tuple[float, ...]:
        """The unit of each feature that is a number, in the column's own unit; 0 for an on/off feature."""
        units = np.where(self._is_binary, 0.0, self._units)
        return (*units.tolist(), *(0.0 for _ in self._missing_flags))

    @property
    def instance(self) -> Any:
        """The instance as the model receives it: a one-row DataFrame, or an array of shape (1, C)."""
        return self._table.decode(self.codes[None])

    def default_kernel_width_for(self, metric: str) -> float:
        """Give 0.75·√C for a table of C columns, as in LIME, or the equivalent width for another metric.

        A sample that differs from the instance in half of C on/off features has the same weight with the
        Manhattan, cosine and Gower distances as with the Euclidean one. This gives the widths 0.75·√½·C,
        0.75·√2·(1 − √½) and 0.75·√½.

        Raises
        ------
        LimeError
            If the metric is unknown.
        """
        if metric not in _WIDTH_FACTORS:
            raise problem("table.distance", metric=metric, known=in_quotes(self.metrics))
        return 0.75 * _WIDTH_FACTORS[metric](len(self.codes))

    def local_width_for(self, width: float, metric: str) -> float:
        """Give the width by the Euclidean distance, as a power of the other that fits the first rows."""
        if metric in {"euclidean", "sqeuclidean"}:
            return width if metric == "euclidean" else math.sqrt(width)
        Z = self.representation(0, 1 + _ROWS_TO_COMPARE)
        return converted(width, self.distances(Z, metric)[1:], to_instance(Z)[1:])

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the interpretable features, such as ``"temp > 20.4"``."""
        names = []
        for place, column in enumerate(self._table.columns):
            inner_edges, code = self._edges[place], self.codes[place]
            if not self._is_binary[place]:
                names.append(column.name)
            elif math.isnan(code):
                names.append(say("name.missing", column=column.name))
            elif inner_edges is None:
                names.append(f"{column.name} = {column.text(code)}")
            else:
                names.append(_bin_name(column.name, inner_edges, self._edge_texts[place], code))
        names += [say("name.missing", column=self._table.columns[place].name) for place in self._missing_flags]
        return tuple(names)

    @cached_property
    def origin(self) -> Origin:
        """The column of each feature with the instance's value, and notes on values that no row of the table has."""
        columns = self._table.columns
        values = [
            None if math.isnan(code) else column.decode(np.array([code]))[0]
            for column, code in zip(columns, self.codes, strict=True)
        ]
        notes = (column.note_on(code) for column, code in zip(columns, self.codes.tolist(), strict=True))
        at_rest = np.where(self._is_binary, 0.0, (self._table.means - self._offsets) / self._units)  # the training mean
        return Origin(
            tuple(columns[place].name for place in self.source_columns),
            tuple(values[place] for place in self.source_columns),
            tuple(filter(None, notes)),
            self.remarks,
            measures=self._measures,
            at_rest=(*at_rest.tolist(), *(0.0 for _ in self._missing_flags)),
        )

    @property
    def _measures(self) -> tuple[ColumnMeasure | None, ...]:
        """How each feature that is a number is measured."""
        measures = map(ColumnMeasure, self._table.columns, self._offsets.tolist(), self._units.tolist())
        numbers = (None if on_off else each for each, on_off in zip(measures, self._is_binary, strict=True))
        return (*numbers, *(None for _ in self._missing_flags))

    @abstractmethod
    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Make rows ``start`` to ``stop - 1`` as Z (m, p) and as column codes (m, C)."""

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Make rows ``start`` to ``stop - 1``.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
        inputs : DataFrame or ndarray of shape (stop - start, C)
        """
        Z, codes = self.coded_rows(start, stop)
        return Z, self._table.decode(codes)

    def instance_input(self) -> Any:
        """Make the model input of the instance: a table of one row."""
        return self._table.decode(self.codes[None].copy())

    def shares_instance_with(self, other: Perturbation) -> bool:
        """Tell whether the two sequences have the same instance, row 0."""
        return (
            isinstance(other, TabularPerturbation)
            and self._table is other._table  # noqa: SLF001  same class
            and np.array_equal(self.codes, other.codes, equal_nan=True)
        )

    def representation(self, start: int, stop: int) -> NDArray[np.float64]:
        """Make Z for rows ``start`` to ``stop - 1`` without their model inputs."""
        return self.coded_rows(start, stop)[0]

    def inputs(self, rows: NDArray[np.intp], Z: NDArray[np.float64]) -> Any:
        """Make the model inputs of some rows, in any order.

        Parameters
        ----------
        rows : ndarray of int of shape (m,)
            Row numbers in the sequence; 0 is the instance.
        Z : ndarray of shape (n, p)
            Unused.

        Returns
        -------
        DataFrame or ndarray of shape (m, C)
        """
        del Z
        first, last = (int(rows.min()), int(rows.max())) if len(rows) else (0, -1)
        _, codes = self.coded_rows(first, last + 1)
        return self._table.decode(codes[rows - first])

    def column_range(self, place: int) -> tuple[float, float]:
        """Give the smallest and largest number of a column in the training table and the instance."""
        column, code = self._table.columns[place], self.codes[place]
        return float(np.fmin(column.low, code)), float(np.fmax(column.high, code))

    def represent(self, codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Compute the interpretable representation Z (m, p) of coded rows (m, C)."""
        Z = np.empty_like(codes)
        for place in map(int, np.flatnonzero(self._is_binary)):
            Z[:, place] = self._matches(place, codes[:, place])
        return self._completed(Z, codes)

    def _completed(self, matches: NDArray[np.float64], codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add the unbinned columns and the missing-value features to the matches of the on/off features."""
        unbinned = self._unbinned
        if len(unbinned):
            scaled = codes[:, unbinned]
            scaled -= self._offsets[unbinned]
            scaled /= self._units[unbinned]
            if len(unbinned) == codes.shape[1]:
                matches = scaled
            else:
                matches[:, unbinned] = scaled
        flags = self._missing_flags
        if len(flags):
            missing = np.isnan(codes[:, flags])
            # A missing number is represented by the mean; its effect goes to the missing-value feature.
            means = (self._table.means[flags] - self._offsets[flags]) / self._units[flags]
            matches[:, flags] = np.where(missing, means, matches[:, flags])
            matches = np.hstack([matches, missing])
        return matches

    def distances(self, Z: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
        """Compute the distance of each row of Z from row 0, in the units of the kernel width.

        Parameters
        ----------
        Z : ndarray of shape (n, p)
        metric : {"euclidean", "sqeuclidean", "manhattan", "cosine", "gower"}
            With ``"gower"``, a difference in an unbinned column is divided by the column's range in the
            training table.

        Raises
        ------
        LimeError
            If the metric is unknown.
        """
        if metric != "gower":
            return to_instance(Z, metric)
        spans = np.ones(Z.shape[1])
        ranges = np.array([column.high - column.low for column in self._table.columns])
        spans[self._unbinned] = ranges[self._unbinned] / self._units[self._unbinned]
        return gower(Z, spans, self.source_columns)

    # ---- the yardstick of on/off features -----------------------------------------------------

    def yardstick(self, metric: str) -> Yardstick | None:
        """Give other representations of the same rows; None if no column is binned or categorical."""
        if not self._is_binary.any():
            return None
        n_columns = sum(
            len(self._table.groups(place, edges)) - 1 if self._is_binary[place] else 1
            for place, edges in enumerate(self._edges)
        )
        unbinned = None if self.without_bins is None else lambda rows: self._unbinned_rows(rows, metric)
        return Yardstick(lambda n: self.on_off_and_numbers(self.coded_rows(0, n)[1]), n_columns, unbinned)

    def on_off_and_numbers(self, codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give a feature for each bin and frequent category of every column but one, and the unbinned numbers."""
        features = []
        for place, edges in enumerate(self._edges):
            values = codes[:, place]
            if self._is_binary[place]:
                numbers = values if edges is None else discretizers.bins(values, edges).astype(np.float64)
                groups = self._table.groups(place, edges)[1:]
                features += [np.isnan(numbers) if np.isnan(group) else numbers == group for group in groups]
            else:
                numbers = (values - self._table.means[place]) / self._table.scales[place]
                features.append(np.where(np.isnan(numbers), 0.0, numbers))
        return np.array(features, dtype=np.float64).reshape(len(features), len(codes)).T

    def _unbinned_rows(self, rows: Any, metric: str) -> Neighborhood:
        """Represent the rows of a neighborhood without bins."""
        if self.without_bins is None:
            raise AssertionError
        other = self.without_bins()
        Z = other.represent(self.coded_rows(0, len(rows))[1])
        unbinned: Neighborhood = replace(
            rows,
            Z=Z,
            distances=other.distances(Z, metric),
            feature_names=other.feature_names,
            default_kernel_width=other.default_kernel_width_for(metric),
            default_n_features=other.default_n_features,
            origin=replace(rows.origin, columns=other.origin.columns, values=other.origin.values),
            yardstick=other.yardstick(metric),
        )
        return unbinned

    def _matches(self, place: int, codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Tell whether values of a column match the instance: the same bin or category gives 1, another 0."""
        edges, code = self._edges[place], self.codes[place]
        same: NDArray[np.bool_]
        if edges is not None:
            same = discretizers.bins(codes, edges) == discretizers.bins(np.array([code]), edges)
        elif math.isnan(code):
            same = np.isnan(codes)
        else:
            same = codes == code
        return same.astype(np.float64)


def _bin_name(name: str, inner_edges: NDArray[np.float64], texts: list[str], code: float) -> str:
    place = int(discretizers.bins(np.array([code]), inner_edges)[0])
    if place == 0:
        return f"{name} ≤ {texts[0]}"
    if place == len(inner_edges):
        return f"{name} > {texts[-1]}"
    return f"{texts[place - 1]} < {name} ≤ {texts[place]}"
