"""The samples as views show them one by one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

import numpy as np

from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.fidelity.result import with_all
from lime_widgets.engine.perturbation.masked import MaskPerturbation
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section, SectionState

if TYPE_CHECKING:
    from lime_widgets.study import Study

# While the model runs the samples are sent no more often than this: 4,096 of them are 50 KB and more.
SAMPLES_SECONDS = 1.0


class WireFitted(TypedDict):
    """The surrogate's predictions for the samples, at the study's own width."""

    kernel_width: float
    values: WireArray


class WireSamples(TypedDict):
    """The samples that the surrogate is fitted to; the first is the instance itself."""

    generation: int
    n: int
    p: int
    output: int
    masks: Annotated[
        WireArray | None,
        "One bit for each feature, set where it is kept: eight in a byte, the first the most significant. "
        "Null for tables.",
    ]
    y: WireArray
    distance: WireArray
    counts: Annotated[WireArray | None, "The number of samples each row represents; null where each is one."]
    weights: Annotated[WireArray | None, "Weights of a custom kernel, or of Shapley values."]
    log_proposal: Annotated[
        WireArray | None,
        "The logarithm of how densely each row was drawn, by which its weight is divided; null where all are alike.",
    ]
    off_data: Annotated[float | None, "For a table: the share of the samples off the training data, if it is known."]
    can_be_local: Annotated[bool, "Whether the samples can be drawn where the kernel looks."]
    local_width: Annotated[float, "The width that they were drawn for, by the default distance; 0 for none."]
    fitted: WireFitted | None


def samples_state(study: Study, *, fitted: bool) -> WireSamples:
    """Describe the samples that the explanation is fitted to, with the answers for its output.

    The browser weighs them, so that the weights follow the kernel width while it is dragged. Only a
    custom kernel and Shapley values are evaluated here.

    Parameters
    ----------
    study : Study
    fitted : bool
        Whether to add the surrogate's answers.
    """
    neighborhood, explanation, kernel = study.neighborhood, study.explanation, study.kernel
    weights = None
    if callable(kernel) or explanation.method == "shapley":
        kernel = SHAPLEY if explanation.method == "shapley" else kernel
        weights = encode(neighborhood.weights([study.kernel_width], kernel)[0], "f4")
    masks = None
    if isinstance(study.displayed_perturbation, MaskPerturbation):
        masks = encode(np.packbits(neighborhood.Z > 0, axis=1), "u1")
    surrogate: WireFitted | None = None
    if fitted:
        surrogate = {
            "kernel_width": explanation.kernel_width,
            "values": encode(with_all(neighborhood, explanation).predict(neighborhood.Z), "f4"),
        }
    return {
        "generation": study.generation,
        "n": len(neighborhood),
        "p": neighborhood.Z.shape[1],
        "output": int(explanation.output),
        "masks": masks,
        "y": encode(neighborhood.y[:, explanation.output], "f4"),
        "distance": encode(neighborhood.distances, "f4"),
        "counts": None if neighborhood.counts is None else encode(neighborhood.counts, "f4"),
        "weights": weights,
        "log_proposal": None if neighborhood.log_proposal is None else encode(neighborhood.log_proposal, "f4"),
        "off_data": neighborhood.origin.off_data,
        "can_be_local": neighborhood.origin.can_be_local,
        "local_width": neighborhood.origin.local_width,
        "fitted": surrogate,
    }


class SamplesState:
    """Sends the samples while a view shows them: at rest, and now and then while the model runs.

    Attributes
    ----------
    n_views : int
        How many views show the samples.
    n_fitted : int
        How many of these show the surrogate's answers too.
    """

    def __init__(self) -> None:
        self.n_views = self.n_fitted = 0
        self._due = 0.0
        self._section = Section("samples", self._key, self._build)
        self._state = SectionState((self._section,))

    def changes(self, study: Study) -> dict[str, Any]:
        """Describe the samples if a view shows them and they changed."""
        if not self.n_views or not study.explanation:
            return {}
        if study.status == "sampling" and time.monotonic() < self._due:
            return {}
        state = self._state.changes(study)
        if state:
            self._due = time.monotonic() + SAMPLES_SECONDS
        return state

    def _key(self, study: Study) -> tuple[Any, ...]:
        width = study.kernel_width if callable(study.kernel) else None
        # Only views that show the surrogate's answers need them, not a table of perturbations.
        fitted = study.explanation if self.n_fitted else None
        return study.neighborhood, study.explanation.output, study.kernel, width, fitted

    def _build(self, study: Study) -> dict[str, Any]:
        return {"samples": samples_state(study, fitted=self.n_fitted > 0)}
