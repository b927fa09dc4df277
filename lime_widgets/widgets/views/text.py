"""A text with its units colored by their weights; a click removes a unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.widgets.views.pictures import draw_text
from lime_widgets.widgets.views.view import StudyView

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class TextView(StudyView):
    """A text with its units colored by their weights; a click removes a unit.

    The view shows the model's and the surrogate's answer for the text without it. Typing another text
    explains that one when the typing pauses.

    Parameters
    ----------
    study : Study
        A study of a text.

    Raises
    ------
    LimeError
        If it is a study of another kind of data.
    """

    _front_end_name = "text"
    _data_kind = "text"

    def _picture(self, study: Any, ax: Axes | None) -> Axes:
        return draw_text(study, ax)
