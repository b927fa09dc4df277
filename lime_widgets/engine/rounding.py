"""Numbers that are equal but for rounding errors, which must decide no order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EQUAL = 1e-9
"""Weights that differ by less than this share of the largest are equal."""


def in_steps(sizes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give sizes ≥ 0 as whole steps of `EQUAL` of the largest, so that a stable sort keeps the order of equal ones.

    Examples
    --------
    >>> in_steps(np.array([0.5, 0.25, 0.25 + 1e-15])).tolist()
    [1000000000.0, 500000000.0, 500000000.0]
    """
    return np.asarray(np.round(sizes / max(EQUAL * sizes.max(initial=0.0), np.finfo(float).tiny)))
