"""Notes on the values of an instance that no fit shows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from lime_widgets.engine.errors import quoted

if TYPE_CHECKING:
    from lime_widgets.engine.tabular.columns import Column


def note_of(column: Column, code: float) -> str:
    """Say what a reader should know of a value of the instance; "" if there is nothing.

    Parameters
    ----------
    column : Column
    code : float
        The value, coded.
    """
    name = quoted(column.name)
    if column.is_text:
        return (
            f"Column {name} holds a text, and nearly every row has another: only whether it is this text is weighed, "
            f"not its words. To explain its words, pass text_column={name} to explore."
        )
    if column.is_categorical or math.isnan(code) or column.low <= code <= column.high:
        return ""
    return (
        f"{column.name} is {column.text(code)}, outside of the training data ({column.text(column.low)} to "
        f"{column.text(column.high)}): the model answers for something that it was not trained on."
    )
