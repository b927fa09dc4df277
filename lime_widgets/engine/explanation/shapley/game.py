"""The game that Shapley values divide: which rows keep which features, how much each counts, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Game:
    """The rows of a neighborhood as a coalition game: the features that a row keeps, and what the model answers.

    Attributes
    ----------
    Z : ndarray of shape (n, p)
        1 where a feature is kept, 0 where it is removed; row 0 keeps all.
    weights : ndarray of shape (n,)
        The Shapley kernel divided by the probability of each row, the largest 1; 0 where all or none are kept.
    counts : ndarray of shape (n,) or None
        The number of samples that each row represents. `weights` contain them.
    empty : ndarray of shape (k,)
        The answers with every feature removed.
    empty_rows : ndarray of int of shape (m,)
        The rows whose mean `empty` is, if it was sampled; none if it is known exactly.
    """

    Z: NDArray[np.float64]
    weights: NDArray[np.float64]
    counts: NDArray[np.float64] | None
    empty: NDArray[np.float64]
    empty_rows: NDArray[np.intp]


def shapley_kernel(n_kept: NDArray[np.float64], p: int) -> NDArray[np.float64]:
    """Compute the logarithm of the Shapley kernel, (p − 1)/(C(p, s)·s·(p − s)) for s of p features kept.

    It is equation 9 of Lundberg and Lee 2017, "A unified approach to interpreting model predictions" (theorem 2).

    Parameters
    ----------
    n_kept : ndarray of shape (n,)
        The numbers s.
    p : int

    Returns
    -------
    ndarray of shape (n,)
        −∞ where s is 0 or p: there the weight is infinite, and a constraint holds the fit.

    Examples
    --------
    >>> import numpy as np
    >>> np.exp(shapley_kernel(np.array([1.0, 2.0, 3.0]), 4)).round(6).tolist()
    [0.25, 0.125, 0.25]
    """
    inner = (n_kept > 0) & (n_kept < p)
    s = np.where(inner, n_kept, 1.0)
    rest = np.where(inner, p - s, 1.0)
    choices = gammaln(p + 1.0) - gammaln(s + 1.0) - gammaln(rest + 1.0)
    return np.where(inner, np.log(max(p - 1.0, 1.0)) - choices - np.log(s) - np.log(rest), -np.inf)


def game_of(samples: Any) -> Game:
    """Read a `Neighborhood` as a coalition game.

    Raises
    ------
    LimeError
        If features are not on or off, row 0 does not keep all of them, or the answer with every feature removed is
        unknown.
    """
    Z = samples.Z
    if samples.yardstick is not None:
        raise problem("shapley.sampling")
    off = (Z != 0) & (Z != 1)
    if off.any():
        row, column = map(int, np.argwhere(off)[0])
        raise problem("shapley.numbers", name=samples.feature_names[column], row=row, value=Z[row, column])
    if not Z[0].all():
        missing = samples.feature_names[int(np.argmin(Z[0]))]
        raise problem("shapley.instance", name=missing)
    n_kept = Z.sum(axis=1)
    empty_rows = np.flatnonzero(n_kept == 0)
    if samples.empty is not None:
        empty, empty_rows = samples.empty, empty_rows[:0]
    elif len(empty_rows):
        empty = samples.y[empty_rows].mean(axis=0)
    else:
        raise problem("shapley.no_empty", n=len(Z), least=int(n_kept.min()), p=Z.shape[1])
    return Game(Z, _weights(n_kept, Z.shape[1], samples), samples.counts, empty, empty_rows)


def single_weights(game: Game) -> NDArray[np.float64]:
    """Give the weight of one of the samples that each row represents, (n,)."""
    weights, counts = game.weights, game.counts
    if counts is None:
        return weights
    return np.divide(weights, counts, out=np.zeros_like(weights), where=counts > 0)


def _weights(n_kept: NDArray[np.float64], p: int, samples: Any) -> NDArray[np.float64]:
    logs = shapley_kernel(n_kept, p)
    with np.errstate(divide="ignore", invalid="ignore"):  # all or none kept: the weight is 0 in any case
        if samples.probabilities is not None:
            logs = logs - np.log(samples.probabilities)
        if samples.counts is not None:
            logs = logs + np.log(samples.counts)
    logs = np.where((n_kept > 0) & (n_kept < p), logs, -np.inf)
    most = float(logs.max())
    return np.zeros(len(logs)) if most == -np.inf else np.asarray(np.exp(logs - most))
