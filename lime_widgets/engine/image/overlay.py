"""An image's explanation as arrays: which superpixels are shown, and in which colors."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from lime_widgets.engine.errors import in_quotes, problem, shortened
from lime_widgets.engine.explanation.drawing.colors import PALETTES
from lime_widgets.engine.image.pixels import as_unit, value_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.image.labels import Labels

Sign = Literal["both", "positive", "negative"]
SIGNS: tuple[Sign, ...] = get_args(Sign)

# The shares of red, green and blue in the brightness of a pixel, as `grayscale` of a browser has them (ITU-R BT.709).
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
# Gray level that covers the superpixels that are not shown.
_COVER = 128.0
# Diagonal stripes mark a weight whose interval contains 0: their period and width in pixels, and the strength of
# the color in the stripes and between them.
_PERIOD, _STRIPE = 7, 3
_IN_STRIPES, _BETWEEN = 0.85, 0.25
# Length of a dot in a dotted outline, in pixels, and the gray level of a hidden superpixel's outline.
_DOT = 3
_HIDDEN_OUTLINE = 110.0


def as_rgb(image: NDArray[Any], *, like: NDArray[Any] | None = None) -> NDArray[np.uint8]:
    """Convert an image of any dtype and range to 8-bit colors, as the browser shows it.

    Parameters
    ----------
    image : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
    like : ndarray, optional
        The image whose values define black and white. The default is `image`; see
        `lime_widgets.engine.image.pixels.value_range`.

    Returns
    -------
    ndarray of uint8 of shape (h, w, 3)

    Examples
    --------
    >>> import numpy as np
    >>> as_rgb(np.array([[0.0, 1.0]])).tolist()
    [[[0, 0, 0], [255, 255, 255]]]
    """
    channels = image.reshape(*image.shape[:2], -1)
    if channels.dtype != np.uint8 or value_range(image if like is None else like) != (0.0, 255.0):
        channels = np.rint(255.0 * as_unit(channels, like=like)).astype(np.uint8)
    return np.array(np.broadcast_to(channels, (*channels.shape[:2], 3)))


def shown_superpixels(
    features: ArrayLike,
    coef: ArrayLike,
    *,
    sign: Sign = "both",
    shown: int | None = None,
    min_weight: float = 0.0,
) -> NDArray[np.intp]:
    """Select the superpixels to show.

    Parameters
    ----------
    features : array_like of int of shape (K,)
        Superpixels; negative entries are ignored.
    coef : array_like of shape (K,)
        Their weights.
    sign : {"both", "positive", "negative"}, default "both"
        The sign of the weights to show.
    shown : int, optional
        Maximum number of superpixels, strongest first. The default is all.
    min_weight : float, default 0
        The smallest |weight| to show. A weight of 0 is never shown.

    Returns
    -------
    ndarray of int
        Indices of superpixels, largest |weight| first.

    Raises
    ------
    LimeError
        If a parameter is invalid.

    Examples
    --------
    >>> shown_superpixels([4, 0, 2], [0.5, -0.3, 0.1], sign="positive").tolist()
    [4, 2]
    """
    sign, shown, min_weight = check_sign(sign), check_shown(shown), check_min_weight(min_weight)
    indices, weights = np.asarray(features, dtype=np.intp), np.asarray(coef, dtype=np.float64)
    sizes = np.abs(weights)
    selected = (indices >= 0) & (sizes > 0) & (sizes >= min_weight)
    if sign != "both":
        selected &= weights > 0 if sign == "positive" else weights < 0
    order = np.argsort(-sizes[selected], kind="stable")
    return indices[selected][order][:shown]


def image_and_mask(
    picture: NDArray[Any],
    labels: Labels,
    explanation: Explanation,
    *,
    sign: Sign = "both",
    shown: int | None = None,
    min_weight: float = 0.0,
    hide_rest: bool = False,
) -> tuple[NDArray[Any], NDArray[np.int_]]:
    """Give the shown superpixels as arrays for your own plots.

    Parameters
    ----------
    picture : ndarray of shape (h, w) or (h, w, c)
    labels : ndarray of int of shape (h, w)
        The superpixel of every pixel; −1 for a pixel in no superpixel.
    explanation : Explanation
        The explanation of these superpixels.
    sign, shown, min_weight
        As in `shown_superpixels`.
    hide_rest : bool, default False
        Whether to set the other pixels of the image to 0.

    Returns
    -------
    image : ndarray like `picture`
        A copy.
    mask : ndarray of int of shape (h, w)
        1 in shown superpixels for the output, −1 in shown superpixels against it, 0 elsewhere.

    Raises
    ------
    LimeError
        If a parameter is invalid, or the labels do not match the explanation.

    Notes
    -----
    ``skimage.segmentation.mark_boundaries(image, mask)`` draws their borders. `lime`'s
    ``get_image_and_mask`` differs if superpixels against the output are shown: with both signs it colors
    one channel of the image, and with negative weights alone its mask is 1.
    """
    features = shown_superpixels(explanation.features, explanation.coef, sign=sign, shown=shown, min_weight=min_weight)
    signs = np.zeros(_n_superpixels(labels, explanation) + 1, dtype=np.int_)
    signs[features] = np.sign(_by_superpixel(explanation.features, explanation.coef, len(signs))[features])
    mask = signs[labels]  # label −1 picks the last entry, 0
    image = picture.copy()
    if hide_rest:
        image[mask == 0] = 0
    return image, mask


def paint(
    picture: NDArray[Any],
    labels: Labels,
    explanation: Explanation,
    *,
    sign: Sign = "both",
    shown: int | None = None,
    min_weight: float = 0.0,
    hide_rest: bool = False,
    opacity: float = 0.6,
    boundaries: bool = True,
    palette: str = "blue-orange",
    gray: bool = False,
    removed: Sequence[int] = (),
    fill: NDArray[Any] | None = None,
) -> NDArray[np.uint8]:
    """Color the superpixels of an image by their weights, as the view does.

    Parameters
    ----------
    picture, labels, explanation, sign, shown, min_weight
        As in `image_and_mask`. If all superpixels are shown, the strength of the color is proportional
        to |weight|; with a limited number the color is uniform. Stripes mark a weight whose 95 %
        interval contains 0.
    hide_rest : bool, default False
        Whether to cover the superpixels that are not shown in gray.
    opacity : float from 0 to 1, default 0.6
        Opacity of the colors.
    boundaries : bool, default True
        Whether to outline the shown superpixels. The outline is dotted if the interval contains 0.
    palette : {"blue-orange", "green-red"}, default "blue-orange"
    gray : bool, default False
        Whether the image under the colors is gray, so that no color is lost on one of its own.
    removed : sequence of int, default ()
        Hidden superpixels. They show `fill` and have a gray outline.
    fill : ndarray like `picture`, optional
        The picture with every superpixel hidden; see `ImagePerturbation.hidden_picture`. Required for
        `removed`.

    Returns
    -------
    ndarray of uint8 of shape (h, w, 3)

    Raises
    ------
    LimeError
        If a parameter is invalid, or the labels do not match the explanation.
    """
    opacity = check_opacity(opacity)
    if palette not in PALETTES:
        raise problem("palette.unknown", palette=palette, known=in_quotes(PALETTES))
    n = _n_superpixels(labels, explanation)
    features = shown_superpixels(explanation.features, explanation.coef, sign=sign, shown=shown, min_weight=min_weight)
    # The last of the n + 1 entries belongs to the label −1, pixels in no superpixel.
    weights = _by_superpixel(explanation.features, explanation.coef, n + 1)
    intervals = _by_superpixel(explanation.features, explanation.interval, n + 1)
    hidden = np.isin(np.arange(n + 1), removed)
    visible = np.isin(np.arange(n + 1), features) & ~hidden
    strength = np.where(visible, 1.0, 0.0)
    if shown is None and visible.any():
        strength *= np.abs(weights) / np.abs(weights).max()
    toward, against = (np.array(color, dtype=np.float64) for color in PALETTES[palette])
    colors = np.where(weights[:, None] > 0, toward, against)

    image = as_rgb(picture).astype(np.float64)
    if fill is not None:
        image[hidden[labels]] = as_rgb(fill, like=picture)[hidden[labels]]
    if gray:
        image[:] = (image @ _LUMINANCE)[..., None]
    if hide_rest:
        image[~(visible | hidden)[labels]] = _COVER
    # As in the views: no stripes without an interval or for an exact explanation.
    uncertain = visible & (np.abs(weights) <= np.nan_to_num(intervals)) & (not explanation.exact)
    alpha = strength[labels]
    height, width = labels.shape
    borders, diagonal = _borders(labels), np.arange(height)[:, None] + np.arange(width)
    stripes = np.where(diagonal % _PERIOD < _STRIPE, _IN_STRIPES, _BETWEEN)
    alpha = np.where(uncertain[labels], alpha * stripes, alpha) * opacity
    image += alpha[..., None] * (colors[labels] - image)
    if boundaries:
        dots = diagonal // _DOT % 2 == 0
        drawn = borders & visible[labels] & (dots | ~uncertain[labels])
        lines = np.where(drawn, 0.25 + 0.75 * strength[labels], 0.0)
        image += lines[..., None] * (colors[labels] - image)
    image[borders & hidden[labels]] = _HIDDEN_OUTLINE
    return np.rint(image).astype(np.uint8)


def _borders(labels: Labels) -> NDArray[np.bool_]:
    """Mark the pixels next to another superpixel or at the edge of the image."""
    padded = np.pad(labels, 1, constant_values=-2)
    neighbors = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
    return np.asarray(np.any([labels != neighbor for neighbor in neighbors], axis=0))


def _by_superpixel(features: NDArray[np.intp], values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    by_superpixel = np.zeros(n)
    by_superpixel[features] = values
    return by_superpixel


def _n_superpixels(labels: Labels, explanation: Explanation) -> int:
    """Count the superpixels, and check that the explanation has the same number of features."""
    n, p = int(labels.max()) + 1, len(explanation.feature_names)
    if n != p:
        raise problem("overlay.labels", superpixels=n, features=p)
    return n


def check_sign(sign: object) -> Sign:
    """Check and return a sign.

    Raises
    ------
    LimeError
        If it is not one of `SIGNS`.
    """
    if isinstance(sign, str) and sign in SIGNS:
        return sign
    raise problem("sign.unknown", sign=shortened(repr(sign), 60), known=in_quotes(SIGNS))


def check_shown(shown: object) -> int | None:
    """Check and return a number of superpixels to show; None shows all.

    Raises
    ------
    LimeError
        If it is not a whole number of 1 or more.
    """
    if shown is None or (isinstance(shown, int | np.integer) and not isinstance(shown, bool) and shown >= 1):
        return None if shown is None else int(shown)
    raise problem("shown.invalid", shown=shortened(repr(shown), 60))


def check_min_weight(min_weight: object) -> float:
    """Check and return a smallest weight.

    Raises
    ------
    LimeError
        If it is not a finite number of 0 or more.
    """
    return _number_within("min_weight.invalid", min_weight, math.inf)


def check_opacity(opacity: object) -> float:
    """Check and return an opacity.

    Raises
    ------
    LimeError
        If it is not a number from 0 to 1.
    """
    return _number_within("opacity.invalid", opacity, 1.0)


def _number_within(text_id: str, value: object, high: float) -> float:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if number and math.isfinite(value) and 0 <= value <= high:  # type: ignore[arg-type, operator]
        return float(value)  # type: ignore[arg-type]
    raise problem(text_id, value=shortened(repr(value), 60))
