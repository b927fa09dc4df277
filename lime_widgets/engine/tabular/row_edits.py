"""Rows made from the instance: with some values changed, or with other texts in one column."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import problem, quoted, shortened
from lime_widgets.engine.tabular.columns import Column, is_missing
from lime_widgets.engine.tabular.forms import made_like
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from lime_widgets.engine.tabular.table import TrainingTable


def changed_row(table: TrainingTable, x: Any, values: Mapping[str, Any]) -> Any:
    """Give the instance with some values changed, as an object of the instance's own type.

    Parameters
    ----------
    table : TrainingTable
    x : Series, mapping, one-row table, array_like of shape (C,)
        The instance.
    values : mapping of str to object
        The new values by column name.

    Returns
    -------
    object of the type of `x`

    Raises
    ------
    LimeError
        If there is no such column, or a value cannot stand in it.
    """
    row = table.row(x)
    unknown = next((column for column in values if column not in row), None)
    if unknown is not None:
        raise problem("row.no_column", name=quoted(unknown), known=shortened(", ".join(map(quoted, row)), 400))
    read = {column.name: _stored(column, row[column.name], values) for column in table.columns}
    if isinstance(x, Mapping):
        return {name: read[column.name] for name, column in zip(table.labels_of(x), table.columns, strict=True)}
    if isinstance(x, pd.Series):
        labels, dtype = table.labels_of(x.to_dict()), _dtype_for(x, read)
        return pd.Series(list(read.values()), index=labels, dtype=dtype, name=x.name)[list(x.index)]
    if isinstance(x, pd.DataFrame):
        made = table.decode_plain(table.encode(read)[None])
        if not isinstance(made, pd.DataFrame):
            return x.assign(**{str(name): read[str(name)] for name in values})
        return made.set_axis(table.labels_of(dict.fromkeys(x.columns)), axis=1)[list(x.columns)].set_axis(x.index)
    listed = list(read.values())
    return made_like(x, listed, lambda: table.decode(table.encode(read)[None]))


def with_texts(table: TrainingTable, x: Any, column: str, texts: list[str]) -> Any:
    """Give rows that differ from the instance only in the texts of one column.

    Parameters
    ----------
    table : TrainingTable
    x : Series, mapping, one-row table, array_like of shape (C,)
        The instance.
    column : str
        The displayed name of the column.
    texts : list of n str

    Returns
    -------
    table of shape (n, C)
        In the form of the training table.

    Raises
    ------
    LimeError
        If there is no such column, or it has no texts.
    """
    row, place = table.row(x), text_place(table, column)
    # The instance's own text need not be one of the training table's.
    codes = table.encode(row | {column: table.columns[place].categories[0]})
    rows = table.decode_plain(np.repeat(codes[None], len(texts), axis=0))
    if isinstance(rows, pd.DataFrame):
        rows.isetitem(place, pd.Series(texts, dtype=_text_dtype(table.columns[place]), index=rows.index))
    else:
        rows[:, place] = texts
    return table.give(rows)


def text_place(table: TrainingTable, column: str) -> int:
    """Find the place of a column of texts."""
    names = [each.name for each in table.columns]
    texts = [
        each.name
        for each in table.columns
        if each.categories and all(isinstance(value, str) for value in each.categories)
    ]
    if column not in texts:
        known = shortened(", ".join(map(quoted, texts)), 400)
        expected = say("text_columns.known", known=known) if texts else say("text_columns.none")
        found = "text_columns.no_texts" if column in names else "text_columns.unknown"
        raise problem(found, column=quoted(column), expected=expected)
    return names.index(column)


def _text_dtype(column: Column) -> Any:
    """Give the dtype for texts of the user's in a column: a categorical one cannot hold others than its own."""
    return object if isinstance(column.dtype, pd.CategoricalDtype) else column.dtype


def _stored(column: Column, value: Any, changes: Mapping[str, Any]) -> Any:
    """Give a value of the row; a changed one in the column's own type."""
    if column.name not in changes or is_missing(value := changes[column.name]):
        return value
    return column.decode(np.array([column.code(value)]))[0]


def _dtype_for(row: pd.Series, values: Mapping[str, Any]) -> Any:
    """Give the dtype of a changed Series: its own where that holds the values."""
    same = row.dtype == object or all(isinstance(value, float | int | np.number) for value in values.values())
    whole = getattr(row.dtype, "kind", "O") in "iu"
    if same and not (whole and any(float(value) != int(value) for value in values.values() if not pd.isna(value))):
        return row.dtype
    return object
