"""The surrogate as a decision tree, with the path of the instance."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lime_widgets.engine.texts import say
from lime_widgets.widgets.views import static
from lime_widgets.widgets.views.view import StudyView

if TYPE_CHECKING:
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

    def _static_text(self, study: Study) -> str:
        tree = study.explanation.tree
        return f"{static.plain(study)}\n{say('tree.absent') if tree is None else tree.to_text()}"

    def _static_html(self, study: Study) -> str:
        tree = study.explanation.tree
        drawn = f"<p>{escape(say('tree.absent'))}</p>" if tree is None else tree._repr_html_()
        return static.html(study) + drawn
