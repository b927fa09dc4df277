"""Answers about table rows are kept for other instances: the same as asking anew, and no more asked than is lacking."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.answer_cache import MaskAnswers, RowAnswers
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer

N = 80
RNG = np.random.default_rng(4)
TABLE = pd.DataFrame(
    {
        "temp": RNG.normal(15, 8, N).round(1),
        "wind": np.where(RNG.random(N) < 0.2, np.nan, RNG.gamma(2, 3, N)),
        "rooms": RNG.integers(1, 6, N),
        "weather": RNG.choice(["GOOD", "MISTY", "RAIN"], N),
    }
)
EXPLAINER = TabularExplainer(TABLE)
ROWS = [TABLE.iloc[[row]] for row in (0, 7, 21)]


def model(rows):
    score = rows["temp"] + 10 * (rows["weather"] == "GOOD") - rows["wind"].fillna(3) ** 2 + rows["rooms"]
    return np.column_stack([score, np.sin(score)])


def asked_anew(perturbation, start, stop):
    Z, inputs = perturbation.rows(start, stop)
    return Z, model(inputs)


def drawn(seed):
    return TABLE.sample(30, random_state=seed)


# Which sequences follow one another


EXPLAINERS = {
    "quartile": EXPLAINER,
    "decile": EXPLAINER.replace(discretizer="decile"),
    "uncut": EXPLAINER.replace(discretizer=None),
    "own values": EXPLAINER.replace(discretizer=None, standardize=False),
    "one uncut": EXPLAINER.replace(discretizer={"temp": None}),
    "around": EXPLAINER.replace(sample_around_instance=True),
    "another table": TabularExplainer(TABLE.copy()),
    "given": TabularExplainer(TABLE, samples=TABLE[:30]),
    "drawn by a function": TabularExplainer(TABLE, samples=drawn),
}


@settings(max_examples=150)
@given(data=st.data())
def test_a_sequence_that_follows_another_has_the_same_rows_but_for_the_instance(data):
    one, other = (
        EXPLAINERS[data.draw(st.sampled_from(sorted(EXPLAINERS)))].perturb(
            ROWS[data.draw(st.integers(0, 2))],
            random_state=data.draw(st.integers(0, 1)),
            design=data.draw(st.sampled_from(["sobol", "independent"])),
        )
        for _ in range(2)
    )

    assert one.shares_rows_with(other) == other.shares_rows_with(one)
    if one.shares_rows_with(other):
        pd.testing.assert_frame_equal(one.rows(1, 31)[1], other.rows(1, 31)[1])
    if one.shares_instance_with(other):
        pd.testing.assert_frame_equal(one.rows(0, 1)[1], other.rows(0, 1)[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *((name, name) for name in EXPLAINERS if name != "around"),
        ("quartile", "decile"),
        ("uncut", "own values"),
    ],
)
def test_the_sequence_of_another_row_follows_whatever_does_not_change_the_draws(one, other):
    assert EXPLAINERS[one].perturb(ROWS[0]).shares_rows_with(EXPLAINERS[other].perturb(ROWS[1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("around", "around"),
        ("quartile", "around"),
        ("quartile", "uncut"),
        ("uncut", "one uncut"),
        ("quartile", "another table"),
        ("quartile", "given"),
        ("given", "quartile"),
    ],
)
def test_the_sequence_of_another_row_does_not_follow_what_changes_the_draws(one, other):
    assert not EXPLAINERS[one].perturb(ROWS[0]).shares_rows_with(EXPLAINERS[other].perturb(ROWS[1]))


def test_another_seed_or_design_does_not_follow():
    first = EXPLAINER.perturb(ROWS[0])

    assert not EXPLAINER.perturb(ROWS[0], random_state=1).shares_rows_with(first)
    assert not EXPLAINER.perturb(ROWS[0], design="independent").shares_rows_with(first)
    by_function = EXPLAINERS["drawn by a function"]
    assert not by_function.perturb(ROWS[0], random_state=1).shares_rows_with(by_function.perturb(ROWS[0]))


def test_a_row_follows_itself_also_around_the_instance():
    explainer = EXPLAINERS["around"]

    assert explainer.perturb(ROWS[0]).shares_rows_with(explainer.perturb(ROWS[0]))


# What is asked


@pytest.mark.parametrize("explainer", [EXPLAINER, EXPLAINERS["given"]], ids=["drawn", "given"])
def test_a_row_that_is_edited_costs_one_question(explainer):
    box, answers = BlackBox(model), RowAnswers()
    answers.ask(explainer.perturb(ROWS[0]), box, 0, 31)
    edited = explainer.perturb(ROWS[0].assign(temp=30.0))

    assert answers.n_missing(edited, 0, 31) == 1
    Z, y = answers.ask(edited, box, 0, 31)

    assert (box.n_rows, box.n_calls) == (32, 2)
    np.testing.assert_array_equal(Z, edited.rows(0, 31)[0])
    np.testing.assert_array_equal(y, asked_anew(edited, 0, 31)[1])


def test_other_bins_of_the_same_row_cost_none():
    box, answers = BlackBox(model), RowAnswers()
    answers.ask(EXPLAINER.perturb(ROWS[0]), box, 0, 50)
    deciles = EXPLAINERS["decile"].perturb(ROWS[0])

    Z, y = answers.ask(deciles, box, 0, 50)

    assert box.n_rows == 50
    np.testing.assert_array_equal(Z, deciles.rows(0, 50)[0])
    np.testing.assert_array_equal(y, asked_anew(deciles, 0, 50)[1])


def test_what_another_row_asked_further_is_of_use_too():
    box, answers = BlackBox(model), RowAnswers()
    for row, stop in zip(ROWS, (20, 50, 35), strict=True):
        answers.ask(EXPLAINER.perturb(row), box, 0, stop)

    assert box.n_rows == 20 + (1 + 30) + 1


def test_another_sequence_is_asked_about_anew_and_the_one_before_is_forgotten():
    box, answers = BlackBox(model), RowAnswers()
    for seed in (0, 1, 0):
        answers.ask(EXPLAINER.perturb(ROWS[0], random_state=seed), box, 0, 20)

    assert box.n_rows == 60


def test_the_black_box_hears_how_many_before_it_is_asked():
    box, answers, told = BlackBox(model), RowAnswers(), []
    for row, stop in zip(ROWS, (20, 30, 30), strict=True):
        answers.ask(EXPLAINER.perturb(row), box, 0, stop, about_to_ask=lambda n: told.append((n, box.n_rows)))

    assert told == [(20, 0), (1, 20), (10, 21), (1, 31)]


def test_what_was_answered_before_the_model_failed_is_kept():
    failing = []

    def sometimes(rows):
        if failing and len(rows) > 1:
            message = "out of luck"
            raise RuntimeError(message)
        return model(rows)

    box, answers = BlackBox(sometimes), RowAnswers()
    answers.ask(EXPLAINER.perturb(ROWS[0]), box, 0, 20)
    other = EXPLAINER.perturb(ROWS[1])
    failing.append(True)
    with pytest.raises(ValueError, match="out of luck"):
        answers.ask(other, box, 0, 30)
    failing.clear()

    assert answers.n_missing(other, 0, 30) == 10
    np.testing.assert_array_equal(answers.ask(other, box, 0, 30)[1], asked_anew(other, 0, 30)[1])


def test_what_is_done_to_an_answer_does_not_change_what_is_kept():
    box, answers = BlackBox(model), RowAnswers()
    perturbation = EXPLAINER.perturb(ROWS[0])

    for _ in range(3):
        _, y = answers.ask(perturbation, box, 0, 20)
        np.testing.assert_array_equal(y, asked_anew(perturbation, 0, 20)[1])
        y[:] = -1.0


def test_of_texts_those_are_lacking_that_were_not_asked_about():
    box, answers = BlackBox(lambda texts: [float(len(text)) for text in texts]), MaskAnswers()
    text = TextExplainer().perturb("visit my channel and see").for_n_samples(64)
    answers.ask(text, box, 0, 10)

    assert answers.n_missing(text, 0, 32) == 22
    answers.ask(text, box, 0, 32)
    assert answers.n_missing(text, 0, 32) == 0
    assert box.n_rows == 32


steps = st.lists(
    st.tuples(
        st.sampled_from(["quartile", "decile", "uncut", "around", "given"]),
        st.integers(0, 2),  # the row
        st.integers(0, 1),  # the seed
        st.integers(0, 31),
        st.integers(0, 31),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150)
@given(steps=steps)
def test_answers_are_those_of_asking_anew_whatever_was_asked_before_and_in_whatever_pieces(steps):
    box, answers = BlackBox(model), RowAnswers()
    for name, row, seed, one, other in steps:
        perturbation = EXPLAINERS[name].perturb(ROWS[row], random_state=seed)
        start, stop = sorted((one, other))
        before, lacking = box.n_rows, answers.n_missing(perturbation, start, stop)
        if start == stop:
            continue

        Z, y = answers.ask(perturbation, box, start, stop)

        expected_Z, expected = asked_anew(perturbation, start, stop)
        np.testing.assert_array_equal(Z, expected_Z)
        np.testing.assert_array_equal(y, expected)
        assert box.n_rows - before == lacking <= stop - start
