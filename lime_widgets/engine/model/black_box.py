"""The black box: a fitted estimator or a callable, called in batches."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import ModelError, encodable, problem, shortened, warn
from lime_widgets.engine.model.calling import Call, OutputKind, find_call
from lime_widgets.engine.model.failure_causes import one_at_a_time
from lime_widgets.engine.model.inputs import n_inputs, part_of, unit_of, unit_text
from lime_widgets.engine.model.refusals import check_columns, check_finite, raised
from lime_widgets.engine.model.responses import Floats, Response, ResponseSummary, read_response
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


BATCH_SIZE = 1024
"""The default number of rows in one call."""

SEARCH_SECONDS = 0.5
"""A model that took longer to fail is not called again to find the cause."""

ROUNDING = 1e-4
"""Answers to one input that differ by no more than this share of the largest are equal: networks round so."""


class BlackBox:
    """A model as a function from rows to an (n, k) array of finite numbers, called in batches and counted.

    Parameters
    ----------
    model : estimator or callable
        A fitted scikit-learn estimator or pipeline, or any callable that takes the inputs and returns (n,) or
        (n, k) numbers: arrays, lists, DataFrames (whose column names become the output names), Series or
        tensors.

        For an estimator, the first available of these methods is called: predict_proba, decision_function
        (scores), predict. Each label of a classifier's predict becomes a column of 0 and 1. A bound method such
        as ``model.predict_proba`` keeps the names of the model's classes.
    batch_size : int, default=None
        The most rows in one call. None leaves it to the kind of data: 1,024 rows or texts, and about 16 MB of
        images.
    output_names : sequence of str, default=None
        One name for each output. None takes the column names of a DataFrame, the classes of a classifier, "value" for a
        regressor, and otherwise "output 0", "output 1", ...

    votes : bool, default=False
        Whether the model is meant to answer only with 0 and 1. Then no note says so.
    repeat : bool, default=True
        Whether an explanation asks about the instance a second time, once for each black box, to notice a model that
        answers at random.
    prepare : callable, optional
        Makes what the model is called with of the inputs, for a model that takes something else.

    Raises
    ------
    LimeError
        If the model has no method that predicts and cannot be called, or is not fitted; if `batch_size` is not
        None or a whole number of 1 or more.

    Notes
    -----
    Several threads may call one BlackBox. Each batch is a copy of its rows, so that a model that writes into its
    input does not change the inputs. No input is kept.

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
        repeat: bool = True,
        prepare: Callable[[Any], Any] | None = None,
    ) -> None:
        self._votes_meant = votes
        self._call: Call = model._call if isinstance(model, BlackBox) else find_call(model)  # noqa: SLF001  same class
        if prepare is not None:
            asked = self._call.function
            self._call = replace(self._call, function=lambda inputs: asked(prepare(inputs)), estimator=None)
        if output_names is not None and (isinstance(output_names, str) or not isinstance(output_names, Iterable)):
            raise problem("output_names.invalid", output_names=shortened(repr(output_names), 60))
        self._given_names = tuple(output_names or ())
        self.batch_size = batch_size
        self._lock = threading.Lock()
        self._n_calls = 0
        self._n_rows = 0
        self._seen: ResponseSummary | None = None
        self._names: tuple[str, ...] = ()
        self._warned: set[str] = set()
        self._to_repeat = repeat
        self._varying = ""
        self._warn()

    @property
    def batch_size(self) -> int | None:
        """The most rows in one call: int, 1 or more, or None. It may be set at any time."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, size: int | None) -> None:
        if size is not None and (not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 1):
            raise problem("batch_size.invalid", size=size, default=BATCH_SIZE)
        self._batch_size: int | None = None if size is None else int(size)

    @property
    def n_calls(self) -> int:
        """Calls of the model so far, failed ones and those that look for a cause included: int."""
        return self._n_calls

    @property
    def n_rows(self) -> int:
        """Rows in these calls: int."""
        return self._n_rows

    @property
    def output_kind(self) -> OutputKind | None:
        """The kind of the outputs: "probability", "score" or "value"; None until the first answer.

        For a callable it is judged by all answers so far: two or more outputs within 0 and 1 are probabilities.
        """
        return None if self._seen is None else self._seen.output_kind(self._call)

    @property
    def output_names(self) -> list[str] | None:
        """One name for each output: list of k str; None until the first answer."""
        return list(self._names) or None

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes on the model for readers of the explanation: tuple of str, one or two sentences each.

        Each note is also issued once as a LimeWarning. A note that later answers contradict is withdrawn.
        """
        if self._seen is None:
            return (self._call.note,) if self._call.note else ()
        varying = (self._varying,) if self._varying else ()
        return varying + self._seen.notes(self._call, votes_meant=self._votes_meant)

    @property
    def n_rivals(self) -> int:
        """Of several targets: how many of the first outputs are classes of the first target; otherwise 0: int."""
        return self._call.n_rivals if len(self._names) == len(self._call.names) else 0

    @property
    def answers_vary(self) -> bool:
        """Whether the model answered the same input differently: bool; see `ask_again`."""
        return bool(self._varying)

    def predict(
        self,
        inputs: Any,
        *,
        first_row: int = 0,
        proposed: int = BATCH_SIZE,
        about_to_ask: Callable[[int], None] = lambda _: None,
    ) -> Floats:
        """Call the model for every row, in batches of at most `batch_size`.

        Parameters
        ----------
        inputs : DataFrame, ndarray of shape (n, ...), list of str, or another sequence of n rows
            The model gets the same type: a DataFrame keeps its columns and dtypes, a list stays a list.
        first_row : int, default=0
            The number of the first row in messages, for inputs that are part of a longer sequence.
        proposed : int, default=1024
            The size of batches if `batch_size` is None.
        about_to_ask : callable, optional
            Called with the number of rows before every call of the model.

        Returns
        -------
        ndarray of shape (n, k), float64
            One column for each output. Without rows the model is not called; the shape is (0, k), with k = 0
            before the first answer.

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
        check_columns(self._call.estimator, inputs)
        n, size = n_inputs(inputs), self._batch_size or proposed
        parts = [self._ask(inputs, start, min(start + size, n), first_row, about_to_ask) for start in range(0, n, size)]
        return np.concatenate(parts) if parts else np.empty((0, len(self._names)))

    def ask_again(self, inputs: Any, answer: Floats, *, about_to_ask: Callable[[int], None] = lambda _: None) -> None:
        """Ask about one input a second time, unless it was done before, and note whether the answers differ.

        Parameters
        ----------
        inputs : DataFrame, ndarray of shape (1, ...) or list of one str
            The input, as `predict` takes it.
        answer : ndarray of shape (k,)
            What the model answered the first time.
        about_to_ask : callable, optional
            As for `predict`.

        Raises
        ------
        ModelError
            As `predict` raises it.
        """
        if not self._to_repeat:
            return
        again = self.predict(inputs, about_to_ask=about_to_ask)[0]
        self._to_repeat = False
        differences = np.abs(answer - again)
        if (differences > ROUNDING * max(np.abs(answer).max(), np.abs(again).max())).any():
            place = int(np.argmax(differences))
            output, first, second = self._names[place], answer[place], again[place]
            self._varying = say("note.varying", output=output, first=first, second=second)
            self._warn()

    def _ask(self, inputs: Any, start: int, stop: int, first_row: int, about_to_ask: Callable[[int], None]) -> Floats:
        """Call the model for one batch, and return its checked answers."""
        n, first, unit = stop - start, first_row + start, unit_of(inputs)
        rows = say(f"model.{unit}_place", n=n, first=first, last=first + n - 1)
        call = self._counted(about_to_ask)
        sent = part_of(inputs, start, stop)
        began = time.monotonic()
        try:
            returned = call(sent)
        except Exception as error:
            # Looking for the cause calls the model up to four times more, which a slow model is spared.
            quick = time.monotonic() - began < SEARCH_SECONDS
            # A model that has answered before takes batches.
            sent, ask = part_of(inputs, start, stop), call if quick else None
            raise raised(error, rows, sent, ask, takes_batches=bool(self._names)) from error
        quick = time.monotonic() - began < SEARCH_SECONDS
        try:
            response = read_response(returned, n, rows)
        except ModelError as error:
            # A function of one text may answer for a list, too, as if the list were a text.
            found = one_at_a_time(part_of(inputs, start, stop), call) if quick and n > 1 and not self._names else None
            if found is None:
                raise
            raise problem(
                "model.one_at_a_time",
                what=error.what,
                cause=found[0],
                unit=unit_text(unit),
                mend=found[1],
                error=ModelError,
            ) from error
        names = self._named(response)
        check_finite(response.numbers, names, inputs, start, first)
        self._remember(response, names, rows)
        self._warn()
        return response.numbers

    def _counted(self, about_to_ask: Callable[[int], None]) -> Callable[[Any], Any]:
        """Give the model as a function that counts its calls."""

        def call(inputs: Any) -> Any:
            # One text or row by itself is asked about when a cause is looked for.
            one = unit_of(inputs) == "row" and len(getattr(inputs, "shape", ())) < 2
            n = 1 if one else n_inputs(inputs)
            about_to_ask(n)
            with self._lock:
                self._n_calls += 1
                self._n_rows += n
            return self._call.function(inputs)

        return call

    def _remember(self, response: Response, names: tuple[str, ...], rows: str) -> None:
        """Summarize the responses, which must all have the same outputs."""
        with self._lock:
            k, before = len(names), len(self._names or names)
            if k == before:
                summary = ResponseSummary.of(response)
                self._seen = summary if self._seen is None else self._seen + summary
                self._names = self._names or names
        if k != before:
            raise problem("model.outputs_changed", outputs=k, rows=rows, before=before, error=ModelError)

    def _named(self, response: Response) -> tuple[str, ...]:
        k = response.numbers.shape[1]
        if self._given_names and len(self._given_names) != k:
            raise problem("output_names.number", given=len(self._given_names), n=k)
        for names in (self._given_names, response.names, self._call.names):
            if len(names) == k:
                return tuple(map(encodable, map(str, names)))
        if self._call.output_kind == "value":
            return (say("name.value"),) if k == 1 else tuple(say("name.value_of", place=i) for i in range(k))
        return tuple(say("name.output", place=i) for i in range(k))

    def _warn(self) -> None:
        notes = self.notes
        with self._lock:
            news = [note for note in notes if note not in self._warned]
            self._warned.update(news)
        for note in news:
            warn(note)
