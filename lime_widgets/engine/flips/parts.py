"""The shortest removals of parts of a text or an image that change the predicted class."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.flips.flip import Classes, Flip, Flips, percent_text
from lime_widgets.engine.texts import listed, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.flips.flip import Search

MOST_REMOVED = 3
# How many parts are removed alone, and how many of the strongest are combined in pairs and in threes. That makes at
# most 12 + 15 + 20 questions, fewer where the model has answered them before.
MOST_ALONE, MOST_IN_PAIRS, MOST_IN_THREES = 12, 6, 6
_LONGEST_NAME = 30


def search_parts(order: Sequence[int], names: Sequence[str], classes: Classes, *, part: str) -> Search:
    """Search the shortest removals after which the model predicts another class.

    Single parts are tried first, then pairs and threes of those that lower the prediction most. The search ends
    with the first size that changes the class.

    Parameters
    ----------
    order : sequence of int
        Parts from the one that speaks most for the predicted class.
    names : sequence of p str
    classes : Classes
    part : str
        "superpixel", or anything else for a part with a name that a reader knows.

    Yields
    ------
    ndarray of bool of shape (m, p)
        Masks; true keeps a part.

    Returns
    -------
    Flips
    """
    n_tried, best = 0, None
    found: tuple[Flip, ...] = ()
    ranked = list(order[:MOST_ALONE])
    for size, most in ((1, MOST_ALONE), (2, MOST_IN_PAIRS), (MOST_REMOVED, MOST_IN_THREES)):
        removals = list(combinations(ranked[:most], size))
        if not removals or (size > 1 and len(names) <= size):
            break
        answers = yield _masks(removals, len(names))
        n_tried += len(removals)
        chances = answers[:, classes.predicted]
        by_drop = np.argsort(chances, kind="stable")
        if size == 1:
            ranked = [ranked[place] for place in by_drop]
            best = Flip(answers[by_drop[0]], removed=removals[by_drop[0]])
        flipped = classes.of(answers) != classes.predicted
        if flipped.any():
            places = [place for place in by_drop if flipped[place]]
            found = tuple(Flip(answers[place], removed=tuple(sorted(removals[place]))) for place in places[:3])
            break
    return Flips(found, best, n_tried, sentence=_sentence(found, best, names, classes, n_tried, part))


def _masks(removals: Sequence[Iterable[int]], p: int) -> NDArray[np.bool_]:
    masks = np.ones((len(removals), p), dtype=np.bool_)
    for mask, removal in zip(masks, removals, strict=True):
        mask[list(removal)] = False
    return masks


def _sentence(
    found: tuple[Flip, ...], best: Flip | None, names: Sequence[str], classes: Classes, n_tried: int, part: str
) -> str:
    if best is None:
        return ""
    if found and len(found[0].removed) == 1:
        without = _without(found[0], names, part)
        return say("flip.then", without=without, answer=classes.said(found[0].answers))
    still = "flip.still_at" if classes.kind == "probability" else "flip.still"
    alone = say(
        still,
        without=_without(best, names, part),
        name=classes.names[classes.predicted],
        chance=percent_text(float(best.answers[classes.predicted])),
    )
    if found:
        rest = _without(found[0], names, part)
        without = f"{rest[0].lower()}{rest[1:]}"
        return say("flip.then_also", alone=alone, without=without, answer=classes.said(found[0].answers))
    return say("flip.none", alone=alone, most=MOST_REMOVED, n=n_tried)


def _without(flip: Flip, names: Sequence[str], part: str) -> str:
    if part == "superpixel":
        return say("flip.hidden", n=len(flip.removed))
    removed = [say("why.quoted", name=short_name(names[feature], _LONGEST_NAME)) for feature in flip.removed]
    return say("flip.without", names=listed(removed))
