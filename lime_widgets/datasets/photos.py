"""Photographs of other packages, cropped to the squares that classifiers of ImageNet take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from lime_widgets.datasets.packages import packaged_file
from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

Photo: TypeAlias = Literal["chelsea", "coffee", "half and half", "astronaut", "rocket", "china", "flower"]

# For each photograph: the package, and the path of the file in it.
FILES: dict[str, tuple[str, str]] = {
    "chelsea": ("scikit-image", "skimage/data/chelsea.png"),
    "coffee": ("scikit-image", "skimage/data/coffee.png"),
    "astronaut": ("scikit-image", "skimage/data/astronaut.png"),
    "rocket": ("scikit-image", "skimage/data/rocket.jpg"),
    "china": ("scikit-learn", "sklearn/datasets/images/china.jpg"),
    "flower": ("scikit-learn", "sklearn/datasets/images/flower.jpg"),
}
SHARE = 0.875
"""Share of the middle square's side that is kept; a common choice for tests of ImageNet networks."""

# Left edges of the two halves in "half and half", as shares of the side. A quarter would be centered. A little further
# right, more of the cat's face is visible, and the network recognizes both a cat and a cup.
HALVES = {"chelsea": 62 / 224, "coffee": 64 / 224}


def load_photo(name: Photo, size: int = 224) -> NDArray[np.uint8]:
    """Return a photograph, cropped and scaled to a square.

    scikit-image and scikit-learn contain the photographs; nothing is downloaded.

    Parameters
    ----------
    name : {"chelsea", "coffee", "half and half", "astronaut", "rocket", "china", "flower"}
        In this order: a cat, a cup of espresso, both side by side with the cat on the left, Eileen Collins, the launch
        of a rocket, a temple, a dahlia.
    size : int, default=224
        Side of the square in pixels, at least 8.

    Returns
    -------
    ndarray of shape (size, size, 3), uint8
        Red, green and blue. The middle square of the photograph, less an eighth of its side, scaled with cubic
        interpolation.

    Raises
    ------
    LimeError
        If `name` is unknown, or `size` is not a whole number of at least 8.

    Examples
    --------
    >>> from lime_widgets.datasets import load_photo
    >>> load_photo("coffee").shape
    (224, 224, 3)
    """
    if name not in get_args(Photo):
        raise problem("data.photo.unknown", name=name, known=", ".join(map(repr, get_args(Photo))))
    if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or size < 8:
        raise problem("data.photo.size", size=size)
    if name != "half and half":
        return middle_square(_photo(name), size)
    left, right = (middle_square(_photo(half), size)[:, round(start * size) :] for half, start in HALVES.items())
    half = size // 2
    return np.concatenate([left[:, :half], right[:, : size - half]], axis=1)


def middle_square(image: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Crop the middle square of an image, less an eighth of its side, and scale it.

    Parameters
    ----------
    image : ndarray of shape (height, width, 3), uint8
    size : int
        Side of the result in pixels.

    Returns
    -------
    ndarray of shape (size, size, 3), uint8
    """
    from PIL import Image

    height, width = image.shape[:2]
    side = SHARE * min(height, width)
    box = (width - side) / 2, (height - side) / 2, (width + side) / 2, (height + side) / 2
    scaled: Any = Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC, box=box)
    return np.asarray(scaled).copy()


def _photo(name: str) -> NDArray[np.uint8]:
    from PIL import Image

    package, path = FILES[name]
    with Image.open(packaged_file(package, path, loader="load_photo")) as photo:
        return np.asarray(photo.convert("RGB"))
