"""Models that count, wait and fail, and what is claimed of every study."""

import threading
import time

import numpy as np
import pytest

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.study import Study

# What a study is asked for that is no part of one explanation.
LOOKS = ("effect", "chart", "palette")
OF_THE_STUDY = ("compared_widths", "target_score")

PATIENCE = 20  # seconds until a test gives up; nothing waits that long unless it hangs
N, BATCH = 256, 64

X = np.random.default_rng(0).normal(size=(200, 4))
X_GAPS = np.where(np.arange(200)[:, None] % 10 == np.array([[0, -1, -1, -1]]), np.nan, X)
EXPLAINER = TabularExplainer(X)


class Counting:
    """Three classes; counts what it is asked."""

    def __init__(self, tilt=1.0):
        self.tilt, self.n_calls, self.n_rows = tilt, 0, 0

    def __call__(self, rows):
        self.n_calls += 1
        self.n_rows += len(rows)
        a, b, c, d = np.nan_to_num(np.asarray(rows)).T
        scores = np.exp(np.column_stack([self.tilt * a + b * c, np.sin(2 * b) - d, 0.5 * c]))
        return scores / scores.sum(axis=1, keepdims=True)


class Gated(Counting):
    """Answers a batch when it is let; fails where it is told to."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self._came, self._gate = threading.Semaphore(0), threading.Semaphore(0)
        self.failure = None

    def __call__(self, rows):
        self._came.release()
        assert self._gate.acquire(timeout=PATIENCE), "nobody let the model answer"
        if self.failure is not None:
            raise self.failure
        return super().__call__(rows)

    def await_batch(self):
        assert self._came.acquire(timeout=PATIENCE), "the model was not asked"

    def let(self, batches=1):
        self._gate.release(batches)

    def let_all(self):
        self._gate.release(10_000)


class RaisesAtThird(Counting):
    def __call__(self, rows):
        answer = super().__call__(rows)
        if self.n_calls == 3:
            msg = "out of luck"
            raise RuntimeError(msg)
        return answer


def study_of(model, x=X[0], explainer=EXPLAINER, **parameters):
    parameters = {"n_samples": N} | parameters
    return Study(BlackBox(model, batch_size=BATCH, repeat=False), x, explainer, **parameters)


def ready(model, **parameters):
    study = study_of(model, **parameters)
    assert study.wait(PATIENCE)
    assert study.status == "ready", study.error
    return study


def until(claim):
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.002)


def assert_same(explanation, other, tolerance=1e-9):
    assert explanation.output == other.output
    assert len(explanation.features) == len(other.features)
    # Where nothing varies which features are named is rounding's to say.
    weights, others = (
        {
            feature: (weight, error)
            for feature, weight, error in zip(found.features.tolist(), found.coef, found.stderr, strict=True)
            if abs(weight) > tolerance or not error <= tolerance
        }
        for found in (explanation, other)
    )
    assert weights.keys() == others.keys()
    for feature, known in others.items():
        assert weights[feature] == pytest.approx(known, abs=tolerance, nan_ok=True), feature
    for name in ("intercept", "score", "loo_score", "local_prediction", "model_prediction", "ess", "kernel_width"):
        assert getattr(explanation, name) == pytest.approx(getattr(other, name), abs=tolerance, nan_ok=True), name
    for name in ("feature_names", "n_samples", "output_name", "output_kind"):
        assert getattr(explanation, name) == getattr(other, name), name
    # What helps is found in a sweep, which one of the two may not have.
    doubts, others = ([reason.name for reason in found.reasons] for found in (explanation, other))
    assert doubts == others


def afresh(study, model):
    return study.explainer.explain(
        model,
        study.instance,
        **{
            name: getattr(study, name)
            for name in study.parameter_names
            if name not in {*study.explainer_settings, "effect", "chart", "palette", *OF_THE_STUDY}
        },
    )


def assert_up_to_date(study, model):
    assert (study.status, study.error, study.progress) == ("ready", None, 1.0)
    assert (study.discretizer, study.sample_around_instance) == (
        study.explainer.discretizer,
        study.explainer.sample_around_instance,
    )
    fresh = afresh(study, model)
    assert_same(study.explanation, fresh)
    assert_same(study.sweep[study.sweep.index(study.kernel_width)], fresh)
    assert len(study.neighborhood) == study.n_samples


def standing(study):
    """Everything that a refused change must leave alone."""
    names = (*study.parameter_names, "instance", "explainer", "model")
    names = ("status", "error", "progress", "neighborhood", "explanation", "sweep", "n_model_calls", "generation")
    return [
        (name, id(value) if callable(value) else value) for name in names if (value := getattr(study, name)) is not None
    ] + [(name, id(getattr(study, name))) for name in names]


KERNEL = lambda distances, width: 1 / (1 + distances / width)  # noqa: E731  a kernel is a formula


def change_by(study, step):
    if isinstance(step, dict):
        if len(step) == 1:
            (name, value), *_ = step.items()
            setattr(study, name, value)
        else:
            study.update(**step)
    elif step == "wait":
        study.wait(PATIENCE)
    elif step == "what-if":
        study.change("feature 1", 0.5)
    elif step == "model":
        study.model = BlackBox(Counting(tilt=2.0), batch_size=BATCH, repeat=False)
    else:
        getattr(study, step)()


def a_change(choose):
    return choose.choice(
        [
            {"kernel_width": choose.uniform(0.5, 4.0)},
            {"alpha": choose.uniform(0.5, 4.0), "n_features": choose.randint(1, 4)},
            {"output": choose.choice([None, 0, 1, 2])},
            {"n_samples": choose.randint(50, 300)},
            {"n_samples": choose.randint(50, 300), "distance": choose.choice(["manhattan", "euclidean"])},
            {"random_state": choose.randint(0, 5)},
            {"discretizer": choose.choice(["quartile", "decile", None])},
            {"sample_around_instance": choose.random() < 0.5, "kernel": choose.choice(["uniform", "exponential"])},
            {"instance": X[choose.randint(0, 9)]},
            {"sweeping": choose.random() < 0.5},
            "redraw",
            "cancel",
            "resume",
            "reset",
            "what-if",
            "model",
        ]
    )


def assert_of_one_piece(study):
    """What an observer may rely on."""
    near, explanation = study.neighborhood, study.explanation
    if not explanation or study.status == "failed":
        return
    assert explanation.n_samples == len(near)
    assert explanation.kernel_width == pytest.approx(study.kernel_width)
    assert explanation.feature_names == near.feature_names == study.displayed_perturbation.feature_names
    assert study.sweep.index(study.kernel_width) is not None
    assert study.sweep.n_samples == len(near)
    assert study.progress == 1.0 or study.status != "ready"
    assert (study.error is None) == (study.status != "failed")
    if study.status == "ready":
        assert len(near) == study.n_samples
        assert explanation.output == study.output
