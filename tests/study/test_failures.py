"""Whatever goes wrong, a study says so, stays whole, and recovers with the next change."""

import copy
import logging
import os
import pickle
import signal
import subprocess
import sys
import textwrap
import threading
import time

import numpy as np
import pytest
from study.doubles import (
    BATCH,
    PATIENCE,
    Counting,
    Gated,
    N,
    X,
    assert_up_to_date,
    ready,
    study_of,
    until,
)

from lime_widgets import Explanation, Neighborhood, TextExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.study import Study, pacing

pytestmark = pytest.mark.usefixtures("no_thread_is_left")


# ---- whatever a job raises ------------------------------------------------------------------------


class FailsOnce(Counting):
    """Raises for batches of one size, until it is told to stop."""

    def __init__(self, error, size):
        super().__init__()
        self.error, self.size = error, size

    def __call__(self, rows):
        if self.error is not None and len(rows) == self.size:
            raise self.error
        return super().__call__(rows)


ERRORS = [RuntimeError("no luck"), SystemExit("I quit"), MemoryError("no room"), KeyboardInterrupt()]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_model_that_raises_anything_during_a_slice_leaves_the_study_working(error):
    model = FailsOnce(error, size=21)
    study = ready(model)

    key = study.add_slice((1,), (21,))

    assert study.wait(PATIENCE)
    assert study.slices[key].y is None
    assert type(error).__name__ in study.slices[key].error
    model.error = None
    study.random_state = 7
    assert study.wait(PATIENCE)
    study.model = BlackBox(Counting(), batch_size=BATCH)
    assert study.wait(PATIENCE)
    assert study.slices[key].y is not None
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_model_that_raises_anything_for_samples_fails_and_recovers(error):
    model = FailsOnce(error, size=BATCH)
    study = study_of(model)

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert type(error).__name__ in study.error
    model.error = None
    study.alpha = 2.0
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


@pytest.mark.usefixtures("sweeps_take_long")
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_a_kernel_that_raises_anything_during_a_sweep_fails_and_recovers(error):
    main = threading.get_ident()

    def kernel(distances, width):
        if threading.get_ident() != main:
            raise error
        return np.exp(-distances / width)

    study = ready(Counting())
    study.kernel = kernel
    last = study.explanation
    study.sweeping = True

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert type(error).__name__ in study.error
    assert study.explanation is last
    study.kernel = "exponential"
    assert study.wait(PATIENCE)
    assert len(study.sweep) == 129
    assert_up_to_date(study, Counting())


TEXT = " ".join(f"w{i}" for i in range(30))


@pytest.mark.parametrize("text", [TEXT, " ".join(f"w{i}" for i in range(100))], ids=["30 words", "100 words"])
def test_more_samples_than_memory_holds_fail_at_once_and_fewer_recover(text, monkeypatch):
    monkeypatch.setattr("lime_widgets.engine.sampling.designs.MOST_SAMPLES", 10**13)
    study = Study(lambda texts: [float(len(text)) for text in texts], text, TextExplainer(), n_samples=200)
    assert study.wait(PATIENCE)

    study.n_samples = 10**12

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert "Error" in study.error
    assert isinstance(study.exception, MemoryError)
    study.n_samples = 300
    assert study.wait(PATIENCE)
    assert (study.status, study.error, study.exception) == ("ready", None, None)
    assert len(study.neighborhood) == 300


def test_masks_that_cannot_be_made_fail_and_the_next_change_recovers(monkeypatch):
    study = Study(lambda texts: [float(len(text)) for text in texts], TEXT, TextExplainer(), n_samples=200)
    assert study.wait(PATIENCE)
    masks = type(study.requested_perturbation).masks

    def no_room(_perturbation, _start, _stop):
        raise MemoryError

    monkeypatch.setattr(type(study.requested_perturbation), "masks", no_room)
    study.n_samples = 300
    assert study.wait(PATIENCE)
    assert study.status == "failed"
    monkeypatch.setattr(type(study.requested_perturbation), "masks", masks)
    study.alpha = 2.0
    assert study.wait(PATIENCE)
    assert (study.status, len(study.neighborhood)) == ("ready", 300)


def test_a_failure_can_be_debugged(caplog):
    model = FailsOnce(ValueError("mine"), size=BATCH)
    with caplog.at_level(logging.ERROR, logger="lime_widgets"):
        study = study_of(model)
        assert study.wait(PATIENCE)

    assert study.error.count("mine") == 1
    assert isinstance(study.exception.__cause__, ValueError)
    (record,) = caplog.records
    assert record.name == "lime_widgets"
    assert record.exc_info[1] is study.exception
    assert "in __call__" in caplog.text  # the model's own line
    model.error = None
    study.resume()
    assert study.wait(PATIENCE)
    assert study.exception is None


def test_what_the_package_asks_a_failing_model_to_find_the_cause_is_counted():
    evaluated = []

    def wants_text(texts):
        evaluated.append(len(texts))
        if any(not text.strip() for text in texts):
            raise ValueError
        return [float(len(text)) for text in texts]

    study = Study(wants_text, "one two", TextExplainer())
    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert study.n_model_calls == sum(evaluated) == study.black_box.n_rows


# ---- interrupts -----------------------------------------------------------------------------------


class Interrupting:
    """A kernel that is interrupted in the user's thread, once."""

    def __init__(self):
        self.armed, self.main = False, threading.get_ident()

    def __call__(self, distances, width):
        if self.armed and threading.get_ident() == self.main:
            self.armed = False
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(1)  # the interrupt comes here
        return np.exp(-distances / width)


def test_a_fit_that_is_interrupted_is_said_to_be_stale_and_the_next_change_recovers():
    kernel = Interrupting()
    study = ready(Counting(), kernel=kernel)
    before = study.explanation
    kernel.armed = True

    with pytest.raises(KeyboardInterrupt):
        study.kernel_width = 2.0

    assert study.wait(PATIENCE)
    assert study.status == "failed"
    assert "interrupted" in study.error
    assert study.explanation is before
    assert study.kernel_width == 2.0
    study.resume()
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


@pytest.mark.parametrize("place", ["_display", "_settle_parameters", "requested", "stand", "run"])
def test_an_interrupt_anywhere_in_a_change_never_leaves_ready_with_another_explanation(monkeypatch, place):
    study = ready(Counting())
    chain = study._runtime.chain
    plain, calls = getattr(chain, place), []

    def interrupted(*arguments):
        if threading.current_thread() is threading.main_thread() and not calls:
            calls.append(place)
            raise KeyboardInterrupt
        return plain(*arguments)

    monkeypatch.setattr(chain, place, interrupted)
    with pytest.raises(KeyboardInterrupt):
        study.kernel_width = 2.0
    assert study.wait(PATIENCE)
    assert study.status == "failed" or study.explanation.kernel_width == study.kernel_width == 2.0
    study.resume()
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


def test_an_interrupted_change_of_the_samples_is_made_up_for():
    kernel = Interrupting()
    study = ready(Counting(), kernel=kernel)
    kernel.armed = True
    with pytest.raises(KeyboardInterrupt):
        study.n_samples = 100
    study.alpha = 2.0
    assert study.wait(PATIENCE)
    assert len(study.neighborhood) == 100
    assert_up_to_date(study, Counting())


# ---- observers without end ------------------------------------------------------------------------


def test_an_observer_that_changes_its_own_trait_for_ever_can_be_interrupted(monkeypatch):
    monkeypatch.setattr(pacing, "MOST_NOTIFICATIONS", 10**9)
    study = ready(Counting())
    seen = []

    def for_ever(change):
        seen.append(change.new)
        if len(seen) == 30:
            os.kill(os.getpid(), signal.SIGINT)
        study.alpha = change.new + 1

    study.observe(for_ever, "alpha")
    with pytest.raises(KeyboardInterrupt):
        study.alpha = 2.0
    study.unobserve(for_ever, "alpha")
    assert len(seen) < 1000
    assert study.wait(PATIENCE)
    study.alpha = 3.0
    assert_up_to_date(study, Counting())


def test_an_observer_that_changes_its_own_trait_for_ever_is_ended():
    study = ready(Counting(), n_features=1)

    def for_ever(change):
        study.alpha = change.new + 1

    study.observe(for_ever, "alpha")
    with pytest.raises(RuntimeError, match="alpha"):
        study.alpha = 2.0
    study.unobserve(for_ever, "alpha")
    study.alpha = 3.0
    assert_up_to_date(study, Counting())


# ---- nobody waits ---------------------------------------------------------------------------------


def test_no_setter_waits_while_masks_are_made(monkeypatch):
    began, go = threading.Event(), threading.Event()
    study = Study(lambda texts: [float(len(text)) for text in texts], TEXT, TextExplainer(), n_samples=200)
    assert study.wait(PATIENCE)
    kind = type(study.requested_perturbation)
    masks = kind.masks

    def slow(perturbation, start, stop):
        began.set()
        assert go.wait(PATIENCE)
        return masks(perturbation, start, stop)

    monkeypatch.setattr(kind, "masks", slow)
    study.n_samples = 400
    assert began.wait(PATIENCE)

    study.kernel_width = 40.0  # would wait for `go`, which comes later

    assert study.explanation.kernel_width == 40.0
    go.set()
    assert study.wait(PATIENCE)
    assert len(study.neighborhood) == 400


def test_hold_trait_notifications_is_together():
    model = Counting()
    study = ready(model)
    events = []
    study.observe(lambda change: events.append(change.name))
    last = study.explanation

    with study.hold_trait_notifications():
        study.kernel_width = 2.0
        study.alpha = 2.0
        study.set_trait("distance", "manhattan")
        assert study.explanation is last
        assert events == []

    assert events.count("generation") == events.count("explanation") == 1
    assert_up_to_date(study, Counting())


def test_waiting_does_not_hang_on_a_thread_that_is_gone():
    model = Gated()
    study = study_of(model)
    model.let_all()
    assert study.wait(PATIENCE)
    worker = study._runtime.worker
    until(lambda: worker.thread is None)
    gone = threading.Thread(target=lambda: None)
    gone.start()
    gone.join()
    with study.together():
        worker.thread = gone
        study.random_state = 3
    assert study.wait(PATIENCE)
    assert_up_to_date(study, Counting())


# ---- the end of a process, forks, copies ----------------------------------------------------------


def run(script):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=90, check=False
    )


def test_a_script_whose_model_hangs_ends():
    ended = run(
        """
        import threading
        import numpy as np
        import lime_widgets as lw
        from lime_widgets.study import pacing

        pacing.EXIT_SECONDS = 0.5
        asked = threading.Event()

        def model(X):
            asked.set()
            threading.Event().wait()

        X = np.random.default_rng(0).normal(size=(50, 2))
        study = lw.Study(model, X[0], lw.TabularExplainer(X), n_samples=64)
        asked.wait()
        print("end of the script", flush=True)
        """
    )
    assert ended.stdout == "end of the script\n"
    assert ended.returncode == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")
def test_a_process_that_is_forked_while_sampling_goes_on_in_parent_and_child():
    ended = run(
        """
        import os, threading, time
        import numpy as np
        import lime_widgets as lw

        def model(X):
            time.sleep(0.02)
            return X[:, 0]

        X = np.random.default_rng(0).normal(size=(50, 2))
        study = lw.Study(lw.BlackBox(model, batch_size=8), X[0], lw.TabularExplainer(X), n_samples=256)
        while not study.explanation:
            time.sleep(0.001)
        assert study.status == "sampling"
        child = os.fork()
        study.kernel_width = 2.0
        assert study.wait(60), study.status
        assert study.status == "ready" and len(study.neighborhood) == 256
        assert study.explanation.kernel_width == 2.0
        if child == 0:
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    )
    assert (ended.stdout, ended.returncode) == ("0\n", 0), ended.stderr


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_study_says_that_it_cannot_be_copied_and_what_can_be(copied):
    study = ready(Counting())
    with pytest.raises(TypeError, match=r"cannot be copied.*study\.explanation"):
        copied(study)


def test_what_a_study_says_can_be_pickled_can():
    study = ready(Counting())
    explanation = pickle.loads(pickle.dumps(study.explanation))  # noqa: S301  our own
    assert isinstance(explanation, Explanation)
    assert explanation.as_list() == study.explanation.as_list()
    neighborhood = pickle.loads(pickle.dumps(study.neighborhood))  # noqa: S301
    assert isinstance(neighborhood, Neighborhood)
    assert neighborhood.explain(output=study.output).as_list() == study.explanation.as_list()
    assert len(pickle.loads(pickle.dumps(study.sweep))) == len(study.sweep)  # noqa: S301


def test_the_explained_row_is_that_of_the_data():
    study = ready(Counting())
    assert study.n_model_calls == N
    np.testing.assert_array_equal(study.instance, X[0])
