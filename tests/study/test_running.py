"""While the model runs nobody waits, and when it fails nothing is lost."""

import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from study.doubles import (
    BATCH,
    EXPLAINER,
    PATIENCE,
    Counting,
    Gated,
    N,
    RaisesAtThird,
    X,
    assert_same,
    assert_up_to_date,
    ready,
    study_of,
    until,
)

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.distance import to_instance
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.study import Study, pacing

pytestmark = pytest.mark.usefixtures("no_thread_is_left")


# ---- while the model runs -------------------------------------------------------------------------


def test_between_batches_there_is_progress_and_an_explanation_of_the_rows_so_far():
    model = Gated()
    study = study_of(model)
    assert (study.status, study.progress, bool(study.explanation)) == ("sampling", 0.0, False)
    with pytest.raises(LimeError, match=r"no explanation yet, so it has no as_list.*'sampling'.*study\.wait\(\)"):
        study.explanation.as_list()

    for batch in (1, 2, 3):
        model.await_batch()
        model.let()
        model.await_batch()  # for the next one, and the last one is published
        model._came.release()
        assert study.status == "sampling"
        assert study.progress == batch * BATCH / N
        assert_same(study.explanation, afresh_of(study, batch * BATCH))
        assert f"partial: the model has answered for {batch * BATCH} of {N} samples" in " ".join(
            study.explanation.doubts
        )
    model.let()

    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def test_at_rest_no_thread_holds_the_model():
    others = set(threading.enumerate())
    for seed in range(20):
        study = study_of(Counting(), random_state=seed)

        assert study.wait(PATIENCE)
        assert set(threading.enumerate()) <= others


def afresh_of(study, n_samples):
    return study.explainer.explain(Counting(), study.instance, n_samples=n_samples, output=study.output)


def test_the_newest_request_wins_and_does_not_wait_for_the_rest_of_the_one_before():
    model = Gated()
    study = study_of(model)
    explained = []
    study.observe(lambda _: explained.append(study.displayed_perturbation), "neighborhood")
    model.await_batch()

    study.random_state = 1
    study.instance = X[5]
    model.let_all()

    assert study.wait(PATIENCE)
    assert model.n_rows == BATCH + N  # the batch that was under way, and all of the newest
    assert set(explained) == {study.displayed_perturbation}  # of the batch under way nothing was ever shown
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
    study.model = BlackBox(slow, batch_size=BATCH, repeat=False)
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
    assert_same(
        study.explanation,
        old.at(to_instance(old.Z, "manhattan")).explain(kernel_width=0.8, output=study.explanation.output),
    )
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

    study.model = BlackBox(new, batch_size=BATCH, repeat=False)
    old.let_all()

    assert study.wait(PATIENCE)
    assert (old.n_rows, new.n_rows, study.n_model_calls) == (BATCH, N, BATCH + N)
    assert_up_to_date(study, Counting(tilt=-2.0))


# ---- cancel and resume ----------------------------------------------------------------------------


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
    until(lambda: study._runtime.worker.thread is None)
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
    until(lambda: study._runtime.worker.thread is None)

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
    until(lambda: study._runtime.worker.thread is None)

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
    until(lambda: study._runtime.worker.thread is None)

    assert (study.status, bool(study.explanation), model.n_rows) == ("cancelled", False, BATCH)
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
    until(lambda: study._runtime.worker.thread is None)
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


# ---- failure --------------------------------------------------------------------------------------


def test_a_model_that_raises_leaves_the_last_good_explanation_and_the_next_change_recovers():
    study = ready(Counting(tilt=0.5))
    good = []
    study.observe(lambda change: good.append(change.new), "explanation")
    model = RaisesAtThird()
    study.update(model=BlackBox(model, batch_size=BATCH, repeat=False))
    assert study.wait(PATIENCE)

    assert study.status == "failed"
    assert "RuntimeError" in study.error
    assert "out of luck" in study.error
    assert study.error.endswith(".")
    assert study.explanation.n_samples == 2 * BATCH
    assert study.explanation is good[-1]
    assert (study.progress, model.n_rows, study.n_model_calls) == (0.5, 3 * BATCH, N + 3 * BATCH)
    until(lambda: study._runtime.worker.thread is None)

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
    study.model = BlackBox(new, batch_size=BATCH, repeat=False)
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
    until(lambda: study._runtime.worker.thread is None)

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


# ---- when the interpreter ends --------------------------------------------------------------------


def test_a_script_that_ends_while_the_model_runs_ends_well_after_the_batch_under_way():
    # A thread that is torn down inside of a model's compiled code aborts the whole process.
    script = """
        import threading, time
        import numpy as np
        import lime_widgets as lw

        asked = threading.Event()

        def model(X):
            print("asked", len(X), flush=True)
            asked.set()
            time.sleep(0.3)
            print("answered", flush=True)
            return X[:, 0]

        X = np.random.default_rng(0).normal(size=(50, 2))
        study = lw.Study(lw.BlackBox(model, batch_size=16), X[0], lw.TabularExplainer(X), n_samples=64)
        asked.wait()
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (ended.stdout.split("\n"), ended.stderr, ended.returncode) == (["asked 16", "answered", ""], "", 0)


@pytest.mark.usefixtures("sweeps_take_long")
def test_an_observer_that_asks_whether_all_is_quiet_lets_nobody_in(monkeypatch):
    study = ready(Counting())
    study.sweeping = True
    assert study.wait(PATIENCE)
    here, waits, let_go, answers = threading.get_ident(), study._runtime.transactions.changed.wait, [], []

    def wait(timeout=None):
        if threading.get_ident() == here and study._runtime.transactions.is_notifying:
            let_go.append("of the lock")
        return waits(timeout)

    monkeypatch.setattr(study._runtime.transactions.changed, "wait", wait)
    study.observe(lambda _: threading.get_ident() == here and answers.append(study.wait(0)), "generation")
    study.alpha = 3.0  # a full sweep is to follow

    assert answers == [False]
    assert let_go == []
    assert study.wait(PATIENCE)


def test_a_model_of_seconds_a_row_is_asked_about_the_instance_alone_and_never_about_many_at_once(monkeypatch):
    monkeypatch.setattr(pacing, "BRIEF_SECONDS", 0.005)
    monkeypatch.setattr(pacing, "BATCH_SECONDS", 0.015)
    sizes, seen, per_row = [], [], []

    def slow(rows):
        sizes.append(len(rows))
        start = time.perf_counter()
        time.sleep(0.02 * len(rows))
        per_row.append((time.perf_counter() - start) / len(rows))
        return rows[:, 0]

    study = Study(slow, X[0], EXPLAINER, n_samples=64)
    study.observe(
        lambda change: seen.append(((study.n_rows_answered, study.n_rows_needed), study.seconds_left)), "generation"
    )
    assert study.wait(PATIENCE)
    assert sizes[0] == 1
    assert max(sizes) <= pacing.FEWEST_SLOW_ROWS
    assert sum(sizes) in {64, 65}  # the instance may be asked about again, to see whether the answer varies
    answered = [rows for (rows, needed), _ in seen if needed == 64]
    assert answered == sorted(answered)
    lefts = [left for (rows, _), left in seen if left is not None and 2 < rows < 60]
    assert lefts
    for (rows, needed), left in seen:
        if left is not None and 2 < rows < 60:
            assert 0.5 * min(per_row) <= left / (needed - rows) <= 3 * max(per_row)
    assert study.seconds_left == 0
