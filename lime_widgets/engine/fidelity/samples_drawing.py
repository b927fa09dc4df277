"""The samples one by one as a figure for print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.drawing.axes import axes_for, title_with
from lime_widgets.engine.explanation.drawing.colors import TRAINING, color_map
from lime_widgets.engine.explanation.drawing.tree import share_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

# Up to this number of distinct distances the points form columns, which are spread to show single points, as on screen
# (js/src/views/samples/points.ts).
_FEW_DISTANCES = 48
_MOST_SPREAD = 0.015
_GOLDEN = 0.6180339887498949


def plot(points: Any, up: NDArray[np.float64], against: str, ax: Axes | None, *, training: bool) -> Axes:
    """Draw a point for each sample; see `SamplePoints.plot`. `up` holds the vertical positions."""
    ax = axes_for(ax, 7, 4.2)
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    rooms = rooms_of(points.distance)
    across = spread(points.distance, rooms)
    # The farthest lie below. The instance can outweigh all samples where they are far from it.
    order = np.argsort(-points.distance, kind="stable")
    largest = float(points.weight[1:].max(initial=0.0)) or 1.0
    ax.scatter(
        across[order], up[order], c=points.weight[order], cmap=color_map(), vmin=0, vmax=largest,
        s=9 if len(up) > 1500 else 16, alpha=0.85, linewidths=0,
    )  # fmt: skip
    if against == "data" and training:
        # On top, as on screen: the samples are many more and would hide them.
        rows = spread(points.beside.training_distance, rooms), points.beside.training
        ax.scatter(*rows, s=11, marker="s", color=TRAINING, alpha=0.75, linewidths=0, label=say("samples.training"))
    ax.plot(across[:1], up[:1], "o", color="none", markeredgecolor="black", markersize=8, label=say("samples.instance"))
    level = {"prediction": up[0], "residual": 0.0, "data": getattr(points.beside, "edge", 0.0)}[against]
    ax.axhline(level, color="0.45", linewidth=1, label=say(_LEVELS[against]))
    whole = ScalarMappable(Normalize(0, largest), color_map())  # without the points' transparency
    bar = ax.figure.colorbar(whole, ax=ax, ticks=[0.0, largest])
    bar.ax.set_yticklabels([say("samples.lightest"), say("samples.heaviest")], fontsize="small")
    if against == "data":
        ax.set_ylim(bottom=0)
    ax.set_xlabel(say("axis.distance"))
    ax.set_ylabel(_label(points.explanation, against), parse_math=False)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_title(_sentence(points, against), fontsize="small", loc="left", wrap=True)
    ax.legend(fontsize="x-small", framealpha=0.85, edgecolor="none")
    return ax


_LEVELS = {"prediction": "samples.level", "residual": "samples.zero", "data": "samples.edge"}


def rooms_of(distance: NDArray[np.float64]) -> dict[float, float]:
    """Give the spread to each side of each distance where there are few; empty where nothing is spread."""
    levels = np.unique(distance)
    if len(levels) > _FEW_DISTANCES or 4 * len(levels) > len(distance):
        return {}
    gaps = np.concatenate([[np.inf], np.diff(levels), [np.inf]]) / 3
    most = _MOST_SPREAD * (levels[-1] - levels[0])
    return dict(zip(levels.tolist(), np.minimum(np.minimum(gaps[:-1], gaps[1:]), most).tolist(), strict=True))


def spread(distance: NDArray[np.float64], rooms: dict[float, float]) -> NDArray[np.float64]:
    """Spread points reproducibly; the first, which is the instance among samples, keeps its place."""
    # Multiples of the golden ratio fill an interval evenly for any count.
    sides = 2.0 * (np.arange(len(distance)) * _GOLDEN % 1.0) - 1.0
    sides[:1] = 0.0
    room = np.array([rooms.get(each, 0.0) for each in distance.tolist()])
    return np.asarray(distance + sides * room)


def _label(explanation: Any, against: str) -> str:
    if against == "residual":
        return say("fidelity.axis.residual")
    if against == "data":
        return say("samples.from_data")
    return answer_name(explanation)


def answer_name(explanation: Any) -> str:
    """Name the explained output on an axis; a long name loses its middle, so that the figure does not cut its ends."""
    name = str(explanation.output_name)
    probability = explanation.output_kind == "probability"
    return title_with(name, lambda short: say("samples.probability", name=short) if probability else short)


def _sentence(points: Any, against: str) -> str:
    """Say how many samples there are, and how many of them lie off the data."""
    explanation = points.explanation
    told = say("samples.all" if explanation.exact else "samples.drawn", n=explanation.n_samples,
               ess=f"{explanation.ess:,.0f}")  # fmt: skip
    if points.off_data is None:
        return told
    off = say("samples.above" if against == "data" else "samples.off", share=share_text(points.off_data))
    return f"{told} {off}"
