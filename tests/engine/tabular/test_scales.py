"""Dates, periods, durations and decimals: perturbed as numbers, shown as dates, given to the model in their dtype."""

import datetime as dt
import pickle
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from lime_widgets import LimeError, Study, TabularExplainer

RNG = np.random.default_rng(0)
N = 150
DAYS = pd.Timestamp("2024-01-01") + pd.to_timedelta(RNG.integers(0, 400, N), "D")
SERIES = {
    "days": pd.Series(DAYS),
    "nanoseconds": pd.Series(DAYS.as_unit("ns")),
    "seconds": pd.Series(DAYS.as_unit("s")),
    "times": pd.Series(DAYS + pd.to_timedelta(RNG.integers(0, 1440, N), "min")),
    "zone": pd.Series((DAYS + pd.Timedelta("90min")).tz_localize("Europe/Oslo")),
    "gaps": pd.Series(DAYS).mask(np.arange(N) % 7 == 0),
    "durations": pd.Series(pd.to_timedelta(RNG.integers(0, 5000, N), "min")),
    "months": pd.Series(pd.PeriodIndex(DAYS, freq="M")),
    "quarters": pd.Series(pd.PeriodIndex(DAYS, freq="Q")),
    "decimals": pd.Series([Decimal(int(each)) / 100 for each in RNG.integers(0, 9999, N)]),
    "dates": pd.Series([day.date() for day in DAYS]),
    "datetimes": pd.Series([day.to_pydatetime() for day in DAYS], dtype=object),
}
EDITS = {
    "days": "2024-02-29",
    "nanoseconds": "2024-02-29",
    "seconds": "2024-02-29",
    "times": "2024-02-29 14:30",
    "zone": "2024-02-29 14:30",
    "gaps": "2024-02-29",
    "durations": "2 days 03:00",
    "months": "2024-02",
    "quarters": "2024Q1",
    "decimals": "12.5",
    "dates": "2024-02-29",
    "datetimes": "2024-02-29",
}


@pytest.mark.parametrize("discretizer", ["quartile", None])
@pytest.mark.parametrize("name", SERIES)
def test_the_model_gets_values_of_the_columns_own_dtype_and_the_instance_exactly(name, discretizer):
    table = pd.DataFrame({"when": SERIES[name], "level": RNG.normal(size=N)})
    row = table.iloc[[3]]

    def model(rows):
        assert rows["when"].dtype == table["when"].dtype
        kinds = {type(value) for value in rows["when"].dropna()} if rows["when"].dtype == object else set()
        assert kinds <= {type(table["when"].iloc[3])}
        assert len(rows) < 2 or rows["when"].nunique() > 3
        return rows["level"]

    for around in (False, True):
        explainer = TabularExplainer(table, discretizer=discretizer, sample_around_instance=around)
        perturbation = explainer.perturb(row)
        pd.testing.assert_frame_equal(perturbation.rows(0, 1)[1].reset_index(drop=True), row.reset_index(drop=True))
        explainer.explain(model, row, n_samples=128)


@pytest.mark.parametrize("name", SERIES)
def test_it_is_shown_typed_and_edited_as_what_it_is(name):
    table = pd.DataFrame({"when": SERIES[name], "level": RNG.normal(size=N)})
    explainer = TabularExplainer(table)
    column = explainer.table.columns[0]
    shown = column.text(explainer.table.encode(table.iloc[3])[0])
    assert column.code(column.read(shown)) == explainer.table.encode(table.iloc[3])[0]
    with pytest.raises(LimeError, match=r"Column 'when' is 'tomorrow' \(str\)"):
        column.code(column.read("tomorrow"))

    study = Study(lambda rows: rows["level"], table.iloc[3], explainer, n_samples=64)
    assert study.wait(20)
    study.change("when", column.read(EDITS[name]))
    assert study.wait(20)
    assert study.status == "ready", study.error
    assert study.instance["when"] == column.decode(np.array([column.code(column.read(EDITS[name]))]))[0]
    pickle.loads(pickle.dumps(explainer))  # noqa: S301  our own


def test_bins_are_named_by_dates():
    table = pd.DataFrame({"when": SERIES["days"], "level": RNG.normal(size=N)})
    names = TabularExplainer(table).perturb(table.iloc[3]).feature_names
    assert names[0].startswith(("when > 2024-", "when ≤ 2024-", "2024-", "2025-"))


def test_a_date_with_a_zone_is_none_without_one():
    naive = pd.DataFrame({"when": SERIES["days"], "level": 1.0})
    with pytest.raises(LimeError, match="Column 'when' is Timestamp"):
        TabularExplainer(naive).table.encode({"when": pd.Timestamp("2024-01-01", tz="UTC"), "level": 1.0})
    with pytest.raises(LimeError, match="a date such as"):
        TabularExplainer(naive).table.encode({"when": 5, "level": 1.0})
    mixed = pd.DataFrame({"when": [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-01", tz="UTC")], "level": 1.0})
    with pytest.raises(LimeError, match=r"several kinds.*to_datetime\(X\['when'\], utc=True\)"):
        TabularExplainer(mixed)


def test_digits_that_no_float_holds_are_refused_with_the_way_out():
    fine = pd.DataFrame({"when": pd.to_datetime([1, 2**62 + 1]), "level": [1.0, 2.0]})
    with pytest.raises(LimeError, match=r"more digits.*\.dt\.round\('us'\)"):
        TabularExplainer(fine)
    TabularExplainer(fine.assign(when=fine["when"].dt.round("us")))  # the advice
    with pytest.raises(LimeError, match="more digits"):
        TabularExplainer(pd.DataFrame({"price": [Decimal("1234567890.1234567"), Decimal(1)], "level": 1.0}))


@pytest.mark.parametrize("number", [2**53 + 1, 2**63 - 1, -(2**63)])
def test_an_identifier_that_no_float_holds_reaches_the_model_exactly_or_not_at_all(number):
    table = pd.DataFrame({"account": [number, number + (1 if number < 0 else -1), 5] * 5, "level": np.arange(15.0)})
    with pytest.raises(LimeError, match=r"categorical_features"):
        TabularExplainer(table)
    seen = set()

    def model(rows):
        seen.update(rows["account"].tolist())
        return rows["level"]

    TabularExplainer(table, categorical_features=["account"]).explain(
        model, table.iloc[[0]], n_samples=64
    )  # the advice
    assert seen == set(table["account"])


def test_an_instance_beyond_them_is_refused():
    table = pd.DataFrame({"count": [1, 2, 3], "level": [1.0, 2.0, 3.0]})
    with pytest.raises(LimeError, match="9007199254740993"):
        TabularExplainer(table).table.encode({"count": 2**53 + 1, "level": 1.0})


def test_the_widest_samples_of_a_wide_column_stay_within_its_dtype():
    table = pd.DataFrame({"count": np.array([0, 2**53], dtype=np.uint64).repeat(10), "level": np.arange(20.0)})
    explainer = TabularExplainer(table, discretizer=None, sample_around_instance=True)
    _, rows = explainer.perturb(table.iloc[19]).rows(0, 500)
    assert rows["count"].dtype == np.uint64
    assert rows["count"].max() <= 2**53


@pytest.mark.parametrize(("given", "code"), [(True, 1), ("True", 1), ("false", 0), (1.0, 1), (0, 0), (np.True_, 1)])
def test_booleans_are_read_in_every_form(given, code):
    table = pd.DataFrame({"open": [True, False] * 5, "level": np.arange(10.0)})
    assert TabularExplainer(table).table.encode({"open": given, "level": 1.0})[0] == code


def test_dates_of_python_stay_dates():
    table = pd.DataFrame({"when": SERIES["dates"], "level": RNG.normal(size=N)})
    study = Study(lambda rows: rows["level"], table.iloc[3].to_dict(), TabularExplainer(table), n_samples=64)
    study.change("when", dt.date(2024, 5, 5))
    assert study.instance == {"when": dt.date(2024, 5, 5), "level": table["level"].iloc[3]}


@pytest.mark.skipif(pd.__version__ < "3", reason="earlier versions of pandas end in the year 2262")
@pytest.mark.parametrize("name", SERIES)
def test_samples_around_a_value_at_the_end_of_time_are_values(name):
    table = pd.DataFrame({"when": SERIES[name], "level": RNG.normal(size=N)})
    column = TabularExplainer(table).table.columns[0]
    for end in column.bounds:
        if not np.isfinite(end):
            continue
        row = pd.DataFrame({"when": pd.Series(column.decode(np.array([end])), dtype=column.dtype), "level": [0.0]})
        explainer = TabularExplainer(table, sample_around_instance=True)
        _, rows = explainer.perturb(row).rows(0, 200)
        assert rows["when"].notna().any()
        assert rows["when"].iloc[0] == row["when"].iloc[0]
        column.text(end)
