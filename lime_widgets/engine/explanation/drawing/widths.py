"""The weights over the kernel width as a figure for print; the function takes a `Sweep`, whose method calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.drawing.axes import axes_for, printed_name, title_with
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.explanation.drawing.colors import SERIES
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

_MOST_CURVES = 8
# Intervals reach beyond the curves by at most this share of them: a wide one would leave no room for the curves.
_MOST_BEYOND = 0.3


def plot(sweep: Any, ax: Axes | None, kernel_width: float | None, few: NDArray[np.bool_]) -> Axes:
    """Draw a curve for each of the strongest features; see `Sweep.plot`. `few` tells the widths of too few samples."""
    ax = axes_for(ax, 8, 4)
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    order = np.argsort(sweep.kernel_width, kind="stable")
    widths, few = sweep.kernel_width[order], few[order]
    coef, interval = (_by_feature(sweep, name)[order] for name in ("coef", "interval"))
    meaningful = np.where(few[:, None] & ~few.all(), np.nan, coef)
    sizes = np.nan_to_num(np.abs(meaningful)).max(axis=0)
    shown = [int(each) for each in np.argsort(-sizes, kind="stable")[:_MOST_CURVES] if sizes[each] > 0]
    for feature in shown:
        color = (
            SERIES[feature % len(SERIES)] if len(sweep.feature_names) <= len(SERIES) else SERIES[shown.index(feature)]
        )
        values, half = coef[:, feature], interval[:, feature]
        if not sweep.exact:
            ax.fill_between(widths, values - half, values + half, color=color, alpha=0.13, linewidth=0)
        name = printed_name(sweep.feature_names[feature])
        ax.plot(widths, values, color=color, label=name, marker="o" if len(widths) == 1 else "")
    for stretch, from_, to in _stretches(widths, few):
        ax.axvspan(from_, to, color="0.5", alpha=0.15, linewidth=0, label=stretch)
    ax.axhline(0, color="0.25", linewidth=0.8)
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda width, _: number_text(width)))
    ax.xaxis.set_minor_formatter(NullFormatter())
    if len(widths) > 1:
        ax.set_xlim(widths[0], widths[-1])
    ax.set_ylim(*_extent(meaningful[:, shown], interval[:, shown]))
    if kernel_width is not None:
        _mark(sweep, ax, kernel_width)
    ax.set_xlabel(say("axis.kernel_width"))
    write = lambda output: say("static.value_of", value=say("axis.weight"), output=output)  # noqa: E731
    ax.set_ylabel(title_with(str(sweep.output_name), write), parse_math=False)
    ax.spines[["top", "right"]].set_visible(False)
    if ax.get_legend_handles_labels()[0]:  # a constant model has no curves
        legend = ax.legend(fontsize="x-small", frameon=False, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        for label in legend.get_texts():
            label.set_parse_math(False)  # a name is no formula, whatever dollar signs it has
    return ax


def _mark(sweep: Any, ax: Axes, kernel_width: float) -> None:
    """Mark a width by a line, and say what the nearest explanation is like."""
    ax.axvline(kernel_width, color="0.1", linewidth=1.5)
    place = int(np.abs(np.log(sweep.kernel_width / kernel_width)).argmin())
    score, ess = number_text(float(sweep.loo_score[place])), f"{sweep.ess[place]:,.0f}"
    told = say("widths.marked", width=number_text(kernel_width), score=score, ess=ess)
    ax.set_title(told, fontsize="small", loc="left", wrap=True)


def _by_feature(sweep: Any, name: str) -> NDArray[np.float64]:
    """Give a number of each feature at each width, (T, p); NaN where it is not selected."""
    values = np.full((len(sweep), len(sweep.feature_names) + 1), np.nan)
    np.put_along_axis(values, sweep.features, getattr(sweep, name), axis=1)
    return values[:, :-1]  # feature −1 is none


def _stretches(widths: NDArray[np.float64], few: NDArray[np.bool_]) -> list[tuple[str, float, float]]:
    """Give the stretches of widths with too few samples, which end halfway to the next width; the first has a label."""
    middles = np.sqrt(widths[1:] * widths[:-1])
    starts, stops = np.append(widths[0], middles), np.append(middles, widths[-1])
    turns = np.flatnonzero(np.diff(np.concatenate([[False], few, [False]]).astype(int)))
    pairs = zip(turns[::2], turns[1::2] - 1, strict=True)
    return [
        (say("widths.few") if place == 0 else "", float(starts[first]), float(stops[last]))
        for place, (first, last) in enumerate(pairs)
    ]


def _extent(values: NDArray[np.float64], interval: NDArray[np.float64]) -> tuple[float, float]:
    """Give the ends of the vertical axis: the curves where they mean something, with their intervals."""
    known = values[np.isfinite(values)]
    low, high = min(0.0, known.min(initial=0.0)), max(0.0, known.max(initial=0.0))
    beyond = _MOST_BEYOND * max(high, -low)
    half = np.nan_to_num(interval)
    bottom = max(np.nan_to_num(values - half).min(initial=0.0), low - beyond)
    top = min(np.nan_to_num(values + half).max(initial=0.0), high + beyond)
    room = 0.06 * (top - bottom) or 1.0
    return float(bottom - room), float(top + room)
