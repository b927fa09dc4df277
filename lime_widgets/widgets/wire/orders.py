"""The orders of the page, such as "edit" or "redraw": checked, and carried out on the study."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from lime_widgets.engine.errors import problem
from lime_widgets.study import ImageStudy, Study, TabularStudy, TextStudy
from lime_widgets.study.jobs.flips import HasFlips
from lime_widgets.study.jobs.judging.overall import HasGlobal
from lime_widgets.study.jobs.local import HasLocalSampling
from lime_widgets.widgets.wire.inbound import MOST_TEXT, displayed, plain

# The number of steps that can be taken back. Closer changes are one step: a drag, a typed word.
MOST_STEPS, STEP_SECONDS = 50, 1.5

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.widgets.wire.custom import CustomValues

    Order = Callable[[Any, dict[str, Any], CustomValues], None]


class WireEdit(TypedDict):
    """Set a value of the row."""

    type: Literal["edit"]
    column: str
    value: str | None


class WireNewText(TypedDict):
    """Explain another text."""

    type: Literal["text"]
    value: str


class WireSegment(TypedDict):
    """Preview other superpixels."""

    type: Literal["segment"]
    segmentation: str
    options: dict[str, float]


class WireOrder(TypedDict):
    """An order without values."""

    type: Literal[
        "adopt", "discard", "redraw", "reset", "reset_row", "cancel", "resume", "find_flips", "undo", "cancel_repeats",
        "stop_settling", "continue_settling", "fit_global", "stop_global", "check_fidelity", "cancel_fidelity",
        "sample_here",
    ]  # fmt: skip


def _edit(study: TabularStudy, message: dict[str, Any], _custom: CustomValues) -> None:
    column, text = _text(message, "column"), _text(message, "value", optional=True)
    table = study.explainer.table
    value = None if text is None else table.read(column, text)
    # Code may set a category that no row has; the page chooses among those that it was given.
    known = next((each for each in table.columns if each.name == column), None)
    if known is not None and known.is_categorical and isinstance(value, str):
        known.check_known(value)
    study.change(column, value)


def _explain_text(study: TextStudy, message: dict[str, Any], _custom: CustomValues) -> None:
    study.instance = _text(message, "value", characters=MOST_TEXT)


def _segment(study: ImageStudy, message: dict[str, Any], custom: CustomValues) -> None:
    options = message.get("options")
    plain("options", options)
    segmentation = custom.from_browser("segmentation", _text(message, "segmentation"))
    study.draft = study.explainer.replace(segmentation=segmentation, segmentation_options=options)


def _discard(study: ImageStudy, _message: dict[str, Any], _custom: CustomValues) -> None:
    study.draft = None


class History:
    """What the user changed by hand, to go back step by step.

    Changes of one parameter or one value that follow each other closely, such as a drag, are one step.
    """

    def __init__(self) -> None:
        self._steps: list[tuple[dict[str, Any], Any]] = []
        self._last: tuple[str, float] = ("", 0.0)

    def __len__(self) -> int:
        return len(self._steps)

    def note(self, study: Study, what: str) -> None:
        """Remember how the study stands, before something is changed."""
        last, when = self._last
        now = time.monotonic()
        self._last = (what, now)
        if what != last or now - when > STEP_SECONDS:
            self._steps = [*self._steps[1 - MOST_STEPS :], _standing(study)]

    def undo(self, study: Study) -> None:
        """Go back to before the last change, past those that changed nothing."""
        self._last = ("", 0.0)
        while self._steps:
            values, instance = self._steps.pop()
            present, shown = _standing(study)
            different = {name: value for name, value in values.items() if value is not present[name]}
            if not different and instance is shown:
                continue
            if instance is not shown:
                _explain_again(study, instance)
            study.update(**different)
            return


def _standing(study: Study) -> tuple[dict[str, Any], Any]:
    names = (*study.parameter_names, "removed") if study.has_trait("removed") else study.parameter_names
    return {name: getattr(study, name) for name in names}, study.instance


def _explain_again(study: Study, instance: Any) -> None:
    """Explain a former instance; an edited row stays an edit of the first one."""
    if instance is study.first_instance:
        study.reset_instance()
    elif isinstance(study, TabularStudy):
        study.move(study.explainer.table.row(instance))
    else:
        study.instance = instance


# What each kind of study can be told.
_ORDERS: dict[type[Any], dict[str, Order]] = {
    Study: {
        "redraw": lambda study, _message, _custom: study.redraw(),
        "reset": lambda study, _message, _custom: study.reset(),
        "reset_row": lambda study, _message, _custom: study.reset_instance(),
        "cancel": lambda study, _message, _custom: study.cancel(),
        "resume": lambda study, _message, _custom: study.resume(),
        "repeat": lambda study, message, _custom: study.repeat(message.get("n")),
        "cancel_repeats": lambda study, _message, _custom: study.cancel_repeats(),
        "settle": lambda study, message, _custom: study.settle(message.get("k")),
        "stop_settling": lambda study, _message, _custom: study.stop_settling(),
        "continue_settling": lambda study, _message, _custom: study.continue_settling(),
        "check_fidelity": lambda study, _message, _custom: study.check_fidelity(),
        "cancel_fidelity": lambda study, _message, _custom: study.cancel_fidelity(),
    },
    HasGlobal: {
        "fit_global": lambda study, _message, _custom: study.fit_global(),
        "stop_global": lambda study, _message, _custom: study.stop_global(),
    },
    HasLocalSampling: {"sample_here": lambda study, _message, _custom: study.sample_here()},
    HasFlips: {"find_flips": lambda study, _message, _custom: study.find_flips()},
    TabularStudy: {"edit": _edit},
    TextStudy: {"text": _explain_text},
    ImageStudy: {
        "segment": _segment,
        "adopt": lambda study, _message, _custom: study.adopt(),
        "discard": _discard,
    },
}


def obey(study: Study, message: Any, custom: CustomValues) -> None:
    """Carry out an order of the page.

    Raises
    ------
    LimeError
        If there is no such order for this kind of study, or its values cannot be used.
    """
    known = {
        name: order for kind, orders in _ORDERS.items() if isinstance(study, kind) for name, order in orders.items()
    }
    name = message.get("type") if isinstance(message, dict) else message
    order = known.get(name) if isinstance(name, str) else None
    if order is None:
        raise problem("page.order", name=displayed(name), known=", ".join(known))
    order(study, message, custom)


def _text(message: dict[str, Any], name: str, *, optional: bool = False, characters: int = 10_000) -> Any:
    value = message.get(name)
    if (value is None and optional) or (isinstance(value, str) and len(value) <= characters):
        return value
    raise problem("page.text", value=displayed(value), name=name, characters=characters)
