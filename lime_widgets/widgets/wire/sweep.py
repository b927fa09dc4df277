"""The sweep as views draw it: one frame for each kernel width, and what the frames speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict, cast

import numpy as np

from lime_widgets.engine.explanation.doubts import DOUBTS, DoubtName
from lime_widgets.engine.explanation.reasons import unfilled_reasons
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.custom import to_browser
from lime_widgets.widgets.wire.sections import Section, name_for_page
from lime_widgets.widgets.wire.surrogates.trees import WireTreeNode, tree_state

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kinds.tree import Tree
    from lime_widgets.engine.explanation.reasons import Reason
    from lime_widgets.engine.explanation.sweep import Sweep
    from lime_widgets.study import ImageStudy, Study

_ARRAYS = (
    "coef", "interval", "intercept", "score", "loo_score", "fidelity", "shrinkage", "ess", "local_prediction",
)  # fmt: skip


class WireReason(TypedDict):
    """A reason for doubt in words, and the change of a parameter that would help."""

    sentence: Annotated[
        str,
        "With {score}, {fidelity}, {samples}, {taken}, {surrogate} and {model} in place of the frame's own numbers.",
    ]
    label: NotRequired[str]
    parameter: NotRequired[str]
    value: NotRequired[float | str | bool | None]


class WireDoubt(TypedDict):
    """A doubt that arises at some kernel widths."""

    reasons: list[WireReason]
    at: Annotated[WireArray, "For each width the place of its reason, from 1; 0 where there is none."]


class WireWhy(TypedDict):
    """Why the surrogate answers as it does, at each kernel width."""

    sentences: list[str]
    at: Annotated[WireArray, "For each width the index of its sentence."]


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
    surrogate: Annotated[
        Literal["ridge", "lasso", "bayesian", "logistic", "tree", "estimator"],
        "The kind: linear, the logistic function of a linear sum, a tree, or an estimator of the user's.",
    ]
    additive: Annotated[
        bool,
        "Whether it is a weighted sum of the features, or the logistic function of one. Else weights are "
        "contributions.",
    ]
    folds: Annotated[int, "The folds of the cross-validation in the place of leaving each sample out; else 0."]
    unswept: Annotated[str, "Why there is no sweep over all widths, where none will come; else empty."]
    method: Literal["lime", "shapley"]
    rest: Annotated[float, "Of Shapley values: the sum of those that are not shown; else 0."]
    trees: Annotated[NotRequired[list[list[WireTreeNode]]], "For a tree: its nodes at each width."]
    kernel_width: WireArray
    features: WireArray
    coef: WireArray
    interval: Annotated[WireArray, "Half widths of the 95 % intervals of the coefficients."]
    intercept: WireArray
    score: WireArray
    loo_score: WireArray
    fidelity: WireArray
    shrinkage: WireArray
    grade: Annotated[WireArray, "0 good, 1 fair, 2 poor."]
    ess: WireArray
    local_prediction: WireArray
    doubts: Annotated[
        dict[DoubtName, WireDoubt],
        "The doubts that arise at any width.",
    ]
    why: WireWhy
    at: Annotated[
        NotRequired[WireArray],
        "For a table: the instance of these frames in the interpretable representation.",
    ]
    codes: Annotated[NotRequired[WireArray], "For a table: the values of the instance, by column."]


class WireFeatures(TypedDict):
    """The interpretable features."""

    names: list[str]
    columns: Annotated[list[int], "For a table: the column of each feature."]
    units: Annotated[
        list[float],
        "The unit of each feature that is a number, such as its column's standard deviation; 0 for an on/off feature.",
    ]


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
    additive = all(model is None for model in sweep.fitted)
    described: dict[str, Any] = {
        "generation": study.generation,
        "n_samples": sweep.n_samples,
        "n_rows": len(neighborhood),
        "exact": sweep.exact,
        # Over the whole range: in all steps or, while a hand moves, in some of them.
        "complete": study.complete or len(sweep) > len(study.compared_widths) + 2,
        "output": int(sweep.output),  # a numpy integer is no number in every host
        "surrogate": sweep.surrogate,
        "additive": additive,
        "folds": sweep.folds,
        "unswept": study.why_unswept if study.sweeping else "",
        "method": sweep.method,
        "rest": float(sweep.rest),
        "kernel_width": encode(sweep.kernel_width, "f8"),
        "features": encode(sweep.features, "i4"),
        "grade": encode(sweep.grade, "u1"),
        "doubts": _doubts(sweep),
        "why": _why(sweep),
        **{name: encode(getattr(sweep, name), "f4") for name in _ARRAYS},
    }
    codes = getattr(study.displayed_perturbation, "codes", None)
    if codes is not None:  # a table row: where the instance lies along its columns
        # Weights that are contributions already are not multiplied by the instance.
        described |= {"codes": encode(codes, "f8")} | ({"at": encode(neighborhood.Z[0], "f8")} if additive else {})
    if sweep.surrogate == "tree":
        described["trees"] = [tree_state(cast("Tree", model)) for model in sweep.fitted]
    return cast("WireFrames", described)


def _doubts(sweep: Sweep) -> dict[DoubtName, WireDoubt]:
    found: dict[DoubtName, dict[Reason, int]] = {}
    at: dict[DoubtName, NDArray[np.uint8]] = {}
    for index in np.flatnonzero(sweep.doubts):
        for reason in unfilled_reasons(sweep, int(index)):
            places = found.setdefault(reason.name, {})
            where = at.setdefault(reason.name, np.zeros(len(sweep), np.uint8))
            where[index] = places.setdefault(reason, len(places) + 1)
    return {
        name: {"reasons": [_reason(reason) for reason in places], "at": encode(at[name], "u1")}
        for name, places in sorted(found.items(), key=lambda item: DOUBTS.index(item[0]))
    }


def _why(sweep: Sweep) -> WireWhy:
    places: dict[str, int] = {}
    at = [places.setdefault(sentence, len(places)) for sentence in sweep.why()]
    return {"sentences": list(places), "at": encode(np.asarray(at), "i4")}


def _reason(reason: Reason) -> WireReason:
    told: WireReason = {"sentence": reason.sentence}
    if reason.advice is not None:
        label, name, value = reason.advice.label, reason.advice.parameter, reason.advice.value
        told |= {"label": label, "parameter": name, "value": to_browser(name, value)}
    return told


def _sweep_state(study: Study) -> dict[str, Any]:
    neighborhood, sweep = study.neighborhood, study.sweep
    answers = neighborhood.y[:, sweep.output]
    return {
        "frames": frames(study, sweep),
        "features": {
            "names": list(map(name_for_page, sweep.feature_names)),
            "columns": list(getattr(study.displayed_perturbation, "source_columns", ())),
            "units": list(getattr(study.displayed_perturbation, "feature_units", ())),
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
