"""The random designs: reproducible, extendable, uniform; and Sobol points more even than chance."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.sampling.designs import DESIGNS, seed_of, unit_points

designs = st.sampled_from(DESIGNS)
seeds = st.integers(0, 2**32 - 1)


@given(seed=seeds, design=designs, n_dims=st.integers(1, 40), first=st.integers(0, 70), second=st.integers(0, 70))
def test_rows_are_the_same_whether_asked_for_at_once_or_in_pieces(seed, design, n_dims, first, second):
    whole = unit_points(0, first + second, n_dims, random_state=seed, design=design)
    pieces = [
        unit_points(0, first, n_dims, random_state=seed, design=design),
        unit_points(first, first + second, n_dims, random_state=seed, design=design),
    ]

    np.testing.assert_array_equal(np.vstack(pieces), whole)


@given(seed=seeds, design=designs, n_dims=st.integers(1, 40), n=st.integers(1, 300))
def test_points_lie_strictly_within_the_unit_cube(seed, design, n_dims, n):
    points = unit_points(0, n, n_dims, random_state=seed, design=design)

    assert points.shape == (n, n_dims)
    assert (points > 0).all()
    assert (points < 1).all()


@pytest.mark.parametrize("design", DESIGNS)
def test_another_seed_gives_other_points(design):
    one, other = (unit_points(0, 64, 3, random_state=seed, design=design) for seed in (0, 1))

    assert not np.isclose(one, other).any(axis=1).all()


@pytest.mark.parametrize("design", DESIGNS)
def test_every_coordinate_is_uniform(design):
    points = unit_points(0, 4096, 30, random_state=5, design=design)

    p_values = [stats.kstest(column, "uniform").pvalue for column in points.T]
    assert min(p_values) > 0.001


@pytest.mark.parametrize("design", DESIGNS)
def test_coordinates_are_uncorrelated(design):
    points = unit_points(0, 4096, 30, random_state=5, design=design)

    correlations = np.corrcoef(points.T)[np.triu_indices(30, 1)]
    assert np.abs(correlations).max() < 0.07


@given(seed=seeds, power=st.integers(3, 10))
def test_sobol_points_put_exactly_one_into_each_equal_part_of_every_axis(seed, power):
    points = unit_points(0, 2**power, 12, random_state=seed, design="sobol")

    parts = np.sort((points * 2**power).astype(int), axis=0)
    np.testing.assert_array_equal(parts, np.tile(np.arange(2**power)[:, None], 12))


def test_an_average_over_sobol_points_varies_far_less_than_over_independent_ones():
    def spread(design):
        return np.std([np.sum(unit_points(0, 256, 5, random_state=s, design=design) ** 2) / 256 for s in range(40)])

    assert spread("sobol") < spread("independent") / 10


@pytest.mark.parametrize("n", [1, 2, 5, 100, 4096])
def test_no_warning_about_powers_of_two_reaches_the_user(n):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        unit_points(0, n, 4, random_state=0)
        unit_points(3, n + 3, 4, random_state=0)


def test_an_empty_range_has_no_points():
    assert unit_points(7, 7, 4, random_state=0).shape == (0, 4)


def test_an_unknown_design_is_refused_with_those_there_are():
    with pytest.raises(LimeError, match=r"design is 'halton'\. Expected \"sobol\" or \"independent\"\. Leave it out"):
        unit_points(0, 4, 2, random_state=0, design="halton")


def test_more_dimensions_than_sobol_points_have_are_refused_with_a_way_out():
    with pytest.raises(LimeError, match=r"30,000 dimensions\. Expected at most 21,201.*design=\"independent\""):
        unit_points(0, 4, 30_000, random_state=0)


# Seeds


@pytest.mark.parametrize("number", [0, 7, 2**32 - 1, np.int64(7), np.uint32(7)])
def test_a_whole_number_is_its_own_seed(number):
    assert seed_of(number) == int(number)


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
def test_a_generator_gives_a_seed_that_follows_from_its_state(make):
    generator = make(3)

    first, second = seed_of(generator), seed_of(generator)

    assert first == seed_of(make(3))
    assert first != second


def test_none_gives_a_fresh_seed_each_time():
    assert len({seed_of(None) for _ in range(5)}) == 5


@pytest.mark.parametrize("wrong", [-1, 2**32, 1.0, "0", True, [0]])
def test_anything_else_is_no_seed(wrong):
    with pytest.raises(LimeError, match=r"random_state is .*\. Expected a whole number from 0 to 4294967295.*Pass a"):
        seed_of(wrong)
