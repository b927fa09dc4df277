"""Repeats as a figure for print, and as HTML for a page without widgets."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import encodable, short_name
from lime_widgets.engine.explanation.drawing.axes import axes_for, printed_name
from lime_widgets.engine.explanation.drawing.bars import label_weights, number_text
from lime_widgets.engine.explanation.drawing.colors import BARS_AGAINST, BARS_FOR
from lime_widgets.engine.stability import words
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

_MOST_FEATURES = 20
_LONGEST_NAME = 80


def plot(stability: Any, ax: Axes | None = None) -> Axes:
    """Draw a strip of dots for each feature; see `Stability.plot`."""
    shown = stability.order[:_MOST_FEATURES]
    ax = axes_for(ax, 7, 1.4 + 0.36 * len(shown))
    places = np.arange(len(shown))[::-1]
    half, mean = stability.predicted_interval[shown], stability.mean[shown]
    for place, center, reach in zip(places, mean, half, strict=True):
        if np.isfinite(reach):
            ax.barh(place, 2 * reach, left=center - reach, height=0.7, color="0.88")
    runs = stability.coef[:, shown]
    lanes = np.linspace(0.25, -0.25, len(runs)) if len(runs) > 1 else np.zeros(1)
    heights = places[None] + lanes[:, None]
    colors = np.where(runs.T[:, 1:] >= 0, BARS_FOR, BARS_AGAINST)
    for place, feature_colors in enumerate(colors):
        ax.scatter(runs[1:, place], heights[1:, place], s=12, c=feature_colors.tolist(), linewidths=0, zorder=2)
    ax.plot(runs[0], places, "|", color="0.1", markersize=12, markeredgewidth=1.6, zorder=3)
    names = [printed_name(stability.feature_names[feature]) for feature in shown]
    ax.set_yticks(places, names, parse_math=False)
    ax.axvline(0, color="0.25", linewidth=0.8)
    ax.spines[["top", "right", "left"]].set_visible(False)
    ax.tick_params(axis="y", length=0)
    axis = say("repeats.axis", value=words.value_name(stability), output=stability.explanation.output_name)
    label_weights(ax, axis)
    ax.set_title(words.headline(stability), fontsize="small", loc="left", wrap=True, parse_math=False)
    return ax


def html(stability: Any) -> str:
    """Give the headline, the numbers and a table of the features as plain HTML."""
    rows = []
    for feature in stability.order[:_MOST_FEATURES]:
        values = (
            short_name(stability.feature_names[feature], _LONGEST_NAME),
            words.percent(float(stability.selected[feature])),
            number_text(float(stability.mean[feature])),
            number_text(float(stability.spread[feature])),
            number_text(float(stability.predicted[feature])),
        )
        rows.append(values)
    columns = (
        say("repeats.column_feature"),
        say("repeats.column_selected"),
        say("repeats.column_mean", value=words.value_name(stability)),
        say("repeats.column_spread"),
        say("repeats.column_predicted"),
    )
    return report(words.headline(stability), words.sentences(stability), columns, rows)


def report(
    headline: str,
    sentences: Iterable[tuple[str, str, str]],
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
) -> str:
    """Give a headline, numbers with their names and meanings, and a table as plain HTML."""
    numbers = "".join(
        f"<tr><td style='padding:1px 8px'>{escape(name)}</td><td style='padding:1px 8px'><b>{escape(value)}</b></td>"
        f"<td style='text-align:left;padding:1px 8px'>{escape(means)}</td></tr>"
        for name, value, means in sentences
    )
    heads = "".join(f"<th style='padding:1px 8px'>{escape(column)}</th>" for column in columns)
    cells = "".join(
        "<tr>" + "".join(f"<td style='padding:1px 8px'>{escape(value)}</td>" for value in values) + "</tr>"
        for values in rows
    )
    return encodable(
        "<div style='color:var(--jp-content-font-color1,inherit);font-size:13px'>"
        f"<p style='margin:2px 0'><b>{escape(headline)}</b></p>"
        f"<table style='border-collapse:collapse'>{numbers}</table>"
        f"<table style='border-collapse:collapse'><tr>{heads}</tr>{cells}</table></div>"
    )
