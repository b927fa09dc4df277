"""Coalitions: rows that keep some of a row's values and take the others from background rows."""

import numpy as np
import pandas as pd
import pytest

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError

RNG = np.random.default_rng(0)
X = pd.DataFrame(
    {
        "size": RNG.normal(size=300),
        "kind": RNG.choice(["a", "b", "c"], 300),
        "age": np.where(RNG.random(300) < 0.2, np.nan, RNG.normal(size=300)),
        "rooms": RNG.integers(1, 6, 300),
    }
)
ROW = X.iloc[3]


def model(rows):
    return rows["size"].to_numpy() * (rows["kind"] == "a") + rows["age"].isna() + 0.1 * rows["rooms"] ** 2


def rows_of(explainer, n, *, n_samples=4096, **options):
    perturbation = explainer.perturb(ROW, random_state=0, design=options.get("design", "sobol"))
    return perturbation.for_n_samples(n_samples).rows(0, n)


def same(one, other):
    return (one == other) | (pd.isna(one) & pd.isna(other))


def test_a_row_has_the_instances_values_where_the_feature_is_on_and_a_training_rows_elsewhere():
    Z, inputs = rows_of(lw.TabularExplainer(X, sampling="coalitions"), 200)

    assert Z[0].all()
    assert not Z[1].any()  # the answer with nothing kept is always asked
    for z, (_, row) in zip(Z[1:], inputs.iloc[1:].iterrows(), strict=True):
        kept = z > 0
        assert same(row[kept], ROW[kept]).all()
        assert same(X.loc[:, ~kept], row[~kept]).all(axis=1).any()  # its absent values stand in one training row


def test_features_are_the_instances_values_whatever_the_bins():
    neighborhood = lw.TabularExplainer(X, sampling="coalitions", discretizer="decile").sample(model, ROW)

    assert neighborhood.feature_names[1] == f"kind = {ROW['kind']}"
    assert neighborhood.feature_names[3] == f"rooms = {ROW['rooms']}"
    assert set(np.unique(neighborhood.Z)) == {0.0, 1.0}
    assert any("bins have no effect" in remark for remark in neighborhood.origin.remarks)


def test_rows_in_pieces_are_those_at_once():
    for explainer in (
        lw.TabularExplainer(X, sampling="coalitions"),
        lw.TabularExplainer(X, sampling="coalitions", background=3),
    ):
        perturbation = explainer.perturb(ROW)
        Z, codes = perturbation.coded_rows(0, 100)
        pieces = [perturbation.coded_rows(start, stop) for start, stop in ((0, 1), (1, 2), (2, 37), (37, 100))]
        assert np.array_equal(Z, np.vstack([piece[0] for piece in pieces]))
        assert np.array_equal(codes, np.vstack([piece[1] for piece in pieces]), equal_nan=True)


def test_a_mask_and_its_opposite_share_a_background_row():
    perturbation = lw.TabularExplainer(X, sampling="coalitions").perturb(ROW)
    Z, codes = perturbation.coded_rows(0, 401)
    first, second = codes[3:401:2], codes[4:401:2]

    opposite = Z[3:401:2] + Z[4:401:2] == 1
    assert opposite.all(axis=1).mean() > 0.6  # others remove everything twice
    merged = np.where(Z[3:401:2] == 0, first, second)[opposite.all(axis=1)]
    assert all(any(np.array_equal(row, each, equal_nan=True) for each in perturbation._table.codes) for row in merged)


@pytest.mark.parametrize(("background", "n_rows"), [(1, 1 + 15), (4, 1 + 15 * 4), (X.iloc[:7], 1 + 15 * 7)])
def test_the_model_is_asked_about_each_mask_with_each_background_row(background, n_rows):
    black_box = lw.BlackBox(model)
    asked = []

    explanation = lw.TabularExplainer(X, sampling="coalitions", background=background).explain(
        lambda rows: (asked.append(len(rows)), model(rows))[1], ROW, kernel="shapley"
    )

    del black_box
    assert sum(asked) == n_rows + 1  # and the instance again
    assert explanation.exact


def test_one_row_as_background_is_a_reference():
    reference = X.iloc[50]

    explanation = lw.TabularExplainer(X, sampling="coalitions", background=reference).explain(
        model, ROW, kernel="shapley"
    )

    assert explanation.intercept == pytest.approx(model(X.iloc[[50]]).iloc[0])
    assert explanation.intercept + explanation.coef.sum() == pytest.approx(model(X.iloc[[3]]).iloc[0], abs=1e-12)


def test_both_kernels_work_on_the_same_rows():
    neighborhood = lw.TabularExplainer(X, sampling="coalitions").sample(model, ROW)

    lime, shapley = neighborhood.explain(), neighborhood.explain(kernel="shapley")

    assert set(lime.features) == set(shapley.features)
    assert lime.method == "lime"
    assert lime.features[0] == shapley.features[0]


def test_intervals_of_coalitions_contain_the_values_at_their_rate():
    numbers = RNG.normal(size=(150, 5))
    explainer = lw.TabularExplainer(numbers, sampling="coalitions")

    def product(rows):
        return rows[:, 0] * rows[:, 1] + np.exp(rows[:, 2] / 2) + np.maximum(rows[:, 3], 0)

    exact = explainer.explain(product, numbers[0], kernel="shapley", n_samples=32 * 150)
    assert exact.exact
    values = dict(zip(exact.features, exact.coef, strict=True))

    inside = []
    for seed in range(40):
        explanation = explainer.explain(product, numbers[0], kernel="shapley", n_samples=512, random_state=seed)
        inside += [
            abs(value - values[feature]) <= half
            for feature, value, half in zip(explanation.features, explanation.coef, explanation.interval, strict=True)
        ]

    assert 0.89 < np.mean(inside) < 0.99


def test_shapley_values_of_other_samples_of_a_row_are_refused_before_the_model_is_called():
    with pytest.raises(LimeError, match='Set sampling="coalitions"'):
        lw.TabularExplainer(X).explain(lambda rows: pytest.fail("called"), ROW, kernel="shapley")
    with pytest.raises(LimeError, match='Set sampling="coalitions"'):
        lw.TabularExplainer(X).sample(model, ROW, n_samples=64).explain(kernel="shapley")
    numbers = X[["size", "rooms"]]
    with pytest.raises(LimeError, match='Set sampling="coalitions"'):
        lw.TabularExplainer(numbers, discretizer=None).sample(
            lambda rows: rows["size"], numbers.iloc[0], n_samples=64
        ).explain(kernel="shapley")


@pytest.mark.parametrize("background", [0, 301, "all", True, 2.5])
def test_a_background_that_is_none_is_refused(background):
    with pytest.raises(LimeError, match="background is"):
        lw.TabularExplainer(X, sampling="coalitions", background=background)


def test_coalitions_and_rows_of_ones_own_exclude_each_other():
    with pytest.raises(LimeError, match="samples are given"):
        lw.TabularExplainer(X, sampling="coalitions", samples=X)
