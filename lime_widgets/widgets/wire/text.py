"""A text and its variant as a view shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from lime_widgets.engine.text.perturbation import TextPerturbation
    from lime_widgets.study import TextStudy
    from lime_widgets.study.jobs.removal import Variant


def text_state(displayed: TextPerturbation, *, changed: bool) -> dict[str, Any]:
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


def variant_state(variant: Variant | None) -> dict[str, Any] | None:
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
