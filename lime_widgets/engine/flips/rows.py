"""The smallest change of one value of a table row that changes the predicted class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.flips.flip import Classes, Flip, Flips
from lime_widgets.engine.texts import listed, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.flips.flip import Search
    from lime_widgets.engine.tabular.columns import Column

# At how many values along the range of a number a column is tried, and at how many other categories.
N_VALUES, MOST_CATEGORIES = 17, 12
# At most this number of columns is named, where only some were tried.
_MOST_NAMED = 6
_LONGEST_NAME = 30
# The distance to a flip is halved so often: to a thousandth of the column's range.
_HALVINGS = 6
# Another category counts as a change of this share of a number's range.
_CATEGORY_SHARE = 0.5


@dataclass
class _Bracket:
    """A flip along one numeric column: the last value tried without it, and the first with it."""

    place: int
    without: float
    flipped: float
    answers: NDArray[np.float64]


def search_rows(explainer: Any, x: Any, order: Sequence[int], classes: Classes, most: int = 1024) -> Search:
    """Search the smallest change of one value after which the model predicts another class.

    Parameters
    ----------
    explainer : TabularExplainer
    x : instance
    order : sequence of int
        Places of columns, the most important first.
    classes : Classes
    most : int, default=1024
        How many rows the model may be asked about. Columns that would take more are not tried, at least one is.

    Yields
    ------
    ndarray of shape (m, C)
        Coded rows that differ from the instance in one value.

    Returns
    -------
    Flips
    """
    table = explainer.table
    codes, perturbation = table.encode(x), explainer.perturb(x)
    ranges = {place: perturbation.column_range(place) for place in order if not math.isnan(codes[place])}
    values = {place: _values(table.columns[place], float(codes[place]), *ranges[place]) for place in ranges}
    values = {place: others for place, others in values.items() if len(others)}
    n_possible = len(values) + sum(math.isnan(codes[place]) for place in order)
    values = _within(values, table.columns, most)
    if not values:
        return Flips()
    places = np.concatenate([np.full(len(others), place) for place, others in values.items()])
    at = np.concatenate(list(values.values()))
    answers = yield _rows(codes, places, at)
    n_tried = len(at)
    flipped = classes.of(answers) != classes.predicted
    found: list[tuple[float, Flip]] = []
    brackets: list[_Bracket] = []
    for place in values:
        mine = np.flatnonzero(places == place)
        if table.columns[place].is_number:
            brackets += _brackets(place, float(codes[place]), at[mine], answers[mine], flipped[mine])
        elif (hits := mine[flipped[mine]]).size:
            best = hits[np.argmin(answers[hits, classes.predicted])]
            found.append((_CATEGORY_SHARE, _flip(table.columns[place], at[best], answers[best])))
    for _ in range(_HALVINGS if brackets else 0):
        middles = np.array([_middle(table.columns[each.place], each) for each in brackets])
        halved = yield _rows(codes, np.array([each.place for each in brackets]), middles)
        n_tried += len(brackets)
        for each, middle, answer in zip(brackets, middles, halved, strict=True):
            if classes.of(answer[None])[0] != classes.predicted:
                each.flipped, each.answers = float(middle), answer
            else:
                each.without = float(middle)
    for each in brackets:
        column = table.columns[each.place]
        low, high = ranges[each.place]
        share = abs(each.flipped - float(codes[each.place])) / ((high - low) or 1.0)
        found.append((share, _flip(column, each.flipped, each.answers)))
    found.sort(key=lambda pair: pair[0])
    flips = tuple(flip for _, flip in found[:3])
    names = [table.columns[place].name for place in values]
    return Flips(flips, None, n_tried, sentence=_sentence(flips, classes, names, n_possible))


def _within(
    values: dict[int, NDArray[np.float64]], columns: Sequence[Column], most: int
) -> dict[int, NDArray[np.float64]]:
    """Keep the first columns that take at most `most` rows, and at least one."""
    kept: dict[int, NDArray[np.float64]] = {}
    n_rows = 0
    for place, others in values.items():
        n_rows += len(others) + (_HALVINGS if columns[place].is_number else 0)
        if kept and n_rows > most:
            break
        kept[place] = others
    return kept


def _values(column: Column, code: float, low: float, high: float) -> NDArray[np.float64]:
    """Give the values of a column to try, coded, without the instance's own.

    Beyond the training data the model would answer for something that it was not trained on.
    """
    if column.is_number:
        along = np.unique([_written(column, value) for value in np.linspace(low, high, N_VALUES)])
    elif column.is_categorical:
        along = np.arange(min(len(column.categories), MOST_CATEGORIES), dtype=np.float64)
    else:
        along = np.empty(0)
    return np.asarray(along[along != code])


def _rows(codes: NDArray[np.float64], places: NDArray[np.intp], values: NDArray[np.float64]) -> NDArray[np.float64]:
    rows = np.repeat(codes[None], len(values), axis=0)
    rows[np.arange(len(values)), places] = values
    return rows


def _brackets(
    place: int, own: float, at: NDArray[np.float64], answers: NDArray[np.float64], flipped: NDArray[np.bool_]
) -> list[_Bracket]:
    """Find the nearest flip of a column, below or above the instance's value."""
    nearest: _Bracket | None = None
    for side in (at < own, at > own):
        along = np.flatnonzero(side)
        along = along[np.argsort(np.abs(at[along] - own), kind="stable")]
        hits = np.flatnonzero(flipped[along])
        if not hits.size:
            continue
        first = hits[0]
        without = own if first == 0 else float(at[along[first - 1]])
        found = _Bracket(place, without, float(at[along[first]]), answers[along[first]])
        if nearest is None or abs(found.flipped - own) < abs(nearest.flipped - own):
            nearest = found
    return [] if nearest is None else [nearest]


def _middle(column: Column, bracket: _Bracket) -> float:
    """Give the value half way, with the digits of the column; the flipped end where there is none between."""
    low, high = sorted((bracket.without, bracket.flipped))
    middle = _written(column, (low + high) / 2)
    return middle if low < middle < high else bracket.flipped


def _written(column: Column, value: float) -> float:
    """Give the number that the text of a value says: the model is asked about what the reader is told."""
    return float(column.text(float(np.rint(value)) if column.is_integer else float(value)))


def _flip(column: Column, code: float, answers: NDArray[np.float64]) -> Flip:
    return Flip(answers, column=column.name, text=column.text(float(code)))


def _sentence(flips: tuple[Flip, ...], classes: Classes, names: Sequence[str], n_possible: int) -> str:
    """Say the smallest change, or that none was found; and among which columns, unless all were tried."""
    if not flips:
        if len(names) == n_possible:
            return say("flip.no_value", n=n_possible)
        few = [short_name(name, _LONGEST_NAME) for name in names[:_MOST_NAMED]]
        named = listed(few) if len(few) == len(names) else ", ".join([*few, "…"])
        return say("flip.no_value_of", n=len(names), all=n_possible, names=named)
    first = flips[0]
    return say(
        "flip.value",
        column=short_name(first.column, _LONGEST_NAME),
        text=first.text,
        answer=classes.said(first.answers),
    )
