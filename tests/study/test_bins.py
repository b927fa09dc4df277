"""Bins as another view of the same rows: what is refitted, and that the model is not asked."""

import numpy as np
import pandas as pd
import pytest
from study.doubles import PATIENCE, until

from lime_widgets import Study, TabularExplainer
from lime_widgets.engine.model.black_box import BlackBox

RNG = np.random.default_rng(0)
X = pd.DataFrame(RNG.normal(size=(300, 4)), columns=list("abcd"))


class Asked:
    """A model that is nearly linear, or a step within a bin, and counts its rows."""

    def __init__(self, step=False):
        self.n_rows, self.step = 0, step

    def __call__(self, rows):
        self.n_rows += len(rows)
        if self.step:
            return 2.5 * rows["a"].between(*np.percentile(X["a"], (25, 50))).to_numpy()
        return (rows["a"] - 2 * rows["b"] + 0.2 * rows["c"] * rows["d"]).to_numpy()


def study_of(model, batch=None, row=3, **settings):
    parameters = {name: settings.pop(name) for name in ("n_samples", "sweeping") if name in settings}
    study = Study(
        BlackBox(model, repeat=False, batch_size=batch), X.iloc[row], TabularExplainer(X, **settings), **parameters
    )
    assert study.wait(PATIENCE)
    return study


def assert_as_new(study, model):
    asked = model.n_rows
    fresh = study.explainer.explain(model, study.instance, n_samples=study.n_samples)
    model.n_rows = asked
    assert study.explanation.feature_names == fresh.feature_names
    np.testing.assert_array_equal(study.explanation.features, fresh.features)
    np.testing.assert_allclose(study.explanation.coef, fresh.coef, rtol=1e-9)
    np.testing.assert_allclose(study.explanation.interval, fresh.interval, rtol=1e-9)
    assert study.explanation.grade == fresh.grade


@pytest.mark.parametrize("sampling", ["table", "normal"])
def test_bins_are_switched_without_asking_the_model(sampling):
    model = Asked()
    study = study_of(model, n_samples=512, sampling=sampling)
    asked = model.n_rows
    assert asked == study.n_model_calls == 512
    for discretizer in (None, "decile", "quartile", {"a": [0.0]}, None):
        study.discretizer = discretizer
        assert study.wait(PATIENCE)
        assert_as_new(study, model)
    assert model.n_rows == study.n_model_calls == asked
    study.n_samples = 768
    assert study.wait(PATIENCE)
    assert model.n_rows == 768
    assert_as_new(study, model)


def test_as_lime_other_bins_are_other_rows():
    model = Asked()
    study = study_of(model, n_samples=256)
    study.discretizer = None
    assert study.wait(PATIENCE)
    assert model.n_rows == 512
    study.sampling = "normal"  # as the rows were drawn already
    assert study.wait(PATIENCE)
    assert_as_new(study, model)


@pytest.mark.parametrize("batch", [None, 100])
def test_automatic_bins_are_decided_once_by_the_answers_and_said(batch):
    model = Asked()
    study = study_of(model, batch, n_samples=1500, discretizer="auto")

    assert (study.discretizer, study.explainer.discretizer, study.sampling) == (None, None, "table")
    assert study.explanation.feature_names == tuple("abcd")
    (decided, *_) = study.neighborhood.origin.remarks
    assert decided.startswith("No bins: R² ")
    assert model.n_rows == study.n_model_calls == 1500
    assert len(study.neighborhood) == 1500
    assert_as_new(study, model)
    study.change("a", 1.0)  # another row, and no other bins
    assert study.wait(PATIENCE)
    assert study.discretizer is None
    study.discretizer = "quartile"
    assert study.wait(PATIENCE)
    assert study.neighborhood.origin.remarks == ()
    assert model.n_rows == 1501


def test_automatic_bins_are_quartiles_where_they_do():
    model = Asked(step=True)
    inside = int(np.argmax(X["a"].between(*np.percentile(X["a"], (30, 45)))))
    study = study_of(model, row=inside, n_samples=1024, discretizer="auto")

    assert (study.discretizer, study.explainer.discretizer) == ("quartile", "quartile")
    assert study.neighborhood.origin.remarks[0].startswith("With quartiles: R² ")
    assert_as_new(study, model)


def test_it_is_decided_before_all_rows_are_there_and_later_rows_follow():
    model, shown = Asked(), []
    study = Study(BlackBox(model, repeat=False, batch_size=100), X.iloc[3], TabularExplainer(X, discretizer="auto"))
    study.observe(lambda change: shown.append((len(study.neighborhood), change.new.feature_names)), "explanation")
    assert study.wait(PATIENCE)

    bins = [n for n, names in shown if names != tuple("abcd")]
    assert bins
    assert max(bins) < 1000
    assert len(study.neighborhood) == 4096
    until(lambda: study.status == "ready")
    np.testing.assert_array_equal(study.neighborhood.Z, study.displayed_perturbation.representation(0, 4096))


def test_reset_to_automatic_decides_again_without_asking():
    model = Asked()
    study = study_of(model, n_samples=1024, discretizer="auto")
    study.discretizer = "decile"
    assert study.wait(PATIENCE)
    study.discretizer = "auto"
    assert study.wait(PATIENCE)
    assert study.discretizer is None
    assert model.n_rows == 1024


def test_all_features_are_shown_where_automatic_bins_give_more_of_them():
    frame = pd.DataFrame({"a": [1.0, 2.0, None, 4.0] * 25, "b": np.arange(100.0)})
    study = Study(lambda rows: rows["b"] + rows["a"].fillna(0), frame.iloc[1], TabularExplainer(frame))
    assert study.wait(PATIENCE)
    assert study.n_features == 2

    study.discretizer = "auto"
    assert study.wait(PATIENCE)

    assert study.discretizer is None
    assert (study.n_features, len(study.explanation.features)) == (3, 3)  # a missing value is a feature of its own
