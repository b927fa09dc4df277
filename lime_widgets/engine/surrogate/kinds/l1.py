"""The lasso: least squares with a penalty on the sizes of the coefficients, at many kernel widths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lime_widgets.engine.surrogate.moments import inverse

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Passes over all coefficients between two tries to solve on the support, and at most in all.
_PASSES, _MOST_PASSES = 8, 4096
# Rounding, relative to the largest product with the output.
_ROUNDING = 1e-11


def lassos(
    gram: NDArray[np.float64], cross: NDArray[np.float64], alpha: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Minimize Σ w (y − β₀ − βᵀz)² + α‖β‖₁ at T widths, given the moments about the mean.

    Parameters
    ----------
    gram : ndarray of shape (T, K, K)
        Σ w (z − z̄)(z − z̄)ᵀ.
    cross : ndarray of shape (T, K)
        Σ w (z − z̄)(y − ȳ).
    alpha : float

    Returns
    -------
    coef : ndarray of shape (T, K)
        Exactly 0 outside of the support.
    inverse : ndarray of shape (T, K, K)
        G⁻¹ on the support, 0 elsewhere.

    Notes
    -----
    Coordinate descent (Friedman, Hastie and Tibshirani 2010, "Regularization paths for generalized linear models via
    coordinate descent", equation 5) finds the support and the signs, at all widths at once. On these the solution is
    G⁻¹(c − (α/2) sign β), which is accepted where it meets the conditions of optimality: so the digits do not depend
    on a tolerance.
    """
    n_widths, K = cross.shape
    own = np.einsum("tii->ti", gram)
    varies = own > 0
    half = alpha / 2.0
    coef = np.zeros_like(cross)
    inverted = np.zeros_like(gram)
    if alpha == 0.0:
        inverted = inverse(gram, 0.0, varies)
        return np.einsum("tij,tj->ti", inverted, cross), inverted
    left = np.arange(n_widths)  # the widths that are not solved yet
    for _ in range(_MOST_PASSES // _PASSES):
        moved = coef[left]
        some, to, sizes, vary = gram[left], cross[left], own[left], varies[left]
        for _ in range(_PASSES):
            for j in range(K):
                pull = to[:, j] - np.einsum("ti,ti->t", some[:, j], moved) + sizes[:, j] * moved[:, j]
                shrunk = np.sign(pull) * np.maximum(np.abs(pull) - half, 0.0)
                moved[:, j] = np.divide(shrunk, sizes[:, j], out=np.zeros(len(left)), where=vary[:, j])
        solved, exact, support_inverse = _on_support(some, to, moved, half)
        coef[left] = np.where(solved[:, None], exact, moved)
        inverted[left] = support_inverse
        left = left[~solved]
        if not len(left):
            break
    return coef, inverted


def _on_support(
    gram: NDArray[np.float64], cross: NDArray[np.float64], coef: NDArray[np.float64], half: float
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Solve on the support with the signs that the coefficients have, and tell where that is the optimum."""
    support, signs = coef != 0, np.sign(coef)
    inverted = inverse(gram * (support[:, :, None] & support[:, None, :]), 0.0, support)
    exact = np.einsum("tij,tj->ti", inverted, cross - half * signs) * support
    pulls = cross - np.einsum("tij,tj->ti", gram, exact)
    room = _ROUNDING * (np.abs(cross).max(axis=1, initial=0.0, keepdims=True) + half)
    outside = (np.abs(pulls) <= half + room) | support
    inside = (np.sign(exact) == signs) & (np.abs(pulls - half * signs) <= room) | ~support
    return (outside & inside).all(axis=1), exact, inverted
