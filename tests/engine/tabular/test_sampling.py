"""Where rows are drawn, apart from how they are represented."""

import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular.explainer import TabularExplainer

RNG = np.random.default_rng(0)
X = pd.DataFrame({"skewed": RNG.exponential(size=2000), "even": RNG.uniform(size=2000)}).assign(
    sky=RNG.choice(["sun", "rain"], 2000, p=[0.8, 0.2])
)


def rows_of(n=4096, **settings):
    explainer = TabularExplainer(X, **settings)
    return explainer.perturb(X.iloc[0], random_state=1).rows(1, n)[1]


@pytest.mark.parametrize("discretizer", ["quartile", "decile", None])
def test_rows_from_the_table_have_its_values_and_its_distribution_with_any_bins(discretizer):
    rows = rows_of(sampling="table", discretizer=discretizer)

    assert set(rows["skewed"]) <= set(X["skewed"])
    assert kstest(rows["skewed"], X["skewed"]).statistic < 0.02
    pd.testing.assert_frame_equal(rows, rows_of(sampling="table"))


@pytest.mark.parametrize("discretizer", ["quartile", None])
def test_normal_rows_have_the_tables_mean_and_deviation_with_any_bins(discretizer):
    rows = rows_of(sampling="normal", discretizer=discretizer)

    assert kstest(rows["skewed"], "norm", (X["skewed"].mean(), X["skewed"].std(ddof=0))).statistic < 0.02
    assert (rows["sky"] == "sun").mean() == pytest.approx((X["sky"] == "sun").mean(), abs=0.02)
    pd.testing.assert_frame_equal(rows, rows_of(sampling="normal"))


def test_limes_pairing_draws_bins_from_the_table_and_numbers_from_a_normal_distribution():
    bins, numbers = rows_of(discretizer="quartile"), rows_of(discretizer=None)

    pd.testing.assert_frame_equal(bins, rows_of(sampling="table"))
    pd.testing.assert_frame_equal(numbers, rows_of(sampling="normal"))


def test_around_the_instance_every_number_is_normal_whatever_the_sampling():
    around = [rows_of(sampling=each, sample_around_instance=True) for each in ("independent", "table", "normal")]

    for other in around[1:]:
        pd.testing.assert_frame_equal(other, around[0])
    assert around[0]["even"].mean() == pytest.approx(X["even"].iloc[0], abs=0.01)
    # The instance's category is kept half of the time, and drawn from the table otherwise.
    own = X["sky"].iloc[0]
    assert (around[0]["sky"] == own).mean() == pytest.approx(0.5 + 0.5 * (X["sky"] == own).mean(), abs=0.02)


def test_an_unknown_sampling_is_refused():
    with pytest.raises(LimeError, match=r"sampling is 'copulas'.*\"independent\".*\"table\".*\"normal\".*Leave it out"):
        TabularExplainer(X, sampling="copulas")


@pytest.mark.parametrize(
    "settings", [{"sampling": "table"}, {"sampling": "normal"}, {"sampling": "table", "discretizer": None}]
)
def test_contributions_add_up_to_the_surrogates_answer(settings):
    model = lambda rows: np.tanh(rows["skewed"]) * (rows["sky"] == "sun") + 1e3 * rows["even"]  # noqa: E731
    for surrogate, scale in (("ridge", 1.0), ("logistic", 2e-3)):
        for standardize in (True, False):
            explanation = TabularExplainer(X, standardize=standardize, **settings).explain(
                lambda rows: np.clip(scale * model(rows), 0, 1) if scale < 1 else model(rows),  # noqa: B023
                X.iloc[4],
                n_samples=512,
                surrogate=surrogate,
            )
            link = explanation.intercept + explanation.contributions.sum()
            answer = 1 / (1 + np.exp(-link)) if surrogate == "logistic" else link
            assert answer == pytest.approx(explanation.local_prediction, rel=1e-12)
            np.testing.assert_array_equal(
                np.sign(explanation.to_frame()["contribution"]), np.sign(explanation.contributions)
            )


def test_the_contribution_of_a_value_below_the_mean_has_the_sign_of_its_effect():
    low = X.sort_values("even").iloc[10]  # far below the mean; the model rises with it
    explanation = TabularExplainer(X, discretizer=None).explain(lambda rows: 3 * rows["even"], low)

    frame = explanation.to_frame().set_index("column")
    assert frame.loc["even", "weight"] > 0 > frame.loc["even", "contribution"]
    deviation = X["even"].std(ddof=0)
    assert frame.loc["even", "contribution"] == pytest.approx(3 * (low["even"] - X["even"].mean()), rel=0.01)
    assert frame.loc["even", "weight"] == pytest.approx(3 * deviation, rel=0.01)


@pytest.mark.parametrize(
    ("n", "said"), [(4096, False), (4500, True), (5000, True), (5200, False), (8192, False), (64, False)]
)
def test_a_number_of_points_just_above_a_power_of_two_is_said_to_be_no_better(n, said):
    neighborhood = TabularExplainer(X[["even"]]).sample(lambda rows: rows["even"], X[["even"]].iloc[0], n_samples=n)

    (remark,) = neighborhood.origin.remarks or ("",)
    assert ("hardly better than 4,096" in remark) == said
    assert not any("Sobol" in doubt for doubt in neighborhood.explain().doubts)  # a remark is no doubt
    random = TabularExplainer(X[["even"]]).sample(
        lambda rows: rows["even"], X[["even"]].iloc[0], n_samples=n, design="independent"
    )
    assert random.origin.remarks == ()


def test_every_bar_of_fifty_rows_of_three_models_points_to_the_side_of_its_term():
    table, target = load_diabetes(return_X_y=True, as_frame=True)
    high = (target > target.median()).astype(int)
    models = (
        Ridge(0.1).fit(table, target),
        GradientBoostingRegressor(n_estimators=20, random_state=0).fit(table, target),
        LogisticRegression(C=100).fit(table, high),
    )
    n_bars = n_against_slope = 0
    for model in models:
        explainer = TabularExplainer(table, discretizer=None)
        for row in range(0, 250, 5):
            explanation = explainer.explain(model, table.iloc[row], n_samples=256, n_features=6)
            bars = re.findall(r"8px'>([^<]+)</td>.*?left:(-?[\d.]+)%;width:([\d.]+)%", explanation._repr_html_())
            slopes = dict(explanation.as_list())
            assert len(bars) == 6
            for name, left, width in bars:
                # The term itself, from the table: the slope times the distance from the mean in deviations.
                distance = (table[name].iloc[row] - table[name].mean()) / table[name].std(ddof=0)
                n_bars += 1
                n_against_slope += distance < 0
                if float(width) > 0.01:
                    assert (float(left) >= 50) == (slopes[name] * distance > 0), (row, name)
            total = explanation.intercept + sum(
                slopes[name] * (table[name].iloc[row] - table[name].mean()) / table[name].std(ddof=0) for name in slopes
            )
            assert total == pytest.approx(explanation.local_prediction, rel=1e-9)
    assert n_bars == 900
    assert n_against_slope > 300  # bars that the slope alone would have drawn to the wrong side
