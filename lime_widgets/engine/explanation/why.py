"""Why: one sentence that says which features decide an answer, and never more than their intervals carry.

The functions take a `Sweep`, whose methods call them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.explanation.doubts import POOR, bit_of
from lime_widgets.engine.explanation.drawing.bars import apart
from lime_widgets.engine.explanation.intervals import half_widths_of_all
from lime_widgets.engine.rounding import EQUAL, in_steps
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.texts import listed, say
from lime_widgets.engine.texts.entries import with_minus

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Features are named until they carry this share of their side, at most `_MOST_NAMED` of them.
_MOSTLY = 0.6
_MOST_NAMED = 3
# Named features that carry less of their side than this are not "mostly" the reason.
_LEAST_SHARE = 0.5
# The other side is called little below this share of the leading side, and so is a feature beside others of its side.
_LITTLE = 0.1
_LONGEST_NAME = 40
# Kinds of surrogates whose weights have no standard errors.
WITHOUT_ERRORS = frozenset({"tree", "estimator"})


class _Side(NamedTuple):
    """The features on one side: the strongest certain ones, and how much the side carries."""

    features: list[int]
    certain: list[float]
    total: float

    def named(self, share: float = _MOSTLY, most: int = _MOST_NAMED) -> tuple[list[int], float]:
        """Give the fewest strongest features that carry a share of the side, and the share that they carry."""
        carried, k = 0.0, 0
        while k < min(most, len(self.features)) and (k == 0 or carried < share * self.total):
            carried += self.certain[k]
            k += 1
        return self.features[:k], carried / self.total if self.total else 0.0


def whys(sweep: Any, indices: list[int] | None = None) -> list[str]:
    """Say why the surrogate answers as it does, at all kernel widths of a sweep or at some.

    A feature is named only if its contribution differs from 0 with 95 % confidence for all features together.
    """
    asked = np.arange(len(sweep)) if indices is None else np.asarray(indices)
    # A drag sweeps a hundred widths: numbers are taken for all of them at once, and a name is written once.
    names = _Names(sweep)
    sizes, halves = _contributions(sweep, asked)
    lengths = np.abs(sizes)
    largest = np.maximum(lengths.max(axis=1, keepdims=True, initial=0.0), np.finfo(float).tiny)
    order = np.argsort(-in_steps(lengths / largest), axis=1, kind="stable")  # equal ones stay in the bars' order
    along = (np.take_along_axis(array, order, axis=1) for array in (sweep.features[asked], sizes, halves))
    return [
        _said(sweep, names, int(index), [each for each in zip(*row, strict=True) if each[0] >= 0])
        for index, row in zip(asked, zip(*(array.tolist() for array in along), strict=True), strict=True)
    ]


def _said(sweep: Any, names: _Names, index: int, terms: list[tuple[int, float, float]]) -> str:
    """Say why, from the features at one width with their contributions and half widths, the largest first."""
    doubts = int(sweep.doubts[index])
    if doubts >> bit_of("constant") & 1:
        return names.say("why.constant")
    if any(doubts >> bit_of(name) & 1 for name in POOR):
        return _unreliable(sweep, names, terms)
    if sweep.surrogate in WITHOUT_ERRORS and not sweep.exact:
        return _without_errors(sweep, names, index, terms)
    raises = sum(size for _, size, _ in terms) + sweep.rest >= 0
    lead, rest = _side(terms, positive=raises), _side(terms, positive=not raises)
    if not lead.features:
        return names.say("why.uncertain")
    if sweep.origin.part == "superpixel":
        return _of_image(sweep, lead, rest, raises=raises)
    opening = _opening(sweep, names, index, lead, raises=raises)
    return names.say("why.whole", opening=opening, against=_against(sweep, names, lead, rest, raises=raises))


def _contributions(sweep: Any, asked: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the contributions, and the half widths of intervals that hold for all features: 0 where the fit is exact."""
    sizes, coef = sweep.contributions[asked], sweep.coef[asked]
    if sweep.exact:
        return sizes, np.zeros_like(sizes)
    values = np.divide(sizes, coef, out=np.ones_like(coef), where=coef != 0)
    halves = half_widths_of_all(sweep.stderr[asked], sweep.interval[asked], len(sweep.feature_names)) * np.abs(values)
    return sizes, np.where(np.isnan(halves), np.inf, halves)


def _side(terms: list[tuple[int, float, float]], *, positive: bool) -> _Side:
    on_side = [(feature, abs(size), half) for feature, size, half in terms if (size > 0) == positive and size]
    certain = [(feature, size) for feature, size, half in on_side if size > half]
    total = sum(size for _, size, _ in on_side)
    return _Side([feature for feature, _ in certain], [size for _, size in certain], total)


class _Names(dict[int, str]):
    """The features as a reader knows them: a value of the row, a word of the text."""

    def __init__(self, sweep: Any) -> None:
        super().__init__()
        self._sweep = sweep
        self._said: dict[Any, str] = {}

    def say(self, text_id: str, **values: Any) -> str:
        """Give a text of the catalogue; neighboring widths say the same."""
        key = (text_id, *values.values())
        if key not in self._said:
            self._said[key] = say(text_id, **values)
        return self._said[key]

    def __missing__(self, feature: int) -> str:
        sweep, origin = self._sweep, self._sweep.origin
        value = origin.values[feature] if origin.values else None
        if value is not None:
            column = short_name(origin.columns[feature], _LONGEST_NAME)
            name = say("why.value", column=column, value=value_text(value))
        else:
            name = origin.said(short_name(sweep.feature_names[feature], _LONGEST_NAME))
        self[feature] = name
        return name

    def listed(self, features: list[int]) -> str:
        return listed([self[feature] for feature in features])

    def first(self, side: _Side, k: int) -> str:
        """List the first k features of a side, and those of equal weight: one by its name, more by their number."""
        least = side.certain[k - 1] - EQUAL * side.certain[0]
        equal = sum(size >= least for size in side.certain[k:])
        if equal <= 1:
            return self.listed(side.features[: k + equal])
        return listed([*(self[feature] for feature in side.features[:k]), self.say("why.equal", n=equal)])


def value_text(value: Any) -> str:
    """Write a value of a row with the digits that it has."""
    if isinstance(value, float | np.floating):
        return with_minus(f"{value:.6g}")
    return short_name(str(value), _LONGEST_NAME)


def _unreliable(sweep: Any, names: _Names, terms: list[tuple[int, float, float]]) -> str:
    if sweep.method == "shapley":
        return names.say("why.unreliable_shapley")
    certain = [feature for feature, size, half in terms if abs(size) > half][:2]
    if sweep.origin.part == "superpixel" or not certain:
        return names.say("why.unreliable")
    return names.say("why.unreliable_names", names=names.listed(certain))


def _without_errors(sweep: Any, names: _Names, index: int, terms: list[tuple[int, float, float]]) -> str:
    """Say what a surrogate without standard errors does: a tree's path, or the features that move it most."""
    tree = sweep.fitted[index] if sweep.surrogate == "tree" else None
    if tree is not None:
        conditions = tree.conditions()
        value, base = apart(float(sweep.local_prediction[index]), tree.nodes[0].value)
        if not conditions:
            return names.say("why.tree_alone", value=value)
        return names.say("why.tree", path=listed(conditions), value=value, base=base)
    moving = [feature for feature, size, _ in terms if size][:_MOST_NAMED]
    if not moving:
        return names.say("why.uncertain")
    return names.say("why.no_errors", names=names.listed(moving), n=len(moving))


def _opening(sweep: Any, names: _Names, index: int, lead: _Side, *, raises: bool) -> str:
    named, share = lead.named()
    told = names.first(lead, len(named))
    kind = "mostly" if share >= _LEAST_SHARE else "many"
    reason = names.say(f"why.{kind}_parts" if sweep.origin.part else f"why.{kind}", names=told)
    if not _is_class(sweep):
        start = "" if sweep.method == "lime" else "_removed" if sweep.origin.part else "_rows"
        side = "higher" if raises else "lower"
        return names.say(f"why.{side}{start}", base=_base_text(sweep, index), reason=reason)
    if sweep.predicted == sweep.output:
        if raises:
            return reason[0].upper() + reason[1:]
        return names.say("why.starts_high", names=told, base=_base_text(sweep, index), n=len(named))
    output = short_name(sweep.output_name, _LONGEST_NAME)
    return names.say("why.likely" if raises else "why.not", output=output, reason=reason)


def _against(sweep: Any, names: _Names, lead: _Side, rest: _Side, *, raises: bool) -> str:
    verb = ("against" if raises else "for") if _is_class(sweep) else ("lowers" if raises else "raises")
    if rest.total < _LITTLE * lead.total:
        return names.say(f"why.little_{verb}")
    if not rest.features:
        return names.say(f"why.unsure_{verb}")
    named, _ = rest.named(share=1.0 - _LITTLE, most=2)
    return names.say(f"why.{verb}", names=names.first(rest, len(named)), n=len(named))


def _of_image(sweep: Any, lead: _Side, rest: _Side, *, raises: bool) -> str:
    """Count superpixels: their numbers tell a reader nothing."""
    half, k = 0.0, 0
    while half < 0.5 * lead.total and k < len(lead.certain):
        half += lead.certain[k]
        k += 1
    output = short_name(sweep.output_name, _LONGEST_NAME)
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
    base = float(sigmoid(np.asarray(base))) if sweep.surrogate == "logistic" else base
    return apart(base, float(sweep.local_prediction[index]))[0]
