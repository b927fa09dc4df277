"""A text and its perturbations as a view shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.widgets.wire.codec import encode

if TYPE_CHECKING:
    from lime_widgets.engine.text.perturbation import TextPerturbation
    from lime_widgets.study.jobs.removal import Variant


def text_state(shown: TextPerturbation, *, changed: bool) -> dict[str, Any]:
    """Describe a text: where its units stand and which feature each belongs to.

    Parameters
    ----------
    shown : TextPerturbation
    changed : bool
        Whether it is another text than the one that the study began with.

    Returns
    -------
    dict
        Offsets count UTF-16 code units, as a browser does.
    """
    starts, stops = shown.units.utf16
    return {
        "text": shown.units.text,
        "starts": encode(starts, "i4"),
        "stops": encode(stops, "i4"),
        "features": encode(shown.units.features, "i4"),
        "mask": shown.mask,
        "changed": changed,
    }


def variant_state(variant: Variant | None) -> dict[str, Any] | None:
    """Describe what the model says of the instance without what was taken out by hand."""
    if variant is None:
        return None
    values = None if variant.values is None else variant.values.tolist()
    return {"removed": list(variant.removed), "values": values, "error": variant.error}
