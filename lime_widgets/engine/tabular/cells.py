"""The cells of a training table: what a column cannot hold, and what its values are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import LimeError, problem, quoted, sentence
from lime_widgets.engine.tabular.scales import MOST_EXACT, scale_of

if TYPE_CHECKING:
    from lime_widgets.engine.tabular.scales import Scale


def column_scale(name: str, series: pd.Series) -> Scale | None:
    """Find how the values of a column are measured; None for plain numbers and for categories.

    Raises
    ------
    LimeError
        If they have more digits than a float holds, or are dates of several kinds.
    """
    try:
        return scale_of(series)
    except OverflowError as error:
        raise problem(
            f"Column {quoted(name)} of the training table (dtype {series.dtype}) has more digits than a float holds.",
            expected="at most 15 digits, counted from the first date for dates",
            mend=f"Round it, for example to microseconds with X[{quoted(name)}].dt.round('us'), or declare it in "
            "categorical_features.",
        ) from error
    except (ValueError, TypeError) as error:
        raise problem(
            f"Column {quoted(name)} of the training table has values of several kinds ({sentence(error).rstrip('.')}).",
            expected="values of one kind: dates with a time zone or dates without one, not both",
            mend=f"Convert it first, for example with pandas.to_datetime(X[{quoted(name)}], utc=True).",
        ) from error


def check_cells(name: str, series: pd.Series) -> None:
    """Refuse cells that are no values: lists, arrays, mappings, complex numbers."""
    found: Any = series.dtype if getattr(series.dtype, "kind", "O") == "c" else None
    if series.dtype == object:
        found = next((type(cell).__name__ for cell in series if not _is_value(cell)), None)
    elif (
        isinstance(series.dtype, pd.ArrowDtype) and not series.dropna().empty and not _is_value(series.dropna().iloc[0])
    ):
        found = series.dtype
    if found is not None:
        raise problem(
            f"Column {quoted(name)} of the training table has cells of type {found}.",
            expected="one number, category, text, date or boolean in each cell",
            mend=f"Spread the cells over columns, with pandas.DataFrame(X[{quoted(name)}].tolist()), or drop the "
            "column in a function around the model that puts it back.",
        )


def _is_value(cell: Any) -> bool:
    if isinstance(cell, np.ndarray | complex | np.complexfloating):
        return False
    try:
        hash(cell)
    except TypeError:
        return False
    return True


def check_exact(name: str, series: pd.Series) -> None:
    """Refuse whole numbers that a float does not hold exactly: the model would be asked about others."""
    if not pd.api.types.is_integer_dtype(series.dtype):
        return
    present = series.dropna()
    for value in (present.min(), present.max()):
        if abs(int(value)) > MOST_EXACT:
            raise too_large(name, value, series.dtype)


def too_large(name: str, value: Any, dtype: Any) -> LimeError:
    """Make the error for a whole number that a float does not hold."""
    return problem(
        f"Column {quoted(name)} is {int(value)} (dtype {dtype}), a whole number that no float holds exactly.",
        expected="numbers up to 9,007,199,254,740,992, which is 2 to the power of 53, in either direction",
        mend="If it identifies something, name the column in categorical_features, which keeps every number as it "
        "is, or drop the column. If it measures something, convert it to float.",
    )


def is_text(values: Any, n_rows: int) -> bool:
    """Tell whether a column with these different values in so many rows holds texts: most differ, and have words."""
    if n_rows < 10 or len(values) < 0.5 * n_rows or not all(isinstance(value, str) for value in values):
        return False
    return float(np.mean([len(value.split()) for value in values[:1000]])) >= 3
