"""Rows as an analyst handles them: outside of the data, edited, stacked, with texts beside numbers."""

import numpy as np
import pandas as pd
import pytest

from lime_widgets import LimeError, Study, TabularExplainer, explore

RNG = np.random.default_rng(0)
N = 120
WORDS = ["superb", "awful", "fine", "slow", "broken", "lovely"]
TABLE = pd.DataFrame(
    {
        "level": RNG.normal(size=N),
        "count": RNG.integers(0, 9, N),
        "city": RNG.choice(["Oslo", "Bergen"], N),
        "review": [" ".join(RNG.choice(WORDS, 8)) for _ in range(N)],
    }
)
NUMBERS = TABLE[["level", "count"]]
OTHER = int(TABLE["count"].iloc[3]) + 1  # another count than that of the row that is explained


def good(rows):
    return 1 / (1 + np.exp(2 * rows["review"].str.count("broken") - 2 * rows["review"].str.count("lovely")))


def test_a_value_outside_of_the_training_data_is_accepted_and_said():
    explainer = TabularExplainer(NUMBERS)
    inside = explainer.explain(lambda rows: rows["level"], NUMBERS.iloc[3])
    outside = explainer.explain(lambda rows: rows["level"], {"level": 0.0, "count": 99})

    assert not any("outside" in doubt for doubt in inside.doubts)
    assert any("count is 99, outside of the training data (0 to 8)" in doubt for doubt in outside.doubts)


@pytest.mark.parametrize("around", [False, True])
@pytest.mark.parametrize("kind", ["text", "object", "number"])
def test_a_category_that_no_row_has_is_accepted_and_said(kind, around):
    cities = TABLE["city"] if kind == "text" else TABLE["city"].astype(object)
    table, new = TABLE.assign(city=cities), "Paris"
    if kind == "number":
        table, new = TABLE.assign(city=np.where(TABLE["city"] == "Oslo", 10, 20)), 77
    explainer = TabularExplainer(table, categorical_features=["city", "review"], sample_around_instance=around)
    seen = []

    def model(rows):
        assert (rows.dtypes == table.dtypes).all()
        seen.append(rows["city"].iloc[0])
        return (rows["city"] == new).astype(float) + rows["level"]

    row = table.iloc[[3]].assign(city=new)
    explanation = explainer.explain(model, row, n_samples=256)

    assert seen[0] == new
    assert explanation.model_prediction == pytest.approx(1 + table["level"].iloc[3])
    assert any("city is" in doubt and "in no row of the training data" in doubt for doubt in explanation.doubts)
    assert f"city = {new}" in explanation.feature_names
    _, rows = explainer.perturb(row).rows(1, 300)
    assert around == (new in set(rows["city"]))  # the training table has none to draw
    again = explainer.perturb(table.iloc[[4]])
    assert new not in set(again.rows(0, 300)[1]["city"])


@pytest.mark.parametrize(
    "row",
    [
        TABLE.iloc[3],
        TABLE.iloc[[3]],
        TABLE.iloc[3].to_dict(),
        tuple(TABLE.iloc[3]),
        list(TABLE.iloc[3]),
        TABLE.iloc[3].to_numpy(),
    ],
    ids=["Series", "frame", "dict", "tuple", "list", "array"],
)
def test_an_edited_instance_keeps_its_type_its_names_and_its_order(row):
    study = Study(lambda rows: rows["level"], row, TabularExplainer(TABLE), n_samples=64)
    study.change("count", OTHER)

    assert type(study.instance) is type(row)
    expected = TABLE.iloc[3].to_dict() | {"count": OTHER}
    assert study.explainer.table.row(study.instance) == expected
    if isinstance(row, pd.Series):
        assert (study.instance.name, list(study.instance.index)) == (row.name, list(row.index))
    if isinstance(row, pd.DataFrame):
        pd.testing.assert_series_equal(study.instance.dtypes, row.dtypes)
        assert study.instance.index.equals(row.index)
    study.reset_instance()
    assert study.instance is row


def test_an_array_of_whole_numbers_gets_a_fraction_where_the_column_has_them():
    X = RNG.integers(0, 9, (N, 2))
    study = Study(lambda rows: rows[:, 0], X[3].copy(), TabularExplainer(X.astype(float)), n_samples=64)
    study.change("feature 0", 2.5)
    assert study.instance.tolist() == [2.5, X[3, 1]]


def test_another_row_from_code_is_not_an_edited_one():
    study = Study(lambda rows: rows["level"], TABLE.iloc[3], TabularExplainer(TABLE), n_samples=64)
    study.change("count", OTHER)
    assert study.instance is not study.first_instance
    study.instance = TABLE.iloc[7]
    assert study.instance is study.first_instance
    study.change("count", OTHER + 1)
    study.reset_instance()
    assert study.instance["level"] == TABLE["level"].iloc[7]


def test_a_refused_row_leaves_the_first_one():
    study = Study(lambda rows: rows["level"], TABLE.iloc[3], TabularExplainer(TABLE), n_samples=64)
    first = study.first_instance
    with pytest.raises(LimeError):
        study.update(instance=TABLE.iloc[7], alpha=-1.0)
    assert study.first_instance is first


def test_frames_of_many_rows_stack_by_column_and_value():
    explainer = TabularExplainer(NUMBERS)
    rows = [NUMBERS.iloc[place] for place in range(20)]
    frames = [explainer.explain(lambda rows: rows["level"], row, n_samples=256).to_frame() for row in rows]
    stacked = pd.concat(frames, keys=range(20), names=["row"]).reset_index("row")
    wide = stacked.pivot_table(index="row", columns="column", values="value", aggfunc="first")
    np.testing.assert_array_equal(wide[["level", "count"]].astype(float), NUMBERS.iloc[:20])
    assert (stacked.groupby("column")["weight"].apply(lambda each: each.abs().mean()).idxmax()) == "level"


def test_a_text_column_is_named_with_the_way_out_and_its_words_are_features():
    said = TabularExplainer(TABLE).explain(good, TABLE.iloc[3], n_samples=256).doubts
    assert any("Column 'review' holds a text" in doubt and "text_columns=['review']" in doubt for doubt in said)

    explorer = explore(good, TABLE.iloc[3], TABLE, text_columns=["review"])
    assert explorer.study.wait(30)
    weights = dict(explorer.study.explanation.as_list())
    present = set(TABLE["review"].iloc[3].split())
    assert set(weights) == present
    assert all(weights[word] < -0.01 for word in {"broken"} & present)
    assert all(weights[word] > 0.01 for word in {"lovely"} & present)


def test_the_other_columns_stay_while_the_words_change():
    rows = []

    def model(table):
        rows.append(table)
        return table["review"].str.len() / 100

    explorer = explore(model, TABLE.iloc[3], TABLE, text_columns=["review"], n_samples=64)
    assert explorer.study.wait(30)
    sent = pd.concat(rows)
    assert sent[["level", "count", "city"]].drop_duplicates().to_dict("records") == [
        TABLE.iloc[3][["level", "count", "city"]].to_dict()
    ]
    pd.testing.assert_series_equal(sent.dtypes, TABLE.dtypes)


@pytest.mark.parametrize("name", ["level", "absent"])
def test_a_column_without_texts_is_refused(name):
    with pytest.raises(LimeError, match=rf"text_columns names '{name}'.*'city', 'review'"):
        explore(good, TABLE.iloc[3], TABLE, text_columns=name)


def test_a_name_of_thousands_of_characters_is_not_quoted_whole():
    table = pd.DataFrame({"n" * 5000: [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    for wrong in ({"b": 1}, {"n" * 5000: "x", "b": 1}, {"n" * 5000: None, "b": 1}):
        with pytest.raises(LimeError) as caught:
            TabularExplainer(table).table.encode(wrong)
        assert len(str(caught.value)) < 1000
    with pytest.raises(LimeError) as caught:
        TabularExplainer(table, categorical_features=["m" * 5000])
    assert len(str(caught.value)) < 1000


def test_entropy_bins_of_numbers_beyond_single_precision():
    values = np.concatenate([RNG.normal(0, 1, 60), RNG.normal(6, 1, 60)])
    labels = (np.arange(N) >= 60).astype(int)
    for scale, level in ((1e60, 0.0), (1.0, 1e12), (1e-60, 0.0)):
        table = pd.DataFrame({"a": level + scale * values, "b": RNG.normal(size=N)})
        edges = TabularExplainer(table, discretizer="entropy", labels=labels).edges[0]
        assert ((edges - level) / scale > 1).any()
        assert ((edges - level) / scale < 5).any()


@pytest.mark.parametrize("wrong", [5.5, {"a": 1}, object()])
def test_categorical_features_that_are_no_names_are_refused(wrong):
    with pytest.raises(LimeError, match="categorical_features"):
        TabularExplainer(NUMBERS, categorical_features=wrong)
    assert TabularExplainer(NUMBERS, categorical_features=1).table.columns[1].is_categorical


@pytest.mark.parametrize("row", [[1, [2, 3]], [[1], [2, 3]], b"ab", [1.0, np.zeros(2)]])
def test_a_ragged_instance_is_refused(row):
    with pytest.raises(LimeError, match="The instance"):
        TabularExplainer(NUMBERS).check(row)
