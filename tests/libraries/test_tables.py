"""Tables as they are: each library's reach the model in their own form, and are never converted in silence."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from lime_widgets import LimeError, Study, TabularExplainer, explore

pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

RNG = np.random.default_rng(0)
N = 120
DAYS = [dt.date(2024, 1, 1) + dt.timedelta(days=int(day)) for day in RNG.integers(0, 400, N)]
POLARS = pl.DataFrame(
    {
        "level": RNG.normal(size=N),
        "count": pl.Series(RNG.integers(0, 9, N), dtype=pl.UInt16),
        "gap": [None if place % 7 == 0 else int(place) for place in range(N)],
        "city": RNG.choice(["Oslo", "Bergen"], N),
        "open": RNG.random(N) > 0.5,
        "day": DAYS,
        "time": [dt.datetime.combine(day, dt.time(9, 30)) for day in DAYS],
        "zone": pl.Series([dt.datetime.combine(day, dt.time(9, 30)) for day in DAYS]).dt.replace_time_zone(
            "Europe/Oslo"
        ),
        "wait": [dt.timedelta(minutes=int(each)) for each in RNG.integers(0, 1000, N)],
        "price": [Decimal(int(each)) / 100 for each in RNG.integers(0, 10_000, N)],
        "size": pl.Series(RNG.choice(["S", "M"], N), dtype=pl.Enum(["S", "M", "L"])),
        "kind": pl.Series(RNG.choice(["a", "b"], N), dtype=pl.Categorical),
    }
)


def ready(model, x, table, **options):
    study = explore(model, x, table, n_samples=256, **options).study
    assert study.wait(30)
    assert study.status == "ready", study.error
    return study


@pytest.mark.parametrize(
    "row",
    [POLARS[3], POLARS.row(3), POLARS.row(3, named=True), POLARS.slice(3, 1)],
    ids=["index", "tuple", "dict", "slice"],
)
def test_a_polars_frame_reaches_the_model_with_its_schema_and_its_own_row_first(row):
    first = []

    def model(rows):
        assert isinstance(rows, pl.DataFrame)
        assert rows.schema == POLARS.schema
        first.append(rows.row(0))
        return rows["level"].to_numpy()

    study = ready(model, row, POLARS)

    assert first[0] == POLARS.row(3)
    assert study.neighborhood.y[0, 0] == POLARS["level"][3]
    assert dict(study.explanation.as_list()) != {}


@pytest.mark.parametrize("row", [POLARS[3], POLARS.row(3), POLARS.row(3, named=True)], ids=["frame", "tuple", "dict"])
def test_an_edited_row_keeps_its_type(row):
    study = ready(lambda rows: rows["level"].to_numpy(), row, POLARS)

    study.change("count", 5)
    study.change("day", "2024-02-29")

    assert type(study.instance) is type(row)
    values = study.explainer.table.row(study.instance)
    assert (int(values["count"]), pd.Timestamp(values["day"])) == (5, pd.Timestamp("2024-02-29"))
    assert study.wait(30)
    assert study.status == "ready"


def test_an_arrow_table_reaches_the_model_as_one():
    table = POLARS.drop("price", "kind", "size").to_arrow()

    def model(rows):
        assert isinstance(rows, pa.Table)
        assert rows.schema == table.schema
        return rows["level"].to_numpy()

    study = ready(model, table.slice(3, 1), table)
    study.change("count", 5)
    assert study.instance.schema == table.schema
    assert study.instance["count"].to_pylist() == [5]


def test_arrow_dtypes_of_pandas_reach_the_model():
    table = POLARS.drop("kind", "size").to_arrow().to_pandas(types_mapper=pd.ArrowDtype)

    def model(rows):
        pd.testing.assert_series_equal(rows.dtypes, table.dtypes)
        return rows["level"].to_numpy(dtype=float)

    study = ready(model, table.iloc[3], table)
    np.testing.assert_array_equal(study.neighborhood.y[0, 0], table["level"].iloc[3])


@pytest.mark.parametrize("kind", [scipy.sparse.csr_matrix, scipy.sparse.csr_array, scipy.sparse.csc_matrix])
def test_sparse_rows_reach_the_model_sparse(kind):
    counts = kind(RNG.poisson(0.3, (N, 6)).astype(float))

    def model(rows):
        assert type(rows) is kind
        return np.asarray(rows.sum(axis=1)).ravel()

    study = ready(model, counts.tocsr()[[3]], counts)
    assert study.neighborhood.y[0, 0] == counts.toarray()[3].sum()


def test_a_sparse_matrix_that_cannot_be_opened_is_refused():
    with pytest.raises(LimeError, match=r"sparse matrix of 100,000 × 30,000.*explore\(pipeline, text\)"):
        TabularExplainer(scipy.sparse.csr_matrix((100_000, 30_000)))


def test_a_lazy_frame_is_refused_with_the_code_to_type():
    with pytest.raises(LimeError, match=r"a LazyFrame of polars.*collect\(\)"):
        explore(len, POLARS[3], POLARS.lazy())
    TabularExplainer(POLARS.lazy().collect())  # the advice


def test_the_tables_of_boosting_libraries_are_refused_with_the_code_to_type():
    xgboost, lightgbm = pytest.importorskip("xgboost"), pytest.importorskip("lightgbm")
    X = RNG.normal(size=(N, 2))
    for table in (xgboost.DMatrix(X), lightgbm.Dataset(X)):
        with pytest.raises(LimeError, match=r"Pass the table that it was made from"):
            TabularExplainer(table)


def test_a_study_of_a_polars_row_grows_and_shrinks():
    study = Study(lambda rows: rows["level"].to_numpy(), POLARS[3], TabularExplainer(POLARS), n_samples=64)
    assert study.wait(30)
    study.n_samples = 200
    assert study.wait(30)
    assert len(study.neighborhood) == 200
