"""Explorers: the views of a study, laid out; and the one line that makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ipywidgets import Box, Layout, VBox, Widget

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.tabular import TabularExplainer
from lime_widgets.engine.text import TextExplainer
from lime_widgets.study import Study
from lime_widgets.widgets.bars import BarsView
from lime_widgets.widgets.controls import ControlsView
from lime_widgets.widgets.summary import SummaryView
from lime_widgets.widgets.table import TableView
from lime_widgets.widgets.text import TextView

if TYPE_CHECKING:
    from collections.abc import Sequence

# Options that belong to the explainer; all others are parameters of the study.
_ABOUT_TABLES = ("categorical_features", "labels", "feature_names")
_ABOUT_TEXTS = ("unit", "bag", "mask", "ngram")


class _Explorer(VBox):
    """Views of one study, laid out."""

    # A widget that fails while it is made is closed all the same.
    _parts: tuple[Widget, ...] = ()

    def __init__(self, study: Study, pictures: Sequence[Widget], below: Sequence[Widget] = ()) -> None:
        self.study = study
        summary = SummaryView(study)
        controls = ControlsView(study, layout=Layout(flex="1 1 270px", min_width="0"))
        column = VBox([*pictures], layout=Layout(flex="4 1 520px", min_width="0"))
        # Where it is narrow the pictures come first, so that they are in sight of the hand that moves a control.
        middle = Box([controls, column], layout=Layout(flex_flow="row wrap-reverse", align_items="flex-end"))
        self._parts = (summary, controls, *pictures, column.layout, column, middle.layout, middle, *below)
        super().__init__([summary, middle, *below], layout=Layout(overflow="hidden"))

    def close(self) -> None:
        """Close the views; the study lives on."""
        for part in self._parts:
            part.close()
        if self.layout is not None:
            self.layout.close()
        super().close()


class TabularExplorer(_Explorer):
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

    def __init__(self, study: Study) -> None:
        if isinstance(study, Study) and study.kind != "table row":
            raise problem(
                f"TabularExplorer was given a study of a {study.kind}.",
                expected="a study of a table row",
                mend="Show this study with the explorer of its kind of data, such as lime_widgets.TextExplorer(study).",
            )
        super().__init__(study, [BarsView(study)])


class TextExplorer(_Explorer):
    """Everything to explore the explanation of a text with.

    On top the prediction and how far the explanation can be believed; below it the controls
    beside the text, its units coloured by what they weigh, and the bars; at the bottom the table
    of perturbations.

    Parameters
    ----------
    study : Study
        What is explored; further explorers and views of it move together with this one.

    Raises
    ------
    LimeError
        If it is given something else than a study of a text.
    """

    def __init__(self, study: Study) -> None:
        super().__init__(study, [TextView(study), BarsView(study)], [TableView(study)])


def explore(model: Any, x: Any, X_train: Any = None, **options: Any) -> TabularExplorer | TextExplorer:
    """Explain one prediction, live.

    Parameters
    ----------
    model : fitted estimator, pipeline or callable
        What is explained. One for texts takes a list of strings.
    x : str, Series, mapping, one-row DataFrame or array_like of shape (C,)
        What the prediction was made for: a text, or a row of a table.
    X_train : DataFrame or array_like of shape (n, C), optional
        For a row, the table that the model was trained on.
    **options
        Options of `TabularExplainer` (``categorical_features``, ``labels``, ``feature_names``)
        or of `TextExplainer` (``unit``, ``bag``, ``mask``, ``ngram``), and parameters of `Study`
        (``n_samples``, ``kernel_width``, ``discretizer``, ...).

    Returns
    -------
    TabularExplorer or TextExplorer
        Its ``study`` holds the parameters and the explanation.

    Raises
    ------
    LimeError
        If the row, the table, the text or a parameter cannot be used.
    TypeError
        If an option is not known.
    """
    if X_train is not None and isinstance(x, str):
        raise problem(
            f"x is the text {shortened(x, 40)!r}, and X_train a {type(X_train).__name__}.",
            expected="a text alone, or a row and the table that it came from",
            mend="Leave X_train out to explain a text.",
        )
    if X_train is None and not isinstance(x, str | bytes | None):
        raise problem(
            f"x is a {type(x).__name__}, and there is no X_train.",
            expected="a row and the table that it came from, or a text",
            mend="Call explore(model, x, X_train) for a row; for a text x is one string.",
        )
    names = _ABOUT_TEXTS if X_train is None else _ABOUT_TABLES
    about = {name: options.pop(name) for name in names if name in options}
    if X_train is None:
        return TextExplorer(Study(model, x, TextExplainer(**about), **options))
    return TabularExplorer(Study(model, x, TabularExplainer(X_train, **about), **options))
