"""An image and its superpixels as a view shows them."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.image.overlay import as_rgb
from lime_widgets.engine.image.segmentation import METHODS
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.controls import to_browser

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.image.perturbation import ImagePerturbation
    from lime_widgets.engine.image.segmentation import Option
    from lime_widgets.study.jobs.segmentation import Preview

# A larger picture is sent in a smaller size: no screen shows more of it beside its controls.
_MOST_PIXELS = 2**21


def image_state(shown: ImagePerturbation, fill: Any, *, changed: bool) -> dict[str, Any]:
    """Describe an image: its pixels, those of it with everything switched off, and which superpixel each belongs to.

    Parameters
    ----------
    shown : ImagePerturbation
    fill : str, number, sequence or array
        What the study says that switched off means.
    changed : bool
        Whether it is another image than the one that the study began with.

    Returns
    -------
    dict
    """
    labels = _smaller(shown.labels)
    return {
        "width": labels.shape[1],
        "height": labels.shape[0],
        "picture": _png(_smaller(as_rgb(shown.picture))),
        "filled": _png(_smaller(as_rgb(shown.hidden_picture, like=shown.picture))),
        "labels": _runs(labels),
        "n": len(shown.feature_names),
        "notes": list(shown.notes),
        "fill_name": _FILL_NAMES.get(fill, f"the color {fill}") if isinstance(fill, str) else "your own",
        "changed": changed,
    }


def preview_state(preview: Preview | None) -> dict[str, Any] | None:
    """Describe what another segmentation would make of the image."""
    if preview is None:
        return None
    labels = preview.labels
    return {
        "segmentation": to_browser("segmentation", preview.explainer.segmentation),
        "options": dict(preview.explainer.segmentation_options),
        "n": None if labels is None else int(labels.max()) + 1,
        "labels": None if labels is None else _runs(_smaller(labels)),
        "error": preview.error,
    }


_FILL_NAMES = {"mean": "mean colors", "blur": "a strong blur", "noise": "noise"}
_NAMES = {
    "quickshift": "quickshift",
    "slic": "SLIC",
    "felzenszwalb": "Felzenszwalb",
    "watershed": "watershed",
    "grid": "squares",
}


def methods_state(*, own: bool) -> list[dict[str, Any]]:
    """Describe the segmentations that there are, with one of the user's own or without, and the settings of each."""
    methods: list[dict[str, Any]] = [
        {"value": name, "label": _NAMES[name], "options": [_setting(option) for option in options]}
        for name, options in METHODS.items()
    ]
    if own:
        methods.append({"value": "custom", "label": "your own", "options": []})
    return methods


def _setting(option: Option) -> dict[str, Any]:
    return {
        "name": option.name,
        "label": option.label,
        "help": option.help,
        "min": option.low,
        "max": option.high,
        "step": option.step,
        "default": option.default,
        "scale": option.scale,
    }


def _smaller(pixels: NDArray[Any]) -> NDArray[Any]:
    step = math.ceil(math.sqrt(pixels.shape[0] * pixels.shape[1] / _MOST_PIXELS))
    return pixels[::step, ::step]


def _png(pixels: NDArray[np.uint8]) -> dict[str, Any]:
    from PIL import Image

    file = io.BytesIO()
    # The least effort: a photograph is hardly smaller with more, and takes ten times as long.
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "png", compress_level=1)
    return {"mime": "image/png", "data": file.getvalue()}


def _runs(labels: NDArray[np.int32]) -> dict[str, Any]:
    """The labels row by row, as lengths of runs of equal ones: a thirtieth of their size, or less."""
    flat = labels.ravel()
    starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))
    return {"lengths": encode(np.diff(np.append(starts, flat.size)), "i4"), "values": encode(flat[starts], "i4")}
