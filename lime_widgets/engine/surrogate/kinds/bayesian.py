"""The Bayesian ridge: coefficients with a normal prior, whose mean and precision may come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.moments import Moments

# Shape and rate of the Gamma distributions of both precisions, as in scikit-learn: nearly flat.
_SHAPE = _RATE = 1e-6
# The precisions are estimated until no coefficient moves by more than this share of the largest.
_TOLERANCE = 1e-13
# With one effective sample or two there is hardly any evidence, and the last digits take ten times as many steps.
_MOST_STEPS = 1_000


class Beliefs(NamedTuple):
    """What is believed before the samples are seen.

    Attributes
    ----------
    mean : ndarray of shape (p,) or None
        The prior mean μ₀ of each feature's coefficient; None is 0.
    precision : float, ndarray of shape (p,) or None
        The prior precision λ, 1 over the variance; None: one number for all, estimated.
    noise : float or None
        The precision α of the noise in an answer of weight 1; None: estimated.
    """

    mean: NDArray[np.float64] | None = None
    precision: NDArray[np.float64] | float | None = None
    noise: float | None = None


class Posterior(NamedTuple):
    """Posteriors at T widths.

    Attributes
    ----------
    coef, sd : ndarray of shape (T, K)
        Mean and standard deviation of each coefficient.
    inverse : ndarray of shape (T, K, K)
        (G + Λ/α)⁻¹, which makes fitted values of answers.
    retained : ndarray of shape (T,)
        γ/K, the share of the coefficients that the samples determine, not the prior.
    """

    coef: NDArray[np.float64]
    sd: NDArray[np.float64]
    inverse: NDArray[np.float64]
    retained: NDArray[np.float64]


def posteriors(own: Moments, features: NDArray[np.intp], kept: NDArray[np.bool_], beliefs: Beliefs) -> Posterior:
    """Compute the posterior of the coefficients, with a flat prior on the intercept.

    Parameters
    ----------
    own : Moments
        Of the selected columns at each width.
    features : ndarray of int of shape (T, K)
    kept : ndarray of bool of shape (T, K)
    beliefs : Beliefs

    Returns
    -------
    Posterior

    Notes
    -----
    Σ = (Λ + αG)⁻¹ and μ = Σ(Λμ₀ + αc), with G and c the weighted moments about the mean (Zhao et al. 2021, "BayLIME:
    Bayesian local interpretable model-agnostic explanations", section 3). Precisions that are not given maximize the
    evidence, by the fixed point λ = γ/‖μ − μ₀‖² and α = (Σw − γ)/Σ w r² with γ = Σ αs/(λ + αs) over the eigenvalues s
    of G (MacKay 1992, "Bayesian interpolation", section 4). With the same nearly flat hyperpriors this is the limit of
    scikit-learn's `BayesianRidge` as its ``tol`` goes to 0.
    """
    mean = np.zeros(features.shape) if beliefs.mean is None else beliefs.mean[features] * kept
    given = beliefs.precision
    fixed = given is not None
    scale = np.ones(features.shape)
    if given is not None:
        scale = np.where(kept, given[features] if isinstance(given, np.ndarray) else given, 1.0)
    root = np.sqrt(scale)
    # In units of the prior's standard deviations, and relative to its mean, the prior is the same in all directions.
    about_prior = (own.cross - np.einsum("tij,tj->ti", own.gram, mean)) / root
    sizes, axes = np.linalg.eigh(own.gram / (root[:, :, None] * root[:, None, :]))
    sizes = np.maximum(sizes, 0.0)
    along = np.einsum("tij,ti->tj", axes, about_prior)
    spread = own.spread - np.einsum("ti,ti->t", mean, 2 * own.cross - np.einsum("tij,tj->ti", own.gram, mean))
    precision, noise = _precisions(own, sizes, along, spread, fixed=fixed, noise=beliefs.noise)
    ratio = (precision / noise)[:, None]
    shrunk = 1.0 / (sizes + ratio)
    moved = np.einsum("tij,tj->ti", axes, shrunk * along) / root
    inverted = np.einsum("tij,tj,tkj->tik", axes, shrunk, axes) / (root[:, :, None] * root[:, None, :])
    inverted *= kept[:, :, None] & kept[:, None, :]
    sd = np.sqrt(np.einsum("tii->ti", inverted) / noise[:, None])
    gamma = (sizes * shrunk).sum(axis=1)
    return Posterior((mean + moved) * kept, sd, inverted, gamma / np.maximum(kept.sum(axis=1), 1))


def _precisions(
    own: Moments,
    sizes: NDArray[np.float64],
    along: NDArray[np.float64],
    spread: NDArray[np.float64],
    *,
    fixed: bool,
    noise: float | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Estimate the prior's precision and that of the noise, as far as they are not given: both (T,)."""
    # As scikit-learn begins: the fixed point may have more than one.
    variance = np.maximum(own.spread, 0.0) / own.total
    alpha = np.full(len(sizes), noise) if noise is not None else 1.0 / (variance + np.finfo(float).eps)
    lam = np.ones(len(sizes))
    if fixed and noise is not None:
        return lam, alpha
    former = np.full_like(along, np.inf)
    for _ in range(_MOST_STEPS):
        shrunk = 1.0 / (sizes + (lam / alpha)[:, None])
        coef = shrunk * along
        residual = np.maximum(spread - np.einsum("ti,ti->t", coef, 2 * along - sizes * coef), 0.0)
        gamma = (sizes * shrunk).sum(axis=1)
        if not fixed:
            lam = (gamma + 2 * _SHAPE) / (np.square(coef).sum(axis=1) + 2 * _RATE)
        if noise is None:
            # A narrow kernel has less weight than there are coefficients, and says nothing about the noise.
            alpha = (np.maximum(own.total - gamma, 0.0) + 2 * _SHAPE) / (residual + 2 * _RATE)
        moved = np.abs(coef - former).max(axis=1, initial=0.0)
        if (moved <= _TOLERANCE * np.abs(coef).max(axis=1, initial=0.0)).all():
            break
        former = coef
    return lam, alpha
