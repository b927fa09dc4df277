"""The study of what is taken apart: parts can be taken out by hand, and the model asked what it says then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from traitlets import Any as AnyTrait
from traitlets import TraitType, validate

from lime_widgets.engine.errors import problem, sentence
from lime_widgets.engine.perturbation.base import MASK_DISTANCES
from lime_widgets.study.core import Study
from lime_widgets.study.parameters import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from traitlets import Bunch

    from lime_widgets.engine.perturbation.base import MaskPerturbation
    from lime_widgets.engine.perturbation.explainer import Answers


@dataclass(frozen=True, eq=False)
class Variant:
    """The instance with some of its features taken out by hand, and what the model says of it.

    Attributes
    ----------
    removed : tuple of int
        The features that are taken out, ascending.
    values : ndarray of shape (k,) or None
        The model's answer; None while it is being asked, and where it could not be.
    error : str or None
        Why it could not be asked.
    """

    removed: tuple[int, ...]
    values: NDArray[np.float64] | None = None
    error: str | None = None

    def says(self) -> tuple[Any, ...]:
        """All of it as one value that can be compared."""
        return self.removed, None if self.values is None else self.values.tolist(), self.error


class MaskedStudy(Study):
    """A study of an instance that is perturbed by taking parts of it away."""

    design = TraitType(
        "sobol",
        help="How the samples are drawn. Spread out: so that any two parts are taken away together as often as apart, "
        "as nearly as can be, which makes the weights steadier. Independent draws are LIME's.",
    ).tag(
        stage=Stage.SAMPLE, parameter=True, label="Design", group="neighborhood",
        choices={"sobol": "spread out", "independent": "independent draws"},
    )  # fmt: skip
    distance = TraitType(
        "cosine",
        help="How far a sample is from what is explained, for texts in percent, for images 0 to 1: by the cosine "
        "between what they keep, or by the share of the parts that are taken away.",
    ).tag(
        stage=Stage.MEASURE, parameter=True, label="Distance", group="neighborhood",
        choices=dict(zip(MASK_DISTANCES, ("cosine", "share taken away"), strict=True)),
    )  # fmt: skip

    removed = TraitType((), help="The interpretable features that are taken out by hand.").tag(stage=Stage.DRAW)
    variant = AnyTrait(
        None, read_only=True, help="What the model says without the features in `removed`; None if there are none."
    )

    def __init__(self, model: Any, x: Any, explainer: Any, **parameters: Any) -> None:
        # Of which answers and which features it is known that the model cannot be asked, and why.
        self._refusal: tuple[Answers, tuple[int, ...], str] | None = None
        super().__init__(model, x, explainer, **parameters)

    @validate("removed")
    def _check_removed(self, proposal: Bunch) -> tuple[int, ...]:
        value, p = proposal.value, len(self.feature_names)
        try:
            wanted = np.unique(np.asarray(list(value)))
        except TypeError:
            wanted = np.array([value], dtype=object)
        if not len(wanted):
            return ()
        if wanted.dtype.kind not in "iu" or wanted[0] < 0 or wanted[-1] >= p:
            raise problem(
                f"removed is {value!r}.",
                expected=f"indices of interpretable features, 0 to {p - 1}",
                mend="Pass (0, 3) to take the first and the fourth out, or () to put all back.",
            )
        return tuple(wanted.tolist())

    def _follow(self, change: Bunch) -> None:
        super()._follow(change)
        if change.name in {"instance", "explainer"} and self.removed:
            self.removed = ()
        elif change.name == "removed" and self._pending is None:
            self._pending = Stage.DRAW

    def _publish(self) -> None:
        self.set_trait("variant", self._found())
        super()._publish()

    def _found(self) -> Variant | None:
        if not self.removed:
            return None
        refused = self._refusal is not None and self._refusal[:2] == (self._answers, self.removed)
        error = self._refusal[2] if self._refusal is not None and refused else None
        found = Variant(self.removed, self._answers.known(self._mask()), error)
        before: Variant | None = self.variant
        # The same one, so that nobody is told of what has not changed.
        return before if before is not None and before.says() == found.says() else found

    def _mask(self) -> NDArray[np.bool_]:
        mask = np.ones(len(self.feature_names), dtype=np.bool_)
        mask[list(self.removed)] = False
        return mask

    def _errand(self) -> Callable[[], None] | None:
        variant = self.variant
        return self._ask_variant if variant is not None and variant.values is None and variant.error is None else None

    def _ask_variant(self) -> None:
        with self._lock:
            removed, answers = self.removed, self._answers
            asked, black_box, mask = cast("MaskPerturbation", self._asked_for()), self.black_box, self._mask()
        failure = None
        try:
            answers.to_masks(asked, black_box, mask[None], about_to_ask=self._count)
        except BaseException as error:  # noqa: BLE001  a model may raise anything at all
            failure = sentence(error)
        with self.together():
            if failure is not None:
                self._refusal = (answers, removed, failure)
            self._pending = Stage.DRAW if self._pending is None else self._pending
