"""What is seen of an image's explanation, as arrays: which superpixels are shown, and in which colors."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from lime_widgets.engine.errors import problem, shortened
from lime_widgets.engine.image.pixels import as_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from lime_widgets.engine.explanation.result import Explanation
    from lime_widgets.engine.image.labels import Labels

Sign = Literal["both", "positive", "negative"]
SIGNS: tuple[Sign, ...] = get_args(Sign)

_Rgb: TypeAlias = tuple[int, int, int]
# Colors of what speaks for the output and of what speaks against it, as the views have them on white.
PALETTES: Mapping[str, tuple[_Rgb, _Rgb]] = MappingProxyType(
    {"blue-orange": ((35, 105, 176), (194, 86, 10)), "green-red": ((33, 128, 58), (198, 47, 47))}
)
_COVER = 128.0
# Stripes run aslant where a weight may be nought: a period of so many pixels, the stripe so wide, and the
# strength of the color in the stripes and between them.
_PERIOD, _STRIPE = 7, 3
_IN_STRIPES, _BETWEEN = 0.85, 0.25
# The dots of an outline, in pixels; and the outline of what is switched off.
_DOT = 3
_GONE = 110.0


def as_rgb(image: NDArray[Any], *, like: NDArray[Any] | None = None) -> NDArray[np.uint8]:
    """An image of any dtype and range as the browser shows it.

    Parameters
    ----------
    image : ndarray of shape (h, w), (h, w, 1) or (h, w, 3)
    like : ndarray, optional
        The image whose values say what is black and what white, by default itself; see
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
    if channels.dtype != np.uint8:
        channels = np.rint(255.0 * as_unit(channels, like=like)).astype(np.uint8)
    return np.array(np.broadcast_to(channels, (*channels.shape[:2], 3)))


def chosen(
    features: ArrayLike,
    coef: ArrayLike,
    *,
    sign: Sign = "both",
    shown: int | None = None,
    min_weight: float = 0.0,
) -> NDArray[np.intp]:
    """The superpixels that are shown.

    Parameters
    ----------
    features : array_like of int of shape (K,)
        Superpixels; what is negative is none.
    coef : array_like of shape (K,)
        Their weights.
    sign : {"both", "positive", "negative"}, default "both"
    shown : int, optional
        How many at the most, the strongest first; by default all.
    min_weight : float, default 0
        The smallest |weight| that is shown; one of 0 never is.

    Returns
    -------
    ndarray of int
        Indices of superpixels, largest |weight| first.

    Raises
    ------
    LimeError
        If a parameter is none of these.

    Examples
    --------
    >>> chosen([4, 0, 2], [0.5, -0.3, 0.1], sign="positive").tolist()
    [4, 2]
    """
    sign, shown, min_weight = check_sign(sign), check_shown(shown), check_min_weight(min_weight)
    indices, weights = np.asarray(features, dtype=np.intp), np.asarray(coef, dtype=np.float64)
    sizes = np.abs(weights)
    wanted = (indices >= 0) & (sizes > 0) & (sizes >= min_weight)
    if sign != "both":
        wanted &= weights > 0 if sign == "positive" else weights < 0
    order = np.argsort(-sizes[wanted], kind="stable")
    return indices[wanted][order][:shown]


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
    """The superpixels that are shown as arrays, for those who plot them themselves.

    Parameters
    ----------
    picture : ndarray of shape (h, w) or (h, w, c)
    labels : ndarray of int of shape (h, w)
        The superpixel of every pixel, −1 where it is in none.
    explanation : Explanation
        Of these superpixels.
    sign, shown, min_weight
        As in `chosen`.
    hide_rest : bool, default False

    Returns
    -------
    image : ndarray like `picture`
        A copy; with `hide_rest` it is 0 where no superpixel is shown.
    mask : ndarray of int of shape (h, w)
        1 where a superpixel speaks for the output, −1 where it speaks against it, 0 where none is shown.

    Raises
    ------
    LimeError
        If a parameter is none of these, or if the superpixels are not those of the explanation.

    Notes
    -----
    ``skimage.segmentation.mark_boundaries(image, mask)`` draws their borders. `lime`'s
    ``get_image_and_mask`` differs where superpixels against the output are shown: it fills a color
    channel of its image if both signs are, and marks by 1 if they alone are.
    """
    features = chosen(explanation.features, explanation.coef, sign=sign, shown=shown, min_weight=min_weight)
    signs = np.zeros(_number(labels, explanation) + 1, dtype=np.int_)
    signs[features] = np.sign(_by_superpixel(explanation.features, explanation.coef, len(signs))[features])
    mask = signs[labels]  # the last of them, 0, is where −1 looks
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
    removed: Sequence[int] = (),
    fill: NDArray[Any] | None = None,
) -> NDArray[np.uint8]:
    """The image with its superpixels colored by their weights, as the view shows it.

    Parameters
    ----------
    picture, labels, explanation, sign, shown, min_weight
        As in `image_and_mask`. Where all superpixels are shown, the strength of the color says how
        much each weighs; of a number of them the color is even. Stripes say that the 95 % interval
        of a weight holds 0.
    hide_rest : bool, default False
        Whether superpixels that are not shown are covered in gray.
    opacity : float from 0 to 1, default 0.6
        How strongly the colors cover the image.
    boundaries : bool, default True
        Whether the superpixels that are shown are outlined; those whose interval holds 0 in dots.
    palette : {"blue-orange", "green-red"}, default "blue-orange"
    removed : sequence of int, default ()
        Superpixels that are switched fill: they show `fill`, and a gray outline.
    fill : ndarray like `picture`, optional
        The picture with all superpixels off; to be given if some are.

    Returns
    -------
    ndarray of uint8 of shape (h, w, 3)

    Raises
    ------
    LimeError
        If a parameter is none of these, or if the superpixels are not those of the explanation.
    """
    opacity = check_opacity(opacity)
    if palette not in PALETTES:
        raise problem(
            f"palette is {palette!r}.",
            expected="one of " + ", ".join(f'"{name}"' for name in PALETTES),
            mend='Leave it out to get "blue-orange".',
        )
    n = _number(labels, explanation)
    features = chosen(explanation.features, explanation.coef, sign=sign, shown=shown, min_weight=min_weight)
    # One more row, of nothing, for pixels that are in no superpixel.
    weights = _by_superpixel(explanation.features, explanation.coef, n + 1)
    errors = _by_superpixel(explanation.features, explanation.stderr, n + 1)
    gone = np.isin(np.arange(n + 1), removed)
    seen = np.isin(np.arange(n + 1), features) & ~gone
    strength = np.where(seen, 1.0, 0.0)
    if shown is None and seen.any():
        strength *= np.abs(weights) / np.abs(weights).max()
    toward, against = (np.array(color, dtype=np.float64) for color in PALETTES[palette])
    colors = np.where(weights[:, None] > 0, toward, against)

    image = as_rgb(picture).astype(np.float64)
    if fill is not None:
        image[gone[labels]] = as_rgb(fill, like=picture)[gone[labels]]
    if hide_rest:
        image[~(seen | gone)[labels]] = _COVER
    # As browsers draw NaN and an exact explanation: no error, no stripes.
    unsure = seen & (np.abs(weights) <= 1.96 * np.nan_to_num(errors)) & (not explanation.exact)
    alpha = strength[labels]
    height, width = labels.shape
    borders, aslant = _borders(labels), np.arange(height)[:, None] + np.arange(width)
    stripes = np.where(aslant % _PERIOD < _STRIPE, _IN_STRIPES, _BETWEEN)
    alpha = np.where(unsure[labels], alpha * stripes, alpha) * opacity
    image += alpha[..., None] * (colors[labels] - image)
    if boundaries:
        dots = aslant // _DOT % 2 == 0
        drawn = borders & seen[labels] & (dots | ~unsure[labels])
        lines = np.where(drawn, 0.25 + 0.75 * strength[labels], 0.0)
        image += lines[..., None] * (colors[labels] - image)
    image[borders & gone[labels]] = _GONE
    return np.rint(image).astype(np.uint8)


def _borders(labels: Labels) -> NDArray[np.bool_]:
    """Pixels beside another superpixel, or at the rim of the image."""
    padded = np.pad(labels, 1, constant_values=-2)
    neighbors = padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]
    return np.asarray(np.any([labels != neighbor for neighbor in neighbors], axis=0))


def _by_superpixel(features: NDArray[np.intp], values: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    spread = np.zeros(n)
    spread[features] = values
    return spread


def _number(labels: Labels, explanation: Explanation) -> int:
    """How many superpixels there are, if the explanation speaks of as many."""
    n, p = int(labels.max()) + 1, len(explanation.feature_names)
    if n != p:
        raise problem(
            f"The labels are those of {n:,} superpixels, and the explanation speaks of {p:,} features.",
            expected="the labels that were explained",
            mend="Pass the labels that the explainer's segment method gives for this image.",
        )
    return n


def check_sign(sign: object) -> Sign:
    """Give a sign back.

    Raises
    ------
    LimeError
        If it is none of `SIGNS`.
    """
    if isinstance(sign, str) and sign in SIGNS:
        return sign
    raise problem(
        f"sign is {shortened(repr(sign), 60)}.",
        expected="one of " + ", ".join(f'"{name}"' for name in SIGNS),
        mend='Leave it out to get "both".',
    )


def check_shown(shown: object) -> int | None:
    """Give a number of superpixels to show back; None is all.

    Raises
    ------
    LimeError
        If it is not a whole number of 1 or more.
    """
    if shown is None or (isinstance(shown, int | np.integer) and not isinstance(shown, bool) and shown >= 1):
        return None if shown is None else int(shown)
    raise problem(
        f"shown is {shortened(repr(shown), 60)}.",
        expected="a whole number of 1 or more, or None for all superpixels",
        mend="Leave it out to get all.",
    )


def check_min_weight(min_weight: object) -> float:
    """Give a smallest weight back.

    Raises
    ------
    LimeError
        If it is not a finite number of 0 or more.
    """
    return _number_within("min_weight", min_weight, "a number of 0 or more", math.inf, 0)


def check_opacity(opacity: object) -> float:
    """Give an opacity back.

    Raises
    ------
    LimeError
        If it is not a number from 0 to 1.
    """
    return _number_within("opacity", opacity, "a number from 0 to 1", 1.0, 0.6)


def _number_within(name: str, value: object, expected: str, high: float, usual: float) -> float:
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if number and math.isfinite(value) and 0 <= value <= high:  # type: ignore[arg-type, operator]
        return float(value)  # type: ignore[arg-type]
    raise problem(f"{name} is {shortened(repr(value), 60)}.", expected=expected, mend=f"Leave it out to get {usual:g}.")
