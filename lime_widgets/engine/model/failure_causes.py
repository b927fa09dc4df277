"""What a model is sent: a part of the inputs, what messages call it, and what of it a model may have failed on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import shortened
from lime_widgets.engine.model.responses import read

if TYPE_CHECKING:
    from collections.abc import Callable


def part_of(inputs: Any, start: int, stop: int) -> Any:
    """Copy the rows from `start` to `stop`, of the inputs' own type: a model may write into what it is given."""
    part = inputs.iloc[start:stop] if hasattr(inputs, "iloc") else inputs[start:stop]
    return part.copy() if hasattr(part, "copy") else part


def unit_of(inputs: Any) -> str:
    """What one of the inputs is called: "text", "image" or "row"."""
    if isinstance(inputs, list) and _are_texts(inputs[:1]):
        return "text"
    return "image" if _are_images(inputs) else "row"


def content_of(row: Any) -> str:
    """Show one row, itself a batch of one, in a message."""
    if isinstance(row, pd.DataFrame):
        return shortened(", ".join(f"{name}={value}" for name, value in row.iloc[0].items()))
    if _are_images(row):
        return f"an image of {_size(row)}, {row.dtype}"
    return shortened(repr(row.tolist()[0] if hasattr(row, "tolist") else row[0]))


def probable_cause(rows: Any, ask: Callable[[Any], Any] | None = None) -> tuple[str, str] | None:
    """Find out what of the rows a model failed on, as far as that can be told.

    Parameters
    ----------
    rows : DataFrame, ndarray or list
        What it was sent.
    ask : callable, optional
        Asks the model again, where it raised: whether it answers for the rows once they are changed.

    Returns
    -------
    tuple of (cause, mend) or None
        A sentence with a space before it, and one that says how to mend it; None where nothing is known.
    """
    found = _missing_values(rows)
    if found is None and ask is not None:
        found = _empty_text(rows, ask) if _are_texts(rows) else _shape_wanted(rows, ask)
    return found


def _are_texts(rows: Any) -> bool:
    return isinstance(rows, list) and all(isinstance(text, str) for text in rows)


def _are_images(rows: Any) -> bool:
    return isinstance(rows, np.ndarray) and rows.ndim >= 3


def _size(images: np.ndarray) -> str:
    return "×".join(map(str, images.shape[1:]))


def _missing_values(rows: Any) -> tuple[str, str] | None:
    """Name the columns of a table that have missing values."""
    if not isinstance(rows, (pd.DataFrame, np.ndarray)) or rows.ndim != 2:
        return None
    gaps = pd.DataFrame(rows).isna().any()
    where = [repr(name) for name in gaps.index[gaps]]
    if not where:
        return None
    columns = f"column{'s' * (len(where) > 1)} {shortened(', '.join(where))}"
    cause = f" The rows sent have missing values in {columns}, which is the probable cause."
    return cause, "Fill missing values in the model's pipeline, or explain a row and a table without them."


def _empty_text(texts: list[str], ask: Callable[[Any], Any]) -> tuple[str, str] | None:
    """Whether it was the empty text that the model failed on, which it is if it answers for another."""
    others = [text for text in texts if text.strip()]
    if not others or len(others) == len(texts) or not _answers(ask, others[:1]):
        return None
    cause = " One of the texts is empty, its words all taken out, which is the probable cause."
    return cause, "Answer for it in a function around the model, or put a mask string in a word's place."


def _shape_wanted(images: Any, ask: Callable[[Any], Any]) -> tuple[str, str] | None:
    """Whether the model answers for the same images with their channels first, or as rows of a table."""
    if not _are_images(images):
        return None
    if images.ndim == 4:
        first = np.ascontiguousarray(np.moveaxis(images, -1, 1))
        if _answers(ask, first):
            cause = f" It seems to want channels first: it answers for the same images as {_size(first)}."
            return cause, "Pass lambda images: model(images.transpose(0, 3, 1, 2)) in its place."
    flat = images.reshape(len(images), -1)
    if _answers(ask, flat):
        cause = f" It seems to want rows of a table: it answers for the same images as {flat.shape[1]:,} numbers each."
        return cause, "Pass lambda images: model(images.reshape(len(images), -1)) in its place."
    return None


def _answers(ask: Callable[[Any], Any], rows: Any) -> bool:
    try:
        read(ask(rows), len(rows), "")
    except Exception:  # noqa: BLE001  a model may raise anything, and then this is not what it wants
        return False
    return True
