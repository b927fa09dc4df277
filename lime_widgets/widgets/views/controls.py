"""A control for every parameter of a study."""

from lime_widgets.widgets.views.view import StudyView, bundle


class ControlsView(StudyView):
    """A control for every parameter of a study.

    Their ranges, choices and tooltips come from the study's traits.

    Parameters
    ----------
    study : Study
        The study to show.
    """

    _esm = bundle("views/controls.js")
    _css = bundle("views/controls.css")
