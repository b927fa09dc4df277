"""The job that repeats the displayed explanation with other seeds, where a reader asks for it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

from lime_widgets.engine.errors import problem, report
from lime_widgets.engine.stability.repeats import check_n_repeats
from lime_widgets.engine.stability.result import stability_of
from lime_widgets.study import pacing
from lime_widgets.study.jobs.judging.aside import Aside, Kept
from lime_widgets.study.jobs.judging.repeated import Cost, Standing
from lime_widgets.study.jobs.judging.runs import drawing_of, fitted, own_fitted, source_of
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.engine.stability.kept import KeptRun
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.jobs.judging.runs import Drawing, Source
    from lime_widgets.study.state import StudyTraits


class RepeatsJob:
    """Draws repeats, and fits them again whenever the displayed explanation is fitted with other parameters.

    Parameters
    ----------
    study : Study
        With the traits of `HasRepeats`.
    chain : Chain
    yields_to : callable
        Whether quicker work of a lower priority waits, such as a sweep.

    Attributes
    ----------
    n_asked : int
        How many repeats there shall be; those that are there, once they were cancelled.
    """

    priority: ClassVar[Priority] = Priority.REPEATS

    def __init__(self, study: StudyTraits, chain: Chain, yields_to: Callable[[], bool]) -> None:
        self._study, self._chain, self._yields_to = study, chain, yields_to
        self.n_asked = 0
        self._n_samples = 0  # how many samples each of them shall have; 0 where nothing is asked for
        self._n_stopped = 0  # how many there should have been when they were cancelled
        self._source: Source | None = None
        self._runs: list[KeptRun] = []
        self._begun: dict[int, Drawing] = {}  # the runs that are drawn or grown, also when that is stopped, by place
        self._n_calls = 0
        self._seconds = 0.0  # how long the last fits of all runs took
        # The fits of the runs, and what they answer; beside runs with fewer samples, this run has as few.
        self._fits: list[Explanation] = []
        self._key: tuple[Any, ...] | None = None
        self._own: tuple[tuple[Any, ...], Explanation] | None = None
        self._failed: tuple[tuple[Any, ...] | None, int] | None = None  # the fits that are not tried again
        self._is_error_of_fits = False
        self._aside = Aside(study)

    # ---- what a reader asks ------------------------------------------------------------------------------

    def ask(self, n_repeats: int) -> None:
        """Make repeats up to this number, and give all of them the samples of the explanation."""
        n_repeats = check_n_repeats(n_repeats)
        if self._study.status in {"cancelled", "failed"}:
            raise problem("repeats.incomplete", status=self._study.status)
        self.n_asked, self._n_samples = max(n_repeats, len(self._runs)), self._study.n_samples
        self._n_stopped, self._failed = 0, None
        self._set(repeats_outdated=False)
        self._chain.touch(Stage.DRAW)

    def cancel(self) -> None:
        """Make no further repeats; those that are there stay, and the answers for the next one."""
        if self._next_place() is not None:
            self._n_stopped = self.n_asked
        self.n_asked, self._n_samples = len(self._runs), 0
        self._chain.touch(Stage.DRAW)

    def cost(self, n_repeats: int) -> Cost:
        """Estimate the rows and seconds that this number of repeats with the samples of the explanation takes."""
        per_run = self._chain.n_rows
        n_repeats = 0 if self._is_alike else max(n_repeats, len(self._runs))
        n_left = sum(max(0, per_run - self._n_rows_at(place)) for place in range(n_repeats))
        per_row = self._chain.seconds_per_row
        return Cost(n_left, None if per_row is None else n_left * per_row)

    def standing(self) -> Standing:
        """Say how far the repeats have come."""
        goal, runs = self._n_samples, self._runs
        is_growing = any(run.n_samples < goal for run in runs)
        n_done = sum(run.n_samples >= goal for run in runs) if is_growing else len(runs)
        return Standing(self._n_kept, n_done, is_growing, self._n_stopped if self._n_stopped > len(runs) else 0)

    # ---- the worker's side -------------------------------------------------------------------------------

    def wanted(self) -> bool:
        """Whether runs are missing or short, or are to be fitted anew, and the explanation itself is ready."""
        if not self._is_possible or self._yields_to():
            return False
        return self._is_lacking_fits or (self._next_place() is not None and not self._is_alike)

    def due(self) -> float:
        """At once; fits that a moving hand would feel follow when it rests."""
        slow = self._is_lacking_fits and self._seconds > pacing.QUICK_SECONDS
        return self._chain.changed_at + pacing.REST_SECONDS if slow else 0.0

    def run(self) -> None:
        """Fit the runs again, or ask the model about the next batch of one."""
        if self._is_lacking_fits:
            self._fit()
        else:
            self._draw()

    def failed(self, error: BaseException) -> None:
        """Stop, and say why; the explanation and the repeats so far are not affected."""
        with self._study.together():
            self._is_error_of_fits = self._is_lacking_fits
            self._failed = self._fit_key(), len(self._runs)
            self.cancel()
            self._set(repeats_error=report(error))

    def _fit(self) -> None:
        study, chain = self._study, self._chain
        with study.lock:
            key, displayed, n_samples = self._fit_key(), chain.displayed, self._n_compared
            if key is None:
                return
            fits = self._fits if self._key == key else []
            left, own = self._runs[len(fits) :], self._own
            lacks_own = self._is_short and (own is None or own[0] != key)
        began = time.monotonic()
        if lacks_own:
            own = key, own_fitted(displayed, n_samples)
        made = []
        for run in left:
            made.append(fitted(run, displayed, n_samples))
            if self._fit_key() != key:
                return  # something has changed meanwhile
        self._seconds = time.monotonic() - began if len(made) == len(self._runs) else self._seconds
        with study.together():
            if self._fit_key() == key:
                self._fits, self._key, self._own = [*fits, *made], key, own
                if self._is_error_of_fits:
                    self._set(repeats_error="")
                chain.touch(Stage.DRAW)

    def _draw(self) -> None:
        study, chain = self._study, self._chain
        with study.lock:
            place, n_samples = self._next_place(), self._n_samples
            if not self._is_possible or place is None:
                return
            source = self._source = self._source or source_of(study, chain.displayed)
            drawing = self._begun.get(place)
            if drawing is None:
                run = self._runs[place] if place < len(self._runs) else None
                drawing = self._begun[place] = drawing_of(study, source, place, run, n_samples)
            proposed = pacing.batch_rows(drawing.perturbation.batch_size, chain.seconds_per_row)
        n_rows, start = drawing.perturbation.n_rows(n_samples), drawing.n_rows
        stop = min(n_rows, start + max(2, source.black_box.batch_size or proposed))
        part = None
        if start < stop:
            count = self._count_model_calls
            part = drawing.cache.ask(drawing.perturbation, source.black_box, start, stop, about_to_ask=count)
        with study.together():
            if self._begun.get(place) is not drawing:
                return  # the explanation is of other samples by now
            if part is not None:
                drawing.parts.append(part)
            if drawing.n_rows >= n_rows:
                self._runs[place : place + 1] = [drawing.whole(n_samples)]
                del self._begun[place]
                self._set(repeats_error="")
            chain.touch(Stage.DRAW)

    def _count_model_calls(self, n_rows: int) -> None:
        self._n_calls += n_rows
        self._chain.count_model_calls(n_rows)

    # ---- publication -------------------------------------------------------------------------------------

    def update(self) -> None:
        """Set the study's traits; drop runs that are of other samples than the displayed ones."""
        study = self._study
        if self._source is not None and not self._is_of_displayed(self._source):
            self._drop()
        if self._source is None and self._is_possible and (kept := self._aside.take()) is not None:
            self._take_back(kept)
        if 0 < self._n_samples < study.n_samples and self._next_place() is not None:
            if self._runs or self._begun:
                self.cancel()  # the reader agreed to the cost of fewer samples
            else:
                self._n_samples = study.n_samples
        self._set(repeating=self._share(), repeats=self._result(study.repeats))

    def _drop(self) -> None:
        kept = Kept(cast("Source", self._source), self._runs, self._begun, self._n_calls)
        outdated = bool(self._runs or self._begun) and not self._aside.put(kept)
        self.n_asked, self._n_samples, self._n_stopped, self._source = 0, 0, 0, None
        self._begun, self._runs, self._fits = {}, [], []
        self._key, self._own, self._n_calls, self._is_error_of_fits = None, None, 0, False
        self._set(repeats_outdated=outdated, repeats_error="")

    def _take_back(self, kept: Kept) -> None:
        """Go on with the runs of a method that is displayed again; they are fitted again without a model call."""
        self._source, self._runs, self._begun, self._n_calls = kept.source, kept.runs, kept.begun, kept.n_calls
        if self._is_of_displayed(kept.source):
            self.n_asked = max(self.n_asked, len(self._runs))
        else:
            self._drop()

    def _is_of_displayed(self, source: Source) -> bool:
        """Whether the runs repeat the displayed sequence; they follow to other bins of the same rows."""
        study, displayed = self._study, self._chain.displayed
        if displayed.black_box is not source.black_box:
            return False
        if displayed.perturbation is source.perturbation:
            return True
        shared = displayed.perturbation is not None and study.current
        if not shared or (study.random_state, study.design) != (source.seed, source.design):
            return False
        if any(run.perturbation is None for run in self._runs):
            return False  # other masks, or other units
        others = [
            run.of(study.explainer.perturb(study.instance, random_state=run.seed, design=source.design))
            for run in self._runs
        ]
        moved = [run for run in others if run is not None]
        if not moved or len(moved) < len(others):
            return False
        self._runs, self._fits, self._begun = moved, [], {}
        self._source = replace(source, perturbation=cast("Perturbation", displayed.perturbation))
        return True

    def _result(self, former: Any) -> Any:
        """Give the repeats of the displayed explanation; while they are fitted anew, the former ones."""
        displayed = self._chain.displayed
        was_exact = former is not None and former.exact
        if (self.n_asked or was_exact) and self._is_possible and self._is_alike:
            self.n_asked = 0  # another instance is repeated only when somebody asks again
            return _exact(former, displayed.explanation, self._study.random_state)
        if self._source is None or not self._runs:
            return None
        key = self._fit_key()
        if key is None or self._key != key or displayed.explanation is None:
            return former
        if not self._is_short:
            self._own = key, displayed.explanation
        elif self._own is None or self._own[0] != key:
            return former
        runs = (self._own[1], *self._fits)
        if former is not None and list(map(id, former.runs)) == list(map(id, runs)):
            return former
        seeds = (self._source.seed, *(run.seed for run in self._runs[: len(self._fits)]))
        return stability_of(runs, seeds, n_model_calls=self._n_calls)

    def _share(self) -> float | None:
        """Give the share of the repeats that is done; None while none is made."""
        place, perturbation = self._next_place(), self._chain.displayed.perturbation
        if place is None or perturbation is None or not self._is_possible or self._is_alike:
            return None
        drawing, part = self._begun.get(place), 0.0
        if drawing is not None:
            added = drawing.n_rows - drawing.n_before
            part = added / max(1, perturbation.n_rows(self._n_samples) - drawing.n_before)
        n_done = sum(run.n_samples >= self._n_samples for run in self._runs)
        return min(1.0, (n_done + part) / self.n_asked)

    def _set(self, **results: Any) -> None:
        for name, value in results.items():
            self._study.set_trait(name, value)

    # ---- how it stands -----------------------------------------------------------------------------------

    def _next_place(self) -> int | None:
        """Give the place of the run that is grown or drawn next; None if all have what was asked for."""
        for place, run in enumerate(self._runs):
            if run.n_samples < self._n_samples:
                return place
        return len(self._runs) if self.n_asked > len(self._runs) else None

    def _n_rows_at(self, place: int) -> int:
        """Count the rows that the model has answered for one run."""
        if place in self._begun:
            return self._begun[place].n_rows
        return len(self._runs[place]) if place < len(self._runs) else 0

    @property
    def _n_kept(self) -> int:
        """How many samples each run has at least; 0 without runs."""
        return min((run.n_samples for run in self._runs), default=0)

    @property
    def _n_compared(self) -> int:
        """How many samples the compared explanations have: where runs are short, fewer than the displayed one."""
        return min(self._chain.displayed.n_samples, self._n_kept)

    @property
    def _is_short(self) -> bool:
        """Whether runs have fewer samples than the displayed explanation."""
        return self._n_compared < self._chain.displayed.n_samples

    @property
    def _is_possible(self) -> bool:
        study = self._study
        return study.status == "ready" and study.current and self._chain.displayed.explanation is not None

    @property
    def _is_alike(self) -> bool:
        """Whether every repeat would be equal."""
        displayed = self._chain.displayed
        if displayed.perturbation is None or displayed.neighborhood is None:
            return False
        fixed = not displayed.perturbation.depends_on_seed and not self._study.black_box.answers_vary
        return bool(displayed.neighborhood.exact or fixed)

    @property
    def _is_lacking_fits(self) -> bool:
        key = self._fit_key()
        if not self._runs or self._failed == (key, len(self._runs)):
            return False
        lacks_own = self._is_short and (self._own is None or self._own[0] != key)
        return lacks_own or len(self._fits) < len(self._runs) or self._key != key

    def _fit_key(self) -> tuple[Any, ...] | None:
        """Give all that the fits depend on: the displayed request, the samples that are compared, and the width."""
        displayed = self._chain.displayed
        if displayed.request is None:
            return None
        fit = replace(displayed.request, neighborhood=cast("Any", None))  # more samples need no other fits
        return fit, displayed.perturbation, displayed.distance, self._n_compared, displayed.kernel_width


def _exact(former: Any, explanation: Any, seed: int) -> Any:
    if former is not None and former.exact and former.explanation is explanation:
        return former
    return stability_of([explanation], [seed], exact=True)
