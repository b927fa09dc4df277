"""Refusals: inputs that a model was not fitted on, what it raised, and answers that are not finite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import LimeError, ModelError, message_of, problem, shortened
from lime_widgets.engine.model.failure_causes import one_at_a_time, probable_cause, takes_one
from lime_widgets.engine.model.inputs import content_of, part_of, unit_of

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
    said = f": {shortened(message, 300).rstrip('.')}" if message else ""
    return problem(
        f"Your model raised {type(error).__name__}{said}. It was called with {rows}, "
        f"the first: {content_of(part_of(sent, 0, 1))}.{cause}",
        expected=f"an answer for every {unit}",
        mend=mend or f"Call the model on these {unit}s by itself to see where it raises.",
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
        f"The model returned {numbers[row, output]} for {names[output]!r} of {unit} {first + row:,} "
        f"({content_of(sent)}).{(probable_cause(sent) or ('',))[0]}",
        expected=f"a finite number for every {unit} and output",
        mend=f"Return a number for such {unit}s too, in a function around the model.",
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
        lacking = f"; {shortened(', '.join(absent))} not among them" if absent else ""
        raise problem(
            f"The rows have {inputs.shape[1]} columns{lacking}.",
            expected=f"the {expected} columns that the model was fitted on",
            mend="Give the explainer the table that the model was fitted on, with the same columns.",
        )
