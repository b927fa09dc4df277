"""The local surrogate beside one of the whole model: the weights of both, and how far they part at the instance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

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

# The weights of q features as they are, as they may be without what moves them, and half widths.
_Weights: TypeAlias = "tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]"
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
        Nothing differs where R² of the whole model's surrogate on rows held out is below `words.LEAST_SCORE`.
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
        What the numbers are, beside those of the explanation's bars.
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
) -> GlobalComparison:
    """Put two explanations of one instance side by side, in the same representation.

    `moved`, (p,), is how far the penalty and columns that vary together move the weights of the whole model; by
    default not at all.
    """
    weights = [_by_feature(each, each.coef) for each in (local, whole)]
    halves = [_by_feature(each, each.interval) for each in (local, whole)]
    sizes = {
        feature: max(abs(by_feature.get(feature, 0.0)) for by_feature in weights)
        for feature in {*weights[0], *_strongest(weights[1], max(len(weights[0]), _FEWEST))}
    }
    order = sorted(sizes, key=lambda feature: (-sizes[feature], feature))[:MOST_SHOWN]
    # A tree does not use a feature that is not on its path; of others the surrogate says nothing.
    absent = [0.0 if each.surrogate == "tree" else np.nan for each in (local, whole)]
    here, overall = (
        np.array([each.get(feature, left_out) for feature in order])
        for each, left_out in zip(weights, absent, strict=True)
    )
    here_half, overall_half = (np.array([each.get(feature, np.nan) for feature in order]) for each in halves)
    largest = max((sizes[feature] for feature in order), default=0.0)
    kept = max(1.0 - float(np.nan_to_num(local.shrinkage)), _LEAST_KEPT)
    unmoved = overall - (0.0 if moved is None else moved[order])
    judged = _judged((here, here / kept, here_half), (overall, unmoved, overall_half), largest, whole_score)
    columns = whole.origin.columns or whole.feature_names
    numbers = {
        "surrogate": number_text(local.local_prediction),
        "whole": number_text(whole.local_prediction),
        "model": number_text(local.model_prediction),
        "score": score_text(whole_score),
        "n": n_held_out,
    }
    short = [short_name(columns[feature], _LONGEST_NAME) for feature in order]
    return GlobalComparison(
        features=np.array(order, dtype=np.intp),
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
        headline=in_words(short, here, whole_score=whole_score, **judged._asdict()),
        answers=say("global.answers", **numbers),
        note=note_of(local),
    )


class _Judged(NamedTuple):
    """What `in_words` says of the differences of q features; `whole` is as near to the local weight as may be."""

    whole: NDArray[np.float64]
    differs: NDArray[np.bool_]
    signed: NDArray[np.bool_]
    shared: bool


def _judged(local: _Weights, whole: _Weights, largest: float, whole_score: float) -> _Judged:
    """Tell differences from chance, and from what penalties and columns that vary together move."""
    (here, _, here_half), (overall, _, overall_half) = local, whole
    together = np.sqrt(np.square(np.nan_to_num(here_half)) + np.square(np.nan_to_num(overall_half)))
    unknown = np.isnan(here_half) & np.isnan(overall_half)
    chance = np.maximum(np.where(unknown, _CLEARLY, _HARDLY) * largest, together)
    # Without what moves them, the weights would be anywhere between these.
    (low, high), (overall_low, overall_high) = (np.sort(each[:2], axis=0) for each in (local, whole))
    differs = (np.maximum(low - overall_high, overall_low - high) > chance) & (whole_score >= LEAST_SCORE)
    nearest = np.clip(here, overall_low, overall_high)
    # An interval that is not known leaves nothing out.
    signed = (np.abs(here) > np.nan_to_num(here_half)) & (np.abs(nearest) > np.nan_to_num(overall_half))
    return _Judged(nearest, differs, signed, bool((~differs & (np.abs(here - overall) > chance)).any()))


def _by_feature(explanation: Explanation, numbers: NDArray[np.float64]) -> dict[int, float]:
    return dict(zip(explanation.features.tolist(), numbers.tolist(), strict=True))


def _strongest(weights: dict[int, Any], n: int) -> list[int]:
    return sorted(weights, key=lambda feature: -abs(weights[feature]))[:n]
