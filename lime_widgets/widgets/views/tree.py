"""The surrogate as a decision tree, with the path of the instance."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lime_widgets.engine.errors import problem
from lime_widgets.engine.texts import say
from lime_widgets.widgets.views.view import StudyView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lime_widgets.study import Study


class TreeView(StudyView):
    """The surrogate as a decision tree: its questions, the values and shares of its leaves, and the instance's path.

    The tree is that of the kernel width in force. Where the surrogate is another, the view offers to fit a tree.

    Parameters
    ----------
    study : Study
        The study to show. ``study.surrogate = "tree"`` fits trees; `max_depth` is their depth.
    """

    _front_end_name = "tree"

    def _static(self, study: Study) -> tuple[str, str]:
        tree = study.explanation.tree
        plain, html = super()._static(study)
        if tree is None:
            return f"{plain}\n{say('tree.absent')}", f"{html}<p>{escape(say('tree.absent'))}</p>"
        return f"{plain}\n{tree.to_text()}", html + tree._repr_html_()

    def _picture(self, study: Study, ax: Axes | None) -> Axes:
        tree = study.explanation.tree
        if tree is None:
            raise problem(
                "view.nothing_yet",
                view=type(self).__name__,
                needed=say("needed.tree"),
                call='study.update(surrogate="tree")',
            )
        return tree.plot(ax)
