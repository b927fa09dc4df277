"""The training table: what users hand over as a table or a row, read into one form or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import problem
from lime_widgets.engine.tabular.columns import Column, order_statistics, read_columns

if TYPE_CHECKING:
    from numpy.typing import NDArray


class TrainingTable:
    """A training table, coded column by column, and what is known of its distribution.

    Parameters
    ----------
    X_train, categorical_features, feature_names
        As `lime_widgets.TabularExplainer` takes them.

    Attributes
    ----------
    columns : tuple of C Column
    codes : ndarray of shape (n, C)
        The rows as numbers; see `lime_widgets.engine.tabular.columns`.
    order_statistics : ndarray of shape (m, C)
        Order statistics of every column, missing values last.
    means, deviations, scales : ndarray of shape (C,)
        Mean and population standard deviation of the codes that are not missing; `scales` is
        the deviation, or 1 where that is 0.
    missing_shares : ndarray of shape (C,)
    integers : ndarray of bool of shape (C,)
        Which columns hold whole numbers.
    bounds : ndarray of shape (C, 2)
        Smallest and largest number that each column's dtype can hold.

    Raises
    ------
    LimeError
        If the table has fewer than two rows, no columns, or columns that cannot be used.
    """

    def __init__(
        self,
        X_train: Any,
        categorical_features: Literal["auto"] | Sequence[int | str] = "auto",
        feature_names: Sequence[str] | None = None,
    ) -> None:
        self._array_dtype = None if isinstance(X_train, pd.DataFrame) else _as_array(X_train).dtype
        frame = X_train if isinstance(X_train, pd.DataFrame) else _as_frame(X_train, feature_names)
        if feature_names is not None and len(feature_names) != frame.shape[1]:
            raise problem(
                f"feature_names has {len(feature_names)} names.",
                expected=f"{frame.shape[1]}, one a column of the training table",
                mend="Give as many names as there are columns, or leave them out.",
            )
        if frame.shape[0] < 2 or frame.shape[1] < 1:
            raise problem(
                f"The training table has {frame.shape[0]} rows and {frame.shape[1]} columns.",
                expected="at least two rows and one column",
                mend="Pass the table that the model was trained on, not the row to be explained.",
            )
        self._column_index = frame.columns
        named = frame if feature_names is None else frame.set_axis(list(feature_names), axis=1)
        for names in (frame.columns, named.columns.map(str)):
            if names.has_duplicates:
                raise problem(
                    f"The training table has two columns named {names[names.duplicated()][0]!r}.",
                    expected="a name of its own for every column",
                    mend="Rename one of them, or leave it out if it is a copy.",
                )
        self.columns, self.codes = read_columns(named, _categorical_places(categorical_features, named.columns))
        self.order_statistics = order_statistics(self.codes)
        self.means = np.nanmean(self.codes, axis=0)
        self.deviations = np.nanstd(self.codes, axis=0)
        # A constant column is 0 whatever it is divided by.
        self.scales = np.where(self.deviations > 0, self.deviations, 1.0)
        self.missing_shares = np.isnan(self.codes).mean(axis=0)
        self.integers = np.array([column.is_integer for column in self.columns])
        self.bounds = np.array([column.bounds for column in self.columns])

    def __len__(self) -> int:
        return len(self.codes)

    def encode(self, x: Any) -> NDArray[np.float64]:
        """Give a row as numbers, one a column; see `lime_widgets.engine.tabular.columns`.

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that cannot stand
            in its column.
        """
        values = self.row(x).values()
        return np.array([column.code(value) for column, value in zip(self.columns, values, strict=True)])

    def encode_rows(self, rows: Any) -> NDArray[np.float64]:
        """Give the rows of a table as numbers, (n, C).

        Parameters
        ----------
        rows : DataFrame or array_like of shape (n, C)
            With the training table's columns, named where it names them.

        Raises
        ------
        LimeError
            If the columns are not those of the training table, or a value cannot stand in its column.
        """
        if isinstance(rows, pd.DataFrame):
            labels = _labels(list(rows.columns), self.columns, self._column_index, "The table of samples has")
            frame = rows[labels]
        else:
            array = _as_array(rows, "table of samples")
            frame = pd.DataFrame(array)
            frame = frame.infer_objects() if array.dtype == object else frame
        if frame.shape[1] != len(self.columns):
            raise problem(
                f"The table of samples has {frame.shape[1]} columns.",
                expected=f"{len(self.columns)}, as the training table has",
                mend="Pass rows with the columns that the model was trained on, target left out.",
            )
        return np.column_stack([_codes(column, frame.iloc[:, place]) for place, column in enumerate(self.columns)])

    def read(self, name: str, text: str) -> Any:
        """The value that a text stands for in a column, named as it is shown."""
        for column in self.columns:
            if column.name == name:
                return column.read(text)
        return text  # no such column: `row` says so

    def row(self, x: Any) -> dict[str, Any]:
        """The instance's values by the name of their column, in the training table's order.

        Raises
        ------
        LimeError
            If the instance has other columns than the training table.
        """
        values = _row_values(x, self.columns, self._column_index)
        return dict(zip((column.name for column in self.columns), values, strict=True))

    def decode(self, codes: NDArray[np.float64]) -> Any:
        """Turn coded rows into what the model is given, h(Z): a DataFrame or an array."""
        plain = not any(column.is_categorical or column.is_integer for column in self.columns)
        if self._array_dtype is not None:
            if plain and self._array_dtype.kind == "f":
                return codes.astype(self._array_dtype, copy=False)
            decoded = np.empty(codes.shape, dtype=self._array_dtype)
            for place, column in enumerate(self.columns):
                decoded[:, place] = column.decode(codes[:, place])
            return decoded
        if plain and all(column.dtype == np.float64 for column in self.columns):
            return pd.DataFrame(codes, columns=self._column_index)
        # The dtype is named, because pandas would make text that is held as objects a `str` column.
        frame = pd.DataFrame(
            {
                place: pd.Series(column.decode(codes[:, place]), dtype=column.dtype)
                for place, column in enumerate(self.columns)
            }
        )
        frame.columns = self._column_index
        return frame


def _codes(column: Column, values: pd.Series) -> NDArray[np.float64]:
    """Values of a column as numbers; `Column.code` is asked about those alone that are new or wrong."""
    if column.is_categorical or not pd.api.types.is_numeric_dtype(values.dtype):
        places, known = pd.factorize(values)
        codes = np.array([column.code(value) for value in known] + [np.nan])[places]
    else:
        codes = values.to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = column.bounds
    wrong = np.isnan(codes) & (not column.has_missing) | np.isinf(codes)
    if column.is_integer:
        wrong |= (codes != np.rint(codes)) & ~np.isnan(codes) | (codes < low) | (codes > high)
    if wrong.any():
        column.code(values.iloc[int(np.argmax(wrong))])
    return codes


def _as_array(table: Any, what: str = "training table") -> NDArray[Any]:
    """Give a table that is no DataFrame as an array of shape (n, C)."""
    array = np.asarray(table)
    if array.ndim != 2:
        raise problem(
            f"The {what} has shape {array.shape}.",
            expected="two dimensions, (rows, columns)",
            mend="Pass a DataFrame or a two-dimensional array.",
        )
    return array


def _as_frame(X_train: Any, feature_names: Sequence[str] | None) -> pd.DataFrame:
    """Name the columns of such a table, by default ``"feature 0"`` onwards."""
    array = _as_array(X_train)
    names = [f"feature {place}" for place in range(array.shape[1])]
    if feature_names is not None and len(feature_names) == array.shape[1]:
        names = list(feature_names)
    frame = pd.DataFrame(array, columns=names)
    # Objects that are all numbers are numbers; what is text or mixed stays as it is.
    return frame.infer_objects() if array.dtype == object else frame


def _categorical_places(chosen: Literal["auto"] | Sequence[int | str], names: pd.Index) -> list[int] | None:
    """Places of the columns that are to be categorical; None where their dtypes decide."""
    if isinstance(chosen, str):
        if chosen == "auto":
            return None
        chosen = [chosen]
    places = []
    known = [str(name) for name in names]
    for feature in chosen:
        if isinstance(feature, int | np.integer) and 0 <= feature < len(known):
            places.append(int(feature))
        elif str(feature) in known:
            places.append(known.index(str(feature)))
        else:
            raise problem(
                f"categorical_features names {feature!r}, which is no column.",
                expected=f"places from 0 to {len(known) - 1}, or names such as " + ", ".join(map(repr, known[:12])),
                mend="Correct the name, or leave categorical_features out to go by the dtypes.",
            )
    return places


def _labels(given: list[Any], columns: Sequence[Column], index: pd.Index, who_has: str) -> list[Any]:
    """Labels of the training table's columns among those given: its own, or the names that are shown."""
    labels = list(index) if set(given) & set(index) else [column.name for column in columns]
    lacking = [label for label in labels if label not in given]
    extra = [label for label in given if label not in labels]
    if lacking or extra:
        raise problem(
            f"{who_has} other columns than the training table"
            + (f"; it lacks {', '.join(map(repr, lacking[:12]))}" if lacking else "")
            + (f"; it has {', '.join(map(repr, extra[:12]))} besides" if extra else "")
            + ".",
            expected=f"the training table's {len(labels)} columns",
            mend="Select the columns that the model was trained on.",
        )
    return labels


def _row_values(x: Any, columns: Sequence[Column], index: pd.Index) -> list[Any]:
    """The instance's values in the order of the training table's columns."""
    if isinstance(x, pd.DataFrame):
        if len(x) != 1:
            raise problem(
                f"The instance is a table of {len(x):,} rows.",
                expected="one row",
                mend="Pass a single row, such as X.iloc[[0]] or X.iloc[0].",
            )
        # Column by column, as a row of mixed types would become one of objects.
        x = {name: x[name].iloc[0] for name in x.columns}
    elif isinstance(x, pd.Series):
        x = x.to_dict()
    if isinstance(x, Mapping):
        labels = _labels(list(x), columns, index, "The instance has")
        return [x[label] for label in labels]
    if isinstance(x, str) or not isinstance(x, Sequence | np.ndarray):
        raise problem(
            f"The instance is {x!r} ({type(x).__name__}).",
            expected=f"a row of {len(columns)} values: a Series, a mapping, a one-row DataFrame or an array",
            mend="Pass a row such as X.iloc[0].",
        )
    values = list(x[0]) if np.ndim(x) == 2 and len(x) == 1 else list(x)
    if len(values) != len(columns) or any(np.ndim(value) for value in values):
        raise problem(
            f"The instance has shape {np.shape(x)}.",
            expected=f"{len(columns)} values, one a column of the training table",
            mend="Pass one row with the columns that the model was trained on, target left out.",
        )
    return values
