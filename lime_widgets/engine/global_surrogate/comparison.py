"""The local surrogate beside one of the whole model: the weights of both, and how far they part at the instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.global_surrogate import drawing
from lime_widgets.engine.global_surrogate.words import LEAST_SCORE, in_words, note_of, score_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.global_surrogate.placeless import Placeless

MOST_SHOWN = 12
"""The most features that are put side by side."""
# Without intervals weights differ by this share of the largest, and never by less than the other.
_CLEARLY = 0.25
_HARDLY = 0.02
# A penalty that takes more of the weights than the rest leaves nothing to undo it with.
_LEAST_KEPT = 0.05
_LONGEST_NAME = 60
# Of the whole model at least this many features are shown, also where the local surrogate has fewer.
_FEWEST = 3


@dataclass(frozen=True, eq=False)
class GlobalComparison:
    """The weights of the local surrogate and of the surrogate of the whole model, at one instance.

    Attributes
    ----------
    features : ndarray of int of shape (q,)
        Columns of the interpretable representation, the largest weight of both surrogates first.
    names, columns : tuple of q str
        Their names, such as "temp ≤ 7.8", and what they are of, such as "temp".
    local, whole : ndarray of shape (q,)
        The weights; NaN where a feature is not among those of a surrogate, which says nothing about it. For a tree:
        contributions at the instance, 0 where no split of its path is on the feature.
    local_interval, whole_interval : ndarray of shape (q,)
        Half widths of the 95 % intervals; NaN where they are not known.
    differs : ndarray of bool of shape (q,)
        Whether both have the feature, and the difference is larger than chance: than √(h₁² + h₂²) with h the half
        widths, and without these than a quarter of the largest weight. What a penalty moves is no difference, nor
        what columns that vary together take from each other in the whole model, nor 2 % of the largest weight.
        The local weight also has to differ, to the same side, from `wide`, where it is known.
        Nothing differs where R² on rows held out is below `words.LEAST_SCORE`: that of the whole model's surrogate,
        or for on/off features that of all bins of every column.
    local_prediction, whole_prediction, model_prediction : float
        The answers for the instance.
    local_score, whole_score : float
        R² of the local surrogate for samples left out, and of the other on training rows held out.
    n_fitted, n_held_out : int
        Training rows.
    surrogate : str
        The kind of the surrogate of the whole model.
    output_name : str
    headline : str
        What differs most, in words. Opposite signs are named where both intervals leave out 0, and nothing is claimed
        where R² of the whole model's surrogate on rows held out is below `words.LEAST_SCORE`.
    answers : str
        The three predictions, in words.
    note : str
        What the numbers are, beside those of the explanation's bars, and what explains gaps that are not marked.
    wide : ndarray of shape (q,)
        The weights of the local samples without the kernel: what differs between these and `whole` is not due to the
        place, but to columns that vary together and to how samples are drawn. NaN where it is not known.
    """

    features: NDArray[np.intp]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    local: NDArray[np.float64]
    whole: NDArray[np.float64]
    local_interval: NDArray[np.float64]
    whole_interval: NDArray[np.float64]
    differs: NDArray[np.bool_]
    local_prediction: float
    whole_prediction: float
    model_prediction: float
    local_score: float
    whole_score: float
    n_fitted: int
    n_held_out: int
    surrogate: str
    output_name: str
    headline: str = field(default="")
    answers: str = field(default="")
    note: str = field(default="")
    wide: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))

    def to_frame(self) -> pd.DataFrame:
        """Give a DataFrame with a row for each feature.

        Returns
        -------
        DataFrame of shape (q, 7)
            ``name``, ``column``, ``local`` and ``whole`` weight with ``local_interval`` and ``whole_interval``, and
            ``differs``.
        """
        import pandas as pd

        names = ("local", "local_interval", "whole", "whole_interval", "differs")
        return pd.DataFrame(
            {"name": self.names, "column": self.columns} | {name: getattr(self, name) for name in names}
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw both weights of each feature side by side, for print.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw; by default a new figure.

        Returns
        -------
        matplotlib Axes

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        return drawing.plot(self, ax)

    def to_text(self) -> str:
        """Write the headline, the predictions and the weights with what they are, as lines."""
        return "\n".join([self.headline, self.answers, self.note, *drawing.lines(self)])

    def _repr_html_(self) -> str:
        return drawing.html(self)


def compared(
    local: Explanation,
    whole: Explanation,
    whole_score: float,
    n_fitted: int,
    n_held_out: int,
    moved: NDArray[np.float64] | None = None,
    fidelity: float | None = None,
    samples: Placeless | None = None,
) -> GlobalComparison:
    """Put two explanations of one instance side by side, in the same representation.

    Parameters
    ----------
    local, whole : Explanation
    whole_score : float
    n_fitted, n_held_out : int
    moved : ndarray of shape (p,), optional
        How far the penalty and columns that vary together move the weights of the whole model; by default not at all.
    fidelity : float, optional
        The R² that decides whether something is compared; by default `whole_score`.
    samples : Placeless, optional
        The weights of the local samples without the kernel. By default only the training rows are compared with.
    """
    paired = _paired(local, whole)
    order, (here, overall), (here_half, overall_half) = paired.features, paired.weights, paired.halves
    own = None if samples is None else samples.of(order)
    fidelity = whole_score if fidelity is None else fidelity
    judged = _judged(local, paired, moved, own, comparable=local.method == "lime" and fidelity >= LEAST_SCORE)
    columns = whole.origin.columns or whole.feature_names
    numbers = {
        "surrogate": number_text(local.local_prediction),
        "whole": number_text(whole.local_prediction),
        "model": number_text(local.model_prediction),
        "score": score_text(whole_score),
        "n": n_held_out,
    }
    short = [short_name(columns[feature], _LONGEST_NAME) for feature in order]
    unfollowed = "global.bins_follow_nothing" if fidelity > whole_score else "global.follows_nothing"
    told = in_words(
        short,
        here,
        judged.whole,
        judged.differs,
        signed=judged.signed,
        whole_score=fidelity,
        # A tree of bins may miss what another simple surrogate follows.
        unfollowed=unfollowed if whole.fitted is None else "global.own_follows_nothing",
        nothing=judged.nothing,
    )
    return GlobalComparison(
        features=order,
        names=tuple(whole.feature_names[feature] for feature in order),
        columns=tuple(columns[feature] for feature in order),
        local=here,
        whole=overall,
        local_interval=here_half,
        whole_interval=overall_half,
        differs=judged.differs,
        local_prediction=local.local_prediction,
        whole_prediction=whole.local_prediction,
        model_prediction=local.model_prediction,
        local_score=local.loo_score,
        whole_score=whole_score,
        n_fitted=n_fitted,
        n_held_out=n_held_out,
        surrogate=whole.surrogate,
        output_name=local.output_name,
        headline=say("global.shapley") if local.method == "shapley" else told,
        answers=say("global.answers", **numbers),
        note=note_of(local, explained=judged.explained),
        wide=np.full(len(order), np.nan) if own is None else own.wide,
    )


class _Paired(NamedTuple):
    """The weights of both surrogates for the q features to show, (2, q), and the half widths of their intervals."""

    features: NDArray[np.intp]
    weights: NDArray[np.float64]
    halves: NDArray[np.float64]


def _paired(local: Explanation, whole: Explanation) -> _Paired:
    weights = [_by_feature(each, each.coef) for each in (local, whole)]
    halves = [_by_feature(each, each.interval) for each in (local, whole)]
    sizes = {
        feature: max(abs(by_feature.get(feature, 0.0)) for by_feature in weights)
        for feature in {*weights[0], *_strongest(weights[1], max(len(weights[0]), _FEWEST))}
    }
    order = sorted(sizes, key=lambda feature: (-sizes[feature], feature))[:MOST_SHOWN]
    # A tree does not use a feature that is not on its path; of others the surrogate says nothing.
    absent = [0.0 if each.surrogate == "tree" else np.nan for each in (local, whole)]
    return _Paired(
        np.array(order, dtype=np.intp),
        np.array([[each.get(feature, zero) for feature in order] for each, zero in zip(weights, absent, strict=True)]),
        np.array([[each.get(feature, np.nan) for feature in order] for each in halves]),
    )


class _Weights(NamedTuple):
    """Weights of q features as they are and as they may be without what moves them, (r, q), and half widths, (q,)."""

    possible: NDArray[np.float64]
    half: NDArray[np.float64]


class _Judged(NamedTuple):
    """What `in_words` says of the differences of q features; `whole` is as near to the local weight as may be.

    `nothing` is the sentence where nothing differs. `explained` is whether weights are apart, and not by the place.
    """

    whole: NDArray[np.float64]
    differs: NDArray[np.bool_]
    signed: NDArray[np.bool_]
    nothing: str
    explained: bool


def _judged(
    local: Explanation,
    paired: _Paired,
    moved: NDArray[np.float64] | None,
    samples: Placeless | None,
    *,
    comparable: bool,
) -> _Judged:
    """Tell differences of the place from chance, penalties, columns that vary together and how samples are drawn."""
    (here, overall), (here_half, overall_half) = paired.weights, paired.halves
    kept = max(1.0 - float(np.nan_to_num(local.shrinkage)), _LEAST_KEPT)
    without = overall - (0.0 if moved is None else moved[paired.features])
    one = _Weights(np.array([here, here / kept]), here_half)
    others = [_Weights(np.array([overall, without]), overall_half)]
    if samples is not None:
        one = _Weights(np.vstack([one.possible, samples.here]), np.fmax(here_half, samples.here_interval))
        others.append(_Weights(samples.wide[None], samples.wide_interval))
    largest = float(np.abs(np.nan_to_num(paired.weights)).max(initial=0.0))
    chance = [_chance(one, other, largest) for other in others]
    sides: list[NDArray[Any]] = [_side(one, *each) for each in zip(others, chance, strict=True)]
    if samples is not None and samples.moves is not None:
        sides.append(samples.moves)
    differs = (sides[0] != 0) & np.all([side == sides[0] for side in sides], axis=0)
    unknown = ""
    if any(reason.name == "few_samples" for reason in local.reasons):
        unknown = "global.too_few"
    elif samples is not None and not samples.enough and (sides[0] != 0).any():
        unknown = "global.too_near"
    shared = ((sides[0] == 0) & (np.abs(here - overall) > chance[0])).any()
    ends = np.vstack([other.possible for other in others])
    nearest = np.clip(here, np.fmin.reduce(ends), np.fmax.reduce(ends))
    # An interval that is not known leaves nothing out.
    half = np.fmax.reduce([np.nan_to_num(other.half) for other in others])
    told = comparable and not unknown
    return _Judged(
        whole=nearest,
        differs=differs & told,
        signed=(np.abs(here) > np.nan_to_num(one.half)) & (np.abs(nearest) > half),
        nothing=unknown or ("global.same_shared" if shared else "global.same"),
        explained=told and bool(((sides[0] != 0) & ~differs).any()),
    )


def _chance(one: _Weights, other: _Weights, largest: float) -> NDArray[np.float64]:
    """Give the difference of q weights up to which it may be chance."""
    halves = np.array([one.half, other.half])
    least = np.where(np.isnan(halves).any(axis=0), _CLEARLY, _HARDLY) * largest
    return np.asarray(np.maximum(least, np.sqrt(np.square(np.nan_to_num(halves)).sum(axis=0))))


def _side(local: _Weights, other: _Weights, chance: NDArray[np.float64]) -> NDArray[np.int_]:
    """Tell whether the local weight is above (1) or below (−1) the other by more than chance, or neither (0)."""
    above = local.possible.min(axis=0) - other.possible.max(axis=0) > chance
    below = other.possible.min(axis=0) - local.possible.max(axis=0) > chance
    return np.asarray(above.astype(np.int_) - below)


def _by_feature(explanation: Explanation, numbers: NDArray[np.float64]) -> dict[int, float]:
    return dict(zip(explanation.features.tolist(), numbers.tolist(), strict=True))


def _strongest(weights: dict[int, Any], n: int) -> list[int]:
    return sorted(weights, key=lambda feature: -abs(weights[feature]))[:n]
