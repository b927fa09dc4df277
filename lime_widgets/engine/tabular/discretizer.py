"""Where numeric columns are cut into bins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils.multiclass import type_of_target

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.tabular.columns import Column

DiscretizerName = Literal["quartile", "decile", "entropy"]
DISCRETIZERS: tuple[DiscretizerName, ...] = get_args(DiscretizerName)
# None leaves numbers as they are; a mapping gives edges by column name, and columns that it
# does not name are cut at their quartiles.
Discretizer: TypeAlias = DiscretizerName | Mapping[str, "Sequence[float] | None"] | None

_QUANTILES = {"quartile": (25, 50, 75), "decile": tuple(range(10, 100, 10))}


def edges(
    discretizer: Discretizer,
    columns: Sequence[Column],
    codes: NDArray[np.float64],
    labels: ArrayLike | None,
) -> tuple[NDArray[np.float64] | None, ...]:
    """Find the inner edges of every column's bins.

    Bin i holds the numbers above edge i − 1 and up to edge i, as in LIME.

    Parameters
    ----------
    discretizer : {"quartile", "decile", "entropy"}, None or mapping
        ``"entropy"`` cuts where a decision tree of depth 3 on the single column splits to
        tell the labels apart (after Fayyad and Irani 1993).
    columns : sequence of C Column
    codes : ndarray of shape (n, C)
    labels : array_like of shape (n,), optional
        What ``"entropy"`` tells apart: classes, or numbers.

    Returns
    -------
    tuple of ndarray or None
        Ascending edges; None for a categorical column and one that is left as it is.

    Raises
    ------
    LimeError
        If the discretizer is not known, names a column that does not exist or is categorical,
        has edges that are not ascending numbers, or lacks the labels it needs.
    """
    named: Mapping[str, Any] = {}
    if isinstance(discretizer, Mapping):
        named = {str(name): given for name, given in discretizer.items()}
        _check_named(named, columns)
        discretizer = "quartile"
    if discretizer is not None and discretizer not in DISCRETIZERS:
        raise problem(
            f"The discretizer is {discretizer!r}.",
            expected='"quartile", "decile", "entropy", None, or edges such as {"temp": [5, 15, 25]}',
            mend='Leave it out to get "quartile".',
        )
    if discretizer == "entropy" and labels is None:
        raise problem(
            'discretizer="entropy" was asked for without labels.',
            expected="labels, one for each row of the training table",
            mend="Pass labels=y_train, or take another discretizer.",
        )
    found: list[NDArray[np.float64] | None] = []
    for column, values in zip(columns, codes.T, strict=True):
        if column.is_categorical:
            found.append(None)
        elif column.name in named:
            given = named[column.name]
            found.append(None if given is None else np.asarray(given, np.float64))
        elif discretizer is None:
            found.append(None)
        elif discretizer == "entropy":
            found.append(_entropy_edges(values, np.asarray(labels)))
        else:
            present = values[~np.isnan(values)]
            found.append(np.unique(np.percentile(present, _QUANTILES[discretizer])))
    return tuple(found)


def bins(codes: NDArray[np.float64], inner_edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """Number of the bin of every value; a missing one has a bin of its own, −1."""
    found = np.searchsorted(inner_edges, codes, side="left")
    found[np.isnan(codes)] = -1
    return found


def _entropy_edges(values: NDArray[np.float64], labels: NDArray[Any]) -> NDArray[np.float64]:
    present = ~np.isnan(values)
    continuous = type_of_target(labels).startswith("continuous")
    tree = (
        DecisionTreeRegressor(max_depth=3, random_state=0)
        if continuous
        else DecisionTreeClassifier(criterion="entropy", max_depth=3, random_state=0)
    )
    tree.fit(values[present, None], labels[present])
    cuts = tree.tree_.threshold[tree.tree_.children_left >= 0]
    return np.unique(cuts if len(cuts) else np.median(values[present]))


def _check_named(named: Mapping[str, Any], columns: Sequence[Column]) -> None:
    by_name = {column.name: column for column in columns}
    for name, given in named.items():
        if name not in by_name:
            raise problem(
                f"The discretizer names a column {name!r} that the training table does not have.",
                expected="one of " + ", ".join(map(repr, list(by_name)[:30])),
                mend="Correct the name.",
            )
        if by_name[name].is_categorical:
            raise problem(
                f"The discretizer gives edges for {name!r}, a categorical column.",
                expected="edges for numeric columns only",
                mend="Leave the column out of the mapping.",
            )
        if given is None:
            continue
        try:
            array = np.asarray(given, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.empty(0)
        if array.ndim != 1 or not len(array) or not np.isfinite(array).all() or (np.diff(array) <= 0).any():
            raise problem(
                f"The edges of {name!r} are {given!r}.",
                expected="finite numbers in ascending order, none twice",
                mend="Sort them and leave out repetitions; None leaves the column uncut.",
            )


def check_labels(labels: ArrayLike | None, n_rows: int) -> NDArray[Any] | None:
    """Give the labels of the training rows as an array of shape (n,); None stays None.

    Raises
    ------
    LimeError
        If there is not one label for each row, or one of them is missing.
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
    gaps = np.flatnonzero(pd.isna(array))
    if len(gaps):
        raise problem(
            f"labels has {len(gaps):,} missing values, the first in row {gaps[0]:,}.",
            expected="a label for each row of the training table",
            mend="Leave rows without a label out of the table and of the labels.",
        )
    return array
