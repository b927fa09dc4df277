"""The published figures: their data, and every number that was printed with them."""

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
def test_the_lines_are_the_published_ones_to_their_last_digit(line):
    near = bumpy_neighborhood("sqeuclidean")

    explanation = near.explain(kernel_width=line.kernel_width, alpha=0.0)

    assert round(explanation.intercept, 5) == line.intercept
    assert round(float(explanation.coef[0]), 5) == line.slope
    assert round(explanation.local_prediction, 3) == line.local_prediction
    assert round(explanation.score, 3 if line.score == 0.255 else 4) == line.score
    assert round(explanation.ess, 1) == line.ess
    assert explanation.n_samples == 200


def test_a_neighborhood_made_of_arrays_gives_the_same_lines():
    data = published.bumpy()
    Z = np.concatenate([[data.instance], data.x])[:, None]
    distances, counts = to_instance(Z, "sqeuclidean"), np.arange(201) > 0
    near = Neighborhood(Z, data.function(Z[:, 0]), distances, counts=counts, exact=False)

    ours, other = (found.sweep(data.widths, alpha=0.0) for found in (near, bumpy_neighborhood("sqeuclidean")))

    np.testing.assert_allclose(ours.coef, other.coef, rtol=1e-12)
    np.testing.assert_allclose(ours.intercept, other.intercept, rtol=1e-12)


def test_the_distance_with_its_root_breaks_the_figures_story():
    sweep = bumpy_neighborhood("euclidean").sweep(published.bumpy().widths, alpha=0.0)

    assert sweep.coef[:, 0].round(3).tolist() == [-1.160, 0.627, 0.986]


def test_the_widest_kernel_that_follows_the_model_keeps_the_sign_of_its_slope():
    near = bumpy_neighborhood("sqeuclidean")

    width = near.widest(0.9, alpha=0.0)

    assert near.explain(kernel_width=width, alpha=0.0).coef[0] < 0 < near.explain(kernel_width=2.0, alpha=0.0).coef[0]


# The figure of two features


def test_the_training_rows_of_the_plane_are_rs():
    data = published.two_classes()

    assert data.counts == (15814, 187, 3999)
    assert data.clean.sum() == 3999
    assert data.noisy.sum() == 3999 + 187
    assert (data.noisy >= data.clean).all()  # noise flips 0 to 1 alone
    assert (data.X[:, 0].min() >= -2, data.X[:, 0].max() <= 2) == (True, True)
    assert (data.X[:, 1].min() >= -2, data.X[:, 1].max() <= 1) == (True, True)
    assert data.X[0, 0] == pytest.approx(4 * 0.2655087 - 2, abs=1e-6)


def test_the_moments_of_the_plane_are_the_published_ones():
    data = published.two_classes()

    assert data.means.round(5).tolist() == [0.00072, -0.50472]
    assert data.deviations.round(5).tolist() == [1.15947, 0.86234]


def test_classes_of_the_plane_lie_where_they_should():
    data = published.two_classes()
    x1, x2 = data.X.T

    np.testing.assert_array_equal(data.clean, (x2 < 1 - 2 * np.abs(x1)) & (x2 > 0.5 - 3 * np.abs(x1)))


def test_what_all_share_cannot_be_written_into():
    with pytest.raises(ValueError, match="read-only"):
        published.two_classes().X[0] = 0


def test_samples_of_the_plane_are_drawn_by_rs_generator_coordinate_by_coordinate():
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
    """Coefficients of x1 and x2 themselves, and the line along which the surrogate is undecided."""
    coef = np.zeros(2)
    coef[explanation.features] = explanation.coef
    coef /= explainer.table.scales
    intercept = explanation.intercept - coef @ explainer.table.means
    return intercept, coef, -intercept / coef[1], -coef[0] / coef[1]


@votes
def test_a_forest_on_rs_data_says_0_of_the_instance_as_the_articles_does(forest):
    _, near = plane_neighborhood(forest, published.PLANE_SAMPLE_SEED)

    assert near.prediction.tolist() == [0.0]
    assert len(near) == 501


@votes
def test_about_63_samples_are_effective_as_published(forest):
    _, near = plane_neighborhood(forest, published.PLANE_SAMPLE_SEED)
    weights = kernel_weights(near.distances[1:], [published.PLANE_KERNEL_WIDTH], "exponential").ravel()

    assert effective_sample_size(weights) == pytest.approx(published.PLANE_FIT["ess"], abs=8)


@votes
def test_the_boundary_of_the_plane_falls_about_as_the_published_one(forest):
    explainer, near = plane_neighborhood(forest, published.PLANE_SAMPLE_SEED)
    explanation = near.explain(kernel_width=published.PLANE_KERNEL_WIDTH, surrogate="logistic", alpha=0.0)

    _, coef, at_0, slope = boundary(explainer, explanation)

    assert explanation.ess == pytest.approx(63, abs=8)
    assert slope == pytest.approx(published.PLANE_FIT["boundary_slope"], abs=0.3)
    assert at_0 == pytest.approx(published.PLANE_FIT["boundary_intercept"], abs=0.2)
    np.testing.assert_allclose(coef, [published.PLANE_FIT["x1"], published.PLANE_FIT["x2"]], rtol=0.2)
    assert explanation.local_prediction == pytest.approx(published.PLANE_FIT["local_prediction"], abs=0.03)


@votes
def test_the_boundary_falls_whatever_the_samples_and_how_steeply_depends_on_them(forest):
    slopes = []
    for seed in range(8):
        explainer, near = plane_neighborhood(forest, seed)
        explanation = near.explain(kernel_width=published.PLANE_KERNEL_WIDTH, surrogate="logistic", alpha=0.0)
        slopes.append(boundary(explainer, explanation)[3])

    assert max(slopes) < 0
    assert np.ptp(slopes) > 0.4
