"""A text and its perturbations as a view shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.kernel import kernel_weights
from lime_widgets.widgets.codec import encode

if TYPE_CHECKING:
    from lime_widgets.engine.text import TextPerturbation
    from lime_widgets.study.masked import MaskedStudy, Variant


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


def samples_state(study: MaskedStudy) -> dict[str, Any]:
    """Describe the perturbations that the explanation is fitted to, with the answers for its output.

    The browser weighs them by itself, so that the weights follow the kernel width under the hand;
    only where the kernel is the user's own are they worked out here.
    """
    near, output, kernel = study.neighborhood, study.explanation.output, study.kernel
    own = kernel_weights(near.distances, study.kernel_width, kernel)[0] if callable(kernel) else None
    return {
        "generation": study.generation,
        "n": len(near),
        "p": near.Z.shape[1],
        "output": output,
        "masks": encode(np.packbits(near.Z > 0, axis=1), "u1"),
        "y": encode(near.y[:, output], "f4"),
        "distance": encode(near.distances, "f4"),
        "counts": None if near.counts is None else encode(near.counts, "f4"),
        "weights": None if own is None else encode(own, "f4"),
    }


def variant_state(variant: Variant | None) -> dict[str, Any] | None:
    """Describe what the model says of the instance without what was taken out by hand."""
    if variant is None:
        return None
    values = None if variant.values is None else variant.values.tolist()
    return {"removed": list(variant.removed), "values": values, "error": variant.error}
