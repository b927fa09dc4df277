"""The Bayesian ridge: scikit-learn's own with the prior 0, the posterior's closed form with others."""

import numpy as np
import pandas as pd
import pytest
from engine.kinds.problems import by_column, neighborhood, samples, weights_of
from scipy.optimize import minimize
from sklearn.linear_model import BayesianRidge

from lime_widgets import TabularExplainer, TextExplainer, sensitivity, stability
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.kinds.prior import Prior
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.stability.settling import explain_until_settled


@pytest.mark.parametrize(
    ("p", "on_off", "kernel_width"),
    [(8, False, 1.0), (8, False, 2.0), (8, False, 8.0), (8, True, 1.0), (8, True, 8.0), (80, False, 2.0)],
)
def test_it_is_scikit_learns_bayesian_ridge(p, on_off, kernel_width):
    near = neighborhood(p=p, on_off=on_off)
    kernel_width *= np.sqrt(p / 8)
    weights = weights_of(near, kernel_width)
    y = near.y[:, 0]
    # The hyperpriors hold for answers in units of their standard deviation.
    rate = 1e-6 * np.average((y - np.average(y, weights=weights)) ** 2, weights=weights)
    theirs, default = (
        BayesianRidge(tol=1e-14, max_iter=100_000, alpha_2=rates, lambda_2=rates).fit(near.Z, y, sample_weight=weights)
        for rates in (rate, 1e-6)
    )

    ours = near.explain(surrogate="bayesian", kernel_width=kernel_width, n_features=p)

    np.testing.assert_allclose(by_column(ours), theirs.coef_, rtol=0, atol=1e-8)
    np.testing.assert_allclose(by_column(ours), default.coef_, rtol=0, atol=1e-6)
    deviations = np.sqrt(np.diag(theirs.sigma_))[ours.features]
    np.testing.assert_allclose(ours.stderr, deviations, rtol=0, atol=1e-8)
    np.testing.assert_allclose(ours.interval, 1.959963984540054 * deviations, rtol=0, atol=1e-8)


@pytest.mark.parametrize("options", [{}, {"prior_precision": 40.0}, {"noise_precision": 0.5}])
@pytest.mark.parametrize(
    ("factor", "shift"), [(1e-6, 0.0), (1e-3, 2.0), (1e2, -3.0), (1e3, 0.0), (1e4, 5e6), (1e6, 1e7)]
)
def test_weights_have_the_unit_of_the_answers(factor, shift, options):
    Z, y, distances = samples()
    given = {name: precision / factor**2 for name, precision in options.items()}

    one = Neighborhood(Z, y, distances).explain(surrogate="bayesian", kernel_width=2.0, n_features=8, **options)
    scaled = Neighborhood(Z, factor * y + shift, distances).explain(
        surrogate="bayesian", kernel_width=2.0, n_features=8, **given
    )

    largest = np.abs(one.coef).max()
    np.testing.assert_allclose(by_column(scaled) / factor, by_column(one), rtol=0, atol=1e-6 * largest)
    np.testing.assert_allclose(scaled.stderr / factor, one.stderr, rtol=1e-6)
    assert scaled.shrinkage == pytest.approx(one.shrinkage, rel=1e-6)


def log_evidence(theirs, Z, y):
    """The logarithm of the marginal likelihood of the two precisions, without a constant."""
    Z, y = Z - Z.mean(axis=0), y - y.mean()
    inverse = theirs.lambda_ * np.eye(Z.shape[1]) + theirs.alpha_ * Z.T @ Z
    errors = theirs.alpha_ * np.sum((y - Z @ theirs.coef_) ** 2) + theirs.lambda_ * np.sum(theirs.coef_**2)
    precisions = len(y) * np.log(theirs.alpha_) + Z.shape[1] * np.log(theirs.lambda_)
    return (precisions - errors - np.linalg.slogdet(inverse)[1]) / 2


def test_large_answers_have_the_weights_of_the_larger_evidence():
    Z, y, distances = samples()
    y = 1e7 * y
    collapsed = BayesianRidge(tol=1e-14, max_iter=100_000).fit(Z, y)
    from_noise = BayesianRidge(tol=1e-14, max_iter=100_000, lambda_init=1e-14).fit(Z, y)

    ours = Neighborhood(Z, y, distances).explain(surrogate="bayesian", kernel_width=1e6, n_features=8)

    assert np.abs(collapsed.coef_).max() < 1.0
    assert log_evidence(from_noise, Z, y) > log_evidence(collapsed, Z, y) + 100
    np.testing.assert_allclose(by_column(ours), from_noise.coef_, rtol=0, atol=1e-6 * 1e7)


def test_less_weight_than_coefficients_leaves_them_to_the_prior():
    ours = neighborhood(p=80).explain(surrogate="bayesian", kernel_width=3.0, n_features=80)

    assert np.isfinite(ours.coef).all()
    assert (ours.stderr > 0).all()
    assert ours.shrinkage > 0.5


def posterior(near, kernel_width, mean, precision, noise):
    """The formula of the paper, with the intercept profiled out."""
    weights = weights_of(near, kernel_width)
    Z = near.Z - np.average(near.Z, axis=0, weights=weights)
    y = near.y[:, 0] - np.average(near.y[:, 0], weights=weights)
    sigma = np.linalg.inv(np.diag(precision) + noise * Z.T @ (weights[:, None] * Z))
    return sigma @ (precision * mean + noise * Z.T @ (weights * y)), np.sqrt(np.diag(sigma))


def test_given_precisions_give_the_posterior_of_the_paper():
    near = neighborhood()
    names = near.feature_names
    prior = {names[0]: 3.0, names[2]: -1.0}
    mean = np.array([3.0, 0, -1.0, 0, 0, 0, 0, 0])

    ours = near.explain(
        surrogate="bayesian", kernel_width=1.0, prior=prior, prior_precision=40.0, noise_precision=0.5, n_features=8
    )

    coef, sd = posterior(near, 1.0, mean, np.full(8, 40.0), 0.5)
    np.testing.assert_allclose(by_column(ours), coef, atol=1e-12)
    np.testing.assert_allclose(ours.stderr, sd[ours.features], atol=1e-12)


def test_a_prior_from_an_explanation_brings_its_weights_and_errors_by_name():
    near, other = neighborhood(), neighborhood(seed=5)
    first = other.explain(kernel_width=2.0, n_features=8)

    ours = near.explain(
        surrogate="bayesian", kernel_width=1.0, prior=first, prior_precision="prior", noise_precision=0.5, n_features=8
    )

    precision = np.empty(8)
    precision[first.features] = 1 / first.stderr**2
    coef, sd = posterior(near, 1.0, by_column(first), precision, 0.5)
    np.testing.assert_allclose(by_column(ours), coef, atol=1e-12)
    np.testing.assert_allclose(ours.stderr, sd[ours.features], atol=1e-12)


@pytest.mark.parametrize("noise", [0.5, None])
def test_features_that_the_prior_does_not_name_have_the_precision_of_the_largest_evidence(noise):
    near = neighborhood()
    first = neighborhood(seed=5).explain(kernel_width=2.0, n_features=1)
    Z, y, weights = near.Z, near.y[:, 0], weights_of(near, 2.0)
    Z, y = Z - np.average(Z, axis=0, weights=weights), y - np.average(y, weights=weights)
    gram, mean = Z.T @ (weights[:, None] * Z), by_column(first)

    def loss(logarithms):
        lam, alpha = np.exp(logarithms[0]), np.exp(logarithms[1]) if noise is None else noise
        precision = np.full(8, lam)
        precision[first.features] = 1 / first.stderr**2
        inverse = np.diag(precision) + alpha * gram
        coef = np.linalg.solve(inverse, precision * mean + alpha * Z.T @ (weights * y))
        errors = alpha * weights @ (y - Z @ coef) ** 2 + precision @ (coef - mean) ** 2
        return errors + np.linalg.slogdet(inverse)[1] - np.log(precision).sum() - weights.sum() * np.log(alpha)

    found = minimize(loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-12})
    lam, alpha = np.exp(found.x[0]), np.exp(found.x[1]) if noise is None else noise
    precision = np.full(8, lam)
    precision[first.features] = 1 / first.stderr**2
    coef, sd = posterior(near, 2.0, mean, precision, alpha)

    ours = near.explain(
        surrogate="bayesian",
        kernel_width=2.0,
        prior=first,
        prior_precision="prior",
        noise_precision=noise,
        n_features=8,
    )

    np.testing.assert_allclose(by_column(ours), coef, atol=1e-5)
    np.testing.assert_allclose(ours.stderr, sd[ours.features], rtol=1e-4)


def test_what_the_prior_does_not_name_is_left_to_the_samples():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(400, 3)), columns=list("abc"))
    explainer = TabularExplainer(X)

    def model(rows):
        return 5 * rows["a"] + rows["b"]

    first = explainer.explain(model, X.iloc[0])  # in another bin of a
    given = {"surrogate": "bayesian", "prior": first}
    near = explainer.sample(model, X.iloc[64])
    ours, alone = near.explain(**given, prior_precision="prior"), near.explain()

    assert ours.as_list()[0][0] == "a > 0.477"
    assert ours.coef[0] == pytest.approx(alone.coef[0], abs=0.05)
    assert ours.grade != "poor"
    assert ours.origin.remarks[-1] == (
        'The prior has no weight for "a > 0.477", "-0.664 < c ≤ 0.036". There its mean is 0, and its precision is '
        "estimated from the samples."
    )
    assert "The prior has no weight for" in ours._repr_html_()
    assert "with the given precision" in near.explain(**given, prior_precision=2.0).origin.remarks[-1]
    assert near.explain(surrogate="bayesian", prior=alone).origin.remarks == near.origin.remarks


def test_a_prior_of_fewer_numbers_leaves_the_others_to_the_samples_at_each_width():
    X = np.random.default_rng(0).normal(size=(400, 3))
    near = TabularExplainer(X, discretizer=None).sample(lambda rows: 5 * rows[:, 0] + 4 * rows[:, 1], X[0])
    first, whole = near.explain(n_features=1), near.explain()

    sweep = near.sweep([0.5, 1.0, 2.0], surrogate="bayesian", prior=first, prior_precision="prior")

    for index in range(3):
        np.testing.assert_allclose(by_column(sweep[index]), by_column(whole), rtol=0.02, atol=0.02)


def test_a_strong_prior_stays_and_a_weak_one_goes():
    near = neighborhood()
    prior = {near.feature_names[0]: 7.0}

    def weight(precision):
        options = {"prior": prior, "prior_precision": precision, "noise_precision": 10.0}
        return by_column(near.explain(surrogate="bayesian", kernel_width=3.0, **options))[0]

    assert weight(1e12) == pytest.approx(7.0, abs=1e-6)
    assert weight(1e-9) == pytest.approx(by_column(near.explain(alpha=0.0, kernel_width=3.0))[0], abs=1e-6)


def test_an_estimated_precision_is_the_stronger_the_better_the_prior_fits():
    near = neighborhood()
    right = near.explain(alpha=0.0, kernel_width=6.0, n_features=8)
    wrong = {name: -weight for name, weight in right.as_list()}

    with_right, with_none, with_wrong = (
        near.explain(surrogate="bayesian", kernel_width=0.9, prior=prior, n_features=8)
        for prior in (right, None, wrong)
    )

    assert with_right.shrinkage > with_none.shrinkage > with_wrong.shrinkage
    assert with_right.stderr.mean() < with_none.stderr.mean()


def test_a_sweep_is_the_fits_one_by_one():
    near = neighborhood()
    widths = np.geomspace(0.8, 20.0, 33)
    prior = {near.feature_names[1]: -2.0}

    sweep = near.sweep(widths, surrogate="bayesian", prior=prior)

    for index in (0, 16, 32):
        one = near.explain(surrogate="bayesian", prior=prior, kernel_width=widths[index])
        np.testing.assert_allclose(by_column(sweep[index]), by_column(one), atol=1e-9)


def test_doubts_speak_of_the_prior():
    near = neighborhood()
    ours = near.explain(surrogate="bayesian", kernel_width=2.0, prior_precision=1e6)

    assert "penalty" in [reason.name for reason in ours.reasons]
    assert "The prior, not the data, decides" in " ".join(ours.doubts)
    assert "Widen the kernel" not in " ".join(ours.doubts)  # the samples do not lack, the precision is too high
    assert [reason.advice.parameter for reason in ours.reasons if reason.name == "penalty"] == ["prior_precision"]


@pytest.mark.parametrize(
    ("prior", "options", "words"),
    [
        (7.0, {}, "an explanation, or a mapping"),
        ({}, {}, "an explanation, or a mapping"),
        ({"feature 0": np.nan}, {}, "finite weights"),
        (
            {"color": 1.0},
            {},
            'a weight for "color", and no feature has such a name.*such as "feature 0".*Correct the name',
        ),
        ({"feature 0": 1.0, "featuer 1": 2.0}, {}, "Did you mean feature 1 instead of featuer 1"),
        (pd.Series({"featuer 0": 1.0}), {}, "Did you mean feature 0"),
        (pd.DataFrame({"feature 0": [1.0]}), {}, "an explanation, or a mapping or Series"),
        ({"feature 0": 1.0}, {"prior_precision": "prior"}, "no standard errors"),
        (None, {"prior_precision": "prior"}, "no standard errors"),
        (None, {"prior_precision": -1.0}, "prior_precision is -1.0"),
        (None, {"noise_precision": "much"}, "noise_precision is 'much'"),
    ],
)
def test_what_cannot_be_a_prior_is_refused(prior, options, words):
    with pytest.raises(LimeError, match=words):
        neighborhood().explain(surrogate="bayesian", prior=prior, **options)


def test_a_series_is_a_mapping():
    options = {"surrogate": "bayesian", "prior_precision": 9.0}
    weights = {"feature 1": 5.0, "feature 3": -1.0}

    of_series, of_mapping = (neighborhood().explain(prior=prior, **options) for prior in (pd.Series(weights), weights))

    np.testing.assert_array_equal(of_series.coef, of_mapping.coef)


def test_a_prior_of_another_output_is_doubted():
    Z, y, distances = samples()
    near = Neighborhood(Z, np.column_stack([y, -y, y**2]), distances, output_names=["up", "down", "square"])

    def names(prior, output):
        found = near.explain(surrogate="bayesian", prior=prior, output=output, kernel_width=3.0)
        return [reason.name for reason in found.reasons]

    first = near.explain(output="up", kernel_width=3.0)
    assert "other_output" in names(first, "down")
    assert "other_output" not in names(first, "up")
    assert "other_output" not in names({"feature 0": 1.0}, "down")
    doubts = near.explain(surrogate="bayesian", prior=first, output="down", kernel_width=3.0).doubts
    assert any(doubt.startswith("The prior is an explanation of another output.") for doubt in doubts)


def test_an_explanation_may_have_features_that_this_instance_has_not():
    first, near = TextExplainer().explain(count, "a b c d"), TextExplainer().sample(count, "a c e")

    assert near.explain(surrogate="bayesian", prior=first).coef.shape == (3,)
    with pytest.raises(LimeError, match="at least one of"):
        TextExplainer().explain(count, "x y", surrogate="bayesian", prior=first)


def test_neighbors_may_lack_a_word_that_the_prior_names():
    near = sensitivity(TextExplainer(), count, "a b c", surrogate="bayesian", prior={"a": 1.0, "b": 2.0})

    assert len(near.runs) == 3


def count(texts):
    return np.array([float(len(text.split())) for text in texts])


def test_log_odds_and_contributions_are_no_prior():
    near = neighborhood()
    tree = near.explain(surrogate="tree")

    with pytest.raises(LimeError, match="slopes"):
        Prior.of(tree)


@pytest.mark.parametrize("name", ["prior", "prior_precision", "noise_precision"])
@pytest.mark.parametrize("surrogate", ["ridge", "tree"])
def test_a_prior_that_the_surrogate_would_not_look_at_is_refused(surrogate, name):
    value = {"feature 0": 1.0} if name == "prior" else 2.0

    with pytest.raises(LimeError, match=f"{name} is given, and the surrogate is '{surrogate}'"):
        neighborhood().explain(surrogate=surrogate, **{name: value})


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("stability", stability),
        ("explain_until_settled", explain_until_settled),
        ("TabularExplainer.explain", TabularExplainer.explain),
    ],
)
def test_an_unknown_option_is_refused_by_the_function_that_was_called_before_the_model_is(name, call):
    X, asked = np.random.default_rng(0).normal(size=(100, 3)), []

    with pytest.raises(LimeError, match=f'{name} does not take "foo".*some of .*random_state.*kernel_width.*max_depth'):
        call(TabularExplainer(X), asked.append, X[0], foo=1)

    assert asked == []
    with pytest.raises(LimeError, match='explain does not take "foo"'):
        neighborhood().explain(foo=1)
