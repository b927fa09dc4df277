"""The columns of a training table: what they hold, coded as numbers and back again.

A table is coded as one matrix of floats: a number as itself, a category as its index, a
missing value as NaN. Sampling, binning and comparing work on the codes; the model gets back
what the table was made of, dtypes kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Sampling draws from the order statistics of a column; more of them than this tell no more.
MOST_ROWS_HELD = 65_536
# Enough values to see how finely a column is measured.
_VALUES_LOOKED_AT = 1_000
_MOST_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the training table.

    Attributes
    ----------
    name : str
        As it is shown.
    dtype : numpy or pandas dtype
        As the model expects it.
    categories : tuple
        The values of a categorical column, in their order; empty for a numeric one.
    pool : pandas array
        The categories in the column's own dtype, and after them a missing value if it has any.
    decimals : int
        How many decimals tell the numbers of the column apart.
    low, high : float
        Smallest and largest number seen; NaN where there is none.
    has_missing : bool
        Whether the training table misses a value here.
    """

    name: str
    dtype: Any
    categories: tuple[Any, ...]
    pool: Any
    decimals: int
    low: float
    high: float
    has_missing: bool

    @property
    def is_categorical(self) -> bool:
        """Whether the column holds categories rather than numbers."""
        return self.pool is not None

    @property
    def is_integer(self) -> bool:
        """Whether the column holds whole numbers, to which samples must be rounded."""
        return not self.is_categorical and bool(pd.api.types.is_integer_dtype(self.dtype))

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest number that the dtype can hold."""
        if not self.is_integer:
            return -math.inf, math.inf
        limits = np.iinfo(getattr(self.dtype, "numpy_dtype", self.dtype))
        return float(limits.min), float(limits.max)

    def text(self, code: float) -> str:
        """Write a value for a reader."""
        if math.isnan(code):
            return "missing"
        if self.is_categorical:
            return str(self.categories[int(code)])
        return decimal_text(code, self.decimals)

    def code(self, value: Any) -> float:
        """Give the number that stands for a value.

        Raises
        ------
        LimeError
            If the value cannot stand in this column.
        """
        if is_missing(value):
            if self.has_missing:
                return math.nan
            raise problem(
                f"Column {self.name!r} is missing ({_plain(value)!r}), which it never is in the training table.",
                expected="a value",
                mend="Fill it in, or build the explainer on a table in which it is missing somewhere.",
            )
        if self.is_categorical:
            return self._category_code(value)
        if isinstance(value, bool | np.bool_ | int | float | np.number):
            number = float(value)
            low, high = self.bounds
            if math.isfinite(number) and self.is_integer and not (number.is_integer() and low <= number <= high):
                raise problem(
                    f"Column {self.name!r} is {_plain(value)!r}.",
                    expected=f"a whole number, as in the training table (dtype {self.dtype})",
                    mend="Round it, or build the explainer on a table in which the column has decimals.",
                )
            if math.isfinite(number):
                return number
        raise problem(
            f"Column {self.name!r} is {_plain(value)!r} ({type(value).__name__}).",
            expected=f"a finite number, as in the training table (dtype {self.dtype})",
            mend="Change the value, or name the column in categorical_features if what it holds are categories.",
        )

    def _category_code(self, value: Any) -> float:
        for index, category in enumerate(self.categories):
            if value is category or (value == category and isinstance(value, str) == isinstance(category, str)):
                return float(index)
        listed = ", ".join(repr(_plain(known)) for known in self.categories[:12])
        more = ", …" if len(self.categories) > 12 else ""
        raise problem(
            f"Column {self.name!r} is {_plain(value)!r}, a category that the training table does not have.",
            expected=f"one of {listed}{more}",
            mend="Change the value, or build the explainer on a table that has this category.",
        )

    def read(self, text: str) -> Any:
        """Give the value that a reader means by a text.

        Raises
        ------
        LimeError
            If the text stands for no value of this column.
        """
        if self.is_categorical:
            for category in self.categories:
                if str(category) == text:
                    return category
            return text  # no category of this name: `code` says so
        try:
            return float(text)
        except ValueError:
            return text

    def decode(self, codes: NDArray[np.float64]) -> Any:
        """Turn codes into an array of the column's own dtype."""
        if self.is_categorical:
            missing = np.isnan(codes)
            indices = np.where(missing, len(self.categories), codes).astype(np.intp)
            return self.pool.take(indices)
        if self.is_integer:
            codes = np.rint(codes)
        if isinstance(self.dtype, np.dtype):
            return codes.astype(self.dtype, copy=False)
        return pd.Series(codes).astype(self.dtype).array


def read_columns(
    frame: pd.DataFrame, categorical: Iterable[int] | None
) -> tuple[tuple[Column, ...], NDArray[np.float64]]:
    """Describe the columns of a table and code its rows.

    Parameters
    ----------
    frame : DataFrame of shape (n, C)
    categorical : iterable of int, optional
        Places of the categorical columns; by default those whose dtype is not a number's.

    Returns
    -------
    columns : tuple of Column
    codes : ndarray of shape (n, C)

    Raises
    ------
    LimeError
        If a column holds nothing, or dates, or infinite numbers, or text where a number was
        asked for.
    """
    chosen = None if categorical is None else set(categorical)
    columns, codes = [], np.empty(frame.shape)
    for place in range(frame.shape[1]):
        series = frame.iloc[:, place]
        name = str(frame.columns[place])
        numeric = pd.api.types.is_numeric_dtype(series.dtype)
        boolean = pd.api.types.is_bool_dtype(series.dtype)
        if pd.api.types.is_datetime64_any_dtype(series.dtype) or pd.api.types.is_timedelta64_dtype(series.dtype):
            raise problem(
                f"Column {name!r} holds dates or times (dtype {series.dtype}).",
                expected="numbers, categories, text or booleans",
                mend="Turn it into a number, such as days since a start, or leave it out.",
            )
        if series.isna().all():
            raise problem(
                f"Column {name!r} of the training table holds no value at all.",
                expected="at least one value that is not missing",
                mend="Leave the column out, of the model as well.",
            )
        as_category = place in chosen if chosen is not None else boolean or not numeric
        if not as_category and (boolean or not numeric):
            raise problem(
                f"Column {name!r} was said to be numeric, but its dtype is {series.dtype}.",
                expected="numbers",
                mend="Name the column in categorical_features.",
            )
        read = _read_categories if as_category else _read_numbers
        column, codes[:, place] = read(name, series)
        columns.append(column)
    return tuple(columns), codes


def _read_categories(name: str, series: pd.Series) -> tuple[Column, NDArray[np.float64]]:
    try:
        indices, values = pd.factorize(series, sort=True)
    except TypeError:  # values of several types have no order
        indices, values = pd.factorize(series, sort=False)
    if isinstance(series.dtype, pd.CategoricalDtype):
        order = np.argsort(series.dtype.categories.get_indexer(values))
        values = values[order]
        indices = np.append(np.argsort(order), -1)[indices]
    first = [int(np.argmax(indices == index)) for index in range(len(values))]
    missing = indices < 0
    if missing.any():
        first.append(int(np.argmax(missing)))
    column = Column(
        name=name,
        dtype=series.dtype,
        categories=tuple(values),
        pool=series.iloc[first].array,
        decimals=0,
        low=math.nan,
        high=math.nan,
        has_missing=bool(missing.any()),
    )
    return column, np.where(missing, np.nan, indices)


def _read_numbers(name: str, series: pd.Series) -> tuple[Column, NDArray[np.float64]]:
    codes = series.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(codes).any():
        raise problem(
            f"Column {name!r} of the training table is {codes[np.isinf(codes)][0]} in row "
            f"{int(np.argmax(np.isinf(codes))):,}.",
            expected="finite numbers or missing values",
            mend="Replace infinite values before you build the explainer.",
        )
    present = codes[~np.isnan(codes)]
    low, high = float(present.min()), float(present.max())
    column = Column(
        name=name,
        dtype=series.dtype,
        categories=(),
        pool=None,
        decimals=_decimals(present, high - low),
        low=low,
        high=high,
        has_missing=len(present) < len(codes),
    )
    return column, codes


def order_statistics(codes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Order statistics of every column, missing values last: (n or fewer, C)."""
    ordered = np.sort(codes, axis=0)
    if len(ordered) <= MOST_ROWS_HELD:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, MOST_ROWS_HELD).round().astype(np.intp)]


def is_missing(value: Any) -> bool:
    """Whether a value stands for a missing one (None, NaN, NaT, pandas.NA)."""
    return value is None or value is pd.NA or (np.ndim(value) == 0 and bool(pd.isna(value)))


def decimal_text(number: float, decimals: int) -> str:
    """Write a number with so many decimals, or its first digits where it would drown in zeros.

    Examples
    --------
    >>> decimal_text(20.4, 1), decimal_text(1.2345e-05, 9), decimal_text(0.00123, 2), decimal_text(4.0, 0)
    ('20.4', '1.234e-05', '0.00123', '4')
    """
    if number and (decimals > _MOST_DECIMALS or abs(number) >= 1e9):
        return f"{number:.4g}"
    if abs(round(number, decimals) - number) > 0.05 * abs(number):
        return f"{number:.3g}"
    return f"{number or 0.0:.{min(decimals, _MOST_DECIMALS)}f}"


def edge_texts(numbers: NDArray[np.float64], decimals: int) -> list[str]:
    """Write edges with as many decimals as the column has, or it takes to tell them from one another.

    A quantile of numbers with one decimal may lie between two of them, at 20.45: then it has
    the decimals that it needs, as 20.5 ≤ 20.45 is false.

    Examples
    --------
    >>> edge_texts(np.array([13.1, 20.45, 25.0]), 1)
    ['13.1', '20.45', '25.0']
    """
    fitting = np.full(len(numbers), decimals)
    for tried in range(min(decimals + 2, _MOST_DECIMALS), decimals - 1, -1):
        fitting[_are_written(numbers, tried)] = tried
    texts = [decimal_text(float(number), tried) for number, tried in zip(numbers, map(int, fitting), strict=True)]
    if len(set(texts)) == len(texts):
        return texts
    for tried in range(decimals, decimals + 12):
        texts = [decimal_text(float(number), tried) for number in numbers]
        if len(set(texts)) == len(texts):
            return texts
    return [repr(float(number)) for number in numbers]


def _decimals(values: NDArray[np.float64], reach: float) -> int:
    """Decimals that the column is measured in, but none finer than a 1000th of its range."""
    seen = values[:: max(1, len(values) // _VALUES_LOOKED_AT)]
    useful = max(0, 3 - math.floor(math.log10(reach))) if reach > 0 else 12
    for decimals in range(min(useful, 12)):
        if _are_written(seen, decimals).all():
            return decimals
    return useful


def _are_written(values: NDArray[np.float64], decimals: int) -> NDArray[np.bool_]:
    """Which values so many decimals write in full."""
    return np.abs(np.round(values, decimals) - values) <= 1e-9 * 10.0**-decimals + 1e-15 * np.abs(values)


def _plain(value: Any) -> Any:
    """A numpy scalar as Python's own, which is written without its type."""
    return value.item() if isinstance(value, np.generic) else value
