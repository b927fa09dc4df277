"""Answers to table rows: cached answers equal new ones, and the model evaluates only missing rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.perturbation.answer_cache import RowAnswers
from lime_widgets.engine.tabular.explainer import TabularExplainer

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


def without_cache(perturbation, start, stop):
    Z, inputs = perturbation.rows(start, stop)
    return Z, model(inputs)


def drawn(seed):
    return TABLE.sample(30, random_state=seed)


# Sequences that share rows


EXPLAINERS = {
    "quartile": EXPLAINER,
    "decile": EXPLAINER.replace(discretizer="decile"),
    "unbinned": EXPLAINER.replace(discretizer=None),
    "not standardized": EXPLAINER.replace(discretizer=None, standardize=False),
    "one unbinned": EXPLAINER.replace(discretizer={"temp": None}),
    "around": EXPLAINER.replace(sample_around_instance=True),
    "another table": TabularExplainer(TABLE.copy()),
    "user rows": TabularExplainer(TABLE, samples=TABLE[:30]),
    "from a function": TabularExplainer(TABLE, samples=drawn),
}


@settings(max_examples=150)
@given(data=st.data())
def test_sequences_that_share_rows_or_the_instance_have_equal_inputs(data):
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
        ("unbinned", "not standardized"),
    ],
)
def test_sequences_of_two_instances_share_rows_if_the_draws_are_equal(one, other):
    assert EXPLAINERS[one].perturb(ROWS[0]).shares_rows_with(EXPLAINERS[other].perturb(ROWS[1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("around", "around"),
        ("quartile", "around"),
        ("quartile", "unbinned"),
        ("unbinned", "one unbinned"),
        ("quartile", "another table"),
        ("quartile", "user rows"),
        ("user rows", "quartile"),
    ],
)
def test_sequences_of_two_instances_share_no_rows_if_the_draws_differ(one, other):
    assert not EXPLAINERS[one].perturb(ROWS[0]).shares_rows_with(EXPLAINERS[other].perturb(ROWS[1]))


def test_sequences_with_another_seed_or_design_share_no_rows():
    first = EXPLAINER.perturb(ROWS[0])

    assert not EXPLAINER.perturb(ROWS[0], random_state=1).shares_rows_with(first)
    assert not EXPLAINER.perturb(ROWS[0], design="independent").shares_rows_with(first)
    by_function = EXPLAINERS["from a function"]
    assert not by_function.perturb(ROWS[0], random_state=1).shares_rows_with(by_function.perturb(ROWS[0]))


def test_sequences_of_one_instance_share_rows_also_around_the_instance():
    explainer = EXPLAINERS["around"]

    assert explainer.perturb(ROWS[0]).shares_rows_with(explainer.perturb(ROWS[0]))


# Table rows


@pytest.mark.parametrize("explainer", [EXPLAINER, EXPLAINERS["user rows"]], ids=["drawn", "user rows"])
def test_an_edited_instance_costs_one_model_evaluation(explainer):
    box, answers = BlackBox(model), RowAnswers()
    answers.ask(explainer.perturb(ROWS[0]), box, 0, 31)
    edited = explainer.perturb(ROWS[0].assign(temp=30.0))

    assert answers.n_missing(edited, 0, 31) == 1
    Z, y = answers.ask(edited, box, 0, 31)

    assert (box.n_rows, box.n_calls) == (32, 2)
    np.testing.assert_array_equal(Z, edited.rows(0, 31)[0])
    np.testing.assert_array_equal(y, without_cache(edited, 0, 31)[1])


def test_other_bins_of_the_same_instance_cost_no_model_evaluation():
    box, answers = BlackBox(model), RowAnswers()
    answers.ask(EXPLAINER.perturb(ROWS[0]), box, 0, 50)
    deciles = EXPLAINERS["decile"].perturb(ROWS[0])

    Z, y = answers.ask(deciles, box, 0, 50)

    assert box.n_rows == 50
    np.testing.assert_array_equal(Z, deciles.rows(0, 50)[0])
    np.testing.assert_array_equal(y, without_cache(deciles, 0, 50)[1])


def test_answers_to_the_further_rows_of_another_instance_are_reused():
    box, answers = BlackBox(model), RowAnswers()
    for row, stop in zip(ROWS, (20, 50, 35), strict=True):
        answers.ask(EXPLAINER.perturb(row), box, 0, stop)

    assert box.n_rows == 20 + (1 + 30) + 1


def test_a_third_sequence_replaces_the_first_of_two():
    box, answers = BlackBox(model), RowAnswers()
    for seed, n_rows in ((0, 20), (1, 40), (0, 40), (2, 60), (0, 60), (1, 80)):
        answers.ask(EXPLAINER.perturb(ROWS[0], random_state=seed), box, 0, 20)

        assert box.n_rows == n_rows


def test_about_to_ask_is_called_before_every_call_of_the_model():
    box, answers, announced = BlackBox(model), RowAnswers(), []
    for row, stop in zip(ROWS, (20, 30, 30), strict=True):
        answers.ask(EXPLAINER.perturb(row), box, 0, stop, about_to_ask=lambda n: announced.append((n, box.n_rows)))

    assert announced == [(20, 0), (1, 20), (10, 21), (1, 31)]


def test_answers_from_before_a_failure_of_the_model_are_kept():
    failing = []

    def sometimes(rows):
        if failing and len(rows) > 1:
            message = "out of memory"
            raise RuntimeError(message)
        return model(rows)

    box, answers = BlackBox(sometimes), RowAnswers()
    answers.ask(EXPLAINER.perturb(ROWS[0]), box, 0, 20)
    other = EXPLAINER.perturb(ROWS[1])
    failing.append(True)
    with pytest.raises(ValueError, match="out of memory"):
        answers.ask(other, box, 0, 30)
    failing.clear()

    assert answers.n_missing(other, 0, 30) == 10
    np.testing.assert_array_equal(answers.ask(other, box, 0, 30)[1], without_cache(other, 0, 30)[1])


def test_changing_a_returned_answer_does_not_change_the_cache():
    box, answers = BlackBox(model), RowAnswers()
    perturbation = EXPLAINER.perturb(ROWS[0])

    for _ in range(3):
        _, y = answers.ask(perturbation, box, 0, 20)
        np.testing.assert_array_equal(y, without_cache(perturbation, 0, 20)[1])
        y[:] = -1.0


steps = st.lists(
    st.tuples(
        st.sampled_from(["quartile", "decile", "unbinned", "around", "user rows"]),
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
def test_cached_answers_equal_new_ones_in_any_order_of_requests(steps):
    box, answers = BlackBox(model), RowAnswers()
    for name, row, seed, one, other in steps:
        perturbation = EXPLAINERS[name].perturb(ROWS[row], random_state=seed)
        start, stop = sorted((one, other))
        before, n_missing = box.n_rows, answers.n_missing(perturbation, start, stop)
        if start == stop:
            continue

        Z, y = answers.ask(perturbation, box, start, stop)

        expected_Z, expected = without_cache(perturbation, start, stop)
        np.testing.assert_array_equal(Z, expected_Z)
        np.testing.assert_array_equal(y, expected)
        assert box.n_rows - before == n_missing <= stop - start


@pytest.mark.parametrize("known", [0, 20])
def test_a_memory_error_while_rows_are_made_leaves_the_cache_unchanged(known, monkeypatch):
    box, answers = BlackBox(model), RowAnswers()
    first, other = EXPLAINER.perturb(ROWS[0]), EXPLAINER.perturb(ROWS[0], random_state=1)
    answers.ask(first, box, 0, known)

    def full(*_):
        raise MemoryError

    monkeypatch.setattr(other, "coded_rows", full)
    with pytest.raises(MemoryError):
        answers.ask(other, box, 0, 1000)

    assert answers.n_missing(first, 0, 20) == 20 - known
    np.testing.assert_array_equal(answers.ask(first, box, 0, 30)[1], without_cache(first, 0, 30)[1])


def test_the_limit_cuts_the_number_of_missing_rows():
    perturbation = EXPLAINER.perturb(ROWS[0])

    assert RowAnswers().n_missing(perturbation, 0, 30, limit=10) == 11
    assert RowAnswers().n_missing(perturbation, 0, 30, limit=30) == 30
