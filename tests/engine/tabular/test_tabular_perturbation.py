"""Perturbations of table rows: distances and default kernel widths."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.distance import TABLE_DISTANCES
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.tabular.explainer import TabularExplainer

N = 150
RNG = np.random.default_rng(1)
TABLE = pd.DataFrame(
    {
        "temp": RNG.normal(15, 8, N),
        "wind": np.where(RNG.random(N) < 0.2, np.nan, RNG.gamma(2, 3, N)),
        "weather": RNG.choice(["GOOD", "MISTY", "RAIN"], N),
        "rooms": RNG.integers(1, 6, N),
    }
)
COMPLETE = TABLE[TABLE["wind"].notna()].iloc[[0]]
GAPPY = TABLE[TABLE["wind"].isna()].iloc[[0]]
ROWS = pytest.mark.parametrize("row", [COMPLETE, GAPPY], ids=["complete", "with gaps"])


# Gower's distance


def gower_of(inputs, row, *, cut=()):
    """Compute the coefficient by its definition, column by column, from the model inputs."""
    parts = []
    for name in inputs:
        own, values = row[name].item(), inputs[name]
        if name == "weather":
            parts.append((values != own).astype(float))
        elif name in cut:
            edges = np.percentile(TABLE[name].dropna(), [25, 50, 75])
            place = np.where(values.isna(), -1, np.searchsorted(edges, values))
            own_place = -1 if pd.isna(own) else np.searchsorted(edges, own)
            parts.append((place != own_place).astype(float))
        else:
            share = (values - own).abs() / (TABLE[name].max() - TABLE[name].min())
            one_is_missing, both_are = values.isna() ^ pd.isna(own), values.isna() & pd.isna(own)
            parts.append(share.clip(upper=1).mask(one_is_missing, 1.0).mask(both_are, 0.0))
    return np.mean(parts, axis=0)


@ROWS
@pytest.mark.parametrize("standardize", [True, False])
@pytest.mark.parametrize("around", [False, True])
def test_gowers_distance_of_a_mixed_table_follows_its_definition(row, standardize, around):
    explainer = TabularExplainer(TABLE, discretizer=None, standardize=standardize, sample_around_instance=around)
    perturbation = explainer.perturb(row)
    Z, inputs = perturbation.rows(0, 300)

    np.testing.assert_allclose(perturbation.distances(Z, "gower"), gower_of(inputs, row), rtol=1e-9, atol=1e-12)


@ROWS
def test_a_binned_column_contributes_by_its_bin(row):
    perturbation = TabularExplainer(TABLE, discretizer={"temp": None}).perturb(row)
    Z, inputs = perturbation.rows(0, 300)

    np.testing.assert_allclose(
        perturbation.distances(Z, "gower"), gower_of(inputs, row, cut=["wind", "rooms"]), rtol=1e-9, atol=1e-12
    )


def test_a_table_row_can_be_explained_with_gowers_distance():
    explainer = TabularExplainer(TABLE, discretizer=None)
    neighborhood = explainer.sample(lambda rows: rows["temp"], COMPLETE, n_samples=256, distance="gower")

    assert neighborhood.distances.max() <= 1
    assert neighborhood.default_kernel_width == 0.75 * np.sqrt(0.5)
    assert neighborhood.explain().as_list()[0][0] == "temp"


# Default kernel widths


def test_the_default_kernel_width_is_limes_for_the_euclidean_distance_and_its_square():
    perturbation = TabularExplainer(TABLE).perturb(COMPLETE)

    assert perturbation.default_kernel_width == 1.5  # 0.75·√4
    assert perturbation.default_kernel_width_for("euclidean") == 1.5
    assert perturbation.default_kernel_width_for("sqeuclidean") == 1.5


@given(half=st.integers(1, 30))
def test_a_sample_that_differs_in_half_of_the_features_has_the_same_weight_with_every_metric(half):
    X = np.random.default_rng(0).normal(size=(20, 2 * half))
    perturbation = TabularExplainer(X).perturb(X[0])
    Z = np.ones((2, 2 * half))
    Z[1, :half] = 0

    weights = {
        metric: kernel_weights(
            perturbation.distances(Z, metric), [perturbation.default_kernel_width_for(metric)], "exponential"
        ).ravel()[1]
        for metric in TABLE_DISTANCES
        if metric != "sqeuclidean"
    }

    assert list(weights.values()) == pytest.approx([np.exp(-0.5 / (2 * 0.75**2))] * 4, rel=1e-9)


def test_every_metric_has_a_default_width_and_an_unknown_metric_is_refused():
    perturbation = TabularExplainer(TABLE).perturb(COMPLETE)

    assert all(perturbation.default_kernel_width_for(metric) > 0 for metric in TabularExplainer.metrics)
    assert TabularExplainer.metrics == perturbation.metrics
    with pytest.raises(LimeError, match=r"distance is 'hamming'\. Expected one of .*\"gower\""):
        perturbation.default_kernel_width_for("hamming")


# Unbinned columns that are not standardized


@ROWS
def test_without_standardizing_numbers_are_represented_in_their_own_unit(row):
    perturbation = TabularExplainer(TABLE, discretizer=None, standardize=False).perturb(row)
    Z, inputs = perturbation.rows(0, 200)

    np.testing.assert_allclose(Z[:, 0], inputs["temp"], rtol=1e-15)
    np.testing.assert_array_equal(Z[:, 3], inputs["rooms"])
    # A missing value is represented by the mean, and has a separate feature.
    np.testing.assert_allclose(Z[:, 1], inputs["wind"].fillna(TABLE["wind"].mean()), rtol=1e-12)
    np.testing.assert_array_equal(Z[:, 4], inputs["wind"].isna())


def test_standardizing_changes_neither_the_rows_nor_bins_and_categories():
    standardized, own = (TabularExplainer(TABLE, standardize=choice).perturb(COMPLETE) for choice in (True, False))

    np.testing.assert_array_equal(standardized.rows(0, 99)[0], own.rows(0, 99)[0])
    pd.testing.assert_frame_equal(standardized.rows(0, 99)[1], own.rows(0, 99)[1])


def test_without_standardizing_a_weight_is_per_unit():
    explainer = TabularExplainer(TABLE[["temp", "rooms"]], discretizer=None, standardize=False)
    explanation = explainer.explain(lambda rows: 3 * rows["temp"] - 2 * rows["rooms"] + 1, COMPLETE[["temp", "rooms"]],
                                    alpha=0.0, n_samples=256)  # fmt: skip

    assert dict(explanation.as_list()) == pytest.approx({"temp": 3.0, "rooms": -2.0})
    assert explanation.intercept == pytest.approx(1.0)
