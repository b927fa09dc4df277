"""The local surrogate beside one of the whole model."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import problem
from lime_widgets.engine.texts import say
from lime_widgets.study import Study, TabularStudy
from lime_widgets.widgets.views.view import StudyView

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class GlobalView(StudyView):
    """The weights of the local surrogate beside those of a surrogate of the whole model.

    The surrogate of the whole model is fitted to the model's answers for training rows. A button says how many model
    calls that costs; ``study.fit_global()`` does the same, and ``study.global_comparison`` is the result.

    Parameters
    ----------
    study : Study
        A study of a table row.

    Raises
    ------
    LimeError
        If it is a study of a text or an image, which has no training data to ask about.
    """

    _front_end_name = "global"

    def __init__(self, study: Study, **traits: Any) -> None:
        if isinstance(study, Study) and not isinstance(study, TabularStudy):
            raise problem("global.no_table", kind=study.data_kind)
        super().__init__(study, **traits)

    def _static(self, study: Any) -> tuple[str, str]:
        comparison = study.global_comparison
        plain, html = super()._static(study)
        if comparison is None:
            absent = say("global.absent", n=study.n_global_rows)
            return f"{plain}\n{absent}", f"{html}<p>{escape(absent)}</p>"
        return f"{plain}\n{comparison.to_text()}", html + comparison._repr_html_()

    def _picture(self, study: Any, ax: Axes | None) -> Axes:
        comparison = study.global_comparison
        if comparison is None:
            raise problem(
                "view.nothing_yet",
                view=type(self).__name__,
                needed=say("needed.global"),
                call="study.fit_global()",
            )
        return comparison.plot(ax)
