"""Sampling designs: random points of the unit cube, from which perturbations are made.

A design is a fixed infinite sequence for each seed. Rows ``[start, stop)`` are the same at once or in
pieces, so that a neighborhood can grow by appending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np
from scipy.stats import qmc

from lime_widgets.engine.errors import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

RandomState: TypeAlias = int | np.random.Generator | np.random.RandomState | None
Design = Literal["sobol", "independent"]
DESIGNS: tuple[Design, ...] = get_args(Design)

# Sobol points are balanced at powers of two; `lime` draws 5,000 independent ones.
DEFAULT_N_SAMPLES = 4096

# Sobol points are multiples of 2^-30. Half a step more moves each to the middle of its cell, and avoids 0, where a
# normal quantile is infinite.
_HALF_STEP = 2.0**-31


def seed_of(random_state: RandomState) -> int:
    """Turn a `random_state` of any kind that scikit-learn takes into a seed.

    Parameters
    ----------
    random_state : int, numpy.random.Generator, numpy.random.RandomState or None
        A generator is drawn from once; ``None`` draws a fresh seed from the system.

    Returns
    -------
    int
        Between 0 and 2³² − 1.

    Raises
    ------
    LimeError
        If it is anything else, or an integer outside that range.
    """
    if random_state is None:
        return int(np.random.default_rng().integers(2**32))
    if isinstance(random_state, np.random.Generator):
        return int(random_state.integers(2**32))
    if isinstance(random_state, np.random.RandomState):
        return int(random_state.randint(2**32, dtype=np.uint64))
    if isinstance(random_state, int | np.integer) and not isinstance(random_state, bool) and 0 <= random_state < 2**32:
        return int(random_state)
    raise problem("random_state.invalid", random_state=random_state)


def unit_points(
    start: int, stop: int, n_dims: int, *, random_state: int, design: Design = "sobol"
) -> NDArray[np.float64]:
    """Give points ``start`` to ``stop - 1`` of a random sequence in the open unit cube.

    Parameters
    ----------
    start, stop : int
        The rows of the sequence.
    n_dims : int
        The number of coordinates.
    random_state : int
        The seed of the sequence.
    design : {"sobol", "independent"}, default "sobol"
        ``"sobol"`` gives scrambled Sobol points (Owen 1998, as ``scipy.stats.qmc.Sobol``
        draws them): each is uniform, and together they fill the cube more evenly than
        independent points. Averages over them vary less between seeds.

    Returns
    -------
    ndarray of shape (stop - start, n_dims)
        Strictly between 0 and 1.

    Raises
    ------
    LimeError
        If the design is unknown, or has no sequence of this dimension.
    """
    if design not in DESIGNS:
        raise problem("design.unknown", design=design)
    n = stop - start
    if n <= 0:
        return np.empty((0, n_dims))
    if design == "independent":
        bits = np.random.PCG64(random_state)
        bits.advance(start * n_dims)  # one 64-bit draw makes one double
        return np.maximum(np.random.Generator(bits).random((n, n_dims)), _HALF_STEP)
    if n_dims > qmc.Sobol.MAXDIM:
        raise problem("design.dimensions", n_dims=n_dims, most=qmc.Sobol.MAXDIM)
    sequence = qmc.Sobol(n_dims, scramble=True, rng=random_state)
    if start:
        sequence.fast_forward(start)
        return np.asarray(sequence.random(n)) + _HALF_STEP
    # scipy warns if the first call takes a number of points that is not a power of two. One point is one; later
    # calls are not checked.
    points = np.empty((n, n_dims))
    points[:1] = sequence.random(1)
    if n > 1:
        points[1:] = sequence.random(n - 1)
    points += _HALF_STEP
    return points


N_BLOCKS = 8
"""The blocks of a sequence whose errors count as independent; each is a sequence, too, if a shorter one.

With 16 blocks, the intervals of table rows were up to 1.4 times wider: the shorter a Sobol sequence, the less even it
is. With 4, Student's t of 3 degrees of freedom outweighs what is gained (``benchmarks/accuracy/intervals.py``).
"""


def blocks(n: int) -> NDArray[np.intp]:
    """Give the block of each of the first n points of a sequence, 0 to 7 in order."""
    return np.arange(n) * N_BLOCKS // n


MOST_SAMPLES = 10_000_000
"""More samples are a mistake in typing: their answers would take days, or all of the memory."""


def check_n_samples(n_samples: int, default: int = DEFAULT_N_SAMPLES) -> int:
    """Check the number of samples.

    Raises
    ------
    LimeError
        If it is not a whole number of at least 2.
    """
    if isinstance(n_samples, int | np.integer) and not isinstance(n_samples, bool) and n_samples >= 2:
        if n_samples > MOST_SAMPLES:
            raise problem("n_samples.too_many", n_samples=int(n_samples), most=MOST_SAMPLES, default=default)
        return int(n_samples)
    raise problem("n_samples.invalid", n_samples=n_samples, default=default)
