"""Bike rentals in Washington DC, 2011 and 2012, one row per day."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Literal

import numpy as np

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    import pandas as pd

# Text columns and their values in their natural order, because the alphabetical order is rarely useful.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "season": ("WINTER", "SPRING", "SUMMER", "FALL"),
    "yr": ("2011", "2012"),
    "mnth": ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
    "holiday": ("NO HOLIDAY", "HOLIDAY"),
    "weekday": ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"),
    "workingday": ("NO WORKING DAY", "WORKING DAY"),
    "weathersit": ("GOOD", "MISTY", "RAIN/SNOW/STORM"),
}


def load_bike() -> pd.DataFrame:
    """Return the 731 days of bike rentals, indexed by date.

    Returns
    -------
    DataFrame of shape (731, 12)
        ``season``, ``yr``, ``mnth``, ``holiday``, ``weekday``, ``workingday`` and ``weathersit`` are categories in
        their natural order; ``temp`` (°C), ``hum`` (%), ``windspeed`` (km/h), ``days_since_2011`` and the number of
        rentals ``cnt`` are numbers. The index is the date.

    References
    ----------
    H. Fanaee-T and J. Gama, "Event labeling combining ensemble detectors and background knowledge", Progress in
    Artificial Intelligence 2 (2013). UCI Bike Sharing data set, CC BY 4.0.

    Examples
    --------
    >>> from lime_widgets.datasets import load_bike
    >>> bike = load_bike()
    >>> bike.shape
    (731, 12)
    >>> print(bike.at[bike.index[294], "weathersit"], bike.at[bike.index[294], "temp"])
    GOOD 11.86
    """
    import pandas as pd

    with files("lime_widgets.datasets").joinpath("bike_daily.csv").open(encoding="utf-8") as table:
        bike = pd.read_csv(table, dtype=dict.fromkeys(CATEGORIES, str), parse_dates=["date"], index_col="date")
    return bike.astype({column: pd.CategoricalDtype(list(values)) for column, values in CATEGORIES.items()})


def load_bike_task(
    target: Literal["cnt", "above_trend"] = "above_trend",
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the features of the bike rentals and one target to predict from them.

    Parameters
    ----------
    target : {"above_trend", "cnt"}
        ``"cnt"``: the number of rentals (regression). ``"above_trend"``: whether the number of rentals is above a
        linear trend fitted to all days (classification), as in C. Molnar's "Interpretable Machine Learning".

    Returns
    -------
    X : DataFrame of shape (731, 11)
        All columns of `load_bike` except ``cnt``.
    y : Series of shape (731,)
        Integers for ``"cnt"``; the strings "above" and "below" for ``"above_trend"``.

    Raises
    ------
    LimeError
        If `target` is another value.
    """
    bike = load_bike()
    X = bike.drop(columns="cnt")
    if target == "cnt":
        return X, bike["cnt"]
    if target == "above_trend":
        slope, intercept = np.polyfit(bike["days_since_2011"], bike["cnt"], 1)
        trend = intercept + slope * bike["days_since_2011"]
        return X, (bike["cnt"] > trend).map({True: "above", False: "below"}).rename("trend")
    raise problem("data.bike.target", target=target)
