"""Proximity kernels: how much a sample counts, given its distance from the instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from lime_widgets.engine.errors import problem, sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

KernelName = Literal["exponential", "gaussian", "epanechnikov", "triangular", "uniform"]
KERNELS: tuple[KernelName, ...] = get_args(KernelName)
# A kernel of one's own takes distances and widths that broadcast against each other.
Kernel: TypeAlias = KernelName | Callable[..., Any]

# Steps of the grid of kernel widths to a doubling, and doublings to either side of the default.
_STEPS_A_DOUBLING = 16
_DOUBLINGS = 4


def kernel_weights(
    distances: NDArray[np.float64], kernel_widths: ArrayLike, kernel: Kernel = "exponential"
) -> NDArray[np.float64]:
    """Weigh the samples by their distance, for every kernel width.

    Parameters
    ----------
    distances : ndarray of shape (n,)
        Distances from the instance.
    kernel_widths : array_like of shape (T,)
        In units of the distances; each positive and finite.
    kernel : {"exponential", "gaussian", "epanechnikov", "triangular", "uniform"} or callable, default "exponential"
        ``"gaussian"`` is exp(−d²/σ²) as it is written in Ribeiro et al. 2016, section 3.4;
        ``"exponential"`` is what LIME computes, the root of that, √exp(−d²/σ²) = exp(−d²/2σ²), which
        reaches √2 times as far; ``"epanechnikov"`` is max(0, 1 − d²/σ²), ``"triangular"``
        max(0, 1 − d/σ), ``"uniform"`` 1 up to σ. A callable takes ``(distances, kernel_width)``.

    Returns
    -------
    ndarray of shape (T, n)

    Raises
    ------
    LimeError
        If a width is not positive and finite, the kernel is not known, or a callable
        answers with something other than finite weights ≥ 0.
    """
    widths = np.atleast_1d(check_kernel_widths(kernel_widths))[:, None]
    if kernel in {"exponential", "gaussian"}:
        rate = -0.5 if kernel == "exponential" else -1.0
        with np.errstate(under="ignore", over="ignore"):
            # The square of a width below 1e-150 is 0, and 0/0 at the instance no weight.
            weights = np.square(distances) * (rate / np.square(np.maximum(widths, 1e-150)))
            return np.exp(weights, out=weights)
    if kernel == "epanechnikov":
        with np.errstate(under="ignore", over="ignore"):
            return np.maximum(0.0, 1.0 - np.square(distances / widths))
    if kernel == "triangular":
        with np.errstate(over="ignore"):
            return np.maximum(0.0, 1.0 - distances / widths)
    if kernel == "uniform":
        return (distances <= widths).astype(np.float64)
    if not callable(kernel):
        raise problem(
            f"The kernel is {kernel!r}.",
            expected="one of " + ", ".join(f'"{name}"' for name in KERNELS) + ", or a callable",
            mend='Leave it out to get LIME\'s "exponential".',
        )
    try:
        weights = np.stack([np.asarray(kernel(distances, width), np.float64) for width in widths[:, 0]])
    except Exception as error:
        raise problem(
            f"The kernel raised {sentence(error)}",
            expected=f"{len(distances):,} weights for as many distances and one kernel width",
            mend="Make it a function of (distances, kernel_width) that returns one weight a row.",
        ) from error
    if weights.shape != (len(widths), len(distances)) or not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise problem(
            f"The kernel answered with an array of shape {weights.shape[1:]}, "
            f"smallest value {weights.min(initial=np.inf):.4g}.",
            expected=f"{len(distances):,} finite weights, none below 0",
            mend="Make it a function of (distances, kernel_width) that returns one weight a row.",
        )
    return weights


def check_kernel_widths(kernel_widths: ArrayLike) -> NDArray[np.float64]:
    """Give the widths back as floats, or say which one cannot be a width.

    Raises
    ------
    LimeError
        If one is not a number, not finite, or not above 0.
    """
    try:
        given = np.asarray(kernel_widths)
        # Text and truth values can be read as numbers, and are no widths.
        widths = given.astype(object if given.dtype.kind in "SUb" else np.float64)
        wrong = widths[~(np.isfinite(widths) & (widths > 0))]
    except (TypeError, ValueError):
        wrong = np.array([kernel_widths], dtype=object)
    if wrong.size or not widths.size:
        shown = repr(wrong.flat[0]) if wrong.dtype == object and wrong.size else next(iter(wrong.flat), None)
        raise problem(
            f"The kernel width is {shown if wrong.size else 'an empty list'}.",
            expected="a finite number above 0, in units of the distance",
            mend="Leave it out (None) to get the default width.",
        )
    return widths


def kernel_width_grid(default: float) -> NDArray[np.float64]:
    """Give the grid that a kernel width is swept over: a sixteenth of the default to sixteen times it.

    Parameters
    ----------
    default : float
        The width in the middle of the grid.

    Returns
    -------
    ndarray of shape (129,)
        Ascending, sixteen steps to a doubling.

    Examples
    --------
    >>> grid = kernel_width_grid(2.0)
    >>> [float(width) for width in grid[[0, 64, 80, 128]]]
    [0.125, 2.0, 4.0, 32.0]
    """
    reach = _DOUBLINGS * _STEPS_A_DOUBLING
    steps = np.arange(-reach, reach + 1) / _STEPS_A_DOUBLING
    return np.asarray(default * np.exp2(steps))


def effective_sample_size(
    weights: NDArray[np.float64], counts: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Number of equally weighted samples that would carry as much: (Σw)² / Σw² (Kish 1965).

    Parameters
    ----------
    weights : ndarray of shape (..., n)
    counts : ndarray of shape (n,), optional
        How many samples each weight stands for; one each by default.

    Returns
    -------
    ndarray of shape (...)
        Between 1 and n; 0 where every weight is 0.
    """
    counted = weights if counts is None else weights * counts
    total = counted.sum(axis=-1)
    squares = np.einsum("...i,...i->...", counted, weights)
    return np.asarray(np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0))
