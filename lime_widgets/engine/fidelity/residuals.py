"""Residuals of a surrogate against the distance from the instance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The running curve has at most this many places, each of at least this many samples.
MOST_PLACES, LEAST_IN_PLACE = 24, 8
_ROUND = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)  # as in js/src/model/scale.ts


@dataclass(frozen=True, eq=False)
class Residuals:
    """The model's answers less the surrogate's, against the distance from the instance.

    Attributes
    ----------
    distance, residual, weight : ndarray of shape (n,)
        Of each sample; the weight is the kernel's, times the samples that a row represents.
    at, mean, rms : ndarray of shape (m,)
        The mean residual and the root of the mean squared residual of samples at about equal distance, and the mean
        distance of these; see `running`.
    """

    distance: NDArray[np.float64]
    residual: NDArray[np.float64]
    weight: NDArray[np.float64]
    at: NDArray[np.float64]
    mean: NDArray[np.float64]
    rms: NDArray[np.float64]

    @property
    def frame(self) -> float:
        """Half the height of a picture: few residuals that are far larger than the others lie beyond it."""
        return frame_of(self.residual, self.rms)


def frame_of(residual: NDArray[np.float64], rms: NDArray[np.float64]) -> float:
    """Give half the height of a picture of residuals; js/src/views/fidelity/frame.ts has the same rule.

    It holds all residuals where the largest is at most twice as far as 99 % of them, and these otherwise: an outlier
    would press the others into a line.

    Examples
    --------
    >>> round(frame_of(np.array([1.0, -2.0]), np.array([1.5])), 9)
    2.1
    >>> round(frame_of(np.append(np.linspace(-1, 1, 999), 50.0), np.array([0.5])), 9)
    1.2
    """
    sizes = np.sort(np.abs(residual))
    most = 1.1 * max(float(rms.max(initial=0.0)), float(sizes[min(len(sizes) - 1, int(0.99 * len(sizes)))]))
    all_of_them = 1.05 * float(sizes[-1])
    reach = (all_of_them if all_of_them <= 2 * most else most) or 0.5
    # A round multiple of about a sixteenth of the height, as on screen.
    sixteenth = reach / 8
    unit = 10.0 ** np.floor(np.log10(sixteenth))
    step = unit * next((each for each in _ROUND if each * unit >= sixteenth * (1 - 1e-6)), 10.0)
    return float(step * np.ceil(reach / step - 1e-9))


def running(
    distance: NDArray[np.float64], residual: NDArray[np.float64], counts: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Average the residuals of samples at about equal distance.

    The samples are cut by distance into at most `MOST_PLACES` groups of about equal size. Equal distances stay
    together.

    Parameters
    ----------
    distance, residual : ndarray of shape (n,)
    counts : ndarray of shape (n,), optional
        The number of samples each row represents; by default 1.

    Returns
    -------
    at, mean, rms : ndarray of shape (m,)
        The mean distance of each group, ascending, its mean residual, and the root of its mean squared residual.

    Examples
    --------
    >>> at, mean, rms = running(np.repeat([1.0, 2.0], 8), np.tile([3.0, -1.0], 8))
    >>> at, mean, rms**2
    (array([1., 2.]), array([1., 1.]), array([5., 5.]))
    """
    counts = np.ones(len(distance)) if counts is None else counts
    taken = np.flatnonzero(counts > 0)
    order = taken[np.argsort(distance[taken], kind="stable")]
    along, errors, weights = distance[order], residual[order], counts[order]
    size = max(LEAST_IN_PLACE, int(np.ceil(len(order) / MOST_PLACES)))
    # A group begins where enough samples lie behind, at the first sample of another distance.
    first, starts = 0, [0]
    new = np.append(True, along[1:] > along[:-1] * (1 + 1e-12)) if len(along) else np.empty(0, bool)
    for place in np.flatnonzero(new):
        if place - first >= size:
            first = int(place)
            starts.append(first)
    if len(starts) > 1 and len(order) - starts[-1] < LEAST_IN_PLACE:
        starts.pop()  # the last few belong to the group before them
    total = np.add.reduceat(weights, starts)
    at, mean, square = (
        np.add.reduceat(weights * values, starts) / total for values in (along, errors, np.square(errors))
    )
    return at, mean, np.sqrt(square)
