"""Rows as correlated as the training table: distributions, proxies in closed form, and the share off the data."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris

from lime_widgets import Neighborhood, TabularExplainer
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular.draws.drawn_rows import SAMPLINGS
from lime_widgets.engine.tabular.draws.off_data import cloud_of, from_data, off_data_share
from lime_widgets.engine.tabular.table import TrainingTable

RNG = np.random.default_rng(11)
N = 2000
CORRELATED = ("gaussian", "copula")
NEAR = (*CORRELATED, "nearest")


def correlated(rho, n=N, p=2):
    return RNG.multivariate_normal(np.zeros(p), np.full((p, p), rho) + (1 - rho) * np.eye(p), size=n)


def mixed_table():
    z = RNG.multivariate_normal(np.zeros(4), 0.3 * np.eye(4) + 0.7, size=N)
    return pd.DataFrame(
        {
            "amount": np.exp(z[:, 0]),
            "rooms": np.rint(3 + 1.5 * z[:, 1]).clip(0, 9).astype(np.uint8),
            "kind": np.where(z[:, 2] > 0.8, "castle", np.where(z[:, 2] > -0.5, "house", "hut")),
            "wind": np.where(z[:, 3] > 0.9, np.nan, RNG.normal(size=N)),
            "town": np.where(z[:, 2] > 0.2, "yes", "no"),
            "always": 1,
        }
    )


TABLE = mixed_table()


def rows_of(sampling, table=TABLE, n=4096, **options):
    x = table.iloc[0] if isinstance(table, pd.DataFrame) else table[0]
    return TabularExplainer(table, sampling=sampling, **options).perturb(x).rows(1, n)[1]


# Distributions


def test_normal_rows_have_the_means_and_the_covariance_of_the_table():
    X = correlated(0.9) * [1.0, 5.0] + [3.0, -2.0]
    rows = rows_of("gaussian", X, n=2**14)

    np.testing.assert_allclose(rows.mean(axis=0), X.mean(axis=0), atol=0.02)
    np.testing.assert_allclose(np.cov(rows.T), np.cov(X.T), rtol=0.02)


def test_a_copula_has_the_values_of_the_table_and_the_correlation_of_their_ranks():
    X = np.exp(correlated(0.8))
    rows = rows_of("copula", X, n=2**14)

    assert set(rows[:, 0]) <= set(X[:, 0])
    np.testing.assert_allclose(
        np.quantile(rows, [0.1, 0.5, 0.9], axis=0), np.quantile(X, [0.1, 0.5, 0.9], axis=0), rtol=0.02
    )
    ranks = [pd.DataFrame(each).corr(method="spearman").iloc[0, 1] for each in (rows, X)]
    assert ranks[0] == pytest.approx(ranks[1], abs=0.02)


@pytest.mark.parametrize("sampling", CORRELATED)
def test_categories_keep_their_shares_and_follow_the_numbers(sampling):
    rows = rows_of(sampling)

    for column in ("kind", "town"):
        shares, own = (each[column].value_counts(normalize=True).sort_index() for each in (rows, TABLE))
        np.testing.assert_allclose(shares, own, atol=0.03)
    together = [np.corrcoef(each["rooms"], each["town"] == "yes")[0, 1] for each in (rows, TABLE)]
    assert together[0] == pytest.approx(together[1], abs=0.06)
    pair = [np.corrcoef(each["kind"] == "castle", each["town"] == "yes")[0, 1] for each in (rows, TABLE)]
    assert pair[0] == pytest.approx(pair[1], abs=0.1)
    alone = rows_of("independent")
    assert abs(np.corrcoef(alone["rooms"], alone["town"] == "yes")[0, 1]) < 0.1 < together[1]


@pytest.mark.parametrize("sampling", CORRELATED)
def test_numbers_are_missing_as_often_as_in_the_table_and_where_they_are_missing_there(sampling):
    rows = rows_of(sampling)

    assert rows["wind"].isna().mean() == pytest.approx(TABLE["wind"].isna().mean(), abs=0.01)
    together = [np.corrcoef(each["rooms"], each["wind"].isna())[0, 1] for each in (rows, TABLE)]
    assert together[0] == pytest.approx(together[1], abs=0.08)
    assert together[1] > 0.3


def test_two_columns_of_two_categories_are_correlated_as_in_the_table():
    z = correlated(0.7, n=6000)
    X = pd.DataFrame({"a": np.where(z[:, 0] > 0, "u", "v"), "b": np.where(z[:, 1] > 0, "x", "y")})
    rows = rows_of("copula", X, n=2**14)

    same, own = ((each["a"] == "u") == (each["b"] == "x") for each in (rows, X))
    assert same.mean() == pytest.approx(own.mean(), abs=0.02)


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("around", [False, True])
def test_every_way_to_draw_keeps_dtypes_constants_and_the_sequence(sampling, around):
    explainer = TabularExplainer(TABLE, sampling=sampling, sample_around_instance=around)
    rows = explainer.perturb(TABLE.iloc[0], random_state=1)
    _, inputs = rows.rows(0, 600)

    assert inputs.dtypes.tolist() == TABLE.dtypes.tolist()
    assert (inputs["always"] == 1).all()
    assert inputs["rooms"].between(0, 20).all()
    np.testing.assert_array_equal(rows.coded_rows(0, 1)[1][0], rows.codes)
    whole = rows.coded_rows(0, 600)[1]
    parts = [explainer.perturb(TABLE.iloc[0], random_state=1).coded_rows(*ends)[1] for ends in ((0, 7), (7, 600))]
    np.testing.assert_array_equal(np.concatenate(parts), whole)


# Coalitions have features that are on or off.
@pytest.mark.parametrize("sampling", [each for each in SAMPLINGS if each != "coalitions"])
def test_every_way_to_draw_explains_a_table_of_one_column(sampling):
    X = RNG.normal(size=(50, 1))
    explanation = TabularExplainer(X, sampling=sampling, discretizer=None).explain(
        lambda rows: 3 * rows[:, 0], X[0], n_samples=256, alpha=0.0
    )

    assert explanation.coef[0] == pytest.approx(3 * X.std(), rel=1e-6)


@pytest.mark.parametrize("sampling", CORRELATED)
def test_around_the_row_numbers_are_centered_on_it(sampling):
    X = correlated(0.9)
    x = np.array([2.0, 2.5])
    explainer = TabularExplainer(X, sampling=sampling, sample_around_instance=True)
    rows = explainer.perturb(x).coded_rows(1, 2**13)[1]

    np.testing.assert_allclose(rows.mean(axis=0), x, atol=0.02)
    assert np.corrcoef(rows.T)[0, 1] == pytest.approx(np.corrcoef(X.T)[0, 1], abs=0.02)
    assert explainer.perturb(x).shares_rows_with(explainer.perturb(x))
    assert not explainer.perturb(x).shares_rows_with(explainer.perturb(X[0]))


@pytest.mark.parametrize("sampling", NEAR)
def test_bins_are_only_another_look_at_the_same_rows(sampling):
    binned = TabularExplainer(TABLE, sampling=sampling)
    plain = binned.replace(discretizer=None)
    assert binned.perturb(TABLE.iloc[0]).shares_rows_with(plain.perturb(TABLE.iloc[0]))


def test_the_nearest_rows_are_rows_of_the_table_slightly_moved():
    X = TABLE.drop(columns="wind")
    rows = rows_of("nearest", X, local_width=0.15)

    own = set(map(tuple, X[["kind", "town"]].to_numpy()))
    assert set(map(tuple, rows[["kind", "town"]].to_numpy())) <= own
    scaled = [(each["amount"] - X["amount"][0]) / X["amount"].std() for each in (rows, X)]
    assert np.median(np.abs(scaled[0])) < 0.5 * np.median(np.abs(scaled[1]))
    assert not set(rows["amount"]) <= set(X["amount"])


def test_near_rows_keep_the_limit_of_a_bootstrap_of_the_table():
    X = correlated(0.6, n=300)

    def answer(rows):
        return np.sin(rows[:, 0]) + rows[:, 1] ** 2

    near, everywhere = (
        TabularExplainer(X, sampling="nearest", discretizer=None, local_width=width)
        .sample(answer, X[0], n_samples=2**14)
        .explain(kernel_width=0.8, feature_selection="none", alpha=1e-6)
        for width in (0.8, 100.0)
    )

    np.testing.assert_allclose(
        near.coef[np.argsort(near.features)], everywhere.coef[np.argsort(everywhere.features)], atol=0.03
    )
    assert near.ess > 1.5 * everywhere.ess


# A proxy: x2 is correlated with x1, and the model uses x1 only


@pytest.mark.parametrize("sampling", CORRELATED)
@pytest.mark.parametrize("width", [0.7, 2.0])
def test_the_weight_of_a_proxy_is_that_of_the_linear_gaussian_case(sampling, width):
    X = correlated(0.9)
    slope = 2.0
    neighborhood = TabularExplainer(X, sampling=sampling, discretizer=None).sample(
        lambda rows: slope * (rows[:, 0] - X[:, 0].mean()) / X[:, 0].std(), X[0], n_samples=2**14
    )

    # Normal with correlation ρ, times the kernel: again normal, with the precision of both.
    rho = np.corrcoef(X.T)[0, 1]
    local = np.linalg.inv(np.linalg.inv([[1.0, rho], [rho, 1.0]]) + np.eye(2) / width**2)
    both = neighborhood.explain(kernel_width=width, alpha=0.0, feature_selection="none")
    np.testing.assert_allclose(both.coef[np.argsort(both.features)], [slope, 0.0], atol=1e-9)
    proxy = Neighborhood(neighborhood.Z[:, [1]], neighborhood.y, neighborhood.distances).explain(
        kernel_width=width, alpha=0.0
    )
    assert proxy.coef[0] == pytest.approx(slope * local[0, 1] / local[1, 1], rel=0.02)


def test_drawn_on_its_own_a_proxy_has_no_weight():
    X = correlated(0.9)
    neighborhood = TabularExplainer(X, discretizer=None).sample(lambda rows: 2 * rows[:, 0], X[0], n_samples=2**14)
    proxy = Neighborhood(neighborhood.Z[:, [1]], neighborhood.y, neighborhood.distances)

    assert abs(proxy.explain(alpha=0.0).coef[0]) < 0.02


# The share off the data


@pytest.mark.parametrize("sampling", NEAR)
def test_of_correlated_columns_less_than_half_as_many_rows_lie_off_the_data(sampling):
    X = correlated(0.9, p=5)
    shares = {
        name: TabularExplainer(X, sampling=name).sample(lambda rows: rows[:, 0], X[0]).origin.off_data
        for name in ("independent", sampling)
    }

    assert shares["independent"] > 0.7
    assert shares[sampling] < 0.5 * shares["independent"]
    assert shares[sampling] < 0.05


def test_one_in_a_hundred_training_rows_lies_off_the_data():
    X = correlated(0.5, p=3)
    table = TrainingTable(X)

    assert off_data_share(table, table.codes) == pytest.approx(0.01, abs=0.001)
    whitened = np.linalg.solve(np.linalg.cholesky(np.cov(X.T, bias=True)), (X - X.mean(axis=0)).T)
    np.testing.assert_allclose(from_data(table, table.codes), np.linalg.norm(whitened, axis=0), rtol=1e-6)


def test_constant_and_dependent_columns_do_not_spoil_the_distance():
    X = correlated(0.5, p=2)
    table = TrainingTable(np.column_stack([X, np.full(N, 7.0), X[:, 0] + X[:, 1]]))
    off = table.codes.copy()
    off[:, 3] += 0.5  # no training row breaks the sum

    assert off_data_share(table, table.codes) == pytest.approx(0.01, abs=0.001)
    assert off_data_share(table, off) == 1.0
    assert np.isfinite(from_data(table, off)).all()


def test_a_table_of_categories_has_no_share():
    X = pd.DataFrame({"a": ["x", "y"] * 20, "b": ["u", "v", "v", "u"] * 10})
    neighborhood = TabularExplainer(X).sample(lambda rows: 0.3 + 0.4 * (rows["a"] == "x"), X.iloc[0], n_samples=64)

    assert neighborhood.origin.off_data is None
    assert cloud_of(TrainingTable(X)) is None


def test_a_note_says_where_many_rows_lie_off_the_data():
    X = correlated(0.9, p=5)
    remarks = {
        name: TabularExplainer(X, sampling=name).sample(lambda rows: rows[:, 0], X[0]).origin.remarks
        for name in ("independent", "copula")
    }

    assert len(remarks["independent"]) == 1
    assert "% of the samples lie off the training data" in remarks["independent"][0]
    assert remarks["copula"] == ()


def iris():
    return load_iris(as_frame=True).data


def one_hot():
    kinds = np.random.default_rng(0).integers(3, size=150)
    return pd.DataFrame(np.eye(3, dtype=int)[kinds], columns=["red", "green", "blue"])


def origin_of(X, sampling):
    samples = TabularExplainer(X, sampling=sampling).sample(
        lambda rows: rows.iloc[:, 0].to_numpy(float), X.iloc[70], n_samples=512
    )
    return samples.origin


@pytest.mark.parametrize("sampling", NEAR)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_copies_of_a_column_stay_copies(sampling, sign):
    X = iris()
    X["copy"] = 3.0 + 2.0 * sign * X["sepal length (cm)"]
    rows = rows_of(sampling, X)

    apart = np.abs(rows["copy"] - 3.0 - 2.0 * sign * rows["sepal length (cm)"])
    assert np.quantile(apart, 0.995) < 1e-5
    plain = origin_of(iris(), sampling).off_data
    assert origin_of(X, sampling).off_data == pytest.approx(plain, abs=0.03)


@pytest.mark.parametrize("sampling", ["gaussian", "nearest"])
def test_sums_of_columns_stay_sums_of_rows_from_a_normal_distribution(sampling):
    X = iris().assign(total=lambda table: table.iloc[:, 0] + table.iloc[:, 1])
    rows = rows_of(sampling, X)

    np.testing.assert_allclose(rows["total"], rows.iloc[:, 0] + rows.iloc[:, 1], atol=1e-6)
    assert origin_of(X, sampling).off_data < 0.03


def test_copies_of_categories_stay_copies():
    kinds = TABLE["kind"]
    rows = rows_of("copula", TABLE.assign(again=kinds.str.upper()))

    assert (rows["again"] == rows["kind"].str.upper()).mean() > 0.995


def test_a_note_names_the_columns_that_the_samples_pull_apart():
    total = iris().assign(total=lambda table: table.iloc[:, 0] + table.iloc[:, 1], always=1.0)
    (said,) = origin_of(total, "copula").remarks
    assert "columns sepal length (cm), sepal width (cm), total determine each other" in said
    assert 'set sampling to "nearest"' in said
    assert "copula" not in said

    (said,) = origin_of(pd.concat([iris(), one_hot()], axis=1), "gaussian").remarks
    assert "columns red, green, blue determine" in said
    assert "one column of categories" in said
    assert origin_of(pd.concat([iris(), one_hot()], axis=1), "nearest").off_data < 0.03


def test_a_copula_that_does_not_fit_free_columns_is_not_advised_again():
    (said,) = origin_of(iris(), "copula").remarks  # two clusters in each of two columns

    assert "determine each other" not in said
    assert 'set sampling to "nearest"' in said
    assert "copula" not in said


def test_columns_of_few_rows_are_not_said_to_determine_each_other():
    X = RNG.normal(size=(10, 12))
    assert len(cloud_of(TrainingTable(X)).bound) == 0


def test_an_unknown_way_to_draw_is_refused_with_the_known_ones():
    with pytest.raises(LimeError, match=r'sampling is \'kde\'.*"copula", "nearest"'):
        TabularExplainer(TABLE, sampling="kde")
