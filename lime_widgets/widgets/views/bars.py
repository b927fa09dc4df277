"""The weights for and against, with their errors, beside the row's own values."""

from lime_widgets.widgets.views.view import STATIC, StudyView


class BarsView(StudyView):
    """The weights for and against, with their errors, beside the row's own values.

    Dragging the kernel width picks another frame of the sweep in the browser; a value of the row
    that is changed asks the model again.

    Parameters
    ----------
    study : Study
        What is shown.
    """

    _esm = STATIC / "views" / "bars.js"
    _css = STATIC / "views" / "bars.css"
