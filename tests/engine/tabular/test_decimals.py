"""Decimals: numbers as text."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.tabular.decimals import decimal_text, edge_texts
from lime_widgets.engine.tabular.reading import read_columns


def decimals_of(values):
    (column,), _ = read_columns(pd.DataFrame({"it": values}), None)
    return column.decimals


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
def test_decimals_are_those_of_the_values_unless_negligible_in_their_range(values, decimals):
    assert decimals_of(values) == decimals


def test_arbitrary_numbers_get_decimals_for_a_thousandth_of_their_range():
    values = np.random.default_rng(0).random(100)

    assert [decimals_of(values * scale) for scale in (1, 100, 1e-3)] == [4, 2, 7]


@given(st.floats(-1e12, 1e12, allow_subnormal=False).filter(bool), st.integers(0, 12))
def test_the_text_of_a_number_is_close_to_the_number(number, decimals):
    assert float(decimal_text(number, decimals)) == pytest.approx(number, rel=0.051)


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [(20.4, 1, "20.4"), (1e-5, 2, "1e-05"), (1.2e-5, 5, "1.2e-05"), (-0.0, 1, "0.0"), (3.0, 0, "3"), (2e9, 0, "2e+09")],
)
def test_numbers_have_readable_texts(number, decimals, text):
    assert decimal_text(number, decimals) == text


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=9, unique=True).map(sorted),
    st.integers(0, 8),
)
def test_different_edges_have_different_texts(edges, decimals):
    assert len(set(edge_texts(np.array(edges), decimals))) == len(edges)


@given(st.lists(st.integers(-4999, 4999), min_size=2, max_size=60), st.integers(0, 3))
def test_the_text_of_a_quantile_splits_the_values_as_the_quantile_does(numbers, decimals):
    values = np.array(numbers) / 10**decimals
    quartiles = np.unique(np.percentile(values, [25, 50, 75]))

    for edge, text in zip(quartiles, edge_texts(quartiles, decimals_of(values)), strict=True):
        written = float(text)
        assert ((values <= written) == (values <= edge)).all(), (edge, text)
