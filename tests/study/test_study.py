"""A study asks the model for what is lacking and no more, and its explanation is that of its parameters."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from study.doubles import (
    EXPLAINER,
    KERNEL,
    PATIENCE,
    Counting,
    N,
    X,
    assert_same,
    assert_up_to_date,
    change_by,
    ready,
    standing,
    study_of,
)

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.study import Study

# ---- what a change costs --------------------------------------------------------------------------

ASKED = {
    "instance": (lambda study: setattr(study, "instance", X[1]), 1),
    "what-if": (lambda study: study.change("feature 2", 0.25), 1),
    "what-if that changes nothing": (lambda study: study.change("feature 2", X[0, 2]), 0),
    "explainer": (lambda study: setattr(study, "explainer", TabularExplainer(X, discretizer=None)), N),
    "sampling": (lambda study: setattr(study, "sample_around_instance", True), N),
    "design": (lambda study: setattr(study, "design", "independent"), N),
    "seed": (lambda study: setattr(study, "random_state", 5), N),
    "redraw": (lambda study: study.redraw(), N),
    "bins": (lambda study: setattr(study, "discretizer", "decile"), 0),
    "no bins": (lambda study: setattr(study, "discretizer", None), N),
    "bins of one's own": (lambda study: setattr(study, "discretizer", {"feature 0": np.array([0.0])}), 0),
    "n_samples up": (lambda study: setattr(study, "n_samples", N + 100), 100),
    "n_samples down": (lambda study: setattr(study, "n_samples", 100), 0),
    "distance": (lambda study: setattr(study, "distance", "manhattan"), 0),
    "kernel": (lambda study: setattr(study, "kernel", "epanechnikov"), 0),
    "kernel of one's own": (lambda study: setattr(study, "kernel", KERNEL), 0),
    "kernel width": (lambda study: setattr(study, "kernel_width", 2.5), 0),
    "default kernel width": (lambda study: setattr(study, "kernel_width", None), 0),
    "output": (lambda study: setattr(study, "output", 1), 0),
    "predicted output": (lambda study: setattr(study, "output", None), 0),
    "n_features": (lambda study: setattr(study, "n_features", 2), 0),
    "selection": (lambda study: setattr(study, "feature_selection", "lasso_path"), 0),
    "penalty": (lambda study: setattr(study, "alpha", 3.0), 0),
    "highlight": (lambda study: setattr(study, "highlight", 2), 0),
    "sweeping": (lambda study: setattr(study, "sweeping", True), 0),
    "the same again": (lambda study: study.update(random_state=0, n_samples=N, alpha=1.0, discretizer="quartile"), 0),
    "resume with nothing lacking": (lambda study: study.resume(), 0),
    "cancel with nothing under way": (lambda study: study.cancel(), 0),
    "two of one batch": (lambda study: study.update(random_state=3, n_samples=N + 10, distance="cosine"), N + 10),
}


@pytest.mark.parametrize("change", ASKED)
def test_a_change_asks_the_model_for_what_is_lacking_and_no_more(change):
    model = Counting()
    study = ready(model)
    act, expected = ASKED[change]

    act(study)

    assert study.wait(PATIENCE)
    assert model.n_rows == N + expected
    assert study.n_model_calls == N + expected
    assert_up_to_date(study, Counting())


def test_a_change_that_asks_the_model_nothing_is_done_when_the_line_returns():
    study = ready(Counting())
    for name, value in [
        ("kernel_width", 2.0),
        ("n_features", 2),
        ("alpha", 2.0),
        ("output", 2),
        ("kernel", "uniform"),
        ("distance", "cosine"),
        ("feature_selection", "none"),
        ("n_samples", 100),
    ]:
        setattr(study, name, value)
        assert_up_to_date(study, Counting())


def test_another_model_is_asked_for_everything_and_the_old_one_for_nothing():
    old, new = Counting(), Counting(tilt=-1.0)
    study = ready(old)

    study.model = BlackBox(new, repeat=False)

    assert study.wait(PATIENCE)
    assert (old.n_rows, new.n_rows, study.n_model_calls) == (N, N, 2 * N)
    assert_up_to_date(study, Counting(tilt=-1.0))


def test_rows_that_were_held_back_are_not_asked_for_again():
    model = Counting()
    study = ready(model)

    study.n_samples = 64
    assert_up_to_date(study, Counting())
    study.n_samples = 200
    assert_up_to_date(study, Counting())
    study.n_samples = 300
    assert study.wait(PATIENCE)

    assert model.n_rows == study.n_model_calls == 300
    assert_up_to_date(study, Counting())


def test_the_smallest_number_of_samples_and_the_smallest_batch_do():
    model = Counting()
    study = Study(BlackBox(model, batch_size=1, repeat=False), X[0], EXPLAINER, n_samples=2)
    assert study.wait(PATIENCE)

    study.n_samples = 5
    assert study.wait(PATIENCE)

    assert (model.n_rows, model.n_calls) == (5, 5)
    assert_up_to_date(study, Counting())


# ---- after any changes the explanation is the one of the parameters -------------------------------

CHANGES = st.one_of(
    st.fixed_dictionaries(
        {},
        optional={
            "kernel_width": st.none() | st.floats(0.3, 8.0),
            "n_features": st.integers(1, 4),
            "alpha": st.floats(0.1, 5.0),
            "output": st.none() | st.integers(0, 2) | st.sampled_from(["output 0", "output 2"]),
            "kernel": st.sampled_from(["exponential", "epanechnikov", KERNEL]),
            "distance": st.sampled_from(["euclidean", "manhattan", "cosine"]),
            "feature_selection": st.sampled_from(
                ["auto", "forward_selection", "highest_weights", "lasso_path", "none"]
            ),
            "n_samples": st.integers(40, 300),
            "random_state": st.integers(0, 3),
            "design": st.sampled_from(["sobol", "independent"]),
            "discretizer": st.sampled_from(["quartile", "decile", None]),
            "sample_around_instance": st.booleans(),
            "instance": st.sampled_from([X[0], X[1], X[2]]),
            "sweeping": st.booleans(),
        },
    ),
    st.sampled_from(["reset", "redraw", "cancel", "resume", "wait", "what-if", "model"]),
)


@settings(max_examples=40)
@given(steps=st.lists(CHANGES, max_size=8))
def test_after_any_changes_the_explanation_is_the_one_computed_afresh(steps):
    study = study_of(Counting())

    for step in steps:
        change_by(study, step)

    study.resume()
    assert study.wait(PATIENCE)
    assert_up_to_date(study, study.black_box)


@settings(max_examples=15)
@given(steps=st.lists(CHANGES, max_size=4))
def test_the_sweep_that_follows_is_the_one_computed_afresh(steps):
    study = study_of(Counting())
    for step in steps:
        change_by(study, step)

    study.sweeping = True
    study.resume()
    assert study.wait(PATIENCE)

    assert len(study.sweep) in {129, 130}
    assert_up_to_date(study, study.black_box)
    for place in (0, 40, len(study.sweep) - 1):
        width = study.sweep.kernel_width[place]
        single = study.neighborhood.explain(
            kernel_width=width,
            **{name: getattr(study, name) for name in ("output", "n_features", "feature_selection", "alpha", "kernel")},
        )
        if single.ess > 1.01:  # where but the instance itself counts, rounding chooses the features
            assert_same(study.sweep[place], single, tolerance=1e-7)


def test_a_smaller_number_of_samples_and_another_distance_at_once_are_both_in_force():
    study = ready(Counting())

    study.update(distance="manhattan", n_samples=100)

    assert_up_to_date(study, Counting())


def test_a_judgment_that_later_batches_contradict_is_withdrawn():
    def looks_like_probabilities_at_first(rows):
        return np.column_stack([np.where(rows[:, 0] > 1.5, 7.0, 0.25), np.full(len(rows), 0.75)])

    study = Study(
        BlackBox(looks_like_probabilities_at_first, batch_size=2, repeat=False), np.zeros(4), EXPLAINER, n_samples=64
    )
    assert study.wait(PATIENCE)

    assert study.neighborhood.output_kind == study.explanation.output_kind == "value"


# ---- tables and classifiers -----------------------------------------------------------------------


def test_a_row_of_a_table_is_explained_and_what_if_changes_it():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "temp": rng.normal(15, 8, 300),
            "city": pd.Categorical(rng.choice(["Bonn", "Oslo", "Rome"], 300)),
            "wet": rng.random(300) < 0.3,
        }
    )
    evaluated = []

    def rentals(rows):
        evaluated.append(rows)
        return rows["temp"] * 10 + (rows["city"] == "Rome") * 50 - rows["wet"] * 80

    study = ready(rentals, x=table.iloc[3], explainer=TabularExplainer(table))
    assert all((part.dtypes == table.dtypes).all() for part in evaluated)
    assert study.explanation.output_name == "output 0"

    study.change("city", "Rome" if table.city[3] != "Rome" else "Oslo")
    study.change("temp", 30)

    assert study.wait(PATIENCE)
    assert_up_to_date(study, rentals)
    assert study.neighborhood.prediction[0] == rentals(pd.DataFrame([study.instance]).astype(table.dtypes)).iloc[0]
    before = standing(study)
    for column, value in [("city", "Paris"), ("temp", "warm"), ("snow", 1), ("wet", "perhaps")]:
        with pytest.raises(LimeError):
            study.change(column, value)
    assert standing(study) == before
    study.reset_instance()
    assert study.wait(PATIENCE)
    assert study.instance is study.first_instance


def test_a_classifiers_classes_are_the_names_of_the_outputs():
    labels = np.array(["cat", "dog", "emu"])[np.argmax(Counting()(X), axis=1)]
    model = LogisticRegression().fit(X, labels)
    study = ready(model, output="dog")

    assert study.output == 1
    assert study.explanation.output_name == "dog"
    study.output = "emu"
    assert study.explanation.output_name == "emu"
    assert study.n_model_calls == study.black_box.n_rows == N
    assert_up_to_date(study, model)
