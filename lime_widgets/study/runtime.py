"""The runtime of a study: connects its traits with transactions, chain and worker."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

from traitlets import HasTraits

from lime_widgets.engine.texts import say
from lime_widgets.study import pacing
from lime_widgets.study.chain import Chain
from lime_widgets.study.jobs.catch_up import CatchUpJob
from lime_widgets.study.jobs.judging.fidelity import FidelityJob
from lime_widgets.study.jobs.judging.fresh import FreshJob
from lime_widgets.study.jobs.judging.repeats import RepeatsJob
from lime_widgets.study.jobs.judging.settling import SettlingJob
from lime_widgets.study.jobs.rows import RowsJob
from lime_widgets.study.jobs.sweep import SweepJob
from lime_widgets.study.methods.other import OtherJob
from lime_widgets.study.transactions import Transactions, raised_together
from lime_widgets.study.worker import Worker

if TYPE_CHECKING:
    from traitlets import Bunch

    from lime_widgets.study.state import StudyTraits


class Runtime:
    """The parts of a study that its traits do not show.

    At the end of each transaction the chain runs and the results are published; then observers are
    notified, and the worker starts if a job is wanted.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: StudyTraits) -> None:
        self._study = study
        self.transactions = Transactions(self)
        self.chain = Chain(study)
        self.rows = RowsJob(study, self.chain)
        self.other = OtherJob(study, self.chain)
        self._sweep = SweepJob(study, self.chain)
        self.repeats = RepeatsJob(study, self.chain, self._sweep.wanted)
        self.settling = SettlingJob(study, self.chain)
        fresh = FreshJob(study, self.chain)
        self.fidelity = FidelityJob(study, self.chain, fresh)
        checks = fresh, self.fidelity, self.settling, self.repeats
        jobs = CatchUpJob(study, self.chain), self.rows, self.other, self._sweep, *checks
        self.worker = Worker(self.transactions.changed, *jobs)

    @property
    def is_brief(self) -> bool:
        """See `Study.brief`."""
        study, chain = self._study, self.chain
        if study.status != "sampling" or not study.answers_outlive_instance or chain.answered is not None:
            return False
        if chain.seconds_per_row is None or chain.seconds_per_row >= pacing.BRIEF_SECONDS:
            return False
        return chain.answer_cache.n_missing(chain.perturbation, 0, chain.n_rows) <= 1

    def wait(self, timeout: float | None) -> bool:
        """See `Study.wait`."""
        until = None if timeout is None else time.monotonic() + timeout
        transactions, worker = self.transactions, self.worker
        with transactions.changed:
            # Not even for no time: a wait releases the lock in the middle of the notifications.
            can_wait = not (transactions.is_open or transactions.is_notifying or worker.is_current_thread)
            while worker.is_busy and can_wait and not worker.is_ending:
                seconds = pacing.WORKER_CHECK_SECONDS if until is None else until - time.monotonic()
                if seconds <= 0:
                    break
                worker.start()  # where a fork has left the thread behind
                transactions.changed.wait(min(seconds, pacing.WORKER_CHECK_SECONDS))
            is_at_rest = not worker.is_busy
            ending = worker.thread if is_at_rest and can_wait else None
        if ending is not None:  # it holds the model until it has ended, and the study may be closed next
            ending.join(pacing.WORKER_CHECK_SECONDS)
        return is_at_rest

    # ---- the transactions' owner --------------------------------------------------------------

    def conclude(self) -> None:
        """Run the chain from the stage that changed, and publish the results."""
        stage = self.chain.pending.stage
        if stage is None:
            return
        try:
            self._study.before_run(stage)
            self.chain.run()
        finally:
            self._publish()

    def _publish(self) -> None:
        """Announce a new state, and wake the threads that wait for it."""
        self._study.before_publication()
        self.other.update()
        self.fidelity.update()
        self.repeats.update()
        self.settling.update()
        self._sweep.schedule()
        self.worker.retry()
        self._study.set_trait("generation", self._study.generation + 1)
        self.transactions.changed.notify_all()

    def notify(self, change: Bunch) -> None:
        """Call the observers of one trait."""
        HasTraits.notify_change(self._study, change)

    def finished(self) -> None:
        """Start the worker, if a job is wanted."""
        self.worker.ask()

    def snapshot(self) -> tuple[dict[str, Any], Any]:
        """Give the values of all traits, and the pending changes."""
        values = dict(self._study._trait_values)  # noqa: SLF001  traitlets has no other way
        return values, (self.chain.pending, getattr(self._study, "first_instance", None))

    def restore(self, snapshot: tuple[dict[str, Any], Any]) -> None:
        """Undo what was set since the snapshot, without notifications."""
        self._study._trait_values, (self.chain.pending, self._study.first_instance) = snapshot  # noqa: SLF001

    def raise_later(self, errors: list[BaseException]) -> None:
        """Raise what observers raised where the change was made; print it in the worker."""
        if not self.worker.is_current_thread:
            raise raised_together(errors)
        for error in errors:
            raised = type(error), error, error.__traceback__, threading.current_thread()
            threading.excepthook(threading.ExceptHookArgs(raised))


def copy_refused() -> str:
    """Say why a study cannot be copied or pickled."""
    return say("study.copied")
