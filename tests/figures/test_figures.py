"""The published figures as widgets: their tables, their switch, and what `close` releases."""

import gc
import time
import weakref

import ipywidgets
import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError
from lime_widgets.figures import published

TIMEOUT = 60


def settled(figure):
    assert figure.study.wait(TIMEOUT)
    assert figure.study.status == "ready", figure.study.error
    return figure


@pytest.fixture
def widths():
    figure = settled(lw.figures.kernel_width())
    yield figure
    figure.close()


@pytest.fixture
def plane():
    figure = settled(lw.figures.plane())
    yield figure
    figure.close()


def test_the_table_of_widths_is_the_published_one(widths):
    table = widths.table
    assert table.columns.tolist() == ["kernel_width", "intercept", "slope", "local_prediction", "score", "ess"]
    for (_, row), known in zip(table.iterrows(), published.KERNEL_WIDTH_TABLE, strict=True):
        assert row["kernel_width"] == known.kernel_width
        assert round(row["intercept"], 5) == known.intercept
        assert round(row["slope"], 5) == known.slope
        assert round(row["local_prediction"], 3) == known.local_prediction
        assert row["score"] == pytest.approx(known.score, abs=5.1e-4 if known.score < 0.9 else 5.1e-5)
        assert round(row["ess"], 1) == known.ess


def test_the_euclidean_distance_changes_the_slopes(widths):
    widths.distance.value = "euclidean"
    settled(widths)
    assert widths.study.distance == "euclidean"
    assert widths.table["slope"].round(3).tolist() == [-1.160, 0.627, 0.986]
    assert widths.table["kernel_width"].tolist() == [0.1, 0.75, 2.0]


def test_the_switch_follows_the_study(widths):
    widths.study.distance = "euclidean"
    assert widths.distance.value == "euclidean"
    widths.study.distance = "manhattan"
    assert widths.distance.value is None
    assert widths.study.distance == "manhattan"
    widths.study.reset()
    assert widths.distance.value == "sqeuclidean"


def test_each_compared_width_is_a_row_of_the_table(widths):
    widths.study.compared_widths = (0.1, 5.0)
    widths.study.kernel_width = 1.0
    assert widths.table["kernel_width"].tolist() == [0.1, 1.0, 5.0]


def test_the_automatic_width_keeps_the_sign_that_width_2_reverses(widths):
    widths.study.target_score = 0.9
    settled(widths)
    chosen = widths.study.explanation
    assert widths.study.target_met
    assert chosen.score >= 0.9
    assert chosen.coef[0] < 0  # at 1.6 the model falls: −1 − 0.1·1.6
    wide = widths.study.neighborhood.explain(kernel_width=2.0, alpha=0.0)
    assert wide.coef[0] > 0


def test_moving_the_instance_keeps_the_points(widths):
    before = widths.study.neighborhood.y[1:]
    calls = widths.study.n_model_calls
    widths.study.move({"x": -2.0})
    settled(widths)
    np.testing.assert_array_equal(widths.study.neighborhood.y[1:], before)
    assert widths.study.n_model_calls == calls + 1
    assert abs(widths.table["slope"][0]) < 0.05  # the bottom of the valley
    assert widths.table["local_prediction"][0] == pytest.approx(0.0, abs=0.1)


def test_the_plane_shows_the_published_counts_and_similar_numbers(plane):
    assert plane.counts == (15814, 187, 3999)
    table = plane.table
    assert len(table) == 1
    row = table.iloc[0]
    assert row["boundary_slope"] < 0
    assert row["ess"] == pytest.approx(63, abs=8)
    assert row["boundary_intercept"] == pytest.approx(-row["intercept"] / row["x2"])
    assert row["boundary_slope"] == pytest.approx(-row["x1"] / row["x2"])
    at = row["intercept"] + row["x1"] * 1.0 + row["x2"] * -0.5
    assert row["local_prediction"] == pytest.approx(1 / (1 + np.exp(-at)))
    # The published fit, whose forest and samples are R's.
    assert row["boundary_slope"] == pytest.approx(-2.344, abs=0.25)
    assert row["local_prediction"] == pytest.approx(0.049, abs=0.03)


def test_the_row_equals_a_logistic_regression_of_scikit_learn(plane):
    from sklearn.linear_model import LogisticRegression

    study = plane.study
    samples = published.plane_samples(study.random_state)
    data = published.two_classes()
    scaled = (np.vstack([[published.PLANE_INSTANCE], samples]) - data.X.mean(axis=0)) / data.X.std(axis=0)
    distances = ((scaled - scaled[0]) ** 2).sum(axis=1)
    weights = np.exp(-(distances**2) / (2 * published.PLANE_KERNEL_WIDTH**2))[1:]
    labels = study.neighborhood.y[1:, 1]
    fit = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(samples, labels, sample_weight=weights)
    row = plane.table.iloc[0]
    assert row[["x1", "x2"]].tolist() == pytest.approx(fit.coef_[0].tolist(), rel=1e-3)
    assert row["intercept"] == pytest.approx(fit.intercept_[0], rel=1e-3)
    assert row["ess"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum(), rel=1e-9)


def test_another_seed_draws_other_samples_and_another_boundary(plane):
    slopes = []
    for seed in (1, 4, 27):
        plane.study.random_state = seed
        settled(plane)
        slopes.append(plane.table["boundary_slope"][0])
    assert max(slopes) - min(slopes) > 0.3
    assert max(slopes) < 0


def test_a_linear_surrogate_has_a_boundary_too(plane):
    plane.study.surrogate = "ridge"
    row = plane.table.iloc[0]
    x1 = 0.3
    x2 = row["boundary_intercept"] + row["boundary_slope"] * x1
    assert row["intercept"] + row["x1"] * x1 + row["x2"] * x2 == pytest.approx(0.5)


def test_probabilities_in_place_of_labels():
    figure = settled(lw.figures.plane(probabilities=True, panel="all", random_state=3))
    answers = figure.study.neighborhood.y
    assert ((answers > 0) & (answers < 1)).any()
    assert figure.study.random_state == 3
    figure.close()


def test_an_unknown_parameter_raises_and_leaves_no_widget():
    before = len(ipywidgets.widgets.widget._instances)
    with pytest.raises(TypeError, match="kernel_widht"):
        lw.figures.kernel_width(kernel_widht=2.0)
    assert len(ipywidgets.widgets.widget._instances) == before


@pytest.mark.parametrize("make", [lw.figures.kernel_width, lw.figures.plane])
def test_a_closed_figure_leaves_no_widget(make):
    settled(make()).close()
    gc.collect()
    before = len(ipywidgets.widgets.widget._instances)
    for _ in range(3):
        figure = settled(make())
        figure.close()
        figure.close()
    gc.collect()
    assert len(ipywidgets.widgets.widget._instances) == before


@pytest.mark.parametrize("make", [lw.figures.kernel_width, lw.figures.plane])
def test_a_closed_figure_releases_its_study_and_views(make):
    figure = settled(make())
    study = weakref.ref(figure.study)
    figure.close()
    assert figure.study is None
    assert figure.children == ()
    until = time.monotonic() + 20  # the worker's thread holds its study until it ends
    while study() is not None and time.monotonic() < until:
        gc.collect()
        time.sleep(0.05)
    assert study() is None


def test_the_table_of_a_closed_figure_is_an_error():
    figure = settled(lw.figures.kernel_width())
    figure.close()
    with pytest.raises(LimeError, match=r"The figure is closed.*Read the table before"):
        _ = figure.table
