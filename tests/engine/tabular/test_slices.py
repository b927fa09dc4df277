"""Slices of a black box: their rows, axes, distances and keys."""

# ruff: noqa: PD011  `values` is an attribute of Axis, not of a Series

import numpy as np
import pandas as pd
import pytest

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.distance import TABLE_DISTANCES
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.tabular.slices import slice_of

N = 120
RNG = np.random.default_rng(0)
TABLE = pd.DataFrame(
    {
        "temp": RNG.normal(15, 8, N).round(1),
        "wind": np.where(RNG.random(N) < 0.2, np.nan, RNG.gamma(2, 3, N)),
        "rooms": RNG.integers(1, 6, N),
        "byte": RNG.integers(0, 256, N).astype("uint8"),
        "big": RNG.integers(0, 10**6, N),
        "weather": RNG.choice(["GOOD", "MISTY"], N),
    }
)
COMPLETE = TABLE[TABLE["wind"].notna()].iloc[[0]]
GAPPY = TABLE[TABLE["wind"].isna()].iloc[[0]]
discretizers = pytest.mark.parametrize("discretizer", ["quartile", None])


def test_rows_differ_from_the_instance_in_the_sliced_columns_and_the_last_varies_fastest():
    plane = slice_of(TabularExplainer(TABLE), COMPLETE, ["temp", "rooms"], n=(7, 5))

    rows = plane.inputs(0, len(plane))

    assert (plane.names, plane.columns, plane.shape, len(plane)) == (("temp", "rooms"), (0, 2), (7, 5), 35)
    pd.testing.assert_series_equal(rows.dtypes, TABLE.dtypes)
    first, second = plane.axes
    np.testing.assert_array_equal(rows["temp"], np.repeat(first.values, 5))
    np.testing.assert_array_equal(rows["rooms"], np.tile(second.values, 7))
    for name in ("wind", "byte", "big", "weather"):
        assert (rows[name] == COMPLETE[name].item()).all()


def test_rows_made_in_pieces_equal_rows_made_at_once():
    plane = slice_of(TabularExplainer(TABLE), COMPLETE, ["temp", "wind"], n=(6, 9))

    pieces = [plane.inputs(start, start + 10) for start in range(0, 60, 10)]

    pd.testing.assert_frame_equal(pd.concat(pieces, ignore_index=True), plane.inputs(0, 54))


def test_an_axis_covers_the_training_range_and_two_percent_on_each_side():
    (axis,) = slice_of(TabularExplainer(TABLE), COMPLETE, ["temp"]).axes
    low, high = TABLE["temp"].min(), TABLE["temp"].max()

    assert (axis.low, axis.high) == pytest.approx((low - 0.02 * (high - low), high + 0.02 * (high - low)))
    assert (axis.values[0], axis.values[-1], len(axis.values)) == (axis.low, axis.high, 201)
    np.testing.assert_allclose(np.diff(axis.values), axis.step)


def test_an_axis_covers_an_instance_outside_the_training_range():
    (axis,) = slice_of(TabularExplainer(TABLE), COMPLETE.assign(temp=99.0), ["temp"]).axes

    assert axis.low < TABLE["temp"].min() < 99.0 < axis.high


@pytest.mark.parametrize("name", ["rooms", "byte", "big"])
def test_an_axis_of_whole_numbers_stays_within_the_bounds_of_the_dtype(name):
    curve = slice_of(TabularExplainer(TABLE), COMPLETE, [name])
    (axis,) = curve.axes

    assert axis.integer
    assert axis.step == 1
    np.testing.assert_array_equal(axis.values, np.rint(axis.values))
    np.testing.assert_array_equal(curve.inputs(0, len(curve))[name], axis.values)
    assert (np.diff(axis.values) > 0).all()
    assert len(axis.values) <= 201


def test_a_short_axis_of_whole_numbers_contains_all_of_them():
    (axis,) = slice_of(TabularExplainer(TABLE), COMPLETE, ["rooms"]).axes

    assert axis.values.tolist() == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("value", [0, 3, 0.0, -2.5])
def test_the_axis_of_a_constant_column_surrounds_its_value(value):
    (axis,) = slice_of(TabularExplainer(np.full((5, 1), value)), [value], [0]).axes

    assert axis.low < value < axis.high


def test_an_unbinned_feature_varies_along_its_axis_in_standard_deviations():
    plane = slice_of(TabularExplainer(TABLE, discretizer=None), COMPLETE, ["temp", "rooms"])

    for axis in plane.axes:
        numbers = TABLE[axis.name]
        assert axis.features == (axis.column,)
        np.testing.assert_allclose(axis.z[0], (axis.values - numbers.mean()) / numbers.std(ddof=0), rtol=1e-12)


def test_a_binned_feature_is_1_in_the_instances_bin_and_0_elsewhere():
    (axis,) = slice_of(TabularExplainer(TABLE), COMPLETE, ["temp"]).axes
    edges = np.percentile(TABLE["temp"], [25, 50, 75])

    same = np.searchsorted(edges, axis.values) == np.searchsorted(edges, COMPLETE["temp"].item())

    assert axis.features == (0,)
    np.testing.assert_array_equal(axis.z, [same])


def test_an_axis_has_no_missing_values_even_if_the_instance_is_missing():
    explainer = TabularExplainer(TABLE, discretizer=None)
    (axis,) = slice_of(explainer, GAPPY, ["wind"]).axes
    (cut,) = slice_of(TabularExplainer(TABLE), GAPPY, ["wind"]).axes

    assert [explainer.perturb(GAPPY).feature_names[feature] for feature in axis.features] == ["wind", "wind is missing"]
    assert not axis.z[1].any()
    assert np.isfinite(axis.z).all()
    assert not cut.z.any()  # "wind is missing" holds nowhere


@discretizers
@pytest.mark.parametrize("row", [COMPLETE, GAPPY], ids=["complete", "with gaps"])
@pytest.mark.parametrize("metric", TABLE_DISTANCES)
def test_distances_along_a_slice_equal_those_of_samples_with_the_same_values(discretizer, row, metric):
    explainer = TabularExplainer(TABLE, discretizer=discretizer)
    plane = slice_of(explainer, row, ["wind", "temp"], n=(4, 3))
    perturbation = explainer.perturb(row)
    Z = np.repeat(perturbation.rows(0, 1)[0], 13, axis=0)
    for axis, places in zip(plane.axes, np.unravel_index(np.arange(12), (4, 3)), strict=True):
        for feature, z in zip(axis.features, axis.z, strict=True):
            Z[1:, feature] = z[places]

    np.testing.assert_allclose(plane.distances(metric), perturbation.distances(Z, metric)[1:], rtol=1e-12, atol=1e-15)


def test_distances_in_every_block_are_measured_from_the_instance():
    plane = slice_of(TabularExplainer(TABLE, discretizer=None), COMPLETE, ["temp", "wind"])
    deviations = TABLE[["temp", "wind"]].std(ddof=0)

    rows = plane.inputs(0, 10_000)[["temp", "wind"]]
    scaled = (rows - COMPLETE[["temp", "wind"]].to_numpy()) / deviations

    np.testing.assert_allclose(plane.distances("sqeuclidean"), (scaled**2).sum(axis=1), rtol=1e-9)


@discretizers
def test_keys_are_equal_exactly_if_the_rows_are(discretizer):
    explainer = TabularExplainer(TABLE, discretizer=discretizer)
    key = slice_of(explainer, COMPLETE, ["temp"]).key

    assert hash(key) == hash(slice_of(explainer, COMPLETE.assign(temp=12.5), ["temp"]).key)
    assert key == slice_of(explainer, COMPLETE.assign(temp=12.5), ["temp"]).key
    assert key == slice_of(explainer.replace(discretizer="decile"), COMPLETE, ["temp"]).key
    for other in (
        slice_of(explainer, COMPLETE.assign(wind=12.5), ["temp"]),
        slice_of(explainer, GAPPY, ["temp"]),
        slice_of(explainer, COMPLETE.assign(temp=99.0), ["temp"]),  # the axis reaches further
        slice_of(explainer, COMPLETE, ["wind"]),
        slice_of(explainer, COMPLETE, ["temp", "wind"]),
        slice_of(explainer, COMPLETE, ["temp"], n=(50,)),
        slice_of(TabularExplainer(TABLE.copy()), COMPLETE, ["temp"]),
    ):
        assert key != other.key


def test_the_key_of_a_plane_depends_on_the_order_of_its_axes():
    explainer = TabularExplainer(TABLE)

    assert slice_of(explainer, COMPLETE, ["temp", "wind"]).key != slice_of(explainer, COMPLETE, ["wind", "temp"]).key


@pytest.mark.parametrize(
    ("columns", "n", "message"),
    [
        (
            ["weather"],
            None,
            r"Column 'weather' has no plain numbers, so it cannot be an axis\. Expected .*'temp', .* Choose",
        ),
        (["temps"], None, r"Column 'temps' is not in the table\. Expected .*'temp', .* Correct the name\."),
        ([9], None, r"Column 9 is not in the table"),
        ([-1], None, r"Column -1 is not in the table"),
        ([], None, r"The columns are \[\]\. Expected one numeric column for a curve, or two different numeric columns"),
        (["temp", "wind", "rooms"], None, r"The columns are \['temp', 'wind', 'rooms'\]\."),
        (["temp", 0], None, r"The columns are \['temp', 0\]\. .*two different numeric columns for a plane"),
        (["temp"], (1,), r"n is \(1,\)\. Expected 1 whole number of 2 or more"),
        (["temp"], (5, 5), r"n is \(5, 5\)\."),
        (["temp", "wind"], (5, 2.5), r"n is \(5, 2\.5\)\. Expected 2 whole numbers of 2 or more"),
    ],
)
def test_an_invalid_slice_is_refused_with_the_reason(columns, n, message):
    with pytest.raises(LimeError, match=message):
        slice_of(TabularExplainer(TABLE), COMPLETE, columns, n=n)


def test_a_table_without_numeric_columns_has_no_slices():
    with pytest.raises(LimeError, match="Expected a table with a numeric column"):
        slice_of(TabularExplainer(TABLE[["weather"]]), ["GOOD"], ["weather"])
