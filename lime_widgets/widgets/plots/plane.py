"""The black box over two features, the samples around the instance, and the surrogate's boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bunch, List, Unicode, validate

from lime_widgets.engine.errors import one_of
from lime_widgets.widgets.plots import slice_drawing
from lime_widgets.widgets.plots.plotted import Plot
from lime_widgets.widgets.plots.sliced import SlicedView
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.inbound import choice_check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from lime_widgets.study import Study
    from lime_widgets.study.jobs.slices import Sliced


# The first is the default.
_PANELS = ("D", "A", "B", "C", "all")


def _panel(panel: str) -> str:
    return one_of(panel, _PANELS, "panel.unknown")


class PlaneView(SlicedView):
    """The black box over two features, the samples around the instance, and the surrogate's boundary.

    Four panels build on each other: A the black box as a surface, B the samples and the instance, which
    can be dragged, C the samples sized by their weight, D the surrogate's signs and its boundary. They are
    shown one at a time or side by side. Further features keep the instance's values.

    Parameters
    ----------
    study : Study
        A study of a table row.
    columns : sequence of two str or int, optional
        Names or places of two numeric columns, horizontal and vertical. The default is the first two.
    panel : {"A", "B", "C", "D", "all"}, default "D"
        The panel to show.
    n : int or (int, int), default (100, 100)
        The number of values along each column at which the black box is evaluated.

    Raises
    ------
    LimeError
        If it is a study of another kind of data, or there are no such numeric columns or panel.
    """

    _front_end_name = "plane"
    _shows_samples = True

    columns = List(help="The names of the columns, horizontal and vertical.").tag(sync=True)
    points = AnyTrait(
        None, help="Coordinates of the samples, (2, n). The first is outdated once the instance has moved."
    ).tag(sync=True)
    _from_page = {"panel": choice_check("panel", _PANELS)}  # noqa: RUF012  nobody writes to it
    panel = Unicode(_PANELS[0], help="The panel that is shown.").tag(sync=True)

    # The coordinates in `points`.
    _coordinates: NDArray[np.float64] | None = None

    def __init__(
        self,
        study: Study,
        columns: Sequence[str | int] | None = None,
        *,
        panel: str = "D",
        n: int | tuple[int, int] = (100, 100),
    ) -> None:
        super().__init__(study, columns, n=(n, n) if isinstance(n, int) else n, panel=_panel(panel))

    def _first_traits(self) -> dict[str, Any]:
        return super()._first_traits() | {"columns": list(self.names)}

    def _drawn(self, study: Study, sliced: Sliced, ax: Axes | None) -> Axes:
        # One picture of all panels is the last, which has all of them but the samples.
        return slice_drawing.plane(study, sliced, "D" if self.panel == "all" else self.panel, ax)

    def _make_plot(self) -> Plot:
        plot = Plot()
        plot.scale("x")
        plot.scale("y")
        plot.lines("boundary", "x", "y", stroke_width=3.0)
        plot.points("instance", "x", "y", default_size=140, stroke_width=2.0)
        for name, marks in (("a", ()), ("b", ("instance",)), ("c", ("instance",)), ("d", ("boundary", "instance"))):
            plot.figure(
                name, marks, x="x", y="y", height=400, x_label=self.names[0], y_label=self.names[1],
                margin=(12, 14, 42, 56),
            )  # fmt: skip
        return plot

    @validate("panel")
    def _check_panel(self, proposal: Bunch) -> str:
        return _panel(proposal.value)

    def _follow(self) -> None:
        super()._follow()
        coordinates = self.tabular.coordinates(self.places)
        if coordinates is None:
            return
        # The frames hold the instance, row 0.
        if self._coordinates is None or not np.array_equal(coordinates[1:], self._coordinates[1:], equal_nan=True):
            self._coordinates = coordinates
            self.points = encode(coordinates.T, "f4")
