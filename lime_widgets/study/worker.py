"""The worker: one thread that runs a study's jobs by priority, part by part.

A job does one part of its work in `run`, such as one batch of model evaluations. Between two parts
the worker looks again which job comes first and whether it is still wanted, so that the newest
request wins. The worker knows nothing of models and explanations.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
import weakref
from enum import IntEnum
from typing import ClassVar, Protocol

from lime_widgets.engine.model.surroundings import Surroundings
from lime_widgets.study import pacing

WORKER_NAME = "lime-study"
"""The name of every worker's thread."""


class Priority(IntEnum):
    """Which job runs first. A job runs only when no earlier one is wanted."""

    BY_HAND = 0  # somebody waits for it: a removed word, a segmentation to preview
    ROWS = 1  # samples of the neighborhood
    SLICES = 2  # the black box along a column
    REPEATS = 3  # the same explanation with other seeds, fresh samples, a second instance
    SWEEP = 4  # the explanations at all kernel widths
    FLIPS = 5  # the smallest changes that flip the predicted class


class Job(Protocol):
    """Work that takes longer than a change of a trait may take."""

    priority: ClassVar[Priority]

    def wanted(self) -> bool:
        """Whether there is anything to do; called with the study's lock held, so it must be quick."""

    def due(self) -> float:
        """When `run` may start, in seconds of `time.monotonic`; 0.0 for at once."""

    def run(self) -> None:
        """Do one part of the work, without the lock; afterwards `wanted` says whether there is more."""

    def failed(self, error: BaseException) -> None:
        """Record what `run` raised, so that the job is not wanted until something changes."""


class Worker:
    """Runs jobs in a thread of its own, which ends when no job is wanted.

    Parameters
    ----------
    changed : Condition
        On the study's lock. The worker waits on it until a job is due, and notifies it after each part.
    *jobs : Job

    Notes
    -----
    Whatever a job raises, the worker goes on. A job whose `failed` raises too is set aside until `retry`.
    """

    def __init__(self, changed: threading.Condition, *jobs: Job) -> None:
        self._changed = changed
        self._jobs = sorted(jobs, key=lambda job: job.priority)
        self._set_aside: list[Job] = []
        self._surroundings: Surroundings | None = None
        self.thread: threading.Thread | None = None
        self._ident: int | None = None
        self._process = os.getpid()
        _workers.add(self)

    def add(self, *jobs: Job) -> None:
        """Take more jobs."""
        self._jobs = sorted([*self._jobs, *jobs], key=lambda job: job.priority)

    @property
    def is_current_thread(self) -> bool:
        """Whether the calling thread is the worker."""
        return self._ident == threading.get_ident() and self._process == os.getpid()

    @property
    def is_busy(self) -> bool:
        """Whether any job is wanted."""
        return self._first() is not None

    @property
    def is_ending(self) -> bool:
        """Whether the interpreter ends, so that no job starts any more."""
        return _ending.is_set()

    def retry(self) -> None:
        """Run jobs again that were set aside."""
        self._set_aside.clear()

    def ask(self) -> None:
        """Start the thread if a job is wanted; call with the lock held.

        From now on jobs run with the settings of the calling thread, as if they ran there.
        """
        if self.is_busy and not self.is_current_thread:
            self._surroundings = Surroundings()
        self.start()

    def start(self) -> None:
        """Start the thread if a job is wanted and no thread is alive; call with the lock held."""
        if self._is_running or not self.is_busy or _ending.is_set():
            return
        self._process = os.getpid()
        self.thread = threading.Thread(target=self._work, name=WORKER_NAME, daemon=True)
        try:
            self.thread.start()
        except RuntimeError:  # a platform without threads, such as Pyodide
            self.thread = None
            self._work(wait_until_due=False)

    @property
    def _is_running(self) -> bool:
        if self._process != os.getpid():  # a fork copies no thread but the forking one
            return False
        if self.thread is None:
            return self._ident is not None  # in the caller's thread, where there are no others
        return self.thread.is_alive()

    def _first(self) -> Job | None:
        return next((job for job in self._jobs if job.wanted() and job not in self._set_aside), None)

    def _work(self, *, wait_until_due: bool = True) -> None:
        self._ident = threading.get_ident()
        try:
            while True:
                with self._changed:
                    job = self._first()
                    if job is None or _ending.is_set():
                        self.thread = self._ident = None
                        return
                    seconds = job.due() - time.monotonic() if wait_until_due else 0.0
                    if seconds > 0:
                        self._changed.wait(seconds)
                        continue
                self._run(job)
        finally:
            self._ident = None

    def _run(self, job: Job) -> None:
        try:
            if self._surroundings is None:
                job.run()
            else:
                self._surroundings.run(job.run)
        except KeyboardInterrupt as error:
            self._record(job, error)
            if self.thread is None:  # the user's own thread: the interrupt is meant for it
                raise
        except BaseException as error:  # noqa: BLE001  a model may raise anything, SystemExit and MemoryError too
            self._record(job, error)
        with self._changed:
            self._changed.notify_all()

    def _record(self, job: Job, error: BaseException) -> None:
        try:
            job.failed(error)
        except BaseException:  # noqa: BLE001  the worker goes on, whatever it is
            with self._changed:
                self._set_aside.append(job)
            raised = threading.ExceptHookArgs((type(error), error, error.__traceback__, self.thread))
            threading.excepthook(raised)


# ---- the end of the interpreter, and forks ----------------------------------------------------

_workers: weakref.WeakSet[Worker] = weakref.WeakSet()
_ending = threading.Event()


@atexit.register
def _end_workers() -> None:
    """Let each worker finish its batch, within a time limit.

    A thread that is torn down inside a model's compiled code can abort the whole process
    ("terminate called without an active exception"), so workers end first.
    """
    _ending.set()
    threads = [worker.thread for worker in list(_workers)]
    until = time.monotonic() + pacing.EXIT_SECONDS
    for thread in threads:
        if thread is not None:
            thread.join(max(0.0, until - time.monotonic()))


_locked_for_fork: list[threading.Condition] = []


def _before_fork() -> None:
    """Take the locks, so that the child begins with whole studies whose locks are free."""
    until = time.monotonic() + pacing.FORK_SECONDS
    for worker in list(_workers):
        changed = worker._changed  # noqa: SLF001
        if changed.acquire(timeout=max(0.0, until - time.monotonic())):
            _locked_for_fork.append(changed)


def _after_fork() -> None:
    """Release the locks: the forking thread holds them, in the parent and in the child."""
    while _locked_for_fork:
        _locked_for_fork.pop().release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork)
