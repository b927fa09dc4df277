"""The training table: it codes tables and rows from the user, and decodes them for the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import encodable, problem, quoted, shortened
from lime_widgets.engine.tabular.discretizer import bins
from lime_widgets.engine.tabular.forms import form_of, row_of
from lime_widgets.engine.tabular.reading import order_statistics, read_columns
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.columns import Column


# So many bins or categories of a column are told apart, and the others together.
_MOST_GROUPS = 21


class TrainingTable:
    """A training table, coded column by column, with its distribution.

    Parameters
    ----------
    X_train, categorical_features, feature_names
        As `lime_widgets.TabularExplainer` accepts them.

    Attributes
    ----------
    columns : tuple of C Column
    codes : ndarray of shape (n, C)
        The rows as numbers; see `lime_widgets.engine.tabular.columns`.
    order_statistics : ndarray of shape (m, C)
        Order statistics of every column, missing values last.
    means, deviations, scales : ndarray of shape (C,)
        Mean and population standard deviation of the codes without the missing ones; `scales` is
        the deviation, or 1 if that is 0.
    missing_shares : ndarray of shape (C,)
        Share of missing values, 0 to 1.
    integers : ndarray of bool of shape (C,)
        Whether each column contains whole numbers.
    bounds : ndarray of shape (C, 2)
        Smallest and largest number that each column's dtype can hold.

    Raises
    ------
    LimeError
        If the table has fewer than two rows, no columns, or unusable columns.
    """

    def __init__(
        self,
        X_train: Any,
        categorical_features: Literal["auto"] | Sequence[int | str] = "auto",
        feature_names: Sequence[str] | None = None,
    ) -> None:
        if feature_names is not None and not isinstance(feature_names, Sequence | np.ndarray | pd.Index):
            raise problem("feature_names.invalid", feature_names=shortened(repr(feature_names), 60))
        form = form_of(X_train, feature_names)
        frame, self._array_dtype, self.give = form.frame, form.array_dtype, form.give
        if feature_names is not None and len(feature_names) != frame.shape[1]:
            raise problem("feature_names.number", given=len(feature_names), needed=frame.shape[1])
        if frame.shape[0] < 2 or frame.shape[1] < 1:
            raise problem("table.too_small", rows=frame.shape[0], columns=frame.shape[1])
        self._column_index = frame.columns
        # As objects: the text type of pandas cannot hold every name that a user has.
        given = list(frame.columns if feature_names is None else feature_names)
        named = frame.set_axis(pd.Index(given, dtype=object), axis=1)
        for names in (frame.columns, pd.Index([encodable(str(name)) for name in given], dtype=object)):
            if names.has_duplicates:
                raise problem("table.same_names", name=quoted(names[names.duplicated()][0]))
        self.columns, self.codes = read_columns(named, _categorical_places(categorical_features, named.columns))
        self.order_statistics = order_statistics(self.codes)
        self.means, self.deviations = _means_and_deviations(self.codes)
        # The standardized value of a constant column is 0 for any divisor.
        self.scales = np.where(self.deviations > 0, self.deviations, 1.0)
        self.missing_shares = np.isnan(self.codes).mean(axis=0)
        self.integers = np.array([column.is_integer for column in self.columns])
        self.bounds = np.array([column.bounds for column in self.columns])

        self._groups: dict[tuple[int, bytes | None], NDArray[np.float64]] = {}

    def __len__(self) -> int:
        return len(self.codes)

    def groups(self, place: int, edges: NDArray[np.float64] | None) -> NDArray[np.float64]:
        """Give the bins of a column, or its codes without edges, the most frequent of at most 21 first; kept."""
        key = place, None if edges is None else edges.tobytes()
        if key not in self._groups:
            codes = self.codes[:, place]
            numbers = codes if edges is None else bins(codes, edges).astype(np.float64)
            different, counts = np.unique(numbers, return_counts=True)  # missing values are one group
            self._groups[key] = different[np.argsort(-counts, kind="stable")[:_MOST_GROUPS]]
        return self._groups[key]

    def fitted_to_dtype(self, place: int, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Round values of a column that holds whole numbers, and keep them within the bounds of its dtype."""
        # An integer dtype wraps around outside its bounds: the model would receive −1 as 255.
        return np.clip(np.rint(values), *self.bounds[place]) if self.integers[place] else values

    def encode(self, x: Any) -> NDArray[np.float64]:
        """Code a row: one number per column, (C,).

        Raises
        ------
        LimeError
            If the row has other columns than the training table, or a value that its column cannot hold.
        """
        values = self.row(x).values()
        return np.array([column.code(value) for column, value in zip(self.columns, values, strict=True)])

    def encode_rows(self, rows: Any) -> NDArray[np.float64]:
        """Code the rows of a table: (n, C).

        Parameters
        ----------
        rows : DataFrame or array_like of shape (n, C)
            The training table's columns. The columns of a DataFrame are matched by name.

        Raises
        ------
        LimeError
            If the columns are not those of the training table, or a column cannot hold one of its values.
        """
        form = form_of(rows, called="table.samples")
        frame = form.frame
        if form.array_dtype is None:
            frame = frame[_labels(list(frame.columns), self.columns, self._column_index, "table.samples")]
        if frame.shape[1] != len(self.columns):
            raise problem("table.sample_columns", n=frame.shape[1], needed=len(self.columns))
        return np.column_stack([_codes(column, frame.iloc[:, place]) for place, column in enumerate(self.columns)])

    def read(self, name: str, text: str) -> Any:
        """Convert text typed by the user to a value of a column, given by its displayed name."""
        for column in self.columns:
            if column.name == name:
                return column.read(text)
        return text  # `row` refuses the unknown column

    def row(self, x: Any) -> dict[str, Any]:
        """Give the instance's values by column name, in the training table's order.

        Raises
        ------
        LimeError
            If the instance has other columns than the training table.
        """
        values = _row_values(x, self.columns, self._column_index)
        return dict(zip((column.name for column in self.columns), values, strict=True))

    def decode(self, codes: NDArray[np.float64]) -> Any:
        """Decode rows to the model's inputs h(Z), in the form of the training table."""
        return self.give(self.decode_plain(codes))

    def labels_of(self, named: Mapping[Any, Any]) -> list[Any]:
        """Give the names that a row uses for the columns, in the training table's order."""
        return _labels(list(named), self.columns, self._column_index, "table.instance")

    def decode_plain(self, codes: NDArray[np.float64]) -> Any:
        """Decode rows to a DataFrame or an array."""
        plain = not any(column.is_categorical or column.is_integer or column.scale for column in self.columns)
        if self._array_dtype is not None:
            if plain and self._array_dtype.kind == "f":
                return codes.astype(self._array_dtype, copy=False)
            decoded = np.empty(codes.shape, dtype=self._array_dtype)
            for place, column in enumerate(self.columns):
                decoded[:, place] = column.decode(codes[:, place])
            return decoded
        if plain and all(column.dtype == np.float64 for column in self.columns):
            return pd.DataFrame(codes, columns=self._column_index)
        # Without a dtype pandas would convert a column of text objects to its `str` dtype.
        frame = pd.DataFrame(
            {
                place: pd.Series(column.decode(codes[:, place]), dtype=column.dtype)
                for place, column in enumerate(self.columns)
            }
        )
        frame.columns = self._column_index
        return frame


def _means_and_deviations(codes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the means and population standard deviations of columns of any finite size."""
    with np.errstate(over="ignore", invalid="ignore"):
        means, deviations = np.nanmean(codes, axis=0), np.nanstd(codes, axis=0)
    for place in np.flatnonzero(~(np.isfinite(means) & np.isfinite(deviations))):  # the squares overflow
        unit = float(np.nanmax(np.abs(codes[:, place])))
        scaled = codes[:, place] / unit
        means[place], deviations[place] = unit * np.nanmean(scaled), unit * np.nanstd(scaled)
    return means, deviations


def _codes(column: Column, values: pd.Series) -> NDArray[np.float64]:
    """Code the values of a column. `Column.code` handles only categories and the first invalid value."""
    if column.is_categorical or not pd.api.types.is_numeric_dtype(values.dtype):
        places, unique = pd.factorize(values)
        codes = np.array([column.code(value) for value in unique] + [np.nan])[places]
    else:
        codes = values.to_numpy(dtype=np.float64, na_value=np.nan)
    low, high = column.bounds
    invalid = np.isnan(codes) & (not column.has_missing) | np.isinf(codes)
    if column.is_integer:
        invalid |= (codes != np.rint(codes)) & ~np.isnan(codes) | (codes < low) | (codes > high)
    if invalid.any():
        column.code(values.iloc[int(np.argmax(invalid))])
    return codes


def _categorical_places(chosen: Literal["auto"] | Sequence[int | str], names: pd.Index) -> list[int] | None:
    """Give the positions of the categorical columns, or None if the dtypes decide."""
    if isinstance(chosen, str):
        if chosen == "auto":
            return None
        chosen = [chosen]
    if isinstance(chosen, int | np.integer):
        chosen = [int(chosen)]
    if not isinstance(chosen, Sequence | np.ndarray | set | pd.Index):
        raise problem("categorical.invalid", chosen=shortened(repr(chosen), 60))
    places = []
    known = [str(name) for name in names]
    for feature in chosen:
        if isinstance(feature, int | np.integer) and 0 <= feature < len(known):
            places.append(int(feature))
        elif str(feature) in known:
            places.append(known.index(str(feature)))
        else:
            raise problem(
                "categorical.unknown",
                name=quoted(feature),
                last=len(known) - 1,
                known=shortened(", ".join(map(quoted, known[:12])), 400),
            )
    return places


def _labels(names: list[Any], columns: Sequence[Column], index: pd.Index, called: str) -> list[Any]:
    """Give the training table's column labels if the names match them: its own labels or the displayed names."""
    labels = list(index) if set(names) & set(index) else [column.name for column in columns]
    missing = [label for label in labels if label not in names]
    extra = [label for label in names if label not in labels]
    if missing or extra:
        absent, unknown = (shortened(", ".join(map(quoted, each[:12])), 400) for each in (missing, extra))
        raise problem(
            "table.other_columns",
            table=say(called),
            missing=say("table.columns_missing", names=absent) if missing else "",
            unknown=say("table.columns_unknown", names=unknown) if extra else "",
            n=len(labels),
        )
    return labels


def _row_values(x: Any, columns: Sequence[Column], index: pd.Index) -> list[Any]:
    """Give the instance's values in the order of the training table's columns."""
    x = row_of(x)
    if isinstance(x, pd.DataFrame):
        if len(x) != 1:
            raise problem("row.several", rows=len(x))
        # Read column by column, because pandas would convert a row of mixed types to objects.
        x = {name: x[name].iloc[0] for name in x.columns}
    elif isinstance(x, pd.Series):
        x = x.to_dict()
    if isinstance(x, Mapping):
        labels = _labels(list(x), columns, index, "table.instance")
        return [x[label] for label in labels]
    if isinstance(x, str | bytes) or not isinstance(x, Sequence | np.ndarray):
        raise problem("row.invalid", value=shortened(repr(x), 80), kind=type(x).__name__, n=len(columns))
    values = list(x)
    if len(values) == 1 and len(columns) != 1 and isinstance(values[0], Sequence | np.ndarray):
        values = list(values[0])
    nested = [value for value in values if isinstance(value, list | dict | set) or getattr(value, "ndim", 0) > 0]
    if len(values) != len(columns) or nested:
        if nested:
            raise problem("row.nested", kind=type(nested[0]).__name__, n=len(columns))
        raise problem("row.values", values=len(values), n=len(columns))
    return values
