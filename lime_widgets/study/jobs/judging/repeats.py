"""The job that repeats the displayed explanation with other seeds, where a reader asks for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np

from lime_widgets.engine.errors import problem, report
from lime_widgets.engine.stability.kept import KeptRun, kept
from lime_widgets.engine.stability.repeats import check_n_repeats, repeat_seeds
from lime_widgets.engine.stability.result import stability_of
from lime_widgets.study import pacing
from lime_widgets.study.jobs.judging.repeated import Cost
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.answer_cache import AnswerCache
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import Displayed, FitRequest, StudyTraits


@dataclass(frozen=True, eq=False)
class _Source:
    """What the kept runs repeat.

    Attributes
    ----------
    perturbation : Perturbation
        The displayed sequence.
    black_box : BlackBox
    seed, design
        Of that sequence.
    n_samples : int
        The number of samples of each run.
    """

    perturbation: Perturbation
    black_box: BlackBox
    seed: int
    design: str
    n_samples: int


@dataclass(eq=False)
class _Drawing:
    """The run that is under way: its sequence, and the answers so far."""

    seed: int
    perturbation: Perturbation
    cache: AnswerCache[Any]
    parts: list[tuple[NDArray[np.float64], NDArray[np.float64]]]

    @property
    def n_rows(self) -> int:
        return sum(len(y) for _, y in self.parts)


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
        How many repeats there shall be.
    """

    priority: ClassVar[Priority] = Priority.REPEATS

    def __init__(self, study: StudyTraits, chain: Chain, yields_to: Callable[[], bool]) -> None:
        self._study, self._chain, self._yields_to = study, chain, yields_to
        self.n_asked = 0
        self._source: _Source | None = None
        self._runs: list[KeptRun] = []
        self._drawing: _Drawing | None = None
        self._n_calls = 0
        self._seconds = 0.0  # how long the last fits of all runs took
        # The fits of the runs, and what they answer.
        self._fits: list[Explanation] = []
        self._key: tuple[Any, ...] | None = None
        self._failed: tuple[tuple[Any, ...] | None, int] | None = None  # the fits that are not tried again

    # ---- what a reader asks ------------------------------------------------------------------------------

    def ask(self, n_repeats: int) -> None:
        """Make repeats up to this number."""
        n_repeats = check_n_repeats(n_repeats)
        if self._study.status in {"cancelled", "failed"}:
            raise problem("repeats.incomplete", status=self._study.status)
        self.n_asked, self._failed = n_repeats, None
        self._set(repeats_error="", settling_error="", repeats_outdated=False)
        self._chain.touch(Stage.DRAW)

    def cancel(self) -> None:
        """Make no further repeats; those that are there stay."""
        self.n_asked, self._drawing = len(self._runs), None
        self._chain.touch(Stage.DRAW)

    def cost(self, n_repeats: int) -> Cost:
        """Estimate the rows and seconds that this number of repeats still takes."""
        n_left = 0 if self._is_alike else max(0, n_repeats - len(self._runs)) * self._chain.n_rows
        per_row = self._chain.seconds_per_row
        return Cost(n_left, None if per_row is None else n_left * per_row)

    # ---- the worker's side -------------------------------------------------------------------------------

    def wanted(self) -> bool:
        """Whether runs are missing, or are to be fitted anew, and the explanation itself is ready."""
        if not self._is_possible or self._yields_to():
            return False
        return self._is_lacking_fits or (self.n_asked > len(self._runs) and not self._is_alike)

    def due(self) -> float:
        """At once; fits that a moving hand would feel follow when it rests."""
        slow = self._is_lacking_fits and self._seconds > pacing.QUICK_SECONDS
        return self._chain.changed_at + pacing.REST_SECONDS if slow else 0.0

    def run(self) -> None:
        """Fit the runs again, or ask the model about the next batch of a new one."""
        if self._is_lacking_fits:
            self._fit()
        else:
            self._draw()

    def failed(self, error: BaseException) -> None:
        """Stop, and say why; the explanation and the repeats so far are not affected."""
        with self._study.together():
            self._failed = self._fit_key(), len(self._runs)
            self.cancel()
            self._set(repeats_error=report(error))

    def _fit(self) -> None:
        study, chain = self._study, self._chain
        with study.lock:
            key, source, displayed = self._fit_key(), self._source, chain.displayed
            request = displayed.request
            if key is None or source is None or request is None:
                return
            fits = self._fits if self._key == key else []
            left = self._runs[len(fits) :]
        began = time.monotonic()
        made = []
        for run in left:
            made.append(_fitted(run, displayed, request, source.black_box))
            if self._fit_key() != key:
                return  # something has changed meanwhile
        self._seconds = time.monotonic() - began if len(made) == len(self._runs) else self._seconds
        with study.together():
            if self._fit_key() == key:
                self._fits, self._key = [*fits, *made], key
                chain.touch(Stage.DRAW)

    def _draw(self) -> None:
        study, chain = self._study, self._chain
        with study.lock:
            if not self._is_possible:
                return
            source = self._source = self._source or _source_of(study, chain)
            drawing = self._drawing = self._drawing or self._next(source)
            proposed = pacing.batch_rows(drawing.perturbation.batch_size, chain.seconds_per_row)
        n_rows = drawing.perturbation.n_rows(source.n_samples)
        start = drawing.n_rows
        stop = min(n_rows, start + max(2, source.black_box.batch_size or proposed))
        Z, y = drawing.cache.ask(
            drawing.perturbation, source.black_box, start, stop, about_to_ask=self._count_model_calls
        )
        with study.together():
            if self._drawing is not drawing:
                return  # cancelled, or the explanation is of other samples by now
            drawing.parts.append((Z, y))
            if stop == n_rows:
                Z, y = (np.concatenate(each) for each in zip(*drawing.parts, strict=True))
                self._runs.append(kept(drawing.seed, drawing.perturbation, Z, y))
                self._drawing = None
            chain.touch(Stage.DRAW)

    def _next(self, source: _Source) -> _Drawing:
        study = self._study
        seed = repeat_seeds(source.seed, len(self._runs) + 1)[-1]
        drawn = study.explainer.perturb(study.instance, random_state=seed, design=source.design)
        perturbation = drawn.for_n_samples(source.n_samples).for_kernel(study.kernel)
        return _Drawing(seed, perturbation, perturbation.answer_cache(), [])

    def _count_model_calls(self, n_rows: int) -> None:
        self._n_calls += n_rows
        self._chain.count_model_calls(n_rows)

    # ---- publication -------------------------------------------------------------------------------------

    def update(self) -> None:
        """Set the study's traits; drop runs that are of other samples than the displayed ones."""
        if self._source is not None and not self._is_of_displayed(self._source):
            self._drop()
        study = self._study
        self._set(repeating=self._share(), repeats=self._result(study.repeats))

    def _drop(self) -> None:
        outdated = bool(self._runs) or self._drawing is not None
        self.n_asked, self._source, self._drawing, self._runs, self._fits = 0, None, None, [], []
        self._key, self._n_calls = None, 0
        self._set(repeats_outdated=outdated)

    def _is_of_displayed(self, source: _Source) -> bool:
        """Whether the runs repeat the displayed samples; they follow to other bins of the same rows."""
        study, displayed = self._study, self._chain.displayed
        if displayed.black_box is not source.black_box or displayed.n_samples > source.n_samples:
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
        self._runs, self._fits, self._drawing = moved, [], None
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
        if self._key is None or self._key != self._fit_key() or displayed.explanation is None:
            return former
        runs = (displayed.explanation, *self._fits)
        if former is not None and list(map(id, former.runs)) == list(map(id, runs)):
            return former
        seeds = (self._source.seed, *(run.seed for run in self._runs[: len(self._fits)]))
        return stability_of(runs, seeds, n_model_calls=self._n_calls)

    def _share(self) -> float | None:
        """Give the share of the repeats that is done; None while none is made."""
        if self.n_asked <= len(self._runs) or not self._is_possible or self._is_alike:
            return None
        done = 0 if self._drawing is None else self._drawing.n_rows / self._chain.n_rows
        return min(1.0, (len(self._runs) + done) / self.n_asked)

    def _set(self, **results: Any) -> None:
        for name, value in results.items():
            self._study.set_trait(name, value)

    # ---- how it stands -----------------------------------------------------------------------------------

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
        if not self._runs or self._failed == (self._fit_key(), len(self._runs)):
            return False
        return len(self._fits) < len(self._runs) or self._key != self._fit_key()

    def _fit_key(self) -> tuple[Any, ...] | None:
        """Give all that the fits depend on: the displayed request, which holds the samples, and its width."""
        displayed = self._chain.displayed
        return None if displayed.request is None else (displayed.request, displayed.kernel_width)


def _source_of(study: StudyTraits, chain: Chain) -> _Source:
    displayed = chain.displayed
    if displayed.perturbation is None or displayed.black_box is None:
        raise AssertionError
    return _Source(displayed.perturbation, displayed.black_box, study.random_state, study.design, displayed.n_samples)


def _fitted(run: KeptRun, displayed: Displayed, request: FitRequest, black_box: BlackBox) -> Explanation:
    if displayed.perturbation is None:
        raise AssertionError
    neighborhood = run.neighborhood(
        displayed.perturbation,
        displayed.n_samples,
        metric=displayed.distance,
        black_box=black_box,
        empty=request.neighborhood.empty,
    )
    return replace(request, neighborhood=neighborhood).sweep([displayed.kernel_width])[0]


def _exact(former: Any, explanation: Any, seed: int) -> Any:
    if former is not None and former.exact and former.explanation is explanation:
        return former
    return stability_of([explanation], [seed], exact=True)
