"""The explainer of table rows: perturbations, representation, feature names and refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.sampling.designs import DESIGNS
from lime_widgets.engine.tabular.explainer import TabularExplainer

N = 240


def table():
    """Every kind of column that a model may have been trained on, some with gaps."""
    rng = np.random.default_rng(0)
    gaps = rng.random((5, N)) < 0.15
    text = rng.choice(["GOOD", "MISTY", "RAIN"], N, p=[0.6, 0.3, 0.1])
    return pd.DataFrame(
        {
            "temp": rng.normal(15, 8, N).round(1),
            "small": rng.exponential(1e-5, N),
            "single": rng.normal(size=N).astype("float32"),
            "count": rng.poisson(3, N),
            "byte": rng.integers(0, 4, N).astype("uint8"),
            "wind": np.where(gaps[0], np.nan, rng.gamma(2, 3, N)),
            "rooms": pd.array(np.where(gaps[1], None, rng.integers(1, 6, N)), dtype="Int64"),
            "holiday": rng.random(N) < 0.3,
            "maybe": pd.array(np.where(gaps[2], None, rng.random(N) < 0.5), dtype="boolean"),
            "weather": text,
            "objects": pd.Series(np.where(gaps[3], None, text), dtype=object),
            "season": pd.Categorical(rng.choice(["SPRING", "AUTUMN"], N), ["SPRING", "SUMMER", "AUTUMN"], ordered=True),
            "constant": np.full(N, 2.5),
        }
    )


TABLE = table()
NUMERIC = ["temp", "small", "single", "count", "byte", "wind", "rooms"]
CATEGORICAL = ["holiday", "maybe", "weather", "objects", "season"]
COMPLETE = int(np.flatnonzero(TABLE.notna().all(axis=1))[0])
WITH_GAPS = int(np.flatnonzero(TABLE["wind"].isna() & TABLE["objects"].isna())[0])
modes = {
    "discretizer": st.sampled_from(["quartile", "decile", None]),
    "sample_around_instance": st.booleans(),
}
every_mode = pytest.mark.parametrize("discretizer", ["quartile", "decile", None])
both_places = pytest.mark.parametrize("around", [False, True], ids=["around_data", "around_instance"])


def drawn(n=4096, row=COMPLETE, *, table=TABLE, random_state=0, design="sobol", **settings):
    perturbation = TabularExplainer(table, **settings).perturb(
        table.iloc[[row]], random_state=random_state, design=design
    )
    return perturbation, *perturbation.rows(0, n)


def shares(series):
    return series.value_counts(normalize=True, dropna=False)


# The sequence of perturbations


@settings(max_examples=40)
@given(
    **modes,
    seed=st.integers(0, 2**32 - 1),
    design=st.sampled_from(DESIGNS),
    row=st.sampled_from([COMPLETE, WITH_GAPS]),
    first=st.integers(0, 200),
    second=st.integers(0, 200),
)
def test_more_rows_continue_the_same_sequence(discretizer, sample_around_instance, seed, design, row, first, second):
    perturbation, Z, inputs = drawn(
        first + second,
        row,
        random_state=seed,
        design=design,
        discretizer=discretizer,
        sample_around_instance=sample_around_instance,
    )
    (Z_before, before), (Z_after, after) = perturbation.rows(0, first), perturbation.rows(first, first + second)

    np.testing.assert_array_equal(np.vstack([Z_before, Z_after]), Z)
    if first and second:
        pd.testing.assert_frame_equal(pd.concat([before, after], ignore_index=True), inputs)


@every_mode
@both_places
@pytest.mark.parametrize("row", [COMPLETE, WITH_GAPS])
def test_the_model_receives_the_columns_and_dtypes_of_the_training_table(discretizer, around, row):
    perturbation, Z, inputs = drawn(300, row, discretizer=discretizer, sample_around_instance=around)

    pd.testing.assert_series_equal(inputs.dtypes, TABLE.dtypes)
    pd.testing.assert_frame_equal(inputs.iloc[[0]], TABLE.iloc[[row]].reset_index(drop=True))
    pd.testing.assert_frame_equal(perturbation.instance, inputs.iloc[[0]])
    assert np.isfinite(Z).all()
    assert Z.shape == (300, len(perturbation.feature_names))


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "uint8", "bool", "U5", object])
@every_mode
def test_the_model_receives_an_array_of_the_training_arrays_dtype(dtype, discretizer):
    array = np.random.default_rng(0).integers(0, 2 if dtype == "bool" else 9, (50, 3)).astype(dtype)

    _, inputs = TabularExplainer(array, discretizer=discretizer).perturb(array[3]).rows(0, 64)

    assert isinstance(inputs, np.ndarray)
    assert inputs.dtype == array.dtype
    np.testing.assert_array_equal(inputs[0], array[3])
    assert {type(value) for value in inputs.ravel()} == {type(value) for value in array.ravel()}


def test_an_object_array_may_contain_numbers_and_text():
    array = np.array([[1.5, "a"], [2.5, "b"], [3.5, "a"]], dtype=object)

    perturbation = TabularExplainer(array, feature_names=["size", "kind"]).perturb(array[0])

    assert perturbation.feature_names == ("size ≤ 2.0", "kind = a")
    assert {type(value) for value in perturbation.rows(0, 20)[1].ravel()} == {float, str}


@pytest.mark.parametrize("columns", [["b", "a"], [1, 0], [("x", "y"), ("x", "z")]], ids=str)
def test_the_model_receives_the_column_labels_unchanged(columns):
    frame = pd.DataFrame(np.random.default_rng(0).random((20, 2)), columns=pd.Index(columns, tupleize_cols=False))

    _, inputs = TabularExplainer(frame).perturb(frame.iloc[0]).rows(0, 8)

    assert list(inputs.columns) == columns


# Distributions of samples around the data


@pytest.mark.parametrize("discretizer", ["quartile", "decile"])
@pytest.mark.parametrize("column", NUMERIC + CATEGORICAL)
def test_around_the_data_value_frequencies_equal_those_of_the_training_table(discretizer, column):
    _, _, inputs = drawn(4096, discretizer=discretizer)

    expected, found = shares(TABLE[column]), shares(inputs[column])

    # Sobol points miss a share by one row at either end, and row 0 is the instance.
    assert set(found.index.dropna()) == set(expected.index.dropna())
    np.testing.assert_allclose(found.reindex(expected.index), expected, atol=3 / 4096)


@pytest.mark.parametrize("discretizer", ["quartile", "decile"])
@pytest.mark.parametrize("column", NUMERIC + CATEGORICAL)
def test_around_the_data_feature_frequencies_equal_those_of_the_training_table(discretizer, column):
    place = list(TABLE).index(column)
    explainer = TabularExplainer(TABLE, discretizer=discretizer)
    perturbation = explainer.perturb(TABLE.iloc[[COMPLETE]])

    Z, _ = perturbation.rows(0, 4096)

    codes = np.array([explainer.table.encode(TABLE.iloc[[row]]) for row in range(N)])[:, place]
    same = perturbation._matches(place, codes)
    assert Z[:, place].mean() == pytest.approx(same.mean(), abs=3 / 4096)


@pytest.mark.parametrize("column", ["temp", "small", "single", "wind"])
@pytest.mark.parametrize("design", DESIGNS)
def test_around_the_data_an_unbinned_column_is_normal_with_its_mean_and_deviation(column, design):
    _, Z, inputs = drawn(4096, discretizer=None, design=design)
    values = inputs[column].dropna().astype(float)

    column_of_training = TABLE[column].dropna().to_numpy(dtype=float)
    fit = stats.kstest(values.to_numpy(), stats.norm(column_of_training.mean(), column_of_training.std()).cdf)

    assert fit.pvalue > 0.001
    z = Z[1:, list(TABLE).index(column)]
    assert z[z != 0].std() == pytest.approx(1.0, abs=0.05)


@every_mode
def test_missing_values_are_as_frequent_as_in_the_training_table(discretizer):
    _, _, inputs = drawn(4096, discretizer=discretizer)

    np.testing.assert_allclose(inputs.isna().mean(), TABLE.isna().mean(), atol=3 / 4096)


@every_mode
@both_places
@pytest.mark.parametrize("design", DESIGNS)
def test_columns_are_independent(discretizer, around, design):
    _, Z, _ = drawn(4096, discretizer=discretizer, sample_around_instance=around, design=design)
    varying = Z[1:, (Z[1:].std(axis=0) > 0)]
    # "wind is missing" speaks of the column wind: these two do depend.
    varying = varying[:, : len(TABLE) if discretizer else 12]

    correlations = np.corrcoef(varying.T)[np.triu_indices(varying.shape[1], 1)]

    assert np.abs(correlations).max() < 0.08


# Distributions of samples around the instance


@every_mode
@pytest.mark.parametrize("column", NUMERIC)
def test_around_the_instance_a_number_is_normal_with_the_instances_value_as_mean(discretizer, column):
    _, _, inputs = drawn(4096, discretizer=discretizer, sample_around_instance=True)
    values, own = inputs[column].dropna().astype(float), float(TABLE[column].iloc[COMPLETE])
    deviation = TABLE[column].astype(float).std(ddof=0)

    if column == "byte":  # cut off at 0
        assert values.min() == 0
    else:
        assert values.mean() == pytest.approx(own, abs=0.05 * deviation)
        assert values.std() == pytest.approx(deviation, rel=0.05)


@every_mode
@pytest.mark.parametrize("column", CATEGORICAL)
def test_around_the_instance_half_of_the_categories_equal_the_instances(discretizer, column):
    _, _, inputs = drawn(4096, discretizer=discretizer, sample_around_instance=True)
    expected = shares(TABLE[column]) / 2
    expected[TABLE[column].iloc[COMPLETE]] += 0.5

    np.testing.assert_allclose(shares(inputs[column]).reindex(expected.index), expected, atol=4 / 4096)


@every_mode
@pytest.mark.parametrize("columns", [NUMERIC, CATEGORICAL, ["season"], ["temp", "weather"]], ids=len)
def test_sampling_around_the_instance_works_with_every_discretizer(discretizer, columns):
    part = TABLE[columns]

    data = drawn(256, table=part, discretizer=discretizer)[2]
    instance = drawn(256, table=part, discretizer=discretizer, sample_around_instance=True)[2]

    for column in columns:
        assert not data[column].equals(instance[column]), column


@every_mode
def test_around_an_instance_with_a_missing_value_half_of_the_samples_miss_it(discretizer):
    _, Z, inputs = drawn(4096, WITH_GAPS, discretizer=discretizer, sample_around_instance=True)

    share = TABLE["wind"].isna().mean()
    assert inputs["wind"].isna().mean() == pytest.approx(0.5 + share / 2, abs=3 / 4096)
    assert np.isfinite(Z).all()


def test_whole_numbers_stay_within_the_bounds_of_their_dtype():
    frame = pd.DataFrame({"byte": np.array([0, 1, 250, 255] * 9, dtype="uint8"), "y": np.arange(36.0)})

    Z, inputs = TabularExplainer(frame, discretizer=None).perturb(frame.iloc[0]).rows(0, 1024)

    scaled = (inputs["byte"].astype(float) - frame["byte"].mean()) / frame["byte"].std(ddof=0)
    np.testing.assert_allclose(Z[:, 0], scaled)  # Z and the model inputs agree
    assert {0, 255} <= set(inputs["byte"])


# The representation


@both_places
def test_on_off_features_are_1_in_the_instances_bin_or_category(around):
    _, Z, inputs = drawn(500, sample_around_instance=around)

    upper = np.percentile(TABLE["temp"], [25, 50, 75])
    own = np.searchsorted(upper, TABLE["temp"].iloc[COMPLETE])
    np.testing.assert_array_equal(Z[:, 0], np.searchsorted(upper, inputs["temp"]) == own)
    weather = list(TABLE).index("weather")
    np.testing.assert_array_equal(Z[:, weather], inputs["weather"] == TABLE["weather"].iloc[COMPLETE])
    np.testing.assert_array_equal(Z[0], 1.0)


@both_places
def test_unbinned_columns_are_standardized_and_have_a_missing_value_feature(around):
    perturbation, Z, inputs = drawn(500, WITH_GAPS, discretizer=None, sample_around_instance=around)
    wind, gap = list(TABLE).index("wind"), perturbation.feature_names.index("wind is missing")

    standardized = (inputs["wind"] - TABLE["wind"].mean()) / TABLE["wind"].std(ddof=0)
    np.testing.assert_allclose(Z[:, wind], standardized.fillna(0.0), atol=1e-12)
    np.testing.assert_array_equal(Z[:, gap], inputs["wind"].isna())
    assert Z[0, gap] == 1
    assert perturbation.source_columns[gap] == wind


@every_mode
@both_places
def test_a_constant_column_gets_weight_0(discretizer, around):
    explainer = TabularExplainer(TABLE, discretizer=discretizer, sample_around_instance=around)

    explanation = explainer.explain(
        lambda rows: rows["temp"] + rows["constant"], TABLE.iloc[COMPLETE], n_samples=256, feature_selection="none"
    )

    weights = dict(explanation.as_list())
    (constant,) = [name for name in weights if "constant" in name]
    assert weights[constant] == 0


def test_a_replaced_setting_acts_as_if_passed_to_the_constructor():
    replaced = TabularExplainer(TABLE).replace(discretizer=None, sample_around_instance=True)
    built = TabularExplainer(TABLE, discretizer=None, sample_around_instance=True)

    x = TABLE.iloc[COMPLETE]
    np.testing.assert_array_equal(replaced.perturb(x).rows(0, 50)[0], built.perturb(x).rows(0, 50)[0])


def test_replacing_a_setting_does_not_change_the_original_explainer():
    explainer = TabularExplainer(TABLE)
    names = explainer.perturb(TABLE.iloc[COMPLETE]).feature_names

    explainer.replace(discretizer="decile")

    assert explainer.discretizer == "quartile"
    assert explainer.perturb(TABLE.iloc[COMPLETE]).feature_names == names


# Names


def test_feature_names_describe_the_instance():
    frame = pd.DataFrame(
        {
            "temp": [4.0, 12.1, 20.4, 30.2, 25.0],
            "tiny": [1e-5, 2e-5, 3e-5, 4e-5, 5e-5],
            "sky": ["GOOD", "RAIN", "GOOD", "GOOD", None],
            "odd": [1, 2, 3, 4, 5],
        }
    )
    explainer = TabularExplainer(frame)

    assert explainer.perturb(frame.iloc[3]).feature_names == (
        "temp > 25.0",
        "0.00003 < tiny ≤ 0.00004",
        "sky = GOOD",
        "3 < odd ≤ 4",
    )
    assert explainer.perturb(frame.iloc[[4]]).feature_names[2] == "sky is missing"
    assert explainer.perturb(frame.iloc[0]).feature_names[0] == "temp ≤ 12.1"
    assert explainer.replace(discretizer={"temp": [20.4]}).perturb(frame.iloc[3]).feature_names[0] == "temp > 20.4"


@given(
    numbers=st.lists(st.floats(-1e8, 1e8, width=32), min_size=3, max_size=40).filter(lambda x: len(set(x)) > 1),
    scale=st.sampled_from([1.0, 1e-6, 1e-3]),
    discretizer=st.sampled_from(["quartile", "decile"]),
)
def test_different_bins_of_a_column_have_different_names(numbers, scale, discretizer):
    values = np.array(numbers, float) * scale
    explainer = TabularExplainer(values[:, None], discretizer=discretizer)
    (cuts,) = explainer.edges

    names = {explainer.perturb([value]).feature_names[0] for value in [*cuts, cuts[-1] + 1 + abs(cuts[-1])]}

    assert len(names) == len(cuts) + 1


@given(row=st.integers(0, N - 1), discretizer=st.sampled_from(["quartile", "decile"]))
def test_a_feature_name_is_true_for_the_displayed_value_of_the_instance(row, discretizer):
    explainer = TabularExplainer(TABLE, discretizer=discretizer)

    name = explainer.perturb(TABLE.iloc[[row]]).feature_names[0]

    python = name.replace("≤", "<=").replace("temp", explainer.table.columns[0].text(TABLE["temp"].iloc[row]))
    assert eval(python)  # noqa: S307  such as "13.2 < 14.1 <= 20.45"


# Explaining


def model(rows):
    good = 1.0 * (rows["weather"] == "GOOD")
    probability = 1 / (1 + np.exp(-rows["temp"] / 10 - good))
    return np.column_stack([1 - probability, probability])


@pytest.mark.parametrize("design", DESIGNS)
def test_the_same_seed_gives_the_same_explanation_on_every_call(design):
    explainer = TabularExplainer(TABLE)

    first, second = (
        explainer.explain(model, TABLE.iloc[COMPLETE], n_samples=300, random_state=4, design=design) for _ in range(2)
    )
    other = explainer.explain(model, TABLE.iloc[COMPLETE], n_samples=300, random_state=5, design=design)

    assert first.as_list() == second.as_list()
    assert first.as_list() != other.as_list()


def test_without_a_seed_every_call_gives_another_neighborhood():
    explainer = TabularExplainer(TABLE)

    one, other = (explainer.sample(model, TABLE.iloc[0], n_samples=64, random_state=None) for _ in range(2))

    assert not np.array_equal(one.Z, other.Z)


@pytest.mark.parametrize(
    "convert",
    [
        lambda frame: frame.iloc[3],
        lambda frame: frame.iloc[[3]],
        lambda frame: frame.iloc[3].to_dict(),
        lambda frame: list(frame.iloc[3]),
        lambda frame: frame.iloc[[3]].to_numpy(),
        lambda frame: frame.iloc[[3]][frame.columns[::-1]],
    ],
    ids=["Series", "frame", "mapping", "list", "array", "columns in another order"],
)
def test_an_instance_may_have_any_row_type(convert):
    frame = TABLE[["temp", "count", "weather"]]
    explainer = TabularExplainer(frame)

    np.testing.assert_array_equal(explainer.table.encode(convert(frame)), explainer.table.encode(frame.iloc[3]))


def test_feature_names_apply_to_explanation_and_instance_and_not_to_the_model():
    frame = TABLE[["temp", "weather"]]
    explainer = TabularExplainer(frame, feature_names=["temperature", "sky"])

    perturbation = explainer.perturb({"temperature": 10.0, "sky": "RAIN"})

    assert perturbation.feature_names[1] == "sky = RAIN"
    assert list(perturbation.instance.columns) == ["temp", "weather"]


def test_categorical_columns_may_be_given_by_name_or_position():
    frame = TABLE[["temp", "count", "weather"]]

    for chosen in (["count", "weather"], [1, 2], [np.int64(1), "weather"]):
        columns = TabularExplainer(frame, categorical_features=chosen).table.columns
        assert [column.name for column in columns if column.is_categorical] == ["count", "weather"]


def test_the_model_evaluates_every_row_once_in_batches():
    box = BlackBox(model, repeat=False)

    TabularExplainer(TABLE).sample(box, TABLE.iloc[COMPLETE], n_samples=250, batch_size=100)

    assert (box.n_calls, box.n_rows) == (3, 250)


# Refusals


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda: TabularExplainer(TABLE.iloc[:1]),
            r"has 1 rows and 13 columns\. Expected at least two rows.*Pass the table",
        ),
        (
            lambda: TabularExplainer(TABLE[[]]),
            rf"has {N} rows and 0 columns\. Expected at least two rows and one column",
        ),
        (lambda: TabularExplainer(np.arange(5.0)), r"shape \(5,\)\. Expected two dimensions.*Pass a DataFrame"),
        (
            lambda: TabularExplainer(np.eye(3), feature_names=["a"]),
            r"the length 1\. Expected 3, one for each column.*Pass one name per column",
        ),
        (lambda: TabularExplainer(TABLE, feature_names=["a"]), r"the length 1\. Expected 13, one for each column"),
        (
            lambda: TabularExplainer(TABLE, categorical_features=["rain"]),
            r"names 'rain', which is not a column\. Expected positions",
        ),
        (lambda: TabularExplainer(TABLE, categorical_features=[13]), r"names 13, which is not a column"),
        (lambda: TabularExplainer(TABLE, labels=[0, 1]), rf"labels has shape \(2,\)\. Expected \({N},\).*Pass y_train"),
        (lambda: TabularExplainer(TABLE, discretizer="entropy"), r"needs labels"),
        (lambda: TabularExplainer(TABLE[["temp", "temp"]]), r"two columns named 'temp'\. Expected different names"),
        (lambda: TabularExplainer(np.eye(2), feature_names=["a", "a"]), r"two columns named 'a'"),
        (lambda: TabularExplainer(pd.DataFrame(np.eye(2), columns=[1, "1"])), r"two columns named '1'"),
        (
            lambda: TabularExplainer(TABLE).replace(labels=[1]),
            r'TabularExplainer.replace does not take "labels"\. Expected some of discretizer',
        ),
    ],
)
def test_invalid_arguments_are_refused_with_the_reason(build, message):
    with pytest.raises(LimeError, match=message):
        build()


SHORT = TABLE[["temp", "count", "weather", "wind"]]
GOOD = {"temp": 1.0, "count": 2, "weather": "GOOD", "wind": 3.0}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"temp": 1.0}, r"missing: 'count', 'weather', 'wind'\. Expected the training table's 4 columns\. Select"),
        (GOOD | {"cnt": 1}, r"unknown: 'cnt'\. Expected the training table's 4 columns"),
        (SHORT.iloc[:2], r"a table of 2 rows\. Expected one row\. Pass a single row"),
        ([1.0, 2], r"values in the instance is 2\. Expected 4 single values, one for each column.*without the target"),
        (np.zeros((2, 4)), r"has a ndarray as a value\. Expected 4 single values"),
        ("GOOD", r"The instance is 'GOOD' \(str\)\. Expected a row of 4 values"),
        (7, r"The instance is 7 \(int\)\. Expected a row of 4 values"),
        (GOOD | {"temp": "warm"}, r"Column 'temp' is 'warm' \(str\)\. Expected a finite number.*float64"),
        (GOOD | {"temp": float("inf")}, r"Column 'temp' is inf"),
        (GOOD | {"count": 2.5}, r"Column 'count' is 2\.5\. Expected a whole number"),
        (GOOD | {"weather": 3}, r"Column 'weather' is 3, a category that.*Expected one of 'GOOD', 'MISTY', 'RAIN'"),
        (
            GOOD | {"temp": None},
            r"Column 'temp' is missing \(None\);.*no missing values.*Expected a value\. Fill it in",
        ),
        (GOOD | {"weather": np.nan}, r"Column 'weather' is missing"),
    ],
)
def test_an_invalid_instance_is_refused_with_the_reason(row, message):
    with pytest.raises(LimeError, match=message):
        TabularExplainer(SHORT).perturb(row)


def test_a_value_may_be_missing_if_the_training_column_has_missing_values():
    assert TabularExplainer(SHORT).perturb(GOOD | {"wind": None}).feature_names[3] == "wind is missing"


@pytest.mark.parametrize("n_samples", [1, 0, -5, 2.5, "100", True])
def test_fewer_than_two_samples_are_refused(n_samples):
    with pytest.raises(LimeError, match=rf"n_samples is {n_samples!r}\. Expected a whole number of at least 2.*4,096"):
        TabularExplainer(TABLE).sample(model, TABLE.iloc[COMPLETE], n_samples=n_samples)


def test_an_unknown_keyword_is_refused():
    with pytest.raises(LimeError, match=r"TabularExplainer\.explain does not take \"num_samples\""):
        TabularExplainer(TABLE).explain(model, TABLE.iloc[COMPLETE], num_samples=10)


def test_the_explainer_tells_whether_it_has_labels():
    X = np.random.default_rng(0).normal(size=(50, 2))

    with pytest.raises(LimeError, match=r"labels has 2 missing values, the first in row 3\."):
        TabularExplainer(X, labels=np.where(np.isin(np.arange(50), (3, 9)), np.nan, 1.0), discretizer="entropy")
