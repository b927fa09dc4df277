"""The job that asks what the model predicts where every part is off."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

import numpy as np

from lime_widgets.study import pacing
from lime_widgets.study.state import Stage
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
    from lime_widgets.engine.perturbation.masked import MaskPerturbation
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


class OffJob:
    """Keeps a study's `off_answer` up to date: one further model evaluation for each instance.

    Parameters
    ----------
    study : Study
        With the traits `flipping` and `off_answer`, and a `MaskPerturbation`.
    chain : Chain
    """

    priority: ClassVar[Priority] = Priority.FLIPS

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        # The answers for which the model failed, and those that are being asked for.
        self._failed: MaskAnswers | None = None
        self._running: MaskAnswers | None = None

    def update(self) -> None:
        """Set `off_answer` to the known answer, or None."""
        known = self._cache.known(self._mask) if self._study.current else None
        before = self._study.off_answer
        # The same object where nothing changed, so that nobody is notified.
        same = known is not None and before is not None and np.array_equal(known, before)
        self._study.set_trait("off_answer", before if same else known)

    def wanted(self) -> bool:
        """Whether the study is at rest, the model is quick enough, and it has not been asked."""
        study, seconds = self._study, self._chain.seconds_per_row
        at_rest = study.flipping and study.status == "ready" and study.current
        quick = seconds is None or seconds <= pacing.FLIPS_SECONDS
        return bool(at_rest and quick and study.off_answer is None and self._failed is not self._cache)

    def due(self) -> float:
        """After a rest: nobody waits for it."""
        return self._chain.changed_at + pacing.FLIPS_REST_SECONDS

    def run(self) -> None:
        """Ask the model about the instance with every part off."""
        study, chain = self._study, self._chain
        with study.lock:
            cache, perturbation, black_box, mask = self._cache, chain.perturbation, study.black_box, self._mask
        self._running = cache
        masked = cast("MaskPerturbation", perturbation)
        cache.ask_masks(masked, black_box, mask[None], about_to_ask=chain.count_model_calls)
        with study.together():
            chain.touch(Stage.DRAW)

    def failed(self, error: BaseException) -> None:
        """Leave it unknown: the explanation is not affected."""
        del error
        with self._study.together():
            self._failed = self._running
            self._chain.touch(Stage.DRAW)

    @property
    def _cache(self) -> MaskAnswers:
        return cast("MaskAnswers", self._chain.answer_cache)

    @property
    def _mask(self) -> NDArray[np.bool_]:
        return np.zeros(len(self._study.feature_names), dtype=np.bool_)
