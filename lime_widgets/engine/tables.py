"""What users hand over as a table or as a row of it, read into one form or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.columns import Column


def as_table(X_train: Any) -> NDArray[Any]:
    """Give a table that is no DataFrame as an array of shape (n, C).

    Raises
    ------
    LimeError
        If it has another number of dimensions.
    """
    array = np.asarray(X_train)
    if array.ndim != 2:
        raise problem(
            f"The training table has shape {array.shape}.",
            expected="two dimensions, (rows, columns)",
            mend="Pass a DataFrame or a two-dimensional array.",
        )
    return array


def read_frame(X_train: Any, feature_names: Sequence[str] | None) -> pd.DataFrame:
    """Name the columns of such a table, by default ``"feature 0"`` onwards.

    Raises
    ------
    LimeError
        If it is no table.
    """
    array = as_table(X_train)
    names = [f"feature {place}" for place in range(array.shape[1])]
    if feature_names is not None and len(feature_names) == array.shape[1]:
        names = list(feature_names)
    frame = pd.DataFrame(array, columns=names)
    # Objects that are all numbers are numbers; what is text or mixed stays as it is.
    return frame.infer_objects() if array.dtype == object else frame


def check_labels(labels: ArrayLike | None, n_rows: int) -> NDArray[Any] | None:
    """Give the labels of the training rows as an array of shape (n,); None stays None.

    Raises
    ------
    LimeError
        If there is not one label for each row.
    """
    if labels is None:
        return None
    array = np.asarray(labels)
    if array.shape != (n_rows,):
        raise problem(
            f"labels has shape {array.shape}.",
            expected=f"({n_rows:,},), one label for each row of the training table",
            mend="Pass y_train, in the order of the rows.",
        )
    return array


def categorical_places(chosen: Literal["auto"] | Sequence[int | str], names: pd.Index) -> list[int] | None:
    """Places of the columns that are to be categorical; None where their dtypes decide.

    Raises
    ------
    LimeError
        If there is no such column.
    """
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


def row_values(x: Any, columns: Sequence[Column], index: pd.Index) -> list[Any]:
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
        labels = list(index) if set(x) & set(index) else [column.name for column in columns]
        lacking = [label for label in labels if label not in x]
        extra = [label for label in x if label not in labels]
        if lacking or extra:
            raise problem(
                "The instance's columns are not those of the training table"
                + (f"; it lacks {', '.join(map(repr, lacking[:12]))}" if lacking else "")
                + (f"; it has {', '.join(map(repr, extra[:12]))} besides" if extra else "")
                + ".",
                expected=f"the training table's {len(labels)} columns",
                mend="Select the columns that the model was trained on.",
            )
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
