"""Slices of a black box: one or two columns vary, and the others keep the instance's values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem, quoted
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.columns import Column
    from lime_widgets.engine.tabular.explainer import TabularExplainer
    from lime_widgets.engine.tabular.perturbation import TabularPerturbation
    from lime_widgets.engine.tabular.table import TrainingTable

# Default number of points along each axis, for a curve and for a plane.
_N_POINTS = {1: (201,), 2: (100, 100)}
# An axis extends beyond the observed numbers by this share of their range, on each side.
_MARGIN = 0.02
# Number of rows per block when distances are computed.
_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Axis:
    """A numeric column that a slice varies.

    Attributes
    ----------
    column : int
        Its position in the table.
    name : str
    values : ndarray of shape (m,)
        The column's values on the grid, ascending.
    low, high : float
        The ends of the axis: the first and the last value.
    features : tuple of int
        The interpretable features that depend on the column: its own, and its missing-value feature if it has one.
    z : ndarray of shape (len(features), m)
        These features at the values.
    integer : bool
        Whether the column contains whole numbers.
    step : float
        Size of a small step: 1 for whole numbers, otherwise the distance between neighboring values.
    """

    column: int
    name: str
    values: NDArray[np.float64]
    low: float
    high: float
    features: tuple[int, ...]
    z: NDArray[np.float64]
    integer: bool
    step: float


@dataclass(frozen=True, eq=False)
class Slice:
    """Rows on a grid that differ from the instance in one or two columns only.

    Rows are in C order of an array of `shape`: the last axis varies fastest.

    Attributes
    ----------
    axes : tuple of Axis
        One or two.
    key : hashable
        Equal for slices with the same rows. Instances that differ only in the sliced columns have equal keys.
    """

    axes: tuple[Axis, ...]
    key: Hashable
    _table: TrainingTable
    _perturbation: TabularPerturbation

    @property
    def columns(self) -> tuple[int, ...]:
        """Positions of the columns that vary."""
        return tuple(axis.column for axis in self.axes)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns that vary."""
        return tuple(axis.name for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of values along each axis."""
        return tuple(len(axis.values) for axis in self.axes)

    def __len__(self) -> int:
        return prod(self.shape)

    def __repr__(self) -> str:
        return say("repr.slice", names=" × ".join(self.names), rows=" × ".join(map(str, self.shape)))

    def inputs(self, start: int, stop: int) -> Any:
        """Make rows ``start`` to ``stop - 1`` as the model receives them: a DataFrame or an array of C columns."""
        return self._table.decode(self._codes(start, stop))

    def distances(self, metric: str) -> NDArray[np.float64]:
        """Compute the distance of each row from the instance by one of the explainer's metrics: (n_rows,)."""
        distances = self._distances.get(metric)
        if distances is None:
            instance = self._perturbation.represent(self._perturbation.codes[None])
            parts = []
            for start in range(0, len(self), _BLOCK):
                Z = self._perturbation.represent(self._codes(start, min(start + _BLOCK, len(self))))
                parts.append(self._perturbation.distances(np.vstack([instance, Z]), metric)[1:])
            distances = self._distances[metric] = np.concatenate(parts)
        return distances

    @cached_property
    def _distances(self) -> dict[str, NDArray[np.float64]]:
        return {}

    def _codes(self, start: int, stop: int) -> NDArray[np.float64]:
        codes = np.repeat(self._perturbation.codes[None], max(0, min(stop, len(self)) - start), axis=0)
        places = np.unravel_index(np.arange(start, start + len(codes)), self.shape)
        for axis, place in zip(self.axes, places, strict=True):
            codes[:, axis.column] = axis.values[place]
        return codes


def slice_of(
    explainer: TabularExplainer, x: Any, columns: Sequence[str | int], n: Sequence[int] | None = None
) -> Slice:
    """Create a slice through an instance, along one or two numeric columns.

    Parameters
    ----------
    explainer : TabularExplainer
    x : instance
        As `TabularExplainer.perturb` accepts it.
    columns : sequence of (str or int)
        Names or positions of one or two numeric columns.
    n : sequence of int, optional
        Number of points along each axis, at least 2. The default is 201 for one column and 100 × 100 for
        two. An axis of whole numbers has fewer points if its range contains fewer.

    Returns
    -------
    Slice

    Raises
    ------
    LimeError
        If the columns are not one or two different numeric columns, or the row cannot be explained.

    Examples
    --------
    >>> from lime_widgets import TabularExplainer
    >>> X = np.array([[0.0, 7.0], [50.0, 8.0], [100.0, 9.0]])
    >>> curve = slice_of(TabularExplainer(X, feature_names=["a", "b"]), X[2], ["a"], n=(3,))
    >>> curve.inputs(0, 3).tolist()
    [[-2.0, 9.0], [50.0, 9.0], [102.0, 9.0]]
    """
    table = explainer.table
    places = _places(table.columns, columns)
    n = _N_POINTS[len(places)] if n is None else n
    if len(n) != len(places) or any(not isinstance(points, int | np.integer) or points < 2 for points in n):
        raise problem("slice.points", given=n, n=len(places))
    perturbation = explainer.perturb(x)
    axes = tuple(
        _axis(perturbation, table.columns[place], place, int(points)) for place, points in zip(places, n, strict=True)
    )
    others = perturbation.codes + 0.0  # turns −0 into 0, so that equal rows have equal bytes
    others[list(places)] = 0.0
    key = (table, places, *(axis.values.tobytes() for axis in axes), others.tobytes())
    return Slice(axes, key, table, perturbation)


def _places(columns: Sequence[Column], chosen: Sequence[str | int]) -> tuple[int, ...]:
    """Give the positions of the chosen columns."""
    requested = [chosen] if isinstance(chosen, str | int | np.integer) else list(chosen)
    names = [column.name for column in columns]
    numeric = [name for name, column in zip(names, columns, strict=True) if column.is_number]
    listed = ", ".join(map(repr, numeric[:12])) + (", …" if len(numeric) > 12 else "")
    places: list[int] = []
    for column in requested:
        if isinstance(column, int | np.integer) and 0 <= column < len(names):
            place = int(column)
        elif column in names:
            place = names.index(str(column))
        else:
            place = -1
        if place < 0 or not columns[place].is_number:
            expected = say("slice.numeric", known=listed) if numeric else say("slice.none_numeric")
            raise problem("slice.unknown" if place < 0 else "slice.no_axis", column=quoted(column), expected=expected)
        places.append(place)
    if not 1 <= len(places) <= 2 or len(set(places)) < len(places):
        raise problem("slice.columns", requested=requested, listed=listed)
    return tuple(places)


def _axis(perturbation: TabularPerturbation, column: Column, place: int, n: int) -> Axis:
    low, high = perturbation.column_range(place)
    values = _whole(column, low, high, n) if column.is_integer else _even(low, high, n)
    features = tuple(feature for feature, source in enumerate(perturbation.source_columns) if source == place)
    codes = np.repeat(perturbation.codes[None], len(values), axis=0)
    codes[:, place] = values
    return Axis(
        column=place,
        name=column.name,
        values=values,
        low=float(values[0]),
        high=float(values[-1]),
        features=features,
        z=np.ascontiguousarray(perturbation.represent(codes)[:, features].T),
        integer=column.is_integer,
        step=1.0 if column.is_integer else float(values[1] - values[0]),
    )


def _even(low: float, high: float, n: int) -> NDArray[np.float64]:
    # If the column has one value, the margin is a share of that value, or of 1 if the value is 0.
    span = high - low or abs(low) or 1.0
    return np.linspace(low - _MARGIN * span, high + _MARGIN * span, n)


def _whole(column: Column, low: float, high: float, n: int) -> NDArray[np.float64]:
    """Give all whole numbers in the range, or evenly spaced ones, within the bounds of the column's dtype."""
    margin = _MARGIN * (high - low)
    least, most = column.bounds
    first, last = max(ceil(low - margin), least), min(floor(high + margin), most)
    if first == last:  # a column with one value
        first, last = max(first - 1, least), min(last + 1, most)
    if last - first < n:
        return np.arange(first, last + 1.0)
    return np.unique(np.rint(np.linspace(first, last, n)))
