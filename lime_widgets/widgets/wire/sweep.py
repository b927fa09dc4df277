"""The sweep as views draw it: one frame for each kernel width, and what the frames speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict, cast

from lime_widgets.engine.explanation.doubts import DOUBTS, DoubtName
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section, name_for_page

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.result import Sweep
    from lime_widgets.study import ImageStudy, Study

_ARRAYS = ("coef", "stderr", "intercept", "score", "ess", "local_prediction")


class WireFrames(TypedDict):
    """A sweep: the explanation at each kernel width, a frame."""

    generation: int
    n_samples: int
    n_rows: Annotated[
        int,
        "Rows that the model evaluated. In an exact study these are fewer than the samples that they represent.",
    ]
    exact: Annotated[bool, "True where every mask was evaluated: there is no sampling error."]
    complete: bool
    output: int
    surrogate: Annotated[Literal["ridge", "logistic"], "The kind: linear, or the logistic function of the linear sum."]
    kernel_width: WireArray
    features: WireArray
    coef: WireArray
    stderr: WireArray
    intercept: WireArray
    score: WireArray
    ess: WireArray
    local_prediction: WireArray
    doubts: Annotated[
        dict[DoubtName, WireArray],
        "For each doubt that arises: 1 at the kernel widths where it does, else 0.",
    ]
    at: Annotated[
        NotRequired[WireArray],
        "For a table: the instance of these frames in the interpretable representation.",
    ]
    codes: Annotated[NotRequired[WireArray], "For a table: the values of the instance, by column."]


class WireFeatures(TypedDict):
    """The interpretable features."""

    names: list[str]
    columns: Annotated[list[int], "For a table: the column of each feature."]


class WireOutputs(TypedDict):
    """The outputs of the black box."""

    names: list[str]
    kind: Literal["probability", "value", "score"]


class WirePrediction(TypedDict):
    """The black box's answer for the instance, and the range of its answers over the samples."""

    values: list[float]
    low: float
    high: float


def frames(study: Study, sweep: Sweep) -> WireFrames:
    """Describe a sweep over the kernel width."""
    neighborhood = study.neighborhood
    described: dict[str, Any] = {
        "generation": study.generation,
        "n_samples": sweep.n_samples,
        "n_rows": len(neighborhood),
        "exact": sweep.exact,
        # Over the whole range: in all steps or, while a hand moves, in some of them.
        "complete": study.complete or len(sweep) > len(study.compared_widths) + 2,
        "output": sweep.output,
        "surrogate": sweep.surrogate,
        "kernel_width": encode(sweep.kernel_width, "f8"),
        "features": encode(sweep.features, "i4"),
        "doubts": _doubts(sweep),
        **{name: encode(getattr(sweep, name), "f4") for name in _ARRAYS},
    }
    codes = getattr(study.displayed_perturbation, "codes", None)
    if codes is not None:  # a table row: where the instance lies along its columns
        described |= {"at": encode(neighborhood.Z[0], "f8"), "codes": encode(codes, "f8")}
    return cast("WireFrames", described)


def _doubts(sweep: Sweep) -> dict[DoubtName, WireArray]:
    arises = {doubt.name: sweep.doubts >> bit & 1 for bit, doubt in enumerate(DOUBTS)}
    return {name: encode(where, "u1") for name, where in arises.items() if where.any()}


def _sweep_state(study: Study) -> dict[str, Any]:
    neighborhood, sweep = study.neighborhood, study.sweep
    answers = neighborhood.y[:, sweep.output]
    return {
        "frames": frames(study, sweep),
        "features": {
            "names": list(map(name_for_page, sweep.feature_names)),
            "columns": list(getattr(study.displayed_perturbation, "source_columns", ())),
        },
        "outputs": {"names": list(map(name_for_page, neighborhood.output_names)), "kind": neighborhood.output_kind},
        "prediction": {
            "values": neighborhood.prediction.tolist(),
            "low": float(answers.min()),
            "high": float(answers.max()),
        },
    }


def _comparisons_state(study: ImageStudy) -> dict[str, Any]:
    return {"comparisons": [frames(study, sweep) for sweep in study.comparisons]}


SWEEP = Section("sweep", lambda study: None if study.sweep is None else (study.sweep,), _sweep_state)
COMPARISONS = Section("comparisons", lambda study: tuple(study.comparisons), _comparisons_state)
