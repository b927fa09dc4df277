"""Bars of the weights for and against, beside the row's values."""

from lime_widgets.widgets.views.view import StudyView


class BarsView(StudyView):
    """Bars of the weights for and against, with their errors, beside the row's values.

    Dragging the kernel width shows another frame of the sweep without a message to the kernel. Editing a
    value of the row calls the model.

    Parameters
    ----------
    study : Study
        The study to show.
    """

    _front_end_name = "bars"
