"""The black box over two features, the samples around the instance, and the surrogate's boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Enum, List

from lime_widgets.engine.errors import one_of
from lime_widgets.widgets.plots.plotted import Plot, PlottedView
from lime_widgets.widgets.plots.sliced import SlicedDriver
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.inbound import choice_check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.study import Study


# The first is the default.
_PANELS = ("D", "A", "B", "C", "all")


def _panel(panel: str) -> str:
    return one_of(panel, _PANELS, what="panel", mend='Leave it out to get "D".')


class _Driver(SlicedDriver):
    _front_end_name = "plane"
    _public_name = "PlaneView"
    _shows_samples = True

    columns = List().tag(sync=True)
    points = AnyTrait(
        None, help="Coordinates of the samples, (2, n). The first is outdated once the instance has moved."
    ).tag(sync=True)
    _from_page = {"panel": choice_check("panel", _PANELS)}  # noqa: RUF012  nobody writes to it
    panel = Enum(_PANELS, default_value=_PANELS[0]).tag(sync=True)

    # The coordinates in `points`.
    _coordinates: NDArray[np.float64] | None = None

    def _follow(self) -> None:
        super()._follow()
        coordinates = self.tabular.coordinates(self.places)
        if coordinates is None:
            return
        # The frames hold the instance, row 0.
        if self._coordinates is None or not np.array_equal(coordinates[1:], self._coordinates[1:], equal_nan=True):
            self._coordinates = coordinates
            self.points = encode(coordinates.T, "f4")


class PlaneView(PlottedView):
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

    def __init__(
        self,
        study: Study,
        columns: Sequence[str | int] | None = None,
        *,
        panel: str = "D",
        n: int | tuple[int, int] = (100, 100),
    ) -> None:
        driver = _Driver(study, columns, n=(n, n) if isinstance(n, int) else n, panel=_panel(panel))
        driver.columns = list(driver.names)
        plot = Plot()
        plot.scale("x")
        plot.scale("y")
        plot.lines("boundary", "x", "y", stroke_width=3.0)
        plot.points("instance", "x", "y", default_size=140, stroke_width=2.0)
        for name, marks in (("a", ()), ("b", ("instance",)), ("c", ("instance",)), ("d", ("boundary", "instance"))):
            plot.figure(
                name, marks, x="x", y="y", height=400, x_label=driver.names[0], y_label=driver.names[1],
                margin=(12, 14, 42, 56),
            )  # fmt: skip
        driver.parts = plot.parts
        super().__init__("plane", driver, plot)

    @property
    def panel(self) -> str:
        """The panel that is shown: "A", "B", "C", "D" or "all"."""
        return str(self._driver.panel)

    @panel.setter
    def panel(self, panel: str) -> None:
        self._driver.panel = _panel(panel)
