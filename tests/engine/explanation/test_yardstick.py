"""The yardstick of bins: how much all bins explain, and how much numbers would."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

from lime_widgets.engine.explanation.kernel import effective_sample_size, kernel_weights
from lime_widgets.engine.explanation.yardstick import WORTH_BINS
from lime_widgets.engine.tabular.explainer import TabularExplainer

RNG = np.random.default_rng(0)
X = pd.DataFrame(RNG.normal(size=(300, 3)), columns=list("abc")).assign(
    color=RNG.choice(["red", "green", "blue"], 300), size=RNG.choice([np.nan, 1.0, 2.0, 5.0], 300)
)


def additive(rows):
    return rows["a"] ** 2 + np.tanh(rows["b"]) + (rows["color"] == "red") + rows["size"].fillna(9.0)


def one_hot(rows):
    columns = []
    for name in "abc":
        edges = np.percentile(X[name], (25, 50, 75))
        bins = np.searchsorted(edges, rows[name], side="left")
        columns += [bins == number for number in range(3)]
    columns += [rows["color"] == value for value in ("blue", "green")]
    size = np.searchsorted(np.unique(np.percentile(X["size"].dropna(), (25, 50, 75))), rows["size"], side="left")
    size = np.where(rows["size"].isna(), -1, size)
    columns += [size == number for number in np.unique(size)[1:]]
    return np.column_stack(columns).astype(float)


@pytest.mark.parametrize("sampling", ["independent", "table"])
def test_fidelity_is_the_adjusted_r2_of_a_fit_on_all_bins_of_every_column(sampling):
    explainer = TabularExplainer(X, sampling=sampling)
    neighborhood = explainer.sample(additive, X.iloc[3], n_samples=1024)
    rows = explainer.perturb(X.iloc[3], random_state=0).rows(0, 1024)[1]
    Z, y = one_hot(rows), neighborhood.y[:, 0]
    width = neighborhood.default_kernel_width
    weights = kernel_weights(neighborhood.distances, np.array([width]))[0]

    raw = LinearRegression().fit(Z, y, sample_weight=weights).score(Z, y, sample_weight=weights)
    ess, q = float(effective_sample_size(weights)), np.linalg.matrix_rank(Z - Z.mean(axis=0))
    expected = 1 - (1 - raw) * (ess - 1) / (ess - q - 1)

    found = neighborhood.explain(n_features=2)
    assert neighborhood.representation == "bins"
    assert found.fidelity == pytest.approx(expected, abs=2e-3)
    assert found.fidelity > found.loo_score + 0.2  # two features of one bin each cannot do that


def test_a_linear_model_is_good_in_bins_whose_own_r2_is_low():
    neighborhood = TabularExplainer(X[list("abc")]).sample(lambda rows: rows["a"] - rows["b"], X[list("abc")].iloc[0])

    explanation = neighborhood.explain()

    assert explanation.loo_score < 0.5
    assert explanation.fidelity > 0.8
    assert explanation.grade == "good"


def test_numbers_are_judged_by_what_is_left_out_and_have_no_bins_to_drop():
    neighborhood = TabularExplainer(X[list("abc")], discretizer=None).sample(
        lambda rows: rows["a"], X.iloc[0][list("abc")]
    )

    assert neighborhood.yardstick is None
    assert neighborhood.representation == "numbers"
    explanation = neighborhood.explain()
    assert explanation.fidelity == explanation.loo_score


def test_without_bins_is_leave_one_out_r2_of_numbers_on_the_same_rows():
    explainer = TabularExplainer(X[list("abc")], sampling="table")
    model = lambda rows: np.sin(3 * rows["a"]) + rows["b"] * rows["c"] + rows["b"]  # noqa: E731
    x = X[list("abc")].iloc[5]
    neighborhood = explainer.sample(model, x)
    numbers = explainer.replace(discretizer=None).sample(model, x)

    sweep = neighborhood.sweep([neighborhood.default_kernel_width])

    assert sweep.without_bins(0) == pytest.approx(numbers.explain().loo_score, abs=1e-9)
    wide = neighborhood.sweep([8 * neighborhood.default_kernel_width])
    assert wide.without_bins(0) == pytest.approx(
        numbers.explain(kernel_width=8 * numbers.default_kernel_width).loo_score, abs=1e-9
    )


def test_bins_that_are_too_coarse_are_said_with_the_way_out():
    grid = pd.DataFrame({"a": np.linspace(-1, 1, 400)})
    steep = lambda rows: np.tanh(60 * (rows["a"] - 0.9)) + 4 * np.sin(40 * rows["a"])  # noqa: E731
    low = TabularExplainer(grid, sampling="table").explain(steep, grid.iloc[395])
    assert low.reasons[0].name == "low_score"
    assert "No sum over columns follows the model" in low.reasons[0].sentence

    narrow = pd.DataFrame({"a": np.append(np.linspace(0, 1, 399), 60.0)})
    outlier = TabularExplainer(narrow, sampling="table").explain(lambda rows: rows["a"], narrow.iloc[10])
    (reason,) = [each for each in outlier.reasons if each.name == "low_score"]
    assert "The bins are too coarse here: without bins R² is 1.00" in reason.sentence
    assert (reason.advice.label, reason.advice.parameter, reason.advice.value) == ("No bins", "discretizer", None)


def test_a_gap_that_numbers_would_close_is_said_with_the_way_out():
    table = pd.DataFrame(RNG.exponential(size=(400, 2)), columns=["a", "b"])
    extreme = table.iloc[int(table["a"].argmax())]  # far out in its bin
    explanation = TabularExplainer(table, sampling="table").explain(lambda rows: rows["a"] + 0.5 * rows["b"], extreme)

    (reason,) = [each for each in explanation.reasons if each.name == "gap"]
    assert f"The bins are coarse: R² is {explanation.loo_score:.2f} with them, and 0.9" in reason.sentence
    assert reason.advice.label == "No bins"


def test_it_goes_with_a_neighborhood_into_a_file_without_the_training_table():
    neighborhood = TabularExplainer(X).sample(additive, X.iloc[3], n_samples=512)
    explanation = neighborhood.explain()

    back = pickle.loads(pickle.dumps(neighborhood))  # noqa: S301

    assert back.explain().fidelity == pytest.approx(explanation.fidelity, rel=1e-12)
    assert back.yardstick.all_bins is None
    assert back.representation == "bins"
    assert np.isnan(back.yardstick.fidelity(back, back.y[:, 0] + 1.0, np.ones((1, 512)), np.array([512.0]))).all()


def test_of_many_categories_the_twenty_one_most_frequent_are_told_apart():
    names = [f"c{number}" for number in range(30) for _ in range(number + 1)]
    table = pd.DataFrame({"c": names})
    explainer = TabularExplainer(table)

    groups = explainer.table.groups(0, None)

    assert [explainer.table.columns[0].text(code) for code in groups] == [f"c{29 - place}" for place in range(21)]
    assert explainer.perturb(table.iloc[0]).yardstick("euclidean").n_columns == 20


def test_too_few_samples_or_too_many_columns_are_not_compared():
    wide = pd.DataFrame(RNG.normal(size=(60, 120)))
    neighborhood = TabularExplainer(wide).sample(lambda rows: rows[0], wide.iloc[0], n_samples=512)
    explanation = neighborhood.explain()
    assert explanation.fidelity == explanation.loo_score

    few = TabularExplainer(X).sample(additive, X.iloc[3], n_samples=64).explain(kernel_width=0.3)
    assert few.fidelity == few.loo_score or np.isnan(few.fidelity)


# ---- "auto" -----------------------------------------------------------------------------------------


def settled(model, table=None):
    table = X[list("abc")] if table is None else table
    explainer = TabularExplainer(table, discretizer="auto")
    assert not explainer.is_settled
    neighborhood = explainer.sample(model, table.iloc[7])
    return explainer.settled(explainer.replace(discretizer="auto").sample(model, table.iloc[7])), neighborhood


def test_automatic_bins_are_none_where_numbers_explain_more_and_that_is_said():
    _, neighborhood = settled(lambda rows: rows["a"] + rows["b"] - rows["c"])

    assert neighborhood.feature_names == ("a", "b", "c")
    (remark,) = neighborhood.origin.remarks
    assert remark.startswith("No bins: R² 1.00, with quartiles 0.")
    assert neighborhood.explain().grade == "good"
    assert neighborhood.explain().doubts == ()


def test_automatic_bins_are_quartiles_where_they_explain_about_as_well():
    inside = lambda rows: (rows["a"].between(*np.percentile(X["a"], (25, 50)))) * 2.5  # noqa: E731
    table = X[list("abc")]
    inside_row = table[inside(table) > 0].iloc[0]

    neighborhood = TabularExplainer(table, discretizer="auto").sample(inside, inside_row)

    assert "< a ≤" in neighborhood.feature_names[0]
    assert neighborhood.origin.remarks[0].startswith("With quartiles: R² 1.00, without bins 0.0")


def test_bins_are_kept_for_at_most_a_twentieth_of_r2():
    class Of:
        def __init__(self, score):
            self.score, self.default_kernel_width = score, 1.0

        def sweep(self, _widths, **_options):
            return type("Sweep", (), {"loo_score": np.array([self.score])})

    from lime_widgets.engine.explanation.yardstick import Yardstick

    def prefers(bins, without):
        return Yardstick(None, 3, lambda _: Of(without)).prefers_bins(Of(bins))[0]

    assert WORTH_BINS == 0.05
    assert prefers(0.5, 0.549)
    assert not prefers(0.5, 0.551)
    assert prefers(np.nan, 0.9)
    assert prefers(0.1, np.nan)


def test_automatic_bins_draw_the_same_rows_with_bins_and_without():
    explainer = TabularExplainer(X[list("abc")], discretizer="auto")

    assert explainer.sampling == "table"
    with_bins, without = (
        explainer.replace(discretizer=each).perturb(X[list("abc")].iloc[0], random_state=0)
        for each in ("quartile", None)
    )
    assert with_bins.shares_rows_with(without)
    pd.testing.assert_frame_equal(with_bins.rows(0, 100)[1], without.rows(0, 100)[1])


def test_a_table_without_numbers_has_nothing_to_choose():
    colors = X[["color"]]
    neighborhood = TabularExplainer(colors, discretizer="auto").sample(
        lambda rows: (rows["color"] == "red") * 2.5, colors.iloc[0], n_samples=64
    )

    assert neighborhood.origin.remarks == ()


@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_distances_of_any_number_are_grouped_without_changing_what_bins_explain(metric):
    mixed = TabularExplainer(X[["a", "b", "color"]], discretizer={"b": None})
    neighborhood = mixed.sample(
        lambda rows: rows["a"] ** 2 + rows["b"], X[["a", "b", "color"]].iloc[3], distance=metric
    )
    assert len(np.unique(neighborhood.distances)) > 1000

    rows = mixed.perturb(X[["a", "b", "color"]].iloc[3], random_state=0).rows(0, 4096)[1]
    edges = np.percentile(X["a"], (25, 50, 75))
    bins = np.searchsorted(edges, rows["a"], side="left")
    Z = np.column_stack(
        [*(bins == number for number in range(3)), rows["b"], *(rows["color"] == value for value in ("blue", "green"))]
    ).astype(float)
    for width in (0.7, 1.0, 4.0):
        weights = kernel_weights(neighborhood.distances, np.array([width]))[0]
        raw = LinearRegression().fit(Z, neighborhood.y[:, 0], sample_weight=weights)
        score = raw.score(Z, neighborhood.y[:, 0], sample_weight=weights)
        assert neighborhood.explain(kernel_width=width).fidelity == pytest.approx(score, abs=0.02)


def test_an_instance_that_is_no_sample_takes_no_part_in_it():
    rows = X.sample(400, replace=True, random_state=1)
    x = X.iloc[3]

    def model(rows):  # far off at the instance alone
        return additive(rows) + 1e4 * (rows["a"] == x["a"]).to_numpy()

    rows = rows[rows["a"] != x["a"]]
    explanation = TabularExplainer(X, samples=rows).explain(model, x)

    Z, y = one_hot(rows), additive(rows).to_numpy()
    ess, q = explanation.ess, np.linalg.matrix_rank(Z - Z.mean(axis=0))
    neighborhood = TabularExplainer(X, samples=rows).sample(model, x)
    weights = kernel_weights(neighborhood.distances[1:], np.array([neighborhood.default_kernel_width]))[0]
    raw = LinearRegression().fit(Z, y, sample_weight=weights).score(Z, y, sample_weight=weights)
    assert explanation.fidelity == pytest.approx(1 - (1 - raw) * (ess - 1) / (ess - q - 1), abs=5e-3)
