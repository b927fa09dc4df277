"""Neighbors of a text: the text without one of its units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem, short_name
from lime_widgets.engine.perturbation.neighbors import Neighbors
from lime_widgets.engine.text.perturbation import TextPerturbation
from lime_widgets.engine.text.units import find_units
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.text.units import Units

_LONGEST_NAME = 30


def texts_near(explainer: Any, x: str, n: int, radius: float | None, random_state: int) -> Neighbors:
    """Take one unit out of a text at a time; see `lime_widgets.TextExplainer.neighbors`."""
    if radius is not None:
        raise problem("neighbors.text_radius", radius=radius)
    settings = {"unit": explainer.unit, "bag": explainer.bag, "ngram": explainer.ngram}
    units = find_units(x, **settings)
    p = units.n_features
    if p < 2:
        raise problem("neighbors.one_unit", name=short_name(units.names[0], _LONGEST_NAME))
    chosen = np.arange(p)
    if p > n:
        chosen = np.sort(np.random.default_rng(random_state).choice(p, n, replace=False))
    masks = np.ones((len(chosen), p), np.bool_)
    masks[np.arange(len(chosen)), chosen] = False
    # Nothing replaces the unit: what replaces it in samples would be a unit of the neighbor.
    texts = TextPerturbation(units, "", random_state=0, design="sobol").restore(masks)
    return Neighbors(
        explainer,
        tuple(texts),
        tuple(say("neighbor.text", name=short_name(units.names[removed], _LONGEST_NAME)) for removed in chosen),
        np.ones(len(chosen)),
        None,
        tuple(
            _features(units, int(removed), find_units(text, **settings))
            for removed, text in zip(chosen, texts, strict=True)
        ),
    )


def _features(units: Units, removed: int, left: Units) -> NDArray[np.intp]:
    """Give the feature of the text that each feature of what is left is, −1 for none."""
    kept = units.features != removed
    if _pieces(left) == [piece for piece, stays in zip(_pieces(units), kept, strict=True) if stays]:
        of_feature = np.full(left.n_features, -1, np.intp)
        of_feature[left.features] = units.features[kept]
        return of_feature
    # Units that the removed one kept apart may have become one: what has the same name is the same.
    by_name = {name: place for place, name in enumerate(units.names) if place != removed}
    return np.array([by_name.get(name, -1) for name in left.names], np.intp)


def _pieces(units: Units) -> list[str]:
    return [units.text[start:stop] for start, stop in zip(units.starts, units.stops, strict=True)]
