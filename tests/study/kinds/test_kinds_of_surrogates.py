"""A study with other surrogates than LIME's: what is refitted, what is swept, and what is refused."""

import threading

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import Lasso
from sklearn.neighbors import KNeighborsRegressor
from study.doubles import PATIENCE, Counting, Gated, study_of

from lime_widgets import Study, TextExplainer
from lime_widgets.engine.errors import LimeError
from lime_widgets.study import pacing
from lime_widgets.widgets.wire.kinds import STATUS


@pytest.fixture
def study():
    study = study_of(Counting())
    assert study.wait(PATIENCE)
    return study


@pytest.mark.parametrize("surrogate", ["lasso", "bayesian", "tree", Lasso(alpha=0.001)])
def test_another_surrogate_is_fitted_at_once_and_without_a_model_call(study, surrogate):
    n = study.n_model_calls

    study.surrogate = surrogate

    expected = study.neighborhood.explain(surrogate=surrogate, kernel_width=study.kernel_width, output=study.output)
    np.testing.assert_array_equal(study.explanation.coef, expected.coef)
    assert study.surrogate is surrogate
    assert study.n_model_calls == n


def test_a_tree_follows_its_depth(study):
    study.update(surrogate="tree", max_depth=1)
    assert study.explanation.tree.depth == 1
    study.max_depth = 4
    assert study.explanation.tree.depth == 4


def test_the_present_explanation_may_be_the_prior(study):
    wide = study.explanation

    study.update(surrogate="bayesian", prior="explanation", prior_precision=1e9)

    np.testing.assert_array_equal(study.prior.mean, wide.coef)
    np.testing.assert_allclose(study.explanation.coef, wide.coef, atol=1e-4)
    study.prior = None
    assert np.abs(study.explanation.coef).max() < 1e-3


def test_notes_name_what_the_prior_says_nothing_about(study):
    study.update(surrogate="bayesian", prior={study.explanation.as_list()[0][0]: 1.0})

    assert any(note.startswith("The prior has no weight for") for note in STATUS.build(study)["notes"])


@pytest.mark.parametrize("surrogate", ["lasso", "bayesian"])
def test_a_sweep_covers_the_whole_grid(study, surrogate):
    study.sweeping = True
    study.surrogate = surrogate
    assert study.wait(PATIENCE)

    assert study.complete
    assert len(study.sweep) >= 129


@pytest.mark.parametrize("surrogate", ["tree", GradientBoostingRegressor(n_estimators=3, random_state=0)])
def test_a_surrogate_that_is_fitted_width_by_width_is_swept_in_fewer_widths(study, surrogate):
    study.sweeping = True
    study.surrogate = surrogate
    assert study.wait(PATIENCE)

    assert study.complete
    assert len(study.sweep) >= pacing.FEWEST_WIDTHS
    assert len(study.sweep.fitted) == len(study.sweep)
    study.kernel_width = study.kernel_widths[3]
    assert study.explanation.kernel_width == study.kernel_widths[3]


class _Slow(GradientBoostingRegressor):
    """An estimator whose fits are not worth a sweep."""


def test_a_surrogate_that_takes_long_has_one_width(study, monkeypatch):
    monkeypatch.setattr(pacing, "SWEEP_SECONDS", 1e-6)
    study.sweeping = True
    study.surrogate = _Slow(n_estimators=2)
    assert study.wait(PATIENCE)

    assert len(study.sweep) == 1
    study.kernel_width = 0.7
    assert study.explanation.kernel_width == 0.7


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"surrogate": KNeighborsRegressor()}, "takes no sample_weight"),
        ({"surrogate": "forest"}, "surrogate"),
        ({"surrogate": None}, "surrogate"),
        ({"max_depth": 0}, "max_depth is 0"),
        ({"prior": 3.0}, "The prior is 3.0"),
        # A ridge has no prior, but a switch to the Bayesian ridge would use it.
        ({"prior": {"zz": 1.0}}, 'a weight for "zz", and no feature has such a name'),
        ({"prior_precision": 0.0}, "prior_precision is 0.0"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(study, change, words):
    before = study.explanation
    with pytest.raises(LimeError, match=words):
        study.update(**change)
    assert study.explanation is before


def test_the_names_of_a_prior_are_those_of_the_instance_that_is_set_with_it():
    study = Study(lambda texts: [len(text) for text in texts], "a b", TextExplainer())
    study.update(instance="c d e", prior={"d": 2.0}, surrogate="bayesian")
    assert study.wait(PATIENCE)
    assert study.explanation.surrogate == "bayesian"

    study.instance = "d f"
    assert study.wait(PATIENCE)

    assert study.error is None
    with pytest.raises(LimeError, match="zz"):
        Study(lambda texts: [len(text) for text in texts], "a b", TextExplainer(), prior={"zz": 1.0})


def test_former_samples_that_the_new_parameters_do_not_suit_keep_their_explanation():
    may_answer = threading.Event()
    may_answer.set()

    def model(texts):
        assert may_answer.wait(PATIENCE)
        return [len(text) for text in texts]

    study = Study(model, "a b", TextExplainer())
    assert study.wait(PATIENCE)
    former = study.explanation
    may_answer.clear()

    study.update(instance="c d e", prior={"d": 2.0}, surrogate="bayesian")
    assert (study.status, study.error) == ("sampling", None)
    assert study.explanation is former

    may_answer.set()
    assert study.wait(PATIENCE)
    assert (study.status, study.error) == ("ready", None)
    assert (study.explanation.surrogate, study.explanation.feature_names) == ("bayesian", ("c", "d", "e"))


def test_a_prior_from_an_explanation_that_is_not_there_is_refused():
    model = Gated()
    study = study_of(model)
    model.await_batch()
    try:
        with pytest.raises(LimeError, match="there is none yet"):
            study.prior = "explanation"
    finally:
        model.let_all()
        assert study.wait(PATIENCE)


def test_a_surrogate_that_fails_says_so_and_the_next_one_recovers(study):
    before = study.explanation
    study.surrogate = GradientBoostingRegressor(n_estimators=-1)
    assert study.status == "failed"
    assert "The fit of the surrogate" in study.error
    assert study.explanation is before

    study.surrogate = "ridge"
    assert study.status == "ready"
