"""The forms of tables: what users hold their rows in, read as a pandas table and given back to the model."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.arrays import as_array, is_arrow_table, is_polars, is_sparse, is_tensor
from lime_widgets.engine.errors import problem
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST_CELLS = 50_000_000
"""A sparse matrix with more cells, zeros included, is not opened."""


@dataclass(frozen=True, eq=False)
class Form:
    """A table as pandas has it, and the way back.

    Attributes
    ----------
    frame : DataFrame of shape (n, C)
    array_dtype : numpy dtype or None
        The dtype of an array; None for a table with columns of their own.
    give : callable
        Turns a DataFrame, or an array of this dtype, into the user's form.
    """

    frame: pd.DataFrame
    array_dtype: Any
    give: Callable[[Any], Any]


def form_of(table: Any, feature_names: Sequence[str] | None = None, called: str = "table.training") -> Form:
    """Read a table.

    Parameters
    ----------
    table : DataFrame of pandas or polars, Arrow table, array_like, SciPy sparse matrix or tensor, of shape (n, C)
    feature_names : sequence of str, optional
        Names of the columns of a table that has none.
    called : str, default "table.training"
        The id of its name in messages.

    Returns
    -------
    Form

    Raises
    ------
    LimeError
        If it is no table, or of a library whose tables are not read.
    """
    if isinstance(table, pd.DataFrame):
        return Form(table, None, _as_it_is)
    if is_polars(table):
        return Form(_of_polars(table), None, partial(_to_polars, schema=table.schema))
    if is_arrow_table(table):
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        return Form(frame, None, partial(_to_arrow, schema=table.schema.remove_metadata()))
    _refuse_foreign(table, called)
    if is_sparse(table) and np.prod(table.shape, dtype=float) > MOST_CELLS:
        raise problem("table.sparse", table=say(called), rows=table.shape[0], columns=table.shape[1], most=MOST_CELLS)
    array = _array(table, called)
    names = [say("name.feature", place=place) for place in range(array.shape[1])]
    if feature_names is not None and len(feature_names) == array.shape[1]:
        names = list(feature_names)
    frame = pd.DataFrame(array, columns=names)
    # Objects that are all numbers become numbers; text and mixed types stay.
    frame = frame.infer_objects() if array.dtype == object else frame
    give: Callable[[Any], Any] = type(table) if is_sparse(table) else _as_it_is
    if is_tensor(table):
        give = partial(_to_tensor, dtype=table.dtype)
    return Form(frame, array.dtype, give)


def _as_it_is(made: Any) -> Any:
    return made


def _to_arrow(frame: pd.DataFrame, schema: Any) -> Any:
    return sys.modules["pyarrow"].Table.from_pandas(frame, schema=schema, preserve_index=False)


def _to_tensor(array: Any, dtype: Any) -> Any:
    return sys.modules["torch"].from_numpy(array).to(dtype)


def row_of(row: Any) -> Any:
    """Give a row of another library as pandas or NumPy have it: a one-row DataFrame, or an array of shape (C,)."""
    if is_polars(row):
        return _of_polars(row)
    if is_arrow_table(row):
        return row.to_pandas(types_mapper=pd.ArrowDtype)
    if is_tensor(row) or is_sparse(row):
        return as_array(row)
    if isinstance(row, np.ma.MaskedArray):
        if np.ma.is_masked(row):
            raise problem("row.masked", masked=np.ma.getmaskarray(row).sum())
        return np.ma.getdata(row)
    _refuse_foreign(row, "table.instance")
    return row


def made_like(row: Any, values: list[Any], decoded: Callable[[], Any]) -> Any:
    """Give values as a row of the type of another: a tuple, an array, a tensor, or one row of a table.

    Parameters
    ----------
    row : object
        The row whose type is wanted.
    values : list of C values
    decoded : callable
        Gives the row in the form of the training table.
    """
    if isinstance(row, list | tuple) and not (len(row) == 1 and isinstance(row[0], list | tuple | np.ndarray)):
        return type(row)(values) if type(row) in {list, tuple} else values
    if isinstance(row, np.ndarray):
        made = np.array(values, dtype=object)
        fits = row.dtype.kind in "fO" or all(float(each).is_integer() for each in values)
        return made.astype(row.dtype if fits else np.float64).reshape(row.shape)
    if is_tensor(row):
        return decoded().reshape(row.shape)
    return decoded()


def _refuse_foreign(table: Any, called: str) -> None:
    """Refuse the tables of other libraries with the code to type, so that nothing is converted in silence."""
    kind = type(table)
    library, mend = kind.__module__.partition(".")[0], ""
    if kind.__name__ in {"DMatrix", "QuantileDMatrix", "Dataset", "Pool", "DataLoader", "Subset", "TensorDataset"}:
        mend = say("table.source_of_booster" if library == "xgboost" else "table.source")
        if library != "xgboost" and hasattr(kind, "to_pandas"):
            mend = say("table.call", method="to_pandas")
    elif hasattr(kind, "collect") and hasattr(kind, "columns"):
        mend = say("table.call", method="collect")
    elif hasattr(kind, "compute") and hasattr(kind, "columns"):
        mend = say("table.call", method="compute")
    elif isinstance(table, np.ndarray | list | tuple | pd.Series | pd.Index) or is_sparse(table) or is_tensor(table):
        return
    elif hasattr(kind, "to_pandas") or hasattr(kind, "toPandas"):
        mend = say("table.call", method="to_pandas" if hasattr(table, "to_pandas") else "toPandas")
    elif (
        called == "table.instance"
        or hasattr(kind, "__array__")
        or not (hasattr(kind, "__dataframe__") or hasattr(kind, "__arrow_c_stream__"))
    ):
        return
    else:
        mend = say("table.convert")
    raise problem("table.library", table=say(called), kind=kind.__name__, library=library, mend=mend)


def _array(table: Any, called: str) -> Any:
    """Convert a table to an array of shape (n, C)."""
    try:
        array = as_array(table)
    except ValueError as error:
        found = "table.masked" if isinstance(table, np.ma.MaskedArray) else "table.unreadable"
        raise problem(found, table=say(called), reason=error) from error
    if array.ndim != 2:
        raise problem("table.dimensions", table=say(called), shape=array.shape)
    if array.dtype.names:
        raise problem("table.structured", table=say(called))
    return array


def _of_polars(table: Any) -> pd.DataFrame:
    """Read a DataFrame of polars, without pyarrow."""
    return pd.DataFrame({name: _of_polars_series(table[name]) for name in table.columns}, columns=table.columns)


def _of_polars_series(series: Any) -> Any:
    dtype, gaps = series.dtype, series.null_count() > 0
    if dtype.is_integer() and gaps:
        kind = "Int64" if dtype.is_signed_integer() else "UInt64"
        return pd.array(series.to_list(), dtype=kind)
    if dtype.is_numeric() and not dtype.is_decimal():
        return series.to_numpy()
    name = str(dtype.base_type())
    if name == "Enum":
        return pd.Categorical(series.to_list(), categories=list(dtype.categories))
    if name == "Boolean":
        return pd.array(series.to_list(), dtype="boolean") if gaps else series.to_numpy()
    if name in {"Datetime", "Duration"} and getattr(dtype, "time_zone", None) is None:
        return series.to_numpy()
    return np.array([*series.to_list(), None], dtype=object)[:-1]


def _to_polars(frame: pd.DataFrame, schema: Any) -> Any:
    """Turn a table into a DataFrame of polars of this schema."""
    polars: Any = sys.modules["polars"]
    made = {}
    for name, dtype in schema.items():
        values = frame[name]
        if isinstance(values.dtype, np.dtype) and values.dtype.kind in "iufb":
            series = polars.Series(name, values.to_numpy())
            made[name] = (series.fill_nan(None) if values.dtype.kind == "f" and values.isna().any() else series).cast(
                dtype
            )
            continue
        listed = [None if gap else value for value, gap in zip(values.tolist(), values.isna(), strict=True)]
        if values.dtype.kind == "M":
            made[name] = polars.Series(name, listed).cast(dtype)
        else:
            made[name] = polars.Series(name, listed, dtype=dtype)
    return polars.DataFrame(made)
