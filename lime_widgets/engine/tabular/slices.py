"""Slices through a black box: along one column of a table or over two, the rest held at the instance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import ceil, floor, prod
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.columns import Column
    from lime_widgets.engine.tabular.explainer import TabularExplainer
    from lime_widgets.engine.tabular.perturbation import TabularPerturbation
    from lime_widgets.engine.tabular.table import TrainingTable

# How many points there are along each axis where nothing is said: of a curve, of a plane.
_POINTS = {1: (201,), 2: (100, 100)}
# An axis reaches beyond the numbers that were seen by this share of their range, to either side.
_MARGIN = 0.02
# As many rows as distances are measured of at once.
_BLOCK = 4096


@dataclass(frozen=True, eq=False)
class Axis:
    """A numeric column along which the black box is looked at.

    Attributes
    ----------
    column : int
        Its place in the table.
    name : str
    values : ndarray of shape (m,)
        The numbers that the model is asked about, ascending.
    low, high : float
        The ends of the axis, the first of the values and the last.
    features : tuple of int
        The interpretable features that move along it: the column's own, and that of its being missing if there is one.
    z : ndarray of shape (len(features), m)
        What these features are at the values.
    integer : bool
        Whether the column holds whole numbers.
    step : float
        How far a small move along it goes: 1 for whole numbers, else from one value to the next.
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
    """The rows that differ from the instance in one or two columns only, on a grid.

    Rows are in the order of an array of `shape`: the last axis moves fastest.

    Attributes
    ----------
    axes : tuple of Axis
        One or two.
    key : hashable
        Equal where the same rows are asked about: also of other instances that differ from this one in the sliced
        columns alone.
    """

    axes: tuple[Axis, ...]
    key: Hashable
    _table: TrainingTable
    _perturbation: TabularPerturbation

    @property
    def columns(self) -> tuple[int, ...]:
        """Places of the columns that are moved."""
        return tuple(axis.column for axis in self.axes)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns that are moved."""
        return tuple(axis.name for axis in self.axes)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values there are along each axis."""
        return tuple(len(axis.values) for axis in self.axes)

    def __len__(self) -> int:
        return prod(self.shape)

    def __repr__(self) -> str:
        return f"Slice({' × '.join(self.names)}, {' × '.join(map(str, self.shape))} rows)"

    def inputs(self, start: int, stop: int) -> Any:
        """Rows ``start`` to ``stop - 1``, as the model is given them: a DataFrame or an array of C columns."""
        return self._table.decode(self._codes(start, stop))

    def distances(self, metric: str) -> NDArray[np.float64]:
        """How far each row is from the instance by one of the explainer's metrics, (total,)."""
        known = self._distances.get(metric)
        if known is None:
            own = self._perturbation.represent(self._perturbation.codes[None])
            parts = []
            for start in range(0, len(self), _BLOCK):
                Z = self._perturbation.represent(self._codes(start, min(start + _BLOCK, len(self))))
                parts.append(self._perturbation.distances(np.vstack([own, Z]), metric)[1:])
            known = self._distances[metric] = np.concatenate(parts)
        return known

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
    """Lay a slice through an instance, along one numeric column or two.

    Parameters
    ----------
    explainer : TabularExplainer
    x : instance
        As `TabularExplainer.perturb` takes it.
    columns : sequence of (str or int)
        Names or places of one numeric column or of two.
    n : sequence of int, optional
        How many points there are along each axis, at least 2; by default 201 of one, 100 × 100 of two. Of whole
        numbers there are fewer where the axis holds fewer.

    Returns
    -------
    Slice

    Raises
    ------
    LimeError
        If the columns are not one or two different numeric ones, or the row cannot be explained.

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
    n = _POINTS[len(places)] if n is None else n
    if len(n) != len(places) or any(not isinstance(points, int | np.integer) or points < 2 for points in n):
        raise problem(
            f"n is {n!r}.",
            expected=f"{len(places)} whole number{'s' if len(places) > 1 else ''} of 2 or more",
            mend="Say how many points there are along each axis, or leave n out.",
        )
    asked = explainer.perturb(x)
    axes = tuple(
        _axis(asked, table.columns[place], place, int(points)) for place, points in zip(places, n, strict=True)
    )
    held = asked.codes + 0.0  # −0 is 0
    held[list(places)] = 0.0
    key = (table, places, *(axis.values.tobytes() for axis in axes), held.tobytes())
    return Slice(axes, key, table, asked)


def _places(columns: Sequence[Column], chosen: Sequence[str | int]) -> tuple[int, ...]:
    """Places of the columns that are meant."""
    wanted = [chosen] if isinstance(chosen, str | int | np.integer) else list(chosen)
    names = [column.name for column in columns]
    numeric = [name for name, column in zip(names, columns, strict=True) if not column.is_categorical]
    listed = ", ".join(map(repr, numeric[:12])) + (", …" if len(numeric) > 12 else "")
    places: list[int] = []
    for column in wanted:
        if isinstance(column, int | np.integer) and 0 <= column < len(names):
            place = int(column)
        elif column in names:
            place = names.index(str(column))
        else:
            place = -1
        if place < 0 or columns[place].is_categorical:
            raise problem(
                f"Column {column!r} "
                + ("is not one of the table's." if place < 0 else "holds categories, which have no axis."),
                expected=f"numeric columns, such as {listed}" if numeric else "a table with a numeric column",
                mend="Correct the name." if place < 0 else "Choose a column of numbers.",
            )
        places.append(place)
    if not 1 <= len(places) <= 2 or len(set(places)) < len(places):
        raise problem(
            f"The columns are {wanted!r}.",
            expected="one numeric column for a curve, or two different ones for a plane",
            mend=f"Choose among {listed}.",
        )
    return tuple(places)


def _axis(asked: TabularPerturbation, column: Column, place: int, n: int) -> Axis:
    low, high = asked.column_range(place)
    values = _whole(column, low, high, n) if column.is_integer else _even(low, high, n)
    features = tuple(feature for feature, source in enumerate(asked.source_columns) if source == place)
    codes = np.repeat(asked.codes[None], len(values), axis=0)
    codes[:, place] = values
    return Axis(
        column=place,
        name=column.name,
        values=values,
        low=float(values[0]),
        high=float(values[-1]),
        features=features,
        z=np.ascontiguousarray(asked.represent(codes)[:, features].T),
        integer=column.is_integer,
        step=1.0 if column.is_integer else float(values[1] - values[0]),
    )


def _even(low: float, high: float, n: int) -> NDArray[np.float64]:
    # Of one number alone: as far as it is from 0, or 1.
    reach = high - low or abs(low) or 1.0
    return np.linspace(low - _MARGIN * reach, high + _MARGIN * reach, n)


def _whole(column: Column, low: float, high: float, n: int) -> NDArray[np.float64]:
    """Every whole number, or every so many; no further than the column's dtype can hold."""
    margin = _MARGIN * (high - low)
    least, most = column.bounds
    first, last = max(ceil(low - margin), least), min(floor(high + margin), most)
    if first == last:  # a column of one number
        first, last = max(first - 1, least), min(last + 1, most)
    if last - first < n:
        return np.arange(first, last + 1.0)
    return np.unique(np.rint(np.linspace(first, last, n)))
