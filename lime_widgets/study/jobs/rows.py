"""The job that calls the model for the samples of the neighborhood, batch by batch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np
from traitlets import HasTraits

from lime_widgets.engine.errors import problem
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.fidelity.samples import SamplePoints, sample_points
from lime_widgets.engine.growing import Growing
from lime_widgets.engine.perturbation.neighborhoods import neighborhood_of
from lime_widgets.engine.tabular.draws.off_data import beside_data
from lime_widgets.engine.tabular.perturbation import TabularPerturbation
from lime_widgets.engine.texts import say
from lime_widgets.study import pacing
from lime_widgets.study.state import Answered, Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.model.black_box import BlackBox
    from lime_widgets.engine.perturbation.answer_cache import AnswerCache
    from lime_widgets.engine.perturbation.base import Perturbation
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


class HasRows(HasTraits):
    """A study that waits for its rows."""

    @property
    def n_rows_answered(self) -> int:
        """How many rows of the requested sequence the model has answered."""
        study = cast("StudyTraits", self)
        with study.lock:
            chain = study._runtime.chain  # noqa: SLF001  its own
            return 0 if chain.answered is None else min(len(chain.answered), chain.n_rows)

    @property
    def n_rows_needed(self) -> int:
        """How many rows the requested sequence has."""
        study = cast("StudyTraits", self)
        with study.lock:
            return int(study._runtime.chain.n_rows)  # noqa: SLF001  its own

    @property
    def seconds_left(self) -> float | None:
        """How long the model will take for the missing rows, by the time of the last batch; None if it is not known."""
        study = cast("StudyTraits", self)
        per_row = study._runtime.chain.seconds_per_row  # noqa: SLF001  its own
        return None if per_row is None else (self.n_rows_needed - self.n_rows_answered) * per_row

    def sample_points(self) -> SamplePoints:
        """Place the displayed samples: their distance, the model's answer, the residual, the distance from the data.

        Returns
        -------
        SamplePoints
            With ``plot("prediction")``, ``plot("residual")`` and ``plot("data")`` for print, and `to_frame`.

        Raises
        ------
        LimeError
            If there is no explanation yet.
        """
        study: Any = self
        with study.lock:
            check_explained(study)
            perturbation, beside = study.displayed_perturbation, None
            if isinstance(perturbation, TabularPerturbation):
                codes = study.coordinates(range(len(perturbation.codes)))
                beside = beside_data(study.explainer.table, perturbation, codes, study.distance)
            return sample_points(study.neighborhood, study.explanation, kernel=study.kernel, beside=beside)


def check_explained(study: Any) -> None:
    """Check that there is an explanation to draw.

    Raises
    ------
    LimeError
        If the model has not answered.
    """
    if not study.explanation:
        mend = say("explanation.call_wait") if study.error is None else study.error
        raise problem("explanation.not_drawn", status=study.status, mend=mend)


class RowsJob:
    """Calls the model for one batch of the requested sequence at a time.

    Masks, model calls and distances are computed without the study's lock, so that no setter waits for them.
    """

    priority: ClassVar[Priority] = Priority.ROWS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._perturbation: Perturbation | None = None  # of the batch that is running
        self._completing: Perturbation | None = None
        self._Z, self._y = Growing(), Growing()  # room to which the next rows of a sequence are appended
        self._growing: Perturbation | None = None

    @property
    def is_completing(self) -> bool:
        """Whether the batch that is running is the last one of the requested sequence."""
        completing = self._completing
        return completing is not None and completing is self._chain.pending.perturbation

    def wanted(self) -> bool:
        """Whether the study is sampling."""
        return bool(self._study.status == "sampling")

    def due(self) -> float:
        """At once."""
        return 0.0

    def run(self) -> None:
        """Call the model for one batch, and explain the rows so far."""
        study, chain = self._study, self._chain
        with study.lock:
            perturbation, cache, black_box = chain.perturbation, chain.answer_cache, study.black_box
            answered, n_rows, distance, kernel = chain.answered, chain.n_rows, study.distance, study.kernel
            proposed = pacing.batch_rows(perturbation.batch_size, chain.seconds_per_row)
        self._perturbation = perturbation
        start = 0 if answered is None else len(answered)
        if start == 0 and proposed > 1 and chain.seconds_per_row is None and black_box.batch_size is None:
            # A model that takes seconds for a row shall not be asked about hundreds at once, and seem to be stuck.
            chain.seconds_per_row = self._seconds_of_one(perturbation, cache, black_box)
            proposed = pacing.batch_rows(perturbation.batch_size, chain.seconds_per_row)
            with study.together():
                chain.touch(Stage.DRAW)
        _check_room(n_rows, len(perturbation.feature_names))
        # A neighborhood begins with two rows, the instance and one more. Known answers take no time.
        most = max(2, black_box.batch_size or proposed)
        stop, missing = n_rows, cache.n_missing(perturbation, start, n_rows, limit=most)
        if missing > most:
            stop = min(n_rows, start + most)
            missing = cache.n_missing(perturbation, start, stop)
        self._completing = perturbation if stop == n_rows else None
        began = time.monotonic()
        empty = None
        if kernel == SHAPLEY:
            empty = perturbation.ask_empty(cache, black_box, about_to_ask=chain.count_model_calls)
        Z, y = cache.ask(perturbation, black_box, start, stop, about_to_ask=chain.count_model_calls)
        # One row alone, such as an edited one, tells nothing of a batch: most of its time is the call.
        if missing > 1 or (missing and chain.seconds_per_row is None):
            chain.seconds_per_row = (time.monotonic() - began) / missing
        former = None if answered is None else answered.neighborhood
        Z, y = self._appended(perturbation, former, Z, y)
        if stop == n_rows:
            black_box.ask_again(perturbation.instance_input(), y[0], about_to_ask=chain.count_model_calls)
        neighborhood = neighborhood_of(perturbation, Z, y, metric=distance, black_box=black_box, empty=empty)
        with study.together():
            self._completing = None
            if perturbation is not chain.pending.perturbation:
                return  # another sequence is requested by now
            chain.answered = Answered(neighborhood, distance)
            if study.status != "sampling":
                return  # cancelled: the rows are kept for when the study resumes, and not displayed
            share = len(neighborhood) / chain.n_rows
            if share < 1 and chain.clock.must_pause:
                study.set_trait("progress", share)
                chain.touch(Stage.DRAW)
            else:
                chain.touch(Stage.GROW)

    def _seconds_of_one(self, perturbation: Perturbation, cache: AnswerCache[Any], black_box: BlackBox) -> float | None:
        """Ask about the instance alone; give the time where it is long enough to tell anything."""
        if not cache.n_missing(perturbation, 0, 1):
            return None
        began = time.monotonic()
        cache.ask(perturbation, black_box, 0, 1, about_to_ask=self._chain.count_model_calls)
        seconds = time.monotonic() - began
        return seconds if seconds > pacing.BRIEF_SECONDS else None

    def failed(self, error: BaseException) -> None:
        """Let the study fail, if the sequence is still requested."""
        study, chain = self._study, self._chain
        with study.together():
            self._completing = None
            if self._perturbation is chain.pending.perturbation and study.status == "sampling":
                chain.stand("failed", error)
                chain.touch(Stage.DRAW)

    def _appended(
        self, perturbation: Perturbation, former: Neighborhood | None, Z: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Append rows to the former ones, in time that depends on the new ones only."""
        if former is None or len(former) != len(self._Z) or perturbation is not self._growing:
            self._Z, self._y, self._growing = Growing(), Growing(), perturbation
            if former is not None:  # its rows were answered before a batch failed, or for another representation
                self._Z.append(former.Z)
                self._y.append(former.y)
        return self._Z.append(Z), self._y.append(y)


def _check_room(n_rows: int, n_features: int) -> None:
    """Fail at once where the samples cannot be held, not when memory runs out after minutes.

    Raises
    ------
    MemoryError
    """
    np.empty((n_rows, n_features))
