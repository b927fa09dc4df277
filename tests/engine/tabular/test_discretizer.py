"""Discretizers: the bin edges of numeric columns."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from lime.discretize import DecileDiscretizer, EntropyDiscretizer, QuartileDiscretizer
from sklearn.datasets import load_iris

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular.discretizer import bins, edges
from lime_widgets.engine.tabular.reading import read_columns

IRIS = load_iris()
NAMES = ["a", "b", "c", "d"]


def cut(discretizer, table=IRIS.data, labels=IRIS.target, names=NAMES):
    columns, codes = read_columns(pd.DataFrame(table, columns=names), None)
    return edges(discretizer, columns, codes, labels)


@pytest.mark.parametrize(
    ("discretizer", "reference"),
    [("quartile", QuartileDiscretizer), ("decile", DecileDiscretizer), ("entropy", EntropyDiscretizer)],
)
def test_edges_equal_those_of_the_reference_implementation(discretizer, reference):
    theirs = reference(IRIS.data, [], NAMES, labels=IRIS.target, random_state=0)

    ours = cut(discretizer)

    there = theirs.discretize(IRIS.data)
    for place, inner in enumerate(ours):
        np.testing.assert_array_equal(bins(IRIS.data[:, place], inner), there[:, place])
        assert len(inner) + 1 == len(theirs.names[place])


def test_none_leaves_numbers_unbinned():
    assert cut(None) == (None, None, None, None)


def test_a_mapping_sets_the_edges_of_its_columns_and_quartiles_of_the_others():
    found = cut({"b": [3.0, 3.5], "c": None})

    np.testing.assert_array_equal(found[0], np.percentile(IRIS.data[:, 0], [25, 50, 75]))
    np.testing.assert_array_equal(found[1], [3.0, 3.5])
    assert found[2] is None


def test_a_mapping_may_name_columns_by_labels_other_than_strings():
    np.testing.assert_array_equal(cut({1: [3.0]}, names=[0, 1, 2, 3])[1], [3.0])


def test_categorical_columns_have_no_edges():
    columns, codes = read_columns(pd.DataFrame({"a": ["x", "y"], "b": [1.0, 2.0]}), None)

    assert edges("quartile", columns, codes, None)[0] is None


def test_a_constant_column_has_one_edge_and_one_bin():
    table = np.column_stack([np.full(20, 4.2), np.arange(20.0)])

    for discretizer in ("quartile", "decile", "entropy"):
        (inner, _) = cut(discretizer, table, np.arange(20) % 2, names=["a", "b"])
        np.testing.assert_array_equal(inner, [4.2])
        assert set(bins(table[:, 0], inner)) == {0}


def test_entropy_accepts_numbers_as_labels():
    step = np.where(np.arange(100) < 30, 0.1, 5.7)

    (inner,) = cut("entropy", np.arange(100.0)[:, None], step + 1e-3 * np.arange(100), names=["a"])

    assert 29.5 in inner


@given(
    values=arrays(np.float64, 50, elements=st.floats(-1e3, 1e3)),
    inner=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=6, unique=True).map(sorted),
)
def test_a_bin_excludes_its_lower_edge_and_includes_its_upper_edge(values, inner):
    inner = np.array(inner)
    limits = np.concatenate([[-np.inf], inner, [np.inf]])

    found = bins(values, inner)

    assert ((limits[found] < values) & (values <= limits[found + 1])).all()


def test_missing_values_have_a_separate_bin_and_do_not_change_the_edges():
    table = np.append(np.arange(99.0), np.nan)[:, None]

    (inner,) = cut("quartile", table, None, names=["a"])

    np.testing.assert_array_equal(inner, [24.5, 49, 73.5])
    assert bins(table[:, 0], inner)[-1] == -1


@pytest.mark.parametrize(
    ("discretizer", "message"),
    [
        (
            "octile",
            r"discretizer is 'octile'\. Expected \"auto\", \"quartile\", .* None, or edges.*Omit it",
        ),
        (3, r"discretizer is 3\. Expected"),
        (
            {"e": [1.0]},
            r"names a column 'e'.*not in the training table\. Expected one of 'a', 'b', 'c', 'd'\. Correct the name",
        ),
        ({"a": []}, r"edges of 'a' are \[\]\. Expected different finite numbers in ascending order.*Sort them"),
        ({"a": [2.0, 1.0]}, r"edges of 'a' are \[2\.0, 1\.0\]"),
        ({"a": [1.0, 1.0]}, r"edges of 'a' are \[1\.0, 1\.0\]"),
        ({"a": [1.0, float("nan")]}, r"edges of 'a' are \[1\.0, nan\]"),
        ({"a": ["low", "high"]}, r"edges of 'a' are \['low', 'high'\]"),
        ({"a": 3.0}, r"edges of 'a' are 3\.0"),
    ],
)
def test_an_invalid_discretizer_is_refused(discretizer, message):
    with pytest.raises(LimeError, match=message):
        cut(discretizer)


def test_edges_of_a_categorical_column_are_refused():
    columns, codes = read_columns(pd.DataFrame({"a": ["x", "y"], "b": [1.0, 2.0]}), None)

    with pytest.raises(LimeError, match=r"gives edges for 'a', a categorical column\. Expected edges for numeric"):
        edges({"a": [1.0]}, columns, codes, None)


def test_entropy_without_labels_is_refused():
    with pytest.raises(LimeError, match=r"needs labels.*Expected labels, one for each row.*Pass labels=y_train"):
        cut("entropy", labels=None)
