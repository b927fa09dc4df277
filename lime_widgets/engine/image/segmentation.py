"""Segmentation: the superpixels of an image, from scikit-image, a function or an array of labels."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from lime_widgets.engine.arrays import as_array, is_tensor
from lime_widgets.engine.cache import last_results
from lime_widgets.engine.errors import in_quotes, problem, sentence, shortened
from lime_widgets.engine.image.labels import Labels, numbered
from lime_widgets.engine.image.pixels import Picture, as_unit, read_picture
from lime_widgets.engine.image.reduced import carried_back, reduced
from lime_widgets.engine.image.segmentation_methods import METHODS, default_of
from lime_widgets.engine.texts import say

Segmentation = Literal["quickshift", "slic", "felzenszwalb", "watershed", "grid"]
SEGMENTATIONS: tuple[Segmentation, ...] = get_args(Segmentation)
Segmenter: TypeAlias = Callable[[NDArray[Any]], Any]


def find_segments(
    image: Any,
    segmentation: Segmentation | Segmenter | NDArray[Any] = "quickshift",
    options: Mapping[str, float] | None = None,
) -> Labels:
    """Find the superpixels of an image.

    Parameters
    ----------
    image : array_like of shape (h, w), (h, w, 1), (h, w, 3) or (h, w, 4), PIL image or Picture
        Alpha is ignored; gray is treated as equal red, green and blue.
    segmentation : {"quickshift", "slic", "felzenszwalb", "watershed", "grid"}, callable, or (h, w) array
        A method of scikit-image; ``"grid"`` for squares; a function that receives the image without alpha
        and returns a label for every pixel; or such labels: whole numbers in any range.
    options : mapping of str to float, optional
        Settings of a named method; missing ones have the defaults in `METHODS`.

    Returns
    -------
    ndarray of int32 of shape (h, w)
        The superpixel of every pixel, 0 to S − 1 in the order of the labels; −1 where the image or an
        array of labels is masked. Read-only.

    Raises
    ------
    LimeError
        If the image or an argument is invalid, a function fails, the labels do not fit the image, or
        there are fewer than 2 or more than 5,000 superpixels.

    Notes
    -----
    The results for the last images and settings are remembered, also those of functions. A named method segments a
    reduced copy of a large image, of half a megapixel or so, and its superpixels are carried back; then settings in
    pixels are of the copy's. Quickshift takes 0.25 s for 224 × 224 pixels; SLIC and watershed are much faster.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets.engine.image.segmentation import find_segments
    >>> find_segments(np.zeros((2, 4)), "grid", {"size": 2})
    array([[0, 0, 1, 1],
           [0, 0, 1, 1]], dtype=int32)
    """
    segmentation = as_labels(segmentation)
    picture = image if isinstance(image, Picture) else read_picture(image)
    settings = check_segmentation(segmentation, options, picture.array.shape[:2])
    if isinstance(segmentation, str):
        source = say("segmentation.method", segmentation=segmentation)
        more, fewer = say(f"segmentation.more.{segmentation}"), say(f"segmentation.fewer.{segmentation}")
    else:
        function = callable(segmentation)
        source = say("segmentation.function", name=_name(segmentation)) if function else say("segmentation.array")
        more, fewer = say("segmentation.more"), say("segmentation.fewer")

    def find() -> Labels:
        labels: Any = segmentation
        if isinstance(segmentation, str):
            small = reduced(picture, segmentation)
            labels = _segmented(picture if small is None else small, segmentation, settings)
            labels = labels if small is None else carried_back(labels, picture.array.shape[:2])
        elif callable(segmentation):
            labels = _called(segmentation, picture)
        return numbered(labels, picture, source=source, more=more, fewer=fewer)

    if isinstance(segmentation, np.ndarray):
        return find()
    labels: Labels = _last_segmentations((segmentation, *settings.items(), _digest(picture)), find)
    return labels


def as_labels(segmentation: Any) -> Any:
    """Give labels that are a tensor as an array, and any other segmentation as it is."""
    return as_array(segmentation) if is_tensor(segmentation) else segmentation


def check_segmentation(
    segmentation: object, options: object = None, shape: tuple[int, ...] | None = None
) -> dict[str, float]:
    """Check a segmentation and its settings, and give the settings with the defaults for an image of this shape.

    Raises
    ------
    LimeError
        If the method or a setting is unknown, or a setting is outside its range.
    """
    if isinstance(segmentation, np.ndarray) or (callable(segmentation) and not isinstance(segmentation, type)):
        if options:
            raise problem(
                "segmentation.no_options", options=shortened(repr(options), 60), known=in_quotes(SEGMENTATIONS)
            )
        return {}
    if not isinstance(segmentation, str) or segmentation not in METHODS:
        raise problem(
            "segmentation.unknown", segmentation=shortened(repr(segmentation), 60), known=in_quotes(SEGMENTATIONS)
        )
    known = {option.name: option for option in METHODS[segmentation]}
    if options is not None and not isinstance(options, Mapping):
        raise problem("segmentation.options", options=shortened(repr(options), 60), known=in_quotes(known))
    changed = dict(options or {})
    for name, value in changed.items():
        if name not in known:
            raise problem("segmentation.no_option", name=name, segmentation=segmentation, known=in_quotes(known))
        option = known[name]

        if (
            not isinstance(value, int | float | np.integer | np.floating)
            or isinstance(value, bool)
            or not option.low <= value <= option.high
            or (option.whole and value != int(value))
        ):
            raise problem(
                "segmentation.whole_option" if option.whole else "segmentation.option",
                name=name,
                segmentation=segmentation,
                value=shortened(repr(value), 60),
                low=option.low,
                high=option.high,
                default=default_of(segmentation, option, shape),
            )
    filled = {name: default_of(segmentation, option, shape) for name, option in known.items()} | changed
    return {name: int(filled[name]) if option.whole else float(filled[name]) for name, option in known.items()}


def _segmented(picture: Picture, segmentation: Segmentation, settings: dict[str, float]) -> NDArray[Any]:
    """Find superpixels with one of the methods; the labels are scikit-image's."""
    height, width = picture.array.shape[:2]
    if segmentation == "grid":
        size = int(settings["size"])
        return np.asarray(np.arange(height)[:, None] // size * -(-width // size) + np.arange(width) // size)
    import skimage.color
    import skimage.filters
    import skimage.segmentation

    methods: Any = skimage.segmentation
    filters: Any = skimage.filters
    colors = as_unit(picture.array)
    colors = np.repeat(colors.reshape(height, width, -1), 3 if colors.ndim == 2 or colors.shape[2] == 1 else 1, axis=2)
    kept = None
    if picture.masked is not None:
        kept = ~picture.masked
        # Methods without a mask parameter see one uniform color there, which has no edges.
        colors[picture.masked] = colors[kept].mean(axis=0)
    try:
        if segmentation == "slic":
            labels = methods.slic(colors, **settings, mask=kept)
        elif segmentation == "watershed":
            edges = filters.sobel(skimage.color.rgb2gray(colors))
            labels = methods.watershed(edges, **settings, mask=kept)
        else:
            labels = getattr(methods, segmentation)(colors, **settings)
    except Exception as error:
        raise problem(
            "segmentation.failed", segmentation=segmentation, height=height, width=width, reason=sentence(error)
        ) from error
    return np.asarray(labels)


def _called(segmenter: Segmenter, picture: Picture) -> Any:
    try:
        return segmenter(picture.array.copy())
    except Exception as error:
        raise problem("segmentation.function_failed", name=_name(segmenter), reason=sentence(error)) from error


def _name(function: Any) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _digest(picture: Picture) -> Hashable:
    digest = hashlib.blake2b(picture.array.tobytes(), digest_size=16)
    if picture.masked is not None:
        digest.update(picture.masked.tobytes())
    return picture.array.shape, picture.array.dtype.str, picture.masked is not None, digest.digest()


_last_segmentations = last_results(8)  # 3 MB each for a photograph of 1,024 × 768
