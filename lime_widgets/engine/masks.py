"""Masks: which of an instance's parts a perturbation keeps, and which it takes away.

They are LIME's perturbations of texts (Ribeiro et al. 2016, section 3.3): the number of parts
taken away is uniform on 1 to p, and which they are is a uniformly random subset of that size.
Where all 2ᵖ masks are few they need not be drawn at all: `enumerated` gives each of them once,
and `probabilities` how often it would have been drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

from lime_widgets.engine.sampling import Design, unit_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Rows that are drawn together, so that any part of the sequence can be had without what comes before it.
_BLOCK = 256
# 2^p masks are enumerated up to here at the most, whatever the number of samples.
_MOST_ENUMERATED = 20


class Masks:
    """The endless random sequence of masks of p parts; row 0 keeps all of them.

    Parameters
    ----------
    p : int
        Number of parts.
    random_state : int
        The seed that names the sequence.
    design : {"sobol", "independent"}
        How the masks are spread.
    """

    def __init__(self, p: int, *, random_state: int, design: Design = "sobol") -> None:
        self._p = p
        self._random_state = random_state
        self._design = design
        unit_points(0, 1, 1, random_state=random_state, design=design)  # refuses a design that is not known

    def rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Rows ``start`` to ``stop - 1`` of the sequence, true where a part is kept: (stop - start, p)."""
        blocks = range(start // _BLOCK, -(-stop // _BLOCK))
        masks = np.concatenate([self._block(block) for block in blocks] or [np.ones((0, self._p), dtype=bool)])
        first = start - blocks.start * _BLOCK
        return masks[first : first + stop - start]

    def _block(self, block: int) -> NDArray[np.bool_]:
        start = block * _BLOCK
        points = unit_points(start, start + _BLOCK, 1, random_state=self._random_state, design=self._design)[:, 0]
        n_removed = np.minimum((points * self._p).astype(np.intp) + 1, self._p)
        keys = np.random.default_rng([self._random_state, block]).random((_BLOCK, self._p))
        last = np.take_along_axis(np.sort(keys, axis=1), n_removed[:, None] - 1, axis=1)
        kept = keys > last
        if block == 0:
            kept[0] = True
        return kept


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


def probabilities(masks: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How likely each mask is to be drawn: 1 / (p · C(p, r)) where r ≥ 1 of p parts are taken away, else 0.

    Parameters
    ----------
    masks : ndarray of bool of shape (n, p)

    Returns
    -------
    ndarray of shape (n,)
    """
    p = masks.shape[1]
    removed = p - masks.sum(axis=1)
    chance = np.exp(gammaln(removed + 1) + gammaln(p - removed + 1) - gammaln(p + 1)) / p
    return np.where(removed > 0, chance, 0.0)
