"""R's random number generator, to draw data that were published with R again, point by point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The constants of src/main/RNG.c in R: the step of the uniform numbers, and their smallest distance from 0 and 1.
_STEP = 2.3283064365386963e-10
_MARGIN = 0.5 * 2.328306437080797e-10
_BIG = 2.0**27


class RRandom:
    """Generator that ``set.seed(seed)`` starts in R 3.6 or later: Mersenne Twister, normal numbers by inversion.

    All methods draw from one stream, as in R.

    Parameters
    ----------
    seed : int
        From 0 to 2³² − 1.

    Raises
    ------
    LimeError
        If the seed is not a whole number in this range.

    References
    ----------
    M. Matsumoto and T. Nishimura (1998), "Mersenne Twister", ACM Transactions on Modeling and Computer Simulation 8.
    R's help page ``?Random`` describes the seeding and the transformations of the output.

    Examples
    --------
    >>> RRandom(1).runif(3).round(7).tolist()
    [0.2655087, 0.3721239, 0.5728534]
    >>> RRandom(42).rnorm(2).round(8).tolist()
    [1.37095845, -0.56469817]
    """

    def __init__(self, seed: int) -> None:
        if not (isinstance(seed, int | np.integer) and not isinstance(seed, bool) and 0 <= seed < 2**32):
            raise problem("seed.invalid", seed=seed)
        # A linear congruential generator fills the twister's state, after 50 numbers that R discards. The next number
        # fills the slot of R's position in the state; R overwrites it with 624, the end of the state.
        state, key = int(seed), []
        for _ in range(50 + 1 + 624):
            state = (69069 * state + 1) % 2**32
            key.append(state)
        self._twister = np.random.MT19937()
        self._twister.state = {
            "bit_generator": "MT19937",
            "state": {"key": np.array(key[-624:], dtype=np.uint32), "pos": 624},
        }

    def runif(self, n: int, low: float = 0.0, high: float = 1.0) -> NDArray[np.float64]:
        """Draw n uniform numbers between low and high: ``runif(n, low, high)``."""
        return low + (high - low) * self._uniform(n)

    def rnorm(self, n: int, mean: float = 0.0, sd: float = 1.0) -> NDArray[np.float64]:
        """Draw n normal numbers: ``rnorm(n, mean, sd)``."""
        # R combines two uniform numbers for each normal one, because 32 bits are too few for the tails.
        first, second = self._uniform(2 * n).reshape(n, 2).T
        return np.asarray(mean + sd * ndtri((np.floor(_BIG * first) + second) / _BIG))

    def rbinom(self, n: int, p: float) -> NDArray[np.int64]:
        """Draw n numbers that are 1 with probability p and 0 otherwise: ``rbinom(n, 1, p)``."""
        if p in (0, 1):  # R takes no number from the stream then
            return np.full(n, int(p))
        uniform = self._uniform(n)
        # R inverts the distribution from the more probable outcome.
        return (uniform < p if p > 0.5 else uniform >= 1.0 - p).astype(np.int64)

    def _uniform(self, n: int) -> NDArray[np.float64]:
        raw: NDArray[np.uint64] = self._twister.random_raw(n)
        return np.clip(raw * _STEP, _MARGIN, 1.0 - _MARGIN)
