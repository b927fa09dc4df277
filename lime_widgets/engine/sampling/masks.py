"""Masks: which of an instance's parts a perturbation keeps, and which it takes away.

They are LIME's perturbations of texts and of images (Ribeiro et al. 2016, section 3.3, as the
reference implementation has it). Of a text the number of parts taken away is uniform on 1 to p, and
which they are is a uniformly random subset of that size. Of an image each part is taken away with
probability 1/2, so that the number is binomial. Where all 2ᵖ masks are few they need not be drawn
at all: `enumerated` gives each of them once, and `probabilities` how often it would have been drawn.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
from scipy.special import gammaln

from lime_widgets.engine.errors import problem
from lime_widgets.engine.sampling.designs import Design, unit_points
from lime_widgets.engine.sampling.orthogonal_arrays import MOST_PARTS, OrthogonalArrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

# How the number of parts that a mask takes away is distributed.
Removed: TypeAlias = Literal["uniform", "binomial"]

# Rows that are drawn together, so that any part of the sequence can be had without what comes before it.
_BLOCK = 256
# 2^p masks are enumerated up to here at the most, whatever the number of samples.
_MOST_ENUMERATED = 20

# Beyond, choosing was seen to help by a tenth to a third where samples are some hundreds, and costs as
# much as a quick model does; opposites were seen to hurt.
_MOST_CHOSEN = 64
# Rows that are made at a time, half of them opposites, and the candidates for the other half together.
# More candidates, or fewer rows at a time, give little more and cost in proportion; a shorter memory
# gives clearly less.
_TOGETHER = 16
_CANDIDATES = 128
_REMEMBERED = 4096
# Small products stay in one thread: where the machine is busy, threads that wait for one another make
# them ten times as slow, and a model may keep the other cores. This is OpenBLAS's own bound.
_MOST_IN_ONE_THREAD = 2**18


class Masks:
    """The endless random sequence of masks of p parts; row 0 keeps all of them.

    Parameters
    ----------
    p : int
        Number of parts.
    random_state : int
        The seed that names the sequence.
    design : {"sobol", "independent"}
        How the masks are spread. Under either a mask by itself is distributed as LIME's.
    removed : {"uniform", "binomial"}
        How many parts a mask takes away: ``"uniform"`` is any number from 1 to p, each as likely as
        the others, and any subset of that size; ``"binomial"`` takes each part away with
        probability 1/2 whatever becomes of the others, so that all masks are equally likely, those
        that take away nothing or everything among them.

    Raises
    ------
    LimeError
        If there is no such design, or no such distribution.

    Notes
    -----
    Where numbers are uniform ``"sobol"`` takes them from a one-dimensional Sobol sequence. Up to 64
    parts it then chooses each mask among sixteen of the same size that are drawn at random: the one
    that is least like the masks before it, by the sum over them of 2^(τ·a), where a is the number of
    parts on which two masks agree and τ = min(1, 16 / p). Every other mask is the opposite of the one
    before it. The parts' names play no role in any of this, so that a mask remains as likely as any
    other of its size. Beyond 64 parts the subsets are independent.

    How many times lower the variance of coefficients over 40 seeds was than with independent masks
    (``benchmarks/masks.py``: smallest and largest of a model of words, one with pairs of words, and a
    spam filter, each fitted on all parts and on the ten that weigh most, kernel width 25):

    ====  ===========  ===========  ===========
    p     500 samples  1,000        5,000
    ====  ===========  ===========  ===========
    10    4.5 – 6.7    9.1 – 12     all masks
    14    3.5 – 6.4    6.2 – 9.8    14 – 29
    20    2.1 – 4.4    2.8 – 7.1    5.7 – 14
    30    1.9 – 3.9    2.1 – 4.7    3.2 – 9.3
    50    1.1 – 4.5    1.2 – 5.4    1.6 – 7.9
    64    1.3 – 4.8    1.4 – 6.5    1.7 – 9.5
    ====  ===========  ===========  ===========

    Nothing else that was tried for them helped as much: Sobol numbers alone 0.9 to 1.2, with every part
    taken away equally often 0.8 to 1.3, opposites alone 0.9 to 2.8, and a Sobol point that gives both
    number and order 1.1 to 2.3, but 0.3 in one case of 200 parts. Choosing takes 0.07 s for 4,096 masks
    of 14 parts and 0.16 s for 64, where independent ones take 0.002 s.

    Where they are binomial, the masks are those of `OrthogonalArrays`. The same ratios for images
    (``benchmarks/masks.py images``: smallest and largest of a model of five regions, one of pairs of
    regions of which both are needed, and a small network on pixels, kernel width 0.25):

    ====  ===========  ===========  ===========
    p     256 samples  1,000        4,096
    ====  ===========  ===========  ===========
    10    4.2 – 17     22 – 55      all masks
    20    0.8 – 7.7    1.4 – 8.9    5.7 – 89
    30    0.8 – 9.3    1.3 – 12     28 – 130
    60    1.0 – 24     0.9 – 17     1.2 – 64
    100   2.0 – 38     1.7 – 20     1.7 – 46
    200   1.1 – 15     0.6 – 25     0.6 – 63
    300   0.8 – 2.0    2.2 – 35     1.7 – 130
    ====  ===========  ===========  ===========

    From 1,000 samples on the smallest are those of the first model: where a logistic function is at its
    steepest, as likely as not, three parts do more together than two, and that is what opposites repeat.
    In the other two models the variance is three times lower at least, and of a network for ImageNet,
    asked about 60 superpixels of a photograph, 2.1 to 7.2 times (``benchmarks/masks.py photograph 6 1``).
    To follow every mask by its opposite and do no more gave 0.5 to 5.6, and as little as 0.2 where samples
    are hardly more than parts. To make 1,024 masks of 300 parts takes 1 ms.
    """

    def __init__(self, p: int, *, random_state: int, design: Design = "sobol", removed: Removed = "uniform") -> None:
        self._p = p
        self._random_state = random_state
        self._design = design
        self._removed = _checked(removed)
        unit_points(0, 1, 1, random_state=random_state, design=design)  # refuses a design that is not known
        self._spread: _Chosen | OrthogonalArrays | None = None
        if design == "sobol" and removed == "uniform" and p <= _MOST_CHOSEN:
            self._spread = _chosen(p, random_state)
        elif design == "sobol" and removed == "binomial" and p <= MOST_PARTS:
            self._spread = OrthogonalArrays(p, random_state=random_state)

    def rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Rows ``start`` to ``stop - 1`` of the sequence, true where a part is kept: (stop - start, p)."""
        if self._spread is not None:
            masks = self._spread.rows(start, stop)
        else:
            blocks = range(start // _BLOCK, -(-stop // _BLOCK))
            masks = np.concatenate([self._block(block) for block in blocks] or [np.ones((0, self._p), dtype=bool)])
            first = start - blocks.start * _BLOCK
            masks = masks[first : first + stop - start]
        if start == 0:
            masks[:1] = True
        return masks

    def _block(self, block: int) -> NDArray[np.bool_]:
        start = block * _BLOCK
        keys = np.random.default_rng([self._random_state, block]).random((_BLOCK, self._p))
        if self._removed == "binomial":
            kept = keys < 0.5
        else:
            points = unit_points(start, start + _BLOCK, 1, random_state=self._random_state, design=self._design)[:, 0]
            kept = _kept(keys, _n_removed(points, self._p))
        return kept


class _Chosen:
    """Masks of which each is chosen to differ from those before it; made in order, and remembered.

    The sums that are compared are exact, so that a seed names the same sequence on every machine:
    each term is a multiple of 2⁻¹⁶ below 2⁹.
    """

    def __init__(self, p: int, random_state: int) -> None:
        self._p = p
        self._random_state = random_state
        self._signs = np.empty((0, p), dtype=np.float32)  # 1 where a part is kept, −1 where it is not
        self._at_once = _MOST_IN_ONE_THREAD // (_CANDIDATES * p)  # rows that candidates are compared with
        self._making = Lock()  # a worker that is about to be stopped may still be asking

    def rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        with self._making:
            if stop > len(self._signs):
                self._make(-(-stop // _TOGETHER) * _TOGETHER)
            return self._signs[start:stop] > 0

    def _make(self, n: int) -> None:
        made = len(self._signs)
        points = unit_points(made // 2, n // 2, 1, random_state=self._random_state)[:, 0]
        n_removed = _n_removed(points, self._p).reshape(-1, _TOGETHER // 2)
        # Zeros stand for rows that are not made yet, and fill up the last part of those that are.
        signs = np.zeros((n + self._at_once, self._p), dtype=np.float32)
        signs[:made] = self._signs
        for group, numbers in enumerate(n_removed, made // _TOGETHER):
            first = group * _TOGETHER
            rows = signs[first : first + _TOGETHER]
            oldest = max(0, first - _REMEMBERED)
            n_parts = -(-(first - oldest) // self._at_once)
            before = signs[oldest : oldest + n_parts * self._at_once].reshape(n_parts, self._at_once, self._p)
            rows[::2] = chosen = self._choose(group, numbers, before)
            # Nothing taken away, the opposite of all, is the instance's own.
            rows[1::2] = np.where((numbers < self._p)[:, None], -chosen, chosen)
            if first == 0:
                rows[0] = 1.0
        self._signs = signs[:n]

    def _choose(self, group: int, n_removed: NDArray[np.intp], before: NDArray[np.float32]) -> NDArray[np.float32]:
        numbers = np.repeat(n_removed, _CANDIDATES // len(n_removed))
        keys = np.random.default_rng([self._random_state, group]).random((_CANDIDATES, self._p))
        candidates = np.where(_kept(keys, numbers), np.float32(1), np.float32(-1))
        likeness = (
            _powers_of_two(before, candidates)
            .reshape(-1, _CANDIDATES)
            .sum(axis=0, dtype=np.float64)
            .reshape(len(n_removed), -1)
        )
        chosen = candidates.reshape(*likeness.shape, self._p)[np.arange(len(n_removed)), likeness.argmin(axis=1)]
        return np.asarray(chosen)


# A sequence depends on nothing but these, and takes a tenth of a second: it serves all texts of so many parts.
_chosen = lru_cache(maxsize=16)(_Chosen)


def _powers_of_two(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """2^(τ·(a − p/2)) for the number a of signs that each row of one and each of the other have in common.

    The exponent, 64ths and all, is written to where a float keeps its exponent; between whole
    exponents this draws straight lines. It is exact, and takes a fraction of the time of a power.
    """
    tau = min(64, round(64 * 16 / one.shape[-1]))
    scaled = one @ (other.T * np.float32(tau * 2**16))
    scaled += np.float32(127 * 2**23)
    return scaled.astype(np.int32).view(np.float32)


def _n_removed(points: NDArray[np.float64], p: int) -> NDArray[np.intp]:
    """Whole numbers from 1 to p, each as likely as the others, from uniform points."""
    return np.minimum((points * p).astype(np.intp) + 1, p)


def _kept(keys: NDArray[np.float64], n_removed: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Masks that take away the parts with the smallest keys, so many in each row."""
    last = np.take_along_axis(np.sort(keys, axis=1), n_removed[:, None] - 1, axis=1)
    return np.asarray(keys > last)


def fits_all(p: int, n_samples: int) -> bool:
    """Whether all masks of p parts are no more than the samples asked for."""
    return p <= _MOST_ENUMERATED and 2**p <= n_samples


def enumerated(p: int) -> NDArray[np.bool_]:
    """All masks of p parts, the one that keeps all of them first: (2ᵖ, p).

    The others follow in a fixed order that mixes their sizes, so that the first of them tell
    something already while the model is still being asked about the rest.
    """
    codes = np.arange(1, 2**p)
    np.random.default_rng(p).shuffle(codes)
    codes = np.append(0, codes)
    return np.asarray((codes[:, None] >> np.arange(p) & 1) == 0)


def probabilities(masks: NDArray[np.bool_], *, removed: Removed = "uniform") -> NDArray[np.float64]:
    """How likely each mask is to be drawn.

    Parameters
    ----------
    masks : ndarray of bool of shape (n, p)
    removed : {"uniform", "binomial"}, default "uniform"
        See `Masks`.

    Returns
    -------
    ndarray of shape (n,)
        1 / (p · C(p, r)) where r ≥ 1 of p parts are taken away and 0 where none is, or 2⁻ᵖ each.

    Raises
    ------
    LimeError
        If there is no such distribution.
    """
    p = masks.shape[1]
    if _checked(removed) == "binomial":
        return np.full(len(masks), 0.5**p)
    n_removed = p - masks.sum(axis=1)
    chance = np.exp(gammaln(n_removed + 1) + gammaln(p - n_removed + 1) - gammaln(p + 1)) / p
    return np.where(n_removed > 0, chance, 0.0)


def _checked(removed: Removed) -> Removed:
    if removed in get_args(Removed):
        return removed
    raise problem(
        f"removed is {removed!r}.",
        expected='"uniform" or "binomial"',
        mend='Leave it out to get "uniform".',
    )
