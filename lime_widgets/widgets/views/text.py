"""A text with its units colored by their weights; a unit that is clicked is taken out."""

from lime_widgets.widgets.views.view import STATIC, StudyView


class TextView(StudyView):
    """A text with its units colored by their weights; a unit that is clicked is taken out.

    Of the text without it both the model's answer and the surrogate's are shown. Another text
    that is typed is explained when the typing pauses.

    Parameters
    ----------
    study : Study
        What is shown: a study of a text.

    Raises
    ------
    LimeError
        If it is a study of something else.
    """

    _esm = STATIC / "views" / "text.js"
    _css = STATIC / "views" / "text.css"
    _data_kind = "text"
