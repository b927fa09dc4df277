"""Samples drawn until the choice of features is settled: the gaps at each number of samples, and why it stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import numpy as np

from lime_widgets.engine.stability.settling import DEFAULT_BUDGET
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from lime_widgets.engine.stability.settling import Settlement
    from lime_widgets.study import Study


class WireSettlement(TypedDict):
    """The gaps between the top k features and the others, at L numbers of samples."""

    why: Literal["settled", "ties", "budget", "growing"]
    k: Annotated[int, "The number of features whose choice shall be settled."]
    sentence: str
    threshold: Annotated[float, "The z that every gap must exceed."]
    samples: list[int]
    features: Annotated[WireArray, "(L, k) the top features; −1 where there are fewer."]
    rivals: Annotated[WireArray, "(L, k) for each the feature outside that comes closest; −1 where there are fewer."]
    z: Annotated[WireArray, "(L, k) the gaps in standard errors; NaN where they are not known."]


class WireSettling(TypedDict):
    """Whether samples are drawn until the choice is settled."""

    active: bool
    error: str
    most: Annotated[int, "The largest number of features whose choice can be settled."]
    calls: Annotated[int, "How many rows the model would be asked about at most."]
    stopped: Annotated[int, "The number of features whose settling was stopped before its answer; 0 if none was."]
    left: Annotated[int, "How many rows the model would be asked about at most to go on with that."]


class WireSettle(TypedDict):
    """Draw samples until the choice of the top k features is settled."""

    type: Literal["settle"]
    k: int


def _settlement_state(study: Study) -> dict[str, Any]:
    made: Settlement | None = study.settlement
    return {"settlement": None if made is None else described(made)}


def described(made: Settlement) -> WireSettlement:
    """Describe a settlement."""
    k = max(len(each.features) for each in made.looks)

    def filled(name: str, empty: float) -> np.ndarray[Any, Any]:
        rows = (getattr(each, name) for each in made.looks)
        return np.array([np.append(row, np.full(k - len(row), empty)) for row in rows])

    return {
        "why": made.why,
        "k": made.k,
        "sentence": made.sentence,
        "threshold": made.threshold,
        "samples": [each.n_samples for each in made.looks],
        "features": encode(filled("features", -1), "i4"),
        "rivals": encode(filled("rivals", -1), "i4"),
        "z": encode(filled("z", np.nan), "f4"),
    }


def _settling(study: Study) -> WireSettling:
    p = 0 if study.neighborhood is None else study.neighborhood.Z.shape[1]
    stopped, budget = study.settling_interrupted
    return {
        "active": study.settling,
        "error": study.settling_error,
        "most": max(0, min(study.n_features, p - 1)),
        "calls": study.settle_cost(DEFAULT_BUDGET),
        "stopped": stopped,
        "left": study.settle_cost(budget) if stopped else 0,
    }


SETTLEMENT = Section("settlement", lambda study: (study.settlement,), _settlement_state)
SETTLING = Section(
    "settling",
    lambda study: tuple(_settling(study).values()),
    lambda study: {"settling": _settling(study)},
)
