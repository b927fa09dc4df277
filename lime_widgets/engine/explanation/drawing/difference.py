"""LIME's weights and Shapley values as a figure for print; the function takes a `Difference`, whose method calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.drawing.axes import axes_for, printed_name
from lime_widgets.engine.explanation.drawing.colors import BARS_AGAINST, BARS_FOR
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot(difference: Any, ax: Axes | None = None) -> Axes:
    """Draw the displayed contributions as bars, and the other method's as outlines; see `Difference.plot`."""
    shown, other = difference.shown, difference.contributions
    features = sorted(shown, key=lambda feature: -abs(shown[feature]))
    ax = axes_for(ax, 7, 1.6 + 0.32 * max(len(features), 1))
    places = np.arange(len(features))[::-1]
    sizes = [shown[feature] for feature in features]
    ax.barh(places, sizes, color=[BARS_FOR if size >= 0 else BARS_AGAINST for size in sizes], height=0.6)
    outlined = [other.get(feature, np.nan) for feature in features]
    label = say(f"differ.{difference.method}")
    ax.barh(places, outlined, color="none", edgecolor="0.1", linestyle="--", linewidth=1, height=0.8, label=label)
    halves = [difference.intervals.get(feature, np.nan) for feature in features]
    ax.hlines(places, np.subtract(outlined, halves), np.add(outlined, halves), color="0.1", linewidth=0.8)
    marks = ["≠ " * (feature in difference.marked) + printed_name(difference.names[feature]) for feature in features]
    ax.set_yticks(places, marks, parse_math=False)  # a name is no formula
    ax.axvline(0, color="0.25", linewidth=0.8)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.legend(frameon=False, fontsize="small", loc="best")
    ax.set_title(difference.sentence, fontsize="small", loc="left", wrap=True, parse_math=False)
    return ax
