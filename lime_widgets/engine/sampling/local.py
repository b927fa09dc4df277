"""Local sampling: samples drawn from the distribution times the kernel, with the ratio of kernels as weights."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln

from lime_widgets.engine.errors import problem, shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray


def tilted_numbers(p: int, removal: str, log_kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the probabilities of removing 0 to p parts, (p + 1,), in proportion to LIME's times a kernel.

    Parameters
    ----------
    p : int
    removal : {"uniform", "binomial"}
        LIME's distribution of the number; see `lime_widgets.engine.sampling.masks.Masks`.
    log_kernel : ndarray of shape (p + 1,)
        The logarithm of the kernel for each number.

    Examples
    --------
    >>> tilted_numbers(3, "binomial", np.log([1.0, 0.5, 0.25, 0.125])).round(4).tolist()
    [0.2963, 0.4444, 0.2222, 0.037]
    """
    removed = np.arange(p + 1.0)
    logs = np.array(log_kernel, dtype=np.float64)
    if removal == "binomial":
        logs += gammaln(p + 1) - gammaln(removed + 1) - gammaln(p - removed + 1)
    else:
        logs[0] = -np.inf
    with np.errstate(under="ignore"):
        masses = np.exp(logs - logs.max())
    return np.asarray(masses / masses.sum())


def check_local_width(local_width: Any) -> float | None:
    """Check the kernel width at which samples are drawn; None is the default width.

    Raises
    ------
    LimeError
        If it is not a finite number above 0.
    """
    if local_width is None:
        return None
    if isinstance(local_width, int | float | np.number) and not isinstance(local_width, bool):
        width = float(local_width)
        if math.isfinite(width) and width > 0:
            return width
    raise problem("local_width.invalid", width=shortened(repr(local_width), 40))
