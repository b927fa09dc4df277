"""R's random numbers: values that R prints, and the order of draws from one stream."""

import numpy as np
import pytest
from scipy import stats

from lime_widgets.engine.errors import LimeError
from lime_widgets.figures.r_random import RRandom


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        (1, [0.2655087, 0.3721239, 0.5728534, 0.9082078, 0.2016819]),
        (123, [0.2875775, 0.7883051, 0.4089769, 0.8830174, 0.9404673]),
    ],
)
def test_uniform_numbers_equal_those_of_r(seed, expected):
    assert RRandom(seed).runif(5).round(7).tolist() == expected


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        (1, [-0.6264538, 0.1836433, -0.8356286, 1.5952808, 0.3295078]),
        (42, [1.3709584, -0.5646982, 0.3631284, 0.6328626, 0.4042683]),
        (123, [-0.5604756, -0.2301775, 1.5587083, 0.0705084, 0.1292877]),
    ],
)
def test_normal_numbers_equal_those_of_r(seed, expected):
    np.testing.assert_allclose(RRandom(seed).rnorm(5), expected, rtol=0, atol=6e-8)


def test_binary_numbers_equal_those_of_r():
    assert RRandom(1).rbinom(10, 0.5).tolist() == [0, 0, 1, 1, 0, 1, 1, 1, 1, 0]


def test_all_methods_draw_from_one_stream():
    together, apart = RRandom(7), RRandom(7)
    uniform = together.runif(1000)

    np.testing.assert_array_equal(apart.runif(300), uniform[:300])
    apart.rnorm(100)  # two uniform numbers each
    apart.rbinom(50, 0.2)
    apart.rbinom(1000, 0.0)  # none
    np.testing.assert_array_equal(apart.runif(450), uniform[550:])


@pytest.mark.parametrize(("p", "flips"), [(0.3, lambda u: u >= 0.7), (0.8, lambda u: u < 0.8)])
def test_binary_numbers_are_inverted_from_the_more_probable_outcome(p, flips):
    np.testing.assert_array_equal(RRandom(3).rbinom(500, p), flips(RRandom(3).runif(500)))


def test_probabilities_0_and_1_give_constants():
    assert RRandom(0).rbinom(5, 1.0).tolist() == [1] * 5
    assert RRandom(0).rbinom(5, 0.0).tolist() == [0] * 5


def test_numbers_follow_their_distributions():
    draw = RRandom(99)

    assert stats.kstest(draw.runif(20_000, -2, 1), stats.uniform(-2, 3).cdf).pvalue > 0.01
    assert stats.kstest(draw.rnorm(20_000, 5, 2), stats.norm(5, 2).cdf).pvalue > 0.01
    assert draw.rbinom(20_000, 0.01).mean() == pytest.approx(0.01, abs=0.003)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.5, None, True])
def test_a_seed_outside_rs_range_is_an_error(seed):
    with pytest.raises(LimeError, match=r"The seed is .*\. Expected a whole number from 0"):
        RRandom(seed)
