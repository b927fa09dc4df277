"""The data of the published figures, and every published number."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier

from lime_widgets.engine.explanation.distance import to_instance
from lime_widgets.engine.explanation.kernel import effective_sample_size, kernel_weights
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.figures import published

# The figure of one feature


def bumpy_neighborhood(distance):
    data = published.bumpy()
    points = data.x[:, None]
    explainer = TabularExplainer(points, discretizer=None, standardize=False, samples=points, feature_names=["x"])
    return explainer.sample(lambda rows: data.function(rows[:, 0]), [data.instance], distance=distance)


def test_nine_of_the_200_points_lie_at_the_left_end():
    x = published.bumpy().x

    assert x.shape == (200,)
    assert x.min() == -5
    assert np.sum(x == -5) == 9
    np.testing.assert_allclose(x[:2], [3 * 1.37095845, 3 * -0.56469817], rtol=1e-7)


def test_the_black_box_of_one_feature_is_a_parabola_up_to_1_and_falls_from_there():
    function = published.bumpy().function

    np.testing.assert_allclose(
        function(np.array([-5, -2, 1, 1.0001, 1.6, 4])), [9, 0, 9, 8.9498, 8.272, 5.2], rtol=1e-4
    )
    assert function(np.array([[published.bumpy().instance]])) == pytest.approx(8.272)


@pytest.mark.parametrize("line", published.KERNEL_WIDTH_TABLE, ids=lambda line: f"width {line.kernel_width}")
def test_the_lines_equal_the_published_ones_to_the_last_digit(line):
    neighborhood = bumpy_neighborhood("sqeuclidean")

    explanation = neighborhood.explain(kernel_width=line.kernel_width, alpha=0.0)

    assert round(explanation.intercept, 5) == line.intercept
    assert round(float(explanation.coef[0]), 5) == line.slope
    assert round(explanation.local_prediction, 3) == line.local_prediction
    assert round(explanation.score, 3 if line.score == 0.255 else 4) == line.score
    assert round(explanation.ess, 1) == line.ess
    assert explanation.n_samples == 200


def test_a_neighborhood_from_arrays_gives_the_same_lines():
    data = published.bumpy()
    Z = np.concatenate([[data.instance], data.x])[:, None]
    distances, counts = to_instance(Z, "sqeuclidean"), np.arange(201) > 0
    neighborhood = Neighborhood(Z, data.function(Z[:, 0]), distances, counts=counts, exact=False)

    ours, other = (each.sweep(data.widths, alpha=0.0) for each in (neighborhood, bumpy_neighborhood("sqeuclidean")))

    np.testing.assert_allclose(ours.coef, other.coef, rtol=1e-12)
    np.testing.assert_allclose(ours.intercept, other.intercept, rtol=1e-12)


def test_the_euclidean_distance_rises_at_a_width_of_three_quarters():
    sweep = bumpy_neighborhood("euclidean").sweep(published.bumpy().widths, alpha=0.0)

    assert sweep.coef[:, 0].round(3).tolist() == [-1.160, 0.627, 0.986]


def test_the_widest_kernel_that_follows_the_model_keeps_the_sign_of_its_slope():
    neighborhood = bumpy_neighborhood("sqeuclidean")

    width = neighborhood.widest(0.9, alpha=0.0)

    assert (
        neighborhood.explain(kernel_width=width, alpha=0.0).coef[0]
        < 0
        < neighborhood.explain(kernel_width=2.0, alpha=0.0).coef[0]
    )


# The figure of two features


def test_the_training_rows_of_the_plane_equal_rs():
    data = published.two_classes()

    assert data.counts == (15814, 187, 3999)
    assert data.clean.sum() == 3999
    assert data.noisy.sum() == 3999 + 187
    assert (data.noisy >= data.clean).all()  # the noise flips only 0 to 1
    assert (data.X[:, 0].min() >= -2, data.X[:, 0].max() <= 2) == (True, True)
    assert (data.X[:, 1].min() >= -2, data.X[:, 1].max() <= 1) == (True, True)
    assert data.X[0, 0] == pytest.approx(4 * 0.2655087 - 2, abs=1e-6)


def test_the_moments_of_the_plane_are_the_published_ones():
    data = published.two_classes()

    assert data.means.round(5).tolist() == [0.00072, -0.50472]
    assert data.deviations.round(5).tolist() == [1.15947, 0.86234]


def test_the_classes_of_the_plane_follow_their_formula():
    data = published.two_classes()
    x1, x2 = data.X.T

    np.testing.assert_array_equal(data.clean, (x2 < 1 - 2 * np.abs(x1)) & (x2 > 0.5 - 3 * np.abs(x1)))


def test_the_shared_arrays_are_read_only():
    with pytest.raises(ValueError, match="read-only"):
        published.two_classes().X[0] = 0


def test_rs_generator_draws_the_samples_coordinate_by_coordinate():
    samples = published.plane_samples(1)
    scaled = (samples - published.two_classes().means) / published.two_classes().deviations

    assert samples.shape == (500, 2)
    np.testing.assert_allclose(scaled[:3, 0], [-0.6264538, 0.1836433, -0.8356286], rtol=1e-6)
    np.testing.assert_allclose(scaled.mean(axis=0), 0, atol=0.15)
    np.testing.assert_allclose(scaled.std(axis=0), 1, atol=0.1)
    assert (published.plane_samples(2) != samples).all()


votes = pytest.mark.filterwarnings("ignore:The model answers only 0 or 1")  # as the article's forest does


@pytest.fixture(scope="module")
def forest():
    data = published.two_classes()
    return RandomForestClassifier(n_estimators=100, random_state=1).fit(data.X, data.noisy)


def plane_neighborhood(forest, seed):
    explainer = TabularExplainer(
        published.two_classes().X, discretizer=None, samples=published.plane_samples, feature_names=["x1", "x2"]
    )
    return explainer, explainer.sample(
        lambda rows: (forest.predict_proba(rows)[:, 1] > 0.5).astype(float),
        published.PLANE_INSTANCE,
        random_state=seed,
        distance="sqeuclidean",
    )


def boundary(explainer, explanation):
    """Intercept and coefficients in the units of x1 and x2, and the boundary of the surrogate."""
    coef = np.zeros(2)
    coef[explanation.features] = explanation.coef
    coef /= explainer.table.scales
    intercept = explanation.intercept - coef @ explainer.table.means
    return intercept, coef, -intercept / coef[1], -coef[0] / coef[1]


@votes
def test_a_forest_on_rs_data_predicts_0_at_the_instance_as_published(forest):
    _, neighborhood = plane_neighborhood(forest, published.PLANE_SAMPLE_SEED)

    assert neighborhood.prediction.tolist() == [0.0]
    assert len(neighborhood) == 501


@votes
def test_the_effective_sample_size_is_about_63_as_published(forest):
    _, neighborhood = plane_neighborhood(forest, published.PLANE_SAMPLE_SEED)
    weights = kernel_weights(neighborhood.distances[1:], [published.PLANE_KERNEL_WIDTH], "exponential").ravel()

    assert effective_sample_size(weights) == pytest.approx(published.PLANE_FIT["ess"], abs=8)


@votes
def test_the_boundary_is_close_to_the_published_one(forest):
    explainer, neighborhood = plane_neighborhood(forest, published.PLANE_SAMPLE_SEED)
    explanation = neighborhood.explain(kernel_width=published.PLANE_KERNEL_WIDTH, surrogate="logistic", alpha=0.0)

    _, coef, at_0, slope = boundary(explainer, explanation)

    assert explanation.ess == pytest.approx(63, abs=8)
    assert slope == pytest.approx(published.PLANE_FIT["boundary_slope"], abs=0.3)
    assert at_0 == pytest.approx(published.PLANE_FIT["boundary_intercept"], abs=0.2)
    np.testing.assert_allclose(coef, [published.PLANE_FIT["x1"], published.PLANE_FIT["x2"]], rtol=0.2)
    assert explanation.local_prediction == pytest.approx(published.PLANE_FIT["local_prediction"], abs=0.03)


@votes
def test_the_slope_of_the_boundary_is_negative_for_every_seed_but_varies(forest):
    slopes = []
    for seed in range(8):
        explainer, neighborhood = plane_neighborhood(forest, seed)
        explanation = neighborhood.explain(kernel_width=published.PLANE_KERNEL_WIDTH, surrogate="logistic", alpha=0.0)
        slopes.append(boundary(explainer, explanation)[3])

    assert max(slopes) < 0
    assert np.ptp(slopes) > 0.4
