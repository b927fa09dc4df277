"""Slices of the black box as figures for print: along one column, and over two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.drawing.axes import axes_for
from lime_widgets.engine.explanation.drawing.bars import number_text
from lime_widgets.engine.explanation.drawing.colors import PALETTES, SERIES, SURFACE
from lime_widgets.engine.explanation.kernel import SHAPLEY, kernel_weights
from lime_widgets.engine.fidelity.samples_drawing import answer_name
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.tabular.slices import Axis
    from lime_widgets.study.jobs.slices import Sliced

# The height of the kernel's band, as a share of the axes.
_BAND = 0.12
# The area of the heaviest sample of panel C in square points, and that of all in panel B.
_LARGEST, _SMALL = 40.0, 5.0


def curve(study: Any, sliced: Sliced, ax: Axes | None) -> Axes:
    """Draw the black box along a column, the surrogates of the compared widths, and the kernel.

    Parameters
    ----------
    study : TabularStudy
    sliced : Sliced
        Along one column, with answers.
    ax : matplotlib Axes or None
    """
    ax = axes_for(ax, 7, 4.2)
    axis, explanation = sliced.slice.axes[0], study.explanation
    distances = sliced.slice.distances(study.distance)
    if explanation.method != SHAPLEY:
        weights = kernel_weights(distances, [explanation.kernel_width], study.kernel)[0]
        ax.fill_between(axis.values, 0, _BAND * weights, transform=ax.get_xaxis_transform(), color="0.88", linewidth=0,
                        label=say("curve.kernel"))  # fmt: skip
    ax.plot(axis.values, _answers(sliced, explanation), color="0.2", linewidth=3.5, label=say("curve.model"))
    widths = sorted({float(study.kernel_width), *map(float, study.compared_widths)})
    for place, width in enumerate(widths):
        known = study.sweep.index(width)
        fitted = explanation if known is None or width == study.kernel_width else study.sweep[known]
        label = say("curve.width", width=number_text(width))
        surrogate = fitted.predict(_along(study, axis))
        ax.plot(axis.values, surrogate, color=SERIES[place % len(SERIES)], linewidth=1.8, label=label)
    here = float(study.coordinates([axis.column])[0, 0])
    ax.plot([here], [explanation.model_prediction], "P", color="black", markersize=10, label=say("samples.instance"))
    ax.set_xlabel(axis.name, parse_math=False)
    ax.set_ylabel(answer_name(explanation), parse_math=False)
    ax.spines[["top", "right"]].set_visible(False)
    ax.legend(fontsize="x-small", framealpha=0.85, edgecolor="none")
    return ax


def plane(study: Any, sliced: Sliced, panel: str, ax: Axes | None) -> Axes:
    """Draw the black box over two columns; panels B, C and D add samples, their weights, and the surrogate's sides.

    Parameters
    ----------
    study : TabularStudy
    sliced : Sliced
        Over two columns, with answers.
    panel : {"A", "B", "C", "D"}
    ax : matplotlib Axes or None
    """
    from matplotlib.colors import LinearSegmentedColormap

    ax = axes_for(ax, 6, 5)
    explanation, (across, up) = study.explanation, sliced.slice.axes
    surface = _answers(sliced, explanation).reshape(len(across.values), len(up.values)).T
    low, high = (0.0, 1.0) if explanation.output_kind == "probability" else (surface.min(), surface.max())
    colors = LinearSegmentedColormap.from_list("surface", SURFACE)
    extent = (across.low, across.high, up.low, up.high)
    drawn = ax.imshow(surface, origin="lower", extent=extent, aspect="auto", cmap=colors, vmin=low, vmax=high)
    ax.figure.colorbar(drawn, ax=ax).set_label(answer_name(explanation), parse_math=False)
    places = study.coordinates([across.column, up.column])
    if panel in {"B", "C"}:
        weight = study.sample_points().weight[1:]
        sizes = _SMALL if panel == "B" else _LARGEST * weight / (weight.max(initial=0.0) or 1.0)
        ax.scatter(places[1:, 0], places[1:, 1], s=sizes, color="black", alpha=0.7, linewidths=0)
    if panel == "D":
        height = explanation.predict(_over(study, across, up)).T - _level(explanation)
        reach = float(np.abs(height).max()) + 1.0
        toward, against = ("#{:02x}{:02x}{:02x}".format(*color) for color in PALETTES[study.palette])
        ax.contourf(across.values, up.values, height, levels=[-reach, 0, reach], colors=[against, toward], alpha=0.25)
        if height.min() < 0 <= height.max():
            ax.contour(across.values, up.values, height, levels=[0], colors="black", linewidths=1.5)
    if panel != "A":
        ax.plot(*places[0], "o", color="#ffd21f", markeredgecolor="black", markersize=9)
    ax.set(xlim=(across.low, across.high), ylim=(up.low, up.high))
    ax.set_xlabel(across.name, parse_math=False)
    ax.set_ylabel(up.name, parse_math=False)
    return ax


def _answers(sliced: Sliced, explanation: Explanation) -> NDArray[np.float64]:
    if sliced.y is None:
        raise AssertionError
    return np.asarray(sliced.y[:, explanation.output])


def _level(explanation: Explanation) -> float:
    """Give the prediction at which the surrogate changes sides, as on screen (js/src/views/slices/surrogate.ts)."""
    return {"probability": 0.5, "score": 0.0}.get(explanation.output_kind, explanation.model_prediction)


def _along(study: Any, axis: Axis) -> NDArray[np.float64]:
    """Give the interpretable features along an axis, (m, p); the others are the instance's."""
    Z = np.tile(study.neighborhood.Z[0], (len(axis.values), 1))
    Z[:, axis.features] = axis.z.T
    return Z


def _over(study: Any, across: Axis, up: Axis) -> NDArray[np.float64]:
    """Give the interpretable features over two axes, (m, n, p)."""
    Z = np.repeat(_along(study, across)[:, None], len(up.values), axis=1)
    Z[:, :, up.features] = up.z.T
    return Z
