"""An image and its superpixels as a view shows them."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypedDict

import numpy as np

from lime_widgets.engine.image.overlay import as_rgb
from lime_widgets.engine.image.segmentation_methods import METHODS, default_of
from lime_widgets.engine.texts import say
from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.custom import to_browser
from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.image.perturbation import ImagePerturbation
    from lime_widgets.engine.image.segmentation_methods import Option
    from lime_widgets.study import ImageStudy
    from lime_widgets.study.jobs.segmentation import Preview

# A larger picture is sent smaller: no screen shows more pixels of it beside its controls.
_MOST_PIXELS = 2**21
# Pixels along a side.
_LONGEST_WEBP = 16_383


class WireBytes(TypedDict):
    """A picture as the bytes of its file."""

    mime: str
    data: bytes


class WireRuns(TypedDict):
    """A label map row by row, as run lengths and their superpixels."""

    lengths: WireArray
    values: WireArray


class WireImage(TypedDict):
    """A picture and its superpixels."""

    width: int
    height: int
    changed: Annotated[bool, "Whether it differs from the original image."]
    picture: WireBytes
    filled: Annotated[WireBytes, "The picture with every superpixel hidden."]
    labels: Annotated[WireRuns, "The superpixel of each pixel; −1 for none."]
    n: int
    notes: list[str]
    fill_name: Annotated[str, "The filling of a hidden superpixel, in words."]


class WirePreview(TypedDict):
    """A preview of superpixels, before the model is called."""

    segmentation: str
    options: dict[str, float]
    n: Annotated[int | None, "Null while they are computed."]
    labels: WireRuns | None
    error: str | None


class WireSegmentationOption(TypedDict):
    """One setting of a segmentation method."""

    name: str
    label: str
    help: str
    min: float
    max: float
    step: float
    default: float
    scale: Literal["log"] | None


class WireSegmentation(TypedDict):
    """A segmentation method and its settings."""

    value: str
    label: str
    options: list[WireSegmentationOption]


def image_state(displayed: ImagePerturbation, fill: Any, *, changed: bool) -> WireImage:
    """Describe an image: its pixels, those with every superpixel hidden, and the superpixel of each pixel.

    Parameters
    ----------
    displayed : ImagePerturbation
    fill : str, number, sequence or array
        The study's fill of hidden superpixels.
    changed : bool
        Whether it differs from the image that the study began with.

    Returns
    -------
    dict
    """
    labels = _smaller(displayed.labels)
    return {
        "width": labels.shape[1],
        "height": labels.shape[0],
        "picture": _lossless(_smaller(as_rgb(displayed.picture))),
        "filled": _lossless(_smaller(as_rgb(displayed.hidden_picture, like=displayed.picture))),
        "labels": _runs(labels),
        "n": len(displayed.feature_names),
        "notes": list(displayed.notes),
        "fill_name": _fill_name(fill),
        "changed": changed,
    }


def preview_state(preview: Preview | None) -> WirePreview | None:
    """Describe the superpixels of another segmentation."""
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


def _fill_name(fill: Any) -> str:
    if not isinstance(fill, str):
        return say("choice.own")
    return say(f"filled.{fill}") if fill in {"mean", "blur", "noise"} else say("filled.color", color=fill)


def methods_state(shape: tuple[int, ...], *, custom: bool) -> list[WireSegmentation]:
    """Describe the segmentation methods and their options for an image of this shape; with a custom one on request."""
    methods: list[WireSegmentation] = [
        {
            "value": name,
            "label": say(f"segmentation.{name}"),
            "options": [_setting(name, option, shape) for option in options],
        }
        for name, options in METHODS.items()
    ]
    if custom:
        methods.append({"value": "custom", "label": say("choice.own"), "options": []})
    return methods


def _setting(segmentation: str, option: Option, shape: tuple[int, ...]) -> WireSegmentationOption:
    return {
        "name": option.name,
        "label": option.label,
        "help": option.help,
        "min": option.low,
        "max": option.high,
        "step": option.step,
        "default": default_of(segmentation, option, shape),
        "scale": option.scale,
    }


def _smaller(pixels: NDArray[Any]) -> NDArray[Any]:
    step = math.ceil(math.sqrt(pixels.shape[0] * pixels.shape[1] / _MOST_PIXELS))
    return pixels[::step, ::step]


def _lossless(pixels: NDArray[np.uint8]) -> WireBytes:
    """Encode a picture without loss: WebP is a quarter smaller than PNG, and takes half the time."""
    from PIL import Image, features

    file = io.BytesIO()
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    if max(picture.size) > _LONGEST_WEBP or not features.check("webp"):
        # The least compression: more takes ten times as long and makes a photograph hardly smaller.
        picture.save(file, "png", compress_level=1)
        return {"mime": "image/png", "data": file.getvalue()}
    # More effort saves another tenth. It takes 12 ms for 224 × 224 pixels, and 0.3 s for 1024 × 768.
    effort = {"method": 3, "quality": 25} if pixels.size < 2**18 else {"method": 0, "quality": 0}
    picture.save(file, "webp", lossless=True, exact=True, **effort)
    return {"mime": "image/webp", "data": file.getvalue()}


def _runs(labels: NDArray[np.int32]) -> WireRuns:
    """Encode the labels row by row as runs of equal ones: a sixtieth of their size, or less."""
    flat = labels.ravel()
    starts = np.flatnonzero(np.append(True, flat[1:] != flat[:-1]))
    return {"lengths": _short(np.diff(np.append(starts, flat.size))), "values": _short(flat[starts])}


def _short(numbers: NDArray[np.integer]) -> WireArray:
    return encode(numbers, "i2" if numbers.max() < 2**15 else "i4")


def _image(study: ImageStudy) -> tuple[ImagePerturbation, bool]:
    displayed: Any = study.displayed_perturbation or study.requested_perturbation
    return displayed, study.current and study.instance is not study.first_instance


def image_shape(study: ImageStudy) -> tuple[int, ...]:
    """Give the height and the width of the image that the study shows."""
    return tuple(_image(study)[0].labels.shape)


def _image_key(study: ImageStudy) -> tuple[Any, ...]:
    displayed, changed = _image(study)
    return displayed.picture, displayed.labels, displayed.hidden_picture, changed


def _image_section(study: ImageStudy) -> dict[str, Any]:
    displayed, changed = _image(study)
    return {"image": image_state(displayed, study.fill, changed=changed)}


IMAGE = Section("image", _image_key, _image_section)
PREVIEW = Section("preview", lambda study: (study.preview,), lambda study: {"preview": preview_state(study.preview)})
