"""Which sections the state of each kind of study has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy
from lime_widgets.widgets.wire.controls import CONTROLS, GRID
from lime_widgets.widgets.wire.image import IMAGE, PREVIEW, methods_state
from lime_widgets.widgets.wire.row import ROW
from lime_widgets.widgets.wire.sections import Section
from lime_widgets.widgets.wire.sweep import COMPARISONS, SWEEP
from lime_widgets.widgets.wire.text import TEXT, VARIANT

if TYPE_CHECKING:
    from lime_widgets.widgets.wire.custom import CustomValues

STATUS = Section(
    "status",
    lambda study: (
        study.status,
        study.progress,
        study.error,
        study.n_model_calls,
        tuple(study.black_box.notes),
        study.instance is not study.first_instance,
        study.target_met,
    ),
    lambda study: {
        "status": study.status,
        "progress": study.progress,
        "error": study.error,
        "n_model_calls": study.n_model_calls,
        "notes": list(study.black_box.notes),
        "changed": study.instance is not study.first_instance,
        "target_met": study.target_met,
    },
)

_SECTIONS: dict[type[Study], tuple[Section, ...]] = {
    TabularStudy: (ROW,),
    TextStudy: (TEXT, VARIANT),
    ImageStudy: (IMAGE, PREVIEW, VARIANT),
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
    return (CONTROLS, GRID, STATUS, *own, SWEEP)


def _segmentations(custom: CustomValues) -> Section:
    return Section(
        "segmentations",
        lambda _study: ("segmentation" in custom,),
        lambda _study: {"segmentations": methods_state(custom="segmentation" in custom)},
    )
