"""How much of the difference between local weights and those of the whole model the place explains."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import OneHotEncoder

from lime_widgets import GlobalSurrogate, Study, TabularExplainer
from lime_widgets.engine.global_surrogate.all_bins import all_bins_score
from lime_widgets.engine.global_surrogate.comparison import compared
from lime_widgets.engine.global_surrogate.placeless import Placeless, placeless

PATIENCE = 60


@pytest.fixture(scope="module")
def table():
    """600 rows of 8 independent columns."""
    return pd.DataFrame(np.random.default_rng(1).normal(size=(600, 8)), columns=[f"c{i}" for i in range(8)])


@pytest.fixture(scope="module")
def correlated(table):
    return table.assign(c4=-table["c1"] + 0.2 * table["c4"])


@pytest.fixture(scope="module")
def skewed(table):
    return table.assign(income=np.exp(np.random.default_rng(3).normal(10, 1, 600)))


def linear(rows):
    return 2 * rows["c0"] - rows["c1"] + 0.5 * rows["c2"] + rows["c3"]


def waves(rows):
    return 2 * np.sin(2 * rows["c1"]) + rows["c2"]


def logarithm(rows):
    return np.log(np.maximum(rows["income"], 1)) + 0.5 * rows["c0"]


def saturating(rows):
    return 3 * np.tanh(2 * rows["c0"]) + rows["c1"]


def interaction(rows):
    return 3 * rows["c0"] * (rows["c1"] > 0) + rows["c2"]


def comparison(model, table, x, *, discretizer="quartile", explainer=None, **options):
    explained = TabularExplainer(table, discretizer=discretizer, **(explainer or {}))
    study = Study(model, table.iloc[x] if isinstance(x, int) else x, explained, **options)
    assert study.wait(PATIENCE)
    study.fit_global()
    assert study.wait(PATIENCE)
    return study.global_comparison


def marked(found):
    return {name for name, differs in zip(found.columns, found.differs, strict=True) if differs}


@pytest.mark.parametrize("x", [0, 1, 2, 3, 4, 9])
def test_one_bin_of_each_column_cannot_follow_a_linear_model_and_is_compared_all_the_same(table, x):
    found = comparison(linear, table, x)

    assert found.headline.startswith("No feature clearly counts more or less here than overall")
    assert not found.differs.any()


def test_a_model_that_all_bins_cannot_follow_is_compared_with_nothing(table):
    noise = lambda rows: np.sin(40 * rows["c0"]).to_numpy()  # noqa: E731

    found = comparison(noise, table, 0)

    assert found.headline.startswith("No simple surrogate follows the whole model")
    assert not found.differs.any()


def test_a_tree_of_bins_that_does_not_follow_a_linear_model_is_not_said_to_be_the_best_surrogate(table):
    found = comparison(linear, table, 0, surrogate="tree")

    assert found.headline.startswith("A surrogate of this kind does not follow the whole model (R² ")
    assert not marked(found)


def test_r2_of_all_bins_is_scikit_learns_of_one_feature_a_bin(table):
    explainer = TabularExplainer(table)
    codes, y = table.to_numpy(), linear(table).to_numpy()
    held_out = np.arange(600) % 4 == 3
    edges = np.percentile(codes, [25, 50, 75], axis=0)
    bins = np.column_stack([np.searchsorted(edges[:, place], codes[:, place]) for place in range(8)])
    features = OneHotEncoder(sparse_output=False).fit_transform(bins)
    theirs = LinearRegression().fit(features[~held_out], y[~held_out]).score(features[held_out], y[held_out])

    score = all_bins_score(explainer.perturb(table.iloc[0]), codes, y, held_out)

    assert score == pytest.approx(theirs, abs=1e-9)
    assert score > 0.7
    numbers = TabularExplainer(table, discretizer=None).perturb(table.iloc[0])
    assert np.isnan(all_bins_score(numbers, codes, y, held_out))
    assert np.isnan(all_bins_score(explainer.perturb(table.iloc[0]), codes[:24], y[:24], held_out[:24]))


@pytest.mark.parametrize("x", [2, 7, 53])
def test_a_column_that_the_model_does_not_read_counts_nowhere(correlated, x):
    found = comparison(waves, correlated, x)

    assert not marked(found)
    c4 = found.columns.index("c4")
    assert abs(found.local[c4]) < 0.1
    assert abs(found.whole[c4]) > 0.5
    assert abs(found.wide[c4]) < 0.1
    assert "Gaps without a mark can come from columns that vary together" in found.note


@pytest.mark.parametrize("surrogate", ["ridge", "lasso", "tree"])
@pytest.mark.parametrize("sampling", ["independent", "gaussian", "table"])
def test_without_a_place_nothing_differs(skewed, surrogate, sampling):
    found = comparison(
        logarithm,
        skewed,
        0,
        discretizer=None,
        explainer={"sampling": sampling},
        surrogate=surrogate,
        kernel_width=1000.0,
    )

    assert not marked(found)
    assert found.headline.startswith("No feature clearly counts more or less here than overall")
    np.testing.assert_allclose(found.local, found.wide, rtol=0.01, atol=0.01)


@pytest.mark.parametrize("surrogate", ["ridge", "lasso"])
@pytest.mark.parametrize("sampling", ["independent", "gaussian", "table", "local"])
def test_a_steep_place_and_a_flat_one_differ_from_the_whole(table, surrogate, sampling):
    steep, flat = table.iloc[5].copy(), table.iloc[5].copy()
    steep["c0"], flat["c0"] = 0.0, 2.0
    options = {"discretizer": None, "kernel_width": 1.0, "surrogate": surrogate, "explainer": {"sampling": sampling}}

    at_steep, at_flat = (comparison(saturating, table, x, **options) for x in (steep, flat))

    assert marked(at_steep) == marked(at_flat) == {"c0"}
    assert at_steep.headline.startswith("Here c0 counts ")
    assert at_steep.local[0] > at_steep.wide[0] > at_flat.local[0]


def test_an_interaction_of_bins_differs(table):
    x = table.iloc[0].copy()
    x["c0"], x["c1"] = 1.0, 1.0

    found = comparison(interaction, table, x, kernel_width=0.75)

    assert marked(found) == {"c0"}
    assert found.local[0] > found.wide[0]


@pytest.mark.parametrize(
    ("wide", "said"),
    [
        (0.1, "Here c0 counts more than five times as much as overall."),
        (0.45, "Here c0 counts twice as much as overall."),
        (0.9, "No feature clearly counts more or less here than overall."),
        (1.5, "No feature clearly counts more or less here than overall."),
    ],
)
def test_no_more_is_claimed_than_what_is_due_to_the_place(table, wide, said):
    local = TabularExplainer(table[["c0"]], discretizer=None).explain(lambda rows: rows["c0"], table[["c0"]].iloc[0])
    here, whole = (replace(local, coef=np.array([coef]), interval=np.array([0.01])) for coef in (0.9, 0.1))
    half = np.array([0.01])

    found = compared(
        here, whole, 0.9, 450, 150, samples=Placeless(here.coef, half, np.array([wide]), half, enough=True)
    )

    assert found.headline == said


def test_a_penalty_that_takes_more_of_one_weight_than_of_another_is_no_difference(table):
    found = comparison(linear, table, 0, discretizer=None, alpha=300.0, kernel_width=1.0)

    assert np.abs(found.local).max() < 0.7 * np.abs(found.whole).max()
    assert not marked(found)


def test_a_surrogate_without_features_differs_in_nothing(table):
    found = comparison(linear, table, 0, discretizer=None, surrogate="lasso", alpha=1e9)

    assert np.isnan(found.local).all()
    assert not marked(found)


@pytest.mark.parametrize("x", [1, 2, 3])
def test_contributions_to_trees_of_a_linear_model_do_not_differ_by_the_place(table, x):
    found = comparison(linear, table, x, discretizer=None, surrogate="tree", kernel_width=1.0)

    largest = max(np.abs(found.local).max(), np.abs(found.whole).max())
    assert (np.abs(found.local - found.whole) > 0.25 * largest).any()
    assert not marked(found)


def test_too_few_samples_at_the_width_claim_nothing(table):
    found = comparison(linear, table, 0, discretizer=None, kernel_width=0.35)

    assert not marked(found)
    assert found.headline.endswith("too few samples count at this kernel width.")


def test_samples_near_the_row_do_not_tell_its_place_from_how_rows_are_drawn(correlated):
    options = {"kernel_width": 0.3, "explainer": {"sampling": "local", "local_width": 0.3}}

    found = comparison(waves, correlated, 7, **options)

    assert not marked(found)
    assert 'Set a larger local_width, or sampling="independent".' in found.headline


def test_shapley_values_are_not_compared_with_weights():
    rng = np.random.default_rng(0)
    data = pd.DataFrame({name: pd.Categorical(rng.choice(list("xyz"), size=400)) for name in "abc"})
    model = lambda rows: 2.0 * (rows["a"] == "x").to_numpy() + (rows["b"] == "y").to_numpy()  # noqa: E731

    found = comparison(model, data, 0, kernel="shapley", n_samples=512)

    assert found.whole_score > 0.25
    assert not found.differs.any()
    assert found.headline.startswith("Shapley values are not compared")


def test_samples_are_of_the_explanation_and_without_them_only_training_rows_are_compared_with(correlated):
    x, explainer = correlated.iloc[53], TabularExplainer(correlated)
    samples = explainer.sample(waves, x)
    local, whole = samples.explain(), GlobalSurrogate(waves, explainer)

    with_samples, without = (whole.compare(local, x, neighborhood=each) for each in (samples, None))

    assert "c4" not in marked(with_samples)
    assert "c4" in marked(without)
    assert np.isnan(without.wide).all()
    assert np.isfinite(with_samples.wide).all()


def test_both_fits_to_the_samples_have_the_same_features_and_penalty(table):
    samples = TabularExplainer(table, discretizer=None, sampling="gaussian").sample(interaction, table.iloc[0])
    local = samples.explain(n_features=2, kernel_width=1e6)

    found = placeless(local, samples, surrogate="ridge", alpha=0.01)

    np.testing.assert_allclose(found.here, found.wide, rtol=1e-6)
    np.testing.assert_allclose(found.here[local.features], local.coef, rtol=1e-3)
    assert np.isnan(found.here).sum() == 6
