"""Proximity kernels: how much a sample counts, given its distance from the instance."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import numpy as np

from lime_widgets.engine.errors import in_quotes, problem, sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

KernelName = Literal["exponential", "gaussian", "epanechnikov", "triangular", "uniform"]
KERNELS: tuple[KernelName, ...] = get_args(KernelName)
# Weights of Shapley values go by the number of features that a sample keeps, not by its distance; see
# `lime_widgets.engine.explanation.shapley`.
SHAPLEY = "shapley"
# A custom kernel takes distances and one kernel width.
Kernel: TypeAlias = KernelName | Literal["shapley"] | Callable[..., Any]

# The grid of kernel widths has this many steps per doubling, and doublings to either side of the default.
_STEPS_PER_DOUBLING = 16
_DOUBLINGS = 4
# Below this weight the squares of the weights underflow.
_NO_WEIGHT = 1e-150
# The largest logarithm of a weight: sums of squares of such weights do not overflow.
_MOST_LOG_WEIGHT = 300.0
# The factors of (d/σ)² in the logarithms of these kernels.
_GAUSSIAN_RATES: dict[Any, float] = {"exponential": -0.5, "gaussian": -1.0}


def kernel_weights(
    distances: NDArray[np.float64], kernel_widths: ArrayLike, kernel: Kernel = "exponential"
) -> NDArray[np.float64]:
    """Compute the weights of the samples from their distances, for each kernel width.

    Parameters
    ----------
    distances : ndarray of shape (n,)
        Distances from the instance.
    kernel_widths : array_like of shape (T,)
        In units of the distances; each positive and finite.
    kernel : {"exponential", "gaussian", "epanechnikov", "triangular", "uniform"} or callable, default "exponential"
        ``"gaussian"`` is exp(−d²/σ²), as in Ribeiro et al. 2016, section 3.4; ``"exponential"`` is its root,
        √exp(−d²/σ²) = exp(−d²/2σ²), which the reference implementation computes and which reaches √2
        times as far; ``"epanechnikov"`` is max(0, 1 − d²/σ²), ``"triangular"``
        max(0, 1 − d/σ), ``"uniform"`` 1 up to σ. A callable takes ``(distances, kernel_width)``.

    Returns
    -------
    ndarray of shape (T, n)

    Raises
    ------
    LimeError
        If a width is not positive and finite, the kernel is unknown, or a callable does not return
        finite weights ≥ 0.
    """
    widths = np.atleast_1d(check_kernel_widths(kernel_widths))[:, None]
    if kernel in _GAUSSIAN_RATES:
        rate = _GAUSSIAN_RATES[kernel]
        with np.errstate(under="ignore", over="ignore"):
            # The square of a width below 1e-150 is 0, and 0/0 at the instance is not a weight.
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
    if kernel == SHAPLEY:
        raise problem("shapley.distances")
    if not callable(kernel):
        raise problem("kernel.unknown", kernel=kernel, known=in_quotes((*KERNELS, SHAPLEY)))
    try:
        weights = np.stack([np.asarray(kernel(distances, width), np.float64) for width in widths[:, 0]])
    except Exception as error:
        raise problem("kernel.failed", reason=sentence(error), needed=len(distances)) from error
    if weights.shape != (len(widths), len(distances)) or not (np.isfinite(weights).all() and (weights >= 0).all()):
        raise problem(
            "kernel.weights", shape=weights.shape[1:], least=weights.min(initial=np.inf), needed=len(distances)
        )
    return weights


def sample_weights(
    distances: NDArray[np.float64],
    kernel_widths: ArrayLike,
    kernel: Kernel = "exponential",
    counts: NDArray[np.float64] | None = None,
    log_proposal: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Compute the weights of samples, some of which may represent several, or row 0 none; see `kernel_weights`.

    Parameters
    ----------
    counts : ndarray of shape (n,), optional
        The number of samples each row represents; by default 1. They are not multiplied in.
    log_proposal : ndarray of shape (n,), optional
        See `Neighborhood`: the weight is divided by what this is the logarithm of.

    Returns
    -------
    ndarray of shape (T, n)
    """
    if log_proposal is None:
        weights = kernel_weights(distances, kernel_widths, kernel)
    else:
        weights = _relative_weights(distances, kernel_widths, kernel, log_proposal)
    if counts is not None and not counts[0]:
        # Without the instance a narrow kernel may reach no sample. Then the nearest samples have all the weight.
        unreached = np.where(counts > 0, weights, 0.0).max(axis=1) < _NO_WEIGHT
        if unreached.any():
            away = np.where(counts > 0, distances, np.inf)
            weights[unreached] = away == away.min()
    return weights


def _relative_weights(
    distances: NDArray[np.float64], kernel_widths: ArrayLike, kernel: Kernel, log_proposal: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Divide kernel weights by exp(log_proposal), (T, n): both may be too small for a float, and their ratio not."""
    if kernel in _GAUSSIAN_RATES:
        widths = np.atleast_1d(check_kernel_widths(kernel_widths))[:, None]
        with np.errstate(over="ignore"):
            log_weights = np.square(distances) * (_GAUSSIAN_RATES[kernel] / np.square(np.maximum(widths, 1e-150)))
    else:
        with np.errstate(divide="ignore"):
            log_weights = np.log(kernel_weights(distances, kernel_widths, kernel))
    log_weights -= log_proposal
    # At a width far above that of the proposal, squares of the weights of far samples would overflow.
    log_weights -= np.maximum(log_weights.max(axis=1, keepdims=True) - _MOST_LOG_WEIGHT, 0.0)
    with np.errstate(under="ignore"):
        return np.exp(log_weights, out=log_weights)


def gaussian_width(kernel: Kernel, kernel_width: float) -> float:
    """Give the width of the exponential kernel whose weight falls to exp(−1/2) at the same distance.

    Parameters
    ----------
    kernel : str or callable
        A callable is taken for an exponential kernel, and the uniform kernel, which never falls, ends there.
    kernel_width : float

    Returns
    -------
    float

    Examples
    --------
    >>> round(gaussian_width("gaussian", 2.0), 4), gaussian_width("exponential", 2.0)
    (1.4142, 2.0)
    """
    reach = math.exp(-0.5)
    shares = {"gaussian": math.sqrt(0.5), "epanechnikov": math.sqrt(1.0 - reach), "triangular": 1.0 - reach}
    return kernel_width * (shares.get(kernel, 1.0) if isinstance(kernel, str) else 1.0)


def check_kernel_widths(kernel_widths: ArrayLike) -> NDArray[np.float64]:
    """Check kernel widths, and give them as floats.

    Raises
    ------
    LimeError
        If one is not a number, not finite, or not above 0.
    """
    try:
        given = np.asarray(kernel_widths)
        # Text and truth values can be converted to numbers, but are not widths.
        widths = given.astype(object if given.dtype.kind in "SUb" else np.float64)
        wrong = widths[~(np.isfinite(widths) & (widths > 0))]
    except (TypeError, ValueError):
        wrong = np.array([kernel_widths], dtype=object)
    if wrong.size or not widths.size:
        shown = repr(wrong.flat[0]) if wrong.dtype == object and wrong.size else next(iter(wrong.flat), None)
        raise problem("kernel_width.invalid", width=shown) if wrong.size else problem("kernel_width.none")
    return widths


def kernel_width_grid(default: float) -> NDArray[np.float64]:
    """Give the grid of kernel widths for a sweep: 1/16 to 16 times the default.

    Parameters
    ----------
    default : float
        The width in the middle of the grid.

    Returns
    -------
    ndarray of shape (129,)
        Ascending, sixteen steps per doubling.

    Examples
    --------
    >>> grid = kernel_width_grid(2.0)
    >>> [float(width) for width in grid[[0, 64, 80, 128]]]
    [0.125, 2.0, 4.0, 32.0]
    """
    reach = _DOUBLINGS * _STEPS_PER_DOUBLING
    steps = np.arange(-reach, reach + 1) / _STEPS_PER_DOUBLING
    return np.asarray(default * np.exp2(steps))


def effective_sample_size(
    weights: NDArray[np.float64], counts: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Compute the effective sample size (Σw)² / Σw² (Kish 1965): the number of samples of equal weight.

    Parameters
    ----------
    weights : ndarray of shape (..., n)
    counts : ndarray of shape (n,), optional
        The number of samples each weight represents; by default 1.

    Returns
    -------
    ndarray of shape (...)
        Between 1 and n; 0 where every weight is 0.
    """
    counted = weights if counts is None else weights * counts
    total = counted.sum(axis=-1)
    squares = np.einsum("...i,...i->...", counted, weights)
    return np.asarray(np.divide(total**2, squares, out=np.zeros_like(total), where=squares > 0))
