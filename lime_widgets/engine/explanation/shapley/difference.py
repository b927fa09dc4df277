"""What differs between LIME's weights and Shapley values of one instance, in numbers and in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import shortened
from lime_widgets.engine.explanation.drawing import difference as drawing
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

_MOST_TOP = 5
_MOST_MARKED = 3
# Marked features differ by at least these shares of the largest difference and of the largest value.
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
    shown : dict of int to float
        The displayed contribution of each displayed feature.
    names : dict of int to str
        Their names.
    marked : tuple of int
        At most three displayed features whose contributions differ most.
    sentence : str
    """

    method: str
    contributions: dict[int, float]
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
    values = {feature: there[key] for feature, key in keys.items() if key in there}
    apart = {feature: abs(here[keys[feature]] - value) for feature, value in values.items()}
    most, size = max(apart.values(), default=0.0), max(map(abs, (*here.values(), *there.values())), default=0.0)
    far = [each for each in sorted(apart, key=lambda each: -apart[each]) if apart[each] >= _OF_LARGEST * most]
    marked = tuple(far[:_MOST_MARKED]) if most >= _OF_VALUES * size and most > 0 else ()
    sentence = say("differ.whole", top=_top(shown, other), rest=_rest(shown, values, marked, most))
    displayed = {feature: here[key] for feature, key in keys.items()}
    names = {feature: shown.feature_names[feature] for feature in keys}
    return Difference(other.method, values, displayed, names, marked, sentence)


def _key(explanation: Any, feature: int) -> Any:
    origin = explanation.origin
    return feature if origin.part or not origin.columns else origin.columns[feature]


def _by_key(explanation: Any) -> dict[Any, float]:
    """Give the contributions, the largest first; of two features of one column the first."""
    found: dict[Any, float] = {}
    pairs = zip(explanation.features.tolist(), explanation.contributions.tolist(), strict=True)
    for feature, value in sorted(pairs, key=lambda pair: -abs(pair[1])):
        found.setdefault(_key(explanation, feature), value)
    return found


def _name(explanation: Any, feature: int) -> str:
    origin = explanation.origin
    names = explanation.feature_names if origin.part or not origin.columns else origin.columns
    return str(origin.said(shortened(names[feature], _LONGEST_NAME)))


def _top(shown: Any, other: Any) -> str:
    orders = [list(_by_key(each)) for each in (shown, other)]
    most = min(_MOST_TOP, *map(len, orders))
    same = [n for n in range(1, most + 1) if set(orders[0][:n]) == set(orders[1][:n])]
    if same:
        return say("differ.top", n=max(same))
    by_method = dict(zip((shown.method, other.method), (_first(shown), _first(other)), strict=True))
    return say("differ.first", **by_method)


def _first(explanation: Any) -> str:
    place = max(range(len(explanation.features)), key=lambda k: abs(explanation.contributions[k]), default=None)
    return say("value.none") if place is None else _name(explanation, int(explanation.features[place]))


def _rest(shown: Any, values: Mapping[int, float], marked: tuple[int, ...], most: float) -> str:
    if not marked:
        return say("differ.little", most=number_text(most))
    feature = marked[0]
    own = float(shown.contributions[shown.features.tolist().index(feature)])
    here, there = _signed(own), _signed(values[feature])
    lime, shapley = (here, there) if shown.method == "lime" else (there, here)
    return say("differ.gets", name=_name(shown, feature), lime=lime, shapley=shapley)


def _signed(number: float) -> str:
    text = number_text(number).replace("-", "−")
    return f"+{text}" if number > 0 else text
