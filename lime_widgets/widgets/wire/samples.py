"""The samples as views show them one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.study import ImageStudy, TextStudy
from lime_widgets.widgets.wire.codec import encode

if TYPE_CHECKING:
    from lime_widgets.study import Study


def samples_state(study: Study, *, fitted: bool) -> dict[str, Any]:
    """Describe the samples that the explanation is fitted to, with the answers for its output.

    The browser weighs them by itself, so that the weights follow the kernel width under the hand;
    only where the kernel is the user's own are they worked out here.

    Parameters
    ----------
    study : Study
    fitted : bool
        Whether to add the surrogate's answers.
    """
    near, output, kernel = study.neighborhood, study.explanation.output, study.kernel
    own = kernel_weights(near.distances, study.kernel_width, kernel)[0] if callable(kernel) else None
    masks = encode(np.packbits(near.Z > 0, axis=1), "u1") if isinstance(study, TextStudy | ImageStudy) else None
    surrogate = None
    if fitted:
        explanation = study.explanation
        surrogate = {
            "kernel_width": explanation.kernel_width,
            "values": encode(explanation.predict(near.Z), "f4"),
        }
    return {
        "generation": study.generation,
        "n": len(near),
        "p": near.Z.shape[1],
        "output": output,
        "masks": masks,
        "y": encode(near.y[:, output], "f4"),
        "distance": encode(near.distances, "f4"),
        "counts": None if near.counts is None else encode(near.counts, "f4"),
        "weights": None if own is None else encode(own, "f4"),
        "fitted": surrogate,
    }
