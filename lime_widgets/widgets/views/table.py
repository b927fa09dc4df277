"""Table of the perturbations: the removed units, the model's answer, and the weight of each."""

from lime_widgets.widgets.views.view import StudyView


class TableView(StudyView):
    """Table of the perturbations: the removed units, the model's answer, and the weight of each.

    The largest weights come first, and every column sorts. The table has one row for each sample.

    Parameters
    ----------
    study : Study
        A study of a text.

    Raises
    ------
    LimeError
        If it is a study of another kind of data.
    """

    _front_end_name = "table"
    _data_kind = "text"
    _shows_samples = True
    _has_picture = False
