"""The curve over the number of features: at each number it is what an explanation of that many features says."""

import numpy as np
import pytest

from lime_widgets import TabularExplainer, TextExplainer
from lime_widgets.engine.fidelity import by_features as module
from lime_widgets.engine.fidelity.by_features import ByFeatures, by_features
from lime_widgets.engine.surrogate.options import FEATURE_SELECTIONS

X = np.random.default_rng(1).normal(size=(200, 9))
NUMBERS = (1, 2, 6, 7, 8, 9)


def model(rows):
    chance = 1 / (1 + np.exp(-(rows[:, 0] - 2 * rows[:, 1] * rows[:, 2] + rows[:, 3] + 0.3 * rows[:, 4])))
    return np.column_stack([1 - chance, chance])


def curve_of(samples, fresh=None, **changes):
    options = {
        "width": samples.default_kernel_width,
        "output": 1,
        "n_features": 5,
        "feature_selection": "auto",
        "alpha": 1.0,
        "kernel": "exponential",
        "surrogate": "ridge",
    }
    return by_features(samples, fresh, **(options | changes))


@pytest.mark.parametrize("surrogate", ["ridge", "logistic"])
@pytest.mark.parametrize("selection", FEATURE_SELECTIONS)
@pytest.mark.parametrize("discretizer", ["quartile", None])
def test_the_curve_at_each_number_is_the_explanation_of_that_many_features(selection, surrogate, discretizer):
    samples = TabularExplainer(X, discretizer=discretizer).sample(model, X[0], n_samples=512)
    curve = curve_of(samples, feature_selection=selection, surrogate=surrogate)
    assert curve.n_features.tolist() == list(range(1, 10))
    for number in NUMBERS:
        one = samples.explain(output=1, n_features=number, feature_selection=selection, surrogate=surrogate)
        row = number - 1
        assert curve.score[row] == pytest.approx(one.score, abs=1e-10)
        assert curve.loo_score[row] == pytest.approx(one.loo_score, abs=1e-10)
        assert curve.local_prediction[row] == pytest.approx(one.local_prediction, abs=1e-10)


@pytest.mark.parametrize("surrogate", ["ridge", "logistic"])
def test_the_fresh_scores_are_those_of_each_explanation(surrogate):
    explainer = TabularExplainer(X)
    samples = explainer.sample(model, X[0], n_samples=512)
    fresh = explainer.sample(model, X[0], n_samples=257, random_state=5).counted(
        np.append(0.0, np.ones(256)), exact=False
    )
    curve = curve_of(samples, fresh, surrogate=surrogate)
    for number in NUMBERS:
        one = samples.explain(output=1, n_features=number, surrogate=surrogate)
        weights = np.exp(-0.5 * (fresh.distances[1:] / samples.default_kernel_width) ** 2)
        y, g = fresh.y[1:, 1], one.predict(fresh.Z[1:])
        spread = np.sum(weights * (y - np.average(y, weights=weights)) ** 2)
        assert curve.fresh[number - 1] == pytest.approx(1 - np.sum(weights * (y - g) ** 2) / spread, abs=1e-10)


def test_many_features_of_a_text_are_cut_off_and_hold_the_present_number():
    words = " ".join(f"w{k}" for k in range(80))

    def count(texts):
        return np.array([sum(0.01 * k * (f"w{k} " in f"{text} ") for k in range(0, 80, 3)) for text in texts])

    samples = TextExplainer().sample(count, words, n_samples=400)
    curve = curve_of(samples, output=0, n_features=45)
    assert curve.n_features.tolist() == [*range(1, 31), 45]
    for number in (3, 10, 45):
        one = samples.explain(n_features=number)
        row = curve.n_features.tolist().index(number)
        assert curve.score[row] == pytest.approx(one.score, abs=1e-10)
        assert curve.loo_score[row] == pytest.approx(one.loo_score, abs=1e-10)


def test_in_sample_fidelity_of_forward_selection_never_falls_without_a_penalty():
    samples = TabularExplainer(X, discretizer=None).sample(model, X[0], n_samples=512)
    curve = curve_of(samples, feature_selection="forward_selection", alpha=0.0)
    assert (np.diff(curve.score) > -1e-12).all()


def test_enough_features_are_the_fewest_near_the_best_left_out_score():
    scores = np.array([0.2, 0.59, 0.6, np.nan])
    curve = ByFeatures(np.arange(1, 5), scores, scores, scores, scores, scores)
    assert [curve.enough(within) for within in (0.0, 0.02, 0.5)] == [3, 2, 1]


def test_surrogates_that_share_no_selection_are_fitted_one_by_one():
    samples = TabularExplainer(X).sample(model, X[0], n_samples=256)
    options = {"alpha": 1.0, "surrogate": "ridge"}
    numbers = np.arange(1, 10)
    one_by_one = module._one_by_one(samples, 2.0, 1, numbers, 5, "auto", "exponential", options)
    nested = module._nested(samples, 2.0, 1, numbers, "auto", "exponential", options)
    Z = samples.Z[:50]
    np.testing.assert_allclose(one_by_one[0].predict(Z), nested[0].predict(Z), atol=1e-10)
    for one, other in zip(one_by_one[1:], nested[1:], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-10)


def test_all_features_are_kept_where_nothing_is_selected():
    samples = TabularExplainer(X).sample(model, X[0], n_samples=256)
    curve = curve_of(samples, feature_selection="none")
    np.testing.assert_allclose(curve.score, curve.score[0], atol=1e-12)


def test_large_answers_are_fitted_in_their_own_unit():
    explainer = TabularExplainer(X)
    plain = curve_of(explainer.sample(lambda rows: model(rows)[:, 1], X[0], n_samples=256), output=0)
    huge = curve_of(explainer.sample(lambda rows: 1e200 * model(rows)[:, 1], X[0], n_samples=256), output=0)
    np.testing.assert_allclose(huge.score, plain.score, atol=1e-9)
    np.testing.assert_allclose(huge.local_prediction, 1e200 * plain.local_prediction, rtol=1e-9)
