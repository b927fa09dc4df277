"""Discretizers: the bin edges of numeric columns."""

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

DiscretizerName = Literal["auto", "quartile", "decile", "entropy"]
DISCRETIZERS: tuple[DiscretizerName, ...] = get_args(DiscretizerName)
# None leaves numbers unbinned. A mapping gives inner edges by column name; columns that it does not name
# use quartiles.
Discretizer: TypeAlias = DiscretizerName | Mapping[str, "Sequence[float] | None"] | None

# "auto" begins with quartiles, until the model has answered.
_QUANTILES = {"auto": (25, 50, 75), "quartile": (25, 50, 75), "decile": tuple(range(10, 100, 10))}


def edges(
    discretizer: Discretizer,
    columns: Sequence[Column],
    codes: NDArray[np.float64],
    labels: ArrayLike | None,
) -> tuple[NDArray[np.float64] | None, ...]:
    """Find the inner edges of every column's bins.

    Bin i contains the numbers above edge i − 1, up to and including edge i, as in LIME.

    Parameters
    ----------
    discretizer : {"auto", "quartile", "decile", "entropy"}, None or mapping
        ``"entropy"`` uses the splits of a decision tree of depth 3 that predicts the labels from the
        single column (after Fayyad and Irani 1993).
    columns : sequence of C Column
    codes : ndarray of shape (n, C)
    labels : array_like of shape (n,), optional
        Classes or numbers that ``"entropy"`` predicts.

    Returns
    -------
    tuple of ndarray or None
        Ascending inner edges; None for a categorical or unbinned column.

    Raises
    ------
    LimeError
        If the discretizer is unknown, names a column that does not exist or is categorical, has edges
        that are not ascending numbers, or needs labels that are missing.
    """
    named: Mapping[str, Any] = {}
    if isinstance(discretizer, Mapping):
        named = {str(name): inner for name, inner in discretizer.items()}
        _check_named(named, columns)
        discretizer = "quartile"
    if discretizer is not None and discretizer not in DISCRETIZERS:
        raise problem("discretizer.unknown", discretizer=discretizer)
    if discretizer == "entropy" and labels is None:
        raise problem("discretizer.no_labels")
    inner_edges: list[NDArray[np.float64] | None] = []
    for column, values in zip(columns, codes.T, strict=True):
        if column.is_categorical:
            inner_edges.append(None)
        elif column.name in named:
            inner = named[column.name]
            inner_edges.append(None if inner is None else np.asarray(inner, np.float64))
        elif discretizer is None:
            inner_edges.append(None)
        elif discretizer == "entropy":
            inner_edges.append(_entropy_edges(values, np.asarray(labels)))
        else:
            present = values[~np.isnan(values)]
            inner_edges.append(np.unique(np.percentile(present, _QUANTILES[discretizer])))
    return tuple(inner_edges)


def bins(codes: NDArray[np.float64], inner_edges: NDArray[np.float64]) -> NDArray[np.intp]:
    """Give the number of each value's bin, or −1 for a missing value."""
    numbers = np.searchsorted(inner_edges, codes, side="left")
    numbers[np.isnan(codes)] = -1
    return numbers


def _entropy_edges(values: NDArray[np.float64], labels: NDArray[Any]) -> NDArray[np.float64]:
    present = ~np.isnan(values)
    continuous = type_of_target(labels).startswith("continuous")
    tree = (
        DecisionTreeRegressor(max_depth=3, random_state=0)
        if continuous
        else DecisionTreeClassifier(criterion="entropy", max_depth=3, random_state=0)
    )
    numbers = values[present]
    # The tree compares in single precision. Numbers that this would make equal are measured from their middle.
    center, unit = 0.0, 1.0
    with np.errstate(over="ignore"):
        if len(np.unique(numbers.astype(np.float32))) < 0.9 * len(np.unique(numbers)):
            center, unit = float(np.median(numbers)), float(np.abs(numbers - np.median(numbers)).max()) or 1.0
    tree.fit(((numbers - center) / unit)[:, None], labels[present])
    splits = center + unit * tree.tree_.threshold[tree.tree_.children_left >= 0]
    return np.unique(splits if len(splits) else np.median(values[present]))


def _check_named(named: Mapping[str, Any], columns: Sequence[Column]) -> None:
    by_name = {column.name: column for column in columns}
    for name, inner in named.items():
        if name not in by_name:
            raise problem("discretizer.column", name=name, known=", ".join(map(repr, list(by_name)[:30])))
        if by_name[name].is_categorical:
            raise problem("discretizer.categorical", name=name)
        if inner is None:
            continue
        try:
            array = np.asarray(inner, dtype=np.float64)
        except (TypeError, ValueError):
            array = np.empty(0)
        if array.ndim != 1 or not len(array) or not np.isfinite(array).all() or (np.diff(array) <= 0).any():
            raise problem("discretizer.edges", name=name, edges=inner)


def check_labels(labels: ArrayLike | None, n_rows: int) -> NDArray[Any] | None:
    """Check the labels of the training rows, and convert them to an array of shape (n,); None stays None.

    Raises
    ------
    LimeError
        If the number of labels is not the number of rows, or a label is missing.
    """
    if labels is None:
        return None
    try:
        array = np.asarray(labels)
    except ValueError as error:
        raise problem("labels.ragged") from error
    if array.shape != (n_rows,):
        raise problem("labels.shape", shape=array.shape, n_rows=n_rows)
    missing = np.flatnonzero(pd.isna(array))
    if len(missing):
        raise problem("labels.missing", n=len(missing), first=missing[0])
    return array
