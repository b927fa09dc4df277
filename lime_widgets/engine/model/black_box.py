"""The black box: any fitted estimator or any callable, asked for numbers in batches."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lime_widgets.engine.errors import ModelError, problem, shortened, warn
from lime_widgets.engine.model.calling import OutputKind, call_of
from lime_widgets.engine.model.failure_causes import content_of, part_of, probable_cause, unit_of
from lime_widgets.engine.model.responses import Answer, Floats, Seen, read

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


BATCH_SIZE = 1024
"""The most rows in one call where nobody says how many."""


class BlackBox:
    """A model as a function from rows to an (n, k) array of finite numbers, asked in batches and counted.

    Parameters
    ----------
    model : estimator or callable
        A fitted scikit-learn estimator or pipeline, or any callable that takes what the inputs are made of and
        returns (n,) or (n, k) numbers: arrays, lists, DataFrames (whose column names become the output names),
        Series or tensors.

        Of an estimator the first of these that it has is asked: predict_proba, decision_function (scores), predict.
        Labels from a classifier's predict become one column of 0 and 1 each. A bound method such as
        ``model.predict_proba`` keeps the names of the model's classes.
    batch_size : int, default=None
        The most rows that are sent in one call. None leaves it to the kind of data: 1,024 rows or texts, and as many
        images as are not much to hold.
    output_names : sequence of str, default=None
        One name an output. None takes the column names of a DataFrame, the classes of a classifier, "value" for a
        regressor, and otherwise "output 0", "output 1", ...

    votes : bool, default=False
        Whether the model is meant to answer with 0 and 1 alone, so that no note need say that it does.

    Raises
    ------
    LimeError
        If the model can be neither called nor asked to predict, or is not fitted; if `batch_size` is neither None
        nor a whole number of 1 or more.

    Notes
    -----
    One BlackBox may be asked from several threads at once. Each batch is a copy of its rows, so that a model that
    writes into what it is given leaves the inputs alone; nothing of the inputs is kept.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets.engine.model.black_box import BlackBox
    >>> box = BlackBox(lambda X: X.sum(axis=1), batch_size=2)
    >>> box.predict(np.eye(3)).shape, box.n_calls, box.n_rows
    ((3, 1), 2, 3)
    >>> box.output_kind, box.output_names
    ('value', ['output 0'])
    """

    def __init__(
        self,
        model: Any,
        *,
        batch_size: int | None = None,
        output_names: Sequence[str] | None = None,
        votes: bool = False,
    ) -> None:
        self._votes_meant = votes
        self._call = call_of(model)
        self._given_names = tuple(output_names or ())
        self.batch_size = batch_size
        self._lock = threading.Lock()
        self._n_calls = 0
        self._n_rows = 0
        self._seen: Seen | None = None
        self._names: tuple[str, ...] = ()
        self._warned: set[str] = set()
        self._warn()

    @property
    def batch_size(self) -> int | None:
        """The most rows that are sent in one call: int, 1 or more, or None. May be set at any time."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, size: int | None) -> None:
        if size is not None and (not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 1):
            raise problem(
                f"batch_size is {size!r}.",
                expected="a whole number of 1 or more",
                mend=f"Pass {BATCH_SIZE}, fewer for a model that needs much memory, or None to leave it to the data.",
            )
        self._batch_size: int | None = None if size is None else int(size)

    @property
    def n_calls(self) -> int:
        """Batches sent to the model so far, those that failed included: int."""
        return self._n_calls

    @property
    def n_rows(self) -> int:
        """Rows sent to the model so far, those of batches that failed included: int."""
        return self._n_rows

    @property
    def output_kind(self) -> OutputKind | None:
        """What the outputs are: "probability", "score" or "value"; None until the first answer.

        Of a callable it is judged from all answers so far: two or more outputs within 0 and 1 are probabilities.
        """
        return None if self._seen is None else self._seen.output_kind(self._call)

    @property
    def output_names(self) -> list[str] | None:
        """One name an output: list of k str; None until the first answer."""
        return list(self._names) or None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the model before its explanation is believed: tuple of str, a sentence or two each.

        Each note is also issued once as a LimeWarning. A judgment that later answers contradict is withdrawn.
        """
        if self._seen is None:
            return (self._call.note,) if self._call.note else ()
        return self._seen.notes(self._call, votes_meant=self._votes_meant)

    def predict(
        self,
        inputs: Any,
        *,
        first_row: int = 0,
        proposed: int = BATCH_SIZE,
        about_to_ask: Callable[[int], None] = lambda _: None,
    ) -> Floats:
        """Ask the model for every row, in batches of at most `batch_size`.

        Parameters
        ----------
        inputs : DataFrame, ndarray of shape (n, ...), list of str, or another sequence of n rows
            Reaches the model as what it is: a DataFrame keeps its columns and dtypes, a list stays a list.
        first_row : int, default=0
            The number of the first row in messages, for inputs that are themselves a part.
        proposed : int, default=1024
            The size of batches where `batch_size` is None.
        about_to_ask : callable, optional
            Called with the number of rows before every call of the model.

        Returns
        -------
        ndarray of shape (n, k), float64
            One column an output. Shape (0, k), with k = 0 before the first answer, for no rows, which are not sent.

        Raises
        ------
        ModelError
            If the model raises, or returns text, an array that is neither (n,) nor (n, k), too many or too few
            rows, NaN or infinite values, or another number of outputs than before.
        LimeError
            If the inputs have other columns than the model was fitted on, or if `output_names` does not fit.

        Examples
        --------
        >>> import pandas as pd
        >>> from lime_widgets.engine.model.black_box import BlackBox
        >>> box = BlackBox(lambda table: table["temp"] / 40)
        >>> box.predict(pd.DataFrame({"temp": [10, 20], "sky": ["clear", "rain"]}))
        array([[0.25],
               [0.5 ]])
        """
        _check_columns(self._call.estimator, inputs)
        n, size = len(inputs), self._batch_size or proposed
        parts = []
        for start in range(0, n, size):
            stop = min(start + size, n)
            about_to_ask(stop - start)
            parts.append(self._ask(inputs, start, stop, first_row))
        return np.concatenate(parts) if parts else np.empty((0, len(self._names)))

    def _ask(self, inputs: Any, start: int, stop: int, first_row: int) -> Floats:
        """Send one batch, and return its checked answer; messages show the rows as they were sent."""
        n, first = stop - start, first_row + start
        unit = unit_of(inputs)
        rows = f"{unit} {first:,}" if n == 1 else f"{unit}s {first:,}–{first + n - 1:,}"
        with self._lock:
            self._n_calls += 1
            self._n_rows += n
        try:
            returned = self._call.ask(part_of(inputs, start, stop))
        except Exception as error:
            cause, mend = probable_cause(part_of(inputs, start, stop), self._call.ask) or ("", "")
            raise problem(
                f"The model raised {type(error).__name__} on {rows}: {shortened(str(error), 300).rstrip('.')}.{cause}",
                expected=f"an answer for every {unit}",
                mend=mend or f"Call the model on these {unit}s by itself to see where it raises.",
                error=ModelError,
            ) from error
        answer = read(returned, n, rows)
        names = self._named(answer)
        bad = np.argwhere(~np.isfinite(answer.numbers))
        if len(bad):
            row, output = bad[0].tolist()
            sent = part_of(inputs, start + row, start + row + 1)
            raise problem(
                f"The model returned {answer.numbers[row, output]} for {names[output]!r} of {unit} {first + row:,} "
                f"({content_of(sent)}).{(probable_cause(sent) or ('',))[0]}",
                expected=f"a finite number for every {unit} and output",
                mend=f"Return a number for such {unit}s as well, in a function around the model.",
                error=ModelError,
            )
        with self._lock:
            k, before = len(names), len(self._names or names)
            if k == before:
                seen = Seen.of(answer)
                self._seen = seen if self._seen is None else self._seen + seen
                self._names = self._names or names
        if k != before:
            raise problem(
                f"The model returned {k} as outputs for {rows}, and {before} before.",
                expected="the same outputs for every batch",
                mend="Fix the outputs in a function around the model, so that they do not depend on the rows sent.",
                error=ModelError,
            )
        self._warn()
        return answer.numbers

    def _named(self, answer: Answer) -> tuple[str, ...]:
        k = answer.numbers.shape[1]
        if self._given_names and len(self._given_names) != k:
            raise problem(
                f"output_names has {len(self._given_names)} names, and the model returned {k} outputs.",
                expected=f"{k} names",
                mend="Name every output, or pass None.",
            )
        for names in (self._given_names, answer.names, self._call.names):
            if len(names) == k:
                return names
        if self._call.output_kind == "value":
            return ("value",) if k == 1 else tuple(f"value {i}" for i in range(k))
        return tuple(f"output {i}" for i in range(k))

    def _warn(self) -> None:
        notes = self.notes
        with self._lock:
            news = [note for note in notes if note not in self._warned]
            self._warned.update(news)
        for note in news:
            warn(note)


def _check_columns(estimator: Any, inputs: Any) -> None:
    expected = getattr(estimator, "n_features_in_", None)
    if expected is None or getattr(inputs, "ndim", 0) != 2:
        return
    known = getattr(estimator, "feature_names_in_", ()) if isinstance(inputs, pd.DataFrame) else ()
    absent = [repr(name) for name in known if name not in inputs.columns]
    # More columns than it knows by name: a ColumnTransformer drops them, others say so themselves.
    if absent or (len(known) == 0 and inputs.shape[1] != expected):
        lacking = f"; {shortened(', '.join(absent))} not among them" if absent else ""
        raise problem(
            f"The rows have {inputs.shape[1]} columns{lacking}.",
            expected=f"the {expected} columns that the model was fitted on",
            mend="Give the explainer the table that the model was fitted on, with the same columns.",
        )
