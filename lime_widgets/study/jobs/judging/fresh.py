"""The job that asks the model about fresh samples, and about the instance while features go."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from lime_widgets.engine.errors import report
from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.study import pacing
from lime_widgets.study.jobs.judging.questions import FreshRows, RemovalRows
from lime_widgets.study.jobs.judging.runs import method_shown
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.fidelity.removal import Removal
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import Displayed, StudyTraits

# How many fresh samples are drawn at once: a part of the samples, within these bounds.
_FRESH_PART, _FEWEST_FRESH, _MOST_FRESH = 4, 256, 1024


@dataclass(frozen=True)
class Offer:
    """What `check_fidelity` would ask the model.

    Attributes
    ----------
    n_fresh : int
        The number of fresh samples, 0 where there are none.
    n_rows : int
        The number of model evaluations, at most.
    seconds : float or None
        About how long they take; None if that is not known.
    """

    n_fresh: int
    n_rows: int
    seconds: float | None


@dataclass(frozen=True, eq=False)
class _Judged:
    """The answers about the method that is not displayed, until the study returns to it."""

    fresh: FreshRows
    removal: RemovalRows | None
    n_calls: int


class FreshJob:
    """Asks the model what `check_fidelity` wants, batch by batch, and keeps the answers.

    Parameters
    ----------
    study : Study
        With the traits of `HasFidelity`.
    chain : Chain

    Attributes
    ----------
    between : callable
        Called after each batch, without the study's lock.
    n_calls : int
        How many model evaluations the kept answers took.
    """

    priority: ClassVar[Priority] = Priority.REPEATS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self.between: Callable[[], None] = lambda: None
        self.n_calls = 0
        self._fresh: FreshRows | None = None
        self._aside: dict[str, _Judged] = {}  # by method, LIME or Shapley values
        self._removal: RemovalRows | None = None  # whose rows all have an answer
        self._more: int | None = None  # how many more fresh rows are wanted; None if nothing is
        self._n_before = 0  # how many fresh rows there were when these were asked for
        self._asking: RemovalRows | None = None  # whose rows the model is being asked about

    # ---- known answers ------------------------------------------------------------------------

    def key(self, displayed: Displayed) -> tuple[Any, ...]:
        """Give what the measures of the displayed explanation depend on."""
        fresh = self._serving(displayed)
        return 0 if fresh is None else len(fresh), self._removal

    def rows(self, displayed: Displayed) -> Neighborhood | None:
        """Give the fresh rows as samples like the displayed ones; None without any."""
        fresh, samples = self._serving(displayed), displayed.neighborhood
        if fresh is None or samples is None:
            return None
        return fresh.neighborhood(samples, displayed.distance)

    def removal(self, displayed: Displayed) -> tuple[Removal | None, bool]:
        """Give the kept curves, and whether they are in the order of the displayed explanation.

        Curves whose rows are all known need no asking. Those of another instance are not given.
        """
        now, kept = RemovalRows(displayed), self._removal
        if kept is not None and now.same_as(kept):
            return kept.removal, True
        if not now.n_missing(self._chain.answer_cache):
            now.ask(now.n_rows, self._chain.answer_cache, self._count)
            self._removal = now
            return now.removal, True
        if kept is None or kept.displayed_perturbation is not displayed.perturbation:
            return None, True
        return kept.removal, False

    def _serving(self, displayed: Displayed) -> FreshRows | None:
        """Give the fresh rows of the displayed samples; None where none have been asked for."""
        fresh = self._fresh
        if fresh is None or fresh.black_box is not displayed.black_box:
            return None
        if fresh.displayed_perturbation is not displayed.perturbation:
            aside = self._aside.get(method_shown(displayed))
            is_back = aside is not None and aside.fresh.displayed_perturbation is displayed.perturbation
            if isinstance(fresh.perturbation, MaskPerturbation) and not is_back:
                return None
            # Samples of a table serve other rows and other bins; to see whether they do costs no model evaluation.
            fresh = self._made(displayed)
            if not len(fresh):
                return None
        return fresh

    def _made(self, displayed: Displayed) -> FreshRows:
        """Make the fresh rows of the displayed samples, with the answers that are known already."""
        former = self._fresh
        if former is not None and former.displayed_perturbation is displayed.perturbation:
            return former
        if former is not None and len(former):
            self._aside[former.method] = _Judged(former, self._removal, self.n_calls)
        aside = self._aside.get(method_shown(displayed))
        if aside is not None and aside.fresh.displayed_perturbation is displayed.perturbation:
            made = aside.fresh
        else:
            made = FreshRows(displayed, self._study.random_state, self._study.design)
            made.take_over(former)
            if not len(made) and aside is not None:
                made.take_over(aside.fresh)
        if former is None or former.method != made.method:
            self.n_calls = 0
            if aside is not None and len(made):
                self._removal, self.n_calls = aside.removal, aside.n_calls
        elif not len(made):
            self.n_calls = 0
        self._fresh = made
        return made

    # ---- asking -------------------------------------------------------------------------------

    def ask(self, n_fresh: int | None) -> None:
        """Ask for more fresh rows, and for the curves of the displayed explanation."""
        self._more = self._proposed() if n_fresh is None else n_fresh
        fresh, self._asking = self._serving(self._chain.displayed), None
        self._n_before = 0 if fresh is None else len(fresh)
        self._study.set_trait("fidelity_error", None)
        self._study.set_trait("fidelity_progress", 0.0)
        self._chain.touch(Stage.DRAW)

    def cancel(self) -> None:
        """Want nothing more."""
        self._more = self._asking = None
        self._study.set_trait("fidelity_progress", None)
        self._chain.touch(Stage.DRAW)

    def follow(self) -> None:
        """Give up what was asked of samples that are not displayed any more; call before a publication."""
        asking, displayed = self._asking, self._chain.displayed
        if asking is not None and asking.displayed_perturbation is not displayed.perturbation:
            self.cancel()

    def offer(self) -> Offer:
        """See `HasFidelity.fidelity_offer`."""
        displayed, seconds = self._chain.displayed, self._chain.seconds_per_row
        perturbation = displayed.perturbation
        if perturbation is None or not self._is_possible:
            return Offer(0, 0, None)
        n_fresh = self._proposed() if perturbation.depends_on_seed else 0
        now = RemovalRows(displayed)
        n_rows = n_fresh + (0 if now.same_as(self._removal) else now.n_missing(self._chain.answer_cache))
        return Offer(n_fresh, n_rows, None if seconds is None else seconds * n_rows)

    def wanted(self) -> bool:
        """Whether somebody asked, and the samples are complete."""
        return self._more is not None and self._is_possible

    def due(self) -> float:
        """At once: somebody waits for it."""
        return 0.0

    def run(self) -> None:
        """Ask the model about the next batch: fresh rows first."""
        study, chain = self._study, self._chain
        with study.lock:
            if not self.wanted():
                return
            displayed, cache = chain.displayed, chain.answer_cache
            proposed = pacing.batch_rows(chain.perturbation.batch_size, chain.seconds_per_row)
            size = max(1, study.black_box.batch_size or proposed)
            target = self._n_before + cast("int", self._more)
        # Without the lock: an image is segmented again.
        fresh = self._made(displayed)
        with study.lock:
            asking = self._asking = self._asking or self._kept_or_new(displayed)
        n_fresh = target - len(fresh) if fresh.possible else 0
        began, before = time.monotonic(), self.n_calls
        if n_fresh > 0:
            fresh.ask(min(size, n_fresh), cache, self._count)
        elif asking.n_answered < asking.n_rows:
            asking.ask(size, cache, self._count)
        if (asked := self.n_calls - before) > 1:
            chain.seconds_per_row = (time.monotonic() - began) / asked
        with study.together():
            if self._asking is not asking:
                return  # cancelled or asked anew, or another instance is displayed by now
            self._report(fresh, asking, target)
        self.between()

    def failed(self, error: BaseException) -> None:
        """Say why; the explanation is not affected, and the answers so far stay."""
        with self._study.together():
            self._study.set_trait("fidelity_error", report(error))
            self.cancel()

    def _kept_or_new(self, displayed: Displayed) -> RemovalRows:
        """Give the questions about the displayed explanation; those that have answers already if they are the same."""
        now, kept = RemovalRows(displayed), self._removal
        return kept if kept is not None and now.same_as(kept) else now

    def _report(self, fresh: FreshRows, asking: RemovalRows, target: int) -> None:
        n_fresh = min(len(fresh), target) if fresh.possible else target
        if n_fresh >= target and asking.n_answered >= asking.n_rows:
            self._removal = asking
            self.cancel()
            return
        share = (n_fresh - self._n_before + asking.n_answered) / max(1, target - self._n_before + asking.n_rows)
        self._study.set_trait("fidelity_progress", min(1.0, max(0.0, share)))
        self._chain.touch(Stage.DRAW)

    def _proposed(self) -> int:
        return int(min(_MOST_FRESH, max(_FEWEST_FRESH, self._study.n_samples // _FRESH_PART)))

    @property
    def _is_possible(self) -> bool:
        study = self._study
        return bool(study.explanation) and study.status in {"ready", "cancelled"} and bool(study.current)

    def _count(self, n: int) -> None:
        self.n_calls += n
        self._chain.count_model_calls(n)
