"""Flips: every claimed one is true of the model, and none of the smallest is missed among those that are tried."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lime_widgets import TabularExplainer
from lime_widgets.engine.flips.flip import Classes
from lime_widgets.engine.flips.parts import MOST_REMOVED, search_parts
from lime_widgets.engine.flips.rows import search_rows

CLASSES = Classes(("spam", "ham"), "probability", 0, 2)


def run(search, answer):
    """Answer a search's questions; give what it found and all that it asked."""
    asked = []
    try:
        questions = next(search)
        while True:
            asked.append(questions)
            questions = search.send(answer(questions))
    except StopIteration as end:
        return end.value, asked


def two_classes(scores):
    spam = 1 / (1 + np.exp(-scores))
    return np.column_stack([spam, 1 - spam])


def parts(weights, bias, p=None):
    weights = np.asarray(weights, float)
    names = [f"w{i}" for i in range(len(weights))]
    order = [int(i) for i in np.argsort(-weights) if weights[i] > 0]
    return run(search_parts(order, names, CLASSES, part="unit"), lambda masks: two_classes(bias + masks @ weights))


def test_a_single_word_that_flips_is_found_alone():
    flips, asked = parts([2.0, 0.5, 0.2], -1.5)
    assert flips.found[0].removed == (0,)
    assert len(asked) == 1
    assert flips.sentence == "Without “w0” the model says “ham” (69 %)."


def test_two_words_are_named_with_what_the_strongest_does_alone():
    flips, _ = parts([1.0, 0.9, 0.2], -0.5)
    assert [flip.removed for flip in flips.found] == [(0, 1)]
    assert (
        flips.sentence == "Without “w0” the model still says “spam” (65 %); without “w0” and “w1” it says “ham” (57 %)."
    )


def test_where_three_do_not_flip_that_is_said_with_the_number_tried():
    flips, asked = parts([1.0] * 8, 0.0)
    assert flips.found == ()
    assert flips.n_tried == sum(map(len, asked)) == 8 + 15 + 20
    assert "no removal of up to 3 of them that was tried changes that (43 tried)" in flips.sentence


@settings(max_examples=80, deadline=None)
@given(
    weights=st.lists(st.floats(-1, 2), min_size=2, max_size=6),
    bias=st.floats(-3, 1),
    interaction=st.floats(-2, 2),
)
def test_every_claimed_flip_flips_and_with_few_parts_none_is_shorter(weights, bias, interaction):
    weights = np.array(weights)

    def answer(masks):
        masks = np.asarray(masks, float)
        return two_classes(bias + masks @ weights + interaction * masks[:, 0] * masks[:, 1])

    whole = np.ones((1, len(weights)))
    predicted = int(answer(whole).argmax())
    classes = Classes(("spam", "ham"), "probability", predicted, 2)
    names = [f"w{i}" for i in range(len(weights))]
    flips, asked = run(search_parts(list(range(len(weights))), names, classes, part="unit"), answer)

    for flip in flips.found:
        mask = whole.copy()
        mask[0, list(flip.removed)] = 0
        assert answer(mask)[0].argmax() != predicted
        np.testing.assert_allclose(answer(mask)[0], flip.answers)
        assert 1 <= len(flip.removed) <= MOST_REMOVED
    # With up to six parts every removal of up to three is tried.
    for size in range(1, min(MOST_REMOVED, len(weights) - 1) + 1):
        removals = list(combinations(range(len(weights)), size))
        masks = np.ones((len(removals), len(weights)))
        for mask, removal in zip(masks, removals, strict=True):
            mask[list(removal)] = 0
        if (answer(masks).argmax(axis=1) != predicted).any():
            assert len(flips.found[0].removed) == size
            break
    else:
        assert flips.found == ()
    assert flips.n_tried == sum(map(len, asked))


RNG = np.random.default_rng(0)
TABLE = pd.DataFrame(
    {
        "temp": RNG.normal(15, 8, 300).round(1),
        "count": RNG.integers(0, 100, 300),
        "sky": np.array(["GOOD", "RAIN", "SNOW"])[RNG.integers(3, size=300)],
    }
)
EXPLAINER = TabularExplainer(TABLE)


def rows(answer, x, order=(0, 1, 2)):
    classes = Classes(("spam", "ham"), "probability", int(answer(TABLE.iloc[:1].assign(**x)).argmax()), 2)
    row = TABLE.iloc[0].to_dict() | x
    return run(search_rows(EXPLAINER, row, order, classes), lambda codes: answer(EXPLAINER.table.decode(codes))), row


def test_the_threshold_of_a_number_is_found_and_written_with_the_columns_digits():
    def warm(X):
        return two_classes(10 * (12.34 - X["temp"].to_numpy()))

    (flips, asked), row = rows(warm, {"temp": -2.0, "sky": "GOOD"})
    (flip,) = flips.found
    assert flip.column == "temp"
    assert 12.34 <= float(flip.text) <= 12.34 + 0.8
    assert len(flip.text.partition(".")[2]) == 1
    assert flips.sentence.startswith(f"With temp = {flip.text} the model says “ham” (")
    changed = pd.DataFrame([row | {"temp": float(flip.text)}])
    np.testing.assert_allclose(warm(changed)[0], flip.answers)
    assert flips.n_tried == sum(map(len, asked)) <= 60


def test_another_category_is_found_and_the_smaller_change_comes_first():
    def model(X):
        return two_classes(1.0 - 2.0 * (X["sky"] == "SNOW").to_numpy() - 0.2 * (X["count"] > 95).to_numpy())

    (flips, _), _ = rows(model, {"count": 3, "sky": "GOOD"})
    assert [(flip.column, flip.text) for flip in flips.found] == [("sky", "SNOW")]


def test_whole_numbers_stay_whole():
    def model(X):
        return two_classes(40.5 - X["count"].to_numpy())

    (flips, asked), _ = rows(model, {"count": 10})
    assert flips.found[0].text == "41"
    for codes in asked:
        assert (codes[:, 1] == np.rint(codes[:, 1])).all()


def test_no_value_outside_of_the_training_data_is_tried():
    (flips, asked), _ = rows(lambda X: two_classes(np.full(len(X), 2.0)), {"temp": 3.0})
    tried = np.concatenate(asked)[:, 0]
    assert tried.min() >= TABLE["temp"].min() - 0.1
    assert tried.max() <= TABLE["temp"].max() + 0.1
    assert flips.found == ()
    assert flips.sentence == "No change of a single value flips the class (all 3 columns tried)."


@pytest.mark.parametrize("seed", range(8))
def test_every_claimed_change_of_a_row_is_true_of_the_model(seed):
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(size=3)

    def model(X):
        scores = a * (X["temp"] - 15) / 8 + b * np.sin(X["count"] / 20) + c * (X["sky"] == "RAIN") + 0.3 * rng0
        return two_classes(scores.to_numpy())

    rng0 = rng.normal()
    (flips, _), row = rows(model, {"temp": float(TABLE["temp"][seed])})
    before = model(pd.DataFrame([row]))[0].argmax()
    for flip in flips.found:
        value = flip.text if flip.column == "sky" else float(flip.text)
        assert model(pd.DataFrame([row | {flip.column: value}]))[0].argmax() != before


WIDE = pd.DataFrame(RNG.normal(size=(300, 13)), columns=[f"the measurement of part {i}" for i in range(13)])
WIDE_EXPLAINER = TabularExplainer(WIDE)


def wide(answer, most):
    row = WIDE.iloc[0]
    classes = Classes(("spam", "ham"), "probability", int(answer(WIDE.iloc[:1]).argmax()), 2)
    search = search_rows(WIDE_EXPLAINER, row, range(13), classes, most)
    return run(search, lambda codes: answer(WIDE_EXPLAINER.table.decode(codes)))


def test_a_flip_along_the_last_of_13_columns_is_found():
    def model(X):
        return two_classes(np.where(X.iloc[:, 12] > 1.5, -1.0, 1.0))

    flips, asked = wide(model, 1024)
    assert [flip.column for flip in flips.found] == ["the measurement of part 12"]
    assert flips.n_tried == sum(map(len, asked)) <= 13 * 22


@pytest.mark.parametrize("most", [1, 50, 110, 200, 285, 286])
def test_where_only_some_columns_were_tried_they_are_named(most):
    flips, asked = wide(lambda X: two_classes(np.full(len(X), 2.0)), most)
    rows = np.concatenate(asked)
    own = WIDE_EXPLAINER.table.encode(WIDE.iloc[0])
    tried = [place for place in range(13) if (rows[:, place] != own[place]).any()]
    # Each column may take 16 or 17 values, and 6 more between two of them.
    assert tried == list(range(len(tried)))
    assert len(tried) == max(1, most // 23) or len(tried) == min(13, most // 22)
    assert sum(map(len, asked)) <= max(most, 23)
    if len(tried) == 13:
        assert "(all 13 columns tried)" in flips.sentence
        return
    assert "of 13 column" in flips.sentence
    for place in range(13):
        assert (f"part {place}" in flips.sentence) == (place in tried[:6])
    assert ("…" in flips.sentence.partition(":")[2]) == (len(tried) > 6)
