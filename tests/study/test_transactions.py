"""Changes are whole, whoever makes them and whatever observers do."""

import asyncio
import gc
import random
import subprocess
import sys
import threading
import time
import weakref

import numpy as np
import pytest
from study.doubles import (
    BATCH,
    PATIENCE,
    Counting,
    N,
    RaisesAtThird,
    a_change,
    assert_of_one_piece,
    assert_up_to_date,
    change_by,
    ready,
    study_of,
    until,
)

from lime_widgets.engine.errors import LimeError

pytestmark = pytest.mark.usefixtures("no_thread_is_left")


# ---- observers ------------------------------------------------------------------------------------


def test_what_is_set_together_is_worked_out_and_told_of_once():
    model = Counting()
    study = ready(model)
    events = []
    study.observe(lambda change: events.append(change.name))
    last = study.explanation

    with study.together():
        study.kernel_width = 2.0
        study.alpha = 2.0
        with study.together():
            study.n_features = 2
        study.distance = "manhattan"
        assert study.explanation is last
        assert events == []

    assert_up_to_date(study, Counting())
    assert events.count("generation") == events.count("explanation") == 1
    assert events[-1] == "generation"
    assert model.n_rows == N


def test_an_observer_that_waits_in_the_thread_of_the_change_does_not_wait_for_itself():
    study = ready(Counting())
    answers = []
    study.observe(lambda change: answers.append(study.wait(PATIENCE)), "random_state")

    begun = time.monotonic()
    study.random_state = 5

    assert answers == [False]
    assert time.monotonic() - begun < PATIENCE / 2
    assert study.wait(PATIENCE)


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
    raised, events = [], []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: raised.append(arguments.exc_value))
    study = ready(Counting())
    study.observe(fails, name)
    study.observe(events.append, "sweep")

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
    assert events


def test_a_refused_change_is_not_heard_of_even_if_part_of_it_was_set():
    study = ready(Counting())
    events = []
    study.observe(lambda change: events.append(change.name))

    with pytest.raises(LimeError):
        study.update(discretizer="decile", alpha=3.0, kernel_width=-1)

    assert events == []


# ---- threads --------------------------------------------------------------------------------------


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
    assert study.instance[:2].tolist() == [1.0, 1.0]


def test_one_worker_serves_a_study_and_is_gone_when_it_is_quiet():
    study = study_of(Counting())
    workers = {study._runtime.worker.thread}
    for seed in range(1, 20):
        study.random_state = seed
        running = [thread for thread in threading.enumerate() if thread.name == "lime-study"]
        assert len(running) <= 2  # one that is leaving, at the most
        workers.add(study._runtime.worker.thread)
    assert study.wait(PATIENCE)
    until(lambda: not any(thread.name == "lime-study" for thread in threading.enumerate()))
    assert study._runtime.worker.thread is None


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
    assert study._runtime.worker.thread is None


def test_a_study_runs_without_any_front_end():
    code = (
        "import sys, numpy as np\n"
        "from lime_widgets.study import Study\n"
        "from lime_widgets.engine.tabular.explainer import TabularExplainer\n"
        "X = np.random.default_rng(0).normal(size=(50, 3))\n"
        "study = Study(lambda X: X[:, 0], X[0], TabularExplainer(X), n_samples=64)\n"
        "study.sweeping = True\n"
        "assert study.wait(60) and len(study.sweep) == 129\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )

    finished = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert set(finished.stdout.split()).isdisjoint(["ipywidgets", "anywidget", "bqplot", "IPython", "comm"])
