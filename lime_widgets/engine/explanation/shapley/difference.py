"""What differs between LIME's weights and Shapley values of one instance, in numbers and in one sentence."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.explanation.doubts import POOR
from lime_widgets.engine.explanation.drawing import difference as drawing
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

_MOST_TOP = 5
_MOST_MARKED = 3
# Marked features differ by more than chance, and by these shares of the largest difference and of the largest value.
_OF_LARGEST, _OF_VALUES = 0.5, 0.1
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Difference:
    """The other method's values for the features of a displayed explanation.

    Attributes
    ----------
    method : {"lime", "shapley"}
        The other method.
    contributions : dict of int to float
        What it gives each displayed feature; without features that it leaves out.
    intervals : dict of int to float
        The half widths of the 95 % intervals of these contributions: 0 where they are exact, and without features
        whose interval is not known.
    shown : dict of int to float
        The displayed contribution of each displayed feature.
    names : dict of int to str
        Their names.
    marked : tuple of int
        At most three displayed features whose contributions differ most, of those that differ by more than √(a² + b²)
        with a and b the half widths of both 95 % intervals.
    sentence : str
        What differs. A method that is graded poor comes first, with the reason.
    """

    method: str
    contributions: dict[int, float]
    intervals: dict[int, float]
    shown: dict[int, float]
    names: dict[int, str]
    marked: tuple[int, ...]
    sentence: str

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the displayed contributions as bars and the other method's as outlines, for print.

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


def difference(shown: Any, other: Any) -> Difference:
    """Compare an `Explanation` with that of the other method for the same instance and output.

    Features are the same where they are of the same part, or of the same column of a table.
    """
    here, there = _by_key(shown), _by_key(other)
    keys = {int(feature): _key(shown, int(feature)) for feature in shown.features}
    both = {feature: (here[key], there[key]) for feature, key in keys.items() if key in there}
    size = max((abs(value) for value, _ in (*here.values(), *there.values())), default=0.0)
    marked = _marked(both, size)
    displayed = {feature: here[key][0] for feature, key in keys.items()}
    names = {feature: shown.feature_names[feature] for feature in keys}
    return Difference(
        other.method,
        {feature: value for feature, (_, (value, _)) in both.items()},
        {feature: half for feature, (_, (_, half)) in both.items() if not math.isnan(half)},
        displayed,
        names,
        marked,
        _sentence(shown, other, both, marked, size),
    )


# A contribution, and the half width of its 95 % interval, NaN where it is not known.
_Measured = tuple[float, float]


def _marked(both: Mapping[int, tuple[_Measured, _Measured]], size: float) -> tuple[int, ...]:
    """Give the features that differ most, of those that differ by more than chance."""
    apart = {feature: _apart(*pair) for feature, pair in both.items()}
    # Without an interval chance cannot be ruled out.
    certain = {feature: value for feature, value in apart.items() if value > math.hypot(*_halves(both[feature]))}
    most = max(certain.values(), default=0.0)
    far = [each for each in sorted(certain, key=lambda each: -certain[each]) if certain[each] >= _OF_LARGEST * most]
    return tuple(far[:_MOST_MARKED]) if most >= _OF_VALUES * size else ()


def _apart(one: _Measured, two: _Measured) -> float:
    return abs(one[0] - two[0])


def _halves(pair: tuple[_Measured, _Measured]) -> tuple[float, float]:
    return pair[0][1], pair[1][1]


def _key(explanation: Any, feature: int) -> Any:
    origin = explanation.origin
    return feature if origin.part or not origin.columns else origin.columns[feature]


def _by_key(explanation: Any) -> dict[Any, _Measured]:
    """Give the contributions with their intervals, the largest first; of two features of one column the first."""
    found: dict[Any, _Measured] = {}
    columns = explanation.features, explanation.contributions, explanation.contribution_intervals
    rows = zip(*(column.tolist() for column in columns), strict=True)
    for feature, value, half in sorted(rows, key=lambda row: -abs(row[1])):
        found.setdefault(_key(explanation, feature), (value, half))
    return found


def _name(explanation: Any, feature: int) -> str:
    origin = explanation.origin
    names = explanation.feature_names if origin.part or not origin.columns else origin.columns
    return str(origin.said(short_name(names[feature], _LONGEST_NAME)))


def _sentence(
    shown: Any,
    other: Any,
    both: Mapping[int, tuple[_Measured, _Measured]],
    marked: tuple[int, ...],
    size: float,
) -> str:
    top, rest = _top(shown, other, marked), _rest(shown, both, marked, size)
    if top:
        said = say("differ.whole", top=top, rest=rest)
    else:  # a name stays as it is
        said = say("differ.alone", rest=rest if marked else rest[:1].upper() + rest[1:])
    return " ".join([*filter(None, (_poor(shown, ""), _poor(other, _reason(other)))), said])


def _poor(explanation: Any, reason: str) -> str:
    """Say that an explanation is graded poor; "" if it is not."""
    if explanation.grade != "poor":
        return ""
    return say("differ.poor_lime" if explanation.method == "lime" else "differ.poor_shapley", reason=reason).rstrip()


def _reason(explanation: Any) -> str:
    """Say why an explanation is graded poor. The displayed one's reasons stand beside it."""
    return next((reason.sentence for reason in explanation.reasons if reason.name in POOR), "")


def _top(shown: Any, other: Any, marked: tuple[int, ...]) -> str:
    # Who gives a feature the other sign does not agree on it.
    orders = [[(key, value > 0) for key, (value, _) in _by_key(each).items()] for each in (shown, other)]
    # That all features are the same ones says nothing.
    n_all = len({_key(shown, feature) for feature in range(len(shown.feature_names))})
    most = min(_MOST_TOP, n_all - 1, *map(len, orders))
    same = [n for n in range(1, most + 1) if set(orders[0][:n]) == set(orders[1][:n])]
    if same:
        return say("differ.top", n=max(same))
    if not marked:
        return ""  # the order is chance
    by_method = dict(zip((shown.method, other.method), (_first(shown), _first(other)), strict=True))
    return say("differ.first", **by_method) if by_method["lime"] != by_method["shapley"] else ""


def _first(explanation: Any) -> str:
    place = max(range(len(explanation.features)), key=lambda k: abs(explanation.contributions[k]), default=None)
    return say("value.none") if place is None else _name(explanation, int(explanation.features[place]))


def _rest(shown: Any, both: Mapping[int, tuple[_Measured, _Measured]], marked: tuple[int, ...], size: float) -> str:
    if marked:
        here, there = map(_measured, both[marked[0]])
        lime, shapley = (here, there) if shown.method == "lime" else (there, here)
        return say("differ.gets", name=_name(shown, marked[0]), lime=lime, shapley=shapley)
    most = max((_apart(*pair) for pair in both.values()), default=0.0)
    if most < _OF_VALUES * size or most == 0:
        return say("differ.little", most=number_text(most))
    unknown = any(math.isnan(half) for pair in both.values() for half in _halves(pair))
    return say("differ.unknown" if unknown else "differ.unsure", most=number_text(most))


def _measured(measured: _Measured) -> str:
    value, half = measured
    return say("differ.measured", value=_signed(value), half=number_text(half)) if half else _signed(value)


def _signed(number: float) -> str:
    text = number_text(number)
    return f"+{text}" if number > 0 else text
