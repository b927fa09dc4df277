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
        raise problem("cells.digits", name=quoted(name), dtype=series.dtype) from error
    except (ValueError, TypeError) as error:
        raise problem("cells.mixed", name=quoted(name), reason=sentence(error).rstrip(".")) from error


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
        raise problem("cells.kind", name=quoted(name), kind=found)


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
    return problem("cells.whole", name=quoted(name), value=int(value), dtype=dtype)


def is_text(values: Any, n_rows: int) -> bool:
    """Tell whether a column with these different values in so many rows holds texts: most differ, and have words."""
    if n_rows < 10 or len(values) < 0.5 * n_rows or not all(isinstance(value, str) for value in values):
        return False
    return float(np.mean([len(value.split()) for value in values[:1000]])) >= 3
