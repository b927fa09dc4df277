"""Responses of a model: read into an (n, k) array of numbers, and summarized to judge their kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from lime_widgets.engine.arrays import as_array, is_arrow_table, is_polars
from lime_widgets.engine.errors import ModelError, message_of, problem, shortened
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from lime_widgets.engine.model.calling import Call, OutputKind

Floats: TypeAlias = npt.NDArray[np.float64]

ENOUGH_ROWS = 50
"""The number of rows after which a model counts as answering with hard labels or independent probabilities.

A forest near a clear-cut instance may answer 0 and 1 for the first twenty rows.
"""

MOST_LABELS = 12
"""Answers with more different whole numbers count as counts, not as labels."""

TOLERANCE = 1e-3
"""The largest difference from 1 of a row's sum of probabilities; float16 softmaxes stay within it."""


@dataclass(frozen=True)
class Response:
    """The numbers of one batch (n, k), the names that came with them, and the number of targets."""

    numbers: Floats
    names: tuple[str, ...] = ()
    n_targets: int = 1
    whole: bool = False  # whether they came as one whole number a row, as labels do


def read_response(returned: Any, n: int, rows: str) -> Response:
    """Read what a model returned for `n` rows. Whether the numbers are finite is not checked.

    Parameters
    ----------
    returned : array, DataFrame, Series, tensor, list, or list of one (n, n_classes) array a target
        (n,) or (n, k) real numbers; or for each row a list of ``{"label": ..., "score": ...}`` in any order, as
        pipelines of transformers return.
    n : int
        The number of rows in the call.
    rows : str
        The name of these rows in messages.

    Returns
    -------
    Response

    Raises
    ------
    ModelError
        If it is not an array of numbers, or has another shape.

    Examples
    --------
    >>> from lime_widgets.engine.model.responses import read_response
    >>> read_response([0.25, 0.5], 2, "rows 0–1").numbers
    array([[0.25],
           [0.5 ]])
    """
    names, n_targets, plain = _column_names(returned), 1, returned
    try:
        if isinstance(returned, list) and (labeled := _labeled(returned, rows)) is not None:
            names, plain = labeled
        elif isinstance(returned, list) and returned and all(getattr(part, "ndim", 0) == 2 for part in returned):
            n_targets, plain = len(returned), np.concatenate([as_array(part) for part in returned], axis=1)
        array = as_array(plain)
        _check(array, n, rows)
        numbers = array.astype(np.float64, order="C").reshape(n, -1)
        return Response(numbers, names, n_targets, whole=array.dtype.kind in "iu" and numbers.shape[1] == 1)
    except ModelError:
        raise
    except Exception as error:
        found = "model.masked" if isinstance(returned, np.ma.MaskedArray) else "model.unreadable"
        raise problem(
            found,
            kind=type(returned).__name__,
            rows=rows,
            fault=type(error).__name__,
            reason=shortened(message_of(error)),
            n=n,
            error=ModelError,
        ) from error


def _column_names(returned: Any) -> tuple[str, ...]:
    """Give the column names of a table; other answers may have an attribute of this name, too."""
    if is_arrow_table(returned):
        return tuple(map(str, returned.column_names))
    is_table = isinstance(returned, pd.DataFrame) or is_polars(returned)
    return tuple(map(str, returned.columns)) if is_table else ()


def _labeled(returned: list[Any], rows: str) -> tuple[tuple[str, ...], Floats] | None:
    """Read lists of labels with scores: the labels in alphabetical order, and their scores. None for other lists."""
    answers = [[each] if isinstance(each, dict) else each for each in returned]
    if not answers or not all(isinstance(answer, list) and answer for answer in answers):
        return None
    if not all(isinstance(each, dict) and {"label", "score"} <= each.keys() for answer in answers for each in answer):
        return None
    scores = [{str(each["label"]): each["score"] for each in answer} for answer in answers]
    labels = sorted(scores[0])
    # With one label for every row, it may be another one in the next batch.
    if len(labels) == 1 or any(row.keys() != scores[0].keys() for row in scores):
        listed = sorted({label for row in scores for label in row})
        raise problem(
            "model.labels_missing",
            rows=rows,
            known=shortened(", ".join(listed), 60),
            first=shortened(", ".join(labels), 60),
            error=ModelError,
        )
    return tuple(labels), np.array([[row[label] for label in labels] for row in scores], dtype=np.float64)


def _check(array: npt.NDArray[Any], n: int, rows: str) -> None:
    first = next(array.flat, None)
    if isinstance(first, str):
        raise problem("model.labels", rows=rows, first=shortened(repr(str(first)), 40), error=ModelError)
    if array.ndim not in (1, 2):
        if array.ndim:
            raise problem("model.dimensions", shape=array.shape, rows=rows, n=n, error=ModelError)
        raise problem("model.one_value", value=shortened(repr(array.item()), 60), rows=rows, n=n, error=ModelError)
    if len(array) != n:
        raise problem("model.number", n=len(array), sent=n, rows=rows, shape=array.shape, error=ModelError)
    if array.dtype.kind not in "biufO" or 0 in array.shape:
        raise problem("model.type", dtype=array.dtype, shape=array.shape, rows=rows, error=ModelError)


@dataclass(frozen=True)
class ResponseSummary:
    """A summary of all responses so far, which tells probabilities, votes and values apart."""

    low: Floats  # (k,) the smallest answer of each output
    high: Floats  # (k,)
    rows: int
    zeros_and_ones: bool
    sums_to_one: bool  # the probabilities of each target
    labels: frozenset[float]  # the answers, if they are a few whole numbers as labels are; else empty

    @classmethod
    def of(cls, response: Response) -> ResponseSummary:
        """Summarize one batch."""
        numbers = response.numbers
        return cls(
            numbers.min(axis=0),
            numbers.max(axis=0),
            len(numbers),
            bool(((numbers == 0.0) | (numbers == 1.0)).all()),
            bool((np.abs(numbers.sum(axis=1) - response.n_targets) <= TOLERANCE).all()),
            _few(frozenset(np.unique(numbers).tolist()) if response.whole else frozenset()),
        )

    def __add__(self, other: ResponseSummary) -> ResponseSummary:
        return ResponseSummary(
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
            self.rows + other.rows,
            self.zeros_and_ones and other.zeros_and_ones,
            self.sums_to_one and other.sums_to_one,
            _few(self.labels | other.labels) if self.labels and other.labels else frozenset(),
        )

    def output_kind(self, call: Call) -> OutputKind:
        """Give the kind of the outputs: the one that the call promises, or the one that they look like."""
        within_unit = self.low.min() >= -TOLERANCE and self.high.max() <= 1.0 + TOLERANCE
        return call.output_kind or ("probability" if len(self.low) > 1 and within_unit else "value")

    def notes(self, call: Call, *, votes_meant: bool = False) -> tuple[str, ...]:
        """Give notes on the model for readers of the explanation, one or two sentences each."""
        notes = [call.note] if call.note else []
        if call.n_rivals and len(self.low) == len(call.names):
            notes.append(say("note.targets"))
        # A callable promises no probabilities: a few rows within 0 and 1 may be chance.
        sure = call.output_kind == "probability" or self.rows >= ENOUGH_ROWS
        if self.output_kind(call) == "probability" and len(self.low) > 1 and not self.sums_to_one and sure:
            notes.append(say("note.independent"))
        # A constant answer is not a vote.
        votes = self.zeros_and_ones and self.rows >= ENOUGH_ROWS and (self.low < self.high).any()
        if votes and not votes_meant and not call.note and call.output_kind in ("probability", None):
            notes.append(say("note.votes", cure=say(call.cure)))
        elif len(self.labels) > 1 and self.rows >= ENOUGH_ROWS and call.output_kind is None:
            listed = ", ".join(f"{label:.0f}" for label in sorted(self.labels))
            notes.append(say("note.whole_numbers", numbers=listed))
        return tuple(notes)


def _few(labels: frozenset[float]) -> frozenset[float]:
    return labels if len(labels) <= MOST_LABELS else frozenset()
