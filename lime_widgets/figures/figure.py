"""Base of the published figures: views of one study, a caption and a switch for the distance."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from ipywidgets import HTML, Accordion, Layout, ToggleButtons, VBox

from lime_widgets.engine.errors import problem
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
    """Interactive published figure: a caption, a switch for the distance, views, a summary and all controls.

    Parameters
    ----------
    study : Study
        The study to show.
    views : sequence of Widget
        Views of the study.
    caption : str
        Plain text above the views.

    Attributes
    ----------
    study : Study or None
        None after `close`.
    distance : ToggleButtons
        Switches between the published distance and the Euclidean distance. No button is pressed while
        the study has another distance.
    """

    def __init__(self, study: Study, views: Sequence[Widget], caption: str) -> None:
        self.study: Study | None = study
        style = "margin:0;line-height:1.4;max-width:60em;color:var(--jp-content-font-color1,inherit)"
        text = HTML(f"<p style='{style}'>{escape(caption)}</p>")
        self.distance = ToggleButtons(
            options=_DISTANCES,
            value=study.distance,
            description="Distance",
            tooltips=[
                "The article calls this the Euclidean distance, but takes no square root",
                "The Euclidean distance with its square root; the picture changes",
            ],
            style={"button_width": "auto"},
        )
        summary, controls = SummaryView(study), ControlsView(study)
        parameters = Accordion([controls], titles=("Every parameter",), selected_index=None)
        self._parts: tuple[Widget, ...] = (text, self.distance, *views, summary, controls, parameters)
        super().__init__([text, self.distance, *views, summary, parameters], layout=Layout(overflow="hidden"))
        self.distance.observe(self._set_study_distance, "value")
        study.observe(self._press_button, "distance")

    @property
    def open_study(self) -> Study:
        """The study of a figure that is not closed.

        Raises
        ------
        LimeError
            If the figure is closed.
        """
        if self.study is None:
            raise problem(
                "The figure is closed, and its study is released.",
                expected="a figure that is still open",
                mend="Read the table before you close the figure, or make the figure again.",
            )
        return self.study

    def _set_study_distance(self, change: Bunch) -> None:
        # None: the study has another distance, and no button is pressed.
        if change.new is not None and self.study is not None:
            self.study.distance = change.new

    def _press_button(self, change: Bunch) -> None:
        self.distance.value = change.new if change.new in _DISTANCES.values() else None

    def close(self) -> None:
        """Close the views and release the study, so that its memory can be freed."""
        if self.study is not None:
            self.study.unobserve(self._press_button, "distance")
            for part in self._parts:
                for owned in (getattr(part, "style", None), getattr(part, "layout", None)):
                    if owned is not None:
                        owned.close()
                part.close()
            self.layout.close()
            self.study, self._parts = None, ()
        super().close()
        self.children = ()
