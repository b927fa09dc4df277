"""Rows drawn from the kernel: their distributions in closed form, and the same limit as weighted ones."""

import numpy as np
import pandas as pd
import pytest

from lime_widgets import TabularExplainer
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular.draws.local_rows import LocalRows

N = 400
RNG = np.random.default_rng(4)
TABLE = pd.DataFrame(
    {
        "temp": RNG.normal(15.0, 8.0, N),
        "wind": np.where(RNG.random(N) < 0.25, np.nan, RNG.gamma(2.0, 3.0, N)),
        "weather": RNG.choice(["GOOD", "MISTY", "RAIN"], N, p=[0.6, 0.3, 0.1]),
        "rooms": RNG.integers(1, 6, N).astype(np.uint8),
        "price": RNG.integers(0, 200_000, N),
        "always": 3.0,
    }
)
COMPLETE = TABLE[TABLE["wind"].notna()].iloc[[0]]
GAPPY = TABLE[TABLE["wind"].isna()].iloc[[0]]
ROWS = pytest.mark.parametrize("row", [COMPLETE, GAPPY], ids=["complete", "with gaps"])
AROUND = pytest.mark.parametrize("around", [False, True], ids=["of the table", "around the row"])
BINS = pytest.mark.parametrize("discretizer", [None, "quartile"], ids=["numbers", "bins"])


def model(rows):
    wind = rows["wind"].fillna(9.0)
    return (
        rows["temp"] / 8
        + np.sin(wind / 3)
        + (rows["weather"] == "GOOD") * (rows["rooms"] > 2)
        + rows["rooms"] / 4
        + rows["price"] / 2e5
    )


# Distributions in closed form


@BINS
@AROUND
@ROWS
@pytest.mark.parametrize("width", [0.6, None])
def test_all_samples_count_alike_at_the_width_that_they_were_drawn_for(row, around, discretizer, width):
    explainer = TabularExplainer(
        TABLE, discretizer=discretizer, sampling="local", sample_around_instance=around, local_width=width
    )
    neighborhood = explainer.sample(model, row, n_samples=512)

    assert neighborhood.explain(kernel_width=width).ess == pytest.approx(512, abs=1e-6)
    assert neighborhood.origin.local_width == (width or 0.75 * np.sqrt(6))


def test_the_odds_of_an_on_off_feature_grow_as_in_glime():
    width = 0.8
    perturbation = TabularExplainer(TABLE, sampling="local", local_width=width).perturb(COMPLETE)
    matches = perturbation.coded_rows(1, 2**14)[0].mean(axis=0)

    plain = TabularExplainer(TABLE).perturb(COMPLETE).coded_rows(1, 2**14)[0].mean(axis=0)
    assert matches[-1] == plain[-1] == 1  # a constant column
    odds = plain[:-1] / (1 - plain[:-1]) * np.exp(0.5 / width**2)
    np.testing.assert_allclose(matches[:-1], odds / (1 + odds), atol=2e-3)


def test_a_normal_column_stays_normal_between_its_mean_and_the_instance():
    X = RNG.normal(size=(300, 2)) * [2.0, 0.5] + [10.0, -3.0]
    width, x = 0.5, np.array([15.0, -3.4])
    explainer = TabularExplainer(X, discretizer=None, sampling="local", local_width=width)
    rows = explainer.perturb(x).coded_rows(1, 2**14)[1]

    mean, deviation = X.mean(axis=0), X.std(axis=0)
    reach = width * deviation  # the distance is in standard deviations
    precision = 1 / deviation**2 + 1 / reach**2
    np.testing.assert_allclose(rows.mean(axis=0), (mean / deviation**2 + x / reach**2) / precision, rtol=2e-4)
    np.testing.assert_allclose(rows.std(axis=0), precision**-0.5, rtol=2e-3)


@ROWS
def test_values_are_missing_as_often_as_the_kernel_says(row):
    width = 0.9
    options = {"discretizer": None, "sampling": "local", "local_width": width}
    codes = TabularExplainer(TABLE, **options).perturb(row).coded_rows(1, 2**14)[1][:, 1]

    Z, plain = TabularExplainer(TABLE, discretizer=None).perturb(row).coded_rows(0, 2**16)
    # The column has two features: the number, and whether it is missing.
    weights = np.exp(-0.5 * np.square(Z[1:, [1, -1]] - Z[0, [1, -1]]).sum(axis=1) / width**2)
    expected = weights[np.isnan(plain[1:, 1])].sum() / weights.sum()
    assert np.isnan(codes).mean() == pytest.approx(expected, abs=2e-3)


def test_whole_numbers_stay_whole_and_within_their_dtype():
    for width in (0.2, 1.0):
        rows = TabularExplainer(TABLE, discretizer=None, sampling="local", local_width=width).perturb(COMPLETE)
        _, inputs = rows.rows(0, 2000)

        assert inputs.dtypes.tolist() == TABLE.dtypes.tolist()
        assert inputs["rooms"].between(0, 12).all()
        assert inputs["price"].std() < 1.05 * width * TABLE["price"].std()


def test_values_of_the_table_are_its_own():
    _, inputs = TabularExplainer(TABLE, sampling="local", local_width=0.7).perturb(COMPLETE).rows(1, 500)

    assert set(inputs["temp"]) <= set(TABLE["temp"])
    assert set(inputs["weather"]) <= set(TABLE["weather"])


# The same limit


@BINS
@AROUND
@ROWS
def test_local_samples_have_the_limit_of_weighted_ones(row, around, discretizer):
    width = 1.0
    means, errors = [], []
    for sampling, local_width, n in (("local", width, 1024), ("independent", None, 2**14)):
        explainer = TabularExplainer(
            TABLE, discretizer=discretizer, sampling=sampling, sample_around_instance=around, local_width=local_width
        )
        found = []
        for seed in range(5):
            neighborhood = explainer.sample(model, row, n_samples=n, random_state=seed)
            # The instance itself counts for more among weighted samples; it is no sample here.
            alone = neighborhood.counted(np.append(0.0, np.ones(n - 1)), exact=False)
            explanation = alone.explain(kernel_width=width, feature_selection="none", alpha=1e-9)
            found.append(explanation.coef[np.argsort(explanation.features)])
        means.append(np.mean(found, axis=0))
        errors.append(np.var(found, axis=0, ddof=1) / 5)

    z = np.abs(means[0] - means[1]) / np.sqrt(errors[0] + errors[1] + 1e-18)
    assert (z < 8).all()  # Student's t of some 4 degrees of freedom, 6 features
    assert np.median(z) < 2


@pytest.mark.parametrize(
    ("distance", "kernel"), [("manhattan", "exponential"), ("gower", "triangular"), ("euclidean", "epanechnikov")]
)
def test_other_distances_and_kernels_have_their_own_limit(distance, kernel):
    found = {}
    for sampling, n in (("local", 2**13), ("independent", 2**16)):
        neighborhood = TabularExplainer(TABLE, discretizer=None, sampling=sampling).sample(
            model, COMPLETE, n_samples=n, distance=distance
        )
        explanation = neighborhood.explain(
            kernel=kernel, kernel_width=1.5 * neighborhood.default_kernel_width, feature_selection="none", alpha=1e-6
        )
        found[sampling] = explanation.coef[np.argsort(explanation.features)]

    np.testing.assert_allclose(found["local"], found["independent"], atol=0.03)
    assert np.abs(found["local"]).max() > 0.3


def test_half_the_default_width_needs_a_tenth_of_the_samples_or_less():
    X = RNG.normal(size=(300, 8)) @ RNG.normal(size=(8, 8))
    slopes = RNG.normal(size=8) / X.std(axis=0)
    width = 0.5 * 0.75 * np.sqrt(8)

    def answer(rows):
        return 1.0 / (1.0 + np.exp(-rows @ slopes))

    variances = {}
    for sampling, local_width in (("independent", None), ("local", width)):
        explainer = TabularExplainer(X, discretizer=None, sampling=sampling, local_width=local_width)
        explanations = [
            explainer.explain(answer, X[1], n_samples=512, random_state=seed, kernel_width=width, alpha=1e-3)
            for seed in range(10)
        ]
        coef = [each.coef[np.argsort(each.features)] for each in explanations]
        variances[sampling] = np.var(coef, axis=0, ddof=1).sum()

    assert variances["independent"] > 10 * variances["local"]


# The sequence


@BINS
def test_more_samples_continue_the_sequence(discretizer):
    explainer = TabularExplainer(TABLE, discretizer=discretizer, sampling="local")
    whole = explainer.perturb(COMPLETE, random_state=2).coded_rows(0, 700)[1]
    grown = explainer.perturb(COMPLETE, random_state=2)
    parts = [grown.coded_rows(start, stop)[1] for start, stop in ((0, 1), (1, 300), (300, 700))]

    np.testing.assert_array_equal(np.concatenate(parts), whole)
    other = explainer.perturb(COMPLETE, random_state=3).coded_rows(0, 700)[1]
    assert not np.array_equal(other[1:, 0], whole[1:, 0])


def test_rows_are_those_of_the_same_row_bins_and_width_only():
    explainer = TabularExplainer(TABLE, sampling="local", local_width=1.0)
    rows = explainer.perturb(COMPLETE)

    assert isinstance(rows, LocalRows)
    assert rows.shares_rows_with(explainer.perturb(COMPLETE))
    assert not rows.shares_rows_with(explainer.perturb(GAPPY))
    assert not rows.shares_rows_with(explainer.replace(local_width=1.1).perturb(COMPLETE))
    assert not rows.shares_rows_with(explainer.replace(discretizer=None).perturb(COMPLETE))
    assert not rows.shares_rows_with(explainer.replace(sampling="independent").perturb(COMPLETE))


def test_automatic_bins_are_none_for_local_samples():
    explainer = TabularExplainer(TABLE, discretizer="auto", sampling="local")

    assert explainer.edges[0] is None
    assert explainer.is_settled
    assert TabularExplainer(TABLE, discretizer="auto").sampling == "table"


def test_a_table_of_one_column_is_drawn_from_the_kernel_too():
    X = RNG.normal(size=(100, 1))
    explanation = TabularExplainer(X, discretizer=None, sampling="local", local_width=0.1).explain(
        lambda rows: rows[:, 0] ** 2, X[0], n_samples=256, kernel_width=0.1, alpha=0.0
    )

    assert explanation.coef[0] == pytest.approx(2 * X[0, 0] * X.std(), abs=0.02)
    assert explanation.ess == pytest.approx(256)


@pytest.mark.parametrize("width", [0, -1.0, np.inf, "wide", True, [1.0]])
def test_a_local_width_is_a_number_above_0(width):
    with pytest.raises(LimeError, match="local_width is"):
        TabularExplainer(TABLE, sampling="local", local_width=width)
