"""The job that asks what the model predicts without the features that were removed by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np

from lime_widgets.engine.errors import problem, report, shortened
from lime_widgets.study.state import Stage
from lime_widgets.study.trait_types import Setting
from lime_widgets.study.worker import Priority

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.perturbation.answer_cache import MaskAnswers
    from lime_widgets.engine.perturbation.masked import MaskPerturbation
    from lime_widgets.study.chain import Chain
    from lime_widgets.study.state import StudyTraits


@dataclass(frozen=True, eq=False)
class Variant:
    """The instance without the features that were removed by hand, and the model's prediction for it.

    Attributes
    ----------
    removed : tuple of int
        The removed features, ascending.
    values : ndarray of shape (k,) or None
        The model's answer; None while the model runs, and where it failed.
    error : str or None
        Why it failed.
    """

    removed: tuple[int, ...]
    values: NDArray[np.float64] | None = None
    error: str | None = None

    def equals(self, other: Variant | None) -> bool:
        """Whether another variant says the same."""
        return (
            other is not None
            and (self.removed, self.error) == (other.removed, other.error)
            and np.array_equal(np.asarray(self.values), np.asarray(other.values))
        )


def removed_setting() -> Setting:
    """Make the trait `removed` of a study whose instance has parts that can be removed."""
    return Setting((), stage=Stage.DRAW, check_with_study=_check_removed)


def _check_removed(study: StudyTraits, value: Any) -> tuple[int, ...]:
    p = len(study.feature_names)
    try:
        features = np.unique([value] if isinstance(value, Mapping | str) else np.asarray(list(value)))
        nested = np.ndim(list(value)) > 1
    except (TypeError, ValueError):  # one number, or lists of several lengths
        features, nested = np.array([value], dtype=object), False
    if not len(features):
        return ()
    if nested or features.dtype.kind not in "iu" or features[0] < 0 or features[-1] >= p:
        raise problem("removed.invalid", value=shortened(repr(value), 60), last=p - 1)
    return tuple(features.tolist())


class RemovalJob:
    """Keeps a study's `variant` up to date.

    Parameters
    ----------
    study : Study
        With the traits `removed` and `variant`, and a `MaskPerturbation`.
    chain : Chain
    """

    priority: ClassVar[Priority] = Priority.BY_HAND

    def __init__(self, study: StudyTraits, chain: Chain) -> None:
        self._study, self._chain = study, chain
        self._running: tuple[MaskAnswers, tuple[int, ...]] | None = None
        # For which answers and features the model failed, and why.
        self._failure: tuple[MaskAnswers, tuple[int, ...], str] | None = None

    def update(self) -> None:
        """Set `variant` to the known answer."""
        variant = self._known()
        before: Variant | None = self._study.variant
        # The same object where nothing changed, so that nobody is notified.
        self._study.set_trait("variant", before if variant is not None and variant.equals(before) else variant)

    def wanted(self) -> bool:
        """Whether the model has not been asked about the removed features."""
        variant = self._study.variant
        return variant is not None and variant.values is None and variant.error is None

    def due(self) -> float:
        """At once: somebody waits for it."""
        return 0.0

    def run(self) -> None:
        """Ask the model about the instance without the removed features."""
        study, chain = self._study, self._chain
        with study.lock:
            cache, removed = self._cache, study.removed
            perturbation, black_box, mask = chain.perturbation, study.black_box, self._mask()
        self._running = cache, removed
        cache.ask_masks(
            cast("MaskPerturbation", perturbation), black_box, mask[None], about_to_ask=chain.count_model_calls
        )
        with study.together():
            chain.touch(Stage.DRAW)

    def failed(self, error: BaseException) -> None:
        """Show the sentence with the variant; the explanation is not affected."""
        with self._study.together():
            if self._running is not None:
                self._failure = (*self._running, report(error))
            self._chain.touch(Stage.DRAW)

    @property
    def _cache(self) -> MaskAnswers:
        return cast("MaskAnswers", self._chain.answer_cache)

    def _mask(self) -> NDArray[np.bool_]:
        mask = np.ones(len(self._study.feature_names), dtype=np.bool_)
        mask[list(self._study.removed)] = False
        return mask

    def _known(self) -> Variant | None:
        removed = self._study.removed
        if not removed:
            return None
        failure = self._failure
        error = failure[2] if failure is not None and failure[0] is self._cache and failure[1] == removed else None
        return Variant(removed, self._cache.known(self._mask()), error)
