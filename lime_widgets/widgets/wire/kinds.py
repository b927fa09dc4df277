"""Which sections the state of each kind of study has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict

from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.controls import CONTROLS, GRID, WireControl
from lime_widgets.widgets.wire.image import (
    IMAGE,
    PREVIEW,
    WireImage,
    WirePreview,
    WireSegmentation,
    image_shape,
    methods_state,
)
from lime_widgets.widgets.wire.repeated.repeats import REPEATING, REPEATS, WireRepeating, WireRepeats
from lime_widgets.widgets.wire.repeated.settling import SETTLEMENT, SETTLING, WireSettlement, WireSettling
from lime_widgets.widgets.wire.row import ROW, WireCell
from lime_widgets.widgets.wire.samples import WireSamples
from lime_widgets.widgets.wire.sections import Section
from lime_widgets.widgets.wire.surrogates.overall import GLOBAL, WireGlobal
from lime_widgets.widgets.wire.sweep import (
    COMPARISONS,
    SWEEP,
    WireFeatures,
    WireFrames,
    WireOutputs,
    WirePrediction,
)
from lime_widgets.widgets.wire.text import TEXT, VARIANT, WireText, WireVariant

if TYPE_CHECKING:
    from lime_widgets.widgets.wire.custom import CustomValues


class WireFlips(TypedDict):
    """The smallest changes after which the model predicts another class."""

    sentence: Annotated[str, "Empty where nothing was found or searched."]
    n_tried: int
    n_calls: Annotated[int, "How many model evaluations the search took."]
    offered: Annotated[bool, "Whether a search can be asked for, because the model is too slow to search unasked."]
    removals: Annotated[list[list[int]], "For a text or an image: the parts of each."]
    edits: Annotated[list[WireFlipEdit], "For a table: the new value of each."]


class WireFlipEdit(TypedDict):
    """One value of the row, changed."""

    column: str
    text: str


class WireDifference(TypedDict):
    """What LIME gives beside Shapley values, or Shapley values beside LIME's weights."""

    method: Annotated[Literal["lime", "shapley"], "The other method."]
    contributions: Annotated[list[tuple[int, float]], "What it gives each displayed feature."]
    intervals: Annotated[list[tuple[int, float]], "Half widths of their 95 % intervals, where they are known."]
    marked: Annotated[list[int], "The features that differ most, of those that differ by more than chance."]
    sentence: str


class WirePinned(TypedDict):
    """An explanation that the user keeps to compare others with."""

    label: str
    output: int
    model: Annotated[float, "The model's answer for the instance then."]
    weights: Annotated[list[tuple[str, float]], "By what they are of, such as the column of a table."]


class WireState(TypedDict):
    """The traits of a study's model that views read by name. The other parameters they know from `controls`."""

    # Both ways.
    kernel_width: float
    output: int
    palette: Literal["blue-orange", "green-red"]
    effect: Annotated[
        NotRequired[Literal["contribution", "slope"]],
        "For a table: what a bar is, weight times value or the weight alone.",
    ]
    surrogate: str
    kernel: str
    target_score: Annotated[
        float | None,
        "The target R²; the largest width that reaches it is chosen. Null where the user sets the width.",
    ]
    compared_widths: Annotated[
        list[float], "Widths that are in the frames of every publication, beside the current one."
    ]
    compared: Annotated[
        NotRequired[list[int]], "Outputs displayed beside the explained one; `comparisons` are their sweeps."
    ]
    chart: Annotated[NotRequired[Literal["bars", "waterfall"]], "For a table or a text: how weights are drawn."]
    pinned: WirePinned | None
    highlight: Annotated[int, "The feature under the pointer; −1 for none."]
    removed: list[int]
    moved: Annotated[
        dict[str, float] | None,
        "The position, by column, that the user drags the instance to. The kernel calls the model there.",
    ]

    differing: Annotated[bool, "Whether the other method explains too."]

    # From the kernel only.
    difference: WireDifference | None
    other_calls: Annotated[int, "How many more model evaluations the other method needs."]
    other_error: Annotated[str | None, "Why the other method failed."]
    extent: Annotated[float, "What the axis of the bars reaches at least, where several studies share a scale."]
    current: Annotated[bool, "False while the displayed results are of an earlier instance than the requested one."]
    changed: Annotated[bool, "Whether the requested instance differs from the original, answered or not."]
    target_met: Annotated[bool, "Whether any width reaches the target."]
    controls: list[WireControl]
    grid: WireArray | None
    default_kernel_width: float
    frames: WireFrames | None
    features: WireFeatures
    row: list[WireCell]
    text: WireText | None
    samples: WireSamples | None
    variant: WireVariant | None
    image: WireImage | None
    segmentations: list[WireSegmentation]
    preview: WirePreview | None
    comparisons: list[WireFrames]
    flips: WireFlips | None
    repeats: WireRepeats | None
    repeating: WireRepeating | None
    settlement: WireSettlement | None
    settling: WireSettling | None
    global_surrogate: Annotated[WireGlobal | None, "For a table: a surrogate of the whole model beside the local one."]
    off_answer: Annotated[WireArray | None, "For an image: the model's answer for each output with everything hidden."]
    outputs: WireOutputs
    prediction: WirePrediction
    notes: list[str]
    status: Literal["ready", "sampling", "failed", "cancelled"]
    progress: float
    rows: Annotated[
        tuple[int, int, float],
        "While the model is asked: rows that it has answered, that it shall, and the seconds left, −1 if unknown.",
    ]
    error: str | None
    notice: str
    can_undo: Annotated[bool, "Whether a change by hand can be taken back."]
    n_model_calls: int


def _notes(study: Study) -> tuple[str, ...]:
    """Give the notes on the model and on the instance that is shown."""
    shown = study.explanation or study.neighborhood  # an explanation may have remarks of its own
    return (*study.black_box.notes, *(() if shown is None else (*shown.origin.notes, *shown.origin.remarks)))


def _rows(study: Study) -> tuple[int, int, float]:
    """Give the rows that are answered and needed, and the seconds for the rest; a negative number if it is unknown."""
    if study.status not in {"sampling", "cancelled"}:
        return 0, 0, -1.0
    seconds = study.seconds_left
    left = -1.0 if seconds is None else float(f"{seconds:.2g}")
    return study.n_rows_answered, study.n_rows_needed, left


STATUS = Section(
    "status",
    lambda study: (
        study.status,
        study.progress,
        _rows(study),
        study.error,
        study.n_model_calls,
        _notes(study),
        study.instance is not study.first_instance,
        study.target_met,
    ),
    lambda study: {
        "status": study.status,
        "progress": study.progress,
        "rows": list(_rows(study)),
        "error": study.error,
        "n_model_calls": study.n_model_calls,
        "notes": list(_notes(study)),
        "changed": study.instance is not study.first_instance,
        "target_met": study.target_met,
    },
)


def _flips_state(study: Any) -> dict[str, Any]:
    flips = study.flips
    found = () if flips is None else flips.found
    return {
        "flips": {
            "sentence": "" if flips is None else flips.sentence,
            "n_tried": 0 if flips is None else flips.n_tried,
            "n_calls": 0 if flips is None else flips.n_calls,
            "offered": study.flipping and study.flips_offered,
            "removals": [list(flip.removed) for flip in found if flip.removed],
            "edits": [{"column": flip.column, "text": flip.text} for flip in found if flip.column],
        }
    }


OFF = Section(
    "off",
    lambda study: (study.off_answer,),
    lambda study: {"off_answer": None if study.off_answer is None else encode(study.off_answer, "f4")},
)

FLIPS = Section("flips", lambda study: (study.flips, study.flipping and study.flips_offered), _flips_state)


def _difference_state(study: Study) -> dict[str, Any]:
    found = study.difference
    told = (
        None
        if found is None
        else {
            "method": found.method,
            "contributions": [[feature, value] for feature, value in found.contributions.items()],
            "intervals": [[feature, half] for feature, half in found.intervals.items()],
            "marked": list(found.marked),
            "sentence": found.sentence,
        }
    )
    return {"difference": told, "other_calls": study.other_calls, "other_error": study.other_error}


DIFFERENCE = Section(
    "difference",
    lambda study: (study.difference, study.other_calls, study.other_error),
    _difference_state,
)

_SECTIONS: dict[type[Study], tuple[Section, ...]] = {
    TabularStudy: (ROW, FLIPS, GLOBAL),
    TextStudy: (TEXT, VARIANT, FLIPS),
    ImageStudy: (IMAGE, PREVIEW, VARIANT, OFF, FLIPS),
}


def sections_of(study: Study, custom: CustomValues) -> tuple[Section, ...]:
    """Give the sections of a study, in the order in which they are built.

    Parameters
    ----------
    study : Study
    custom : CustomValues
        Says whether the user has a segmentation of his own.
    """
    own = [section for kind, sections in _SECTIONS.items() if isinstance(study, kind) for section in sections]
    if isinstance(study, ImageStudy):
        own += [_segmentations(custom), COMPARISONS]
    return (CONTROLS, GRID, STATUS, *own, SWEEP, REPEATS, REPEATING, SETTLEMENT, SETTLING, DIFFERENCE)


def _segmentations(custom: CustomValues) -> Section:
    return Section(
        "segmentations",
        lambda study: ("segmentation" in custom, image_shape(study)),
        lambda study: {"segmentations": methods_state(image_shape(study), custom="segmentation" in custom)},
    )
