"""Perturbations of one table row: what each interpretable feature says of a row, wherever the rows come from."""

from __future__ import annotations

import math
from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.distance import TABLE_DISTANCES, gower, to_instance
from lime_widgets.engine.perturbation.base import Perturbation
from lime_widgets.engine.tabular import discretizer as discretizers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.table import TrainingTable

# What the default kernel width is a multiple of, in a table of C columns. √C is LIME's. Of on/off features
# half differ in a typical sample: it weighs the same by every metric but the squared one, whose width the
# published figures share with the plain one.
_HALF = math.sqrt(0.5)
_REACH: dict[str, Callable[[int], float]] = {
    "euclidean": math.sqrt,
    "sqeuclidean": math.sqrt,
    "manhattan": lambda n_columns: _HALF * n_columns,
    "cosine": lambda _: (1.0 - _HALF) / _HALF,
    "gower": lambda _: _HALF,
}


class TabularPerturbation(Perturbation):
    """A sequence of rows, represented by how they differ from one of them, the instance.

    Parameters
    ----------
    table : TrainingTable
    codes : ndarray of shape (C,)
        The instance, coded.
    edges : sequence of C (ndarray or None)
        Inner edges of the columns' bins, None for a column that is not cut.
    edge_texts : sequence of C list of str
        The edges, written.
    standardize : bool
        See `lime_widgets.TabularExplainer`.

    Attributes
    ----------
    codes : ndarray of shape (C,)
        As above.
    source_columns : tuple of int
        For every interpretable feature the place of the column that it speaks of.
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
        self._table = table
        self._edges, self._edge_texts = edges, edge_texts
        columns = table.columns
        self._on_off = np.array(
            [column.is_categorical or cuts is not None for column, cuts in zip(columns, edges, strict=True)]
        )
        self._plain = np.flatnonzero(~self._on_off)
        # What numbers that are left as they are, are measured from and in.
        self._zeros = table.means if standardize else np.zeros(len(columns))
        self._units = table.scales if standardize else np.ones(len(columns))
        # One more feature for every number that is left as it is and sometimes missing.
        self._gaps = np.flatnonzero(~self._on_off & np.array([column.has_missing for column in columns]))
        self.source_columns = (*range(len(columns)), *map(int, self._gaps))

    @property
    def instance(self) -> Any:
        """The row as the model is given it: a one-row DataFrame, or an array of shape (1, C)."""
        return self._table.decode(self.codes[None])

    def default_kernel_width_for(self, metric: str) -> float:
        """0.75·√C for a table of C columns, as in LIME; of another metric what comes to the same.

        A sample that differs from the instance in half of C on/off features weighs by the Manhattan, cosine and
        Gower distances what it weighs by the Euclidean one: 0.75·√½·C, 0.75·√2·(1 − √½) and 0.75·√½.

        Raises
        ------
        LimeError
            If the metric is not known.
        """
        if metric not in _REACH:
            raise problem(
                f"The distance is {metric!r}.",
                expected="one of " + ", ".join(f'"{name}"' for name in self.metrics),
                mend='Leave it out to get "euclidean".',
            )
        return 0.75 * _REACH[metric](len(self.codes))

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

    @abstractmethod
    def coded_rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rows of the sequence as Z and as codes of the columns, before they are decoded."""

    def rows(self, start: int, stop: int) -> tuple[NDArray[np.float64], Any]:
        """Rows ``start`` to ``stop - 1`` of the sequence.

        Returns
        -------
        Z : ndarray of shape (stop - start, p)
        inputs : DataFrame or ndarray of shape (stop - start, C)
        """
        Z, codes = self.coded_rows(start, stop)
        return Z, self._table.decode(codes)

    def shares_instance_with(self, other: Perturbation) -> bool:
        """Whether the instance, row 0, is the same input as the other sequence's."""
        return (
            isinstance(other, TabularPerturbation)
            and self._table is other._table  # noqa: SLF001  it is of the same kind
            and np.array_equal(self.codes, other.codes, equal_nan=True)
        )

    def representation(self, start: int, stop: int) -> NDArray[np.float64]:
        """Z of rows of the sequence, where their inputs are not needed."""
        return self.coded_rows(start, stop)[0]

    def inputs(self, rows: NDArray[np.intp], Z: NDArray[np.float64]) -> Any:
        """What the model is given in some rows of the sequence, in whatever order.

        Parameters
        ----------
        rows : ndarray of int of shape (m,)
            Their places in the sequence, 0 for the instance.
        Z : ndarray of shape (n, p)
            Not needed here.

        Returns
        -------
        DataFrame or ndarray of shape (m, C)
        """
        del Z
        first, last = (int(rows.min()), int(rows.max())) if len(rows) else (0, -1)
        _, codes = self.coded_rows(first, last + 1)
        return self._table.decode(codes[rows - first])

    def column_range(self, place: int) -> tuple[float, float]:
        """Smallest and largest number of a column, in the training table and the instance."""
        column, own = self._table.columns[place], self.codes[place]
        return float(np.fmin(column.low, own)), float(np.fmax(column.high, own))

    def represent(self, codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the interpretable features say of coded rows: Z of shape (m, p) for codes of shape (m, C)."""
        Z = np.empty_like(codes)
        for place in map(int, np.flatnonzero(self._on_off)):
            Z[:, place] = self._matches(place, codes[:, place])
        return self._completed(Z, codes)

    def _completed(self, matches: NDArray[np.float64], codes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Matches of the on/off features, and beside them the numbers that are left as they are."""
        plain = self._plain
        if len(plain):
            scaled = codes[:, plain]
            scaled -= self._zeros[plain]
            scaled /= self._units[plain]
            if len(plain) == codes.shape[1]:
                matches = scaled
            else:
                matches[:, plain] = scaled
        gaps = self._gaps
        if len(gaps):
            gone = np.isnan(codes[:, gaps])
            # A missing number stands where the mean does; its weight is that of being missing.
            means = (self._table.means[gaps] - self._zeros[gaps]) / self._units[gaps]
            matches[:, gaps] = np.where(gone, means, matches[:, gaps])
            matches = np.hstack([matches, gone])
        return matches

    def distances(self, Z: NDArray[np.float64], metric: str) -> NDArray[np.float64]:
        """Distances of the rows of Z from row 0, in the units of the kernel width.

        Parameters
        ----------
        Z : ndarray of shape (n, p)
        metric : {"euclidean", "sqeuclidean", "manhattan", "cosine", "gower"}
            By ``"gower"`` a number that is left as it is differs by its share of the column's range in the
            training table.

        Raises
        ------
        LimeError
            If the metric is none of these.
        """
        if metric != "gower":
            return to_instance(Z, metric)
        spans = np.ones(Z.shape[1])
        ranges = np.array([column.high - column.low for column in self._table.columns])
        spans[self._plain] = ranges[self._plain] / self._units[self._plain]
        return gower(Z, spans, self.source_columns)

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
