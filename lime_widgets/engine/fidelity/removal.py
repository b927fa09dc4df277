"""Deletion and insertion curves: the model's answer while features go or come, what raises it most first.

Petsiuk et al. 2018, "RISE: Randomized input sampling for explanation of black-box models", section 4.2: where an
explanation is faithful, the answer falls fast when the features that speak most for it are removed first, and rises
fast when they are added first to an instance without any. The measures are the areas under the two curves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MOST_STEPS = 40
"""Features without a weight, and many features, are removed several at a time, so that there are no more steps."""
N_BACKGROUND = 16
"""The values of a removed column come from this number of training rows, and the answers are averaged over them."""
LEAST_AT_SIZE, N_RANDOM = 8, 6
"""Where fewer samples than the first remove as many parts as a step does, the model is asked about some more masks."""


@dataclass(frozen=True, eq=False)
class Removal:
    """The model's answers while features are removed and added.

    Attributes
    ----------
    share : ndarray of shape (S + 1,)
        The share of the features that is removed, or added: from 0 to 1.
    deletion : ndarray of shape (S + 1,)
        The answer when the features that speak most for the output are removed first.
    insertion : ndarray of shape (S + 1,)
        The answer when they are added first, and everything else is removed.
    random : ndarray of shape (S + 1,)
        The mean answer when features are removed in random order.
    random_spread : float
        The standard deviation of the area under the curve of one random order. Of a text or an image it is an upper
        bound, as if an answer above the mean stayed so until nothing is left.
    random_error : float
        The standard error of the distance of `random_area` from the other areas, the larger of both. Of a table they
        have the same background rows.
    groups : tuple of S tuple of int
        The features, or the columns of a table, of each step.
    output, n_features : int
    kernel_width : float
        Of the explanation that gave the order.
    n_rows : int
        How many rows the model was asked about, known answers included.
    """

    share: NDArray[np.float64]
    deletion: NDArray[np.float64]
    insertion: NDArray[np.float64]
    random: NDArray[np.float64]
    random_spread: float
    random_error: float
    groups: tuple[tuple[int, ...], ...]
    output: int
    n_features: int
    kernel_width: float
    n_rows: int

    @property
    def deletion_area(self) -> float:
        """Area under the deletion curve over the share removed; a faithful order makes it small."""
        return area(self.share, self.deletion)

    @property
    def insertion_area(self) -> float:
        """Area under the insertion curve over the share added; a faithful order makes it large."""
        return area(self.share, self.insertion)

    @property
    def random_area(self) -> float:
        """Area under the mean curve of random orders, which is the same for deletion and insertion."""
        return area(self.share, self.random)


def area(share: NDArray[np.float64], answers: NDArray[np.float64]) -> float:
    """Compute the area under a curve by the trapezoidal rule.

    Examples
    --------
    >>> area(np.array([0.0, 0.5, 1.0]), np.array([1.0, 0.5, 0.0]))
    0.5
    """
    return float(np.sum(np.diff(share) * (answers[1:] + answers[:-1]) / 2))


def steps_of(effects: NDArray[np.float64], most: int = MOST_STEPS) -> tuple[tuple[int, ...], ...]:
    """Group features by how much they speak for the output, the most first; those without effect lie in the middle.

    Parameters
    ----------
    effects : ndarray of shape (p,)
        What the surrogate loses by each feature; 0 for a feature that it does not use.
    most : int, default 40

    Examples
    --------
    >>> steps_of(np.array([0.0, -0.5, 2.0, 0.0, 1.0]), most=4)
    ((2,), (4,), (0, 3), (1,))
    """
    order = np.argsort(-effects, kind="stable")
    ordered = effects[order]
    fore, idle, against = order[ordered > 0], order[ordered == 0], order[ordered < 0]
    n_idle = min(len(idle), most - len(fore) - len(against))
    if n_idle < (len(idle) > 0):
        parts = np.array_split(order, min(most, len(order)))
    else:
        middle = np.array_split(idle, n_idle) if n_idle else []
        parts = [*fore[:, None], *middle, *against[:, None]]
    return tuple(tuple(part.tolist()) for part in parts)


class MaskRemoval:
    """What to ask the model about a text or an image without some of its parts.

    Parameters
    ----------
    explanation : Explanation
        Gives the order: the part that raises the answer most goes first, whatever the size of the weights against it.
    samples : Neighborhood
        Its answers give the mean over random orders, where enough of its masks remove as many parts as a step does.
        Images have few samples with almost all or almost none of their superpixels; there the model is asked.
    random_state : int, default 0
        Seed of the masks that are asked about then.

    Attributes
    ----------
    questions : ndarray of bool of shape (m, p)
        Masks; true keeps a part.
    """

    def __init__(self, explanation: Any, samples: Any, *, random_state: int = 0) -> None:
        self._explanation, self._samples = explanation, samples
        p = samples.Z.shape[1]
        effects = np.zeros(p)
        effects[explanation.features] = explanation.coef
        self.groups = steps_of(effects)
        kept = np.ones((len(self.groups) + 1, p), dtype=np.bool_)
        for step, group in enumerate(self.groups):
            kept[step + 1 :, list(group)] = False
        self.share = 1.0 - kept.mean(axis=1)
        # Both curves begin or end with the whole instance and with nothing of it.
        removed = (~kept).sum(axis=1)
        self._few = 1 + np.flatnonzero(~np.isin(removed[1:-1], sizes_of(samples)))
        rng = np.random.default_rng(random_state)
        ranks = rng.random((len(self._few) * N_RANDOM, p)).argsort(axis=1).argsort(axis=1)
        self._n_own = 2 * len(kept) - 2
        random = ranks >= np.repeat(removed[self._few], N_RANDOM)[:, None]
        self.questions = np.concatenate([kept, ~kept[1:-1], random])

    def curves(self, answers: NDArray[np.float64]) -> Removal:
        """Give the curves from the model's answers to the questions, (m, k)."""
        explained = answers[:, self._explanation.output]
        n = len(self.share)
        deletion = explained[:n]
        insertion = np.concatenate([deletion[-1:], explained[n : self._n_own], deletion[:1]])
        random, spread, error = by_share(self._samples, self._explanation.output, self.share)
        own = explained[self._n_own :].reshape(-1, N_RANDOM)
        random[self._few], spread[self._few] = own.mean(axis=1), own.std(axis=1, ddof=1)
        error[self._few] = spread[self._few] / np.sqrt(N_RANDOM)
        random[[0, -1]], spread[[0, -1]], error[[0, -1]] = deletion[[0, -1]], 0.0, 0.0
        # The masks of one size are others than those of the next.
        parts = (np.diff(self.share, prepend=0.0) + np.diff(self.share, append=1.0)) / 2
        chance = float(parts @ spread), float(np.linalg.norm(parts * error))
        return _removal(self, self._explanation, deletion, insertion, random, chance)


def sizes_of(samples: Any) -> NDArray[np.intp]:
    """Give the numbers of removed parts that enough masks of a neighborhood have."""
    removed = (samples.Z <= 0).sum(axis=1)
    counts = np.ones(len(removed)) if samples.counts is None else samples.counts
    total = np.bincount(removed, counts)
    return np.flatnonzero(total > 0 if samples.exact else total >= LEAST_AT_SIZE)


def by_share(
    samples: Any, output: int, share: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Average the answers to the masks that remove a share of the parts; NaN where there are none.

    A sequence of masks is random but for the number of parts removed, so these are the means over random orders.

    Parameters
    ----------
    samples : Neighborhood
    output : int
    share : ndarray of shape (m,)

    Returns
    -------
    mean, deviation, error : ndarray of shape (m,)
        The means, the standard deviations of the answers, and the standard errors of the means: 0 where all masks are
        samples.
    """
    p = samples.Z.shape[1]
    removed = (samples.Z <= 0).sum(axis=1)
    counts = np.ones(len(removed)) if samples.counts is None else samples.counts
    y = samples.y[:, output]
    total = np.bincount(removed, counts, p + 1)
    total[total == 0] = np.nan
    means = np.bincount(removed, counts * y, p + 1) / total
    deviations = np.sqrt(np.bincount(removed, counts * np.square(y - means[removed]), p + 1) / total)
    errors = 0.0 * total if samples.exact else deviations / np.sqrt(total)
    sizes = np.rint(share * p).astype(np.intp)
    return means[sizes], deviations[sizes], errors[sizes]


class RowRemoval:
    """What to ask the model about a table row with values of training rows in some columns.

    A removed column has the value of a background row. The rows are the same for every step, and the answers are
    averaged over them. In the random orders, one for each background row, columns go in a random order.

    Parameters
    ----------
    explanation : Explanation
    perturbation : TabularPerturbation
        Of the explained row.
    background : ndarray of shape (B, C)
        Coded rows; see `background_rows`.
    random_state : int, default 0
        Seed of the random orders.

    Attributes
    ----------
    questions : ndarray of shape (m, C)
        Coded rows.
    """

    def __init__(
        self, explanation: Any, perturbation: Any, background: NDArray[np.float64], *, random_state: int = 0
    ) -> None:
        self._explanation, self._n_background = explanation, len(background)
        codes = perturbation.codes
        self.groups = steps_of(column_effects(explanation, perturbation, background))
        sizes = np.cumsum([0, *map(len, self.groups)])
        self.share = sizes / len(codes)
        rng = np.random.default_rng(random_state)
        own = [place for group in self.groups for place in group]
        # A row for each step: its own order backwards where features come, and each random order with one background
        # row.
        deletion = [_replaced(codes, background, own[:size]) for size in sizes]
        insertion = [_replaced(codes, background, own[size:]) for size in sizes[1:-1]]
        orders = [rng.permutation(len(codes)) for _ in background]
        random = [
            np.concatenate(
                [_replaced(codes, row[None], order[:size]) for row, order in zip(background, orders, strict=True)]
            )
            for size in sizes[1:-1]
        ]
        self._deletion, self._insertion = len(deletion), len(insertion)
        self.questions = np.concatenate([codes[None], *deletion[1:], *insertion, *random])

    def curves(self, answers: NDArray[np.float64]) -> Removal:
        """Give the curves from the model's answers to the questions, (m, k)."""
        explained = answers[:, self._explanation.output]
        by_row = explained[1:].reshape(-1, self._n_background)
        means = by_row.mean(axis=1)
        deletion = np.concatenate([explained[:1], means[: self._deletion - 1]])
        rest = means[self._deletion - 1 :]
        insertion = np.concatenate([deletion[-1:], rest[: self._insertion], deletion[:1]])
        random = np.concatenate([deletion[:1], rest[self._insertion :], deletion[-1:]])
        # Each background row has a random order of its own; what the row does to both orders tells nothing of them.
        own = by_row[: self._deletion - 1], by_row[self._deletion - 1 :][: self._insertion]
        whole, nothing = np.full((1, self._n_background), explained[0]), own[0][-1:]
        gone = _areas(self.share, [whole, own[0]])
        come = _areas(self.share, [nothing, own[1], whole])
        areas = _areas(self.share, [whole, by_row[self._deletion - 1 + self._insertion :], nothing])
        chance = _spread(areas, explained), max(_spread(areas - each, explained) for each in (gone, come))
        chance = chance[0], chance[1] / float(np.sqrt(self._n_background))
        return _removal(self, self._explanation, deletion, insertion, random, chance)


def background_rows(codes: NDArray[np.float64], n: int = N_BACKGROUND, *, random_state: int = 0) -> NDArray[np.float64]:
    """Take rows of the coded training table (N, C) at random, without repetition: (min(n, N), C)."""
    places = np.random.default_rng(random_state).choice(len(codes), min(n, len(codes)), replace=False)
    return np.asarray(codes[np.sort(places)])


def column_effects(explanation: Any, perturbation: Any, background: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give what the surrogate loses by each column that gets the values of the background rows, on average, (C,).

    It is Σ βⱼ (z₀ⱼ − z̄ⱼ) over the features of the column, with z̄ the mean of the background rows; for a logistic
    surrogate in log-odds. A surrogate that is no sum has contributions, which are such losses already.
    """
    own = perturbation.represent(perturbation.codes[None].copy())[0]
    lost = own - perturbation.represent(background.copy()).mean(axis=0)
    columns = np.asarray(perturbation.source_columns)[explanation.features]
    effects = np.zeros(len(perturbation.codes))
    summed = explanation.coef * lost[explanation.features]
    np.add.at(effects, columns, summed if explanation.fitted is None else explanation.contributions)
    return effects


def _areas(share: NDArray[np.float64], steps: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Give the area of each background row's own curve, (B,), from parts of the steps (s, B)."""
    return np.array([area(share, curve) for curve in np.concatenate(steps).T])


def _spread(values: NDArray[np.float64], answers: NDArray[np.float64]) -> float:
    """Give the standard deviation; one value does not tell it, and it is no more than the range of the answers."""
    return float(values.std(ddof=1) if len(values) > 1 else np.ptp(answers))


def _replaced(
    codes: NDArray[np.float64], background: NDArray[np.float64], columns: Sequence[int] | NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give the row once for each background row, with the values of that in some columns."""
    rows = np.repeat(codes[None], len(background), axis=0)
    places = np.asarray(columns, dtype=np.intp)
    rows[:, places] = background[:, places]
    return rows


def _removal(
    plan: MaskRemoval | RowRemoval,
    explanation: Any,
    deletion: NDArray[np.float64],
    insertion: NDArray[np.float64],
    random: NDArray[np.float64],
    chance: tuple[float, float],
) -> Removal:
    return Removal(
        plan.share,
        deletion,
        insertion,
        random,
        *chance,
        plan.groups,
        output=explanation.output,
        n_features=len(explanation.features),
        kernel_width=explanation.kernel_width,
        n_rows=len(plan.questions),
    )
