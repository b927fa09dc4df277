"""Shapley values as the fits of a sweep: the same at every kernel width."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.explanation.intervals import Errors, errors
from lime_widgets.engine.explanation.kernel import effective_sample_size
from lime_widgets.engine.explanation.shapley.constrained import divide
from lime_widgets.engine.explanation.shapley.game import game_of, single_weights
from lime_widgets.engine.rounding import in_steps
from lime_widgets.engine.surrogate.fit import Fits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.shapley.constrained import Division


class ShapleyFits(NamedTuple):
    """Shapley values as a sweep takes them, all for one width.

    Attributes
    ----------
    fits : Fits
        The values of the shown features, largest first.
    errors : Errors
        Their standard errors and intervals, (1, K).
    ess : ndarray of shape (1,)
    base : float
        The answer with every feature removed, f(∅).
    rest : float
        The sum of the values that are not shown.
    """

    fits: Fits
    errors: Errors
    ess: NDArray[np.float64]
    base: float
    rest: float


def shapley_fits(
    samples: Any, output: int, y: NDArray[np.float64], unit: float, *, n_features: int, with_stderr: bool
) -> ShapleyFits:
    """Divide the answer for the instance among all features, and show those with the largest values.

    Parameters
    ----------
    samples : Neighborhood
    output : int
    y : ndarray of shape (n,)
        This output, divided by `unit`.
    unit : float
    n_features : int
        How many features to show.
    with_stderr : bool
    """
    game = game_of(samples)
    base, p = float(game.empty[output]) / unit, game.Z.shape[1]
    division = divide(game, y, base, samples.clusters, with_stderr=with_stderr and not samples.exact)
    # Equal values keep their order, whatever the seed.
    shown = np.argsort(-in_steps(np.abs(division.values)), kind="stable")[:n_features]
    weights, single = game.weights[None], single_weights(game)[None]
    # Rows of one mask with different background rows are one equation of the fit.
    distinct = game.n_masks / len(game.Z)
    ess = np.maximum(effective_sample_size(single, game.counts) * distinct, 1.0)
    fits = _fits(division, shown, y)
    if samples.exact or p == 1:
        made = Errors(np.zeros_like(fits.coef), np.zeros_like(fits.coef))
    else:
        # The sum is given, and so is the base: p − 1 numbers are fitted.
        made = errors(fits.stderr, np.array([p - 2]), ess, weights, samples.clusters)
    rest = float(y[0]) - base - float(fits.coef.sum())
    return ShapleyFits(fits, made, ess, base, rest if len(shown) < p else 0.0)


def _fits(division: Division, shown: NDArray[np.intp], y: NDArray[np.float64]) -> Fits:
    varies = division.spread > 1e-26 * division.total * float(np.square(y).max())
    score = 1.0 - division.residual / division.spread if varies else np.nan
    left_out = 1.0 - division.left_out / division.spread if varies else np.nan
    instance = np.array([float(y[0])])
    return Fits(
        features=shown[None],
        coef=division.values[shown][None],
        stderr=division.stderr[shown][None],
        at_instance=instance,
        link=instance,
        score=np.array([score]),
        loo_score=np.array([min(left_out, score)]),
        retained=np.ones(1),
        # Where only the instance gets another answer, the features between them have it all.
        deviation=np.array([np.ptp(y)]),
        separated=np.zeros(1, dtype=np.bool_),
        models=(None,),
    )
