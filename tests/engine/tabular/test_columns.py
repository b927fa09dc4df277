"""Columns: coding values as numbers, and decoding them."""

import math

import numpy as np
import pandas as pd
import pytest

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular.columns import is_missing
from lime_widgets.engine.tabular.reading import MAX_ORDER_STATISTICS, order_statistics, read_columns

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
def test_decoding_a_coded_column_restores_values_and_dtype(series):
    column, codes = read(series)

    back = pd.Series(column.decode(codes), dtype=column.dtype)

    pd.testing.assert_series_equal(back, series, check_names=False)


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_a_single_value_has_the_same_code_as_in_its_column(series):
    column, codes = read(series)

    np.testing.assert_array_equal([column.code(value) for value in series], codes)


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_reading_the_text_of_a_value_gives_the_value(series):
    column, codes = read(series)

    for code in codes[~np.isnan(codes)]:
        assert column.code(column.read(column.text(code))) == code


@pytest.mark.parametrize("name", ["bool", "boolean", "text", "objects", "mixed", "category", "numbers as category"])
def test_columns_that_are_not_numeric_are_categorical(name):
    assert read(SERIES[name])[0].is_categorical


@pytest.mark.parametrize("name", ["uint8", "int64", "Int64", "float32", "Float64"])
def test_a_numeric_column_is_categorical_only_if_declared_so(name):
    assert not read(SERIES[name])[0].is_categorical
    assert read(SERIES[name], categorical=[0])[0].is_categorical


def test_categories_keep_the_order_of_their_dtype():
    column = read(SERIES["category"])[0]
    assert column.categories == ("low", "mid", "high")  # "high" is in no row
    assert column.decode(np.array([column.code("high")]))[0] == "high"


def test_other_categories_are_sorted_if_possible():
    assert read(pd.Series(["b", "c", "a"]))[0].categories == ("a", "b", "c")


def test_decoded_whole_numbers_are_rounded():
    column = read(SERIES["int64"])[0]

    np.testing.assert_array_equal(column.decode(np.array([0.6, -1.2])), [1, -1])


# Values that a column cannot hold


@pytest.mark.parametrize("value", ["warm", [1.0], float("inf"), 1j])
def test_a_numeric_column_accepts_only_finite_numbers(value):
    with pytest.raises(LimeError, match=r"Column 'it' is .*Expected a finite number.*dtype float64.*Change the value"):
        read(SERIES["float64"])[0].code(value)


@pytest.mark.parametrize(("name", "value"), [("int64", 3.5), ("Int64", 2.25), ("uint8", -1), ("uint8", 256)])
def test_a_column_of_whole_numbers_accepts_only_values_of_its_dtype(name, value):
    with pytest.raises(LimeError, match=rf"Column 'it' is {value}\. Expected a whole number.*{name}.*Round it"):
        read(SERIES[name])[0].code(value)


def test_a_float_without_fraction_is_accepted_as_a_whole_number():
    assert read(SERIES["int64"])[0].code(np.float64(4.0)) == 4.0


@pytest.mark.parametrize("value", [1, True, 2.5, ("a",)])
def test_the_error_for_a_value_of_another_kind_lists_the_known_categories(value):
    with pytest.raises(
        LimeError, match=r"Column 'it' is .*not in the training table\. Expected one of 'a', 'b'\. Change the value"
    ):
        read(SERIES["text"])[0].code(value)


@pytest.mark.parametrize("gap", [None, np.nan, pd.NA, pd.NaT])
def test_a_missing_value_is_refused_unless_the_training_column_has_one(gap):
    assert math.isnan(read(SERIES["Float64"])[0].code(gap))
    with pytest.raises(LimeError, match=r"Column 'it' is missing .*no missing values in this column.*a value.*Fill it"):
        read(SERIES["float64"])[0].code(gap)


@pytest.mark.parametrize(
    ("series", "message"),
    [
        (pd.Series([[1, 2], [3]]), r"'it' .* cells of type list.*Spread the cells.*X\['it'\]\.tolist"),
        (pd.Series([{"a": 1}, {"a": 2}]), "cells of type dict"),
        (pd.Series([np.zeros(2), np.zeros(2)]), "cells of type ndarray"),
        (pd.Series([1j, 2j]), "cells of type complex128"),
        (pd.Series([-1.7e308, 1.7e308]), r"spans from -1\.7e\+308 to 1\.7e\+308"),
        (pd.Series([2**53 + 1, 2]), r"'it' is 9007199254740993 .*categorical_features"),
        (pd.Series([2**64 - 1, 2], dtype="uint64"), r"18446744073709551615"),
        (pd.Series([-(2**63), 2]), r"-9223372036854775808"),
        (pd.Series([None, None], dtype=float), r"only missing values.*Drop the column"),
        (pd.Series([1.0, np.inf]), r"is inf in row 1\. Expected finite numbers.*Replace"),
    ],
)
def test_unusable_columns_are_refused(series, message):
    with pytest.raises(LimeError, match=message):
        read(series)


def test_text_declared_numeric_is_refused():
    with pytest.raises(LimeError, match=r"'it' was declared numeric but has dtype .*Name the column"):
        read(SERIES["text"], categorical=[])


# Order statistics


def test_order_statistics_are_sorted_with_missing_values_last():
    codes = np.array([[3.0, 1.0], [np.nan, 0.0], [1.0, 2.0]])

    np.testing.assert_array_equal(order_statistics(codes), [[1.0, 0.0], [3.0, 1.0], [np.nan, 2.0]])


def test_a_long_column_keeps_evenly_spaced_order_statistics():
    kept = order_statistics(np.random.default_rng(0).random((3 * MAX_ORDER_STATISTICS, 1)))

    assert len(kept) == MAX_ORDER_STATISTICS
    np.testing.assert_allclose(kept[:, 0], np.linspace(0, 1, MAX_ORDER_STATISTICS), atol=0.01)


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, np.float32("nan")])
def test_every_missing_marker_is_recognized(value):
    assert is_missing(value)


@pytest.mark.parametrize("value", [0, "", False, [None], "nan"])
def test_an_empty_or_false_value_is_not_missing(value):
    assert not is_missing(value)
