"""The black box over two features, the samples around the instance, and the surrogate's boundary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Enum, List

from lime_widgets.engine.errors import one_of
from lime_widgets.widgets.plots.plotted import Plot, PlottedView
from lime_widgets.widgets.plots.sliced import SlicedDriver
from lime_widgets.widgets.views.view import STATIC
from lime_widgets.widgets.wire.codec import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from lime_widgets.study import Study


# The one that is shown first comes first.
_PANELS = ("D", "A", "B", "C", "all")


def _panel(panel: str) -> str:
    return one_of(panel, _PANELS, what="panel", mend='Leave it out to get "D".')


class _Driver(SlicedDriver):
    _esm = STATIC / "plots" / "plane.js"
    _css = STATIC / "plots" / "plane.css"
    _called = "PlaneView"
    _shows_samples = True

    columns = List().tag(sync=True)
    points = AnyTrait(
        None, help="Where the samples lie, (2, n); the first is another than the instance once that has moved."
    ).tag(sync=True)
    panel = Enum(_PANELS, default_value=_PANELS[0]).tag(sync=True)

    # What `points` says.
    _coordinates: NDArray[np.float64] | None = None

    def _follow(self) -> None:
        super()._follow()
        coordinates = self.tabular.coordinates(self.places)
        if coordinates is None:
            return
        # Where the instance is, row 0, the frames say.
        if self._coordinates is None or not np.array_equal(coordinates[1:], self._coordinates[1:], equal_nan=True):
            self._coordinates = coordinates
            self.points = encode(coordinates.T, "f4")


class PlaneView(PlottedView):
    """The black box over two features, the samples around the instance, and the surrogate's boundary.

    Four panels add to each other: A the black box as a surface, B the samples and the instance,
    which can be dragged, C the samples sized by their weight, D the surrogate's signs and its
    boundary. They are shown one at a time or side by side. Further features are held at the instance.

    Parameters
    ----------
    study : Study
        What is shown: a study of a table row.
    columns : sequence of two str or int, optional
        Names or places of two columns of numbers, across and up; by default the first two of numbers.
    panel : {"A", "B", "C", "D", "all"}, default "D"
        Which panel is shown.
    n : int or (int, int), default (100, 100)
        At how many values of each the black box is asked for the surface.

    Raises
    ------
    LimeError
        If it is a study of something else, or there are no such columns of numbers, or no such panel.
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
        """Which panel is shown: "A", "B", "C", "D" or "all"."""
        return str(self._driver.panel)

    @panel.setter
    def panel(self, panel: str) -> None:
        self._driver.panel = _panel(panel)
