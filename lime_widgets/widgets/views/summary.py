"""The prediction, the fidelity of the explanation, and the status of the study."""

from lime_widgets.widgets.views.view import StudyView


class SummaryView(StudyView):
    """The prediction, the fidelity of the explanation, and the status of the study.

    R², the effective sample size and the gap to the model follow the kernel width in the browser.
    Warnings say when the explanation should not be believed.

    Parameters
    ----------
    study : Study
        The study to show.
    """

    _front_end_name = "summary"
    _has_picture = False
