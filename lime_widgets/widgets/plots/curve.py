"""The black box along one feature, and the surrogates of several kernel widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import Unicode

from lime_widgets.widgets.plots import slice_drawing
from lime_widgets.widgets.plots.plotted import Plot
from lime_widgets.widgets.plots.sliced import SlicedView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lime_widgets.study import Study
    from lime_widgets.study.jobs.slices import Sliced


class CurveView(SlicedView):
    """The black box along one feature, and the surrogates of several kernel widths.

    The other features keep the instance's values. The thick curve is the black box, each line a surrogate.
    Below them are the kernel's weight along the curve, and the samples. Chips add and remove kernel widths,
    the study's `compared_widths`. Dragging moves the instance along the curve.

    Parameters
    ----------
    study : Study
        A study of a table row.
    column : str or int, optional
        Name or place of a numeric column. The default is the first one.
    n : int, default 201
        The number of values at which the black box is evaluated.

    Raises
    ------
    LimeError
        If it is a study of another kind of data, or there is no such numeric column.
    """

    _front_end_name = "curve"
    _shows_samples = True

    column = Unicode(help="The column's name.").tag(sync=True)

    def __init__(self, study: Study, column: str | int | None = None, *, n: int = 201) -> None:
        super().__init__(study, None if column is None else (column,), n=(n,))

    def _first_traits(self) -> dict[str, Any]:
        return super()._first_traits() | {"column": self.names[0]}

    def _drawn(self, study: Study, sliced: Sliced, ax: Axes | None) -> Axes:
        return slice_drawing.curve(study, sliced, ax)

    def _make_plot(self) -> Plot:
        plot = Plot()
        plot.scale("x")
        plot.scale("y")
        plot.scale("y_band")
        plot.lines("band", "x", "y_band", fill="bottom", stroke_width=1.0)
        plot.lines("model", "x", "y", stroke_width=4.0)
        plot.lines("surrogates", "x", "y", stroke_width=2.0)
        plot.points("instance", "x", "y", marker="cross", default_size=130, stroke_width=2.0)
        plot.figure(
            "curve", ("band", "model", "surrogates", "instance"), x="x", y="y", height=360,
            x_label=self.names[0], margin=(12, 14, 42, 62),
        )  # fmt: skip
        return plot
