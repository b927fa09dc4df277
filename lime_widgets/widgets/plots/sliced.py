"""Views of slices: the black box along one or two columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypedDict, cast

from traitlets import Any as AnyTrait
from traitlets import Bool

from lime_widgets.engine.errors import problem
from lime_widgets.engine.tabular.slices import slice_of
from lime_widgets.engine.texts import say
from lime_widgets.study.tabular import TabularStudy
from lime_widgets.widgets.plots.plotted import PlottedView
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section, SectionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from traitlets import Bunch

    from lime_widgets.engine.tabular.slices import Axis, Slice
    from lime_widgets.study import Study
    from lime_widgets.study.jobs.slices import Sliced


class WireAxis(TypedDict):
    """One column of a slice."""

    name: str
    place: Annotated[int, "The column's index in `frames.codes`."]
    low: float
    high: float
    values: WireArray
    features: Annotated[list[int], "The interpretable features that change along it."]
    z: Annotated[WireArray, "The values of these features, feature by feature."]
    integer: bool
    step: Annotated[float, "The smallest step by hand."]


class WireSlice(TypedDict):
    """The black box along one column or over two, with the other columns fixed at the instance."""

    generation: int
    output: int
    axes: list[WireAxis]
    values: Annotated[
        WireArray | None,
        "The model's answers for the explained output, the first axis slowest; null where the call failed.",
    ]
    error: Annotated[str | None, "The reason of the failure."]
    distance: Annotated[WireArray | None, "For one axis: the distance of each place from the instance."]
    samples: Annotated[WireArray | None, "For one axis: the samples' positions along it."]


class SlicedView(PlottedView):
    """A view that gets the black box's answers along one or two numeric columns.

    Parameters
    ----------
    study : Study
    columns : sequence of str or int, optional
        The default is the first numeric columns.
    n : sequence of one or two int
        The number of values along each column.
    """

    _data_kind: ClassVar[str | None] = "table row"

    slice = AnyTrait(None, help="The black box along the columns; None until it has answered.").tag(sync=True)
    former = Bool(default_value=False, help="Whether the slice is along a former row.").tag(sync=True)

    places: tuple[int, ...] = ()  # of the columns
    names: tuple[str, ...] = ()

    def __init__(self, study: Study, columns: Sequence[str | int] | None, *, n: Sequence[int], **traits: Any) -> None:
        self._sent = SectionState((Section("slice", self._key, self._state),))
        if isinstance(study, TabularStudy):  # the next line refuses other studies
            requested = _slice(study, columns, tuple(n))
            self.places, self.names = requested.columns, requested.names
        super().__init__(study, **traits)
        self._slice_key = self.tabular.add_slice(self.places, tuple(n))
        with study.together():
            study.observe(self._follow_publication, "generation")
            self._follow()

    @property
    def tabular(self) -> TabularStudy:
        """The study of a table row."""
        return cast("TabularStudy", self.study)

    def _follow_publication(self, _change: Bunch) -> None:
        with self.hold_sync():
            self._follow()

    def _follow(self) -> None:
        """Send the slice if it changed."""
        study = self.tabular
        self.former = self._slice_key not in study.slices and self.slice is not None
        for name, value in self._sent.changes(study).items():
            setattr(self, name, value)

    def _key(self, study: TabularStudy) -> tuple[Any, ...] | None:
        sliced = study.slices.get(self._slice_key)
        if sliced is None or not study.explanation:
            return None
        axes = sliced.slice.axes
        # Axes are made anew for each row, so their values are compared.
        grid = tuple(part.tobytes() for axis in axes for part in (axis.values, axis.z))
        # A plane does not show distances and samples.
        samples = (study.neighborhood,) if len(axes) == 1 else ()
        return sliced.error, study.explanation.output, grid, sliced.y, samples

    def _state(self, study: TabularStudy) -> dict[str, Any]:
        return {"slice": slice_state(study, study.slices[self._slice_key])}

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        sliced = self.tabular.slices.get(self._slice_key)
        if sliced is None or sliced.y is None:
            needed = say("needed.slice")
            raise problem("view.nothing_yet", view=type(self).__name__, needed=needed, call="study.wait()")
        return self._drawn(study, sliced, ax)

    def _drawn(self, study: Study, sliced: Sliced, ax: Axes | None) -> Axes:
        """Draw a slice with answers."""
        raise NotImplementedError

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None and self.study is not None:
            self.study.unobserve(self._follow_publication, "generation")
            self.tabular.remove_slice(self._slice_key)
        super().close()


def slice_state(study: TabularStudy, sliced: Sliced) -> WireSlice:
    """Describe a slice, with the black box's answers for the explained output."""
    line = len(sliced.slice.axes) == 1
    output = study.explanation.output
    shape = [len(axis.values) for axis in sliced.slice.axes]
    values = None if sliced.y is None else encode(sliced.y[:, output].reshape(shape), "f4")
    codes = study.coordinates(sliced.slice.columns) if line else None
    return {
        "generation": study.generation,
        "output": int(output),
        "axes": [_axis_state(axis) for axis in sliced.slice.axes],
        "values": values,
        "error": sliced.error,
        # A plane shows the weights of the samples only.
        "distance": encode(sliced.slice.distances(study.distance), "f4") if line else None,
        "samples": None if codes is None else encode(codes[:, 0], "f4"),
    }


def _axis_state(axis: Axis) -> WireAxis:
    return {
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
    """Lay the slice, by default along the first numeric columns."""
    places = [place for place, column in enumerate(study.explainer.table.columns) if column.is_number]
    chosen = [columns] if isinstance(columns, str | int) else places[: len(n)] if columns is None else list(columns)
    if not all(isinstance(each, int) and each >= 2 for each in n):
        raise problem("slice.numbers", given=n if len(n) > 1 else n[0], n=len(n))
    if len(chosen) != len(n):
        raise problem("slice.too_few_columns", columns=columns, numeric=len(places), n=len(n))
    return slice_of(study.explainer, study.instance, chosen, n)
