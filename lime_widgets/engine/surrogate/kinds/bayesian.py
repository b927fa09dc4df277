"""The Bayesian ridge: coefficients with a normal prior, whose mean and precision may come from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.moments import Moments

# Shape and rate of the Gamma distributions of both precisions, for answers in standard deviations: nearly flat.
_SHAPE = _RATE = 1e-6
# The evidence is first compared at these ratios λ/α, shares of the largest eigenvalue of G.
_RATIOS = np.logspace(-14, 4, 37)
# The precisions are estimated until no coefficient moves by more than this share of the largest.
_TOLERANCE = 1e-13
# With one effective sample or two there is hardly any evidence, and the last digits take ten times as many steps.
_MOST_STEPS = 1_000
# A precision of some features beside given ones needs an eigendecomposition at each step, and fewer digits.
_TOLERANCE_OF_SOME = 1e-7
_MOST_STEPS_OF_SOME = 100


class Beliefs(NamedTuple):
    """What is believed before the samples are seen.

    Attributes
    ----------
    mean : ndarray of shape (p,) or None
        The prior mean μ₀ of each feature's coefficient; None is 0.
    precision : float, ndarray of shape (p,) or None
        The prior precision λ, 1 over the variance; None: one number for all, estimated. NaN in an array: one number
        for these features, estimated beside the given ones.
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
    of G (MacKay 1992, "Bayesian interpolation", section 4). The answers are measured in their weighted standard
    deviation, so that the weights of cy are c times those of y. For such answers, with the same nearly flat
    hyperpriors, this is the limit of scikit-learn's `BayesianRidge` as its ``tol`` goes to 0, unless that climbs a
    lower maximum. For large answers it may stop near 0, where the hyperpriors outweigh the samples.
    """
    mean = np.zeros(features.shape) if beliefs.mean is None else beliefs.mean[features] * kept
    given = beliefs.precision
    fixed = given is not None
    scale = np.ones(features.shape)
    if given is not None:
        scale = np.where(kept, given[features] if isinstance(given, np.ndarray) else given, 1.0)
    spread = own.spread - np.einsum("ti,ti->t", mean, 2 * own.cross - np.einsum("tij,tj->ti", own.gram, mean))
    if (open_ := np.isnan(scale)).any():
        scale = _filled(own, mean, scale, open_, spread, beliefs.noise)
    root, sizes, axes, along = _turned(own, mean, scale)
    precision, noise = _precisions(own, sizes, along, spread, fixed=fixed, noise=beliefs.noise)
    ratio = (precision / noise)[:, None]
    shrunk = 1.0 / (sizes + ratio)
    moved = np.einsum("tij,tj->ti", axes, shrunk * along) / root
    inverted = np.einsum("tij,tj,tkj->tik", axes, shrunk, axes) / (root[:, :, None] * root[:, None, :])
    inverted *= kept[:, :, None] & kept[:, None, :]
    sd = np.sqrt(np.einsum("tii->ti", inverted) / noise[:, None])
    gamma = (sizes * shrunk).sum(axis=1)
    return Posterior((mean + moved) * kept, sd, inverted, gamma / np.maximum(kept.sum(axis=1), 1))


def _turned(own: Moments, mean: NDArray[np.float64], scale: NDArray[np.float64]) -> tuple[NDArray[np.float64], ...]:
    """Give √scale, eigenvalues and eigenvectors of G, and the moments with the answers along these.

    In units of the prior's standard deviations, and relative to its mean, the prior is the same in all directions.
    """
    root = np.sqrt(scale)
    about_prior = (own.cross - np.einsum("tij,tj->ti", own.gram, mean)) / root
    sizes, axes = np.linalg.eigh(own.gram / (root[:, :, None] * root[:, None, :]))
    return root, np.maximum(sizes, 0.0), axes, np.einsum("tij,ti->tj", axes, about_prior)


def _filled(
    own: Moments,
    mean: NDArray[np.float64],
    scale: NDArray[np.float64],
    open_: NDArray[np.bool_],
    spread: NDArray[np.float64],
    noise: float | None,
) -> NDArray[np.float64]:
    """Estimate the precision of the features that have none, (T, K) with NaN, by the fixed point of `posteriors`.

    It starts where all features had one estimated precision, and sums γ and ‖μ − μ₀‖² over these features only.
    """
    _, sizes, _, along = _turned(own, mean, np.ones_like(scale))
    lam, alpha = _precisions(own, sizes, along, spread, fixed=False, noise=noise)
    variance = _variance(own)
    former = np.full_like(scale, np.inf)
    for _ in range(_MOST_STEPS_OF_SOME):
        filled = np.where(open_, lam[:, None], scale)
        root, sizes, axes, along = _turned(own, mean, filled)
        ridge = _Ridge(own.total, sizes, along, spread)
        turned, residual, gamma = ridge.at(1.0 / alpha)
        coef = np.einsum("tij,tj->ti", axes, turned) / root
        if (np.abs(coef - former) <= _TOLERANCE_OF_SOME * np.abs(mean + coef).max(axis=1, keepdims=True)).all():
            break
        former = coef
        # λ times the posterior variance of each feature is the share that its prior keeps.
        kept = np.einsum("tij,tj->ti", np.square(axes), 1.0 / (1.0 + alpha[:, None] * sizes))
        freedom = np.where(open_, 1.0 - kept, 0.0).sum(axis=1)
        square = np.where(open_, np.square(coef), 0.0).sum(axis=1)
        lam = (freedom + 2 * _SHAPE) / (square + 2 * _RATE * variance)
        if noise is None:
            left = np.maximum(own.total - gamma, 0.0)
            alpha = (left + 2 * _SHAPE) / (residual + 2 * _RATE * variance)
    return np.where(open_, lam[:, None], scale)


def _variance(own: Moments) -> NDArray[np.float64]:
    """Give the weighted variance of the answers, or 1 where it vanishes."""
    variance = np.maximum(own.spread, 0.0) / own.total
    variance[variance < np.finfo(float).tiny] = 1.0
    return variance


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
    if fixed and noise is not None:
        return np.ones(len(sizes)), np.full(len(sizes), noise)
    # The hyperpriors are flat only for answers of about 1.
    variance = _variance(own)
    ridge = _Ridge(own.total, sizes, along / np.sqrt(variance)[:, None], spread / variance)
    lam, alpha = ridge.climb(variance if fixed else None, None if noise is None else noise * variance)
    return lam / variance, alpha / variance


class _Ridge(NamedTuple):
    """Moments along the eigenvectors of G, of answers in units of their standard deviation; see `posteriors`."""

    total: NDArray[np.float64]
    sizes: NDArray[np.float64]
    along: NDArray[np.float64]
    spread: NDArray[np.float64]

    def at(self, ratio: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Give the coefficients (T, K), Σ w r² and γ where λ/α is a ratio (T,)."""
        shrunk = 1.0 / (self.sizes + ratio[:, None])
        coef = shrunk * self.along
        residual = np.maximum(self.spread - np.einsum("ti,ti->t", coef, 2 * self.along - self.sizes * coef), 0.0)
        return coef, residual, (self.sizes * shrunk).sum(axis=1)

    def climb(
        self, given: NDArray[np.float64] | None, noise: NDArray[np.float64] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Find the maximum of the evidence, by the fixed point, over λ and α that are not given."""
        lam, alpha = self._highest(given, noise)
        former = np.full_like(self.along, np.inf)
        for _ in range(_MOST_STEPS):
            coef, residual, gamma = self.at(lam / alpha)
            if given is None:
                lam = (gamma + 2 * _SHAPE) / (np.square(coef).sum(axis=1) + 2 * _RATE)
            if noise is None:
                # A narrow kernel has less weight than there are coefficients, and says nothing about the noise.
                alpha = (np.maximum(self.total - gamma, 0.0) + 2 * _SHAPE) / (residual + 2 * _RATE)
            moved = np.abs(coef - former).max(axis=1, initial=0.0)
            if (moved <= _TOLERANCE * np.abs(coef).max(axis=1, initial=0.0)).all():
                break
            former = coef
        return lam, alpha

    def _highest(
        self, given: NDArray[np.float64] | None, noise: NDArray[np.float64] | None
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the λ and α of the largest evidence among some ratios: the fixed point climbs the maximum nearby."""
        largest = self.sizes.max(axis=1, initial=0.0)
        best = np.full(len(largest), -np.inf)
        start = np.ones((2, len(largest)))
        for share in _RATIOS:
            ratio = share * np.where(largest > 0, largest, 1.0)
            coef, residual, _ = self.at(ratio)
            square = np.square(coef).sum(axis=1)
            if noise is not None:
                alpha = noise
            elif given is not None:
                alpha = given / ratio
            else:  # the α of the largest evidence at this ratio
                alpha = (self.total + 4 * _SHAPE) / (residual + ratio * square + 2 * _RATE * (1 + ratio))
            lam = ratio * alpha
            evidence = (
                (self.total / 2 + _SHAPE) * np.log(alpha)
                + _SHAPE * np.log(lam)
                - np.log1p(self.sizes / ratio[:, None]).sum(axis=1) / 2
                - alpha * (residual + ratio * square) / 2
                - _RATE * (alpha + lam)
            )
            higher = evidence > best
            best = np.where(higher, evidence, best)
            start = np.where(higher, [lam, alpha], start)
        return start[0], start[1]
