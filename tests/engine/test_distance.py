"""Distances from the instance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import pairwise_distances

from lime_widgets.engine.distance import DISTANCES, to_instance
from lime_widgets.engine.errors import LimeError

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
