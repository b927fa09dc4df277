"""Data of the published figures, drawn with R's generator, and the published numbers.

The figures are those of the chapter on LIME in C. Molnar, *Interpretable Machine Learning*
(https://christophm.github.io/interpretable-ml-book/lime.html).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from lime_widgets.figures.r_random import RRandom

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class Line(NamedTuple):
    """Row of the published table of kernel widths: a line fitted to the 200 points by weighted least squares."""

    kernel_width: float
    intercept: float
    slope: float
    local_prediction: float
    score: float
    ess: float


# With the published numbers of digits.
KERNEL_WIDTH_TABLE = (
    Line(0.1, 10.12817, -1.16186, 8.269, 0.9999, 22.8),
    Line(0.75, 7.89449, 0.02560, 7.935, 0.0004, 49.8),
    Line(2.0, 5.93697, 0.84712, 7.292, 0.255, 79.7),
)

PLANE_INSTANCE = (1.0, -0.5)
PLANE_KERNEL_WIDTH = 0.15 * np.sqrt(2.0)
PLANE_N_SAMPLES = 500
# The published fit to R's forest: log-odds 4.0652 − 8.9438·x1 − 3.8156·x2, which are 0 on x2 = 1.065 − 2.344·x1.
PLANE_FIT = {
    "intercept": 4.0652,
    "x1": -8.9438,
    "x2": -3.8156,
    "boundary_intercept": 1.065,
    "boundary_slope": -2.344,
    "local_prediction": 0.049,
    "ess": 63,
}
# The article draws its samples after it trains the forest, from the same stream of random numbers. They cannot be drawn
# without R's forest. With this seed a scikit-learn forest (random_state=1) gives similar log-odds:
# 3.853 − 8.427·x1 − 3.487·x2.
PLANE_SAMPLE_SEED = 20


@dataclass(frozen=True, eq=False)
class Bumpy:
    """Black box of one feature, and the points that lines are fitted to.

    Attributes
    ----------
    x : ndarray of shape (200,)
        Normal with mean 0 and standard deviation 3; smaller values are set to −5.
    function : callable
        The black box. It takes an array of any shape.
    instance : float
        The point to explain.
    widths : tuple of float
        The kernel widths for which lines are drawn.
    """

    x: NDArray[np.float64]
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]]
    instance: float
    widths: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class TwoClasses:
    """Points of the plane in two classes: the training data of the black box.

    Attributes
    ----------
    X : ndarray of shape (20000, 2)
        Uniform: the first coordinate from −2 to 2, the second from −2 to 1.
    clean, noisy : ndarray of int of shape (20000,)
        Classes without noise, and labels with noise: about 1 % of class 0 is flipped to 1.
    counts : tuple of three int
        Numbers of points of class 0 with the label 0, of class 0 flipped to 1, and of class 1.
    means, deviations : ndarray of shape (2,)
        Means and standard deviations (with n − 1 in the denominator) of the coordinates.
    """

    X: NDArray[np.float64]
    clean: NDArray[np.int64]
    noisy: NDArray[np.int64]
    counts: tuple[int, int, int]
    means: NDArray[np.float64]
    deviations: NDArray[np.float64]


def bumpy() -> Bumpy:
    """Draw the data of the figure of one feature: ``set.seed(42); pmax(rnorm(200, 0, 3), -5)``.

    Returns
    -------
    Bumpy
    """
    x = np.maximum(RRandom(42).rnorm(200, 0.0, 3.0), -5.0)
    return Bumpy(x, _bumps, instance=1.6, widths=tuple(line.kernel_width for line in KERNEL_WIDTH_TABLE))


def _bumps(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(x <= 1.0, (x + 2.0) ** 2, 10.0 - x - 0.05 * x**2)


@cache
def two_classes() -> TwoClasses:
    """Draw the data of the figure of two features: ``set.seed(1)``, then both coordinates, then the noise.

    Returns
    -------
    TwoClasses
        The same object on every call. Its arrays are read-only.
    """
    n, draw = 20_000, RRandom(1)
    x1, x2 = draw.runif(n, -2.0, 2.0), draw.runif(n, -2.0, 1.0)
    clean = ((0.5 - 3.0 * np.abs(x1) < x2) & (x2 < 1.0 - 2.0 * np.abs(x1))).astype(np.int64)
    flipped = (draw.rbinom(n, 0.01) == 1) & (clean == 0)
    X, noisy = np.column_stack([x1, x2]), np.where(flipped, 1, clean)
    counts = (int(np.sum((clean == 0) & ~flipped)), int(flipped.sum()), int(clean.sum()))
    data = TwoClasses(X, clean, noisy, counts, X.mean(axis=0), X.std(axis=0, ddof=1))
    for array in (X, clean, noisy, data.means, data.deviations):
        array.flags.writeable = False
    return data


def plane_samples(seed: int) -> NDArray[np.float64]:
    """Draw samples of the figure of two features with R's generator: ``rnorm(500, mean, sd)`` for each coordinate.

    Parameters
    ----------
    seed : int
        The argument of ``set.seed``.

    Returns
    -------
    ndarray of shape (500, 2)
    """
    data, draw = two_classes(), RRandom(seed)
    return np.column_stack(
        [draw.rnorm(PLANE_N_SAMPLES, *moments) for moments in zip(data.means, data.deviations, strict=True)]
    )
