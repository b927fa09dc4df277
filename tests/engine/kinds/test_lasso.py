"""The lasso: scikit-learn's own on the same arrays and weights, and what its zeros, errors and R² mean."""

import numpy as np
import pytest
from engine.kinds.problems import by_column, neighborhood, samples, weights_of
from sklearn.linear_model import Lasso

from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.surrogate.kinds.l1 import lassos


@pytest.mark.parametrize("alpha", [0.5, 20.0, 200.0])
@pytest.mark.parametrize("kernel_width", [1.0, 6.0])
@pytest.mark.parametrize(("p", "on_off"), [(8, False), (8, True), (90, False)])
def test_it_is_scikit_learns_lasso(p, on_off, kernel_width, alpha):
    near = neighborhood(p=p, on_off=on_off)
    kernel_width *= np.sqrt(p / 8)
    weights = weights_of(near, kernel_width)
    theirs = Lasso(alpha=alpha / (2 * weights.sum()), tol=1e-15, max_iter=1_000_000)
    theirs.fit(near.Z, near.y[:, 0], sample_weight=weights)

    ours = near.explain(surrogate="lasso", alpha=alpha, kernel_width=kernel_width, n_features=p)

    np.testing.assert_allclose(by_column(ours), theirs.coef_, rtol=0, atol=1e-8)
    assert ours.intercept == pytest.approx(theirs.intercept_, abs=1e-8)
    assert ours.score == pytest.approx(theirs.score(near.Z, near.y[:, 0], weights), abs=1e-8)


def test_it_lists_only_the_features_that_it_keeps():
    ours = neighborhood().explain(surrogate="lasso", alpha=400.0, kernel_width=6.0)

    assert set(ours.features.tolist()) == {0, 1}
    assert (ours.coef != 0).all()
    assert np.isfinite(ours.stderr).all()


def test_the_highest_penalty_that_keeps_a_feature_is_twice_its_product():
    near = neighborhood()
    weights = weights_of(near, 6.0)
    centered = near.Z - np.average(near.Z, axis=0, weights=weights)
    highest = 2 * np.abs(centered.T @ (weights * near.y[:, 0])).max()

    below, above = (
        near.explain(surrogate="lasso", alpha=share * highest, kernel_width=6.0) for share in (0.999, 1.001)
    )

    assert (len(below.features), len(above.features)) == (1, 0)
    assert above.local_prediction == pytest.approx(np.average(near.y[:, 0], weights=weights))


def test_a_penalty_that_leaves_everything_out_is_said_and_a_tenth_of_it_advised():
    ours = neighborhood().explain(surrogate="lasso", alpha=5000.0, kernel_width=6.0)

    assert (len(ours.features), ours.grade, ours.shrinkage) == (0, "poor", 1.0)
    advice = next(reason.advice for reason in ours.reasons if reason.name == "penalty")
    assert (advice.parameter, advice.value) == ("alpha", 500.0)


def test_without_a_penalty_it_is_least_squares():
    near = neighborhood()

    lasso, ridge = (near.explain(surrogate=name, alpha=0.0, kernel_width=3.0) for name in ("lasso", "ridge"))

    np.testing.assert_allclose(by_column(lasso), by_column(ridge), atol=1e-10)
    np.testing.assert_allclose(lasso.stderr, ridge.stderr, rtol=1e-8)
    assert lasso.loo_score == pytest.approx(ridge.loo_score)
    assert lasso.shrinkage == pytest.approx(0.0, abs=1e-12)


def test_a_sweep_is_the_fits_one_by_one():
    near = neighborhood()
    widths = np.geomspace(0.8, 20.0, 33)

    sweep = near.sweep(widths, surrogate="lasso", alpha=30.0)

    for index in (0, 16, 32):
        one = near.explain(surrogate="lasso", alpha=30.0, kernel_width=widths[index])
        np.testing.assert_allclose(by_column(sweep[index]), by_column(one), atol=1e-10)


def test_errors_cover_the_spread_over_samples():
    fits = [neighborhood(seed=seed).explain(surrogate="lasso", alpha=5.0, kernel_width=3.0) for seed in range(60)]

    coef = np.array([by_column(fit)[:2] for fit in fits])
    claimed = np.mean([fit.stderr[np.isin(fit.features, (0, 1))] for fit in fits])

    assert claimed == pytest.approx(coef.std(axis=0).mean(), rel=0.3)


def test_left_out_samples_are_predicted_by_fits_without_them():
    Z, y, distances = samples(200, 5)
    near = Neighborhood(Z, y, distances)
    weights = weights_of(near, 4.0)
    mean = np.average(y, weights=weights)
    errors, supports = [], set()
    for out in range(len(y)):
        rest = np.arange(len(y)) != out
        coef, _ = lassos(*_moments(Z[rest], y[rest], weights[rest]), 0.2)
        supports.add(tuple(coef[0] != 0))
        center, level = (np.average(each[rest], axis=0, weights=weights[rest]) for each in (Z, y))
        errors.append(y[out] - level - coef[0] @ (Z[out] - center))
    exact = 1 - weights @ np.square(errors) / (weights @ np.square(y - mean))

    ours = near.explain(surrogate="lasso", alpha=0.2, kernel_width=4.0)

    assert len(supports) == 1  # with others the shortcut is only near
    assert ours.loo_score == pytest.approx(exact, abs=1e-10)
    assert ours.loo_score < ours.score - 0.01


def test_large_answers_have_their_penalty_in_their_own_unit():
    Z, y, distances = samples()

    plain, large = (
        Neighborhood(Z, factor * y, distances).explain(surrogate="lasso", alpha=factor * 30.0, kernel_width=3.0)
        for factor in (1.0, 2.0**60)
    )

    np.testing.assert_allclose(large.coef / 2.0**60, plain.coef, rtol=1e-9)


def _moments(Z, y, weights):
    center, level = np.average(Z, axis=0, weights=weights), np.average(y, weights=weights)
    about = Z - center
    return ((weights[:, None] * about).T @ about)[None], (about.T @ (weights * (y - level)))[None]
