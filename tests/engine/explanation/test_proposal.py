"""Samples drawn more densely in some places: their weights are kernels divided by that density."""

import numpy as np
import pytest

from lime_widgets import Neighborhood
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.kernel import KERNELS, gaussian_width, kernel_weights, sample_weights
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.fit import fit

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("kernel", KERNELS)
def test_a_weight_is_the_kernels_over_the_density(kernel):
    distances, density = RNG.gamma(2.0, 1.0, 50), RNG.uniform(0.1, 3.0, 50)

    weights = sample_weights(distances, [0.5, 3.0], kernel, log_proposal=np.log(density))

    np.testing.assert_allclose(weights, kernel_weights(distances, [0.5, 3.0], kernel) / density, rtol=1e-12)


def test_samples_from_the_kernel_have_unit_weights_at_their_width_however_far_they_are():
    distances = np.array([0.0, 1.0, 100.0])  # the kernel of the last underflows

    weights = sample_weights(distances, [1.0], log_proposal=-0.5 * np.square(distances))

    np.testing.assert_array_equal(weights, np.ones((1, 3)))


def test_far_above_their_width_the_weights_and_their_squares_stay_finite():
    distances = np.array([0.0, 20.0, 60.0])

    weights = sample_weights(distances, [1e6], log_proposal=-0.5 * np.square(distances / 0.5))[0]

    assert np.isfinite(np.square(weights).sum())
    assert weights[2] == weights.max()


@pytest.mark.parametrize("kernel", ["exponential", "gaussian", "epanechnikov", "triangular"])
def test_a_kernel_falls_to_the_same_weight_at_the_width_of_the_exponential_one(kernel):
    width = gaussian_width(kernel, 3.0)

    np.testing.assert_allclose(kernel_weights(np.array([width]), 3.0, kernel), np.exp(-0.5))


def test_a_function_and_a_uniform_kernel_keep_their_width():
    assert gaussian_width("uniform", 3.0) == gaussian_width(lambda d, w: d < w, 3.0) == 3.0


def on_off(n=600, p=5):
    Z = (RNG.random((n, p)) < 0.6).astype(float)
    Z[0] = 1.0
    return Z, Z @ RNG.normal(size=p) + 0.3 * Z[:, 0] * Z[:, 1], np.sqrt((1 - Z).sum(axis=1))


@pytest.mark.parametrize("counts", [None, RNG.integers(1, 3, 600).astype(float)], ids=["one each", "counted"])
def test_equal_distances_of_different_densities_are_weighed_apart(counts):
    Z, y, distances = on_off()
    log_proposal = np.log(np.where(Z[:, 2] > 0, 2.0, 0.5))
    widths = np.geomspace(0.4, 8.0, 40)  # enough for the sums over samples of equal weight
    options = {"n_features": 5, "feature_selection": "none"}

    swept = Neighborhood(Z, y, distances, counts=counts, log_proposal=log_proposal).sweep(widths, **options)

    weights = kernel_weights(distances, widths) / np.exp(log_proposal) * (1.0 if counts is None else counts)
    alone = [fit(DesignMatrix(Z, np.arange(600.0), counts), y, each[None], **options) for each in weights]
    np.testing.assert_allclose(swept.coef, np.concatenate([each.coef for each in alone]), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(swept.score, np.concatenate([each.score for each in alone]), rtol=1e-9)


def test_many_features_of_different_densities_are_weighed_apart():
    Z, y, distances = on_off(n=400, p=70)
    log_proposal = RNG.choice([-0.3, 0.4], 400)
    options = {"n_features": 70, "feature_selection": "none"}
    widths = np.geomspace(4.0, 40.0, 12)

    swept = Neighborhood(Z, y, distances, log_proposal=log_proposal).sweep(widths, **options)

    weights = kernel_weights(distances, widths) / np.exp(log_proposal)
    alone = [fit(DesignMatrix(Z, np.arange(400.0)), y, each[None], **options) for each in weights]
    np.testing.assert_allclose(swept.coef, np.concatenate([each.coef for each in alone]), rtol=1e-8, atol=1e-11)


def test_the_first_samples_and_other_distances_keep_the_densities():
    Z, y, distances = on_off()
    log_proposal = RNG.normal(size=600)
    neighborhood = Neighborhood(Z, y, distances, log_proposal=log_proposal)

    np.testing.assert_array_equal(neighborhood.prefix(100).log_proposal, log_proposal[:100])
    np.testing.assert_array_equal(neighborhood.at(distances**2).log_proposal, log_proposal)


def test_equal_densities_change_nothing_but_the_strength_of_the_penalty():
    Z, y, distances = on_off()
    plain = Neighborhood(Z, y, distances).explain(alpha=1.0, n_features=5)
    denser = Neighborhood(Z, y, distances, log_proposal=np.full(600, np.log(4.0))).explain(alpha=0.25, n_features=5)

    np.testing.assert_allclose(denser.coef, plain.coef, rtol=1e-10)
    assert denser.ess == pytest.approx(plain.ess)


def test_densities_of_another_number_of_rows_are_refused():
    Z, y, distances = on_off()
    with pytest.raises(LimeError, match="log_proposal has 599 values"):
        Neighborhood(Z, y, distances, log_proposal=np.zeros(599))
    with pytest.raises(LimeError, match="log_proposal"):
        Neighborhood(Z, y, distances, log_proposal=np.full(600, -np.inf))
