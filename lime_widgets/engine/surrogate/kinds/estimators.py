"""A regressor of the user's as the surrogate: its checks, its fit, and the weights that it has at the instance."""

from __future__ import annotations

import contextlib
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from sklearn.base import clone, is_classifier, is_clusterer

from lime_widgets.engine.errors import message_of, problem, shortened
from lime_widgets.engine.surrogate.kinds.division import shapley_values

if TYPE_CHECKING:
    from numpy.typing import NDArray

# An estimator counts as linear where a weighted sum gives its answers to this share of their range.
_LINEAR = 1e-9
# The seconds that the last kernel width took for each sample.
_SECONDS: WeakKeyDictionary[Any, float] = WeakKeyDictionary()
# Until one was measured, as long as a small forest takes.
_UNKNOWN_SECONDS = 1e-3


def is_estimator(value: object) -> bool:
    """Tell whether a value is meant as an estimator: it is no name."""
    return not isinstance(value, str) and (hasattr(value, "fit") or hasattr(value, "predict"))


def check_estimator(estimator: Any) -> Any:
    """Check that an estimator can be a surrogate.

    Raises
    ------
    LimeError
        If it is a class, no regressor, or its fit takes no ``sample_weight``.
    """
    name = shortened(repr(estimator), 60)
    if isinstance(estimator, type):
        raise problem("surrogate.is_class", name=estimator.__name__)
    classifies = is_classifier(estimator) or is_clusterer(estimator) if _has_tags(estimator) else False
    if classifies or hasattr(estimator, "predict_proba") or not callable(getattr(estimator, "predict", None)):
        raise problem("surrogate.no_regressor", name=name)
    if _weight_parameter(estimator) is None:
        raise problem("surrogate.no_weights", name=name)
    return estimator


def _has_tags(estimator: Any) -> bool:
    return hasattr(estimator, "__sklearn_tags__") or hasattr(estimator, "_estimator_type")


def _weight_parameter(estimator: Any) -> str | None:
    """Give the name under which fit takes the weights of the samples; None where it does not."""
    steps = getattr(estimator, "steps", None)
    if steps is not None:  # a pipeline gives the weights to its last step
        last, step = steps[-1]
        inner = _weight_parameter(step)
        return None if inner is None else f"{last}__{inner}"
    fit = getattr(estimator, "fit", None)
    if not callable(fit):
        return None
    try:
        parameters = inspect.signature(fit).parameters
    except (TypeError, ValueError):
        return None
    if "sample_weight" in parameters:
        return "sample_weight"
    inner = getattr(estimator, "estimator", getattr(estimator, "regressor", None))
    passes = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters.values())
    return _weight_parameter(inner) if passes and inner is not None else None


def seconds_of(estimator: Any, n: int) -> float:
    """Estimate how long one kernel width with n samples takes, cross-validation included, from the last one."""
    return n * _SECONDS.get(estimator, _UNKNOWN_SECONDS)


def note_seconds(estimator: Any, n: int, seconds: float) -> None:
    """Remember how long one kernel width with n samples took."""
    with contextlib.suppress(TypeError):  # it has no weak references
        _SECONDS[estimator] = seconds / n


@dataclass(frozen=True, eq=False)
class EstimatorModel:
    """A fitted estimator over some columns of the interpretable representation."""

    estimator: Any
    columns: NDArray[np.intp]
    unfitted: Any

    def predict(self, Z: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the answers to rows (m, p).

        Raises
        ------
        LimeError
            If the estimator raises, or gives anything but a finite number for each row.
        """
        return self.predict_selected(Z[:, self.columns])

    def predict_selected(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the answers to rows of the selected columns, (m, K); see `predict`."""
        name = shortened(repr(self.unfitted), 60)
        try:
            answers = np.asarray(self.estimator.predict(rows), np.float64)
        except Exception as error:
            raise problem("surrogate.failed", name=name, doing="predict", reason=message_of(error)) from error
        if answers.shape == (len(rows), 1):
            answers = answers[:, 0]
        if answers.shape != (len(rows),):
            raise problem("surrogate.shape", name=name, shape=answers.shape, n=len(rows))
        if not np.isfinite(answers).all():
            raise problem("surrogate.not_finite", name=name)
        return answers


def fit_estimator(
    estimator: Any,
    Z: NDArray[np.float64],
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    columns: NDArray[np.intp],
) -> EstimatorModel:
    """Fit a copy of an estimator to some columns of Z (n, p).

    Raises
    ------
    LimeError
        If its fit raises.
    """
    parameter = _weight_parameter(estimator)
    fitted = clone(estimator, safe=False)
    try:
        fitted = fitted.fit(Z[:, columns], y, **{str(parameter): weights.copy()}) or fitted
    except Exception as error:
        name = shortened(repr(estimator), 60)
        raise problem("surrogate.failed", name=name, doing="fit", reason=message_of(error)) from error
    return EstimatorModel(fitted, columns, estimator)


@dataclass(frozen=True, eq=False)
class Local:
    """What an estimator says at the instance.

    Attributes
    ----------
    coef : ndarray of shape (K,)
        Slopes where the estimator is linear, else the Shapley values of the selected features.
    is_linear : bool
    """

    coef: NDArray[np.float64]
    is_linear: bool


def local_weights(
    model: EstimatorModel, Z: NDArray[np.float64], answers: NDArray[np.float64], at_rest: NDArray[np.float64]
) -> Local:
    """Give the weights of an estimator: its slopes where it is linear, else its Shapley values.

    Parameters
    ----------
    model : EstimatorModel
    Z : ndarray of shape (n, p)
        Row 0 is the instance.
    answers : ndarray of shape (n,)
        The estimator's answers to these rows.
    at_rest : ndarray of shape (K,)
        The value of each column that stands for the absence of the feature: that of the training mean, or off. The
        weighted mean of the samples would be no reference: near a narrow kernel it is the instance itself.
    """
    values = Z[:, model.columns]
    instance = values[0]
    # Where the instance lies at rest, another value shows the slope.
    apart = np.where(at_rest == instance, at_rest + 1.0, at_rest)
    steps = np.where(np.eye(len(instance), dtype=np.bool_), apart, instance)
    slopes = (answers[0] - model.predict_selected(steps)) / (instance - apart)
    own = getattr(model.estimator, "coef_", None)
    if own is not None and np.shape(own) in {slopes.shape, (1, *slopes.shape)}:
        slopes = np.asarray(own, np.float64).reshape(-1)
    off = answers[0] + (values - instance) @ slopes - answers
    if np.abs(off).max() <= _LINEAR * max(float(np.ptp(answers)), float(np.abs(answers).max()), 1e-300):
        return Local(slopes, is_linear=True)
    return Local(shapley_values(model.predict_selected, instance, at_rest), is_linear=False)
