"""Numbers as text, with as many decimals as their column has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A column's decimals are estimated from about this many of its values.
_N_INSPECTED = 1_000
_MAX_DECIMALS = 6


def n_decimals(values: NDArray[np.float64], value_range: float) -> int:
    """Count the decimals that a column's values need, down to a 1000th of their range.

    Parameters
    ----------
    values : ndarray of shape (n,)
    value_range : float
        Largest minus smallest value.
    """
    inspected = values[:: max(1, len(values) // _N_INSPECTED)]
    max_useful = max(0, 3 - math.floor(math.log10(value_range))) if value_range > 0 else 12
    for decimals in range(min(max_useful, 12)):
        if _is_exact(inspected, decimals).all():
            return decimals
    return max_useful


def decimal_text(number: float, decimals: int) -> str:
    """Write a number with a fixed number of decimals, or with its first digits if the decimals would hide it.

    Examples
    --------
    >>> decimal_text(20.4, 1), decimal_text(1.2345e-05, 9), decimal_text(0.00123, 2), decimal_text(4.0, 0)
    ('20.4', '1.234e-05', '0.00123', '4')
    """
    if number and (decimals > _MAX_DECIMALS or abs(number) >= 1e9):
        return f"{number:.4g}"
    if abs(round(number, decimals) - number) > 0.05 * abs(number):
        return f"{number:.3g}"
    return f"{number or 0.0:.{min(decimals, _MAX_DECIMALS)}f}"


def edge_texts(numbers: NDArray[np.float64], decimals: int) -> list[str]:
    """Write bin edges with the column's decimals, or with more if they need more or would look equal.

    A quantile of numbers with one decimal may lie between two of them, for example at 20.45. It then
    keeps both decimals: rounded to 20.5, the text would contradict the bin, which excludes 20.5.

    Examples
    --------
    >>> edge_texts(np.array([13.1, 20.45, 25.0]), 1)
    ['13.1', '20.45', '25.0']
    """
    needed = np.full(len(numbers), decimals)
    for n in range(min(decimals + 2, _MAX_DECIMALS), decimals - 1, -1):
        needed[_is_exact(numbers, n)] = n
    texts = [decimal_text(float(number), n) for number, n in zip(numbers, map(int, needed), strict=True)]
    if len(set(texts)) == len(texts):
        return texts
    for n in range(decimals, decimals + 12):
        texts = [decimal_text(float(number), n) for number in numbers]
        if len(set(texts)) == len(texts):
            return texts
    return [repr(float(number)) for number in numbers]


def _is_exact(values: NDArray[np.float64], decimals: int) -> NDArray[np.bool_]:
    """Tell which values this number of decimals writes exactly."""
    with np.errstate(over="ignore", invalid="ignore"):  # numpy multiplies by a power of ten before it rounds
        rounded = np.round(values, decimals)
    rounded = np.where(np.isfinite(rounded), rounded, values)
    return np.abs(rounded - values) <= 1e-9 * 10.0**-decimals + 1e-15 * np.abs(values)
