"""The neighbors of an instance as a figure for print, and as HTML for a page without widgets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import short_name
from lime_widgets.engine.explanation.drawing.axes import axes_for
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.explanation.drawing.colors import BARS_FOR, color_map
from lime_widgets.engine.sensitivity import words
from lime_widgets.engine.stability.drawing import report
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGEST_NAME = 60
# Distances that differ by less than this share of the largest tell nothing.
_ALIKE = 0.05


def plot(sensitivity: Any, ax: Axes | None = None) -> Axes:
    """Draw a point for each neighbor; see `Sensitivity.plot`."""
    ax = axes_for(ax, 7, 4)
    distance, change, answers = sensitivity.distance, sensitivity.change, sensitivity.model_change
    alike = np.ptp(distance) <= _ALIKE * distance.max()
    across = answers if alike else distance
    points = ax.scatter(across, change, c=answers, cmap=color_map(), s=32, edgecolors="0.25", linewidths=0.5, zorder=2)
    if alike:
        points.set(array=None, facecolor=BARS_FOR)
        ax.set_xlabel(say("sensitive.axis_answer"))
    else:
        ax.figure.colorbar(points, ax=ax, label=say("sensitive.axis_answer"))
        slope, reach = sensitivity.lipschitz, float(distance.max())
        label = say("sensitive.slope", slope=number_text(slope))
        ax.plot([0.0, reach], [0.0, slope * reach], "--", color="0.5", linewidth=1, zorder=1, label=label)
        ax.legend(frameon=False, fontsize="small", loc="upper left")
        ax.set_xlabel(say(f"sensitive.axis_{sensitivity.data_kind.replace(' ', '_')}"))
    worst = sensitivity.worst
    ax.plot(across[worst], change[worst], "o", color="none", markeredgecolor="0.1", markersize=11)
    share = (across[worst] - across.min()) / max(np.ptp(across), 1e-300)
    ax.annotate(
        short_name(sensitivity.names[worst], _LONGEST_NAME),
        (across[worst], change[worst]),
        xytext=(0, 9),
        textcoords="offset points",
        ha="right" if share > 0.75 else "left" if share < 0.25 else "center",
        fontsize="small",
        parse_math=False,
    )
    ax.set_ylim(bottom=0)
    ax.margins(x=0.08, y=0.12)
    ax.set_ylabel(say(f"sensitive.axis_{sensitivity.kind}"))
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(words.headline(sensitivity), fontsize="small", loc="left", wrap=True, parse_math=False)
    return ax


def html(sensitivity: Any) -> str:
    """Give the headline, the numbers and a table of the worst neighbors as plain HTML."""
    columns = tuple(say(f"sensitive.column_{name}") for name in ("neighbor", "distance", "change", "answer"))
    return report(words.headline(sensitivity), words.sentences(sensitivity), columns, words.rows(sensitivity))
