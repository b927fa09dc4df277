"""The prediction, how far the explanation can be believed, and how the study stands."""

from lime_widgets.widgets.views.view import STATIC, StudyView


class SummaryView(StudyView):
    """The prediction, how far the explanation can be believed, and how the study stands.

    R², effective sample size and the gap between model and surrogate follow the kernel width in the
    browser; warnings in plain words say when the explanation should not be believed.

    Parameters
    ----------
    study : Study
        What is shown.
    """

    _esm = STATIC / "views" / "summary.js"
    _css = STATIC / "views" / "summary.css"
