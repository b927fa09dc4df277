"""Reading the columns of a training table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import encodable, problem, quoted
from lime_widgets.engine.tabular.cells import check_cells, check_exact, column_scale, is_text
from lime_widgets.engine.tabular.columns import Column
from lime_widgets.engine.tabular.decimals import n_decimals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.scales import Scale

# Sampling draws from a column's order statistics. More than this number would not change the distribution visibly.
MAX_ORDER_STATISTICS = 65_536
_LARGEST = 1e300


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
            raise problem("column.empty", name=quoted(name))
        scale = None if boolean or (chosen is not None and place in chosen) else column_scale(name, series)
        if scale is not None:
            column, codes[:, place] = _read_numbers(name, series, scale)
            columns.append(column)
            continue
        as_category = place in chosen if chosen is not None else boolean or not numeric
        if not as_category and (boolean or not numeric):
            raise problem("column.not_numeric", name=quoted(name), dtype=series.dtype)
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
            "column.infinite", name=quoted(name), value=codes[np.isinf(codes)][0], row=int(np.argmax(np.isinf(codes)))
        )
    present = codes[~np.isnan(codes)]
    low, high = float(present.min()), float(present.max())
    # Samples of a normal distribution reach beyond the largest value.
    if max(abs(low), abs(high)) > _LARGEST:
        raise problem("column.span", name=quoted(name), low=low, high=high, most=_LARGEST)
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
