"""Guesses why a model failed: missing values, an empty text, images in another layout, one input at a time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.arrays import is_tensor
from lime_widgets.engine.errors import message_of, shortened
from lime_widgets.engine.model.inputs import are_images, are_texts, part_of, size_text, unit_of, unit_text
from lime_widgets.engine.model.responses import read_response
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

_SPEAKS_OF_GAPS = re.compile(r"\b(nans?|na|nat|nul+s?|none|missing|inf(inity|inite)?|finite)\b", re.IGNORECASE)
_IS_OF_A_THREAD = re.compile(r"thread.*(same|another|different|other) thread|not in the main thread", re.IGNORECASE)
_WANTS_TENSORS = re.compile(
    r"must be Tensor, not numpy|got \(numpy\.ndarray|numpy\.ndarray' object has no attribute 'dim'"
)


def probable_cause(
    rows: Any, message: str | None = None, ask: Callable[[Any], Any] | None = None
) -> tuple[str, str] | None:
    """Guess why a model failed, from the rows that it was called with.

    Parameters
    ----------
    rows : DataFrame, ndarray or list
        The inputs of the failed call.
    message : str, optional
        What the model raised. Missing values are its cause only where it speaks of them. None: the model raised
        nothing, and answered with NaN.
    ask : callable, optional
        Calls the model with changed rows, to see whether it answers for those. None: the model is not called.

    Returns
    -------
    tuple of (cause, mend) or None
        A sentence that begins with a space, and a sentence that says how to mend it; None without a guess.
    """
    found = _missing_values(rows) if not message or _SPEAKS_OF_GAPS.search(message) else None
    if found is None and message is not None and _IS_OF_A_THREAD.search(message):
        return say("cause.thread"), say("cause.thread_mend")
    if found is None and message is not None and _WANTS_TENSORS.search(message) and isinstance(rows, np.ndarray):
        unit = unit_of(rows)
        return say("cause.tensors"), say("cause.tensors_mend", units=unit_text(unit, 2), name=f"{unit}s")
    if found is None and ask is not None:
        found = _empty_text(rows, ask) if are_texts(rows) else _shape_wanted(rows, ask)
    return found


def takes_one(error: Exception, unit: str) -> bool:
    """Tell whether an error is as of a function that takes one input, and misses its method, number or shape."""
    kinds = (AttributeError, TypeError, ValueError) if unit == "image" else (AttributeError, TypeError)
    return isinstance(error, kinds) or "truth value" in message_of(error)


def one_at_a_time(rows: Any, ask: Callable[[Any], Any]) -> tuple[str, str] | None:
    """Tell whether the model answers for one text, image or row by itself, and not for a batch."""
    unit, row = unit_of(rows), rows.iloc[0] if hasattr(rows, "iloc") else rows[0]
    if _answers(ask, part_of(rows, 0, 1)):  # it takes batches, and another row is the cause
        return None
    try:
        answer = np.asarray(ask(row))
    except Exception:  # noqa: BLE001  a model may raise anything; then this was not the cause
        return None
    if answer.ndim > 1 or answer.dtype.kind not in "biuf" or answer.size == 0:
        return None
    items = f"{unit}s"
    each = f"_, {unit} in {items}.iterrows()" if hasattr(rows, "iterrows") else f"{unit} in {items}"
    code = f"lambda {items}: [model({unit}) for {each}]"
    return say("cause.one", unit=unit_text(unit)), say("cause.pass", code=code)


def _missing_values(rows: Any) -> tuple[str, str] | None:
    """Name the columns with missing values."""
    if not isinstance(rows, (pd.DataFrame, np.ndarray)) or rows.ndim != 2:
        return None
    gaps = pd.DataFrame(rows).isna().any()
    where = [repr(name) for name in gaps.index[gaps]]
    if not where:
        return None
    return say("cause.missing", n=len(where), names=shortened(", ".join(where))), say("cause.missing_mend")


def _empty_text(texts: list[str], ask: Callable[[Any], Any]) -> tuple[str, str] | None:
    """Tell whether the empty text is the cause: whether the model answers for another text."""
    others = [text for text in texts if text.strip()]
    if not others or len(others) == len(texts) or not _answers(ask, others[:1]):
        return None
    return say("cause.empty"), say("cause.empty_mend")


def _shape_wanted(images: Any, ask: Callable[[Any], Any]) -> tuple[str, str] | None:
    """Tell whether the model answers for the same images with channels first, or as rows of a table."""
    if not are_images(images):
        return None
    if is_tensor(images):
        return None
    if images.ndim == 4:
        first = np.ascontiguousarray(np.moveaxis(images, -1, 1))
        if _answers(ask, first):
            code = "lambda images: model(images.transpose(0, 3, 1, 2))"
            return say("cause.channels", size=size_text(first)), say("cause.pass", code=code)
    flat = images.reshape(len(images), -1)
    if _answers(ask, flat):
        code = "lambda images: model(images.reshape(len(images), -1))"
        return say("cause.table_rows", numbers=flat.shape[1]), say("cause.pass", code=code)
    return None


def _answers(ask: Callable[[Any], Any], rows: Any) -> bool:
    try:
        read_response(ask(rows), len(rows), "")
    except Exception:  # noqa: BLE001  a model may raise anything; then this was not the cause
        return False
    return True
