"""The weights against the kernel width, and how far each of them can be believed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.widgets.plots.plotted import Driver, Plot, PlottedView
from lime_widgets.widgets.views.view import STATIC

if TYPE_CHECKING:
    from lime_widgets.study import Study


class _Driver(Driver):
    _esm = STATIC / "plots" / "width.js"
    _css = STATIC / "plots" / "width.css"


class KernelWidthView(PlottedView):
    """The weights against the kernel width, and how far each of them can be believed.

    Each feature's weight is a curve over the widths, with a band of one standard error to either
    side; where a weight changes its sign is marked, and widths at which hardly any sample counts
    are shaded. Below, over the same widths: R², the effective sample size, and how far the surrogate
    is from the model at the instance. The line at the current width can be dragged, and moves every
    other view of the study. A target for R² can be dragged, too: then the width is chosen, the
    largest that meets it (Visani et al. 2020).

    Parameters
    ----------
    study : Study
        What is shown, of any kind of data.

    Raises
    ------
    LimeError
        If it is given something else than a study.
    """

    def __init__(self, study: Study) -> None:
        driver = _Driver(study)
        plot = Plot()
        plot.scale("x", log=True)
        for name in ("weights", "score", "gap"):
            plot.scale(f"y_{name}")
        plot.scale("y_ess", log=True)
        panels = ("weights", "score", "ess", "gap")
        for name in panels:
            # What is behind comes first.
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
            ("ess", ("ess",), "effective n"),
            ("gap", ("gap",), "|f − g|"),
        ):
            last = name == "gap"
            plot.figure(
                name, (f"few_{name}", *marks, f"width_{name}"),
                x="x", y=f"y_{name}", height=118 if last else 86, margin=(6, 14, 40, 62) if last else between,
                x_label="kernel width", y_label=label, x_shown=last, ticks=(6, 3),
            )  # fmt: skip
        driver.parts = plot.parts
        super().__init__("width", driver, plot)
