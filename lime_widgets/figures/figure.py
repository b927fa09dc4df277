"""What the published figures share: views of one study, a caption, and what is shown as data."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ipywidgets import HTML, Accordion, Layout, ToggleButtons, VBox

from lime_widgets.widgets.views.controls import ControlsView
from lime_widgets.widgets.views.summary import SummaryView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ipywidgets import Widget
    from traitlets import Bunch

    from lime_widgets.study import Study

_DISTANCES = {
    "as published: Σ Δ², without the root": "sqeuclidean",
    "Euclidean: √(Σ Δ²)": "euclidean",
}


class PublishedFigure(VBox):
    """A published figure, live: its views, a switch for the distance that it was drawn with, doubts, every parameter.

    Parameters
    ----------
    study : Study
        What it shows.
    views : sequence of Widget
        Views of the study.
    caption : str
    """

    def __init__(self, study: Study, views: Sequence[Widget], caption: str) -> None:
        self.study = study
        style = "margin:0;line-height:1.4;max-width:60em;color:var(--jp-content-font-color1,inherit)"
        text = HTML(f"<p style='{style}'>{escape(caption)}</p>")
        self.distance = ToggleButtons(
            options=_DISTANCES,
            value=study.distance,
            description="Distance",
            tooltips=[
                "What the article calls Euclidean distance has no square root",
                "With the root that the name stands for the picture is another one",
            ],
            style={"button_width": "auto"},
        )
        summary, controls = SummaryView(study), ControlsView(study)
        parameters = Accordion([controls], titles=("Every parameter",), selected_index=None)
        self._parts = (text, self.distance, *views, summary, controls, parameters)
        super().__init__([text, self.distance, *views, summary, parameters], layout=Layout(overflow="hidden"))
        self.distance.observe(self._take, "value")
        study.observe(self._follow, "distance")

    def _take(self, change: Bunch) -> None:
        # None: some other distance is set, and neither button is pressed.
        if change.new is not None:
            self.study.distance = change.new

    def _follow(self, change: Bunch) -> None:
        self.distance.value = change.new if change.new in _DISTANCES.values() else None

    def close(self) -> None:
        """Close the views; the study lives on."""
        if self.comm is not None:
            self.study.unobserve(self._follow, "distance")
            for part in self._parts:
                for owned in (getattr(part, "style", None), getattr(part, "layout", None)):
                    if owned is not None:
                        owned.close()
                part.close()
            self.layout.close()
        super().close()
