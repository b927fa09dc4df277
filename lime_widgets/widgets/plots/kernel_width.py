"""The weights over the kernel width, with their errors and the fidelity of the surrogate."""

from __future__ import annotations

from lime_widgets.widgets.plots.plotted import Plot, PlottedView


class KernelWidthView(PlottedView):
    """The weights over the kernel width, with their errors and the fidelity of the surrogate.

    Each feature's weight is a curve with a band of one standard error to either side. Changes of sign are
    marked, and widths with too few effective samples are shaded. The panels below show R², the effective
    sample size and the gap to the model at the instance. Dragging the line at the current width moves all
    views of the study. Dragging the target for R² chooses the largest width that reaches it (Visani et al.
    2020).

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
        for name in ("weights", "score", "gap"):
            plot.scale(f"y_{name}")
        plot.scale("y_ess", log=True)
        panels = ("weights", "score", "ess", "gap")
        for name in panels:
            # The first marks lie behind the others.
            plot.lines(f"few_{name}", "x", f"y_{name}", close_path=True, fill="inside", stroke_width=0.0)
            plot.lines(f"width_{name}", "x", f"y_{name}", stroke_width=2.0)
        plot.lines("bands", "x", "y_weights", close_path=True, fill="inside", stroke_width=0.0)
        plot.lines("zero", "x", "y_weights", stroke_width=1.0)
        plot.lines("coef", "x", "y_weights", stroke_width=2.0)
        plot.points("changes", "x", "y_weights", default_size=40, stroke_width=1.5)
        plot.lines("score", "x", "y_score", stroke_width=2.0)
        plot.lines("target", "x", "y_score", stroke_width=1.5, line_style="dashed")
        plot.lines("ess", "x", "y_ess", stroke_width=2.0)
        plot.lines("gap", "x", "y_gap", stroke_width=2.0)
        between = (6, 14, 8, 62)
        plot.figure(
            "weights", ("few_weights", "zero", "bands", "coef", "changes", "width_weights"),
            x="x", y="y_weights", height=260, margin=between, y_label="weight", x_shown=False,
        )  # fmt: skip
        for name, marks, label in (
            ("score", ("score", "target"), "R²"),
            ("ess", ("ess",), "eff. samples"),
            ("gap", ("gap",), "gap to model"),
        ):
            last = name == "gap"
            plot.figure(
                name, (f"few_{name}", *marks, f"width_{name}"),
                x="x", y=f"y_{name}", height=118 if last else 86, margin=(6, 14, 40, 62) if last else between,
                x_label="kernel width", y_label=label, x_shown=last, ticks=(6, 3),
            )  # fmt: skip
        return plot
