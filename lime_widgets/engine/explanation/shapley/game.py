"""The game that Shapley values divide: which rows keep which features, how much each counts, and where it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammaln

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

# With this share of masks whose opposite was drawn too, the others are left out.
_NEARLY_ALL = 0.8


@dataclass(frozen=True, eq=False)
class Game:
    """The rows of a neighborhood as a coalition game: the features that a row keeps, and what the model answers.

    Attributes
    ----------
    Z : ndarray of shape (n, p)
        1 where a feature is kept, 0 where it is removed; row 0 keeps all.
    weights : ndarray of shape (n,)
        The Shapley kernel's mass of each size, shared among the rows of this size; the largest is 1. 0 where all
        features or none are kept.
    counts : ndarray of shape (n,) or None
        The number of samples that each row represents. `weights` contain them.
    empty : ndarray of shape (k,)
        The answers with every feature removed.
    empty_rows : ndarray of int of shape (m,)
        The rows whose mean `empty` is, if it was sampled; none if it is known exactly.
    unseen : ndarray of shape (n,)
        The share of the masks of the row's size that the samples lack, which the sampling error is about; 1 where
        rows of one mask were drawn with different absent values.
    """

    Z: NDArray[np.float64]
    weights: NDArray[np.float64]
    counts: NDArray[np.float64] | None
    empty: NDArray[np.float64]
    empty_rows: NDArray[np.intp]
    unseen: NDArray[np.float64]

    @property
    def n_masks(self) -> int:
        """The number of different masks."""
        return len(np.unique(_keys(self.Z > 0)))


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
    return np.where(inner, np.log(max(p - 1.0, 1.0)) - _log_choices(s, p) - np.log(s) - np.log(rest), -np.inf)


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
    weights, unseen = _weights(samples, n_kept)
    # Rows of one mask may differ where absent values were drawn at random: then more masks are not the whole error.
    fresh = unseen if samples.empty is not None else np.ones(len(Z))
    return Game(Z, weights, samples.counts, empty, empty_rows, fresh)


def single_weights(game: Game) -> NDArray[np.float64]:
    """Give the weight of one of the samples that each row represents, (n,)."""
    weights, counts = game.weights, game.counts
    if counts is None:
        return weights
    return np.divide(weights, counts, out=np.zeros_like(weights), where=counts > 0)


def _weights(samples: Any, n_kept: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share the kernel's mass of each size among the different masks of this size.

    The masses of the sizes are known, so that it does not matter how often each size was drawn; and a mask that was
    drawn twice tells no more than once. Where all masks of a size were drawn, it adds no sampling error.

    Returns
    -------
    weights : ndarray of shape (n,)
    unseen : ndarray of shape (n,)
        The share of the masks of the row's size that were not drawn.
    """
    n, p = samples.Z.shape
    counts = np.ones(n) if samples.counts is None else samples.counts
    weights, unseen = np.zeros((2, n))
    rows = np.flatnonzero((n_kept > 0) & (n_kept < p) & (counts > 0))
    if not len(rows):
        return weights, unseen
    masks = samples.Z[rows] > 0
    _, first, mask = np.unique(_keys(masks), return_index=True, return_inverse=True)
    size, count = n_kept[rows[first]].astype(np.intp), counts[rows]
    standing = _with_opposite(masks[first]).astype(np.float64)
    if samples.probabilities is not None:
        # Of masks of one size that were not equally likely, a rare one stands for the others that were not drawn
        # (Horvitz and Thompson 1952).
        chance = np.minimum(samples.probabilities[rows[first]], 1.0 - 1e-12)
        standing /= np.maximum(-np.expm1(counts.sum() * np.log1p(-chance)), np.finfo(float).tiny)
    in_all = np.bincount(size, standing, p)[size]
    of_mask = np.divide(standing, size * (p - size) * in_all, out=np.zeros(len(size)), where=standing > 0)
    weights[rows] = of_mask[mask] * count / np.bincount(mask, count)[mask]
    seen = np.log(np.bincount(size, minlength=p)[size]) - _log_choices(size.astype(np.float64), p)
    unseen[rows] = -np.expm1(np.minimum(seen, 0.0))[mask]
    return weights / weights.max(), unseen


def _with_opposite(masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Tell which of some different masks take part: those with their opposite where nearly all have one, else all.

    In pairs, the joint effects of two features cause no error (Covert and Lee 2021, section 4.2). A single mask
    without its opposite would bring it back.
    """
    known = set(_keys(masks).tolist())
    paired = np.fromiter((each in known for each in _keys(~masks).tolist()), np.bool_, len(masks))
    return paired if paired.mean() > _NEARLY_ALL else np.ones(len(masks), np.bool_)


def _keys(masks: NDArray[np.bool_]) -> NDArray[Any]:
    """Give a value for each mask, equal for equal ones: a whole number up to 64 parts, which is quickly sorted."""
    packed = np.packbits(masks, axis=1)
    width = packed.shape[1]
    if width > 8:
        return packed.view(f"V{width}").ravel()
    return np.pad(packed, ((0, 0), (0, 8 - width))).view(np.uint64).ravel()


def _log_choices(s: NDArray[np.float64], p: int) -> NDArray[np.float64]:
    return np.asarray(gammaln(p + 1.0) - gammaln(s + 1.0) - gammaln(p - s + 1.0))
