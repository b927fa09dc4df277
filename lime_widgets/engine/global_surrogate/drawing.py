"""Local and global weights side by side: for print, as plain text, and as HTML for a page without widgets.

The functions take a `GlobalComparison`, whose methods call them.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import encodable, short_name
from lime_widgets.engine.explanation.drawing.axes import axes_for, printed_name
from lime_widgets.engine.explanation.drawing.bars import label_weights, number_text
from lime_widgets.engine.explanation.drawing.colors import BARS_FOR
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LONGEST_NAME = 60
_OVERALL = "#8a8f98"


def lines(comparison: Any) -> list[str]:
    """Write one line for each feature; those that differ are marked."""
    rows = zip(comparison.names, comparison.local, comparison.whole, comparison.differs, strict=True)
    return [
        say(
            "global.line_differs" if differs else "global.line",
            name=short_name(name, _LONGEST_NAME),
            local=_text(local),
            whole=_text(whole),
        )
        for name, local, whole, differs in rows
    ]


def plot(comparison: Any, ax: Axes | None = None) -> Axes:
    """Draw pairs of horizontal bars; see `GlobalComparison.plot`."""
    n = len(comparison.names)
    ax = axes_for(ax, 8, 2 + 0.45 * max(n, 1))
    places = np.arange(n)[::-1]
    both = (
        ("local", 0.19, BARS_FOR, say("global.local")),
        ("whole", -0.19, _OVERALL, say("global.whole")),
    )
    for name, shift, color, label in both:
        weights, halves = getattr(comparison, name), getattr(comparison, f"{name}_interval")
        ax.barh(places + shift, np.nan_to_num(weights), height=0.36, color=color, label=label)
        known = np.isfinite(halves)
        ax.errorbar(weights[known], (places + shift)[known], xerr=halves[known], fmt="none", ecolor="0.25",
                    elinewidth=1, capsize=2)  # fmt: skip
    marks = [
        printed_name(name) + " ≠" * bool(differs)
        for name, differs in zip(comparison.names, comparison.differs, strict=True)
    ]
    ax.set_yticks(places, marks, parse_math=False)
    ax.axvline(0, color="0.25", linewidth=0.8)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    label_weights(ax, say("static.value_of", value=say("axis.weight"), output=comparison.output_name))
    told = f"{comparison.headline}\n{comparison.answers}"
    ax.set_title(told, fontsize="small", loc="left", wrap=True, parse_math=False)
    if n:
        ax.legend(fontsize="small", frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))  # on no bar
    return ax


def html(comparison: Any) -> str:
    """Give the pairs of bars as plain HTML without scripts."""
    reach = max(np.abs(np.nan_to_num([*comparison.local, *comparison.whole])), default=0.0) or 1.0
    rows = []
    for name, local, whole, differs in zip(
        comparison.names, comparison.local, comparison.whole, comparison.differs, strict=True
    ):
        bars = _bar(local, reach, BARS_FOR, "top:2px;height:8px") + _bar(whole, reach, _OVERALL, "top:11px;height:8px")
        told, numbers = short_name(name, _LONGEST_NAME), f"{_text(local)} · {_text(whole)}"
        rows.append(
            f"<tr><td style='text-align:right;padding:1px 8px'>{escape(told)}</td>"
            f"<td style='position:relative;width:260px;height:21px;padding:0'>{bars}</td>"
            f"<td style='text-align:left;padding:1px 8px;white-space:nowrap'>{numbers}{' ≠' if differs else ''}"
            "</td></tr>"
        )
    colors = ((BARS_FOR, say("global.local")), (_OVERALL, say("global.whole")))
    key = "&ensp;".join(f"<span style='color:{color}'>■</span>&nbsp;{escape(label)}" for color, label in colors)
    return encodable(
        "<div style='color:var(--jp-content-font-color1,inherit);font-size:13px'>"
        f"<p style='margin:2px 0'><b>{escape(comparison.headline)}</b></p>"
        f"<p style='margin:2px 0'>{escape(comparison.answers)}</p><p style='margin:2px 0'>{key}</p>"
        f"<p style='margin:2px 0'><small>{escape(comparison.note)}</small></p>"
        f"<table style='border-collapse:collapse'>{''.join(rows)}</table></div>"
    )


def _bar(weight: float, reach: float, color: str, place: str) -> str:
    width = 0.0 if np.isnan(weight) else 50 * abs(weight) / reach
    side = f"left:{50 - width:.2f}%" if weight < 0 else "left:50%"
    return f"<div style='position:absolute;{place};{side};width:{width:.2f}%;background:{color}'></div>"


def _text(weight: float) -> str:
    """Write a weight; a feature that is not among those of a surrogate has none."""
    return "–" if np.isnan(weight) else number_text(weight)
