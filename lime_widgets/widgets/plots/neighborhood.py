"""The samples one by one: how far they are, what the model says of them, and where the surrogate is wrong."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import Enum, observe

from lime_widgets.engine.errors import one_of
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.image.overlay import as_rgb
from lime_widgets.study import TabularStudy, TextStudy
from lime_widgets.widgets.plots.plotted import Driver, Plot, PlottedView
from lime_widgets.widgets.views.view import STATIC

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.study import Study

# As many rows of a brush as are read one by one, and the size of a picture among them.
_ROWS_SHOWN = 24
_THUMBNAIL = 96
_AGAINST = ("prediction", "residual")


class _Driver(Driver):
    _esm = STATIC / "plots" / "neighborhood.js"
    _css = STATIC / "plots" / "neighborhood.css"
    _shows_samples = True
    _shows_fitted = True

    against = Enum(_AGAINST, default_value=_AGAINST[0]).tag(sync=True)
    brush = AnyTrait(None, help="Ranges of distance and of what stands against it, or None.").tag(sync=True)
    rows = AnyTrait(None, help="What the brush holds.").tag(sync=True)

    # The rows that were read last, and what is in them.
    _contents_of: tuple[Any, dict[str, Any]] | None = None

    def __init__(self, study: Study, **traits: Any) -> None:
        super().__init__(study, **traits)
        study.observe(self._hear, "generation")

    def close(self) -> None:
        """Take the view off the screen and let go of the study."""
        if self.comm is not None:
            self.study.unobserve(self._hear, "generation")
        super().close()

    @observe("brush", "against")
    def _hear(self, _change: Bunch) -> None:
        with self.study.together():
            if self.brush is not None or self.rows is not None:
                self.rows = self._held()

    @property
    def selected(self) -> NDArray[np.intp]:
        """Rows of the neighborhood that the brush holds, those that weigh most first."""
        study = self.study
        if self.brush is None or study.explanation is None:
            return np.empty(0, dtype=np.intp)
        near = study.neighborhood
        answers = near.y[:, study.explanation.output]
        up = answers if self.against == "prediction" else answers - study.explanation.predict(near.Z)
        # An instance that is not one of the samples has no part in them.
        inside = np.full(len(near), fill_value=True) if near.counts is None else near.counts > 0
        for values, ends in ((near.distances, self.brush["x"]), (up, self.brush["y"])):
            # Ends were read off pixels: a sample on the edge of the brush is in it.
            slack = 1e-6 * max(float(np.ptp(values)), 1e-12)
            inside &= (values >= min(ends) - slack) & (values <= max(ends) + slack)
        rows = np.flatnonzero(inside)
        return rows[np.argsort(-self._counted(self._weights())[rows], kind="stable")]

    def _weights(self) -> NDArray[np.float64]:
        study = self.study
        return kernel_weights(study.neighborhood.distances, study.explanation.kernel_width, study.kernel)[0]

    def _counted(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Weights of all the samples that each row stands for."""
        counts = self.study.neighborhood.counts
        return weights if counts is None else weights * counts

    def _held(self) -> dict[str, Any] | None:
        """Describe the rows that the brush holds, with what the model was given in those that weigh most."""
        study = self.study
        if self.brush is None or study.explanation is None:
            return None
        rows = self.selected
        shown = rows[:_ROWS_SHOWN]
        near, weights = study.neighborhood, self._weights()
        answers, fitted = near.y[:, study.explanation.output], study.explanation.predict(near.Z)
        counted = self._counted(weights)
        total, inside = float(counted.sum()), counted[rows]
        residuals = answers[rows] - fitted[rows]
        return {
            "brush": self.brush,
            "total": len(rows),
            "share": float(inside.sum()) / total if total > 0 else 0.0,
            "residual": float(np.average(residuals, weights=inside)) if inside.sum() > 0 else None,
            "rows": shown.tolist(),
            "answers": answers[shown].tolist(),
            "fitted": fitted[shown].tolist(),
            "weights": weights[shown].tolist(),
            "columns": [],
            "cells": None,
            "texts": None,
            "pictures": None,
            **self._read(shown),
        }

    def _read(self, rows: NDArray[np.intp]) -> dict[str, Any]:
        """What is in these rows; most often they are the same ones at another width, and pictures take a while."""
        asked = self.study.displayed_perturbation, self.study.neighborhood.Z[rows].tobytes(), rows.tobytes()
        if self._contents_of is None or self._contents_of[0] != asked:
            self._contents_of = asked, self._contents(rows)
        return self._contents_of[1]

    def _contents(self, rows: NDArray[np.intp]) -> dict[str, Any]:
        """What the model was given in these rows: values, words or pictures."""
        study = self.study
        if isinstance(study, TabularStudy):
            table = study.explainer.table
            codes = cast("NDArray[np.float64]", study.coordinates(range(len(table.columns))))
            cells = [
                [column.text(code) for column, code in zip(table.columns, codes[row], strict=True)] for row in rows
            ]
            return {"kind": "row", "columns": [column.name for column in table.columns], "cells": cells}
        inputs = cast("Perturbation", study.displayed_perturbation).inputs(rows, study.neighborhood.Z)
        if isinstance(study, TextStudy):
            return {"kind": "text", "texts": list(inputs)}
        return {"kind": "image", "pictures": [_thumbnail(as_rgb(picture)) for picture in inputs]}


def _thumbnail(pixels: NDArray[np.uint8]) -> dict[str, Any]:
    from PIL import Image

    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((_THUMBNAIL, _THUMBNAIL))
    file = io.BytesIO()
    picture.save(file, "jpeg", quality=80)
    return {"mime": "image/jpeg", "data": file.getvalue()}


class NeighborhoodView(PlottedView):
    """The samples one by one: how far they are, what the model says of them, and where the surrogate is wrong.

    Each sample is a point, its distance from the instance across, the model's answer up, colored by
    its weight; or in the answer's place the residual, what the surrogate leaves unexplained. A
    region that is brushed is told of: its samples, their part in the fit, and what the model was given.

    Parameters
    ----------
    study : Study
        What is shown, of any kind of data.
    against : {"prediction", "residual"}, default "prediction"
        What the distance is drawn against.

    Raises
    ------
    LimeError
        If it is given something else than a study, or there is no such thing to draw it against.
    """

    def __init__(self, study: Study, *, against: str = "prediction") -> None:
        mend = 'Leave it out to get "prediction".'
        driver = _Driver(study, against=one_of(against, _AGAINST, what="against", mend=mend))
        plot = Plot()
        plot.scale("x")
        plot.scale("y")
        plot.lines("fit", "x", "y", stroke_width=1.0)
        plot.lines("brush", "x", "y", close_path=True, fill="inside", stroke_width=1.5)
        plot.figure("neighborhood", ("fit", "brush"), x="x", y="y", height=320, x_label="distance", y_label="model",
                    margin=(10, 14, 42, 62))  # fmt: skip
        driver.parts = plot.parts
        super().__init__("neighborhood", driver, plot)

    @property
    def selected(self) -> NDArray[np.intp]:
        """Rows of the neighborhood that the brush holds, those that weigh most first."""
        return self._driver.selected
