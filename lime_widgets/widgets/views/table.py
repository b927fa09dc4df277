"""The table of perturbations: what was taken out, what the model said, and how much it counts."""

from lime_widgets.widgets.views.view import STATIC, StudyView


class TableView(StudyView):
    """The table of perturbations: what was taken out, what the model said, and how much it counts.

    It can be sorted, begins with those that carry most weight, and holds as many rows as there
    are samples.

    Parameters
    ----------
    study : Study
        What is shown: a study of a text.

    Raises
    ------
    LimeError
        If it is a study of something else.
    """

    _esm = STATIC / "views" / "table.js"
    _css = STATIC / "views" / "table.css"
    _data_kind = "text"
    _shows_samples = True
