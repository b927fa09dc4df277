"""The job that raises the number of samples until the choice of the top features is settled."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from lime_widgets.engine.errors import report
from lime_widgets.engine.perturbation.neighborhoods import first_samples
from lime_widgets.engine.stability.gaps import Look, check_k, look
from lime_widgets.engine.stability.settling import (
    DEFAULT_K,
    Settlement,
    check_budget,
    check_confidence,
    look_sizes,
)
from lime_widgets.study import pacing
from lime_widgets.study.jobs.judging.settled import Interrupted
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import FitRequest, StudyTraits

# The masks of at most 256 words are compared with the known answers.
_MOST_CELLS = 2**22


@dataclass(frozen=True)
class _Question:
    """What a reader asked: the number of features and the confidence, and the most samples."""

    k: int
    budget: int
    confidence: float


class SettlingJob:
    """Looks at growing parts of the displayed samples, and asks the study for more while the choice is not settled.

    Parameters
    ----------
    study : Study
        With the traits of `HasSettlement`.
    chain : Chain
    """

    priority: ClassVar[Priority] = Priority.REPEATS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._question: _Question | None = None
        self._is_growing = False  # whether more samples may be drawn
        self._is_interrupted = False  # whether drawing ended before the question was answered
        self._is_new = False  # whether the displayed samples have not been looked at
        # What the samples are of; another instance ends the sampling.
        self._of: tuple[Any, ...] | None = None
        self._key: tuple[Any, ...] | None = None
        self._looks: dict[int, Look] = {}
        self._failed_key: tuple[Any, ...] | None = None  # what the error is about
        self._n_calls = self._n_samples = 0
        self._most_calls: tuple[tuple[Any, ...], int] | None = None  # with what it depends on

    # ---- what a reader asks ------------------------------------------------------------------------------

    def ask(self, k: int | None, budget: int, confidence: float) -> None:
        """Begin to look, and to draw."""
        study, chain = self._study, self._chain
        p = len(chain.perturbation.feature_names)
        if k is None:
            k = max(1, min(DEFAULT_K, study.n_features, p - 1))
        self._question = _Question(check_k(k, p), check_budget(budget), check_confidence(confidence))
        self._of, self._looks, self._n_calls = self._instance(), {}, study.n_model_calls
        self._go()

    def go_on(self) -> None:
        """Go on with the question whose samples were stopped; without one, do nothing."""
        if self._is_interrupted and self._question is not None:
            self._go()

    def _go(self) -> None:
        self._is_growing, self._is_interrupted, self._is_new = True, False, True
        # Rows that a cancellation or a failure has left out come first.
        is_incomplete = self._study.status in {"cancelled", "failed"}
        self._chain.touch(Stage.GROW if is_incomplete else Stage.DRAW)

    def stop(self) -> None:
        """Draw no more."""
        self._is_interrupted = self._is_interrupted or self._is_growing
        self._is_growing = False
        self._chain.touch(Stage.DRAW)

    @property
    def interrupted(self) -> Interrupted:
        """The question whose samples were stopped."""
        question = self._question if self._is_interrupted else None
        return Interrupted(0, 0) if question is None else Interrupted(question.k, question.budget)

    def most_calls(self, budget: int) -> int:
        """Count the rows that the model must be asked about to have all samples of a budget."""
        study, chain = self._study, self._chain
        present = chain.perturbation
        if present.user_supplied or present.exact:
            budget = study.n_samples  # there are no others
        wanted = present.for_n_samples(max(budget, study.n_samples))
        n_rows = wanted.n_rows(max(budget, study.n_samples))
        # Masks are not made anew for each batch, nor where that is felt: 16,384 masks of 1,000 words take 0.3 s.
        is_long = not present.exact and n_rows * len(present.feature_names) > _MOST_CELLS
        if study.status == "sampling" or is_long:
            return int(max(0, n_rows - study.n_rows_answered))
        cache = chain.answer_cache
        key = present, cache, cache.n_known, budget, study.n_samples
        if self._most_calls is None or not _same(self._most_calls[0], key):
            self._most_calls = key, cache.n_missing(wanted, 0, n_rows)
        return int(self._most_calls[1])

    # ---- the worker's side -------------------------------------------------------------------------------

    def wanted(self) -> bool:
        """Whether the displayed samples are to be looked at."""
        return self._is_growing and self._is_new and self._is_possible

    def due(self) -> float:
        """At once."""
        return 0.0

    def run(self) -> None:
        """Look at the displayed samples, and ask for more where they do not settle the choice."""
        study, chain, question = self._study, self._chain, self._question
        with study.lock:
            key, displayed = self._fit_key(), chain.displayed
            request, source = displayed.request, displayed.source
            if question is None or request is None or source is None or displayed.perturbation is None:
                return
            known = self._looks if _same(self._key, key) else {}
        looks = dict(known)
        began = time.monotonic()
        for size in _sizes(question, displayed):
            if size in looks:
                continue
            rows = first_samples(displayed.perturbation, source, size, answers_vary=study.black_box.answers_vary)
            looks[size] = _looked(rows, request, displayed.kernel_width, question.k)
            if time.monotonic() - began > pacing.PART_SECONDS and not _same(self._fit_key(), key):
                return  # something has changed meanwhile
        with study.together():
            if _same(self._fit_key(), key) and self._question is question:
                self._take(looks, key)

    def failed(self, error: BaseException) -> None:
        """Stop, and say why; the explanation is not affected."""
        with self._study.together():
            self.stop()
            self._is_interrupted, self._failed_key = False, self._fit_key()
            self._study.set_trait("settling_error", report(error))

    def _take(self, looks: dict[int, Look], key: tuple[Any, ...] | None) -> None:
        """Publish the looks, and ask for more samples where the last one is not clear."""
        study, question = self._study, self._question
        if question is None:
            return
        displayed = self._chain.displayed
        if displayed.explanation is None or displayed.perturbation is None:
            return
        self._looks, self._key, self._is_new = looks, key, False
        self._n_samples = n_samples = displayed.n_samples
        sequence = tuple(looks[size] for size in sorted(looks))
        # Where the samples are all there are, or those of the user, no others can be drawn.
        is_closed = sequence[-1].exact or displayed.perturbation.user_supplied
        budget = sequence[-1].n_samples if is_closed else max(question.budget, n_samples)
        n_calls = study.n_model_calls - self._n_calls
        made = Settlement(sequence, question.k, question.confidence, budget, displayed.explanation, n_calls)
        study.set_trait("settlement", made)
        study.set_trait("settling_error", "")
        self._is_growing = self._is_growing and made.why == "growing"
        if self._is_growing:
            self._is_new = True
            study.n_samples = next(size for size in look_sizes(budget) if size > n_samples)
        self._chain.touch(Stage.DRAW)

    # ---- publication -------------------------------------------------------------------------------------

    def update(self) -> None:
        """Set the study's traits; another instance ends the sampling, and other parameters its result."""
        study = self._study
        if self._of is not None and not _same(self._of, self._instance()):
            self._question, self._of, self._is_growing, self._is_interrupted = None, None, False, False
            study.set_trait("settling_error", "")
        if study.status in {"cancelled", "failed"} and self._is_growing:
            self._is_growing, self._is_interrupted = False, True  # who stops the model wants no further samples
            if study.error is not None:
                self._failed_key = self._fit_key()
                study.set_trait("settling_error", study.error)
        if study.settling_error and self._is_possible and not _same(self._failed_key, self._fit_key()):
            study.set_trait("settling_error", "")  # it was about other parameters of the fit
        if self._is_growing and self._is_possible and not _same(self._key, self._fit_key()):
            self._is_new = True
        if study.settlement is not None and (self._question is None or self._is_outdated):
            study.set_trait("settlement", None)
        study.set_trait("settling", self._is_growing)

    @property
    def _is_outdated(self) -> bool:
        """Whether the result is of other parameters, and no other one is on its way."""
        if self._is_growing or not self._is_possible:
            return False
        return self._chain.displayed.n_samples != self._n_samples or not _same(self._key, self._fit_key())

    @property
    def _is_possible(self) -> bool:
        study = self._study
        return study.status == "ready" and study.current and self._chain.displayed.explanation is not None

    def _instance(self) -> tuple[Any, ...]:
        study = self._study
        return study.instance, study.black_box, study.random_state, study.design

    def _fit_key(self) -> tuple[Any, ...] | None:
        """Give what the looks depend on, the number of samples aside: the sequence, and the parameters of the fit."""
        displayed = self._chain.displayed
        request = displayed.request
        if request is None or displayed.perturbation is None:
            return None
        fit = request.output, request.n_features, request.feature_selection, request.alpha, request.kernel
        return (*fit, request.surrogate, displayed.perturbation, displayed.distance, displayed.kernel_width)


def _same(one: tuple[Any, ...] | None, other: tuple[Any, ...] | None) -> bool:
    """Compare keys: arrays and what holds them by identity."""
    if one is None or other is None:
        return one is other
    plain = (str, int, float)
    return all(a is b or (isinstance(a, plain) and a == b) for a, b in zip(one, other, strict=True))


def _sizes(question: _Question, displayed: Any) -> list[int]:
    """Give the numbers of samples to look at: those up to the displayed one, and that itself."""
    perturbation, n_samples = displayed.perturbation, displayed.n_samples
    if perturbation.exact or perturbation.user_supplied:
        return [n_samples]
    return [*(size for size in look_sizes(max(question.budget, n_samples)) if size < n_samples), n_samples]


def _looked(rows: Neighborhood, request: FitRequest, width: float, k: int) -> Look:
    # R² of other representations takes longer than the fit, and no look needs it.
    asked = replace(request, neighborhood=replace(rows, yardstick=None))
    explanation = asked.sweep([width])[0]
    return look(
        rows,
        explanation,
        k,
        n_features=request.n_features,
        feature_selection=request.feature_selection,
        alpha=request.alpha,
        kernel=request.kernel,
    )
