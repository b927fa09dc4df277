"""One line that explains one prediction, live."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.arrays import is_sparse
from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.tabular.row_edits import text_place, with_texts
from lime_widgets.engine.tabular.table import TrainingTable
from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.study import Study
from lime_widgets.widgets.comparison import ModelComparison
from lime_widgets.widgets.explorers import ImageExplorer, TabularExplorer, TextExplorer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lime_widgets.engine.perturbation.explainer import Explainer

# What `explore` passes on to BlackBox.
_OF_THE_MODEL = ("output_names", "batch_size", "votes", "repeat")
# Where `explore` begins with other settings than LIME's: bins are then another view of the same rows.
_OF_TABLES = {"discretizer": "auto", "sampling": "table"}
_PICTURE_FILE = re.compile(r"\S+\.(png|jpe?g|gif|bmp|tiff?|webp)", re.IGNORECASE)


def explore(
    model: Any, x: Any, X_train: Any = None, *, text_columns: str | Sequence[str] | None = None, **options: Any
) -> TabularExplorer | TextExplorer | ImageExplorer | ModelComparison:
    """Explain one prediction, live.

    Parameters
    ----------
    model : fitted estimator, pipeline, callable or mapping of str to these
        The black box, or several by their names to compare them. For texts it takes a list of strings, for images
        an array (m, h, w, c) or (m, h, w).
    x : str, ndarray of shape (h, w), (h, w, c), Series, mapping, one-row DataFrame or array_like of shape (C,)
        The text, the image or the table row that the prediction was made for.
    X_train : DataFrame or array_like of shape (n, C), optional
        The table that the model was trained on; needed for a row.
    text_columns : str or sequence of one str, optional
        A column of texts: the words of the row's text there are explained, and the other columns stay as they are.
    **options
        Any keyword of `TabularExplainer`, `TextExplainer` or `ImageExplainer`, any parameter of `Study`, and
        `output_names`, `batch_size`, `votes` or `repeat` of `BlackBox`; such as ``categorical_features``, ``samples``,
        ``unit``, ``fill``, ``n_samples`` or ``kernel_width``.

    Returns
    -------
    TabularExplorer, TextExplorer, ImageExplorer or ModelComparison
        A comparison has one of the others for each model. Its `study` holds the parameters and the explanation.

    Raises
    ------
    LimeError
        If the row, the table, the text, the image or a parameter cannot be used.
    TypeError
        If an option is not known.
    """
    if isinstance(model, Mapping):
        return _compared(model, x, X_train, {"text_columns": text_columns} | options)
    kind = _kind_of(x, X_train)
    if kind == "image":
        return ImageExplorer(_study(model, x, ImageExplainer, (), options))
    if kind == "text":
        return TextExplorer(_study(model, x, TextExplainer, (), options))
    if text_columns is not None:
        return TextExplorer(_study(*_text_of(model, x, X_train, text_columns), TextExplainer, (), options))
    return TabularExplorer(_study(model, x, TabularExplainer, (X_train,), _OF_TABLES | options))


def _compared(models: Mapping[Any, Any], x: Any, X_train: Any, options: dict[str, Any]) -> ModelComparison:
    """Explore several models on one instance."""
    if len(models) < 2:
        raise problem("models.too_few", n=len(models))
    explorers: dict[str, Any] = {}
    try:
        for name, model in models.items():
            explorers[str(name)] = explore(model, x, X_train, **options)
    except BaseException:
        for explorer in explorers.values():
            explorer.close()
        raise
    return ModelComparison(explorers)


def _text_of(model: Any, x: Any, X_train: Any, columns: str | Sequence[str]) -> tuple[BlackBox, str]:
    """Give the model as one of the texts of a column, in a row whose other values stay, and the row's text."""
    names = [columns] if isinstance(columns, str) else list(columns)
    if len(names) != 1:
        raise problem("text_columns.several", given=len(names))
    column = names[0]
    table = TrainingTable(X_train)
    text_place(table, column)
    text = table.row(x)[column]
    return BlackBox(model, prepare=lambda texts: with_texts(table, x, column, texts)), text


def _study(model: Any, x: Any, kind: type[Explainer], data: tuple[Any, ...], options: dict[str, Any]) -> Study:
    """Build the study. The explainer takes the options that its constructor names, the study takes the others."""
    of_the_model = {name: options.pop(name) for name in _OF_THE_MODEL if name in options}
    if of_the_model:
        model = BlackBox(model, **of_the_model)
    names = inspect.signature(kind).parameters
    settings = {name: value for name, value in options.items() if name in names}
    others = {name: value for name, value in options.items() if name not in names}
    return Study(model, x, kind(*data, **settings), **others)


def _kind_of(x: Any, X_train: Any) -> str:
    """Tell whether the instance is a table row, a text or an image."""
    what = "image" if _is_image(x) else "text" if isinstance(x, str | bytes) else "row"
    if X_train is None and what != "row":
        return what
    if X_train is None:
        raise problem("explore.unknown", kind=type(x).__name__)
    if what == "image" and np.ndim(x) != 2:
        raise problem("explore.image_and_table", kind=type(X_train).__name__)
    if isinstance(x, str):
        raise problem("explore.text_and_table", x=shortened(x, 40), kind=type(X_train).__name__)
    return "row"


def _is_image(x: Any) -> bool:
    """Whether something is meant as an image: pixels, or the name of a file, which the explainer refuses."""
    if isinstance(x, PurePath) or (isinstance(x, str) and _PICTURE_FILE.fullmatch(x)):
        return True
    is_table = hasattr(x, "columns") or hasattr(x, "iloc") or is_sparse(x)
    shape: tuple[int, ...] = () if is_table else getattr(x, "shape", ())
    return hasattr(x, "getbands") or len(shape) > 2 or (len(shape) == 2 and shape[0] != 1)
