"""Refusals: inputs that a model was not fitted on, what it raised, and answers that are not finite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import LimeError, ModelError, message_of, problem, shortened
from lime_widgets.engine.model.failure_causes import one_at_a_time, probable_cause, takes_one
from lime_widgets.engine.model.inputs import content_of, part_of, unit_of, unit_text
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.engine.model.responses import Floats


def raised(
    error: Exception, rows: str, sent: Any, ask: Callable[[Any], Any] | None, *, takes_batches: bool
) -> LimeError:
    """Make the error for what a model raised.

    Parameters
    ----------
    error : Exception
    rows : str
        The name of the inputs in messages.
    sent : DataFrame, ndarray or list
        The inputs of the call.
    ask : callable or None
        Calls the model to look for a cause.
    takes_batches : bool
        Whether the model is known to take several inputs.

    Returns
    -------
    ModelError
    """
    unit, message = unit_of(sent), message_of(error)
    found = probable_cause(sent, message, ask)
    if found is None and ask is not None and not takes_batches and takes_one(error, unit):
        found = one_at_a_time(sent, ask)
    cause, mend = found or ("", "")
    said = say("model.message", message=shortened(message, 300).rstrip(".")) if message else ""
    return problem(
        "model.raised",
        kind=type(error).__name__,
        said=said,
        rows=rows,
        first=content_of(part_of(sent, 0, 1)),
        cause=cause,
        unit=unit_text(unit),
        mend=mend or say("model.call_it", units=unit_text(unit, 2)),
        error=ModelError,
    )


def check_finite(numbers: Floats, names: tuple[str, ...], inputs: Any, start: int, first: int) -> None:
    """Refuse answers that are NaN or infinite; `start` is the place of the batch in the inputs, `first` its number."""
    bad = np.argwhere(~np.isfinite(numbers))
    if not len(bad):
        return
    row, output = bad[0].tolist()
    sent, unit = part_of(inputs, start + row, start + row + 1), unit_of(inputs)
    raise problem(
        "model.not_finite",
        answer=numbers[row, output],
        output=names[output],
        unit=unit_text(unit),
        units=unit_text(unit, 2),
        place=first + row,
        content=content_of(sent),
        cause=(probable_cause(sent) or ("",))[0],
        error=ModelError,
    )


def check_columns(estimator: Any, inputs: Any) -> None:
    """Refuse a table with other columns than an estimator was fitted on."""
    expected = getattr(estimator, "n_features_in_", None)
    if expected is None or len(getattr(inputs, "shape", ())) != 2:
        return
    known = getattr(estimator, "feature_names_in_", ()) if hasattr(inputs, "columns") else ()
    absent = [repr(name) for name in known if name not in inputs.columns]
    # A ColumnTransformer drops columns that it does not know by name; other estimators refuse them themselves.
    if absent or (len(known) == 0 and inputs.shape[1] != expected):
        columns, names = inputs.shape[1], shortened(", ".join(absent))
        if absent:
            raise problem("model.columns_absent", n=columns, names=names, needed=expected)
        raise problem("model.columns", n=columns, needed=expected)
