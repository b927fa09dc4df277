"""A control for every parameter of a study."""

from lime_widgets.widgets.views.view import StudyView


class ControlsView(StudyView):
    """A control for every parameter of a study.

    Their ranges, choices and tooltips come from the study's traits.

    Parameters
    ----------
    study : Study
        The study to show.
    """

    _front_end_name = "controls"
    _has_picture = False
