"""Fidelity on weighted samples: R² by hand, its error, sides of the class boundary, residuals by distance."""

from dataclasses import replace

import numpy as np
import pytest

from lime_widgets import Neighborhood, TabularExplainer
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.fidelity.residuals import running
from lime_widgets.engine.fidelity.result import fidelity_of
from lime_widgets.engine.fidelity.scores import Sides, Surrogates, score_errors, scores_of, weighted_score

OPTIONS = {
    "n_features": 4,
    "feature_selection": "auto",
    "alpha": 1.0,
    "kernel": "exponential",
    "surrogate": "ridge",
}
X = np.random.default_rng(0).normal(size=(300, 4))


def linear(rows):
    return 2 * rows[:, 0] - rows[:, 1] + 0.5


def curved(rows):
    chance = 1 / (1 + np.exp(-(2 * rows[:, 0] - rows[:, 1] * rows[:, 2])))
    return np.column_stack([1 - chance, chance])


def fresh_of(explainer, model, n=800, seed=9):
    drawn = explainer.sample(model, X[0], n_samples=n + 1, random_state=seed, design="independent")
    return drawn.counted(np.append(0.0, np.ones(n)), exact=False)


def measured(model, *, discretizer=None, fresh=True, **changes):
    explainer = TabularExplainer(X, discretizer=discretizer)
    samples = explainer.sample(model, X[0], n_samples=1024)
    options = OPTIONS | changes
    sweep = samples.sweep(np.geomspace(0.4, 8, 7), **options)
    return fidelity_of(samples, sweep, sweep[3], fresh=fresh_of(explainer, model) if fresh else None, **options)


def test_weighted_score_by_hand():
    y = np.array([1.0, 2.0, 4.0])
    weights = np.array([[1.0, 2.0, 1.0]])  # the mean is 9/4, the spread 25/16 + 2/16 + 49/16 = 76/16
    answers = np.array([[1.5, 2.0, 3.0]])  # residuals 1/4 + 0 + 1
    assert weighted_score(y, answers, weights)[0] == pytest.approx(1 - (5 / 4) / (76 / 16), abs=1e-14)


def test_the_score_of_answers_far_above_their_spread_keeps_its_digits():
    y = np.array([1.0, 2.0, 4.0])
    weights, answers = np.array([[1.0, 2.0, 1.0]]), np.array([[1.5, 2.0, 3.0]])
    for shift in (2.0**40, -(2.0**40)):
        assert weighted_score(y + shift, answers + shift, weights) == pytest.approx(
            weighted_score(y, answers, weights), abs=1e-9
        )
    huge = 2.0**700
    assert weighted_score(y * huge, answers * huge, weights) == weighted_score(y, answers, weights)


def test_answers_that_do_not_vary_have_no_score():
    assert np.isnan(weighted_score(np.full(4, 0.3), np.full((1, 4), 0.2), np.ones((1, 4))))


def test_the_error_of_the_score_is_the_spread_over_draws():
    rng = np.random.default_rng(0)
    scores, errors = [], []
    for _ in range(400):
        z = rng.normal(size=300)
        y, g = z + 0.5 * rng.normal(size=300), 0.9 * z[None]
        w = np.exp(-0.5 * z**2)[None]
        scores.append(weighted_score(y, g, w)[0])
        errors.append(score_errors(y, g, w)[0])
    assert np.mean(errors) == pytest.approx(np.std(scores), rel=0.1)


def test_a_linear_model_is_explained_on_fresh_samples_wholly():
    found = measured(linear, alpha=0.0)
    assert found.fresh == pytest.approx(1.0, abs=1e-12)
    assert found.fresh_stderr == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(found.by_width.fresh, 1.0, atol=1e-12)
    assert found.gap == pytest.approx(0.0, abs=1e-9)
    assert np.isnan(found.right_side)
    assert found.n_fresh == 800
    # One feature explains its share of the variance, 4/(4 + 1), about: weights depend on both features.
    assert found.by_n_features.fresh[0] == pytest.approx(found.by_n_features.loo_score[0], abs=0.05)


def test_the_fresh_score_is_that_of_predict_with_the_weights_of_the_kernel():
    explainer = TabularExplainer(X)
    found, fresh = measured(curved, discretizer="quartile"), fresh_of(explainer, curved)
    explanation = found.explanation
    y, g = fresh.y[1:, explanation.output], explanation.predict(fresh.Z[1:])
    w = kernel_weights(fresh.distances[1:], explanation.kernel_width)[0]
    mean = np.average(y, weights=w)
    expected = 1 - np.sum(w * (y - g) ** 2) / np.sum(w * (y - mean) ** 2)
    assert found.fresh == pytest.approx(expected, abs=1e-12)
    assert found.fresh_ess == pytest.approx(w.sum() ** 2 / np.sum(w**2))
    assert found.right_side == pytest.approx(np.average((g > 0.5) == (y > 0.5), weights=w))


def test_the_numbers_over_widths_are_those_at_each_width():
    found = measured(curved, discretizer=None, surrogate="logistic")
    place = 3
    assert found.by_width.fresh[place] == pytest.approx(found.fresh, abs=1e-12)
    assert found.by_width.fresh_right_side[place] == pytest.approx(found.right_side, abs=1e-12)
    assert found.by_width.gap[place] == pytest.approx(found.gap, abs=1e-12)
    assert found.by_width.loo_score[place] == found.explanation.loo_score


def test_the_fresh_score_is_near_the_left_out_score_where_many_samples_carry_weight():
    found = measured(curved)
    wide = found.by_width.kernel_width > 1.5
    assert wide.sum() == 4
    np.testing.assert_allclose(found.by_width.fresh[wide], found.by_width.loo_score[wide], atol=0.06)


def test_without_fresh_samples_there_is_no_fresh_score():
    found = measured(curved, fresh=False)
    assert np.isnan(found.fresh)
    assert np.isnan(found.by_n_features.fresh).all()
    assert (found.n_fresh, found.fresh_ess) == (0, 0.0)
    assert 0.5 < found.right_side <= 1


def test_too_few_fresh_samples_in_reach_give_no_score():
    samples = fresh_of(TabularExplainer(X, discretizer=None), linear, n=50)
    surrogate = Surrogates(np.array([[0]]), np.array([[1.0]]), np.zeros(1))
    found = scores_of(samples, surrogate, np.array([1e-6]), 0, "exponential")
    assert np.isnan(found.score[0])
    assert np.isnan(found.stderr[0])


def test_the_class_boundary_is_a_half_for_two_classes_and_the_rival_for_more():
    two = Sides.of(np.array([[0.6, 0.4], [0.2, 0.8]]), 0, "probability")
    assert two.above.tolist() == [True, False]
    right = two.share_right(np.array([[0.45, 0.45]]), np.array([[3.0, 1.0]]))
    assert right.tolist() == [0.25]
    three = Sides.of(np.array([[0.4, 0.35, 0.25], [0.3, 0.5, 0.2]]), 0, "probability")
    assert three.boundary.tolist() == [0.35, 0.5]
    assert three.share_right(np.array([[0.36, 0.49]]), np.ones((1, 2))).tolist() == [1.0]
    score = Sides.of(np.array([[-1.0], [2.0]]), 0, "score")
    assert score.above.tolist() == [False, True]
    assert Sides.of(np.array([[1.0]]), 0, "value") is None


def test_the_running_residuals_by_hand():
    distance = np.array([2.0, 1.0] * 8)
    residual = np.array([3.0, 1.0] * 8)
    residual[1] = -7.0
    at, mean, rms = running(distance, residual)
    assert at.tolist() == [1.0, 2.0]
    assert mean.tolist() == [0.0, 3.0]
    assert rms.tolist() == [np.sqrt((49 + 7) / 8), 3.0]


def test_the_running_residuals_leave_out_what_represents_no_sample():
    at, mean, _ = running(np.array([0.0, *[1.0] * 8]), np.array([50.0, *[2.0] * 8]), np.array([0.0, *[1.0] * 8]))
    assert (at.tolist(), mean.tolist()) == ([1.0], [2.0])


def test_the_residuals_are_of_the_explanation_at_the_kernels_weight():
    found = measured(curved)
    residuals, explanation = found.residuals, found.explanation
    np.testing.assert_array_equal(residuals.weight, kernel_weights(residuals.distance, explanation.kernel_width)[0])
    assert residuals.residual[0] == pytest.approx(explanation.model_prediction - explanation.local_prediction)
    # The intercept is not penalized.
    assert np.average(residuals.residual, weights=residuals.weight) == pytest.approx(0.0, abs=1e-10)


def test_infidelity_is_the_squared_error_of_the_predicted_changes():
    found, fresh = measured(curved), fresh_of(TabularExplainer(X, discretizer=None), curved)
    explanation = found.explanation
    weights = np.zeros(4)
    weights[explanation.features] = explanation.coef
    predicted = (fresh.Z[0] - fresh.Z[1:]) @ weights
    happened = explanation.model_prediction - fresh.y[1:, explanation.output]
    w = kernel_weights(fresh.distances[1:], explanation.kernel_width)[0]
    assert found.infidelity == pytest.approx(np.average((happened - predicted) ** 2, weights=w), rel=1e-10)
    assert measured(linear, alpha=0.0).infidelity == pytest.approx(0.0, abs=1e-15)
    assert np.isnan(measured(curved, surrogate="logistic").infidelity)


def test_the_sentence_says_where_the_score_is_from():
    assert measured(curved).sentence.startswith("On samples it has not seen, the surrogate explains ")
    assert measured(curved, fresh=False).sentence.startswith("On samples left out of the fit, ")
    Z = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])
    every = Neighborhood(Z, Z[:, 0] * Z[:, 1], np.sqrt((1 - Z).sum(axis=1)), counts=np.ones(4), exact=True)
    sweep = every.sweep([1.0])
    found = fidelity_of(every, sweep, sweep[0], **OPTIONS)
    assert found.sentence.startswith("On all variants that there are, ")
    assert "loo_score" not in found.to_frame().index


def test_the_tables_and_figures_hold_the_numbers():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    found = measured(curved)
    frame = found.to_frame()
    assert frame.loc["fresh", "value"] == found.fresh
    assert frame.loc["gap", "meaning"].startswith("At the instance the model says ")
    assert found.to_frame("n_features").loc[4, "score"] == pytest.approx(found.explanation.score)
    assert len(found.to_frame("kernel_width")) == 7
    assert len(found.to_frame("removal")) == 0
    axes = found.plot()
    assert axes.lines[2].get_ydata().tolist() == found.by_n_features.fresh.tolist()
    for what in ("kernel_width", "residuals"):
        assert found.plot(what).get_xlabel()
    pyplot.close("all")
    assert found.sentence in found._repr_html_().replace("&#x27;", "'")
    assert str(found).splitlines()[0] == found.sentence


def test_a_picture_of_residuals_marks_those_beyond_its_frame_and_counts_them():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    found = measured(curved).residuals
    residual = np.random.default_rng(0).uniform(-2, 2, len(found.residual))
    residual[[3, 40]] = 900.0, -400.0
    many = replace(found, residual=residual, rms=np.array([1.0]), mean=np.zeros(1), at=np.ones(1))
    axes = replace(measured(curved), residuals=many).plot("residuals")

    top = axes.get_ylim()[1]
    assert axes.get_ylim()[0] == -top
    assert np.abs(np.delete(residual, [3, 40])).max() < top < 12
    above, below = (each.get_offsets() for each in axes.collections[1:])
    np.testing.assert_allclose(above, [[found.distance[3], top]])
    np.testing.assert_allclose(below, [[found.distance[40], -top]])
    legend = [each.get_text() for each in axes.get_legend().get_texts()]
    assert legend[0] == "2 samples beyond the frame, errors up to 900"
    assert len(legend) == 3

    plain = replace(many, residual=np.linspace(-3, 3, len(residual)))
    axes = replace(measured(curved), residuals=plain).plot("residuals")
    assert len(axes.collections) == 1
    assert axes.get_ylim()[1] >= 3
    pyplot.close("all")


@pytest.mark.parametrize(("call", "said"), [("to_frame", "no table 'x'"), ("plot", "no curve 'x'")])
def test_another_table_or_curve_is_refused(call, said):
    with pytest.raises(ValueError, match=said):
        getattr(measured(curved, fresh=False), call)("x")


def test_the_removal_is_refused_until_the_model_was_asked():
    with pytest.raises(ValueError, match="check_fidelity"):
        measured(curved, fresh=False).plot("removal")
