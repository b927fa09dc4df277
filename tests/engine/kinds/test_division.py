"""Shapley values of a function between a reference and an instance, beside sums that are known."""

import numpy as np
import pytest

from lime_widgets.engine.surrogate.kinds.division import EXACT_FEATURES, shapley_values

NUMBERS = [1, 2, 5, EXACT_FEATURES, EXACT_FEATURES + 1, 30]


def calls_of(function):
    """The function, and the rows that it was asked about in each call."""
    asked = []

    def counting(rows):
        asked.append(rows)
        return function(rows)

    return counting, asked


@pytest.mark.parametrize("k", NUMBERS)
def test_values_add_up_to_the_change_from_the_reference(k):
    rng = np.random.default_rng(k)
    weights, instance, reference = rng.normal(size=(3, k))

    def g(rows):
        return np.tanh(rows @ weights) + np.prod(rows[:, :3], axis=1)

    values = shapley_values(g, instance, reference)

    change = g(instance[None])[0] - g(reference[None])[0]
    assert values.sum() == pytest.approx(change, abs=1e-12)


@pytest.mark.parametrize("k", NUMBERS)
def test_a_sum_gives_each_feature_its_own_change(k):
    rng = np.random.default_rng(k)
    instance, reference = rng.normal(size=(2, k))

    values = shapley_values(lambda rows: np.square(rows).sum(axis=1), instance, reference)

    np.testing.assert_allclose(values, instance**2 - reference**2, rtol=0, atol=1e-12)


@pytest.mark.parametrize("k", NUMBERS[1:])
def test_joint_effects_of_two_features_are_halved_also_in_random_orders(k):
    joint = np.triu(np.random.default_rng(k).normal(size=(k, k)), 1)

    values = shapley_values(lambda rows: np.einsum("ni,ij,nj->n", rows, joint, rows), np.ones(k), np.zeros(k))

    np.testing.assert_allclose(values, (joint.sum(axis=0) + joint.sum(axis=1)) / 2, rtol=0, atol=1e-12)


def test_three_features_that_act_together_share_alike_and_others_get_nothing():
    values = shapley_values(lambda rows: rows[:, :3].prod(axis=1), np.array([2.0, 3.0, 5.0, 7.0]), np.zeros(4))

    np.testing.assert_allclose(values, [10.0, 10.0, 10.0, 0.0], rtol=0, atol=1e-13)
    assert values[3] == 0.0


def test_a_feature_that_is_at_its_reference_has_nothing_and_costs_nothing():
    g, asked = calls_of(lambda rows: rows.prod(axis=1) + rows[:, 1])

    values = shapley_values(g, np.array([2.0, 1.0, 3.0]), np.ones(3))

    # From 1 to 2 · 3 = 6 of the product: 1 + 1/2 · 2 and 2 + 1/2 · 2.
    np.testing.assert_allclose(values, [2.0, 0.0, 3.0], rtol=0, atol=1e-13)
    assert [len(rows) for rows in asked] == [4]


def test_nothing_is_asked_where_the_instance_is_the_reference():
    g, asked = calls_of(lambda rows: rows.sum(axis=1))

    assert shapley_values(g, np.ones(3), np.ones(3)).tolist() == [0.0, 0.0, 0.0]
    assert asked == []


@pytest.mark.parametrize("k", NUMBERS)
def test_one_call_of_few_rows_is_enough(k):
    g, asked = calls_of(lambda rows: rows.sum(axis=1))

    shapley_values(g, np.ones(k), np.zeros(k))

    assert len(asked) == 1
    assert len(asked[0]) <= 2**EXACT_FEATURES
    assert {0, k} <= set(asked[0].sum(axis=1).astype(int))


def test_random_orders_come_near_the_values_of_all_subsets():
    # Each of 20 triples gives a third of its effect to each of its features.
    k, rng = 20, np.random.default_rng(1)
    triples = [rng.choice(k, 3, replace=False) for _ in range(20)]
    expected = np.zeros(k)
    for triple in triples:
        expected[triple] += 1.0 / 3.0

    def g(rows):
        return sum(rows[:, triple].prod(axis=1) for triple in triples)

    values = shapley_values(g, np.ones(k), np.zeros(k))

    # A triple's last feature gets its effect: a variance of 2/9 for each triple and order, less in a pair of orders.
    n_orders = 2 * ((2**EXACT_FEATURES - 2) // (2 * (k - 1)))
    in_triples = np.bincount(np.concatenate(triples), minlength=k)
    stderr = np.sqrt(in_triples * 2 / 9 / n_orders)
    assert np.all(np.abs(values - expected) <= 4.0 * stderr)
    assert np.abs(values - expected).max() > 1e-6  # they are estimates
    np.testing.assert_array_equal(values, shapley_values(g, np.ones(k), np.zeros(k)))
