"""What the views of slices share: the black box along a feature or two, as it is now."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, ClassVar, cast

from traitlets import Any as AnyTrait
from traitlets import Bool

from lime_widgets.engine.errors import problem
from lime_widgets.engine.tabular.slices import slice_of
from lime_widgets.study.tabular import TabularStudy
from lime_widgets.widgets.plots.plotted import Driver
from lime_widgets.widgets.wire.codec import encode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from traitlets import Bunch

    from lime_widgets.engine.tabular.slices import Axis, Slice
    from lime_widgets.study import Study
    from lime_widgets.study.jobs.slices import Sliced


class SlicedDriver(Driver):
    """A front end that is sent the black box's answers along one or two columns of numbers.

    Parameters
    ----------
    study : Study
    columns : sequence of str or int, optional
        By default the first that can be taken.
    n : sequence of one or two int
        At how many values of each the black box is asked.
    """

    _data_kind: ClassVar[str | None] = "table row"

    slice = AnyTrait(None, help="The black box along the columns; None until it has answered.").tag(sync=True)

    former = Bool(default_value=False, help="Whether the slice is along another row, and a new one is on its way.").tag(
        sync=True
    )

    def __init__(self, study: Study, columns: Sequence[str | int] | None, *, n: Sequence[int], **traits: Any) -> None:
        self._told: tuple[tuple[Any, ...], tuple[Any, ...]] | None = None
        self.places: tuple[int, ...] = ()
        self.names: tuple[str, ...] = ()
        if isinstance(study, TabularStudy):  # what else it may be the next line says
            asked = _slice(study, columns, tuple(n))
            self.places, self.names = asked.columns, asked.names
        super().__init__(study, **traits)
        self._wanted = self.tabular.add_slice(self.places, tuple(n))
        with study.together():
            study.observe(self._hear, "generation")
            self._follow()

    @property
    def tabular(self) -> TabularStudy:
        """The study, which is one of a table row."""
        return cast("TabularStudy", self.study)

    def _hear(self, _change: Bunch) -> None:
        with self.hold_sync():
            self._follow()

    def _follow(self) -> None:
        """Send what there is of the slice, but not twice."""
        study = self.tabular
        sliced = study.slices.get(self._wanted)
        self.former = sliced is None and self.slice is not None
        if sliced is None or study.explanation is None:
            return
        axes = sliced.slice.axes
        grid = (part.tobytes() for axis in axes for part in (axis.values, axis.z))
        told = (
            (sliced.error, study.explanation.output, *grid),
            # Of a plane neither distances nor samples are sent.
            (sliced.y, *((study.neighborhood,) if len(axes) == 1 else ())),
        )
        before = self._told
        if before is not None and told[0] == before[0] and all(map(operator.is_, told[1], before[1])):
            return
        self._told = told
        self.slice = slice_state(study, sliced)

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None:
            self.study.unobserve(self._hear, "generation")
            self.tabular.remove_slice(self._wanted)
        super().close()


def slice_state(study: TabularStudy, sliced: Sliced) -> dict[str, Any]:
    """Describe the black box along one or two columns, with its answers for the explained output."""
    line = len(sliced.slice.axes) == 1
    output = study.explanation.output
    shape = [len(axis.values) for axis in sliced.slice.axes]
    values = None if sliced.y is None else encode(sliced.y[:, output].reshape(shape), "f4")
    codes = study.coordinates(sliced.slice.columns) if line else None
    return {
        "generation": study.generation,
        "output": output,
        "axes": [_axis_state(axis) for axis in sliced.slice.axes],
        "values": values,
        "error": sliced.error,
        # Of a plane only the samples are weighed.
        "distance": encode(sliced.slice.distances(study.distance), "f4") if line else None,
        "samples": None if codes is None else encode(codes[:, 0], "f4"),
    }


def _axis_state(axis: Axis) -> dict[str, Any]:
    return {
        "column": axis.name,
        "name": axis.name,
        "place": axis.column,
        "low": axis.low,
        "high": axis.high,
        "values": encode(axis.values, "f8"),
        "features": list(axis.features),
        "z": encode(axis.z, "f8"),
        "integer": axis.integer,
        "step": axis.step,
    }


def _slice(study: TabularStudy, columns: Sequence[str | int] | None, n: tuple[int, ...]) -> Slice:
    """The slice that is meant: by default along the first columns of numbers."""
    places = [place for place, column in enumerate(study.explainer.table.columns) if not column.is_categorical]
    chosen = [columns] if isinstance(columns, str | int) else places[: len(n)] if columns is None else list(columns)
    if not all(isinstance(each, int) and each >= 2 for each in n):
        raise problem(
            f"n is {n if len(n) > 1 else n[0]!r}.",
            expected="a whole number of 2 or more" if len(n) == 1 else "two whole numbers of 2 or more",
            mend="Say at how many values along each column the model is to be asked, or leave n out.",
        )
    if len(chosen) != len(n):
        raise problem(
            f"columns is {columns!r}, and the table has {len(places)} of numbers.",
            expected="one column of numbers" if len(n) == 1 else "two different columns of numbers, across and up",
            mend="Name as many, or show this study with lime_widgets.KernelWidthView(study).",
        )
    return slice_of(study.explainer, study.instance, chosen, n)
