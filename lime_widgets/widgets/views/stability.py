"""How far the explanation changes with the seed, and how many samples settle its choice of features."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lime_widgets.engine.errors import encodable, problem
from lime_widgets.engine.texts import say
from lime_widgets.widgets.views.view import StudyView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lime_widgets.study import Study


class StabilityView(StudyView):
    """The explanation beside repeats with other seeds, and the samples that settle its choice of features.

    A strip for each feature has a dot for each repeat, a mark for this run, and the interval that one run alone
    predicts as a band. A chart of ranks, a sentence and seven numbers say how far the repeats agree. Below, the gaps
    between the top features and the others close while samples are added. Both begin when the reader asks; the buttons
    say how often the model is called.

    Parameters
    ----------
    study : Study
        The study to show.
    """

    _front_end_name = "stability"

    def _static(self, study: Study) -> tuple[str, str]:
        plain, html = super()._static(study)
        repeats, settlement = study.repeats, study.settlement
        for made in (repeats, settlement):
            if made is not None:
                plain += f"\n{made}"
                html += made._repr_html_()
        if study.settling_error:
            plain += f"\n{study.settling_error}"
            html += encodable(f"<p style='margin:2px 0'>{escape(study.settling_error)}</p>")
        return plain, html

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        made = study.repeats or study.settlement
        if made is None:
            raise problem(
                "view.nothing_yet",
                view=type(self).__name__,
                needed=say("needed.repeats"),
                call="study.repeat(10)",
            )
        return made.plot(ax)
