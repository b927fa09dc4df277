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

from lime_widgets.engine.errors import encodable, problem, quoted, shortened
from lime_widgets.engine.tabular.cells import check_cells, check_exact, column_scale, is_text, too_large
from lime_widgets.engine.tabular.decimals import decimal_text, edge_texts, n_decimals
from lime_widgets.engine.tabular.scales import MOST_EXACT, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Sampling draws from a column's order statistics. More than this number would not change the distribution visibly.
MAX_ORDER_STATISTICS = 65_536
_LARGEST = 1e300


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
    scale : Scale or None
        How values that are no plain numbers, such as dates, are measured.
    is_text : bool
        Whether nearly every row has a text of its own, of several words.
    """

    name: str
    dtype: Any
    categories: tuple[Any, ...]
    pool: Any
    decimals: int
    low: float
    high: float
    has_missing: bool
    scale: Scale | None = None
    is_text: bool = False

    @property
    def is_categorical(self) -> bool:
        """Whether the column contains categories instead of numbers."""
        return self.pool is not None

    @property
    def is_number(self) -> bool:
        """Whether the column contains plain numbers, neither categories nor dates."""
        return not self.is_categorical and self.scale is None

    @property
    def is_integer(self) -> bool:
        """Whether the column contains whole numbers, so that samples must be rounded."""
        if self.scale is not None:
            return self.scale.is_whole
        return not self.is_categorical and bool(pd.api.types.is_integer_dtype(self.dtype))

    @property
    def bounds(self) -> tuple[float, float]:
        """Smallest and largest number that the dtype can hold."""
        if self.scale is not None:
            return self.scale.bounds
        if not self.is_integer:
            return -math.inf, math.inf
        limits = np.iinfo(getattr(self.dtype, "numpy_dtype", self.dtype))
        # A float holds larger whole numbers only roughly: the model would be asked about another number.
        return max(float(limits.min), -MOST_EXACT), min(float(limits.max), MOST_EXACT)

    def text(self, code: float) -> str:
        """Write the value of a code for display."""
        if math.isnan(code):
            return "missing"
        if self.is_categorical:
            return encodable(str(self.categories[int(code)]))
        if self.scale is not None:
            return self.scale.text(code)
        return decimal_text(code, self.decimals)

    def edge_texts(self, edges: NDArray[np.float64]) -> list[str]:
        """Write the edges of bins."""
        return edge_texts(edges, self.decimals) if self.scale is None else [self.scale.text(edge) for edge in edges]

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
                f"Column {quoted(self.name)} is missing ({_plain(value)!r}); the training table has no missing "
                "values in this column.",
                expected="a value",
                mend="Fill it in, or create the explainer from a table with missing values in this column.",
            )
        if self.is_categorical:
            return self._category_code(value)
        if self.scale is not None:
            return self._measured(value, self.scale)
        if isinstance(value, bool | np.bool_ | int | float | np.number):
            low, high = self.bounds
            if self.is_integer and isinstance(value, int | np.integer) and abs(int(value)) > MOST_EXACT:
                raise too_large(self.name, value, self.dtype)
            number = float(value)
            if math.isfinite(number) and self.is_integer and not (number.is_integer() and low <= number <= high):
                raise problem(
                    f"Column {quoted(self.name)} is {_plain(value)!r}.",
                    expected=f"a whole number, as in the training table (dtype {self.dtype})",
                    mend="Round it, or create the explainer from a table in which the column has decimals.",
                )
            if math.isfinite(number):
                return number
        raise problem(
            f"Column {quoted(self.name)} is {_plain(value)!r} ({type(value).__name__}).",
            expected=f"a finite number, as in the training table (dtype {self.dtype})",
            mend="Change the value, or name the column in categorical_features if it contains categories.",
        )

    def _measured(self, value: Any, scale: Scale) -> float:
        try:
            return scale.number(scale.read(value) if isinstance(value, str) else value)
        except (ValueError, TypeError, OverflowError) as error:
            raise problem(
                f"Column {quoted(self.name)} is {shortened(repr(_plain(value)), 60)} ({type(value).__name__}).",
                expected=f"{scale.what}, as in the training table (dtype {self.dtype})",
                mend="Change the value.",
            ) from error

    def _category_code(self, value: Any) -> float:
        if isinstance(value, str) and all(isinstance(category, bool | np.bool_) for category in self.categories):
            value = {"true": True, "false": False}.get(value.strip().lower(), value)
        for index, category in enumerate(self.categories):
            if value is category or (value == category and isinstance(value, str) == isinstance(category, str)):
                return float(index)
        listed = ", ".join(repr(_plain(category)) for category in self.categories[:12])
        more = ", …" if len(self.categories) > 12 else ""
        raise problem(
            f"Column {quoted(self.name)} is {_plain(value)!r}, a category that is not in the training table.",
            expected=f"one of {listed}{more}",
            mend="Change the value, or create the explainer from a table with this category.",
        )

    def read(self, text: str) -> Any:
        """Convert text typed by the user to a value of this column.

        Text without a matching value is returned as it is, and `code` refuses it.
        """
        if self.is_categorical:
            for category in self.categories:
                if encodable(str(category)) == text:
                    return category
            return text
        if self.scale is not None:
            return self.scale.read(text)
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
        if self.scale is not None:
            return self.scale.values(codes)
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
        If a column has no values, has cells that are no values, infinite numbers or whole numbers that a float does
        not hold, or was declared numeric but has another dtype.
    """
    chosen = None if categorical is None else set(categorical)
    columns, codes = [], np.empty(frame.shape)
    for place in range(frame.shape[1]):
        series = frame.iloc[:, place]
        name = encodable(str(frame.columns[place]))
        numeric = pd.api.types.is_numeric_dtype(series.dtype)
        boolean = pd.api.types.is_bool_dtype(series.dtype)
        check_cells(name, series)
        if series.isna().all():
            raise problem(
                f"Column {quoted(name)} of the training table has only missing values.",
                expected="at least one value that is not missing",
                mend="Drop the column, and train the model without it.",
            )
        scale = None if boolean or (chosen is not None and place in chosen) else column_scale(name, series)
        if scale is not None:
            column, codes[:, place] = _read_numbers(name, series, scale)
            columns.append(column)
            continue
        as_category = place in chosen if chosen is not None else boolean or not numeric
        if not as_category and (boolean or not numeric):
            raise problem(
                f"Column {quoted(name)} was declared numeric but has dtype {series.dtype}.",
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
        # The categories that the dtype declares, also those that are in no row: an instance may have them.
        indices, values = series.cat.codes.to_numpy().astype(np.intp), series.dtype.categories
    missing = indices < 0
    if isinstance(series.dtype, pd.CategoricalDtype):
        pool: Any = pd.Categorical.from_codes([*range(len(values)), *[-1] * bool(missing.any())], dtype=series.dtype)
    else:
        first = [int(np.argmax(indices == index)) for index in range(len(values))]
        pool = series.iloc[[*first, *[int(np.argmax(missing))] * bool(missing.any())]].array
    column = Column(
        name=name,
        dtype=series.dtype,
        categories=tuple(values),
        pool=pool,
        decimals=0,
        low=math.nan,
        high=math.nan,
        has_missing=bool(missing.any()),
        is_text=is_text(values, len(series)),
    )
    return column, np.where(missing, np.nan, indices)


def _read_numbers(name: str, series: pd.Series, scale: Scale | None = None) -> tuple[Column, NDArray[np.float64]]:
    if scale is not None:
        codes = scale.numbers(series)
    else:
        check_exact(name, series)
        codes = series.to_numpy(dtype=np.float64, na_value=np.nan)
    if np.isinf(codes).any():
        raise problem(
            f"Column {quoted(name)} of the training table is {codes[np.isinf(codes)][0]} in row "
            f"{int(np.argmax(np.isinf(codes))):,}.",
            expected="finite numbers or missing values",
            mend="Replace infinite values before creating the explainer.",
        )
    present = codes[~np.isnan(codes)]
    low, high = float(present.min()), float(present.max())
    # Samples of a normal distribution reach beyond the largest value.
    if max(abs(low), abs(high)) > _LARGEST:
        raise problem(
            f"Column {quoted(name)} of the training table spans from {low:.3g} to {high:.3g}, which is more than a "
            "float can measure.",
            expected=f"numbers up to {_LARGEST:g} in either direction",
            mend="Divide the column by a large number, or take its logarithm.",
        )
    column = Column(
        name=name,
        dtype=series.dtype,
        categories=(),
        pool=None,
        decimals=n_decimals(present, high - low),
        low=low,
        high=high,
        has_missing=len(present) < len(codes),
        scale=scale,
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
