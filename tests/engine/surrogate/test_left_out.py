"""Leave-one-out R², against fits without each sample."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, Ridge

from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.surrogate.residuals import squared_left_out

RNG = np.random.default_rng(0)


def neighborhood_of(n, p, noise=1.0, **options):
    Z = RNG.normal(size=(n, p))
    y = Z @ RNG.normal(size=p) + noise * RNG.normal(size=n) + Z[:, 0] ** 2
    return Neighborhood(Z, y, np.linalg.norm(Z - Z[0], axis=1) / np.sqrt(p), **options)


def weights_of(neighborhood, width):
    return np.exp(-(neighborhood.distances**2) / (2 * width**2))


def by_hand(neighborhood, width, alpha):
    """Fit without each sample, one by one."""
    Z, y, weights = neighborhood.Z, neighborhood.y[:, 0], weights_of(neighborhood, width)
    errors = np.empty(len(y))
    for left_out in range(len(y)):
        rest = np.arange(len(y)) != left_out
        model = Ridge(alpha, solver="svd") if alpha else LinearRegression()
        model.fit(Z[rest], y[rest], sample_weight=weights[rest])
        errors[left_out] = y[left_out] - model.predict(Z[left_out, None])[0]
    mean = np.average(y, weights=weights)
    return 1 - weights @ errors**2 / (weights @ (y - mean) ** 2)


@pytest.mark.parametrize(("n", "p"), [(60, 5), (150, 70), (40, 70)])  # few features, many, more than samples
@pytest.mark.parametrize("alpha", [0.0, 0.5, 20.0])
def test_it_is_that_of_fits_without_each_sample(n, p, alpha):
    if alpha == 0 and p > n:
        pytest.skip("a fit that meets every sample leaves no residual")
    neighborhood = neighborhood_of(n, p)

    alone = neighborhood.explain(kernel_width=1.0, alpha=alpha, feature_selection="none")
    swept = neighborhood.sweep(np.geomspace(0.5, 2, 9), alpha=alpha, feature_selection="none")

    expected = by_hand(neighborhood, 1.0, alpha)
    assert alone.loo_score == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert swept.loo_score[4] == pytest.approx(expected, rel=1e-8, abs=1e-8)
    assert alone.loo_score < alone.score


@pytest.mark.parametrize("p", [5, 70])
def test_with_counts_one_sample_of_a_row_is_left_out(p):
    plain = neighborhood_of(80, p)
    counts = RNG.integers(1, 4, size=80)
    counts[0] = 1
    written_out = np.repeat(np.arange(80), counts)
    repeated = Neighborhood(plain.Z[written_out], plain.y[written_out], plain.distances[written_out])

    counted = plain.counted(counts.astype(float), exact=False)

    options = {"kernel_width": 1.0, "feature_selection": "none"}
    assert counted.explain(**options).loo_score == pytest.approx(repeated.explain(**options).loo_score, rel=1e-9)


def test_of_a_logistic_surrogate_it_is_that_of_refits_to_first_order():
    Z = RNG.normal(size=(120, 3))
    y = 1 / (1 + np.exp(-Z[:, 0] - 0.5 * RNG.normal(size=120)))
    distances = np.zeros(120)
    options = {"surrogate": "logistic", "feature_selection": "none", "kernel_width": 1.0}
    found = Neighborhood(Z, y, distances).explain(**options)

    errors = np.empty(120)
    for left_out in range(1, 120):
        rest = np.arange(120) != left_out
        errors[left_out] = y[left_out] - Neighborhood(Z[rest], y[rest], distances[rest]).explain(**options).predict(
            Z[left_out]
        )
    rest = np.roll(np.arange(120), -1)[:-1]
    errors[0] = y[0] - Neighborhood(Z[rest], y[rest], distances[rest]).explain(**options).predict(Z[0])
    expected = 1 - (errors**2).sum() / ((y - y.mean()) ** 2).sum()
    assert found.loo_score == pytest.approx(expected, abs=2e-3)
    assert found.score - found.loo_score > 5 * abs(found.loo_score - expected)


def test_it_is_near_r2_on_fresh_samples_where_r2_in_sample_is_far_off():
    rng, slopes = np.random.default_rng(5), np.linspace(0.2, 1, 10)

    def drawn(n):
        Z = rng.normal(size=(n, 10))
        return Z, Z @ slopes + 2 * rng.normal(size=n)

    left_out, in_sample, fresh = [], [], []
    for _ in range(60):
        explanation = Neighborhood(*drawn(40), np.zeros(40)).explain(kernel_width=1.0, feature_selection="none")
        Z, y = drawn(4000)
        fresh.append(1 - ((y - explanation.predict(Z)) ** 2).mean() / y.var())
        left_out.append(explanation.loo_score)
        in_sample.append(explanation.score)
    assert np.mean(left_out) == pytest.approx(np.mean(fresh), abs=0.04)
    assert np.mean(in_sample) - np.mean(fresh) > 0.2


def test_where_nothing_varies_it_is_undefined():
    neighborhood = Neighborhood(RNG.normal(size=(20, 2)), np.ones(20), np.ones(20))

    assert np.isnan(neighborhood.explain().loo_score)


def test_a_sample_that_decides_its_own_value_does_not_divide_by_nothing():
    assert np.isfinite(squared_left_out(np.ones(2), np.array([0.0, 1e-12]), np.array([1.0, 1.0 + 1e-9])))
