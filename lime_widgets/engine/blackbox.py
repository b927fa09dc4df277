"""The black box: any fitted estimator or any callable, asked for numbers in batches.

The file reads in the order of a question: how a model is asked (`_Question`), what rows it is sent, how its
answer becomes numbers, what the numbers seen so far say about the model (`_Seen`), and `BlackBox`, which is all four.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from lime_widgets.engine.errors import LimeError, ModelError, problem, shortened, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind: TypeAlias = Literal["probability", "value", "score"]
Floats: TypeAlias = npt.NDArray[np.float64]

ENOUGH_ROWS = 50
"""Rows to see before a model is said to answer with hard labels or with independent probabilities.

A forest around a clear-cut instance may well answer 0 and 1 for the first twenty.
"""

TOLERANCE = 1e-3
"""How far from 1 the probabilities of a row may sum: float16 softmaxes stay within it."""

_VOTE = "so the weights explain a vote, not a probability"
_SCORE = "score of "


# How a model is asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Question:
    """How one model is asked, and what is known of its answers beforehand."""

    ask: Callable[[Any], Any]
    kind: Kind | None = None  # None: judged from the answers
    names: tuple[str, ...] = ()  # used when the answers have as many columns
    label: str = "output"  # what columns without a name are called
    note: str = ""  # what is to be said whatever the answers are
    cure: str = "Pass a model with predict_proba, or its predict_proba itself."  # for answers of 0 and 1
    estimator: Any = None  # knows the columns it was fitted on


def _question(model: Any) -> _Question:
    if isinstance(model, type):
        raise problem(
            f"The model is the class {model.__name__}, not an instance of it.",
            expected="a fitted estimator or a function",
            mend=f"Pass a fitted instance, such as {model.__name__}(...).fit(X, y).",
        )
    owner, method = getattr(model, "__self__", None), getattr(model, "__name__", "")
    if isinstance(owner, BaseEstimator):
        _check_fitted(owner)
        return _question_to_estimator(owner, method, model)
    if isinstance(model, BaseEstimator):
        _check_fitted(model)
    for method in _methods(model):
        if callable(getattr(model, method, None)):
            return _question_to_estimator(model, method, getattr(model, method))
    if callable(model):
        return _Question(model, names=_flat_names(getattr(owner, "classes_", ())))
    raise problem(
        f"The model is a {type(model).__name__} ({shortened(repr(model), 60)}), which cannot be called and has none of "
        "predict_proba, decision_function and predict.",
        expected="a fitted estimator or a function",
        mend="Pass a function that takes rows and returns one number, or one column of numbers an output, for each.",
    )


def _check_fitted(estimator: Any) -> None:
    try:
        check_is_fitted(estimator)
    except NotFittedError as error:
        name = type(estimator).__name__
        raise problem(
            f"The model is a {name} that is not fitted.",
            expected="a fitted estimator",
            mend="Call its fit(X, y) first; if it is fitted in a way of its own, pass a function that calls it.",
        ) from error
    except (AttributeError, TypeError):  # no fit method or no tags: it cannot be told, and may well work
        return


def _species(estimator: Any) -> str | None:
    """Tell a "classifier" from a "regressor", "clusterer" or "outlier_detector", in scikit-learn 1.4 and later."""
    try:
        tags = estimator.__sklearn_tags__()
    except AttributeError:
        tags = None
    species = getattr(tags, "estimator_type", None) or getattr(estimator, "_estimator_type", None)
    return species if isinstance(species, str) else None


def _methods(estimator: Any) -> tuple[str, ...]:
    if _species(estimator) == "regressor":
        return ("predict",)
    return ("predict_proba", "decision_function", "predict")


def _question_to_estimator(estimator: Any, method: str, ask: Callable[[Any], Any]) -> _Question:
    species, classes = _species(estimator), _classes(estimator)
    if method == "predict_proba":
        cure = (
            "Its predict_proba returns hard labels, as that of a fully grown tree does: a model whose probabilities "
            "vary, such as a forest or a tree with a larger min_samples_leaf, can be explained better."
        )
        return _Question(ask, "probability", _flat_names(classes), cure=cure, estimator=estimator)
    if method == "decision_function":
        return _Question(ask, "score", _score_names(estimator, classes), estimator=estimator)
    if method == "predict" and species == "regressor":
        return _Question(ask, "value", label="value", estimator=estimator)
    if method == "predict" and len(classes):
        note, prefix = f"The model's predict answers with labels, {_VOTE}. {_Question.cure}", ""
        if species == "clusterer":
            note = (
                f"The model's predict answers with a cluster, {_VOTE}. "
                "Pass a function that returns numbers, such as the distances to the cluster centres."
            )
            prefix = "cluster "
        names = tuple(prefix + name for name in _flat_names(classes))
        return _Question(
            lambda rows: _one_hot(ask(rows), classes), "probability", names, note=note, estimator=estimator
        )
    return _Question(ask, names=_flat_names(classes), estimator=estimator)


def _final(estimator: Any) -> Any:
    """Find the estimator that answers in the end: a pipeline's last step, a search's best estimator."""
    while True:
        if getattr(estimator, "steps", None):
            estimator = estimator.steps[-1][1]
        elif hasattr(estimator, "best_estimator_"):
            estimator = estimator.best_estimator_
        else:
            return estimator


def _classes(estimator: Any) -> Any:
    """List the labels that predict may return: an array, a list of arrays (one a target), or nothing."""
    species = _species(estimator)
    if species == "outlier_detector":
        return np.array([-1, 1])
    if species == "clusterer":
        return np.unique(getattr(_final(estimator), "labels_", ()))
    classes = getattr(estimator, "classes_", None)
    return () if classes is None else classes


def _has_targets(classes: Any) -> bool:
    return isinstance(classes, list) and all(np.ndim(labels) == 1 for labels in classes)


def _flat_names(classes: Any) -> tuple[str, ...]:
    if _has_targets(classes):
        return tuple(f"target {target}={label}" for target, labels in enumerate(classes) for label in labels)
    return tuple(str(label) for label in classes) if isinstance(classes, (list, tuple, np.ndarray)) else ()


def _score_names(estimator: Any, classes: Any) -> tuple[str, ...]:
    if _species(estimator) == "outlier_detector":
        return (f"{_SCORE}inlier",)  # scikit-learn's sign: negative for outliers
    names = _flat_names(classes)
    if len(names) == 2:
        return (f"{_SCORE}{names[1]}",)
    if getattr(_final(estimator), "decision_function_shape", None) == "ovo":
        return tuple(f"{one} over {other}" for one, other in combinations(names, 2))
    return names


def _one_hot(labels: Any, classes: Any) -> Any:
    labels = np.asarray(_plain(labels))
    if _has_targets(classes) and labels.ndim == 2:
        return [_one_hot(column, known) for column, known in zip(labels.T, classes, strict=True)]
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    return (labels[..., None] == np.asarray(classes)).astype(np.float64) if labels.ndim == 1 else labels


# What rows it is sent ------------------------------------------------------------------------------------------------


def _count(inputs: Any) -> int:
    shape = getattr(inputs, "shape", None)
    return int(shape[0]) if shape else len(inputs)


def _part(inputs: Any, start: int, stop: int) -> Any:
    """Copy the rows from `start` to `stop`, of the inputs' own type: a model may write into what it is given."""
    part = inputs.iloc[start:stop] if hasattr(inputs, "iloc") else inputs[start:stop]
    return part.copy() if hasattr(part, "copy") else part


def _rows(start: int, stop: int) -> str:
    return f"row {start:,}" if stop - start == 1 else f"rows {start:,}–{stop - 1:,}"


def _content(row: Any) -> str:
    """Show one row, itself a batch of one, in a message."""
    if isinstance(row, pd.DataFrame):
        return shortened(", ".join(f"{name}={value}" for name, value in row.iloc[0].items()))
    if isinstance(row, np.ndarray):
        values = row[0]
        if values.ndim > 1:
            return f"an array of shape {values.shape}"
        return shortened(f"[{', '.join(str(value) for value in np.atleast_1d(values)[:20])}]")
    return shortened(repr(row[0] if isinstance(row, (list, tuple)) else row))


def _missing(batch: Any) -> str:
    """Name the columns of a batch that have missing values, as a clause; empty if none has."""
    if isinstance(batch, pd.DataFrame):
        where = [repr(name) for name, gaps in batch.isna().any().items() if gaps]
    elif isinstance(batch, np.ndarray):
        gaps = pd.isna(batch).reshape(len(batch), -1).any(axis=0)
        if batch.ndim != 2:
            return "missing values" if gaps.any() else ""
        where = [str(column) for column in np.flatnonzero(gaps)]
    elif isinstance(batch, list):
        return "missing values" if any(row is None for row in batch) else ""
    else:
        return ""
    if not where:
        return ""
    return f"missing values in column{'s' * (len(where) > 1)} {shortened(', '.join(where))}"


def _probable_cause(batch: Any) -> str:
    missing = _missing(batch)
    return f" The rows sent have {missing}, which is the probable cause." if missing else ""


def _check_columns(estimator: Any, inputs: Any) -> None:
    expected = getattr(estimator, "n_features_in_", None)
    shape: tuple[int, ...] = getattr(inputs, "shape", ())
    if expected is None or len(shape) != 2:
        return
    names = getattr(estimator, "feature_names_in_", None)
    absent: list[str] = []
    if names is not None and isinstance(inputs, pd.DataFrame):
        absent = [repr(name) for name in names if name not in inputs.columns]
        if not absent:  # more columns than it knows: a ColumnTransformer drops them, others say so themselves
            return
    if absent or shape[1] != expected:
        lacking = f"; {shortened(', '.join(absent))} not among them" if absent else ""
        raise problem(
            f"The rows have {shape[1]} columns{lacking}.",
            expected=f"the {expected} columns that the model was fitted on",
            mend="Give the explainer the table that the model was fitted on, with the same columns.",
        )


def _end_warnings_about_names(estimator: Any, inputs: Any) -> None:
    """Keep scikit-learn from saying "X does not have valid feature names" of every batch, once it has said it.

    Python would show it once by itself, but a forest resets the record of what was shown in each call. The filter
    has the lowest precedence, so that the user's own come first, and is left in place: `warnings.catch_warnings`
    swaps the filters of the whole process, and in a worker thread may leave another thread's temporary ones behind.
    """
    message = "X does not have valid feature names"
    if not isinstance(inputs, np.ndarray) or getattr(estimator, "feature_names_in_", None) is None:
        return
    if not any(message == getattr(pattern, "pattern", pattern) for _, pattern, *_ in warnings.filters):
        warnings.filterwarnings("ignore", message=message, category=UserWarning, append=True)


# How its answer becomes numbers --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Answer:
    """One batch's numbers (n, k), the names that came with them, and where each target's columns start."""

    numbers: Floats
    names: tuple[str, ...] = ()
    starts: tuple[int, ...] = (0,)


def _plain(answer: Any) -> Any:
    """Bring tensors and sparse matrices to arrays, also inside a list; leave the rest to NumPy."""
    if hasattr(answer, "detach"):  # a torch tensor that needs a gradient, or is on a GPU, has no __array__
        return answer.detach().cpu().numpy()
    if hasattr(answer, "toarray"):
        return answer.toarray()
    if isinstance(answer, (list, tuple)) and any(hasattr(part, "detach") for part in answer):
        return [_plain(part) for part in answer]
    return answer


def _read(answer: Any, n: int, rows: str) -> _Answer:
    """Read what a model returned for `n` rows, and refuse what is no answer."""
    try:
        plain = _plain(answer)
        if _is_one_array_a_target(plain, n):
            starts = np.cumsum([0, *(part.shape[1] for part in plain[:-1])])
            return _Answer(_numbers(np.concatenate(plain, axis=1), n, rows), starts=tuple(starts.tolist()))
        names = tuple(str(name) for name in getattr(answer, "columns", ()))
        return _Answer(_numbers(np.asarray(plain), n, rows), names)
    except LimeError:
        raise
    except Exception as error:
        raise problem(
            f"The model returned a {type(answer).__name__} for {rows} that cannot be read as an array "
            f"({type(error).__name__}: {shortened(str(error))}).",
            expected=f"numbers of shape ({n},) or ({n}, n_outputs)",
            mend="Turn the answer into a NumPy array in a function around the model.",
            kind=ModelError,
        ) from error


def _is_one_array_a_target(answer: Any, n: int) -> bool:
    """Recognise what a forest or a MultiOutputClassifier returns for several targets."""
    return (
        isinstance(answer, (list, tuple))
        and len(answer) > 0
        and all(isinstance(part, np.ndarray) and part.ndim == 2 for part in answer)
        and all(len(part) == n and part.shape[1] > 0 for part in answer)
    )


def _numbers(array: npt.NDArray[Any], n: int, rows: str) -> Floats:
    """Check the type and the shape of an answer; return it as floats (n, k), not yet known to be finite."""
    if array.dtype.kind in "US" or (
        array.dtype.kind == "O" and any(isinstance(value, (str, bytes)) for value in array.flat)
    ):
        raise problem(
            f"The model returned text for {rows}, first {shortened(repr(array.ravel()[:1].tolist()[0]), 40)}.",
            expected="numbers: probabilities, scores or values",
            mend="Labels cannot be weighed: pass the model's predict_proba instead of its predict.",
            kind=ModelError,
        )
    if array.ndim not in (1, 2):
        seen = f"an array of shape {array.shape}" if array.ndim else f"{shortened(repr(array.item()), 60)}"
        raise problem(
            f"The model returned {seen} for {rows}.",
            expected=f"numbers of shape ({n},) or ({n}, n_outputs)",
            mend="Return one number, or one column of numbers an output, for every row.",
            kind=ModelError,
        )
    if len(array) != n:
        raise problem(
            f"The model returned {len(array):,} row{'s' * (len(array) != 1)} for the {n:,} sent "
            f"({rows}; shape {array.shape}).",
            expected=f"numbers of shape ({n},) or ({n}, n_outputs)",
            mend="Return one number, or one column of numbers an output, for every row, in the rows' order.",
            kind=ModelError,
        )
    if array.dtype.kind not in "biufOV" or 0 in array.shape:  # V: bfloat16 and its like, which NumPy can convert
        raise problem(
            f"The model returned an array of type {array.dtype} and shape {array.shape} for {rows}.",
            expected="real numbers, for one output at least",
            mend="Return probabilities, scores or values.",
            kind=ModelError,
        )
    if array.dtype.kind == "O":
        array = np.where(pd.isna(array), np.nan, array)
    return array.astype(np.float64).reshape(n, -1)


# What the answers say about the model --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """What is remembered of all answers so far: enough to tell probabilities, votes and values apart."""

    low: Floats  # (k,) the smallest answer of each output
    high: Floats  # (k,)
    rows: int
    zeros_and_ones: bool
    sums_to_one: bool

    @classmethod
    def of(cls, answer: _Answer) -> _Seen:
        numbers = answer.numbers
        sums = np.add.reduceat(numbers, answer.starts, axis=1)
        return cls(
            numbers.min(axis=0),
            numbers.max(axis=0),
            len(numbers),
            bool(((numbers == 0.0) | (numbers == 1.0)).all()),
            bool((np.abs(sums - 1.0) <= TOLERANCE).all()),
        )

    def __add__(self, other: _Seen) -> _Seen:
        return _Seen(
            np.minimum(self.low, other.low),
            np.maximum(self.high, other.high),
            self.rows + other.rows,
            self.zeros_and_ones and other.zeros_and_ones,
            self.sums_to_one and other.sums_to_one,
        )

    @property
    def n_outputs(self) -> int:
        return len(self.low)

    @property
    def within_unit(self) -> bool:
        return bool(self.low.min() >= -TOLERANCE and self.high.max() <= 1.0 + TOLERANCE)

    @property
    def votes(self) -> bool:
        """Every answer was 0 or 1, and some output was both: a constant answer is another matter."""
        return self.zeros_and_ones and self.rows >= ENOUGH_ROWS and bool((self.low < self.high).any())


def _judged_kind(question: _Question, seen: _Seen) -> Kind:
    if question.kind is None:
        return "probability" if seen.n_outputs > 1 and seen.within_unit else "value"
    if question.kind == "probability" and not seen.within_unit:
        return "score"
    return question.kind


def _judged_notes(question: _Question, seen: _Seen) -> tuple[str, ...]:
    notes = [question.note] if question.note else []
    kind = _judged_kind(question, seen)
    if question.kind == "probability" and kind == "score":
        notes.append(
            f"The model's probabilities reach from {seen.low.min():.4g} to {seen.high.max():.4g}, outside of 0 to 1: "
            "treated as scores."
        )
    # A callable has promised no probabilities: a few rows within 0 and 1 may be chance.
    sure = question.kind == "probability" or seen.rows >= ENOUGH_ROWS
    if kind == "probability" and seen.n_outputs > 1 and not seen.sums_to_one and sure:
        notes.append(
            "The model's outputs do not sum to 1: treated as independent outputs (multi-label), "
            "each a probability of its own."
        )
    if seen.votes and not question.note and question.kind in ("probability", None):
        notes.append(f"The model answers only 0 or 1, {_VOTE}. {question.cure}")
    return tuple(notes)


# All of it -----------------------------------------------------------------------------------------------------------


class BlackBox:
    """A model as a function from rows to an (n, k) array of finite numbers, asked in batches and counted.

    Parameters
    ----------
    model : estimator or callable
        A fitted scikit-learn estimator or pipeline, or any callable that takes what the inputs are made of and
        returns (n,) or (n, k) numbers: arrays, lists, DataFrames (whose column names become the output names),
        Series or tensors.

        Of an estimator the first of these that it has is asked: predict_proba, decision_function (scores), predict.
        Labels from a classifier's or a clusterer's predict become one column of 0 and 1 each. A regressor is asked
        for predict, an outlier detector for decision_function (negative for outliers). A bound method such as
        ``model.predict_proba`` keeps the names of the model's classes.
    batch_size : int, default=1024
        The most rows that are sent in one call.
    output_names : sequence of str, default=None
        One name an output. None takes the classes of a classifier, the column names of a DataFrame, "value" for a
        regressor, and otherwise "output 0", "output 1", ...

    Raises
    ------
    LimeError
        If the model can be neither called nor asked to predict, or is not fitted; if `batch_size` is not a whole
        number of 1 or more; if `output_names` are not different strings.

    Notes
    -----
    One BlackBox may be asked from several threads at once. Each batch is a copy of its rows, so that a model that
    writes into what it is given leaves the inputs alone; nothing of the inputs is kept.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets.engine.blackbox import BlackBox
    >>> box = BlackBox(lambda X: X.sum(axis=1), batch_size=2)
    >>> box.predict(np.eye(3)).shape, box.n_calls, box.n_rows
    ((3, 1), 2, 3)
    >>> box.kind, box.output_names
    ('value', ['output 0'])
    """

    def __init__(self, model: Any, *, batch_size: int = 1024, output_names: Sequence[str] | None = None) -> None:
        self._question = _question(model)
        self._given_names = _checked_names(output_names)
        self.batch_size = batch_size
        self._lock = threading.Lock()
        self._n_calls = 0
        self._n_rows = 0
        self._seen: _Seen | None = None
        self._names: tuple[str, ...] = ()  # of the outputs
        self._own: tuple[str, ...] = ()  # that came with the first answer
        self._warned: set[str] = set()
        self._warn()

    @property
    def batch_size(self) -> int:
        """The most rows that are sent in one call: int, 1 or more. May be set at any time."""
        return self._batch_size

    @batch_size.setter
    def batch_size(self, size: int) -> None:
        if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 1:
            raise problem(
                f"batch_size is {size!r}.",
                expected="a whole number of 1 or more",
                mend="Pass 1024, or fewer rows for a model that needs much memory.",
            )
        self._batch_size: int = int(size)

    @property
    def n_calls(self) -> int:
        """Batches sent to the model so far, those that failed included: int."""
        return self._n_calls

    @property
    def n_rows(self) -> int:
        """Rows sent to the model so far, those of batches that failed included: int."""
        return self._n_rows

    @property
    def kind(self) -> Kind | None:
        """What the outputs are: "probability", "score" or "value"; None until the first answer.

        Of a callable it is judged from all answers so far: two or more outputs within 0 and 1 are probabilities.
        """
        seen = self._seen
        return None if seen is None else _judged_kind(self._question, seen)

    @property
    def output_names(self) -> list[str] | None:
        """One name an output: list of k str; None until the first answer."""
        return list(self._names) or None

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of the model before its explanation is believed: tuple of str, a sentence or two each.

        Each note is also issued once as a LimeWarning. A judgement that later answers contradict is withdrawn.
        """
        seen, question = self._seen, self._question
        if seen is None:
            return (question.note,) if question.note else ()
        return _judged_notes(question, seen)

    def predict(self, inputs: Any, *, first_row: int = 0) -> Floats:
        """Ask the model for every row, in batches of at most `batch_size`.

        Parameters
        ----------
        inputs : DataFrame, ndarray of shape (n, ...), list of str, or another sequence of n rows
            Reaches the model as what it is: a DataFrame keeps its columns and dtypes, a list stays a list.
        first_row : int, default=0
            The number of the first row in messages, for inputs that are themselves a part.

        Returns
        -------
        ndarray of shape (n, k), float64
            One column an output, in C order. Shape (0, k), with k = 0 before the first answer, for no rows, which
            are not sent.

        Raises
        ------
        ModelError
            If the model raises, or returns text, an array that is neither (n,) nor (n, k), too many or too few
            rows, NaN or infinite values, or another number of outputs than before.
        LimeError
            If the inputs are a bare string or have other columns than the model was fitted on, or if `output_names`
            does not fit.

        Examples
        --------
        >>> import pandas as pd
        >>> from lime_widgets.engine.blackbox import BlackBox
        >>> box = BlackBox(lambda table: table["temp"] / 40)
        >>> box.predict(pd.DataFrame({"temp": [10, 20], "sky": ["clear", "rain"]}))
        array([[0.25],
               [0.5 ]])
        """
        if isinstance(inputs, str):
            raise problem(
                f"The inputs are one string ({shortened(repr(inputs), 60)}).",
                expected="a list of strings, one a row",
                mend="Put the string into a list.",
            )
        _check_columns(self._question.estimator, inputs)
        n, size = _count(inputs), self._batch_size
        result: Floats | None = None
        for start in range(0, n, size):
            stop = min(start + size, n)
            numbers = self._ask(inputs, start, stop, first_row)
            if result is None:
                result = np.empty((n, numbers.shape[1]))
            result[start:stop] = numbers
            _end_warnings_about_names(self._question.estimator, inputs)
        return np.empty((0, len(self._names))) if result is None else result

    def resolve_output(self, output: Any, prediction: npt.ArrayLike) -> int:
        """Find the column that `output` means.

        Parameters
        ----------
        output : None, int, str, or class label
            None is the largest of the prediction where outputs are probabilities or scores, else the first. An int
            is an index, negative from the end, also where the classes are themselves whole numbers: name such a
            class by its string ("3") or as the NumPy integer that ``classes_`` holds. Anything else (str, bool,
            NumPy scalar) is the name whose text it has; a NumPy integer is an index where the names are no whole
            numbers.
        prediction : array-like of shape (k,)
            The model's answer for the instance, one row of `predict`.

        Returns
        -------
        int
            From 0 to k - 1.

        Raises
        ------
        LimeError
            If there is no such output; the message lists those that there are.

        Examples
        --------
        >>> from lime_widgets.engine.blackbox import BlackBox
        >>> box = BlackBox(lambda X: [[0.2, 0.8]] * len(X), output_names=["no", "yes"])
        >>> prediction = box.predict([[1.0]])[0]
        >>> [box.resolve_output(output, prediction) for output in (None, "no", -1)]
        [1, 0, 1]
        """
        values = np.ravel(np.asarray(prediction, dtype=np.float64))
        k = len(values)
        if output is None:
            return int(values.argmax()) if k > 1 and self.kind in ("probability", "score") else 0
        names = self._names if len(self._names) == k else _generic_names("output", k)
        labels = [name.removeprefix(_SCORE) for name in names]
        is_label = isinstance(output, np.integer) and all(label.lstrip("-").isdigit() for label in labels)
        if isinstance(output, (int, np.integer)) and not isinstance(output, bool) and not is_label:
            if -k <= output < k:
                return int(output) % k
        else:
            # A score of two classes is one column, named after the class that it speaks for.
            found = [i for i in range(k) if str(output) in (names[i], labels[i])]
            if len(found) == 1:
                return found[0]
        listed = ", ".join(f"{name!r} ({i})" for i, name in enumerate(names[:20])) + ", …" * (k > 20)
        raise problem(
            f"output is {shortened(repr(output), 60)}, which the model does not have.",
            expected=f"one of the names (or indices) {listed}",
            mend="Pass None for the output that the model predicts.",
        )

    def _ask(self, inputs: Any, start: int, stop: int, first_row: int) -> Floats:
        """Send one batch, and return its checked answer; messages show the rows as they were sent."""
        n, rows = stop - start, _rows(first_row + start, first_row + stop)
        with self._lock:
            self._n_calls += 1
            self._n_rows += n
        try:
            returned = self._question.ask(_part(inputs, start, stop))
        except NotFittedError as error:
            raise problem(
                f"The model is not fitted: {shortened(str(error), 300)}",
                expected="a fitted model",
                mend="Call its fit(X, y) first.",
                kind=ModelError,
            ) from error
        except Exception as error:
            cause = _probable_cause(_part(inputs, start, stop))
            mend = "Call the model on these rows by itself to see where it raises."
            if cause:
                mend = "Fill missing values in the model's pipeline, or explain a row and a table without them."
            raise problem(
                f"The model raised {type(error).__name__} on {rows}: {shortened(str(error), 300).rstrip('.')}.{cause}",
                expected="an answer for every row",
                mend=mend,
                kind=ModelError,
            ) from error
        answer = _read(returned, n, rows)
        bad = np.argwhere(~np.isfinite(answer.numbers))
        if len(bad):
            row, output = bad[0].tolist()
            sent = _part(inputs, start + row, start + row + 1)
            name = self._named(answer.numbers.shape[1], answer.names)[output]
            raise problem(
                f"The model returned {answer.numbers[row, output]} for {name!r} of row {first_row + start + row:,} "
                f"({_content(sent)}).{_probable_cause(sent)}",
                expected="a finite number for every row and output",
                mend="Return a number for such rows as well, in a function around the model.",
                kind=ModelError,
            )
        self._remember(answer, rows)
        self._warn()
        return answer.numbers

    def _remember(self, answer: _Answer, rows: str) -> None:
        seen = _Seen.of(answer)
        k = seen.n_outputs
        with self._lock:
            if self._seen is None:
                self._names = self._named(k, answer.names)
                self._seen = seen
                self._own = answer.names
                return
            before = self._seen.n_outputs
            if before == k and answer.names == self._own:
                self._seen = self._seen + seen
                return
        now, then = (k, before) if k != before else (list(answer.names), list(self._own))
        raise problem(
            f"The model returned {now} as outputs for {rows}, and {then} before.",
            expected="the same outputs for every batch",
            mend="Fix the outputs in a function around the model, so that they do not depend on the rows sent.",
            kind=ModelError,
        )

    def _named(self, k: int, own: tuple[str, ...]) -> tuple[str, ...]:
        if self._given_names and len(self._given_names) != k:
            raise problem(
                f"output_names has {len(self._given_names)} names, and the model returned {k} outputs.",
                expected=f"{k} names",
                mend="Name every output, or pass None.",
            )
        for names in (self._given_names, own, self._question.names):
            if len(names) == k:
                return names
        return _generic_names(self._question.label, k)

    def _warn(self) -> None:
        notes = self.notes
        with self._lock:
            news = [note for note in notes if note not in self._warned]
            self._warned.update(news)
        for note in news:
            warn(note)


def _generic_names(label: str, k: int) -> tuple[str, ...]:
    return ("value",) if label == "value" and k == 1 else tuple(f"{label} {i}" for i in range(k))


def _checked_names(names: Sequence[str] | None) -> tuple[str, ...]:
    if names is None:
        return ()
    listed = [names] if isinstance(names, str) else list(names)
    texts = tuple(name for name in listed if isinstance(name, str))
    if isinstance(names, str) or not texts or len(texts) < len(listed) or len(set(texts)) < len(texts):
        raise problem(
            f"output_names is {shortened(repr(names), 60)}.",
            expected="a list of different strings, one an output",
            mend='Pass a list such as ["no", "yes"], or None.',
        )
    return texts
