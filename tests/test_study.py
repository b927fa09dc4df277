"""The study is always up to date, asks the model for nothing twice, and never keeps anybody waiting."""

import asyncio
import gc
import itertools
import random
import subprocess
import sys
import threading
import time
import weakref

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression
from traitlets import TraitError

from lime_widgets.engine.blackbox import BlackBox
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.tabular import TabularExplainer
from lime_widgets.study import Study, TabularStudy

PATIENCE = 20  # seconds until a test gives up; nothing waits that long unless it hangs
N, BATCH = 256, 64

X = np.random.default_rng(0).normal(size=(200, 4))
X_GAPS = np.where(np.arange(200)[:, None] % 10 == np.array([[0, -1, -1, -1]]), np.nan, X)
EXPLAINER = TabularExplainer(X)


class Counting:
    """Three classes; counts what it is asked."""

    def __init__(self, tilt=1.0):
        self.tilt, self.n_calls, self.n_rows = tilt, 0, 0

    def __call__(self, rows):
        self.n_calls += 1
        self.n_rows += len(rows)
        a, b, c, d = np.nan_to_num(np.asarray(rows)).T
        scores = np.exp(np.column_stack([self.tilt * a + b * c, np.sin(2 * b) - d, 0.5 * c]))
        return scores / scores.sum(axis=1, keepdims=True)


class Gated(Counting):
    """Answers a batch when it is let; fails where it is told to."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self._came, self._gate = threading.Semaphore(0), threading.Semaphore(0)
        self.failure = None

    def __call__(self, rows):
        self._came.release()
        assert self._gate.acquire(timeout=PATIENCE), "nobody let the model answer"
        if self.failure is not None:
            raise self.failure
        return super().__call__(rows)

    def await_batch(self):
        assert self._came.acquire(timeout=PATIENCE), "the model was not asked"

    def let(self, batches=1):
        self._gate.release(batches)

    def let_all(self):
        self._gate.release(10_000)


class RaisesAtThird(Counting):
    def __call__(self, rows):
        answer = super().__call__(rows)
        if self.n_calls == 3:
            msg = "out of luck"
            raise RuntimeError(msg)
        return answer


def study_of(model, x=X[0], explainer=EXPLAINER, **parameters):
    parameters = {"n_samples": N} | parameters
    return Study(BlackBox(model, batch_size=BATCH), x, explainer, **parameters)


def ready(model, **parameters):
    study = study_of(model, **parameters)
    assert study.wait(PATIENCE)
    assert study.status == "ready", study.error
    return study


def until(claim):
    end = time.monotonic() + PATIENCE
    while not claim():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.002)


def assert_same(explanation, other, tolerance=1e-9):
    weights, others = (dict(found.as_map()[found.output]) for found in (explanation, other))
    assert explanation.output == other.output
    assert weights.keys() == others.keys()
    assert [weights[key] for key in others] == pytest.approx(list(others.values()), abs=tolerance)
    errors, other_errors = (
        dict(zip(found.features.tolist(), found.stderr, strict=True)) for found in (explanation, other)
    )
    assert [errors[key] for key in other_errors] == pytest.approx(list(other_errors.values()), abs=tolerance)
    for name in ("intercept", "score", "local_prediction", "model_prediction", "ess", "kernel_width"):
        assert getattr(explanation, name) == pytest.approx(getattr(other, name), abs=tolerance, nan_ok=True), name
    for name in ("feature_names", "n_samples", "output_name", "kind", "doubts"):
        assert getattr(explanation, name) == getattr(other, name), name


def afresh(study, model):
    return study.explainer.explain(
        model,
        study.instance,
        **{
            name: getattr(study, name)
            for name in study.parameter_names
            if name not in {"discretizer", "sample_around_instance"}
        },
    )


def assert_up_to_date(study, model):
    assert (study.status, study.error, study.progress) == ("ready", None, 1.0)
    assert (study.discretizer, study.sample_around_instance) == (
        study.explainer.discretizer,
        study.explainer.sample_around_instance,
    )
    fresh = afresh(study, model)
    assert_same(study.explanation, fresh)
    assert_same(study.sweep[study.sweep.index(study.kernel_width)], fresh)
    assert len(study.neighborhood) == study.n_samples


def standing(study):
    """Everything that a refused change must leave alone."""
    names = (*study.parameter_names, "instance", "explainer", "model")
    said = ("status", "error", "progress", "neighborhood", "explanation", "sweep", "n_model_calls", "generation")
    return [
        (name, id(value) if callable(value) else value) for name in names if (value := getattr(study, name)) is not None
    ] + [(name, id(getattr(study, name))) for name in said]


@pytest.fixture(autouse=True)
def _no_thread_is_left():
    yield
    for thread in threading.enumerate():
        if thread.name == "lime-study":
            thread.join(PATIENCE)
            assert not thread.is_alive()


# ---- what a change costs ----------------------------------------------------------------------

KERNEL = lambda distances, width: 1 / (1 + distances / width)  # noqa: E731  a kernel is a formula
ASKED = {
    "instance": (lambda study: setattr(study, "instance", X[1]), N),
    "what-if": (lambda study: study.change("feature 2", 0.25), N),
    "what-if that changes nothing": (lambda study: study.change("feature 2", X[0, 2]), 0),
    "explainer": (lambda study: setattr(study, "explainer", TabularExplainer(X, discretizer=None)), N),
    "sampling": (lambda study: setattr(study, "sample_around_instance", True), N),
    "design": (lambda study: setattr(study, "design", "independent"), N),
    "seed": (lambda study: setattr(study, "random_state", 5), N),
    "redraw": (lambda study: study.redraw(), N),
    "bins": (lambda study: setattr(study, "discretizer", "decile"), N),
    "no bins": (lambda study: setattr(study, "discretizer", None), N),
    "bins of one's own": (lambda study: setattr(study, "discretizer", {"feature 0": np.array([0.0])}), N),
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

    study.model = new

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
    study = Study(BlackBox(model, batch_size=1), X[0], EXPLAINER, n_samples=2)
    assert study.wait(PATIENCE)

    study.n_samples = 5
    assert study.wait(PATIENCE)

    assert (model.n_rows, model.n_calls) == (5, 5)
    assert_up_to_date(study, Counting())


# ---- after any changes the explanation is the one of the parameters ---------------------------

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


def change_by(study, step):
    if isinstance(step, dict):
        if len(step) == 1:
            (name, value), *_ = step.items()
            setattr(study, name, value)
        else:
            study.update(**step)
    elif step == "wait":
        study.wait(PATIENCE)
    elif step == "what-if":
        study.change("feature 1", 0.5)
    elif step == "model":
        study.model = BlackBox(Counting(tilt=2.0), batch_size=BATCH)
    else:
        getattr(study, step)()


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
        assert_same(study.sweep[place], single, tolerance=1e-7)


def test_a_smaller_number_of_samples_and_another_distance_at_once_are_both_in_force():
    study = ready(Counting())

    study.update(distance="manhattan", n_samples=100)

    assert_up_to_date(study, Counting())


def test_a_judgement_that_later_batches_contradict_is_withdrawn():
    def looks_like_probabilities_at_first(rows):
        return np.column_stack([np.where(rows[:, 0] > 1.5, 7.0, 0.25), np.full(len(rows), 0.75)])

    study = Study(BlackBox(looks_like_probabilities_at_first, batch_size=2), np.zeros(4), EXPLAINER, n_samples=64)
    assert study.wait(PATIENCE)

    assert study.neighborhood.kind == study.explanation.kind == "value"


# ---- parameters -------------------------------------------------------------------------------

REFUSED = [
    ("kernel_width", 0.0), ("kernel_width", -1.0), ("kernel_width", np.nan), ("kernel_width", np.inf),
    ("kernel_width", "wide"), ("kernel_width", [1.0, 2.0]),
    ("n_samples", 1), ("n_samples", 2.5), ("n_samples", None), ("n_samples", "many"),
    ("n_features", 0), ("n_features", 5), ("n_features", 1.5),
    ("alpha", -1.0), ("alpha", np.nan), ("alpha", None), ("alpha", "strong"),
    ("output", "absent"), ("output", 3), ("output", -1), ("output", 0.5),
    ("random_state", -1), ("random_state", "seed"), ("random_state", 1.5),
    ("design", "halton"), ("distance", "hamming"), ("distance", None), ("distance", ["euclidean"]),
    ("kernel", "gauss"), ("kernel", np.ones(3)), ("feature_selection", "best"), ("feature_selection", None),
    ("discretizer", "octile"), ("discretizer", 5), ("discretizer", "entropy"), ("discretizer", {"absent": [1.0]}),
    ("sample_around_instance", "yes"), ("sample_around_instance", None),
    ("instance", X[0, :3]), ("instance", "a row"), ("instance", None),
    ("model", "no model"), ("model", None), ("model", LogisticRegression()),
    ("explainer", X), ("explainer", None), ("explainer", TabularExplainer(X[:, :2])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), REFUSED, ids=lambda value: str(value)[:20])
def test_a_setting_that_cannot_be_used_is_refused_and_changes_nothing(name, value):
    model = Counting()
    study = ready(model)
    before, heard = standing(study), []
    study.observe(heard.append)

    with pytest.raises(LimeError):
        setattr(study, name, value)
    others = {"alpha": 2.0, "n_samples": N + 100, "discretizer": "decile", "random_state": 4, "kernel_width": 2.0}
    with pytest.raises(LimeError):
        study.update(**others | {name: value})

    assert standing(study) == before
    assert heard == []
    assert study.wait(0)
    assert model.n_rows == N
    study.alpha = 2.0
    assert_up_to_date(study, Counting())


def test_a_setting_that_is_refused_while_the_model_runs_disturbs_nothing():
    model = Gated()
    study = study_of(model)
    model.await_batch()

    with pytest.raises(LimeError):
        study.update(random_state=4, n_samples=400, kernel_width=-1)

    model.let_all()
    assert study.wait(PATIENCE)
    assert model.n_rows == N
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize(
    "name", ["status", "progress", "error", "neighborhood", "sweep", "explanation", "n_model_calls", "generation"]
)
def test_what_is_said_of_a_study_cannot_be_set(name):
    study = ready(Counting())

    with pytest.raises(TraitError):
        setattr(study, name, getattr(study, name))


def test_unknown_keywords_are_refused_by_name():
    with pytest.raises(TypeError, match=r"'kernel_wdith', 'nsamples'.*kernel_width"):
        study_of(Counting(), kernel_wdith=1, nsamples=3)
    study = ready(Counting())
    for name in ("kernel_wdith", "status", "wait", "_lock"):
        with pytest.raises(TypeError, match=name):
            study.update(alpha=2.0, **{name: 1})
    assert study.alpha == 1.0


def test_a_study_can_be_made_with_keywords():
    study = Study(model=Counting(), x=X[0], explainer=EXPLAINER, n_samples=64)

    assert isinstance(study, TabularStudy)
    assert study.wait(PATIENCE)


@pytest.mark.parametrize(("name", "value"), [("kernel_width", 0), ("n_features", 5), ("alpha", -1), ("n_samples", 1)])
def test_a_study_with_a_setting_that_cannot_be_used_is_not_made(name, value):
    model = Counting()

    with pytest.raises(LimeError):
        study_of(model, **{name: value})

    assert model.n_rows == 0


def test_the_order_in_which_settings_are_named_does_not_matter():
    # Where a column is not cut, its missing values are one more feature.
    explainer = TabularExplainer(X_GAPS)
    for names in itertools.permutations({"n_features": 5, "discretizer": None, "feature_selection": "none"}.items()):
        study = ready(Counting(), x=X_GAPS[1], explainer=explainer, **dict(names))
        assert study.n_features == 5
        study.discretizer = "quartile"
        assert study.n_features == 4
        study.update(**dict(names))
        assert study.n_features == 5
        study.discretizer = "quartile"
        study.reset()
        assert (study.n_features, study.discretizer) == (5, None)
        assert study.wait(PATIENCE)


def test_fewer_features_than_were_asked_for_are_all_there_are():
    study = ready(Counting(), x=X_GAPS[1], explainer=TabularExplainer(X_GAPS, discretizer=None), n_features=5)

    study.discretizer = "quartile"

    assert study.wait(PATIENCE)
    assert study.n_features == len(study.feature_names) == 4
    assert_up_to_date(study, Counting())


def test_defaults_are_settled_where_they_are_known():
    study = study_of(Counting())
    assert (study.n_features, study.kernel_width) == (4, 1.5)
    assert study.wait(PATIENCE)
    assert study.output == int(np.argmax(study.neighborhood.prediction))


def test_an_output_is_known_by_index_or_name_and_none_is_the_predicted_one():
    study = ready(Counting())
    predicted = study.output
    for value, expected in [("output 2", 2), (1, 1), (np.int64(0), 0), (None, predicted)]:
        study.output = value
        assert study.output == study.explanation.output == expected


def test_an_output_that_turns_out_not_to_exist_is_said_and_mended_by_the_next_change():
    study = study_of(Counting(), output="absent")
    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert "'absent' does not exist" in study.error
    assert study.explanation is None

    study.output = "output 1"

    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def test_another_model_is_explained_where_it_predicts_and_may_have_other_outputs():
    study = ready(Counting(), output=2)

    def yes_or_no(rows):
        yes = Counting()(rows)[:, 1]
        return np.column_stack([1 - yes, yes])

    study.update(output="yes", model=BlackBox(yes_or_no, output_names=["no", "yes"]))
    assert study.wait(PATIENCE)
    assert (study.output, study.explanation.output_name) == (1, "yes")

    def other(rows):
        return Counting()(rows)[:, ::-1]

    study.model = other
    assert study.output is None
    assert study.wait(PATIENCE)
    assert study.output == int(np.argmax(other(X[:1])))
    assert_up_to_date(study, other)


def test_a_reset_is_what_the_study_began_with():
    model = Counting()
    study = ready(model, kernel_width=2.0, n_features=3)
    first = study.explanation
    # Another class is predicted for this one.
    study.instance = next(x for x in X if np.argmax(model(x[None])) != first.output)
    study.update(
        n_samples=100, distance="manhattan", kernel="uniform", kernel_width=1.0, n_features=1, alpha=4.0,
        feature_selection="none", discretizer="decile", sample_around_instance=True, design="independent",
        random_state=8, output=0,
    )  # fmt: skip
    study.output = None
    assert study.wait(PATIENCE)

    study.reset()

    assert study.wait(PATIENCE)
    assert study.instance is study.first_instance
    assert_up_to_date(study, Counting())
    assert_same(study.explanation, first)


def test_redraw_goes_on_to_the_next_seed_and_comes_round():
    study = ready(Counting(), random_state=2**32 - 1)
    first = study.explanation

    study.redraw()

    assert study.random_state == 0
    assert study.wait(PATIENCE)
    assert study.explanation.intercept != first.intercept


def test_bins_of_ones_own_can_be_changed_and_given_again():
    study = ready(Counting())
    for edges in ([0.0], np.array([-0.5, 0.5]), np.array([-0.25, 0.5])):
        study.discretizer = {"feature 0": edges}
        assert study.wait(PATIENCE)
        assert_up_to_date(study, Counting())
        assert study.discretizer is study.explainer.discretizer


def test_a_new_explainer_brings_its_own_bins():
    study = ready(Counting())
    seen = []
    study.observe(lambda _: seen.append((study.discretizer, study.sample_around_instance)), "generation")

    study.explainer = TabularExplainer(X, discretizer="decile", sample_around_instance=True)

    assert study.wait(PATIENCE)
    assert set(seen) == {("decile", True)}
    assert_up_to_date(study, Counting())


def test_parameters_say_what_they_are():
    study = ready(Counting())
    for name in study.parameter_names:
        trait = study.traits()[name]
        assert trait.help.endswith(".")
        assert trait.metadata["label"]
        assert trait.metadata["group"] in {"explain", "neighbourhood", "surrogate"}


# ---- tables and classifiers -------------------------------------------------------------------


def test_a_row_of_a_table_is_explained_and_what_if_changes_it():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "temp": rng.normal(15, 8, 300),
            "city": pd.Categorical(rng.choice(["Bonn", "Oslo", "Rome"], 300)),
            "wet": rng.random(300) < 0.3,
        }
    )
    asked = []

    def rentals(rows):
        asked.append(rows)
        return rows["temp"] * 10 + (rows["city"] == "Rome") * 50 - rows["wet"] * 80

    study = ready(rentals, x=table.iloc[3], explainer=TabularExplainer(table))
    assert all((part.dtypes == table.dtypes).all() for part in asked)
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


# ---- while the model runs ---------------------------------------------------------------------


def test_between_batches_there_is_progress_and_an_explanation_of_the_rows_so_far():
    model = Gated()
    study = study_of(model)
    assert (study.status, study.progress, study.explanation) == ("sampling", 0.0, None)

    for batch in (1, 2, 3):
        model.await_batch()
        model.let()
        model.await_batch()  # for the next one, and the last one is published
        model._came.release()
        assert study.status == "sampling"
        assert study.progress == batch * BATCH / N
        assert_same(study.explanation, afresh_of(study, batch * BATCH))
    model.let()

    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def afresh_of(study, n_samples):
    return study.explainer.explain(Counting(), study.instance, n_samples=n_samples, output=study.output)


def test_the_newest_request_wins_and_does_not_wait_for_the_rest_of_the_one_before():
    model = Gated()
    study = study_of(model)
    explained = []
    study.observe(lambda _: explained.append(study.shown), "neighborhood")
    model.await_batch()

    study.random_state = 1
    study.instance = X[5]
    model.let_all()

    assert study.wait(PATIENCE)
    assert model.n_rows == BATCH + N  # the batch that was under way, and all of the newest
    assert set(explained) == {study.shown}  # of the batch under way nothing was ever shown
    assert_up_to_date(study, Counting())


def test_a_stale_answer_is_dropped_even_if_the_same_is_asked_again():
    model = Gated()
    study = study_of(model)
    model.await_batch()

    study.random_state = 1
    study.random_state = 0
    model.let_all()

    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize(
    ("name", "value"),
    [("kernel_width", 0.7), ("n_features", 2), ("alpha", 3.0), ("output", 0), ("distance", "cosine")],
)
def test_what_asks_the_model_nothing_answers_at_once_while_the_model_runs(name, value):
    model = Gated()
    study = study_of(model, random_state=3)
    model.let_all()
    assert study.wait(PATIENCE)
    slow = Gated()
    study.model = BlackBox(slow, batch_size=BATCH)
    study.output = None
    slow.await_batch()
    slow.let()
    slow.await_batch()

    setattr(study, name, value)

    assert study.status == "sampling"
    expected = study.explainer.explain(
        Counting(), X[0], random_state=3, **{"n_samples": BATCH, "output": study.output} | {name: value}
    )
    assert_same(study.explanation, expected)
    slow.let_all()
    assert study.wait(PATIENCE)
    assert slow.n_rows == N
    assert_up_to_date(study, Counting())


def test_the_rows_of_before_answer_until_the_first_new_ones_are_there():
    model = Gated()
    study = study_of(model)
    model.let_all()
    assert study.wait(PATIENCE)
    old, slow = study.neighborhood, Gated()
    study.model = slow
    slow.await_batch()

    study.update(kernel_width=0.8, distance="manhattan")

    assert (study.status, study.progress) == ("sampling", 0.0)
    assert study.explanation.kernel_width == 0.8
    assert_same(study.explanation, old.measured("manhattan").explain(kernel_width=0.8, output=study.explanation.output))
    slow.let_all()
    assert study.wait(PATIENCE)


def test_more_and_fewer_samples_while_the_model_runs():
    model = Gated()
    study = study_of(model)
    for _ in range(3):
        model.await_batch()
        model.let()
    model.await_batch()

    study.n_samples = 100  # there already
    assert (study.status, study.progress) == ("ready", 1.0)
    assert_up_to_date(study, Counting())
    study.n_samples = 300
    assert study.status == "sampling"
    model.let_all()

    assert study.wait(PATIENCE)
    assert model.n_rows == study.n_model_calls == 300
    assert_up_to_date(study, Counting())


def test_a_model_that_is_replaced_while_it_runs_is_asked_no_more():
    old, new = Gated(), Counting(tilt=-2.0)
    study = study_of(old)
    old.await_batch()

    study.model = BlackBox(new, batch_size=BATCH)
    old.let_all()

    assert study.wait(PATIENCE)
    assert (old.n_rows, new.n_rows, study.n_model_calls) == (BATCH, N, BATCH + N)
    assert_up_to_date(study, Counting(tilt=-2.0))


# ---- cancel and resume ------------------------------------------------------------------------


def test_cancel_takes_hold_within_one_batch_and_resume_asks_only_for_what_is_lacking():
    model = Gated()
    study = study_of(model)
    model.await_batch()
    model.let()
    model.await_batch()

    study.cancel()

    assert study.status == "cancelled"
    assert study.wait(0)  # not for the batch that is under way
    model.let_all()
    until(lambda: study._worker is None)
    assert model.n_rows == 2 * BATCH
    assert study.explanation.n_samples == BATCH
    study.resume()
    assert study.wait(PATIENCE)
    assert model.n_rows == study.n_model_calls == N
    assert_up_to_date(study, Counting())


def test_a_study_that_is_resumed_before_its_batch_came_asks_for_nothing_twice():
    model = Gated()
    study = study_of(model)
    model.await_batch()

    study.cancel()
    study.resume()
    model.let_all()

    assert study.wait(PATIENCE)
    assert model.n_rows == N
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize(
    ("n_samples", "status", "rows"), [(100, "ready", 128), (160, "ready", 160), (300, "ready", 300)]
)
def test_another_number_of_samples_sets_a_cancelled_study_going_as_far_as_is_needed(n_samples, status, rows):
    model = Gated()
    study = study_of(model)
    model.await_batch()
    model.let()
    model.await_batch()
    study.cancel()
    model.let_all()
    until(lambda: study._worker is None)

    study.n_samples = n_samples

    assert study.wait(PATIENCE)
    assert (study.status, model.n_rows) == (status, rows)
    assert_up_to_date(study, Counting())


def test_a_cancelled_study_answers_what_asks_the_model_nothing_and_stays_cancelled():
    model = Gated()
    study = study_of(model)
    model.await_batch()
    model.let()
    model.await_batch()
    study.cancel()
    model.let_all()
    until(lambda: study._worker is None)

    study.update(alpha=4.0, distance="manhattan")

    assert (study.status, model.n_rows) == ("cancelled", 2 * BATCH)
    expected = {"n_samples": study.explanation.n_samples, "output": study.output}
    assert_same(study.explanation, EXPLAINER.explain(Counting(), X[0], alpha=4.0, distance="manhattan", **expected))


def test_a_study_that_is_cancelled_before_its_first_answer_has_no_explanation_until_it_goes_on():
    model = Gated()
    study = study_of(model)
    model.await_batch()

    study.cancel()
    study.kernel_width = 2.0
    model.let_all()
    until(lambda: study._worker is None)

    assert (study.status, study.explanation, model.n_rows) == ("cancelled", None, BATCH)
    study.resume()
    assert study.wait(PATIENCE)
    assert model.n_rows == N


def test_rows_that_came_after_the_study_was_cancelled_are_explained_with_the_next_change():
    model = Gated()
    study = study_of(model)
    model.let(3)
    for _ in range(4):
        model.await_batch()
    study.cancel()
    model.let()
    until(lambda: study._worker is None)
    assert (study.status, study.progress, model.n_rows) == ("cancelled", 0.75, N)

    study.alpha = 2.0

    assert_up_to_date(study, Counting())


def test_another_seed_sets_a_cancelled_study_going():
    model = Gated()
    study = study_of(model)
    model.await_batch()
    study.cancel()

    study.redraw()
    model.let_all()

    assert study.wait(PATIENCE)
    assert model.n_rows == BATCH + N
    assert_up_to_date(study, Counting())


# ---- failure ----------------------------------------------------------------------------------


def test_a_model_that_raises_leaves_the_last_good_explanation_and_the_next_change_recovers():
    study = ready(Counting(tilt=0.5))
    good = []
    study.observe(lambda change: good.append(change.new), "explanation")
    model = RaisesAtThird()
    study.update(model=BlackBox(model, batch_size=BATCH))
    assert study.wait(PATIENCE)

    assert study.status == "failed"
    assert "RuntimeError" in study.error
    assert "out of luck" in study.error
    assert study.error.endswith(".")
    assert study.explanation.n_samples == 2 * BATCH
    assert study.explanation is good[-1]
    assert (study.progress, model.n_rows, study.n_model_calls) == (0.5, 3 * BATCH, N + 3 * BATCH)
    until(lambda: study._worker is None)

    study.alpha = 2.0

    assert study.wait(PATIENCE)
    assert model.n_rows == study.n_model_calls - N == N + BATCH
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize("recover", [lambda study: study.resume(), lambda study: study.redraw()])
def test_a_failed_study_can_be_told_to_go_on(recover):
    study = study_of(RaisesAtThird())
    assert study.wait(PATIENCE)

    recover(study)

    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


NONSENSE = {
    "NaN": (lambda rows: np.full(len(rows), np.nan), "nan"),
    "too few rows": (lambda rows: np.zeros(len(rows) - 1), "rows"),
    "three dimensions": (lambda rows: np.zeros((len(rows), 2, 2)), "shape"),
    "text": (lambda rows: np.full(len(rows), "yes"), ""),
    "nothing": (lambda _rows: None, ""),
    "an exit": (lambda _rows: sys.exit("I quit"), "I quit"),
}


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_model_that_answers_nonsense_is_said_to(nonsense):
    answer, word = NONSENSE[nonsense]
    study = ready(Counting())
    last = study.explanation

    study.model = answer

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert word in study.error
    assert study.explanation is last
    study.model = Counting()
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def test_a_stale_request_that_fails_disturbs_nobody():
    model = Gated()
    study = study_of(model)
    statuses = []
    study.observe(lambda change: statuses.append(change.new), "status")
    model.await_batch()

    model.failure = RuntimeError("too late")
    new = Counting()
    study.model = BlackBox(new, batch_size=BATCH)
    model.let()

    assert study.wait(PATIENCE)
    assert new.n_rows == N
    assert "failed" not in statuses
    assert_up_to_date(study, Counting())


def test_a_request_that_fails_after_it_was_cancelled_is_cancelled():
    model = Gated()
    study = study_of(model)
    model.await_batch()
    study.cancel()
    model.failure = RuntimeError("too late")
    model.let()
    until(lambda: study._worker is None)

    assert (study.status, study.error) == ("cancelled", None)
    model.failure = None
    model.let_all()
    study.resume()
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def test_a_kernel_that_raises_is_said_and_the_next_change_recovers():
    study = ready(Counting())
    last = study.explanation

    study.kernel = lambda distances, width: 1 / 0

    assert study.status == "failed"
    assert "ZeroDivisionError" in study.error
    assert study.explanation is last
    study.kernel = "uniform"
    assert_up_to_date(study, Counting())


# ---- the sweep --------------------------------------------------------------------------------


def test_the_sweep_follows_every_change_and_waiting_waits_for_it():
    study = ready(Counting())
    assert len(study.sweep) == 1
    study.sweeping = True
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 129

    for step in (lambda: setattr(study, "alpha", 2.0), study.redraw, lambda: setattr(study, "n_samples", 100)):
        step()
        assert study.wait(PATIENCE)
        assert len(study.sweep) == 129
        assert_up_to_date(study, Counting())


def test_a_width_of_the_sweep_is_taken_from_it():
    study = ready(Counting())
    study.sweeping = True
    assert study.wait(PATIENCE)
    sweep = study.sweep

    study.kernel_width = study.kernel_widths[3]

    assert study.sweep is sweep
    assert study.wait(0)
    assert_up_to_date(study, Counting())


def test_a_width_off_the_grid_joins_the_sweep():
    study = ready(Counting())
    study.sweeping = True
    assert study.wait(PATIENCE)

    study.kernel_width = 1.2345

    assert len(study.sweep) == 1  # at once
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 130
    assert 1.2345 in study.sweep.kernel_width
    assert (np.diff(study.sweep.kernel_width) > 0).all()
    assert_up_to_date(study, Counting())


class GatedKernel:
    """Answers in the worker when it is let."""

    def __init__(self):
        self.main, self.came, self.gate = threading.get_ident(), threading.Event(), threading.Event()
        self.failure = None

    def __call__(self, distances, width):
        if threading.get_ident() != self.main:
            self.came.set()
            assert self.gate.wait(PATIENCE)
            if self.failure:
                raise self.failure
        return np.exp(-distances / width)


@pytest.mark.parametrize("failure", [None, RuntimeError("too late")])
def test_a_sweep_that_a_change_has_overtaken_is_dropped(failure):
    kernel = GatedKernel()
    study = ready(Counting())
    study.kernel = kernel
    swept, statuses = [], []
    study.observe(lambda change: swept.append((len(change.new), study.alpha)), "sweep")
    study.observe(lambda change: statuses.append(change.new), "status")
    study.sweeping = True
    assert kernel.came.wait(PATIENCE)
    assert not study.wait(0)  # it is still to come

    kernel.failure = failure
    study.update(alpha=3.0, kernel="exponential")
    kernel.gate.set()

    assert study.wait(PATIENCE)
    assert swept == [(1, 3.0), (129, 3.0)]
    assert statuses == []
    assert_up_to_date(study, Counting())


def test_a_sweep_that_cannot_be_worked_out_is_said_once():
    def short_sighted(distances, width):
        if width > 3:
            msg = "I cannot see that far"
            raise RuntimeError(msg)
        return np.exp(-distances / width)

    study = ready(Counting(), kernel=short_sighted)
    last = study.explanation
    study.sweeping = True

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert "I cannot see that far" in study.error
    assert study.explanation is last
    until(lambda: study._worker is None)  # and does not try again for ever
    study.kernel = "exponential"
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 129
    assert_up_to_date(study, Counting())


def test_who_stops_sweeping_waits_for_no_sweep():
    study = ready(Counting())
    study.sweeping = True

    study.sweeping = False

    assert study.wait(0)
    assert len(study.sweep) == 1


def test_no_sweep_is_made_of_an_explanation_that_the_model_is_about_to_replace():
    model = Gated()
    study = study_of(model)
    study.sweeping = True
    lengths = []
    study.observe(lambda change: lengths.append(len(change.new)), "sweep")
    model.let_all()

    assert study.wait(PATIENCE)
    assert lengths == [1, 1, 1, 1, 129]


# ---- waiting ----------------------------------------------------------------------------------


def test_waiting_ends_when_time_is_up_and_says_so():
    model = Gated()
    study = study_of(model)

    assert not study.wait(0.01)

    model.let_all()
    assert study.wait()


def test_settled_leaves_the_event_loop_free_and_can_be_given_up():
    model = Gated()
    study = study_of(model)

    async def live():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(study.settled(), 0.05)
        model.let_all()
        await asyncio.wait_for(study.settled(), PATIENCE)

    asyncio.run(live())
    assert_up_to_date(study, Counting())


def test_who_waits_for_himself_is_not_kept_waiting():
    model = Gated()
    study = study_of(model)
    found = []
    study.observe(lambda _: found.append(study.wait()), "neighborhood")
    model.await_batch()

    with study.together():
        assert not study.wait()
    model.let_all()

    assert study.wait(PATIENCE)
    assert found == [False, False, False, True]


# ---- observers --------------------------------------------------------------------------------


def test_what_is_set_together_is_worked_out_and_told_of_once():
    model = Counting()
    study = ready(model)
    heard = []
    study.observe(lambda change: heard.append(change.name))
    last = study.explanation

    with study.together():
        study.kernel_width = 2.0
        study.alpha = 2.0
        with study.together():
            study.n_features = 2
        study.distance = "manhattan"
        assert study.explanation is last
        assert heard == []

    assert_up_to_date(study, Counting())
    assert heard.count("generation") == heard.count("explanation") == 1
    assert heard[-1] == "generation"
    assert model.n_rows == N


def test_what_was_set_before_a_block_raised_is_in_force():
    study = ready(Counting())

    def half_a_change():
        with study.together():
            study.alpha = 2.0
            raise KeyError

    with pytest.raises(KeyError):
        half_a_change()

    assert study.alpha == 2.0
    assert_up_to_date(study, Counting())


def assert_of_one_piece(study):
    """What an observer may rely on."""
    near, explanation = study.neighborhood, study.explanation
    if explanation is None or study.status == "failed":
        return
    assert explanation.n_samples == len(near)
    assert explanation.kernel_width == pytest.approx(study.kernel_width)
    assert explanation.feature_names == near.feature_names == study.shown.feature_names
    assert study.sweep.index(study.kernel_width) is not None
    assert study.sweep.n_samples == len(near)
    assert study.progress == 1.0 or study.status != "ready"
    assert (study.error is None) == (study.status != "failed")
    if study.status == "ready":
        assert len(near) == study.n_samples
        assert explanation.output == study.output


def test_whatever_an_observer_is_told_of_all_is_of_one_piece_then():
    study = study_of(Counting())
    wrong = []

    def look(_change):
        try:
            assert_of_one_piece(study)
        except AssertionError as error:
            wrong.append(error)

    study.observe(look)
    choose = random.Random(0)
    for _ in range(30):
        change_by(study, a_change(choose))
    study.resume()
    assert study.wait(PATIENCE)
    assert wrong == []


def test_each_publication_is_told_of_once():
    study = study_of(Counting())
    generations = []
    study.observe(lambda change: generations.append((change.old, change.new)), "generation")
    for value in (2.0, 3.0, 4.0):
        study.alpha = value
    assert study.wait(PATIENCE)

    assert all(new == old + 1 for old, new in generations)
    assert len(set(generations)) == len(generations)


def test_observers_may_change_the_study_and_everybody_hears_of_it_in_order():
    study = ready(Counting())
    first, second = [], []

    def narrow(change):
        first.append(change.new)
        if change.new > 2:
            study.kernel_width = change.new / 2
            assert study.explanation.kernel_width == change.new / 2

    study.observe(narrow, "kernel_width")
    study.observe(lambda change: second.append(change.new), "kernel_width")

    study.kernel_width = 7.0

    assert first == second == [7.0, 3.5, 1.75]
    assert_up_to_date(study, Counting())


def test_an_observer_that_the_worker_calls_may_change_the_study():
    model = Counting()
    study = study_of(model)

    def more(_change):
        if study.status == "ready" and study.n_samples < 400:
            study.n_samples += 50

    study.observe(more, "generation")
    study.redraw()
    until(lambda: study.n_samples >= 400)
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def fails(_change):
    msg = "mine"
    raise OSError(msg)


@pytest.mark.parametrize("name", ["alpha", "explanation", "status", "generation", "n_model_calls", "progress"])
def test_an_observer_that_raises_does_so_where_the_change_was_made_and_leaves_the_study_whole(monkeypatch, name):
    raised, heard = [], []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: raised.append(arguments.exc_value))
    study = ready(Counting())
    study.observe(fails, name)
    study.observe(heard.append, "sweep")

    for change in ({"alpha": 3.0}, {"random_state": 1}, {"n_samples": 100}, {"alpha": 1.0}):
        try:
            study.update(**change)
        except OSError as error:
            raised.append(error)
        except BaseExceptionGroup as errors:
            raised.extend(errors.exceptions)
        assert study.wait(PATIENCE)
        assert_up_to_date(study, Counting())

    assert raised
    assert {type(error) for error in raised} == {OSError}
    assert heard


def test_a_refused_change_is_not_heard_of_even_if_part_of_it_was_set():
    study = ready(Counting())
    heard = []
    study.observe(lambda change: heard.append(change.name))

    with pytest.raises(LimeError):
        study.update(discretizer="decile", alpha=3.0, kernel_width=-1)

    assert heard == []


# ---- threads ----------------------------------------------------------------------------------


def a_change(choose):
    return choose.choice(
        [
            {"kernel_width": choose.uniform(0.5, 4.0)},
            {"alpha": choose.uniform(0.5, 4.0), "n_features": choose.randint(1, 4)},
            {"output": choose.choice([None, 0, 1, 2])},
            {"n_samples": choose.randint(50, 300)},
            {"n_samples": choose.randint(50, 300), "distance": choose.choice(["manhattan", "euclidean"])},
            {"random_state": choose.randint(0, 5)},
            {"discretizer": choose.choice(["quartile", "decile", None])},
            {"sample_around_instance": choose.random() < 0.5, "kernel": choose.choice(["uniform", "exponential"])},
            {"instance": X[choose.randint(0, 9)]},
            {"sweeping": choose.random() < 0.5},
            "redraw",
            "cancel",
            "resume",
            "reset",
            "what-if",
            "model",
        ]
    )


@pytest.mark.timeout(120)
@pytest.mark.parametrize("seed", [0, 1])
def test_threads_that_change_a_study_at_once_leave_it_whole(seed):
    study = study_of(Counting())
    wrong = []

    def look(_change):
        try:
            assert_of_one_piece(study)
        except AssertionError as error:
            wrong.append(error)

    study.observe(look, "generation")

    def hammer(number):
        choose = random.Random(1000 * seed + number)
        try:
            for _ in range(60):
                change_by(study, a_change(choose))
                if choose.random() < 0.2:
                    time.sleep(0.001)
        except Exception as error:  # noqa: BLE001  whatever it is, the test must tell
            wrong.append(error)

    threads = [threading.Thread(target=hammer, args=(number,), daemon=True) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive(), "deadlock"
    study.resume()
    assert study.wait(PATIENCE)
    assert wrong == []
    assert_up_to_date(study, study.black_box)


def test_edits_of_two_columns_in_two_threads_are_both_in_force():
    study = ready(Counting())
    start = threading.Barrier(2)

    def edit(column):
        start.wait(PATIENCE)
        for value in np.linspace(-1, 1, 20):
            study.change(column, value)

    threads = [threading.Thread(target=edit, args=(column,)) for column in ("feature 0", "feature 1")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert study.wait(PATIENCE)
    assert (study.instance["feature 0"], study.instance["feature 1"]) == (1.0, 1.0)


def test_one_worker_serves_a_study_and_is_gone_when_it_is_quiet():
    study = study_of(Counting())
    workers = {study._worker}
    for seed in range(1, 20):
        study.random_state = seed
        running = [thread for thread in threading.enumerate() if thread.name == "lime-study"]
        assert len(running) <= 2  # one that is leaving, at the most
        workers.add(study._worker)
    assert study.wait(PATIENCE)
    until(lambda: not any(thread.name == "lime-study" for thread in threading.enumerate()))
    assert study._worker is None


def test_a_study_that_nobody_holds_is_collected():
    study = ready(Counting())
    study.sweeping = True
    study.observe(lambda _: None, "generation")
    assert study.wait(PATIENCE)
    for thread in threading.enumerate():
        if thread.name == "lime-study":
            thread.join(PATIENCE)
    gone = weakref.ref(study)

    del study
    until(lambda: gc.collect() >= 0 and gone() is None)


def test_where_there_are_no_threads_everything_is_done_when_the_line_returns(monkeypatch):
    def start(_thread):
        msg = "can't start new thread"
        raise RuntimeError(msg)

    monkeypatch.setattr(threading.Thread, "start", start)
    model = Counting()
    study = study_of(model)
    generations = []
    study.observe(lambda _: generations.append(study.progress), "generation")
    assert study.wait(0)
    assert_up_to_date(study, Counting())

    study.random_state = 1

    assert generations == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert model.n_rows == 2 * N
    study.sweeping = True
    assert len(study.sweep) == 129
    study.kernel_width = 1.234
    assert len(study.sweep) == 130
    assert_up_to_date(study, Counting())
    asyncio.run(study.settled())
    study.model = RaisesAtThird()
    study.black_box.batch_size = BATCH
    study.update(n_samples=4 * N, random_state=7)
    assert study.wait(0)


def test_where_there_are_no_threads_an_observer_may_cancel(monkeypatch):
    def start(_thread):
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", start)
    model = Counting()
    study = study_of(model)
    study.observe(lambda change: study.cancel() if change.new == 0.5 else None, "progress")

    study.random_state = 1

    assert (study.status, study.progress, model.n_rows) == ("cancelled", 0.5, N + 2 * BATCH)
    assert study._worker is None


def test_a_study_runs_without_any_front_end():
    code = (
        "import sys, numpy as np\n"
        "from lime_widgets.study import Study\n"
        "from lime_widgets.engine.tabular import TabularExplainer\n"
        "X = np.random.default_rng(0).normal(size=(50, 3))\n"
        "study = Study(lambda X: X[:, 0], X[0], TabularExplainer(X), n_samples=64)\n"
        "study.sweeping = True\n"
        "assert study.wait(60) and len(study.sweep) == 129\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )

    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert set(told.stdout.split()).isdisjoint(["ipywidgets", "anywidget", "bqplot", "IPython", "comm"])
