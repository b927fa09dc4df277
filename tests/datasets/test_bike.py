import numpy as np
import pandas as pd
import pytest

from lime_widgets.datasets import bike, load_bike, load_bike_task
from lime_widgets.engine.errors import LimeError


def test_the_bike_table_has_every_day_of_two_years():
    table = load_bike()

    assert table.shape == (731, 12)
    assert table.index.equals(pd.date_range("2011-01-01", "2012-12-31", name="date"))
    assert not table.isna().any().any()


def test_every_text_column_is_a_category_in_its_natural_order():
    table = load_bike()

    for column, values in bike.CATEGORIES.items():
        assert table[column].cat.categories.tolist() == list(values)
        assert set(table[column]) == set(values), f"{column} has values that no day shows"
    others = table.columns.difference(list(bike.CATEGORIES))
    assert all(pd.api.types.is_numeric_dtype(table[column]) for column in others)


def test_categories_agree_with_the_calendar():
    table = load_bike()

    assert (table["yr"].astype(str) == table.index.strftime("%Y")).all()
    assert (table["mnth"].cat.codes + 1 == table.index.month).all()
    assert (table["weekday"].cat.codes == table.index.day_of_week).all()
    assert (table["days_since_2011"] == np.arange(731)).all()


def test_each_call_returns_a_new_table():
    table = load_bike()
    table.loc[:, "temp"] = 0.0

    assert load_bike()["temp"].std() > 1


def test_above_trend_is_the_sign_of_the_residual_of_a_linear_fit():
    X, y = load_bike_task()
    days = np.column_stack([np.ones(731), X["days_since_2011"]])
    rentals = load_bike()["cnt"].to_numpy()
    residual = rentals - days @ np.linalg.lstsq(days, rentals, rcond=None)[0]

    assert ((y == "above").to_numpy() == (residual > 0)).all()
    assert y.value_counts().to_dict() == {"above": 388, "below": 343}


def test_the_count_is_not_among_the_features_of_the_count_task():
    X, y = load_bike_task("cnt")

    assert "cnt" not in X
    assert y.equals(load_bike()["cnt"])


def test_the_error_names_an_unknown_target():
    with pytest.raises(LimeError, match=r"'casual'.*cnt.*above_trend"):
        load_bike_task("casual")
