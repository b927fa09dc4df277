"""The worker runs jobs by priority, one part at a time, whatever they raise. The jobs here are doubles."""

import threading
import time

import pytest
from study.doubles import PATIENCE, until

from lime_widgets.study.worker import Priority, Worker


class Parts:
    """A job of some parts; it records their order in a list that several jobs share."""

    def __init__(self, name, priority, n_parts, order, *, due=0.0, raises=None):
        self.name, self.priority, self.n_parts, self.order = name, priority, n_parts, order
        self.due_at, self.raises, self.errors = due, raises, []
        self.during = lambda: None

    def wanted(self):
        return self.n_parts > 0

    def due(self):
        return self.due_at

    def run(self):
        self.order.append(self.name)
        self.during()
        if self.raises is not None:
            raise self.raises
        self.n_parts -= 1

    def failed(self, error):
        self.errors.append(error)
        self.n_parts = 0


def at_rest(worker):
    until(lambda: worker.thread is None)


def started(*jobs):
    changed = threading.Condition(threading.RLock())
    worker = Worker(changed, *jobs)
    with changed:
        worker.start()
    return worker, changed


def test_jobs_run_by_priority_whatever_the_order_in_which_they_were_given():
    order = []
    jobs = [Parts(priority.name, priority, 2, order) for priority in (Priority.SWEEP, Priority.BY_HAND, Priority.ROWS)]
    worker, _ = started(*jobs)
    at_rest(worker)
    assert order == ["BY_HAND", "BY_HAND", "ROWS", "ROWS", "SWEEP", "SWEEP"]


def test_an_urgent_job_goes_between_two_parts_of_another():
    order = []
    rows, by_hand = Parts("rows", Priority.ROWS, 3, order), Parts("by hand", Priority.BY_HAND, 0, order)

    def somebody_clicks():
        by_hand.n_parts = 1 if len(order) == 1 else by_hand.n_parts

    rows.during = somebody_clicks
    worker, _ = started(rows, by_hand)
    at_rest(worker)
    assert order == ["rows", "by hand", "rows", "rows"]


def test_later_jobs_fit_without_a_change_of_the_worker():
    order = []
    worker, changed = started(Parts("sweep", Priority.SWEEP, 1, order, due=time.monotonic() + 0.2))
    with changed:
        worker.add(Parts("repeats", Priority.REPEATS, 2, order))
        changed.notify_all()
    at_rest(worker)
    assert order == ["repeats", "repeats", "sweep"]


def test_a_job_waits_until_it_is_due_and_not_longer():
    order, due = [], time.monotonic() + 0.1
    job = Parts("sweep", Priority.SWEEP, 1, order, due=due)
    times = []
    job.during = lambda: times.append(time.monotonic())
    worker, _ = started(job)
    at_rest(worker)
    assert due <= times[0]


def test_a_job_that_is_no_longer_wanted_does_not_run():
    order = []
    job = Parts("sweep", Priority.SWEEP, 1, order, due=time.monotonic() + 60)
    worker, changed = started(job)
    with changed:
        job.n_parts = 0
        changed.notify_all()
    at_rest(worker)
    assert order == []


@pytest.mark.parametrize(
    "error", [RuntimeError("x"), SystemExit(1), MemoryError(), KeyboardInterrupt(), GeneratorExit()]
)
def test_whatever_a_job_raises_it_is_told_and_the_others_run(error):
    order = []
    failing = Parts("failing", Priority.ROWS, 1, order, raises=error)
    other = Parts("other", Priority.SWEEP, 1, order)
    worker, _ = started(failing, other)
    at_rest(worker)
    assert order == ["failing", "other"]
    assert failing.errors == [error]
    assert not worker.is_busy


def test_a_job_that_cannot_even_record_its_failure_is_set_aside_until_something_changes(monkeypatch):
    printed = []
    monkeypatch.setattr(threading, "excepthook", printed.append)
    order = []
    job, other = Parts("bad", Priority.ROWS, 1, order, raises=OSError()), Parts("other", Priority.SWEEP, 1, order)
    job.failed = lambda _error: 1 / 0
    worker, changed = started(job, other)
    at_rest(worker)
    assert order == ["bad", "other"]
    assert len(printed) == 1

    job.raises = None
    with changed:
        worker.retry()
        worker.start()
    at_rest(worker)
    assert order == ["bad", "other", "bad"]


def test_a_worker_whose_thread_is_gone_is_started_again():
    order = []
    job = Parts("rows", Priority.ROWS, 0, order)
    worker, changed = started(job)
    gone = threading.Thread(target=lambda: None)
    gone.start()
    gone.join()
    worker.thread = gone  # as after a fork, or whatever else ended it
    job.n_parts = 1
    with changed:
        worker.start()
    at_rest(worker)
    assert order == ["rows"]


def test_without_threads_the_jobs_run_in_the_callers_thread_and_wait_for_nothing(monkeypatch):
    def start(_thread):
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", start)
    order, threads = [], []
    job = Parts("sweep", Priority.SWEEP, 2, order, due=time.monotonic() + 60)
    job.during = lambda: threads.append(threading.get_ident())
    worker, _ = started(job)
    assert order == ["sweep", "sweep"]
    assert set(threads) == {threading.get_ident()}
    assert not worker.is_busy


def test_without_threads_an_interrupt_reaches_the_user(monkeypatch):
    def start(_thread):
        raise RuntimeError

    monkeypatch.setattr(threading.Thread, "start", start)
    job = Parts("rows", Priority.ROWS, 1, [], raises=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        started(job)
    assert [type(error) for error in job.errors] == [KeyboardInterrupt]


def test_who_waits_is_notified_after_each_part():
    order = []
    job = Parts("rows", Priority.ROWS, 2, order)
    worker, changed = started(job)
    with changed:
        assert changed.wait_for(lambda: not worker.is_busy, PATIENCE)
