"""The columns of a training table, coded as numbers.

The code of a number is the number itself, of a category its index, and of a missing value NaN. Sampling,
binning and comparisons use the codes. Decoding restores the table's own values and dtypes for the model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import problem
from lime_widgets.engine.tabular.decimals import decimal_text, n_decimals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Sampling draws from a column's order statistics. More than this number would not change the distribution visibly.
MAX_ORDER_STATISTICS = 65_536


@dataclass(frozen=True, eq=False)
class Column:
    """One column of the training table.

    Attributes
    ----------
    name : str
        The displayed name.
    dtype : numpy or pandas dtype
        The dtype that the model expects.
    categories : tuple
        The values of a categorical column in order; empty for a numeric column.
    pool : pandas array
        The categories in the column's own dtype, followed by a missing value if the column has any. None for
        a numeric column.
    decimals : int
        Number of decimals that distinguish the column's numbers.
    low, high : float
        Smallest and largest number in the training table; NaN for a categorical column.
    has_missing : bool
        Whether the training table has missing values in this column.
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
        """Whether the column contains categories instead of numbers."""
        return self.pool is not None

    @property
    def is_integer(self) -> bool:
        """Whether the column contains whole numbers, so that samples must be rounded."""
        return not self.is_categorical and bool(pd.api.types.is_integer_dtype(self.dtype))

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest number that the dtype can hold."""
        if not self.is_integer:
            return -math.inf, math.inf
        limits = np.iinfo(getattr(self.dtype, "numpy_dtype", self.dtype))
        return float(limits.min), float(limits.max)

    def text(self, code: float) -> str:
        """Write the value of a code for display."""
        if math.isnan(code):
            return "missing"
        if self.is_categorical:
            return str(self.categories[int(code)])
        return decimal_text(code, self.decimals)

    def code(self, value: Any) -> float:
        """Code a value as a number.

        Raises
        ------
        LimeError
            If the column cannot hold the value.
        """
        if is_missing(value):
            if self.has_missing:
                return math.nan
            raise problem(
                f"Column {self.name!r} is missing ({_plain(value)!r}); the training table has no missing values in "
                "this column.",
                expected="a value",
                mend="Fill it in, or create the explainer from a table with missing values in this column.",
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
                    mend="Round it, or create the explainer from a table in which the column has decimals.",
                )
            if math.isfinite(number):
                return number
        raise problem(
            f"Column {self.name!r} is {_plain(value)!r} ({type(value).__name__}).",
            expected=f"a finite number, as in the training table (dtype {self.dtype})",
            mend="Change the value, or name the column in categorical_features if it contains categories.",
        )

    def _category_code(self, value: Any) -> float:
        for index, category in enumerate(self.categories):
            if value is category or (value == category and isinstance(value, str) == isinstance(category, str)):
                return float(index)
        listed = ", ".join(repr(_plain(category)) for category in self.categories[:12])
        more = ", …" if len(self.categories) > 12 else ""
        raise problem(
            f"Column {self.name!r} is {_plain(value)!r}, a category that is not in the training table.",
            expected=f"one of {listed}{more}",
            mend="Change the value, or create the explainer from a table with this category.",
        )

    def read(self, text: str) -> Any:
        """Convert text typed by the user to a value of this column.

        Text without a matching value is returned as it is, and `code` refuses it.
        """
        if self.is_categorical:
            for category in self.categories:
                if str(category) == text:
                    return category
            return text
        try:
            return float(text)
        except ValueError:
            return text

    def decode(self, codes: NDArray[np.float64]) -> Any:
        """Convert codes to an array of the column's own dtype."""
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
    """Describe the columns of a table, and code its rows.

    Parameters
    ----------
    frame : DataFrame of shape (n, C)
    categorical : iterable of int, optional
        Positions of the categorical columns. The default is all columns whose dtype is not numeric.

    Returns
    -------
    columns : tuple of Column
    codes : ndarray of shape (n, C)

    Raises
    ------
    LimeError
        If a column has no values, contains dates or infinite numbers, or was declared numeric but
        has another dtype.
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
                f"Column {name!r} contains dates or times (dtype {series.dtype}).",
                expected="numbers, categories, text or booleans",
                mend="Convert it to a number, such as days since a start date, or drop it.",
            )
        if series.isna().all():
            raise problem(
                f"Column {name!r} of the training table has only missing values.",
                expected="at least one value that is not missing",
                mend="Drop the column, and train the model without it.",
            )
        as_category = place in chosen if chosen is not None else boolean or not numeric
        if not as_category and (boolean or not numeric):
            raise problem(
                f"Column {name!r} was declared numeric but has dtype {series.dtype}.",
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
    except TypeError:  # values of different types cannot be sorted
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
            mend="Replace infinite values before creating the explainer.",
        )
    present = codes[~np.isnan(codes)]
    low, high = float(present.min()), float(present.max())
    column = Column(
        name=name,
        dtype=series.dtype,
        categories=(),
        pool=None,
        decimals=n_decimals(present, high - low),
        low=low,
        high=high,
        has_missing=len(present) < len(codes),
    )
    return column, codes


def order_statistics(codes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the order statistics of every column, missing values last: (n or fewer, C)."""
    ordered = np.sort(codes, axis=0)
    if len(ordered) <= MAX_ORDER_STATISTICS:
        return ordered
    return ordered[np.linspace(0, len(ordered) - 1, MAX_ORDER_STATISTICS).round().astype(np.intp)]


def is_missing(value: Any) -> bool:
    """Tell whether a value is missing: None, NaN, NaT or pandas.NA."""
    return value is None or value is pd.NA or (np.ndim(value) == 0 and bool(pd.isna(value)))


def _plain(value: Any) -> Any:
    """Convert a numpy scalar to a Python one, whose repr omits the type."""
    return value.item() if isinstance(value, np.generic) else value
