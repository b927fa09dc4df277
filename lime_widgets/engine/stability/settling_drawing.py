"""The gaps that close while samples are added, as a figure for print and as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import encodable
from lime_widgets.engine.explanation.drawing.axes import axes_for, printed_name
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Beyond this no gap is in doubt; an exact one has no error at all.
_LARGEST_Z = 12.0


def plot(settlement: Any, ax: Axes | None = None) -> Axes:
    """Draw a line for each of the top features; see `Settlement.plot`."""
    ax = axes_for(ax, 7, 3.6)
    samples = np.array([look.n_samples for look in settlement.looks])
    for feature in dict.fromkeys(int(each) for look in reversed(settlement.looks) for each in look.features):
        z = np.array([_z_of(look, feature) for look in settlement.looks])
        known = ~np.isnan(z)  # one line, past the looks at which the feature is not among the top
        name = printed_name(settlement.feature_names[feature])
        ax.plot(samples[known], z[known], "o-", markersize=3, label=name)
    limit = number_text(settlement.threshold)
    ax.axhline(settlement.threshold, color="0.25", linewidth=0.8, linestyle="--")
    beside = ax.get_yaxis_transform()  # across the axes, at the height of the threshold
    ax.text(1.01, settlement.threshold, say("settle.threshold", z=limit), transform=beside, va="center", size="small")
    ax.set_xscale("log", base=2)
    ax.set_xticks(samples, [f"{n:,}" for n in samples])
    ax.set_xlabel(say("settle.axis_samples"))
    ax.set_ylabel(say("settle.axis_z", z=limit))
    ax.set_title(settlement.sentence, fontsize="small", loc="left", wrap=True, parse_math=False)
    for name_drawn in ax.legend(fontsize="x-small", frameon=False).get_texts():
        name_drawn.set_parse_math(False)  # a name is no formula, whatever dollar signs it has
    ax.spines[["top", "right"]].set_visible(False)
    return ax


def html(settlement: Any) -> str:
    """Give the sentence as plain HTML."""
    return encodable(f"<p style='margin:2px 0'>{escape(settlement.sentence)}</p>")


def _z_of(look: Any, feature: int) -> float:
    """Give the z of a feature's gap, cut off; NaN where it is not among the top."""
    places = np.flatnonzero(look.features == feature)
    return float(np.clip(look.z[places[0]], -_LARGEST_Z, _LARGEST_Z)) if len(places) else float("nan")
