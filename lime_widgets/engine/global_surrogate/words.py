"""The difference between a local weight and that of the whole model, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation

LEAST_SCORE = 0.25
"""With less R² on rows held out the surrogate does not follow the whole model, and its weights say nothing of it."""
# Below this share of the other weight a feature hardly counts.
_HARDLY = 0.1
# Ratios that have words, each up to the next.
_MORE = (
    (1.0, "global.times_slightly_more"),
    (1.25, "global.times_half_more"),
    (1.75, "global.times_twice"),
    (2.5, "global.times_three"),
    (3.5, "global.times_four"),
    (4.5, "global.times_five"),
    (6.0, "global.times_many"),
)
_LESS = (
    (1.0, "global.times_slightly_less"),
    (0.8, "global.times_less"),
    (0.58, "global.times_half"),
    (0.4, "global.times_third"),
    (0.29, "global.times_quarter"),
    (0.2, "global.times_little"),
)


def score_text(score: float) -> str:
    """Write an R²; how far it is below 0 tells nothing.

    Examples
    --------
    >>> score_text(0.5137), score_text(-0.3), score_text(float("nan"))
    ('0.514', 'below 0', 'undefined')
    """
    if not np.isfinite(score):
        return say("doubt.undefined")
    return say("doubt.below_zero") if score < 0 else number_text(score)


def note_of(local: Explanation, *, explained: bool = False) -> str:
    """Say what the numbers of both surrogates are: they may be others than those of the explanation's bars.

    Parameters
    ----------
    local : Explanation
    explained : bool, default False
        Whether some weights are apart by something else than the place.
    """
    if local.method == "shapley":
        return say("global.note_shapley")
    if local.fitted is not None:  # no weighted sum
        name = "global.note_changes"
    else:
        # A feature that is on or off is on in the instance, so that its weight is its contribution.
        name = "global.note_bins" if np.allclose(local.coef, local.contributions) else "global.note_numbers"
    return say("global.note_explained", note=say(name)) if explained else say(name)


def in_words(
    names: Sequence[str],
    local: NDArray[np.float64],
    whole: NDArray[np.float64],
    differs: NDArray[np.bool_],
    *,
    signed: NDArray[np.bool_] | None = None,
    whole_score: float = 1.0,
    unfollowed: str = "global.follows_nothing",
    nothing: str = "global.same",
) -> str:
    """Say which feature differs most between the local surrogate and that of the whole model, and how.

    Parameters
    ----------
    names : sequence of q str
    local, whole : ndarray of shape (q,)
    differs : ndarray of bool of shape (q,)
    signed : ndarray of bool of shape (q,), optional
        Whether the signs of both weights are known: no interval has 0 in it. By default they are.
    whole_score : float, default 1.0
        R² of the surrogate of the whole model on rows held out. Below `LEAST_SCORE`, and NaN, nothing is claimed.
    unfollowed : str, default "global.follows_nothing"
        The sentence where it is too low, by its name in the catalogue.
    nothing : str, default "global.same"
        The sentence where nothing differs, by its name in the catalogue.

    Examples
    --------
    >>> differs = np.array([True, True])
    >>> in_words(["temp", "wind"], np.array([0.6, 0.1]), np.array([0.2, 0.15]), differs)
    'Here temp counts three times as much as overall.'
    >>> in_words(["temp", "wind"], np.array([0.6, 0.1]), np.array([-0.2, 0.15]), differs)
    'Here temp raises the answer, overall it lowers it.'
    """
    if not whole_score >= LEAST_SCORE:
        return say(unfollowed, score=score_text(whole_score))
    if not len(names) or not differs.any():
        return say(nothing)
    # A weight that is not known differs from nothing.
    place = int(np.argmax(np.where(differs, np.abs(np.nan_to_num(local - whole)), -1.0)))
    name, here, overall = names[place], float(local[place]), float(whole[place])
    if abs(here) <= _HARDLY * abs(overall):
        return say("global.hardly_here", name=name)
    if abs(overall) <= _HARDLY * abs(here):
        return say("global.hardly_overall", name=name)
    if (here > 0) != (overall > 0):
        known = "global.raises" if here > 0 else "global.lowers"
        return say(known if signed is None or signed[place] else "global.unsure", name=name)
    ratio = here / overall
    if ratio >= 1.0:
        found = [word for least, word in _MORE if ratio >= least]
    else:
        found = [word for most, word in _LESS if ratio <= most]
    return say(found[-1], name=name)
