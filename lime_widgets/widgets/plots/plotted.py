"""The parts of plotted views: bqplot's figures, empty until the browser fills them.

Only this module knows bqplot. It makes scales, marks, axes and figures once. The view's front end shows and
fills them from the sweep that the study's model holds, so that they follow a dragged kernel width without a
message to the kernel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from bqplot import Axis, Figure, LinearScale, Lines, LogScale, Scatter
from ipywidgets import Layout, widget_serialization
from traitlets import Dict

from lime_widgets.widgets.views.view import FULL_WIDTH, StudyView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipywidgets import Widget


class Plot:
    """The figures of one view, and their parts by name. Names of figures begin with "figure_"."""

    def __init__(self) -> None:
        self.parts: dict[str, Widget] = {}
        self.figures: list[Figure] = []

    def scale(self, name: str, *, log: bool = False) -> None:
        """Make a scale. The browser sets its ends."""
        ends = {"min": 1.0, "max": 10.0} if log else {"min": 0.0, "max": 1.0}
        self.parts[name] = (LogScale if log else LinearScale)(allow_padding=False, **ends)

    def lines(self, name: str, x: str, y: str, **traits: Any) -> None:
        """Make a mark for curves, empty."""
        self.parts[name] = Lines(**self._empty(x, y), **traits)

    def points(self, name: str, x: str, y: str, **traits: Any) -> None:
        """Make a mark for points, empty."""
        self.parts[name] = Scatter(**self._empty(x, y), **traits)

    def _empty(self, x: str, y: str) -> dict[str, Any]:
        """Give the traits that all marks share. Marks must not set the ends of their scales."""
        return {
            "x": np.empty(0),
            "y": np.empty(0),
            "scales": {"x": self.parts[x], "y": self.parts[y]},
            "preserve_domain": {"x": True, "y": True},
            "enable_hover": False,
        }

    def figure(
        self,
        name: str,
        marks: Sequence[str],
        *,
        x: str,
        y: str,
        height: int,
        margin: tuple[int, int, int, int] = (10, 14, 38, 62),
        x_label: str = "",
        y_label: str = "",
        x_shown: bool = True,
        ticks: tuple[int, int] = (6, 5),
    ) -> None:
        """Make a figure of some marks, in drawing order. Margins are top, right, bottom and left, in pixels."""
        axes = [
            Axis(scale=self.parts[x], label=x_label if x_shown else "", num_ticks=ticks[0], label_offset="2.3em",
                 tick_style={} if x_shown else {"display": "none"}),
            Axis(scale=self.parts[y], side="left", label=y_label, num_ticks=ticks[1], label_offset="3.4em"),
        ]  # fmt: skip
        figure = Figure(
            marks=[self.parts[mark] for mark in marks],
            axes=axes,
            fig_margin=dict(zip(("top", "right", "bottom", "left"), margin, strict=True)),
            min_aspect_ratio=0.01,
            max_aspect_ratio=100,
            padding_x=0.0,
            padding_y=0.0,
            animation_duration=0,
            display_toolbar=False,
            layout=Layout(width="100%", height=f"{height}px", min_width="0", min_height=f"{height}px"),
        )
        figure.add_class("lw-figure").add_class(f"lw-figure-{name}")
        self.parts[f"figure_{name}"] = figure
        self.figures.append(figure)

    def close(self) -> None:
        """Close all parts."""
        for figure in self.figures:
            for part in (*figure.axes, figure.scale_x, figure.scale_y, figure.layout):
                part.close()
        for part in self.parts.values():
            part.close()


class PlottedView(StudyView):
    """A view of a study that bqplot draws. All views of a study stay in sync, in any cells.

    Parameters
    ----------
    study : Study
        The study to show.
    **traits
        Traits of every widget, such as ``layout``.
    """

    parts = Dict(help="The figures, scales and marks, by name.").tag(sync=True, **widget_serialization)

    # None in a view that could not be made.
    _plot: Plot | None = None

    def _first_traits(self) -> dict[str, Any]:
        self._plot = self._make_plot()
        return {"layout": FULL_WIDTH, "parts": self._plot.parts}

    def _make_plot(self) -> Plot:
        """Make the figures; the view closes them with itself."""
        raise NotImplementedError

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is None:
            return
        super().close()
        # After the view: the browser may still be drawing it, and would miss its figures.
        if self._plot is not None:
            self._plot.close()
