"""Orthogonal arrays: balanced in all that they promise, and a mask by itself as likely as any other."""

from itertools import combinations, islice, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lime_widgets.engine.sampling.orthogonal_arrays import _POLYNOMIALS, MOST_PARTS, OrthogonalArrays, _product

seeds = st.integers(0, 2**32 - 1)


def has_strength(masks, t):
    """Whether any t parts (or hundreds of t) show all their 2^t combinations equally often."""
    choices = islice(combinations(range(masks.shape[1]), t), 300)
    return all(
        len(np.unique(np.bincount(masks[:, parts] @ (1 << np.arange(t)), minlength=2**t))) == 1
        for parts in map(list, choices)
    )


@pytest.mark.parametrize("p", [3, 5, 7, 12, 20])
def test_strength_grows_with_the_rows(p):
    m = p.bit_length()
    masks = OrthogonalArrays(p, random_state=p).rows(0, 2 ** (3 * m + 1))

    for n, strength in ((2**m, 2), (2 ** (m + 1), 3), (2 ** (2 * m + 1), min(5, p)), (2 ** (3 * m + 1), min(7, p))):
        for t in range(1, strength + 1):
            assert has_strength(masks[:n], t), (n, t)


@pytest.mark.parametrize("p", [100, 300])
def test_blocks_of_many_parts_have_strength_three(p):
    size = 2 ** (p.bit_length() + 1)
    for start in (0, size, 5 * size):
        assert has_strength(OrthogonalArrays(p, random_state=1).rows(start, start + size), 3)


def test_half_of_a_block_is_the_opposite_of_the_other():
    masks = OrthogonalArrays(60, random_state=1).rows(128, 256)

    np.testing.assert_array_equal(masks[64:], ~masks[:64])


@pytest.mark.parametrize("row", [0, 1, 20, 500, 2**13 + 3])
def test_a_row_by_itself_is_any_mask(row):
    drawn = [OrthogonalArrays(4, random_state=seed).rows(row, row + 1)[0] @ [1, 2, 4, 8] for seed in range(3000)]

    assert stats.chisquare(np.bincount(drawn, minlength=16)).pvalue > 0.001


def test_the_first_rows_of_a_block_confound_two_parts_as_seldom_as_chance_would():
    n = 8
    same = []
    for seed in range(4000):
        one, other = OrthogonalArrays(12, random_state=seed).rows(0, n)[:, :2].T
        same.append((one == other).all() or (one != other).all())

    # In order, the first half of a block would not tell the parts of a pair in thirty apart at all.
    assert np.mean(same) < 2 * 2.0 ** (1 - n)


@given(seed=seeds, p=st.integers(1, 20) | st.just(300), cuts=st.lists(st.integers(0, 700), max_size=4))
def test_rows_are_the_same_whether_asked_for_at_once_or_in_pieces(seed, p, cuts):
    whole = OrthogonalArrays(p, random_state=seed).rows(0, 700)
    edges = [0, *sorted(cuts), 700]

    pieces = [OrthogonalArrays(p, random_state=seed).rows(a, b) for a, b in pairwise(edges)]

    np.testing.assert_array_equal(np.concatenate(pieces), whole)


def test_arrays_follow_one_another_with_other_signs():
    size = 2**7  # of three parts
    masks = OrthogonalArrays(3, random_state=0).rows(0, 40 * size).reshape(40, size, 3)

    assert len(np.unique(masks[:, 0], axis=0)) == 8


def test_a_seed_names_one_sequence_on_every_machine():
    masks = OrthogonalArrays(10, random_state=2024).rows(0, 4)

    assert ["".join(map(str, row)) for row in masks.astype(int)] == [
        "0001101100",
        "1010110110",
        "1111000100",
        "1101111001",
    ]


def test_a_number_of_parts_may_be_any_whole_number():
    masks = OrthogonalArrays(np.int64(10), random_state=2024)

    np.testing.assert_array_equal(masks.rows(0, 40), OrthogonalArrays(10, random_state=2024).rows(0, 40))


def test_the_last_number_of_parts_that_there_are_arrays_for():
    masks = OrthogonalArrays(MOST_PARTS, random_state=0).rows(0, 64)

    assert abs(masks.mean() - 0.5) < 0.01
    assert len(np.unique(masks.T, axis=0)) > 30_000


@pytest.mark.parametrize("m", range(1, len(_POLYNOMIALS) + 1))
def test_products_are_those_of_a_field(m):
    rng = np.random.default_rng(m)
    a, b, c = rng.integers(1, 2**m, (3, 200)).astype(np.uint16)
    every = np.arange(1, 2**m).astype(np.uint16)

    np.testing.assert_array_equal(_product(a, b, m), _product(b, a, m))
    np.testing.assert_array_equal(_product(a, _product(b, c, m), m), _product(_product(a, b, m), c, m))
    np.testing.assert_array_equal(_product(a, b ^ c, m), _product(a, b, m) ^ _product(a, c, m))
    # Without divisors of zero: multiplication by an element is a permutation of all others.
    for element in a[:3]:
        assert len(np.unique(_product(every, np.full_like(every, element), m))) == len(every)
    # And all of them are the roots of x^(2^m) - x, which no product of smaller polynomials would leave.
    power = every
    for _ in range(m):
        power = _product(power, power, m)
    np.testing.assert_array_equal(power, every)
