"""Deletion and insertion: of an additive model they are partial sums, and random orders give its mean."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from sklearn.tree import DecisionTreeRegressor

from lime_widgets import Neighborhood, Study, TabularExplainer, TextExplainer
from lime_widgets.engine.fidelity.removal import (
    MaskRemoval,
    RowRemoval,
    area,
    background_rows,
    by_share,
    column_effects,
    steps_of,
)

WEIGHTS = {"a": 4.0, "b": -2.0, "c": 1.0, "d": 0.0, "e": 2.0}
TEXT = "a b c d e"


def additive(texts):
    return np.array([sum(WEIGHTS[word] for word in text.split()) for text in texts])


def test_an_area_is_that_of_trapezoids():
    assert area(np.array([0.0, 0.25, 1.0]), np.array([4.0, 2.0, 0.0])) == pytest.approx(0.75 + 0.75)


def test_features_go_from_the_most_for_to_the_most_against():
    assert steps_of(np.array([0.0, -0.5, 2.0, 0.0, 1.0])) == ((2,), (4,), (0,), (3,), (1,))
    assert steps_of(np.zeros(5), most=2) == ((0, 1, 2), (3, 4))
    many = steps_of(np.arange(100.0) - 50, most=40)
    assert len(many) == 40
    assert sorted(feature for group in many for feature in group) == list(range(100))
    assert many[0][0] == 99


def test_the_deletion_curve_of_an_additive_model_is_its_partial_sums():
    samples = TextExplainer().sample(additive, TEXT, n_samples=64)
    plan = MaskRemoval(samples.explain(n_features=5, alpha=0.0), samples)
    inputs = TextExplainer().perturb(TEXT, random_state=0, design="sobol").restore(plan.questions)
    removal = plan.curves(additive(inputs)[:, None])
    # a, e, c, d, b
    assert [len(group) for group in removal.groups] == [1] * 5
    assert removal.deletion == pytest.approx([5.0, 1.0, -1.0, -2.0, -2.0, 0.0], abs=1e-12)
    assert removal.insertion == pytest.approx([0.0, 4.0, 6.0, 7.0, 7.0, 5.0], abs=1e-12)
    # The mean over random orders is a line from the whole to nothing.
    assert removal.random == pytest.approx(5.0 * (1 - removal.share), abs=1e-9)
    assert removal.random_area == pytest.approx(2.5)
    assert removal.deletion_area == pytest.approx(np.sum([3.0, 0.0, -1.5, -2.0, -1.0]) / 5)
    assert removal.insertion_area - removal.deletion_area > 5
    assert removal.n_rows == 10


def test_the_random_orders_of_masks_are_the_mean_over_all_orders():
    samples = TextExplainer().sample(lambda texts: additive(texts) ** 2, TEXT, n_samples=64)
    words = TEXT.split()
    found, deviation, error = by_share(samples, 0, np.arange(6) / 5)
    for size in range(6):
        kept = [frozenset(order[size:]) for order in permutations(words)]
        mean = np.mean([sum(WEIGHTS[word] for word in each) ** 2 for each in kept])
        assert found[size] == pytest.approx(mean, abs=1e-9)
        answers = [sum(WEIGHTS[word] for word in each) ** 2 for each in kept]
        assert deviation[size] == pytest.approx(np.std(answers), abs=1e-9)
    assert error.tolist() == [0.0] * 6


def test_where_few_samples_remove_as_many_parts_the_model_is_asked_about_random_masks():
    rng = np.random.default_rng(0)
    weights = rng.normal(size=20)
    Z = (rng.random((300, 20)) < 0.5) * 1.0
    Z[0] = 1.0
    samples = Neighborhood(Z, Z @ weights, np.sqrt((1 - Z).sum(axis=1)))
    plan = MaskRemoval(samples.explain(n_features=20, alpha=0.0), samples)
    removed = (Z == 0).sum(axis=1)
    few = [size for size in range(1, 20) if (removed == size).sum() < 8]
    assert 5 < len(few) < 15
    assert len(plan.questions) == 21 + 19 + 6 * len(few)
    assert [int((~mask).sum()) for mask in plan.questions[40::6]] == few
    removal = plan.curves((plan.questions @ weights)[:, None])
    # The mean over random orders of an additive model is a line.
    assert np.abs(removal.random - weights.sum() * (1 - removal.share)).max() < 3.0
    spread = [
        np.std(Z[removed == size] @ weights) if size not in few else np.nan  # those of the questions come below
        for size in range(1, 20)
    ]
    asked = (plan.questions[40:] @ weights).reshape(-1, 6)
    for size, answers in zip(few, asked, strict=True):
        spread[size - 1] = answers.std(ddof=1)
    assert removal.random_spread == pytest.approx(np.sum(spread) / 20)
    numbers = np.array([6 if size in few else (removed == size).sum() for size in range(1, 20)])
    assert removal.random_error == pytest.approx(np.linalg.norm(np.array(spread) / np.sqrt(numbers)) / 20)
    assert removal.random[10] == pytest.approx(np.mean(Z[removed == 10] @ weights))
    assert removal.random[2] == pytest.approx(np.mean(plan.questions[46:52] @ weights))


X = np.random.default_rng(0).normal(size=(120, 4))


def rows_model(rows):
    return np.asarray(rows) @ np.array([1.0, -2.0, 0.5, 0.0])


def test_a_column_of_a_large_weight_against_the_answer_goes_last_and_the_words_say_so():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(400, 3)), columns=["strong_against", "weak_for", "middle_for"])
    one = pd.Series([1.0, 1.0, 1.0], index=table.columns)
    study = Study(
        lambda rows: np.asarray(rows) @ [-10.0, 1.0, 3.0],
        one,
        TabularExplainer(table, discretizer=None),
        n_samples=512,
    )
    assert study.wait(30)
    study.check_fidelity(64)
    assert study.wait(30)

    order = [table.columns[place] for (place,) in study.fidelity.removal.groups]
    assert order == ["middle_for", "weak_for", "strong_against"]
    meanings = study.fidelity.to_frame()["meaning"]
    legend = [each.get_text() for each in study.fidelity.plot("removal").get_legend().get_texts()]
    said = [meanings["deletion_area"], meanings["insertion_area"], *legend[:2]]
    assert all("what raises it most first" in each for each in said)


def test_the_curves_of_a_linear_model_of_a_table_are_partial_sums_about_the_background():
    explainer = TabularExplainer(X, discretizer=None)
    samples = explainer.sample(rows_model, X[0], n_samples=512)
    perturbation = explainer.perturb(X[0])
    background = background_rows(explainer.table.codes, 5)
    explanation = samples.explain(n_features=4, alpha=0.0)
    effects = column_effects(explanation, perturbation, background)
    parts = np.array([1.0, -2.0, 0.5, 0.0]) * (X[0] - background.mean(axis=0))
    np.testing.assert_allclose(effects, parts, atol=1e-9)
    plan = RowRemoval(explanation, perturbation, background)
    removal = plan.curves(rows_model(explainer.table.decode(plan.questions))[:, None])
    ordered = np.concatenate([parts[list(group)] for group in removal.groups])
    whole, base = float(rows_model(X[:1])[0]), float(rows_model(background).mean())
    sums = np.append(0.0, np.cumsum(ordered))
    np.testing.assert_allclose(removal.deletion, whole - sums, atol=1e-9)
    np.testing.assert_allclose(removal.insertion, base + sums, atol=1e-9)
    assert removal.n_rows == 1 + 5 * (4 + 3 + 3)
    answers = rows_model(explainer.table.decode(plan.questions))[-15:].reshape(3, 5)
    areas = [
        area(removal.share, np.array([whole, *row, end]))
        for row, end in zip(answers.T, rows_model(explainer.table.decode(background)), strict=True)
    ]
    assert removal.random_spread == pytest.approx(np.std(areas, ddof=1))
    # The explanation's own order with the same background rows, forwards and backwards.
    rows = rows_model(explainer.table.decode(plan.questions))[1:-15].reshape(-1, 5)
    gone = [area(removal.share, np.array([whole, *row])) for row in rows[:4].T]
    come = [area(removal.share, np.array([end, *row, whole])) for end, row in zip(rows[3], rows[4:].T, strict=True)]
    errors = [np.std(np.subtract(areas, each), ddof=1) / np.sqrt(5) for each in (gone, come)]
    assert removal.random_error == pytest.approx(max(errors))
    assert np.mean(areas) == pytest.approx(removal.random_area)
    assert removal.random[[0, -1]] == pytest.approx([whole, base])
    assert removal.deletion_area < removal.random_area < removal.insertion_area


def test_a_missing_value_belongs_to_its_column():
    table = pd.DataFrame({"a": [1.0, 2.0, math.nan, 4.0] * 10, "b": ["x", "y", "z", "x"] * 10})
    explainer = TabularExplainer(table, discretizer=None)
    x = table.iloc[2]

    def model(rows):
        return rows["a"].isna() * 2.0 + (rows["b"] == "z")

    explanation = explainer.sample(model, x, n_samples=512).explain(alpha=0.0)
    perturbation = explainer.perturb(x)
    background = background_rows(explainer.table.codes, 16)
    effects = column_effects(explanation, perturbation, background)
    missing = np.isnan(background[:, 0]).mean()
    other = (background[:, 1] != explainer.table.encode(x)[1]).mean()
    np.testing.assert_allclose(effects, [2.0 * (1 - missing), other], atol=1e-6)
    plan = RowRemoval(explanation, perturbation, background)
    removal = plan.curves(np.asarray(model(explainer.table.decode(plan.questions)))[:, None])
    assert removal.deletion[0] == 3.0
    assert removal.deletion[-1] == pytest.approx(2 * missing + (1 - other))


@pytest.mark.parametrize("surrogate", ["tree", DecisionTreeRegressor(random_state=0)], ids=["tree", "estimator"])
def test_contributions_of_a_surrogate_that_is_no_sum_are_what_each_column_loses(surrogate):
    table = np.random.default_rng(0).normal(size=(200, 2))
    explainer = TabularExplainer(table, discretizer=None)
    x = np.array([-1.5, 1.5])  # below the mean a contribution times the distance from it would have the wrong sign
    explanation = explainer.explain(lambda rows: 3.0 * (rows[:, 0] > -1) + (rows[:, 1] > 1), x, surrogate=surrogate)

    effects = column_effects(explanation, explainer.perturb(x), background_rows(explainer.table.codes))

    contributions = dict(zip(explanation.features.tolist(), explanation.contributions.tolist(), strict=True))
    assert effects.tolist() == [contributions[0], contributions[1]]
    assert effects[0] < 0 < effects[1]


def test_background_rows_are_rows_of_the_table_without_repetition():
    rows = background_rows(X, 50)
    assert len(np.unique(rows, axis=0)) == 50
    assert all((row == X).all(axis=1).any() for row in rows)
    assert len(background_rows(X[:7], 16)) == 7
