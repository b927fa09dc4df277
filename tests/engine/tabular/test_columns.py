"""Columns: what they hold, coded as numbers and back again, and written for a reader."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular.columns import (
    MOST_ROWS_HELD,
    decimal_text,
    edge_texts,
    is_missing,
    order_statistics,
    read_columns,
)

SERIES = {
    "uint8": pd.Series([0, 3, 255], dtype="uint8"),
    "int64": pd.Series([-5, 0, 7]),
    "Int64": pd.Series([1, None, 3], dtype="Int64"),
    "float32": pd.Series([0.5, 1.5, np.nan], dtype="float32"),
    "float64": pd.Series([0.1, 0.2, 0.3]),
    "Float64": pd.Series([0.1, None, 0.3], dtype="Float64"),
    "bool": pd.Series([True, False, True]),
    "boolean": pd.Series([True, None, False], dtype="boolean"),
    "text": pd.Series(["a", "b", "a"]),
    "text with a gap": pd.Series(["a", None, "b"]),
    "objects": pd.Series(["a", "b", None], dtype=object),
    "mixed": pd.Series([1, "a", None], dtype=object),
    "category": pd.Series(pd.Categorical(["mid", "low", None], ["low", "mid", "high"], ordered=True)),
    "numbers as category": pd.Series(pd.Categorical([3, 1, 3])),
    "intervals": pd.Series(pd.cut([1.0, 5.0, 9.0], 2)),
}


def read(series, *, categorical=None):
    columns, codes = read_columns(pd.DataFrame({"it": series}), categorical)
    return columns[0], codes[:, 0]


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_coding_and_decoding_gives_the_same_values_and_dtype(series):
    column, codes = read(series)

    back = pd.Series(column.decode(codes), dtype=column.dtype)

    pd.testing.assert_series_equal(back, series, check_names=False)


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_each_value_of_a_column_has_the_code_that_the_column_was_read_with(series):
    column, codes = read(series)

    np.testing.assert_array_equal([column.code(value) for value in series], codes)


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_a_value_that_is_written_is_read_again(series):
    column, codes = read(series)

    for code in codes[~np.isnan(codes)]:
        assert column.code(column.read(column.text(code))) == code


@pytest.mark.parametrize("name", ["bool", "boolean", "text", "objects", "mixed", "category", "numbers as category"])
def test_what_is_no_number_is_categorical(name):
    assert read(SERIES[name])[0].is_categorical


@pytest.mark.parametrize("name", ["uint8", "int64", "Int64", "float32", "Float64"])
def test_a_number_is_categorical_only_if_that_is_said(name):
    assert not read(SERIES[name])[0].is_categorical
    assert read(SERIES[name], categorical=[0])[0].is_categorical


def test_categories_keep_the_order_that_their_dtype_gives_them():
    assert read(SERIES["category"])[0].categories == ("low", "mid")


def test_other_categories_are_sorted_where_they_can_be():
    assert read(pd.Series(["b", "c", "a"]))[0].categories == ("a", "b", "c")


def test_sampled_whole_numbers_are_rounded():
    column = read(SERIES["int64"])[0]

    np.testing.assert_array_equal(column.decode(np.array([0.6, -1.2])), [1, -1])


# Values that cannot stand in a column


@pytest.mark.parametrize("value", ["warm", [1.0], float("inf"), 1j])
def test_a_numeric_column_takes_finite_numbers_only(value):
    with pytest.raises(LimeError, match=r"Column 'it' is .*Expected a finite number.*dtype float64.*Change the value"):
        read(SERIES["float64"])[0].code(value)


@pytest.mark.parametrize(("name", "value"), [("int64", 3.5), ("Int64", 2.25), ("uint8", -1), ("uint8", 256)])
def test_a_column_of_whole_numbers_takes_only_such_as_its_dtype_holds(name, value):
    with pytest.raises(LimeError, match=rf"Column 'it' is {value}\. Expected a whole number.*{name}.*Round it"):
        read(SERIES[name])[0].code(value)


def test_a_whole_number_may_come_as_a_float():
    assert read(SERIES["int64"])[0].code(np.float64(4.0)) == 4.0


@pytest.mark.parametrize("value", ["c", 1, True])
def test_an_unknown_category_is_refused_with_those_that_are_known(value):
    with pytest.raises(
        LimeError, match=r"Column 'it' is .*does not have\. Expected one of 'a', 'b'\. Change the value"
    ):
        read(SERIES["text"])[0].code(value)


@pytest.mark.parametrize("gap", [None, np.nan, pd.NA, pd.NaT])
def test_a_value_may_be_missing_only_where_one_is_in_training(gap):
    assert math.isnan(read(SERIES["Float64"])[0].code(gap))
    with pytest.raises(LimeError, match=r"Column 'it' is missing .* never is in the training table.*a value.*Fill it"):
        read(SERIES["float64"])[0].code(gap)


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (pd.Series(pd.to_datetime(["2020-01-01", "2020-01-02"])), r"holds dates or times.*Turn it into a number"),
        (pd.Series([None, None], dtype=float), r"holds no value at all.*Leave the column out"),
        (pd.Series([1.0, np.inf]), r"is inf in row 1\. Expected finite numbers.*Replace"),
    ],
)
def test_columns_that_cannot_be_perturbed_are_refused(series, message):
    with pytest.raises(LimeError, match=message):
        read(series)


def test_text_that_is_said_to_be_numeric_is_refused():
    with pytest.raises(LimeError, match=r"'it' was said to be numeric, but its dtype is .*Name the column"):
        read(SERIES["text"], categorical=[])


# Order statistics


def test_the_values_held_of_a_column_are_its_own_in_order_missing_last():
    codes = np.array([[3.0, 1.0], [np.nan, 0.0], [1.0, 2.0]])

    np.testing.assert_array_equal(order_statistics(codes), [[1.0, 0.0], [3.0, 1.0], [np.nan, 2.0]])


def test_a_long_table_is_thinned_evenly():
    held = order_statistics(np.random.default_rng(0).random((3 * MOST_ROWS_HELD, 1)))

    assert len(held) == MOST_ROWS_HELD
    np.testing.assert_allclose(held[:, 0], np.linspace(0, 1, MOST_ROWS_HELD), atol=0.01)


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, np.float32("nan")])
def test_there_are_several_ways_to_be_missing(value):
    assert is_missing(value)


@pytest.mark.parametrize("value", [0, "", False, [None], "nan"])
def test_what_looks_empty_need_not_be_missing(value):
    assert not is_missing(value)


# Texts


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([1, 2, 30], 0),
        ([0.5, 20.4, 12.0], 1),
        ([0.25, 20.4], 2),
        ([1e5 + 0.01, 2e5 + 0.07], 0),
        ([1e-5, 2e-5, 9e-5], 5),
        ([7.25, 7.25], 2),
    ],
)
def test_a_column_has_the_decimals_that_it_is_measured_in_but_none_that_drown_in_its_range(values, decimals):
    assert read(pd.Series(values))[0].decimals == decimals


def test_a_column_of_any_numbers_has_decimals_for_a_thousandth_of_its_range():
    values = np.random.default_rng(0).random(100)

    assert [read(pd.Series(values * scale))[0].decimals for scale in (1, 100, 1e-3)] == [4, 2, 7]


@given(st.floats(-1e12, 1e12, allow_subnormal=False).filter(bool), st.integers(0, 12))
def test_a_number_is_never_written_as_another_one(number, decimals):
    assert float(decimal_text(number, decimals)) == pytest.approx(number, rel=0.051)


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [(20.4, 1, "20.4"), (1e-5, 2, "1e-05"), (1.2e-5, 5, "1.2e-05"), (-0.0, 1, "0.0"), (3.0, 0, "3"), (2e9, 0, "2e+09")],
)
def test_numbers_are_written_as_a_reader_would(number, decimals, text):
    assert decimal_text(number, decimals) == text


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=9, unique=True).map(sorted),
    st.integers(0, 8),
)
def test_edges_are_always_told_apart(edges, decimals):
    assert len(set(edge_texts(np.array(edges), decimals))) == len(edges)


@given(st.lists(st.integers(-4999, 4999), min_size=2, max_size=60), st.integers(0, 3))
def test_a_quantile_of_rounded_numbers_is_written_in_full(numbers, decimals):
    values = np.array(numbers) / 10**decimals
    quartiles = np.unique(np.percentile(values, [25, 50, 75]))

    for edge, text in zip(quartiles, edge_texts(quartiles, read(pd.Series(values))[0].decimals), strict=True):
        written = float(text)
        assert ((values <= written) == (values <= edge)).all(), (edge, text)
