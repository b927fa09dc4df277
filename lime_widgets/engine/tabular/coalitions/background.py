"""The background: the rows whose values stand in for the values that a coalition leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import problem, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.tabular.table import TrainingTable


def read_background(table: TrainingTable, background: Any) -> NDArray[np.float64] | None:
    """Code the background rows of a `TabularExplainer`, (B, C); None where they are drawn at random.

    Parameters
    ----------
    table : TrainingTable
    background : int, row, table or None
        A number takes that number of rows of the training table, at even distances.

    Raises
    ------
    LimeError
        If a number is not from 1 to the number of training rows, or the rows do not fit the table.
    """
    if background is None:
        return None
    if isinstance(background, bool | str | float):
        raise problem("background.invalid", background=shortened(repr(background), 60), most=len(table))
    if isinstance(background, int | np.integer):
        if not 1 <= background <= len(table):
            raise problem("background.invalid", background=int(background), most=len(table))
        # Other seeds shall give the same game. Even distances also spread over a sorted table.
        places = (2 * np.arange(background) + 1) * len(table) // (2 * int(background))
        return np.asarray(table.codes[places])
    if np.size(background) == 0:
        raise problem("background.invalid", background=shortened(repr(background), 60), most=len(table))
    one_row = isinstance(background, Mapping | pd.Series) or np.ndim(background) == 1
    return table.encode(background)[None] if one_row else table.encode_rows(background)
