"""Orthogonal arrays: masks in which any few parts occur in all combinations equally often.

In random masks, two parts are kept together in about a quarter of the masks. The deviation from a quarter
mixes the effect of one part into the coefficient of another. In an orthogonal array of strength t any t
parts show all 2ᵗ combinations equally often (Rao 1947).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# An irreducible polynomial over GF(2) of each degree, with its coefficients as the bits of a number. Products in the
# field of 2ᵐ elements are reduced by it.
_POLYNOMIALS = (
    0b11,
    0b111,
    0b1011,
    0b10011,
    0b100101,
    0b1000011,
    0b10000011,
    0b100011011,
    0b1000010001,
    0b10000001001,
    0b100000000101,
    0b1000001010011,
    0b10000000011011,
    0b100000000101011,
    0b1000000000000011,
)
MOST_PARTS = 2 ** len(_POLYNOMIALS) - 1
"""The largest number of parts for which there are arrays."""


class OrthogonalArrays:
    """An endless random sequence of masks of p parts, each part kept with probability 1/2.

    Parameters
    ----------
    p : int
        Number of parts, up to `MOST_PARTS`.
    random_state : int
        The seed that names the sequence.

    Notes
    -----
    Let 2ᵐ be the smallest power of two above p. Each part gets a random element a ≠ 0 of the field of 2ᵐ
    elements, different for each part, and a random sign, which makes all masks equally likely. With numbers as
    vectors of their bits, mask (r, s, t) of the array keeps the part where ⟨r, a⟩ + ⟨s, a³⟩ + ⟨t, a⁵⟩ + sign
    is odd.

    - The 2ᵐ masks that differ in r have strength 2: their parts are columns of a Hadamard matrix.
    - Their opposites follow. Opposites give strength 3: joint effects of pairs do not change the
      coefficients of single parts.
    - With all s, 2²ᵐ⁺¹ masks, the strength is 5, and with all t, 2³ᵐ⁺¹ masks, it is 7: the powers are the
      columns of the check matrix of an extended BCH code (Bose and Ray-Chaudhuri 1960), and no five, or no
      seven, of them are dependent. A half or a quarter of the masks has part of this property.

    The numbers r come in random order: the first masks, whatever their number, are a sample without
    replacement from masks of strength 2. After the whole array the next one follows, with other elements
    and signs.
    """

    def __init__(self, p: int, *, random_state: int) -> None:
        self._p = p
        self._random_state = random_state
        self._m = int(p).bit_length()

    def rows(self, start: int, stop: int) -> NDArray[np.bool_]:
        """Give rows ``start`` to ``stop - 1`` of the sequence, true where a part is kept: (stop - start, p)."""
        size = 2 ** (3 * self._m + 1)
        masks = np.empty((max(0, stop - start), self._p), dtype=np.bool_)
        for number in range(start // size, -(-stop // size)):
            first, last = max(start, number * size), min(stop, (number + 1) * size)
            masks[first - start : last - start] = self._of(number, np.arange(first, last) - number * size)
        return masks

    def clusters(self, n: int) -> NDArray[np.intp]:
        """Give the cluster of each of the first n rows: a mask and its opposite, 2ᵐ rows later, are one."""
        rows, m = np.arange(n), self._m
        clusters = (rows >> (m + 1) << m) | (rows & (2**m - 1))
        clusters[:1] = -1  # in row 0 nothing is removed, whatever was drawn, so that no other row is its opposite
        return np.asarray(clusters)

    def _of(self, number: int, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Compute some rows of one of the arrays."""
        m, array = self._m, self._array(number)
        # The parity of a sum of common bits is the parity of the exclusive or of these bits.
        bits = array.order[rows & (2**m - 1)][:, None] & array.elements
        for first, power in ((m + 1, array.cubes), (2 * m + 1, array.fifths)):
            numbers = (rows >> first & (2**m - 1)).astype(np.uint16)
            if numbers.any():
                bits ^= numbers[:, None] & power
        opposite = (rows >> m & 1).astype(np.bool_)
        return np.asarray(_odd(m)[bits] ^ array.signs ^ opposite[:, None])

    def _array(self, number: int) -> _Array:
        rng = np.random.default_rng([self._random_state, number])
        keys, signs = rng.random((2, 2**self._m)), rng.random(self._p) < 0.5
        elements = (1 + np.argsort(keys[0, 1:], kind="stable")[: self._p]).astype(np.uint16)
        order = np.argsort(keys[1], kind="stable").astype(np.uint16)
        squares = _product(elements, elements, self._m)
        cubes = _product(elements, squares, self._m)
        return _Array(elements, cubes, _product(cubes, squares, self._m), signs, order)


class _Array(NamedTuple):
    """One array: the element of each part, powers of it, its sign, and the order of the rows."""

    elements: NDArray[np.uint16]
    cubes: NDArray[np.uint16]
    fifths: NDArray[np.uint16]
    signs: NDArray[np.bool_]
    order: NDArray[np.uint16]


@cache
def _odd(m: int) -> NDArray[np.bool_]:
    """Give the parity of each number of m bits."""
    odd = np.zeros(1, dtype=np.bool_)
    for _ in range(m):
        odd = np.concatenate([odd, ~odd])
    return odd


def _product(a: NDArray[np.uint16], b: NDArray[np.uint16], m: int) -> NDArray[np.uint16]:
    """Compute products in the field of 2ᵐ elements."""
    reduced_by = _POLYNOMIALS[m - 1]
    left, total = a.astype(np.int64), np.zeros(a.shape, dtype=np.int64)
    for bit in range(m):
        total ^= np.where(b >> bit & 1, left, 0)
        left <<= 1
        left = np.where(left >> m, left ^ reduced_by, left)
    return total.astype(np.uint16)
