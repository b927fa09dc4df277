"""Masks: the parts of an instance that a perturbation keeps, and those that it removes.

They are LIME's perturbations of texts and images (Ribeiro et al. 2016, section 3.3, as in the reference
implementation). For a text, the number of removed parts is uniform on 1 to p, and the parts are a random
subset of that size. For an image, each part is removed with probability 1/2, so that the number is
binomial. Where the complete list of 2ᵖ masks is short, `enumerated` gives it, and `probabilities` gives the
probability of each mask.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
from scipy.special import gammaln

from lime_widgets.engine.errors import problem
from lime_widgets.engine.sampling.designs import Design, blocks, unit_points
from lime_widgets.engine.sampling.local import tilted_numbers
from lime_widgets.engine.sampling.orthogonal_arrays import MOST_PARTS, OrthogonalArrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

# The distribution of the number of removed parts.
Removal: TypeAlias = Literal["uniform", "binomial"]

# Rows that are drawn together, so that any part of the sequence can be computed without earlier parts.
_BLOCK = 256
# The complete list of 2^p masks is used up to this p, whatever the number of samples.
_MOST_ENUMERATED = 20

# With more parts, choosing reduced the variance of some hundreds of samples by only 10 to 30 %, and costs as much
# as a quick model; opposites increased it.
MOST_CHOSEN = 64
# The rows of one step, half of them opposites, and the candidates for the other half. More candidates or fewer
# rows per step improve little and cost in proportion; a shorter memory is clearly worse.
_TOGETHER = 16
_CANDIDATES = 128
_REMEMBERED = 4096
# Small products stay in one thread (OpenBLAS's own bound): on a busy machine, threads that wait for one another
# make them ten times slower, and the model may need the other cores.
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
        How the masks are spread. With both, each single mask has LIME's distribution.
    removal : {"uniform", "binomial"}
        The number of removed parts: ``"uniform"`` is any number from 1 to p with equal probability, and
        any subset of that size; ``"binomial"`` removes each part independently with probability 1/2, so
        that all masks are equally likely, those that remove nothing or everything included.
    log_kernel : ndarray of shape (p + 1,), optional
        The logarithm of a kernel for each number of removed parts. The masks are drawn from LIME's distribution times
        the kernel: the number from that of `lime_widgets.engine.sampling.local.tilted_numbers`, and then any subset of
        that size with equal probability.

    Raises
    ------
    LimeError
        If the design or the distribution is unknown.

    Notes
    -----
    With uniform numbers, ``"sobol"`` takes the numbers from a one-dimensional Sobol sequence. Up to 64 parts
    it then chooses each mask among sixteen random ones of the same size: the one least similar to earlier
    masks. The similarity is the sum over them of 2^(τ·a), where a is the number of parts on which two masks
    agree and τ = min(1, 16 / p). Every second mask is the opposite of the one before it. All parts are
    treated alike, so that all masks of one size remain equally likely. Beyond 64 parts the subsets are
    independent.

    The table gives the variance of the coefficients over 40 seeds with independent masks, divided by the
    variance with chosen masks (``benchmarks/accuracy/masks.py``: smallest and largest ratio of a model of words, one
    with pairs of words, and a spam filter, each fitted on all parts and on the ten with the largest weights,
    kernel width 25):

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

    Other designs helped less: Sobol numbers alone 0.9 to 1.2, removing each part equally often 0.8 to 1.3,
    opposites alone 0.9 to 2.8, and a Sobol point for both number and order 1.1 to 2.3, but 0.3 in one case
    of 200 parts. Choosing takes 0.07 s for 4,096 masks of 14 parts and 0.16 s for 64 parts; independent masks
    take 0.002 s.

    With binomial numbers the masks come from `OrthogonalArrays`. The same ratios for images
    (``benchmarks/accuracy/masks.py images``: smallest and largest ratio of a model of five regions, one that needs
    both regions of a pair, and a small network on pixels, kernel width 0.25):

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

    From 1,000 samples on, the smallest ratios belong to the first model: at the steepest point of a logistic
    function three parts have a joint effect, which opposites repeat. For the other two models the variance is
    at least three times lower; for a network for ImageNet on 60 superpixels of a photograph it is 2.1 to 7.2
    times lower (``benchmarks/accuracy/masks.py photograph 6 1``). Opposites alone gave 0.5 to 5.6, and 0.2 where there
    are hardly more samples than parts. Making 1,024 masks of 300 parts takes 1 ms.

    With a kernel, ``"sobol"`` chooses masks as for uniform numbers, but without opposites, whose number is another.
    """

    def __init__(
        self,
        p: int,
        *,
        random_state: int,
        design: Design = "sobol",
        removal: Removal = "uniform",
        log_kernel: NDArray[np.float64] | None = None,
        paired: bool = False,
    ) -> None:
        self._p = p
        self._random_state = random_state
        self._design = design
        self._removal = _checked(removal)
        unit_points(0, 1, 1, random_state=random_state, design=design)  # refuses an unknown design
        self._spread: _DissimilarMasks | OrthogonalArrays | None = None
        self._cumulative = None if log_kernel is None else np.cumsum(tilted_numbers(p, removal, log_kernel))
        if self._cumulative is not None:
            if design == "sobol" and p <= MOST_CHOSEN:
                self._spread = _dissimilar_masks(p, random_state, self._cumulative.tobytes())
        elif design == "sobol" and removal == "uniform" and p <= MOST_CHOSEN:
            self._spread = _dissimilar_masks(p, random_state)
        elif design == "sobol" and removal == "binomial" and p <= MOST_PARTS:
            self._spread = OrthogonalArrays(p, random_state=random_state)
        self._paired = paired and design == "sobol" and removal == "uniform" and self._spread is None

    def rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Give rows ``start`` to ``stop - 1`` of the sequence, true where a part is kept: (stop - start, p)."""
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

    def clusters(self, n: int) -> NDArray[np.intp] | None:
        """Give the cluster of each of the first n rows: equal where masks were made together; None if none were."""
        if self._paired:
            return np.arange(n) // 2
        return None if self._spread is None else self._spread.clusters(n)

    def _block(self, block: int) -> NDArray[np.bool_]:
        if self._paired:
            return self._block_of_pairs(block)
        start = block * _BLOCK
        keys = np.random.default_rng([self._random_state, block]).random((_BLOCK, self._p))
        if self._removal == "binomial" and self._cumulative is None:
            kept = keys < 0.5
        else:
            points = unit_points(start, start + _BLOCK, 1, random_state=self._random_state, design=self._design)[:, 0]
            kept = _kept(keys, _n_removed(points, self._p, self._cumulative))
        return kept

    def _block_of_pairs(self, block: int) -> NDArray[np.bool_]:
        half = _BLOCK // 2
        keys = np.random.default_rng([self._random_state, block]).random((half, self._p))
        points = unit_points(block * half, (block + 1) * half, 1, random_state=self._random_state)[:, 0]
        n_removed = _n_removed(points, self._p, None)
        masks = np.empty((_BLOCK, self._p), dtype=np.bool_)
        masks[::2] = _kept(keys, n_removed)
        # The opposite of removing everything is the instance itself, which is row 0 already.
        masks[1::2] = ~masks[::2] & (n_removed < self._p)[:, None]
        return masks


class _DissimilarMasks:
    """Masks that are each chosen to differ from earlier ones; they are made in order and kept.

    Without the probabilities of the numbers of removed parts, summed up, as bytes, all numbers are equally likely, and
    every second mask is the opposite of the one before it.

    The compared sums are exact, so that a seed gives the same sequence on every machine: each term is a
    multiple of 2⁻¹⁶ below 2⁹. If making more masks fails, the earlier ones stay.
    """

    def __init__(self, p: int, random_state: int, cumulative: bytes = b"") -> None:
        self._p = p
        self._cumulative = np.frombuffer(cumulative) if cumulative else None
        self._random_state = random_state
        self._signs = np.empty((0, p), dtype=np.float32)  # 1 where a part is kept, −1 where it is not
        self._at_once = _MOST_IN_ONE_THREAD // (_CANDIDATES * p)  # earlier rows compared at a time
        self._making = Lock()  # a worker whose request is outdated may still be using it

    def rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        with self._making:
            if stop > len(self._signs):
                self._make(-(-stop // _TOGETHER) * _TOGETHER)
            return self._signs[start:stop] > 0

    def clusters(self, n: int) -> NDArray[np.intp]:
        """Give the cluster of each of the first n rows, a block: every mask was chosen to differ from earlier ones."""
        return blocks(n)

    def _make(self, n: int) -> None:
        made = len(self._signs)
        opposites = self._cumulative is None
        each = 2 if opposites else 1  # rows for each number
        points = unit_points(made // each, n // each, 1, random_state=self._random_state)[:, 0]
        n_removed = _n_removed(points, self._p, self._cumulative).reshape(-1, _TOGETHER // each)
        # Zeros stand for rows that are not made yet.
        signs = np.zeros((n + self._at_once, self._p), dtype=np.float32)
        signs[:made] = self._signs
        for group, numbers in enumerate(n_removed, made // _TOGETHER):
            first = group * _TOGETHER
            rows = signs[first : first + _TOGETHER]
            oldest = max(0, first - _REMEMBERED)
            n_parts = -(-(first - oldest) // self._at_once)
            before = signs[oldest : oldest + n_parts * self._at_once].reshape(n_parts, self._at_once, self._p)
            rows[::each] = chosen = self._choose(group, numbers, before)
            if opposites:
                # The opposite of removing everything is the instance itself, which is row 0 already.
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


# A sequence depends only on these arguments and takes 0.1 s: all texts with the same number of parts share it.
_dissimilar_masks = lru_cache(maxsize=16)(_DissimilarMasks)


def _powers_of_two(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Compute 2^(τ·(a − p/2)) for the number a of equal signs in each row of one and each row of the other.

    The exponent, in 64ths, is written into the exponent bits of a float; between whole exponents the result
    is piecewise linear. It is exact, and takes a fraction of the time of a power.
    """
    tau = min(64, round(64 * 16 / one.shape[-1]))
    scaled = one @ (other.T * np.float32(tau * 2**16))
    scaled += np.float32(127 * 2**23)
    return scaled.astype(np.int32).view(np.float32)


def _n_removed(points: NDArray[np.float64], p: int, cumulative: NDArray[np.float64] | None) -> NDArray[np.intp]:
    """Turn uniform points into whole numbers: from 1 to p with equal probability, or with those given from 0 to p."""
    if cumulative is not None:
        return np.minimum(np.searchsorted(cumulative, points, side="right"), p)
    return np.minimum((points * p).astype(np.intp) + 1, p)


def _kept(keys: NDArray[np.float64], n_removed: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Give masks that remove the parts with the smallest keys, the given number in each row."""
    last = np.take_along_axis(np.sort(keys, axis=1), np.maximum(n_removed[:, None] - 1, 0), axis=1)
    return np.asarray((keys > last) | (n_removed == 0)[:, None])


def fits_all(p: int, n_samples: int) -> bool:
    """Tell whether the complete list of masks of p parts is no longer than the number of samples."""
    return p <= _MOST_ENUMERATED and 2**p <= n_samples


def enumerated(p: int) -> NDArray[np.bool_]:
    """Give all masks of p parts, the one that keeps everything first: (2ᵖ, p).

    The others follow in a fixed order that mixes their sizes, so that the first ones already give an
    explanation while the model evaluates the others.
    """
    codes = np.arange(1, 2**p)
    np.random.default_rng(p).shuffle(codes)
    codes = np.append(0, codes)
    return np.asarray((codes[:, None] >> np.arange(p) & 1) == 0)


def probabilities(masks: NDArray[np.bool_], *, removal: Removal = "uniform") -> NDArray[np.float64]:
    """Compute the probability of each mask.

    Parameters
    ----------
    masks : ndarray of bool of shape (n, p)
    removal : {"uniform", "binomial"}, default "uniform"
        See `Masks`.

    Returns
    -------
    ndarray of shape (n,)
        1 / (p · C(p, r)) where r ≥ 1 of p parts are removed and 0 where none is, or 2⁻ᵖ each.

    Raises
    ------
    LimeError
        If the distribution is unknown.
    """
    p = masks.shape[1]
    if _checked(removal) == "binomial":
        return np.full(len(masks), 0.5**p)
    n_removed = p - masks.sum(axis=1)
    chance = np.exp(gammaln(n_removed + 1) + gammaln(p - n_removed + 1) - gammaln(p + 1)) / p
    return np.where(n_removed > 0, chance, 0.0)


def _checked(removal: Removal) -> Removal:
    if removal in get_args(Removal):
        return removal
    raise problem("removal.unknown", removal=removal)
