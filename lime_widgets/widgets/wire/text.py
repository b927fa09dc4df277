"""A text and its variant as a view shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from lime_widgets.engine.text.perturbation import TextPerturbation
    from lime_widgets.study import TextStudy
    from lime_widgets.study.jobs.removal import Variant


class WireText(TypedDict):
    """A text and the positions of its units, in UTF-16 units as in a JavaScript string."""

    text: str
    starts: WireArray
    stops: WireArray
    features: Annotated[WireArray, "The feature of each unit. Equal units may share a feature."]
    mask: Annotated[str, "The text that replaces a removed unit."]
    changed: Annotated[bool, "Whether it differs from the original text."]


class WireVariant(TypedDict):
    """The model's predictions for the instance without the removed features."""

    removed: list[int]
    values: Annotated[list[float] | None, "Null while the model runs."]
    error: str | None


def text_state(displayed: TextPerturbation, *, changed: bool) -> WireText:
    """Describe a text: the places of its units, and the feature of each.

    Parameters
    ----------
    displayed : TextPerturbation
    changed : bool
        Whether it differs from the text that the study began with.

    Returns
    -------
    dict
        Places count UTF-16 code units, as a browser does.
    """
    starts, stops = displayed.units.utf16
    return {
        "text": displayed.units.text,
        "starts": encode(starts, "i4"),
        "stops": encode(stops, "i4"),
        "features": encode(displayed.units.features, "i4"),
        "mask": displayed.mask,
        "changed": changed,
    }


def variant_state(variant: Variant | None) -> WireVariant | None:
    """Describe the model's prediction without the features that were removed by hand."""
    if variant is None:
        return None
    values = None if variant.values is None else variant.values.tolist()
    return {"removed": list(variant.removed), "values": values, "error": variant.error}


def _text(study: TextStudy) -> tuple[TextPerturbation, bool]:
    displayed: Any = study.displayed_perturbation or study.requested_perturbation
    return displayed, displayed.instance != study.first_instance


def _text_key(study: TextStudy) -> tuple[Any, ...]:
    displayed, changed = _text(study)
    return displayed.units, displayed.mask, changed


def _text_state(study: TextStudy) -> dict[str, Any]:
    displayed, changed = _text(study)
    return {"text": text_state(displayed, changed=changed)}


TEXT = Section("text", _text_key, _text_state)
VARIANT = Section(
    "variant",
    lambda study: (study.variant, study.current),
    lambda study: {"variant": variant_state(study.variant), "current": study.current},
)
