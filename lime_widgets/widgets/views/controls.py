"""A control for every parameter of a study."""

from lime_widgets.widgets.views.view import STATIC, StudyView


class ControlsView(StudyView):
    """A control for every parameter of a study.

    Which there are, their ranges, choices and tooltips are read off the study's traits.

    Parameters
    ----------
    study : Study
        What is shown.
    """

    _esm = STATIC / "views" / "controls.js"
    _css = STATIC / "views" / "controls.css"
