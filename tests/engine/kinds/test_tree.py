"""The tree: scikit-learn's own on the same arrays and weights, its contributions and its words."""

import itertools
import json
import pickle

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from engine.kinds.problems import by_column, neighborhood, weights_of
from sklearn.tree import DecisionTreeRegressor

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer


@pytest.mark.parametrize("max_depth", [1, 3, 5])
@pytest.mark.parametrize("kernel_width", [1.0, 6.0])
@pytest.mark.parametrize("on_off", [False, True], ids=["numbers", "on/off"])
def test_it_is_scikit_learns_tree(on_off, kernel_width, max_depth):
    near = neighborhood(on_off=on_off)
    weights = weights_of(near, kernel_width)
    theirs = DecisionTreeRegressor(max_depth=max_depth, random_state=0)
    theirs.fit(near.Z, near.y[:, 0], sample_weight=weights)

    ours = near.explain(surrogate="tree", kernel_width=kernel_width, max_depth=max_depth)

    np.testing.assert_allclose(ours.predict(near.Z), theirs.predict(near.Z), rtol=0, atol=1e-12)
    assert ours.score == pytest.approx(theirs.score(near.Z, near.y[:, 0], weights), abs=1e-12)
    tree = theirs.tree_
    np.testing.assert_array_equal([node.feature for node in ours.tree.nodes], np.maximum(tree.feature, -1))
    np.testing.assert_allclose([node.value for node in ours.tree.nodes], tree.value[:, 0, 0], atol=1e-12)
    shares = tree.weighted_n_node_samples / tree.weighted_n_node_samples[0]
    np.testing.assert_allclose([node.share for node in ours.tree.nodes], shares, atol=1e-12)
    assert ours.tree.depth == theirs.get_depth()


def test_contributions_are_the_steps_of_the_instances_path():
    near = neighborhood()
    ours = near.explain(surrogate="tree", max_depth=4, kernel_width=4.0)
    nodes, path = ours.tree.nodes, ours.tree.path

    expected = {}
    for node, child in itertools.pairwise(path):
        feature = nodes[node].feature
        expected[feature] = expected.get(feature, 0.0) + nodes[child].value - nodes[node].value

    assert dict(zip(ours.features.tolist(), ours.coef.tolist(), strict=True)) == pytest.approx(expected)
    np.testing.assert_array_equal(ours.contributions, ours.coef)
    assert ours.intercept == pytest.approx(np.average(near.y[:, 0], weights=weights_of(near, 4.0)))
    assert ours.intercept + ours.contributions.sum() == pytest.approx(ours.local_prediction)
    assert np.isnan(ours.stderr).all()


def test_r2_of_samples_left_out_is_that_of_five_folds():
    near = neighborhood()
    weights, y = weights_of(near, 4.0), near.y[:, 0]
    fold = np.random.default_rng(0).permutation(len(y)) % 5
    predicted = np.empty(len(y))
    for each in range(5):
        out = fold == each
        tree = DecisionTreeRegressor(max_depth=3, random_state=0).fit(near.Z[~out], y[~out], weights[~out])
        predicted[out] = tree.predict(near.Z[out])
    mean = np.average(y, weights=weights)

    ours = near.explain(surrogate="tree", kernel_width=4.0)

    assert ours.loo_score == pytest.approx(1 - weights @ (y - predicted) ** 2 / (weights @ (y - mean) ** 2))
    assert ours.folds == 5
    assert "5-fold cross-validation" in ours._repr_html_()
    assert near.explain().folds == 0


def test_a_split_on_one_feature_is_named_in_words():
    rng = np.random.default_rng(0)
    Z = rng.uniform(0, 20, (400, 2))
    Z[0] = 5.0
    near = Neighborhood(Z, np.where(Z[:, 1] <= 7.8, 1.0, 3.0), np.zeros(400), feature_names=("hum", "temp"))

    ours = near.explain(surrogate="tree", kernel_width=1.0)

    root = ours.tree.nodes[0]
    assert root.test.startswith("temp ≤ 7.")
    assert (ours.tree.nodes[root.yes].value, ours.tree.nodes[root.no].value) == pytest.approx((1.0, 3.0))
    assert ours.why.startswith("temp ≤ 7.")
    assert "there the tree says 1, and " in ours.why
    assert ours.as_list() == [("temp", pytest.approx(1.0 - ours.intercept))]


def test_words_of_a_text_are_there_or_gone():
    explainer = TextExplainer()
    model = lambda texts: np.array([0.9 if "free" in text else 0.2 for text in texts])  # noqa: E731

    ours = explainer.explain(model, "claim your free prize", surrogate="tree")

    root = ours.tree.nodes[0]
    assert (root.test, root.otherwise) == ("“free” is there", "“free” is gone")
    assert ours.tree.nodes[root.yes].value == pytest.approx(0.9)
    assert ours.tree.nodes[root.yes].on_path
    assert ours.tree.nodes[root.no].value == pytest.approx(0.2)


def test_thresholds_of_a_table_are_in_the_columns_own_unit():
    rng = np.random.default_rng(1)
    X = pd.DataFrame({"temp": rng.integers(0, 300, 500) / 10, "day": pd.date_range("2020-01-01", periods=500)})
    model = lambda rows: (rows["temp"] > 12.34).to_numpy() + 5.0 * (rows["day"] > "2020-12-01").to_numpy()  # noqa: E731
    explainer = TabularExplainer(X, discretizer=None)

    ours = explainer.explain(model, X.iloc[0], surrogate="tree", kernel_width=100.0, max_depth=2)

    tests = {node.test.split(" ≤ ")[0]: node.test.split(" ≤ ")[1] for node in ours.tree.nodes if node.test}
    assert float(tests["temp"]) == pytest.approx(12.34, abs=0.2)
    assert tests["day"].startswith(("2020-11-30", "2020-12-01"))


def test_bins_and_categories_are_conditions_already():
    X = pd.DataFrame({"temp": np.arange(100.0), "sky": ["clear", "rain"] * 50})
    model = lambda rows: (rows["sky"] == "rain").to_numpy() + 0.5  # noqa: E731

    ours = TabularExplainer(X).explain(model, X.iloc[0], surrogate="tree")

    root = ours.tree.nodes[0]
    assert (root.test, root.otherwise) == ("sky = clear", "not sky = clear")
    assert ours.tree.nodes[root.yes].on_path


def test_a_tree_of_bins_is_judged_by_its_own_fit():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(300, 3)), columns=["a", "b", "c"])
    model = lambda rows: np.sin(9 * rows["a"].to_numpy()) * rows["b"].to_numpy()  # noqa: E731

    ours = TabularExplainer(X).explain(model, X.iloc[0], surrogate="tree")

    assert ours.fidelity == ours.loo_score
    reason = next(each for each in ours.reasons if each.name == "low_score")
    assert "for samples that are left out of the fit" in reason.sentence


def test_without_columns_an_on_off_feature_is_1_or_0():
    near = neighborhood(on_off=True, origin=Origin())

    assert near.explain(surrogate="tree").tree.nodes[0].test in {f"feature {place} = 1" for place in range(8)}


def test_a_tree_that_does_not_split_says_so():
    Z, _, distances = np.ones((50, 2)), None, np.arange(50.0)
    Z[1:] = np.random.default_rng(0).normal(size=(49, 2))
    ours = Neighborhood(Z, np.full(50, 3.0), distances).explain(surrogate="tree")

    assert len(ours.tree.nodes) == 1
    assert len(ours.features) == 0
    assert ours.grade == "poor"
    assert ours.to_dict()["tree"][0]["threshold"] is None


def test_a_sweep_is_the_fits_one_by_one():
    near = neighborhood()
    widths = [1.0, 3.0, 9.0]

    sweep = near.sweep(widths, surrogate="tree")

    for index, width in enumerate(widths):
        one = near.explain(surrogate="tree", kernel_width=width)
        assert sweep[index].tree == one.tree
        np.testing.assert_array_equal(by_column(sweep[index]), by_column(one))


def test_it_is_written_drawn_and_kept():
    ours = neighborhood().explain(surrogate="tree", kernel_width=4.0)
    tree = ours.tree

    lines = tree.to_text().splitlines()
    assert len(lines) == 1 + len(tree.nodes)
    assert sum("← this instance" in line for line in lines) == 1
    assert tree._repr_html_().count("<li>") == len(tree.nodes)
    axes = tree.plot()
    assert len(axes.lines) == len(tree.nodes) - 1
    plt.close(axes.figure)
    assert json.loads(json.dumps(ours.to_dict()))["tree"][0]["test"] == tree.nodes[0].test
    assert pickle.loads(pickle.dumps(ours)).tree.path == tree.path  # noqa: S301  our own


@pytest.mark.parametrize("max_depth", [0, 9, 2.5, True])
def test_a_depth_that_cannot_be_is_refused(max_depth):
    with pytest.raises(LimeError, match="whole number from 1 to 8"):
        neighborhood().explain(surrogate="tree", max_depth=max_depth)
