"""R's random numbers, so that what was published with R can be drawn again, point by point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

# 1 / (2³² − 1) as R has it in src/main/RNG.c, and how near to 0 and 1 it lets a uniform number come.
_STEP = 2.3283064365386963e-10
_NEAREST = 0.5 * 2.328306437080797e-10
_BIG = 2.0**27


class RRandom:
    """The generator that ``set.seed(seed)`` starts in R (3.6 or later, Mersenne Twister and inversion).

    Each method draws on from where the last one stopped.

    Parameters
    ----------
    seed : int
        0 to 2³² − 1.

    Raises
    ------
    LimeError
        If the seed is none of these.

    References
    ----------
    M. Matsumoto and T. Nishimura (1998), "Mersenne Twister", ACM Transactions on Modeling and Computer Simulation 8;
    how R seeds it and what it makes of its output: R's own help page ``?Random``.

    Examples
    --------
    >>> RRandom(1).runif(3).round(7).tolist()
    [0.2655087, 0.3721239, 0.5728534]
    >>> RRandom(42).rnorm(2).round(8).tolist()
    [1.37095845, -0.56469817]
    """

    def __init__(self, seed: int) -> None:
        if not (isinstance(seed, int | np.integer) and not isinstance(seed, bool) and 0 <= seed < 2**32):
            raise problem(
                f"The seed is {seed!r}.",
                expected="a whole number from 0 to 4294967295",
                mend="Pass what set.seed is given in R.",
            )
        # A linear congruential generator fills the twister's state. Its first 50 numbers are passed over, and the
        # next one stands where R keeps the place in the state, which it begins anew.
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
        """Give n numbers that are uniform between low and high: ``runif(n, low, high)``."""
        return low + (high - low) * self._uniform(n)

    def rnorm(self, n: int, mean: float = 0.0, sd: float = 1.0) -> NDArray[np.float64]:
        """Give n normal numbers: ``rnorm(n, mean, sd)``."""
        # Two uniform numbers for each, as one has too few digits for the tails.
        first, second = self._uniform(2 * n).reshape(n, 2).T
        return np.asarray(mean + sd * ndtri((np.floor(_BIG * first) + second) / _BIG))

    def rbinom(self, n: int, p: float) -> NDArray[np.int64]:
        """Give n numbers that are 1 with probability p, else 0: ``rbinom(n, 1, p)``."""
        if p in (0, 1):  # R draws nothing then
            return np.full(n, int(p))
        uniform = self._uniform(n)
        # By inversion, from the likelier end.
        return (uniform < p if p > 0.5 else uniform >= 1.0 - p).astype(np.int64)

    def _uniform(self, n: int) -> NDArray[np.float64]:
        raw: NDArray[np.uint64] = self._twister.random_raw(n)
        return np.clip(raw * _STEP, _NEAREST, 1.0 - _NEAREST)
