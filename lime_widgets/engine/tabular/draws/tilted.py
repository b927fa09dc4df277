"""Distributions of one column, multiplied by a Gaussian kernel: their quantile functions.

The kernel of a Euclidean distance is a product over the columns. So is a distribution whose columns are independent,
and each factor of their product has a quantile function of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Tilted(Protocol):
    """A distribution of one column's codes."""

    def quantiles(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the codes at some quantiles, 0 to 1."""


@dataclass(frozen=True, eq=False)
class TiltedValues:
    """A finite number of values.

    Attributes
    ----------
    values : ndarray of shape (m,)
    cumulative : ndarray of shape (m,)
        Their probabilities, summed up.
    """

    values: NDArray[np.float64]
    cumulative: NDArray[np.float64]

    @classmethod
    def of(
        cls, values: NDArray[np.float64], log_masses: NDArray[np.float64], log_kernel: NDArray[np.float64]
    ) -> TiltedValues:
        """Multiply the masses of some values by a kernel."""
        logs = log_masses + log_kernel
        with np.errstate(under="ignore"):
            masses = np.exp(logs - logs.max())
        return cls(values, np.cumsum(masses) / masses.sum())

    def quantiles(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the values at some quantiles."""
        places = np.searchsorted(self.cumulative, shares, side="right")
        return np.asarray(self.values[np.minimum(places, len(self.values) - 1)])


@dataclass(frozen=True, eq=False)
class TiltedNormal:
    """A normal distribution with a share of missing values.

    Attributes
    ----------
    mean, deviation : float
    missing : float
        The share of missing values, 0 to 1.
    """

    mean: float
    deviation: float
    missing: float = 0.0

    @classmethod
    def of(
        cls, mean: float, deviation: float, *, center: float, reach: float, missing: float, log_missing: float
    ) -> TiltedNormal:
        """Multiply a normal distribution by exp(−(v − center)²/2 reach²).

        Parameters
        ----------
        mean, deviation : float
            Of the distribution.
        center, reach : float
            Of the kernel, in the same unit.
        missing : float
            The share of missing values before.
        log_missing : float
            The logarithm of the kernel for a missing value over that for a present one at the center.
        """
        total = deviation**2 + reach**2
        weight = deviation**2 / total  # of the center
        if missing:
            # The kernel's mean over the present values is that of a normal convolved with another.
            log_present = -0.5 * (mean - center) ** 2 / total + np.log(reach) - 0.5 * np.log(total)
            odds = np.log(missing) - np.log1p(-missing) + log_missing - log_present
            missing = float(1.0 / (1.0 + np.exp(-np.clip(odds, -700.0, 700.0))))
        return cls(mean + weight * (center - mean), deviation * reach / np.sqrt(total), missing)

    def quantiles(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the numbers at some quantiles; the last ones are missing."""
        present = shares < 1.0 - self.missing
        inner = np.where(present, shares / (1.0 - self.missing or 1.0), 0.5)
        return np.where(present, self.mean + self.deviation * ndtri(inner), np.nan)


@dataclass(frozen=True, eq=False)
class TiltedBins:
    """A normal distribution whose kernel has one value in the instance's bin, and a lower one outside.

    Attributes
    ----------
    mean, deviation : float
    low, high : float
        The ends of the bin, as quantiles of the distribution.
    outside : float
        The kernel outside of the bin over that in it.
    missing : float
        The share of missing values, which lie outside of every bin.
    """

    mean: float
    deviation: float
    low: float
    high: float
    outside: float
    missing: float

    def quantiles(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the numbers at some quantiles; the last ones are missing."""
        present = 1.0 - self.missing
        before, inside = self.outside * present * self.low, present * (self.high - self.low)
        after, missing = self.outside * present * (1.0 - self.high), self.outside * self.missing
        mass = shares * (before + inside + after + missing)
        scale = self.outside * present or 1.0
        beyond = np.minimum(self.high + (mass - before - inside) / scale, 1.0 - 1e-16)
        within = self.low + (mass - before) / present
        at = np.where(mass < before, mass / scale, np.where(mass < before + inside, within, beyond))
        numbers = self.mean + self.deviation * ndtri(np.clip(at, 1e-300, 1.0 - 1e-16))
        return np.where(mass < before + inside + after, numbers, np.nan)


def whole_masses(values: NDArray[np.float64], mean: float, deviation: float) -> NDArray[np.float64]:
    """Give the logarithms of the probabilities with which a normal number rounds to consecutive whole numbers.

    The smallest and the largest also stand for what lies beyond them.

    Examples
    --------
    >>> np.exp(whole_masses(np.arange(-3.0, 4.0), 0.0, 1.0)).sum().round(12).item()
    1.0
    """
    lower, upper = (values - 0.5 - mean) / deviation, (values + 0.5 - mean) / deviation
    lower[0], upper[-1] = -np.inf, np.inf
    # In the upper half the complements, which do not round to 1.
    flipped = lower + upper > 0
    near, far = np.where(flipped, -lower, upper), np.where(flipped, -upper, lower)
    with np.errstate(divide="ignore"):
        return np.asarray(log_ndtr(near) + np.log1p(-np.exp(log_ndtr(far) - log_ndtr(near))))


def bin_quantiles(edges: NDArray[np.float64], place: int, mean: float, deviation: float) -> tuple[float, float]:
    """Give the ends of a bin as quantiles of a normal distribution, 0 and 1 for the open ones."""
    ends = np.concatenate([[-np.inf], edges, [np.inf]])
    low, high = ndtr((ends[place : place + 2] - mean) / deviation)
    return float(low), float(high)
