"""Explorers: the views of a study, laid out; and the one line that makes one."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from ipywidgets import Accordion, Box, Layout, VBox, Widget

from lime_widgets.engine.errors import a, problem, shortened
from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.study import Study
from lime_widgets.widgets.views.bars import BarsView
from lime_widgets.widgets.views.controls import ControlsView
from lime_widgets.widgets.views.image import ImageView
from lime_widgets.widgets.views.summary import SummaryView
from lime_widgets.widgets.views.table import TableView
from lime_widgets.widgets.views.text import TextView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from traitlets import Bunch

# Options that belong to the explainer; all others are parameters of the study.
_ABOUT = {
    "row": ("categorical_features", "labels", "feature_names"),
    "text": ("unit", "bag", "mask", "ngram"),
    "image": ("segmentation", "segmentation_options", "fill"),
}
_PICTURE_FILE = re.compile(r"\S+\.(png|jpe?g|gif|bmp|tiff?|webp)", re.IGNORECASE)


class _Folds(Accordion):
    """Further views of a study, made when they are first unfolded: bqplot takes a while to import."""

    _titles: ClassVar[dict[str, str]] = {
        "How wide is local?": "kernel_width.KernelWidthView",
        "Sample by sample": "neighborhood.NeighborhoodView",
    }

    def __init__(self, study: Study) -> None:
        self._study = study
        boxes = [Box(layout=Layout(display="block", overflow="hidden")) for _ in self._titles]
        super().__init__(boxes, titles=tuple(self._titles), selected_index=None)
        self.observe(self._unfold, "selected_index")

    def _unfold(self, change: Bunch) -> None:
        box = None if change.new is None else self.children[change.new]
        if box is not None and not box.children:
            home, name = list(self._titles.values())[change.new].split(".")
            view = getattr(import_module(f"lime_widgets.widgets.plots.{home}"), name)
            box.children = [view(self._study)]

    def close(self) -> None:
        """Close the views that were made."""
        if self.comm is not None:
            for box in self.children:
                for part in (*box.children, box.layout, box):
                    part.close()
            self.layout.close()
        super().close()


class _Explorer(VBox):
    """Views of one study, laid out; further ones are folded up below them."""

    # A widget that fails while it is made is closed all the same.
    _parts: tuple[Widget, ...] = ()

    def __init__(self, study: Study, pictures: Sequence[Widget], below: Sequence[Widget] = ()) -> None:
        self.study = study
        summary = SummaryView(study)
        controls = ControlsView(study, layout=Layout(flex="1 1 270px", min_width="0"))
        column = VBox([*pictures], layout=Layout(flex="4 1 520px", min_width="0"))
        # Where it is narrow the pictures come first, so that they are in sight of the hand that moves a control.
        middle = Box([controls, column], layout=Layout(flex_flow="row wrap-reverse", align_items="flex-end"))
        folds = _Folds(study)
        self._parts = (summary, controls, *pictures, column.layout, column, middle.layout, middle, *below, folds)
        super().__init__([summary, middle, *below, folds], layout=Layout(overflow="hidden"))

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
        if isinstance(study, Study) and study.data_kind != "table row":
            raise problem(
                f"TabularExplorer was given a study of {a(study.data_kind)}.",
                expected="a study of a table row",
                mend=f"Show this study with lime_widgets.{study.data_kind.capitalize()}Explorer(study).",
            )
        super().__init__(study, [BarsView(study)])


class TextExplorer(_Explorer):
    """Everything to explore the explanation of a text with.

    On top the prediction and how far the explanation can be believed; below it the controls
    beside the text, its units colored by what they weigh, and the bars; at the bottom the table
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


class ImageExplorer(_Explorer):
    """Everything to explore the explanation of an image with.

    On top the prediction and how far the explanation can be believed; below it the controls
    beside the image, its superpixels colored by what they weigh.

    Parameters
    ----------
    study : Study
        What is explored; further explorers and views of it move together with this one.

    Raises
    ------
    LimeError
        If it is given something else than a study of an image.
    """

    def __init__(self, study: Study) -> None:
        super().__init__(study, [ImageView(study)])


def explore(model: Any, x: Any, X_train: Any = None, **options: Any) -> TabularExplorer | TextExplorer | ImageExplorer:
    """Explain one prediction, live.

    Parameters
    ----------
    model : fitted estimator, pipeline or callable
        What is explained. One for texts takes a list of strings, one for images an array (m, h, w, c) or (m, h, w).
    x : str, ndarray of shape (h, w), (h, w, c), Series, mapping, one-row DataFrame or array_like of shape (C,)
        What the prediction was made for: a text, an image, or a row of a table.
    X_train : DataFrame or array_like of shape (n, C), optional
        For a row, the table that the model was trained on.
    **options
        Options of `TabularExplainer` (``categorical_features``, ``labels``, ``feature_names``),
        `TextExplainer` (``unit``, ``bag``, ``mask``, ``ngram``) or `ImageExplainer` (``segmentation``,
        ``segmentation_options``, ``fill``), and parameters of `Study` (``n_samples``, ``kernel_width``,
        ``discretizer``, ...).

    Returns
    -------
    TabularExplorer, TextExplorer or ImageExplorer
        Its ``study`` holds the parameters and the explanation.

    Raises
    ------
    LimeError
        If the row, the table, the text, the image or a parameter cannot be used.
    TypeError
        If an option is not known.
    """
    kind = _kind_of(x, X_train)
    about = {name: options.pop(name) for name in _ABOUT[kind] if name in options}
    if kind == "image":
        return ImageExplorer(Study(model, x, ImageExplainer(**about), **options))
    if kind == "text":
        return TextExplorer(Study(model, x, TextExplainer(**about), **options))
    return TabularExplorer(Study(model, x, TabularExplainer(X_train, **about), **options))


def _kind_of(x: Any, X_train: Any) -> str:
    """Whether it is a table row, a text or an image that is to be explained."""
    what = "image" if _is_image(x) else "text" if isinstance(x, str | bytes) else "row"
    if X_train is None and what != "row":
        return what
    if X_train is None:
        raise problem(
            f"x is a {type(x).__name__}, and there is no X_train.",
            expected="a row and the table that it came from, a text, or an image",
            mend="Call explore(model, x, X_train) for a row; for a text x is one string, for an image an array of "
            "shape (h, w), (h, w, 3) or (h, w, 4), which numpy.asarray makes of a list.",
        )
    if what == "image" and np.ndim(x) != 2:
        raise problem(
            f"x is an image, and X_train a {type(X_train).__name__}.",
            expected="an image alone, or a row and the table that it came from",
            mend="Leave X_train out to explain an image.",
        )
    if isinstance(x, str):
        raise problem(
            f"x is the text {shortened(x, 40)!r}, and X_train a {type(X_train).__name__}.",
            expected="a text alone, or a row and the table that it came from",
            mend="Leave X_train out to explain a text.",
        )
    return "row"


def _is_image(x: Any) -> bool:
    """Whether something is meant as an image: pixels, or a file of them, which the explainer refuses in its words."""
    if isinstance(x, PurePath) or (isinstance(x, str) and _PICTURE_FILE.fullmatch(x)):
        return True
    shape: tuple[int, ...] = () if hasattr(x, "iloc") else getattr(x, "shape", ())
    return hasattr(x, "getbands") or len(shape) > 2 or (len(shape) == 2 and shape[0] != 1)
