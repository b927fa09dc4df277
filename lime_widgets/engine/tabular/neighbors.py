"""Neighbors of a table row: its numbers move a little, and its categories stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.perturbation.neighbors import Neighbors, check_radius
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.table import TrainingTable

# In standard deviations of the training table.
DEFAULT_RADIUS = 0.25
# Whole numbers are rounded, so that a draw may be the row itself, a row drawn before, or too far away.
_DRAWS_PER_NEIGHBOR = 50


def rows_near(explainer: Any, x: Any, n: int, radius: float | None, random_state: int) -> Neighbors:
    """Draw rows like this one: its numbers from a ball, its categories unchanged.

    Parameters
    ----------
    explainer : TabularExplainer
    x : Series, mapping, one-row DataFrame, or array_like of shape (C,)
    n : int
        The most rows. There are fewer where whole numbers leave no more within the radius.
    radius : float or None
        The radius of the ball, in standard deviations of the training table; by default 0.25. Draws are uniform in it
        (Alvarez-Melis and Jaakkola 2018). Whole numbers are rounded; missing numbers and constant columns do not move.
    random_state : int

    Returns
    -------
    Neighbors

    Raises
    ------
    LimeError
        If the row has no number that can move, or none moves within the radius.
    """
    radius, table = check_radius(radius, DEFAULT_RADIUS), explainer.table
    codes = table.encode(x)
    numeric = np.array([not column.is_categorical for column in table.columns])
    # A missing number is no place to move from, and a constant column has no unit to move by.
    places = np.flatnonzero(numeric & (table.deviations > 0) & ~np.isnan(codes))
    if not len(places):
        raise problem("neighbors.no_numbers", n=len(table.columns))
    near = _drawn(table, codes, places, n, radius, random_state)
    if not len(near):
        raise problem("neighbors.same_row", radius=radius)
    moved = (near - codes)[:, places] / table.deviations[places]
    farthest = np.abs(moved).argmax(axis=1)
    names = (
        say("neighbor.row", column=table.columns[places[place]].name, shift=shift)
        for place, shift in zip(farthest, moved[np.arange(len(moved)), farthest], strict=True)
    )
    rows = tuple(_given(table, row) for row in near)
    far = np.linalg.norm(moved, axis=1)
    return Neighbors(explainer, rows, tuple(names), far, radius, inputs=table.decode(near))


def _drawn(
    table: TrainingTable, codes: NDArray[np.float64], places: NDArray[np.intp], n: int, radius: float, random_state: int
) -> NDArray[np.float64]:
    """Draw up to n different coded rows, (m, C), within the radius."""
    generator, d = np.random.default_rng(random_state), len(places)
    n_draws = n * _DRAWS_PER_NEIGHBOR
    # A direction is uniform where normals give it, and a radius where its d-th power is.
    directions = generator.normal(size=(n_draws, d))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    lengths = radius * generator.uniform(size=(n_draws, 1)) ** (1.0 / d)
    drawn = np.tile(codes, (n_draws, 1))
    units = table.deviations[places]
    drawn[:, places] += directions * lengths * units
    for place in places:
        drawn[:, place] = table.fitted_to_dtype(int(place), drawn[:, place])
    far = np.linalg.norm((drawn - codes)[:, places] / units, axis=1)
    near = drawn[(far > 0) & (far <= radius * (1 + 1e-9))]
    _, first = np.unique(near, axis=0, return_index=True)
    return np.asarray(near[np.sort(first)[:n]])


def _given(table: TrainingTable, codes: NDArray[np.float64]) -> Any:
    """Give a coded row as an explainer takes it."""
    row = table.decode_plain(codes[None])
    return row[0] if isinstance(row, np.ndarray) else row
