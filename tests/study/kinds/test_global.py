"""The surrogate of the whole model in a study: asked for once, counted, kept, and forgotten with the model."""

import numpy as np
import pytest
from study.doubles import EXPLAINER, PATIENCE, Counting, X, study_of

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.global_surrogate.surrogate import GlobalSurrogate
from lime_widgets.engine.image.explainer import ImageExplainer
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer
from lime_widgets.study import Study


@pytest.fixture
def model():
    return Counting()


@pytest.fixture
def study(model):
    study = study_of(model)
    assert study.wait(PATIENCE)
    return study


def test_nothing_is_asked_before_somebody_wants_it(study):
    assert study.global_comparison is None
    assert study.n_global_answered is None
    assert study.n_global_rows == len(X)


def test_it_costs_one_model_call_a_training_row(study, model):
    n = model.n_rows

    study.fit_global()
    assert study.wait(PATIENCE)

    assert model.n_rows == n + len(X)
    assert study.n_model_calls == model.n_rows
    expected = GlobalSurrogate(Counting(), EXPLAINER).compare(study.explanation, study.instance)
    np.testing.assert_allclose(study.global_comparison.whole, expected.whole, atol=1e-12)
    assert study.global_comparison.whole_score == pytest.approx(expected.whole_score)
    assert study.global_comparison.headline == expected.headline


def test_beside_shapley_values_it_says_that_these_are_no_weights(study):
    study.fit_global(64)
    study.kernel = "shapley"
    assert study.wait(PATIENCE)

    assert study.explanation.method == "shapley"
    assert "Here these are Shapley values" in study.global_comparison.note


def test_it_follows_the_width_the_row_and_the_surrogate_without_another_call(study, model):
    study.fit_global(64)
    assert study.wait(PATIENCE)
    first, n = study.global_comparison, model.n_rows

    study.kernel_width = 0.6
    narrow = study.global_comparison
    assert narrow is not first
    assert narrow.whole[0] in first.whole
    study.surrogate = "tree"
    assert study.global_comparison.surrogate == "tree"
    assert model.n_rows == n

    study.change("feature 0", 3.0)
    assert study.wait(PATIENCE)
    assert study.global_comparison.model_prediction == pytest.approx(study.explanation.model_prediction)
    assert len(study.global_comparison.names) >= 1


def test_another_model_is_not_asked_by_itself(study):
    study.fit_global(64)
    assert study.wait(PATIENCE)

    other = Counting(tilt=2.0)
    study.model = other
    assert study.wait(PATIENCE)

    assert study.global_comparison is None
    assert study.n_global_answered is None


def test_it_can_be_stopped(study):
    study.fit_global(64)
    study.stop_global()
    assert study.wait(PATIENCE)

    assert study.global_comparison is None


class _Failing(Counting):
    """Fails when it is asked about more than one batch of training rows."""

    fails = False

    def __call__(self, rows):
        if self.fails:
            raise RuntimeError("out of memory")
        return super().__call__(rows)


def test_a_model_that_fails_leaves_the_explanation_and_a_sentence():
    model = _Failing()
    study = study_of(model)
    assert study.wait(PATIENCE)
    model.fails = True

    study.fit_global()
    assert study.wait(PATIENCE)

    assert study.status == "ready"
    assert "out of memory" in study.global_error
    model.fails = False
    study.fit_global()
    assert study.wait(PATIENCE)
    assert study.global_error == ""
    assert study.global_comparison is not None


def test_too_small_a_table_is_refused():
    study = Study(Counting(), X[0], TabularExplainer(X[:6]), n_samples=64)
    with pytest.raises(LimeError, match="6 rows"):
        study.fit_global()


@pytest.mark.parametrize(
    ("explained", "explainer", "kind"),
    [
        ("a b c", TextExplainer(), "text"),
        (X[:30, :1] * np.ones((30, 30, 3)), ImageExplainer("grid"), "image"),
    ],
)
def test_a_study_without_training_data_says_so(explained, explainer, kind):
    study = Study(lambda inputs: np.linspace(0.1, 0.9, len(inputs)), explained, explainer, n_samples=8)
    with pytest.raises(LimeError, match=f"one of {kind}s, which has no training data"):
        study.fit_global()
    assert study.wait(PATIENCE)
