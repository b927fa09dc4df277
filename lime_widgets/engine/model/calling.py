"""Calling a model: the method of an estimator or the callable that answers, and the names of its outputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
import sklearn.base
from sklearn.base import BaseEstimator, is_outlier_detector
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.model.libraries import library_call, note_on
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OutputKind: TypeAlias = Literal["probability", "value", "score"]


@dataclass(frozen=True)
class Call:
    """The call of one model, and what it promises of the answers."""

    function: Callable[[Any], Any]
    output_kind: OutputKind | None = None  # None: judged by the answers
    names: tuple[str, ...] = ()  # used if the answers have as many columns
    note: str = ""  # shown whatever the answers are
    cure: str = "note.cure"  # the id of advice for answers of 0 and 1
    estimator: Any = None  # knows the columns it was fitted on
    n_rivals: int = 0  # of several targets: how many of the first outputs are classes of the first one


def find_call(model: Any) -> Call:
    """Find the call of a model.

    Parameters
    ----------
    model : estimator, bound method of one, or callable
        See `lime_widgets.engine.model.black_box.BlackBox`.

    Returns
    -------
    Call

    Raises
    ------
    LimeError
        If the model is not fitted, or has no method that predicts and cannot be called.

    Examples
    --------
    >>> from sklearn.linear_model import LogisticRegression
    >>> from lime_widgets.engine.model.calling import find_call
    >>> call = find_call(LogisticRegression().fit([[0.0], [1.0]], ["no", "yes"]))
    >>> call.output_kind, call.names
    ('probability', ('no', 'yes'))
    """
    if isinstance(model, type):
        raise problem("model.class", name=model.__name__)
    estimator, ask, method = getattr(model, "__self__", None), model, getattr(model, "__name__", "")
    if estimator is None:
        known = ("predict_proba", "decision_function", "predict")
        method = next((name for name in known if callable(getattr(model, name, None))), "")
        estimator, ask = model, getattr(model, method) if method else model
    _check_fitted(estimator)
    answer = library_call(estimator, method)
    if answer is not None:
        return Call(answer, note=note_on(estimator))
    if not callable(ask):
        raise problem("model.not_callable", kind=type(model).__name__, model=shortened(repr(model), 60))
    targets = _targets(estimator, answering_labels=method == "predict")
    prefixes = ("",) if len(targets) == 1 else (say("name.target", target=target) for target in range(len(targets)))
    names = tuple(f"{prefix}{label}" for prefix, labels in zip(prefixes, targets, strict=True) for label in labels)
    if method == "predict_proba":
        n_rivals = len(targets[0]) if len(targets) > 1 else 0
        return Call(ask, "probability", names, cure="note.cure_of_labels", estimator=estimator, n_rivals=n_rivals)
    if method == "decision_function":
        if len(names) == 2:  # one column: a positive score speaks for the second class
            names = (say("name.score", output=names[1]),)
        elif isinstance(estimator, BaseEstimator) and "ovo" in map(str, estimator.get_params().values()):
            names = ()  # scores of one class against one other
        return Call(ask, "score", names, estimator=estimator)
    if method == "predict" and names:
        note = say("note.labels", cure=say(Call.cure))
        return Call(lambda rows: _votes(ask(rows), targets), "probability", names, note, estimator=estimator)
    # scikit-learn predicts values where there are no classes; predict of another library may give probabilities.
    is_value = method == "predict" and isinstance(estimator, BaseEstimator)
    return Call(ask, "value" if is_value else None, names, estimator=estimator)


def _check_fitted(estimator: Any) -> None:
    if not (isinstance(estimator, BaseEstimator) and hasattr(estimator, "fit")):
        return
    try:
        check_is_fitted(estimator)
    except NotFittedError as error:
        raise problem("model.not_fitted", kind=type(estimator).__name__) from error


def _targets(estimator: Any, *, answering_labels: bool) -> Sequence[Any]:
    """List the labels of each target; scikit-learn nests them only for several targets."""
    classes = getattr(estimator, "classes_", None)
    if classes is None:
        return [_labels_without_classes(estimator) if answering_labels else ()]
    return classes if len(classes) and np.ndim(classes[0]) else [classes]


def _labels_without_classes(estimator: Any) -> Sequence[Any]:
    """List the labels that a clusterer or an outlier detector answers with; none for another estimator."""
    if not isinstance(estimator, BaseEstimator):
        return ()
    if is_outlier_detector(estimator):
        return (-1, 1)
    last = estimator.steps[-1][1] if hasattr(estimator, "steps") else estimator
    known = getattr(last, "labels_", None) if _is_clusterer(estimator) else None
    return () if known is None else np.unique(known).tolist()


def _is_clusterer(estimator: Any) -> bool:
    known = getattr(sklearn.base, "is_clusterer", None)  # from scikit-learn 1.6 on
    return bool(known(estimator)) if known else getattr(estimator, "_estimator_type", None) == "clusterer"


def _votes(labels: Any, targets: Sequence[Any]) -> list[Any]:
    """Turn labels (n,) or (n, n_targets) into an array of 0 and 1 for each target, with a column for each class."""
    labels = np.asarray(labels).reshape(len(labels), -1)
    return [column[:, None] == np.asarray(known) for column, known in zip(labels.T, targets, strict=True)]
