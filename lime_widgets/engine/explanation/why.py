"""Why: one sentence that says which features decide an answer, and never more than their intervals carry.

The functions take a `Sweep`, whose methods call them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.errors import shortened
from lime_widgets.engine.explanation.doubts import POOR, bit_of
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.texts import listed, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Features are named until they carry this share of their side, at most `_MOST_NAMED` of them.
_MOSTLY = 0.6
_MOST_NAMED = 3
# Named features that carry less of their side than this are not "mostly" the reason.
_LEAST_SHARE = 0.5
# The other side is called little below this share of the leading side.
_LITTLE = 0.1
_LONGEST_NAME = 40


class _Side(NamedTuple):
    """The features on one side: the names of the strongest certain ones, and how much the side carries."""

    names: list[str]
    certain: list[float]
    total: float

    def named(self, share: float = _MOSTLY, most: int = _MOST_NAMED) -> tuple[list[str], float]:
        """Give the fewest strongest names that carry a share of the side, and the share that they carry."""
        carried, k = 0.0, 0
        while k < min(most, len(self.names)) and (k == 0 or carried < share * self.total):
            carried += self.certain[k]
            k += 1
        return self.names[:k], carried / self.total if self.total else 0.0


def why(sweep: Any, index: int) -> str:
    """Say why the surrogate answers as it does at one of the kernel widths of a sweep.

    A feature is named only if the 95 % interval of its contribution leaves out 0.
    """
    doubts = int(sweep.doubts[index])
    if doubts >> bit_of("constant") & 1:
        return say("why.constant")
    kept = sweep.features[index] >= 0
    features = sweep.features[index][kept]
    sizes, halves = _contributions(sweep, index, kept)
    certain = np.abs(sizes) > halves
    if any(doubts >> bit_of(name) & 1 for name in POOR):
        return _unreliable(sweep, features, sizes)
    raises = float(sizes.sum()) >= 0
    lead = _side(sweep, features, np.where(certain, sizes if raises else -sizes, 0.0), _sum(sizes, raises))
    if not lead.names:
        return say("why.uncertain")
    rest = _side(sweep, features, np.where(certain, -sizes if raises else sizes, 0.0), _sum(sizes, not raises))
    if sweep.origin.part == "superpixel":
        return _of_image(sweep, lead, rest, raises=raises)
    opening, against = _opening(sweep, index, lead, raises=raises), _against(sweep, lead, rest, raises=raises)
    return say("why.whole", opening=opening, against=against)


def _contributions(sweep: Any, index: int, kept: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the contributions, and the half widths of their 95 % intervals: none where the fit is exact."""
    sizes, coef = sweep.contributions[index][kept], sweep.coef[index][kept]
    if sweep.exact:
        return sizes, np.zeros_like(sizes)
    values = np.divide(sizes, coef, out=np.ones_like(coef), where=coef != 0)
    halves = sweep.interval[index][kept] * np.abs(values)
    return sizes, np.where(np.isnan(halves), np.inf, halves)


def _sum(sizes: NDArray[np.float64], positive: bool) -> float:
    return float(np.maximum(sizes if positive else -sizes, 0.0).sum())


def _side(sweep: Any, features: NDArray[np.intp], sizes: NDArray[np.float64], total: float) -> _Side:
    order = [int(place) for place in np.argsort(-sizes, kind="stable") if sizes[place] > 0]
    names = [_name(sweep, int(features[place])) for place in order[:_MOST_NAMED]]
    return _Side(names, [float(sizes[place]) for place in order], total)


def _name(sweep: Any, feature: int) -> str:
    """Name a feature as a reader knows it: a value of the row, a word of the text."""
    origin = sweep.origin
    value = origin.values[feature] if origin.values else None
    if value is not None:
        return say("why.value", column=shortened(origin.columns[feature], _LONGEST_NAME), value=value_text(value))
    name = shortened(sweep.feature_names[feature], _LONGEST_NAME)
    return say("why.quoted", name=name) if origin.part else name


def value_text(value: Any) -> str:
    """Write a value of a row with the digits that it has."""
    if isinstance(value, float | np.floating):
        return f"{value:.6g}".replace("-", "−")
    return shortened(str(value), _LONGEST_NAME)


def _unreliable(sweep: Any, features: NDArray[np.intp], sizes: NDArray[np.float64]) -> str:
    order = np.argsort(-np.abs(sizes), kind="stable")[:2]
    if sweep.origin.part == "superpixel" or not len(order):
        return say("why.unreliable")
    return say("why.unreliable_names", names=listed([_name(sweep, int(features[place])) for place in order]))


def _opening(sweep: Any, index: int, lead: _Side, *, raises: bool) -> str:
    named, share = lead.named()
    names = listed(named)
    kind = "mostly" if share >= _LEAST_SHARE else "many"
    reason = say(f"why.{kind}_parts" if sweep.origin.part else f"why.{kind}", names=names)
    if not _is_class(sweep):
        return say("why.higher" if raises else "why.lower", base=_base_text(sweep, index), reason=reason)
    if sweep.predicted == sweep.output:
        if raises:
            return reason[0].upper() + reason[1:]
        return say("why.starts_high", names=names, base=_base_text(sweep, index), n=len(named))
    output = shortened(sweep.output_name, _LONGEST_NAME)
    return say("why.likely" if raises else "why.not", output=output, reason=reason)


def _against(sweep: Any, lead: _Side, rest: _Side, *, raises: bool) -> str:
    verb = ("against" if raises else "for") if _is_class(sweep) else ("lowers" if raises else "raises")
    if rest.total < _LITTLE * lead.total:
        return say(f"why.little_{verb}")
    if not rest.names:
        return say(f"why.unsure_{verb}")
    names = rest.names[:2]
    return say(f"why.{verb}", names=listed(names), n=len(names))


def _of_image(sweep: Any, lead: _Side, rest: _Side, *, raises: bool) -> str:
    """Count superpixels: their numbers tell a reader nothing."""
    half, k = 0.0, 0
    while half < 0.5 * lead.total and k < len(lead.certain):
        half += lead.certain[k]
        k += 1
    output = shortened(sweep.output_name, _LONGEST_NAME)
    counted = {"parts": say("why.parts", n=k), "all": len(sweep.feature_names), "n": k}
    if half < 0.5 * lead.total:
        opening = say("why.parts_many", **counted)
    else:
        opening = say("why.parts_for" if raises else "why.parts_against", output=output, **counted)
    other = "against" if raises else "for"
    if rest.total < _LITTLE * lead.total:
        against = say(f"why.little_{other}")
    elif not rest.certain:
        against = say(f"why.unsure_{other}")
    else:
        against = say(f"why.others_{other}", n=len(rest.certain))
    return say("why.whole", opening=opening, against=against)


def _is_class(sweep: Any) -> bool:
    return sweep.predicted is not None


def _base_text(sweep: Any, index: int) -> str:
    base = float(sweep.intercept[index])
    return number_text(float(sigmoid(np.asarray(base))) if sweep.surrogate == "logistic" else base).replace("-", "−")
