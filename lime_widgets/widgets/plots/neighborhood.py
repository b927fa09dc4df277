"""The samples one by one: their distance, the model's answer, and the error of the surrogate."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Bool, Unicode, observe, validate

from lime_widgets.engine.errors import one_of
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.fidelity.result import with_all
from lime_widgets.engine.fidelity.samples import AGAINST
from lime_widgets.engine.image.overlay import as_rgb
from lime_widgets.engine.tabular.draws.off_data import beside_data, cloud_of
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.engine.texts import say
from lime_widgets.study import TabularStudy, TextStudy
from lime_widgets.widgets.plots.plotted import Plot, PlottedView
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.image import WireBytes
from lime_widgets.widgets.wire.inbound import brush_check, choice_check, switch_check

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.tabular.draws.off_data import DataDistances
    from lime_widgets.study import Study

# The number of brushed samples that are listed, and the size of a picture among them in pixels.
_ROWS_SHOWN = 24
_THUMBNAIL = 96


class WireBrush(TypedDict):
    """A region of the plot: ranges of distance and of the vertical axis."""

    x: tuple[float, float]
    y: tuple[float, float]


class WireBrushed(TypedDict):
    """The samples inside a brush. Those of the largest weights are listed, with the model's inputs."""

    brush: WireBrush
    total: int
    share: float
    residual: float | None
    rows: list[int]
    answers: list[float]
    fitted: list[float]
    weights: list[float]
    kind: Literal["row", "text", "image"]
    columns: NotRequired[list[str]]
    cells: NotRequired[list[list[str]]]
    texts: NotRequired[list[str]]
    pictures: NotRequired[list[WireBytes]]


class WireCloud(TypedDict):
    """For a table: how far samples and training rows lie from the training data, by the Mahalanobis distance."""

    edge: Annotated[float, "The distance within which 99 % of the training rows lie."]
    samples: Annotated[WireArray, "Of each sample."]
    training: Annotated[WireArray, "Of some training rows."]
    training_distance: Annotated[WireArray, "Their distance from the instance."]


def _vertical(against: str) -> str:
    return one_of(against, AGAINST, "against.unknown")


def _contents(study: Study, rows: NDArray[np.intp]) -> dict[str, Any]:
    """Give the model's inputs of some samples: values, texts or pictures."""
    if isinstance(study, TabularStudy):
        table = study.explainer.table
        codes = cast("NDArray[np.float64]", study.coordinates(range(len(table.columns))))
        cells = [[column.text(code) for column, code in zip(table.columns, codes[row], strict=True)] for row in rows]
        return {"kind": "row", "columns": [column.name for column in table.columns], "cells": cells}
    inputs = cast("Perturbation", study.displayed_perturbation).inputs(rows, study.neighborhood.Z)
    if isinstance(study, TextStudy):
        return {"kind": "text", "texts": list(inputs)}
    return {"kind": "image", "pictures": [_thumbnail(as_rgb(picture)) for picture in inputs]}


def _cloud(beside: DataDistances) -> WireCloud:
    """Describe how far the samples are from the training data, beside training rows."""
    return {
        "edge": beside.edge,
        "samples": encode(beside.samples, "f4"),
        "training": encode(beside.training, "f4"),
        "training_distance": encode(beside.training_distance, "f4"),
    }


def _thumbnail(pixels: NDArray[np.uint8]) -> WireBytes:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
    file = io.BytesIO()
    picture.save(file, "jpeg", quality=80)
    return {"mime": "image/jpeg", "data": file.getvalue()}


class NeighborhoodView(PlottedView):
    """The samples one by one: their distance, the model's answer, and the error of the surrogate.

    Each sample is a point, colored by its weight: the distance from the instance is horizontal; the model's answer,
    the residual or the distance from the training data is vertical. Brushing a region lists its samples, their share
    of the weights, and the model's inputs. Where few samples weigh, a button draws them where the kernel looks.

    Parameters
    ----------
    study : Study
        A study of any kind of data.
    against : {"prediction", "residual", "data"}, default "prediction"
        The vertical axis. ``"data"``, for a table with numbers, is the Mahalanobis distance from the training data:
        the training rows lie under the samples, and a line marks the distance within which 99 % of them are. Asking
        for it of other data shows the prediction.
    training : bool, default True
        Whether the training rows are drawn with ``against="data"``.

    Raises
    ------
    LimeError
        If it is not a study, or `against` has another value.
    """

    _front_end_name = "neighborhood"
    _shows_samples = True
    _shows_fitted = True

    _from_page = {  # noqa: RUF012  nobody writes to it
        "against": choice_check("against", AGAINST),
        "brush": brush_check,
        "training": switch_check("training"),
    }

    against = Unicode(AGAINST[0], help="The vertical axis.").tag(sync=True)
    brush = AnyTrait(None, help="Ranges of distance (x) and of the vertical axis (y), or None.").tag(sync=True)
    rows = AnyTrait(None, help="The brushed samples.").tag(sync=True)
    training = Bool(default_value=True, help="Whether training rows are drawn under the samples.").tag(sync=True)
    cloud = AnyTrait(None, help="How far samples and training rows lie from the training data, or None.").tag(sync=True)
    over_data = Bool(default_value=False, help="Whether the distance from the data can be shown.").tag(sync=True)

    # The samples that were listed last, and their contents.
    _contents_of: tuple[Any, dict[str, Any]] | None = None

    # The neighborhood that the cloud was made of, and the samples' distance from the data.
    _cloud_of: Any = None
    _far: NDArray[np.float64] | None = None

    def __init__(self, study: Study, *, against: str = "prediction", training: bool = True) -> None:
        over_data = isinstance(study, TabularStudy) and cloud_of(study.explainer.table) is not None
        super().__init__(study, against=_vertical(against), training=training, over_data=over_data)
        study.observe(self._follow, "generation")
        self._follow(None)

    def _make_plot(self) -> Plot:
        plot = Plot()
        plot.scale("x")
        plot.scale("y")
        plot.lines("fit", "x", "y", stroke_width=1.0)
        plot.lines("brush", "x", "y", close_path=True, fill="inside", stroke_width=1.5)
        plot.figure("neighborhood", ("fit", "brush"), x="x", y="y", height=320, margin=(10, 14, 42, 62),
                    x_label=say("axis.distance"), y_label=say("axis.model"))  # fmt: skip
        return plot

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None and self.study is not None:
            self.study.unobserve(self._follow, "generation")
        super().close()

    @validate("against")
    def _check_against(self, proposal: Bunch) -> str:
        return _vertical(proposal.value)

    @observe("brush", "against")
    def _follow(self, _change: Bunch | None) -> None:
        """Look at the training data and list the brushed samples anew, after a change of either side."""
        if self.study is None:
            return
        with self.study.together():
            self._show_cloud(self.study)
            if self.brush is not None or self.rows is not None:
                self.rows = self._brushed()

    def _show_cloud(self, study: Study) -> None:
        """Measure how far the samples lie from the training data, where that is shown."""
        perturbation = study.displayed_perturbation
        if self.against != "data" or not study.explanation or not isinstance(perturbation, TabularPerturbation):
            return
        if study.neighborhood is self._cloud_of:
            return
        self._cloud_of = study.neighborhood
        table = study.explainer.table
        codes = cast("TabularStudy", study).coordinates(range(len(table.columns)))
        beside = beside_data(table, perturbation, codes, study.distance)
        self._far = None if beside is None else beside.samples
        self.cloud = None if beside is None else _cloud(beside)

    def _up(self, study: Study) -> NDArray[np.float64] | None:
        """Give the vertical positions of the samples; None where the view has none yet."""
        neighborhood = study.neighborhood
        answers = neighborhood.y[:, study.explanation.output]
        if self.against == "data" and self.over_data:
            return self._far
        if self.against == "residual":
            return np.asarray(answers - with_all(neighborhood, study.explanation).predict(neighborhood.Z))
        return np.asarray(answers)

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        against = self.against if self.against != "data" or self.over_data else "prediction"
        return study.sample_points().plot(against, ax, training=self.training)

    @property
    def selected(self) -> NDArray[np.intp]:
        """Rows of the neighborhood inside the brush, the largest weights first."""
        study = self.study
        if study is None or self.brush is None or not study.explanation:
            return np.empty(0, dtype=np.intp)
        neighborhood, up = study.neighborhood, self._up(study)
        if up is None or len(up) != len(neighborhood):
            return np.empty(0, dtype=np.intp)
        # An instance that is not one of the samples has no part in them.
        inside = np.ones(len(neighborhood), dtype=np.bool_)
        if neighborhood.counts is not None:
            inside = neighborhood.counts > 0
        for values, ends in ((neighborhood.distances, self.brush["x"]), (up, self.brush["y"])):
            # The ends come from pixels: a sample on the edge of the brush is inside.
            slack = 1e-6 * max(float(np.ptp(values)), 1e-12)
            inside = inside & (values >= min(ends) - slack) & (values <= max(ends) + slack)
        rows = np.flatnonzero(inside)
        return rows[np.argsort(-self._counted(self._weights(study))[rows], kind="stable")]

    def _weights(self, study: Study) -> NDArray[np.float64]:
        kernel = SHAPLEY if study.explanation.method == "shapley" else study.kernel
        return np.asarray(study.neighborhood.weights([study.explanation.kernel_width], kernel)[0])

    def _counted(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights of all samples that each row represents."""
        counts = None if self.study is None else self.study.neighborhood.counts
        return weights if counts is None else weights * counts

    def _brushed(self) -> WireBrushed | None:
        """Describe the brushed samples, with the model's inputs of those that weigh most."""
        study = self.study
        if study is None or self.brush is None or not study.explanation:
            return None
        rows = self.selected
        listed = rows[:_ROWS_SHOWN]
        neighborhood, weights = study.neighborhood, self._weights(study)
        answers = neighborhood.y[:, study.explanation.output]
        fitted = study.explanation.predict(neighborhood.Z)
        counted = self._counted(weights)
        total, inside = float(counted.sum()), counted[rows]
        residuals = answers[rows] - fitted[rows]
        described = {
            "brush": self.brush,
            "total": len(rows),
            "share": float(inside.sum()) / total if total > 0 else 0.0,
            "residual": float(np.average(residuals, weights=inside)) if inside.sum() > 0 else None,
            "rows": listed.tolist(),
            "answers": answers[listed].tolist(),
            "fitted": fitted[listed].tolist(),
            "weights": weights[listed].tolist(),
        }
        return cast("WireBrushed", described | self._read(study, listed))

    def _read(self, study: Study, rows: NDArray[np.intp]) -> dict[str, Any]:
        """Read the contents of some samples; at another kernel width they are mostly the same ones."""
        key = study.displayed_perturbation, study.neighborhood.Z[rows].tobytes(), rows.tobytes()
        if self._contents_of is None or self._contents_of[0] != key:
            self._contents_of = key, _contents(study, rows)
        return self._contents_of[1]
