"""The weights over the kernel width, with their errors and the fidelity of the surrogate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.engine.texts import say
from lime_widgets.widgets.plots.plotted import Plot, PlottedView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lime_widgets.study import Study


class KernelWidthView(PlottedView):
    """The weights over the kernel width, with their errors and the fidelity of the surrogate.

    Each feature's weight is a curve with its 95 % interval as a band. Changes of sign are marked, and widths with
    too few effective samples are shaded. The strip below shows how far to trust each width: its grade, R² of
    samples left out of the fit, the effective samples as a share of all, and the gap to the model at the instance
    as a share of the range of the model's answers. Dragging the line at the current width moves all views of the
    study. Dragging the target for R² chooses the largest width that reaches it (Visani et al. 2020).

    Parameters
    ----------
    study : Study
        A study of any kind of data.

    Raises
    ------
    LimeError
        If it is not a study.
    """

    _front_end_name = "kernel_width"

    def _make_plot(self) -> Plot:
        plot = Plot()
        plot.scale("x", log=True)
        for name in ("weights", "trust"):
            plot.scale(f"y_{name}")
            # The first marks lie behind the others.
            plot.lines(f"few_{name}", "x", f"y_{name}", close_path=True, fill="inside", stroke_width=0.0)
            plot.lines(f"width_{name}", "x", f"y_{name}", stroke_width=2.0)
        plot.lines("bands", "x", "y_weights", close_path=True, fill="inside", stroke_width=0.0)
        plot.lines("zero", "x", "y_weights", stroke_width=1.0)
        plot.lines("coef", "x", "y_weights", stroke_width=2.0)
        plot.points("changes", "x", "y_weights", default_size=40, stroke_width=1.5)
        plot.lines("grades", "x", "y_trust", close_path=True, fill="inside", stroke_width=0.0)
        plot.lines("score", "x", "y_trust", stroke_width=2.0)
        plot.lines("ess", "x", "y_trust", stroke_width=1.5, line_style="dashed")
        plot.lines("gap", "x", "y_trust", stroke_width=1.5, line_style="dotted")
        plot.lines("target", "x", "y_trust", stroke_width=1.5, line_style="dash_dotted")
        plot.figure(
            "weights", ("few_weights", "zero", "bands", "coef", "changes", "width_weights"),
            x="x", y="y_weights", height=260, margin=(6, 14, 8, 62), y_label=say("axis.weight"), x_shown=False,
        )  # fmt: skip
        plot.figure(
            "trust", ("grades", "few_trust", "gap", "ess", "score", "target", "width_trust"),
            x="x", y="y_trust", height=150, margin=(6, 14, 40, 62), ticks=(6, 3),
            x_label=say("axis.kernel_width"), y_label=say("axis.trust"),
        )  # fmt: skip
        return plot

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        return study.sweep.plot(ax, kernel_width=study.kernel_width)
