"""Repeats with other seeds: their weights, what they agree on in words, and how far they have come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict, cast

from lime_widgets.engine.stability.repeats import DEFAULT_N_REPEATS, MOST_REPEATS
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from lime_widgets.engine.stability.result import Stability
    from lime_widgets.study import Study

# A picture of more features is read by nobody, and 200 runs of all superpixels are a megabyte.
MOST_FEATURES = 200


class WireNumber(TypedDict):
    """A number over all runs, in words."""

    name: str
    value: str
    means: str


class WireRepeats(TypedDict):
    """An explanation beside its repeats; M runs, the explanation first, and q features."""

    kernel_width: float
    output: int
    exact: Annotated[bool, "Every repeat would be equal, and none was made."]
    headline: str
    numbers: list[WireNumber]
    features: Annotated[list[int], "Those of the explanation in its order, then those that repeats select."]
    coef: Annotated[WireArray, "(M, q) weights; NaN where a run does not select the feature."]
    rank: Annotated[WireArray, "(M, q) ranks by size, from 1; 0 where a run does not select the feature."]
    mean: WireArray
    interval: Annotated[WireArray, "Half widths of the 95 % intervals that one run alone predicts."]
    spread: Annotated[WireArray, "Standard deviations over the runs."]
    flips: Annotated[WireArray, "Shares of pairs of runs in which the sign differs."]


class WireRepeating(TypedDict):
    """How far the repeats have come, and what more of them cost."""

    n: Annotated[int, "How many there are; while they grow, how many have all samples."]
    asked: Annotated[int, "How many there shall be; 0 where none are made."]
    growing: Annotated[bool, "Whether repeats get more samples."]
    samples: Annotated[int, "How many samples each repeat has at least; 0 without repeats."]
    wanted: Annotated[int, "How many samples the explanation has."]
    share: Annotated[float | None, "While they are made: the share that is done."]
    error: str
    outdated: Annotated[bool, "Whether repeats were dropped because the explanation is of other samples since."]
    stopped: Annotated[int, "How many there should have been before they were stopped; 0 if there are as many."]
    more: Annotated[int, "How many there would be after the next request."]
    rows: Annotated[int, "How many rows the model would be asked about then; 0 where all repeats are equal."]
    seconds: Annotated[float, "How long that would take; −1 if it is not known."]


class WireRepeat(TypedDict):
    """Repeat the explanation up to a number of repeats."""

    type: Literal["repeat"]
    n: int


def _repeats_state(study: Study) -> dict[str, Any]:
    repeats: Stability | None = study.repeats
    return {"repeats": None if repeats is None else described(repeats)}


def described(repeats: Stability) -> WireRepeats:
    """Describe repeats."""
    features = repeats.order[:MOST_FEATURES]
    numbers = [{"name": name, "value": value, "means": means} for name, value, means in repeats.sentences]
    return {
        "kernel_width": repeats.explanation.kernel_width,
        "output": int(repeats.explanation.output),
        "exact": repeats.exact,
        "headline": repeats.headline,
        "numbers": cast("list[WireNumber]", numbers),
        "features": features.tolist(),
        "coef": encode(repeats.coef[:, features], "f4"),
        "rank": encode(repeats.rank[:, features], "i4"),
        "mean": encode(repeats.mean[features], "f4"),
        "interval": encode(repeats.predicted_interval[features], "f4"),
        "spread": encode(repeats.spread[features], "f4"),
        "flips": encode(repeats.sign_flips[features], "f4"),
    }


def _repeating(study: Study) -> WireRepeating:
    standing = study.repeats_standing
    n = standing.n_done
    if 0 < standing.n_samples < study.n_samples:
        more = max(1, study.n_repeats_asked, standing.n_stopped)  # they grow
    else:
        more = standing.n_stopped or (DEFAULT_N_REPEATS if n < DEFAULT_N_REPEATS else 2 * n)
    ready = study.neighborhood is not None and study.current
    cost = study.repeat_cost(min(more, MOST_REPEATS)) if ready else None
    seconds = None if cost is None else cost.seconds
    return {
        "n": n,
        "asked": study.n_repeats_asked,
        "growing": standing.is_growing,
        "samples": standing.n_samples,
        "wanted": study.n_samples,
        "share": study.repeating,
        "error": study.repeats_error,
        "outdated": study.repeats_outdated,
        "stopped": standing.n_stopped,
        "more": min(more, MOST_REPEATS),
        "rows": 0 if cost is None else cost.n_rows,
        # Two digits: the time of a batch varies by more.
        "seconds": -1.0 if seconds is None else float(f"{seconds:.2g}"),
    }


REPEATS = Section("repeats", lambda study: (study.repeats,), _repeats_state)
REPEATING = Section(
    "repeating",
    lambda study: tuple(_repeating(study).values()),
    lambda study: {"repeating": _repeating(study)},
)
