"""The kernel width chosen by the R² that it is to reach."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.doubts import DOUBTS, bit_of
from lime_widgets.engine.explanation.kernel import kernel_width_grid
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.explanation.width_selection import Choice, check_target, widest
from lime_widgets.figures.published import bumpy

BIT = {name: 1 << bit_of(name) for name in DOUBTS}
X = np.append(0.2, np.linspace(-4, 4, 801))
WAVE = Neighborhood(X[:, None], np.sin(2 * X), np.abs(X - 0.2))


def swept(score, doubts=(), widths=None):
    """A sweep whose scores and doubts are given."""
    widths = np.arange(1.0, len(score) + 1) if widths is None else np.asarray(widths)
    masks = np.zeros(len(score), dtype=np.int32)
    for index, name in doubts:
        masks[index] |= BIT[name]
    # In sample the fit is always better; the choice must not look at it.
    return replace(WAVE.sweep(widths), score=np.ones(len(score)), loo_score=np.asarray(score, float), doubts=masks)


def test_the_widest_of_the_widths_that_reach_the_target_is_chosen_though_the_score_falls_and_rises():
    assert widest(swept([0.99, 0.95, 0.85, 0.92, 0.6]), 0.9) == Choice(3, met=True)


def test_where_the_score_falls_the_choice_has_the_largest_objective_of_optilime():
    score, target = np.array([0.98, 0.93, 0.91, 0.8, 0.5]), 0.9
    objective = np.where(score <= target, score, 2 * target - score)  # by hand: .82, .87, .89, .8, .5

    np.testing.assert_allclose(objective, [0.82, 0.87, 0.89, 0.8, 0.5])
    assert widest(swept(score.tolist()), target).index == np.argmax(objective) == 2


def test_the_order_of_the_widths_does_not_matter():
    assert widest(swept([0.92, 0.6, 0.99], widths=[3.0, 5.0, 1.0]), 0.9) == Choice(0, met=True)


def test_where_none_reaches_the_target_the_best_is_chosen_and_the_widest_of_equals():
    assert widest(swept([0.2, 0.7, 0.7, 0.1]), 0.9) == Choice(2, met=False)


def test_where_none_reaches_the_target_the_default_stays_unless_another_is_clearly_better():
    sweep = swept([0.2, 0.349, 0.3, 0.1])

    assert widest(sweep, 0.9, default=3.0) == Choice(2, met=False)
    assert widest(swept([0.2, 0.351, 0.3, 0.1]), 0.9, default=3.0) == Choice(1, met=False)
    assert widest(sweep, 0.9, default=99.0) == Choice(1, met=False)  # no width of this sweep
    assert widest(sweep, 0.3, default=1.0) == Choice(2, met=True)
    # One feature and the intercept: ten samples for each.
    enough = replace(swept([0.2, 0.5, 0.3, 0.1]), ess=np.array([99.0, 20.1, 99.0, 99.0]))
    assert widest(enough, 0.9, default=3.0) == Choice(1, met=False)
    scarce = replace(enough, ess=np.array([99.0, 19.9, 99.0, 99.0]))
    assert widest(scarce, 0.9, default=3.0) == Choice(2, met=False)
    assert widest(swept([0.2, 0.5], [(0, "few_samples")]), 0.9, default=1.0) == Choice(1, met=False)


def test_a_score_that_falls_short_by_rounding_reaches_the_target():
    assert widest(swept([1.0, 1 - 1e-12, 0.5]), 1.0) == Choice(1, met=True)
    assert widest(swept([1.0, 1 - 1e-6, 0.5]), 1.0) == Choice(0, met=True)


@pytest.mark.parametrize("doubt", ["constant", "few_samples"])
def test_a_width_at_which_the_fit_means_nothing_is_not_chosen(doubt):
    assert widest(swept([0.95, 0.92, 0.99], [(2, doubt)]), 0.9) == Choice(1, met=True)
    assert widest(swept([0.4, 0.92], [(1, doubt)]), 0.9) == Choice(0, met=False)


@pytest.mark.parametrize("doubt", sorted(BIT.keys() - {"constant", "few_samples"}))
def test_other_doubts_keep_no_width_from_being_chosen(doubt):
    assert widest(swept([0.95, 0.92], [(1, doubt)]), 0.9) == Choice(1, met=True)


def test_where_no_width_means_anything_the_widest_is_chosen():
    nothing = swept([np.nan, np.nan, 1.0], [(0, "constant"), (1, "constant"), (2, "few_samples")], [2.0, 8.0, 1.0])

    assert widest(nothing, 0.9) == Choice(1, met=False)


@given(score=st.lists(st.floats(0, 1), min_size=1, max_size=12), targets=st.tuples(*[st.floats(0.01, 1)] * 2))
def test_a_higher_target_never_chooses_a_wider_kernel_while_it_is_met(score, targets):
    low, high = (widest(swept(score), target) for target in sorted(targets))

    if high.met:
        assert low.met
        assert low.index >= high.index


# Through a neighborhood


@pytest.mark.parametrize("target", [0.5, 0.9, 0.99])
def test_the_next_width_of_the_grid_falls_below_the_target(target):
    grid = kernel_width_grid(WAVE.default_kernel_width)
    width = WAVE.widest(target, alpha=0.0)

    score = WAVE.sweep(grid, alpha=0.0).loo_score
    place = int(np.flatnonzero(grid == width)[0])
    assert score[place] >= target
    assert (score[place + 1 :] < target).all()


def test_without_a_target_it_is_nine_tenths():
    usual = WAVE.widest(alpha=0.0)

    assert usual == WAVE.widest(0.9, alpha=0.0)
    assert WAVE.widest(0.95, alpha=0.0) < usual < WAVE.widest(0.85, alpha=0.0)


def test_widths_and_parameters_of_ones_own_are_used():
    few = WAVE.widest(0.9, [0.2, 0.4, 9.0], alpha=0.0, kernel="uniform")

    assert few == 0.4
    assert WAVE.widest(0.9, [0.2, 0.4, 9.0], alpha=1e9) == 0.2 or WAVE.sweep([0.2], alpha=1e9).score[0] < 0.9


def test_a_linear_model_is_explained_as_widely_as_can_be():
    line = Neighborhood(X[:, None], 3 * X, np.abs(X - 0.2))

    assert line.widest(1.0, alpha=0.0) == kernel_width_grid(line.default_kernel_width)[-1]


def test_on_the_published_curve_the_slope_at_the_instance_keeps_its_sign_where_a_width_of_2_loses_it():
    curve = bumpy()
    x = np.append(curve.instance, curve.x)
    counts = np.append(0.0, np.ones(len(curve.x)))
    neighborhood = Neighborhood(
        x[:, None], curve.function(x), np.square(x - curve.instance), default_kernel_width=0.75, counts=counts
    )

    chosen = neighborhood.explain(kernel_width=neighborhood.widest(0.9, alpha=0.0), alpha=0.0)

    step = 1e-6
    slope = (curve.function(curve.instance + step) - curve.function(curve.instance - step)) / (2 * step)
    assert slope == pytest.approx(-1.16, abs=1e-6)
    assert chosen.coef[0] < -1
    assert chosen.score >= 0.9
    assert neighborhood.explain(kernel_width=2.0, alpha=0.0).coef[0] > 0


@pytest.mark.parametrize("target", [0, -0.5, 1.01, float("nan"), float("inf"), "0.9", True, None])
def test_a_target_lies_above_0_and_up_to_1(target):
    with pytest.raises(LimeError, match=r"target for R² is .*Expected a number above 0 and up to 1\. Leave it out"):
        check_target(target)
