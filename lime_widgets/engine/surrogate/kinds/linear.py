"""The lasso and the Bayesian ridge on the selected columns, at many kernel widths, with their errors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lime_widgets.engine.surrogate.kinds.bayesian import posteriors
from lime_widgets.engine.surrogate.kinds.l1 import lassos
from lime_widgets.engine.surrogate.kinds.raw_fits import FitOptions, RawFits
from lime_widgets.engine.surrogate.moments import Moments, inverse, moments_of, settle
from lime_widgets.engine.surrogate.residuals import Fitted, errors_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.surrogate.design_matrix import DesignMatrix


def fit_linear(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    options: FitOptions,
    moments: Moments,
) -> RawFits:
    """Fit the selected columns (T, K) at each of T widths.

    A feature whose coefficient the lasso sets to 0 is left out, as −1. Errors of the lasso are those of a sandwich
    with G⁻¹ on the support, for the support and the signs that were found. Samples are left out with the support, the
    signs and the precisions kept: then both fits are linear in the answers, and a sample's own error is r/(1 − h).
    """
    kept = features >= 0
    own = moments.of(np.arange(len(weights)), features, kept)
    gram, cross = settle(own.gram, own.mean_z, own.total), own.cross
    own = replace(own, gram=gram)
    stderr = None
    if options.surrogate == "lasso":
        coef, inverted = lassos(gram, cross, options.alpha)
        kept = kept & (coef != 0)
        retained = _left_of_least_squares(gram, cross, coef)
    else:
        posterior = posteriors(own, features, kept, options.beliefs)
        coef, stderr, inverted, retained = posterior.coef, posterior.sd, posterior.inverse, posterior.retained
    offset = moments.mean_y - np.einsum("ti,ti->t", coef, own.mean_z)
    fitted = Fitted(np.where(kept, features, 0), own.mean_z, coef, offset, own.total, inverted)
    # The posterior's deviations do not need the sandwich.
    sandwich = options.with_stderr and stderr is None
    variance, left_out = errors_of(design, y, weights, fitted, with_variance=sandwich)
    if stderr is None:
        stderr = np.where(kept, np.sqrt(np.maximum(variance, 0.0)), 0.0 * variance)
    return RawFits(
        features=np.where(kept, features, -1),
        coef=coef,
        stderr=stderr,
        offset=offset,
        residual=moments.spread - np.einsum("ti,ti->t", coef, 2 * cross - np.einsum("tij,tj->ti", gram, coef)),
        left_out=left_out,
        freedom=np.zeros(len(weights)),
        spread=moments.spread,
        total=moments.total,
        separated=np.zeros(len(weights), dtype=bool),
        retained=retained,
    )


def fit_linear_large_p(
    design: DesignMatrix,
    y: NDArray[np.float64],
    weights: NDArray[np.float64],
    features: NDArray[np.intp],
    options: FitOptions,
) -> RawFits:
    """Fit where features are many: widths with the same selected columns together, from the moments of these."""
    chosen, which = np.unique(features, axis=0, return_inverse=True)
    which = which.reshape(-1)
    parts: list[RawFits] = []
    order: list[NDArray[np.intp]] = []
    for place, columns in enumerate(chosen):
        widths = np.flatnonzero(which == place)
        order.append(widths)
        selected = columns[columns >= 0]
        own = _narrowed(options, selected)
        within = np.full((len(widths), features.shape[1]), -1, dtype=np.intp)
        within[:, : len(selected)] = np.arange(len(selected))
        if not len(selected):
            selected = np.zeros(1, dtype=np.intp)  # the moments of y need some column
        some = design.of(selected)
        fits = fit_linear(some, y, weights[widths], within, own, moments_of(some, y, weights[widths]))
        named = np.where(fits.features >= 0, selected[fits.features], -1)
        parts.append(replace(fits, features=named))
    back = np.argsort(np.concatenate(order))
    arrays: dict[str, Any] = {
        name: np.concatenate([vars(part)[name] for part in parts])[back]
        for name, value in vars(parts[0]).items()
        if isinstance(value, np.ndarray)
    }
    return replace(parts[0], **arrays)


def _narrowed(options: FitOptions, columns: NDArray[np.intp]) -> FitOptions:
    """Give the options with the prior of some columns only."""
    beliefs = options.beliefs
    mean = None if beliefs.mean is None else beliefs.mean[columns]
    precision = beliefs.precision
    if isinstance(precision, np.ndarray):
        precision = precision[columns]
    return options._replace(beliefs=beliefs._replace(mean=mean, precision=precision))


def _left_of_least_squares(
    gram: NDArray[np.float64], cross: NDArray[np.float64], coef: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give ‖β‖₁ as a share of that of least squares, as in Tibshirani (1996), section 2.2: (T,)."""
    varies = np.einsum("tii->ti", gram) > 0
    whole = np.abs(np.einsum("tij,tj->ti", inverse(gram, 0.0, varies), cross)).sum(axis=1)
    sizes = np.abs(coef).sum(axis=1)
    return np.asarray(np.minimum(np.divide(sizes, whole, out=np.ones_like(sizes), where=whole > 0), 1.0))
