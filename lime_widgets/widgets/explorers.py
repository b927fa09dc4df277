"""Explorers: the views of a study, laid out; and the one line that makes one."""

from __future__ import annotations

from typing import Any

from ipywidgets import Box, Layout, VBox, Widget

from lime_widgets.engine.tabular import TabularExplainer
from lime_widgets.study import Study
from lime_widgets.widgets.bars import BarsView
from lime_widgets.widgets.controls import ControlsView
from lime_widgets.widgets.summary import SummaryView

_EXPLAINER_OPTIONS = ("categorical_features", "labels", "feature_names")


class TabularExplorer(VBox):
    """Everything to explore the explanation of a table row with.

    On top the prediction and how far the explanation can be believed; below it the controls
    beside the bars, or below them where it is narrow.

    Parameters
    ----------
    study : Study
        What is explored; further explorers and views of it move together with this one.

    Raises
    ------
    LimeError
        If it is given something else than a study.
    """

    # A widget that fails while it is made is closed all the same.
    _parts: tuple[Widget, ...] = ()

    def __init__(self, study: Study) -> None:
        self.study = study
        summary = SummaryView(study)
        controls = ControlsView(study, layout=Layout(flex="1 1 270px", min_width="0"))
        bars = BarsView(study, layout=Layout(flex="4 1 520px", min_width="0"))
        # Where it is narrow the bars come first, so that they are in sight of the hand that moves a control.
        below = Box([controls, bars], layout=Layout(flex_flow="row wrap-reverse", align_items="flex-end"))
        self._parts = (summary, controls, bars, below.layout, below)
        super().__init__([summary, below], layout=Layout(overflow="hidden"))

    def close(self) -> None:
        """Close the views; the study lives on."""
        for part in self._parts:
            part.close()
        if self.layout is not None:
            self.layout.close()
        super().close()


def explore(model: Any, x: Any, X_train: Any, **options: Any) -> TabularExplorer:
    """Explain one prediction, live.

    Parameters
    ----------
    model : fitted estimator, pipeline or callable
        What is explained.
    x : Series, mapping, one-row DataFrame or array_like of shape (C,)
        The row that the prediction was made for.
    X_train : DataFrame or array_like of shape (n, C)
        The table that the model was trained on.
    **options
        Options of `TabularExplainer` (``categorical_features``, ``labels``, ``feature_names``)
        and parameters of `Study` (``n_samples``, ``kernel_width``, ``discretizer``, ...).

    Returns
    -------
    TabularExplorer
        Its ``study`` holds the parameters and the explanation.

    Raises
    ------
    LimeError
        If the row, the table or a parameter cannot be used.
    TypeError
        If an option is not known.
    """
    about_table = {name: options.pop(name) for name in _EXPLAINER_OPTIONS if name in options}
    return TabularExplorer(Study(model, x, TabularExplainer(X_train, **about_table), **options))
