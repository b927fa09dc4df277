"""A text with its units colored by their weights; a click removes a unit."""

from lime_widgets.widgets.views.view import StudyView


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
