"""Samplers, surrogates and Shapley values with what judges an explanation: repeats, fresh samples, settling."""

import threading

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingRegressor

from lime_widgets import LimeError, Study, TabularExplainer, TextExplainer, explain_until_settled, stability

TEXT = "the quick brown fox jumps over a lazy dog while many small birds sing"


def table_study(**parameters):
    X = np.random.default_rng(0).normal(size=(200, 4))
    explainer = TabularExplainer(X, discretizer=None)
    return Study(lambda X: np.tanh(X[:, 0] - 2 * X[:, 1]), X[0], explainer, n_samples=256, **parameters)


def text_study(**parameters):
    def model(texts):
        return [0.1 + 0.5 * ("fox" in text) + 0.3 * ("birds" in text) * ("dog" in text) for text in texts]

    return Study(model, TEXT, TextExplainer(), n_samples=256, **parameters)


METHODS = {
    "ridge": {},
    "tree": {"surrogate": "tree"},
    "estimator": {"surrogate": GradientBoostingRegressor(n_estimators=5, random_state=0)},
    "shapley": {"kernel": "shapley"},
}


@pytest.mark.parametrize("sampling", [{}, {"sampling": "local"}], ids=["as LIME", "local"])
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
@pytest.mark.parametrize("make", [table_study, text_study], ids=["table", "text"])
def test_each_method_is_repeated_and_judged_by_its_own_weights(make, method, sampling):
    study = make(**sampling)
    assert study.wait(30)
    study.update(**method)  # Shapley values draw coalitions, whatever the sampling was
    assert study.wait(30)
    study.repeat(2)
    study.check_fidelity(256)
    assert study.wait(60)

    explanation, fidelity = study.explanation, study.fidelity
    weights = study.neighborhood.weights([study.kernel_width], study.kernel)[0]
    y, answers = study.neighborhood.y[:, explanation.output], explanation.predict(study.neighborhood.Z)
    mean = np.average(y, weights=weights)
    r2 = 1 - weights @ np.square(y - answers) / (weights @ np.square(y - mean))

    assert study.fidelity_error is None
    assert study.repeats.n_repeats == 2
    assert {run.method for run in study.repeats.runs} == {explanation.method}
    assert fidelity.residuals.weight / fidelity.residuals.weight.sum() == pytest.approx(weights / weights.sum())
    if explanation.method == "lime":  # Shapley values are held at the ends, which have no weight
        assert explanation.score == pytest.approx(r2, abs=1e-9)
    assert -1 < fidelity.fresh <= 1


def test_texts_keep_their_sampling_when_shapley_values_are_chosen():
    study = text_study(sampling="local")
    study.kernel = "shapley"

    assert study.wait(30)
    assert (study.sampling, study.explanation.method) == ("local", "shapley")


@pytest.mark.parametrize("method", [METHODS["tree"], METHODS["shapley"]], ids=["tree", "shapley"])
def test_settling_says_which_explanations_it_can_test(method):
    study = table_study(**method)
    assert study.wait(30)
    study.settle(2)
    assert study.wait(30)

    assert study.settlement is None
    assert 'surrogate="ridge" or "logistic"' in study.settling_error
    assert study.status == "ready"


@pytest.mark.parametrize("background", [None, 0])
def test_a_small_table_is_divided_exactly_also_while_the_model_answers(background):
    X = np.random.default_rng(0).normal(size=(40, 4))
    rows = None if background is None else X[background]
    explainer = TabularExplainer(X, sampling="coalitions", background=rows)
    study = Study(lambda X: X @ [4.0, -2.0, 1.0, 0.5], X[1], explainer, kernel="shapley")
    study.model.batch_size = 3  # explanations of the first few rows
    study.resume()

    assert study.wait(30)
    assert (study.status, study.error) == ("ready", None)
    assert study.explanation.exact
    reference = X.mean(axis=0) if background is None else rows
    expected = dict(enumerate([4.0, -2.0, 1.0, 0.5] * (X[1] - reference)))
    found = dict(zip(study.explanation.features, study.explanation.coef, strict=True))
    assert found == pytest.approx(expected, abs=1e-12)


def test_masks_of_a_large_background_count_once():
    X = np.random.default_rng(0).normal(size=(400, 8))
    explainer = TabularExplainer(X, sampling="coalitions", background=400)
    explanation = explainer.explain(lambda X: X.sum(axis=1), X[0], kernel="shapley", n_samples=4096)

    # 4,095 // 400 = 10 masks for eight features
    assert explanation.ess < 11
    assert explanation.grade == "poor"
    assert "too few" in explanation.doubts[0]


def test_who_stops_the_model_ends_the_settling_and_is_told_before_repeating():
    study = table_study()
    assert study.wait(30)
    gate = threading.Event()
    study.model = lambda X: (gate.wait(20), np.tanh(X[:, 0] - 2 * X[:, 1]))[1]
    gate.set()
    assert study.wait(30)
    gate.clear()
    study.settle(1, budget=4096, confidence=0.999999)
    study.n_samples = 4096
    study.cancel()
    gate.set()
    assert study.wait(30)

    assert (study.status, study.settling) == ("cancelled", False)
    with pytest.raises(LimeError, match="Continue first"):
        study.repeat(3)


def test_three_samples_do_not_make_a_tie():
    X = np.random.default_rng(0).normal(size=(200, 5))
    explainer = TabularExplainer(X, discretizer=None)
    settlement = explain_until_settled(explainer, lambda X: X @ [5.0, 4.0, 3.0, 2.0, 1.0], X[0], k=3, budget=3)

    assert settlement.why == "budget"
    assert "so few samples" in settlement.sentence


def test_rounding_errors_are_no_change_of_order_or_sign():
    # Exact Shapley values of an additive model are the same for every seed, but for rounding.
    study = text_study(kernel="shapley")
    study.model = lambda texts: [0.5 * ("fox" in text) + 0.1 * len(text.split()) for text in texts]
    assert study.wait(30)
    study.repeat(3)
    assert study.wait(30)

    assert np.nanmax(np.abs(np.diff(study.repeats.coef, axis=0))) < 1e-9
    assert (np.diff(study.repeats.rank, axis=0) == 0).all()
    assert (study.repeats.kendall_tau, study.repeats.sign_flip_rate) == (1.0, 0.0)
    assert "change" not in study.repeats.headline


def test_weights_that_are_all_zero_are_not_ranked():
    study = table_study()
    study.model = lambda X: np.ones(len(X))
    assert study.wait(30)
    study.repeat(2)
    assert study.wait(30)

    assert study.repeats.headline == "Every value is 0 in every run, so there is nothing to rank."


def test_wrong_arguments_of_repeats_and_settling_are_named():
    X = np.random.default_rng(0).normal(size=(50, 3))
    explainer = TabularExplainer(X)

    def model(X):
        return X[:, 0]

    with pytest.raises(LimeError, match="The explainer is 'function'"):
        stability(model, explainer, X[0])
    with pytest.raises(LimeError, match="The explainer is 'function'"):
        explain_until_settled(model, explainer, X[0])
    for wrong in (0, "x", 1.5):
        with pytest.raises(LimeError, match="n_jobs is"):
            stability(explainer, model, X[0], n_jobs=wrong)
    with pytest.raises(LimeError, match="budget is 0"):
        explain_until_settled(explainer, model, X[0], budget=0)
    study = table_study()
    assert study.wait(30)
    with pytest.raises(LimeError, match="budget is 1"):
        study.settle(2, budget=1)
