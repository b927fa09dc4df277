"""Proximity kernels and the effective sample size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.kernel import (
    KERNELS,
    check_kernel_widths,
    effective_sample_size,
    kernel_weights,
    kernel_width_grid,
)

widths = st.floats(1e-3, 1e3)
far = arrays(np.float64, st.integers(1, 30), elements=st.floats(0, 1e3)).map(lambda others: np.append(0.0, others))


def test_the_exponential_kernel_is_the_root_of_a_gaussian():
    distances = np.array([0.0, 0.5, 1.0, 4.0])

    weights = kernel_weights(distances, [0.7, 2.0])

    np.testing.assert_allclose(weights, np.sqrt(np.exp(-(distances**2) / np.array([[0.7], [2.0]]) ** 2)), rtol=1e-13)


def test_the_gaussian_kernel_is_the_papers_formula_without_the_root():
    distances = np.array([0.0, 0.5, 1.0, 4.0])

    weights = kernel_weights(distances, [0.7, 2.0], "gaussian")

    np.testing.assert_allclose(weights, np.exp(-(distances**2) / np.array([[0.7], [2.0]]) ** 2), rtol=1e-13)
    np.testing.assert_allclose(weights, kernel_weights(distances, np.array([0.7, 2.0]) / np.sqrt(2)), rtol=1e-13)


def test_the_epanechnikov_kernel_falls_to_0_at_its_width():
    np.testing.assert_allclose(kernel_weights(np.array([0.0, 1.0, 2.0, 3.0]), 2.0, "epanechnikov"), [[1, 0.75, 0, 0]])


def test_the_uniform_kernel_counts_every_sample_within_its_width():
    np.testing.assert_array_equal(kernel_weights(np.array([0.0, 1.0, 2.0, 3.0]), 2.0, "uniform"), [[1, 1, 1, 0]])


def test_a_kernel_of_ones_own_is_called_once_a_width():
    weights = kernel_weights(np.array([0.0, 1.0]), [1.0, 4.0], lambda distances, width: 1 / (1 + distances / width))

    np.testing.assert_allclose(weights, [[1, 0.5], [1, 0.8]])


@given(distances=far, width=widths, kernel=st.sampled_from(KERNELS))
def test_weights_lie_between_0_and_1_and_the_instance_has_1(distances, width, kernel):
    weights = kernel_weights(distances, width, kernel)[0]

    assert weights[0] == 1
    assert ((weights >= 0) & (weights <= 1)).all()


@given(distances=far, width=widths, kernel=st.sampled_from(KERNELS))
def test_farther_samples_never_weigh_more(distances, width, kernel):
    assert (np.diff(kernel_weights(np.sort(distances), width, kernel)[0]) <= 0).all()


@given(distances=far, width=widths, factor=st.floats(1, 100), kernel=st.sampled_from(KERNELS))
def test_wider_kernel_never_lowers_effective_sample_size(distances, width, factor, kernel):
    narrow, wide = effective_sample_size(kernel_weights(distances, [width, width * factor], kernel))

    assert wide >= narrow * (1 - 1e-12)


def test_the_grid_of_widths_has_the_default_in_its_middle_and_equal_steps():
    grid = kernel_width_grid(3.0)

    assert (len(grid), grid[64]) == (129, 3.0)
    np.testing.assert_allclose(grid[1:] / grid[:-1], 2 ** (1 / 16), rtol=1e-13)
    np.testing.assert_allclose(grid[[0, -1]], [3 / 16, 48.0], rtol=1e-13)


@given(distances=far, width=widths)
def test_the_effective_sample_size_lies_between_1_and_n(distances, width):
    (size,) = effective_sample_size(kernel_weights(distances, width))

    assert 1 - 1e-12 <= size <= len(distances) * (1 + 1e-12)


def test_equal_weights_count_every_sample_and_no_weights_none():
    np.testing.assert_allclose(effective_sample_size(np.array([[0.2] * 7, [0.0] * 7])), [7.0, 0.0])


@pytest.mark.parametrize("width", [1e-300, 1e-30, 1e30, 1e300])
@pytest.mark.parametrize("kernel", KERNELS)
def test_widths_at_the_ends_of_what_a_float_holds_give_weights_all_the_same(width, kernel):
    weights = kernel_weights(np.array([0.0, 1.0]), width, kernel)[0]

    np.testing.assert_array_equal(weights, [1.0, 0.0 if width < 1 else 1.0])


@pytest.mark.parametrize("width", [0, -1.0, float("nan"), float("inf"), -float("inf")])
def test_a_width_is_positive_and_finite(width):
    with pytest.raises(
        LimeError, match=rf"kernel width is {float(width)}\. Expected a finite number above 0.*Leave it"
    ):
        check_kernel_widths(width)


@pytest.mark.parametrize("width", ["wide", None, [1.0, None], [1.0, "x"]])
def test_a_width_is_a_number(width):
    with pytest.raises(LimeError, match=r"kernel width is .*Expected a finite number above 0"):
        check_kernel_widths(width)


def test_the_first_wrong_width_of_several_is_named():
    with pytest.raises(LimeError, match=r"kernel width is -2\.0"):
        check_kernel_widths([1.0, -2.0, 0.0])


def test_an_unknown_kernel_is_refused_with_those_there_are():
    with pytest.raises(LimeError, match=r"kernel is 'box'\. Expected .*exponential.*gaussian.*epanechnikov.*uniform"):
        kernel_weights(np.zeros(3), 1.0, "box")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda distances, width: -distances,
        lambda distances, width: distances / 0 if distances[0] else distances * np.nan,
        lambda distances, width: distances[:-1],
        lambda distances, width: 1.0,
    ],
    ids=["negative", "not finite", "too few", "one for all"],
)
def test_a_kernel_of_ones_own_must_answer_with_weights(wrong):
    with pytest.raises(LimeError, match=r"The kernel returned .*Expected 3 finite weights, none below 0\. Make it"):
        kernel_weights(np.array([0.0, 1.0, 2.0]), 1.0, wrong)


@pytest.mark.parametrize("width", ["1", True, b"1", ["2"], np.array([True])])
def test_text_and_truth_values_are_no_widths(width):
    with pytest.raises(LimeError, match=r"The kernel width is .*\. Expected a finite number above 0"):
        check_kernel_widths(width)


def test_a_kernel_that_raises_is_told_what_it_is_given():
    with pytest.raises(LimeError, match=r"The kernel raised TypeError.*function of \(distances, kernel_width\)"):
        kernel_weights(np.arange(3.0), 1.0, lambda distances: distances)
