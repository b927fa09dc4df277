"""A model that answers the same input differently is noticed; labels are no quantities; masked answers are refused."""

import itertools

import numpy as np
import pytest
from sklearn.cluster import KMeans, MeanShift
from sklearn.ensemble import IsolationForest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

from lime_widgets import BlackBox, Study, TabularExplainer, TextExplainer
from lime_widgets.engine.errors import LimeWarning, ModelError

RNG = np.random.default_rng(0)
X = np.concatenate([RNG.normal(center, 0.3, size=(60, 2)) for center in (-2, 0, 2)])


def restless(scale):
    noise = np.random.default_rng(2)
    return lambda rows: np.asarray([float(len(row)) for row in rows]) + noise.normal(0, scale, len(rows))


@pytest.mark.parametrize("scale", [0.05, 1.0])
def test_a_model_that_answers_at_random_is_told_of_and_never_exact(scale):
    with pytest.warns(LimeWarning, match=r"answers the same input differently: \S+, then \S+ for 'output 0'"):
        explanation = TextExplainer().explain(restless(scale), "a great view")
    assert not explanation.exact
    assert np.isfinite(explanation.stderr).all()


def test_rounding_is_no_noise():
    explanation = TextExplainer().explain(restless(1e-6), "a great view")
    assert explanation.exact


def test_a_model_that_changes_from_call_to_call_is_told_of():
    calls = itertools.count()
    with pytest.warns(LimeWarning, match="differently"):
        TabularExplainer(X).explain(lambda rows: rows[:, 0] + 0.1 * next(calls), X[0], n_samples=64)


def test_the_instance_is_asked_about_twice_once_for_each_black_box():
    sizes = []
    box = BlackBox(lambda rows: sizes.append(len(rows)) or rows[:, 0])
    study = Study(box, X[0], TabularExplainer(X), n_samples=100)
    assert study.wait(20)
    study.random_state = 1
    assert study.wait(20)
    assert sizes == [1, 99, 1, 100]  # alone to see how quick the model is, and again to see whether it varies
    assert sum(sizes) == box.n_rows == study.n_model_calls == 201


def test_a_model_that_must_not_be_asked_twice_is_not():
    box = BlackBox(lambda rows: rows[:, 0], repeat=False)
    TabularExplainer(X).explain(box, X[0], n_samples=64)
    assert box.n_rows == 64


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (KMeans(3, n_init=1, random_state=0).fit(X), ["0", "1", "2"]),
        (MeanShift(bandwidth=1).fit(X).predict, ["0", "1", "2"]),
        (make_pipeline(StandardScaler(), KMeans(3, n_init=1, random_state=0)).fit(X), ["0", "1", "2"]),
        (IsolationForest(n_estimators=5, random_state=0).fit(X).predict, ["-1", "1"]),
        (OneClassSVM().fit(X).predict, ["-1", "1"]),
    ],
    ids=["KMeans", "MeanShift", "pipeline", "IsolationForest", "OneClassSVM"],
)
def test_labels_of_clusterers_and_outlier_detectors_are_votes(model, names):
    with pytest.warns(LimeWarning, match="a vote"):
        box = BlackBox(model)
    labels = (model.predict if hasattr(model, "predict") else model)(X)

    votes = box.predict(X)

    assert (box.output_kind, box.output_names) == ("probability", names)
    np.testing.assert_array_equal(np.array(names)[votes.argmax(axis=1)], labels.astype(str))
    np.testing.assert_array_equal(votes.sum(axis=1), 1)


def test_whole_numbers_that_may_be_labels_are_noted_and_counts_are_not():
    box = BlackBox(lambda rows: np.digitize(rows[:, 0], [-1, 1]))
    with pytest.warns(LimeWarning, match=r"the whole numbers 0, 1, 2\. If they are labels"):
        box.predict(X)
    counts = BlackBox(lambda rows: np.arange(len(rows)))
    counts.predict(X)
    assert counts.notes == ()


@pytest.mark.parametrize(
    "answer",
    [
        lambda rows: np.ma.masked_greater(rows[:, 0], 0),
        lambda rows: list(np.ma.masked_greater(rows, 0)),
        lambda rows: np.ma.masked_all(len(rows)),
    ],
)
def test_masked_answers_are_refused(answer):
    with pytest.raises(ModelError, match="masked"):
        BlackBox(answer).predict(X)
    whole = BlackBox(lambda rows: np.ma.masked_array(rows[:, 0], mask=False))
    np.testing.assert_array_equal(whole.predict(X)[:, 0], X[:, 0])


def test_an_exception_that_cannot_print_itself_is_still_told():
    class SilentError(Exception):
        def __str__(self):
            raise RuntimeError

    def model(rows):
        raise SilentError

    with pytest.raises(ModelError, match=r"raised SilentError\. It was called with rows 0–179"):
        BlackBox(model).predict(X)


def test_columns_that_are_no_columns_are_no_names():
    class Answer(list):
        columns = 5

    box = BlackBox(lambda rows: Answer([1.0] * len(rows)))
    assert box.predict(X).shape == (180, 1)
