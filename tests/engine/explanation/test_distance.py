"""Distances from the instance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise_distances

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.distance import DISTANCES, gower, to_instance

metrics = st.sampled_from(DISTANCES)
tables = arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(1, 5)), elements=st.floats(-100, 100, width=32))


@given(Z=tables, metric=metrics)
def test_distances_are_those_of_scikit_learn(Z, metric):
    expected = pairwise_distances(Z, Z[:1], metric=metric).ravel()
    if metric == "cosine":
        lengths = np.linalg.norm(Z, axis=1)
        Z = Z[np.minimum(lengths, lengths[0]) == 0] if lengths[0] < 1e-6 else Z[lengths > 1e-6]
        if len(Z) < 2:
            return
        expected = pairwise_distances(Z, Z[:1], metric=metric).ravel()

    np.testing.assert_allclose(to_instance(Z, metric)[1:], expected[1:], rtol=1e-6, atol=1e-6)


@given(Z=tables, metric=metrics)
def test_the_instance_lies_at_distance_0_and_nothing_below(Z, metric):
    distances = to_instance(Z, metric)

    assert distances[0] == 0
    assert (distances >= 0).all()


@given(p=st.integers(1, 60), seed=st.integers(0, 1000))
def test_of_on_off_features_the_euclidean_distance_is_the_root_of_how_many_differ(p, seed):
    Z = np.random.default_rng(seed).integers(0, 2, (20, p)).astype(float)

    np.testing.assert_allclose(to_instance(Z), np.sqrt(np.abs(Z - Z[0]).sum(axis=1)), rtol=1e-15)


def test_squared_euclidean_is_the_square_and_manhattan_the_sum():
    Z = np.array([[0.0, 0.0], [3.0, 4.0]])

    assert [to_instance(Z, metric)[1] for metric in ("euclidean", "sqeuclidean", "manhattan")] == [5.0, 25.0, 7.0]


def test_a_row_without_length_is_as_far_by_cosine_as_an_orthogonal_one():
    Z = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0], [3.0, 0.0]])

    np.testing.assert_array_equal(to_instance(Z, "cosine"), [0.0, 1.0, 1.0, 0.0])


def test_an_unknown_metric_is_refused_with_those_there_are():
    with pytest.raises(LimeError, match=r"distance is 'hamming'\. Expected one of \"euclidean\", .*\"cosine\"\. Leave"):
        to_instance(np.eye(2), "hamming")


@given(p=st.integers(1, 60), seed=st.integers(0, 1000))
def test_of_on_off_features_gowers_distance_is_the_share_of_those_that_differ(p, seed):
    Z = np.random.default_rng(seed).integers(0, 2, (20, p)).astype(float)

    np.testing.assert_allclose(gower(Z, np.ones(p), range(p)), np.abs(Z - Z[0]).mean(axis=1), rtol=1e-15)


@given(Z=tables, scale=st.floats(0.01, 100))
def test_gowers_distance_has_no_unit_and_is_1_at_most(Z, scale):
    spans = np.ptp(Z, axis=0)
    distances = gower(Z, spans, range(Z.shape[1]))

    np.testing.assert_allclose(gower(scale * Z, scale * spans, range(Z.shape[1])), distances, rtol=1e-9, atol=1e-12)
    assert distances[0] == 0
    assert ((distances >= 0) & (distances <= 1)).all()


def test_gowers_distance_of_mixed_columns_is_the_mean_of_their_shares():
    # A number of range 10, a category, a number that is sometimes missing (range 4), and whether it is.
    Z = np.array([[2.0, 1, 3, 0], [7, 1, 3, 0], [2, 0, 3, 0], [2, 1, 1, 0], [2, 1, 3, 1], [99, 0, 1, 1]])

    np.testing.assert_allclose(
        gower(Z, np.array([10.0, 1, 4, 1]), (0, 1, 2, 2)), np.array([0, 0.5, 1, 0.5, 1, 3]) / 3, rtol=1e-15
    )


def test_two_missing_numbers_are_alike():
    Z = np.array([[0.0, 1.0], [0.0, 1.0], [0.5, 0.0]])

    assert gower(Z, np.ones(2), (0, 0)).tolist() == [0.0, 0.0, 1.0]


def test_another_value_than_a_columns_only_one_differs_in_full():
    assert gower(np.array([[3.0], [3.0], [3.1]]), np.zeros(1), (0,)).tolist() == [0.0, 0.0, 1.0]
