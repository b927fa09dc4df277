"""Neighbors of an image: the image with a little noise, and its own superpixels."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.errors import problem
from lime_widgets.engine.image.pixels import read_picture, value_range
from lime_widgets.engine.perturbation.neighbors import Neighbors, check_radius
from lime_widgets.engine.texts import say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.image.pixels import Picture

# Of the range from black to white, as in Captum's `sensitivity_max`.
DEFAULT_RADIUS = 0.02


def images_near(explainer: Any, x: Any, n: int, radius: float | None, random_state: int) -> Neighbors:
    """Add noise to an image; see `lime_widgets.ImageExplainer.neighbors`."""
    radius = check_radius(radius, DEFAULT_RADIUS, most=1.0)
    picture = read_picture(x)
    labels = explainer.segment(picture)
    if (labels < 0).any():
        labels = np.ma.masked_less(labels, 0)
    low, high = value_range(picture.array)
    generator = np.random.default_rng(random_state)
    noisy = [_noisy(picture, generator, radius, low, high) for _ in range(n)]
    own = picture.array.astype(np.float64)
    distances = np.array([np.linalg.norm(array - own) / (high - low) for array in noisy])
    if not distances.all():
        raise problem("neighbors.same_image", radius=radius, dtype=picture.array.dtype)
    return Neighbors(
        explainer.replace(segmentation=labels),
        tuple(_given(picture, array) for array in noisy),
        tuple(say("neighbor.image", place=place) for place in range(1, n + 1)),
        distances,
        radius,
    )


def _noisy(picture: Picture, generator: np.random.Generator, radius: float, low: float, high: float) -> NDArray[Any]:
    """Add uniform noise to the pixels that are not masked, within the range and the dtype of the image."""
    array = picture.array
    noise = generator.uniform(-radius, radius, array.shape) * (high - low)
    if picture.masked is not None:
        noise[picture.masked] = 0.0
    values = np.clip(array + noise, low, high)
    return (values if array.dtype.kind == "f" else np.rint(values)).astype(array.dtype)


def _given(picture: Picture, array: NDArray[Any]) -> Any:
    """Give an image in the form of the instance: masked, or a tensor."""
    if picture.masked is not None:
        mask = picture.masked.reshape(picture.masked.shape + (1,) * (array.ndim - 2))
        return np.ma.masked_array(array, mask=np.broadcast_to(mask, array.shape))
    if not picture.tensor:
        return array
    tensor = sys.modules["torch"].from_numpy(array)
    return tensor.movedim(-1, 0) if picture.tensor == "channels first" else tensor
