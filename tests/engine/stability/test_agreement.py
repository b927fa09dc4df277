"""Numbers of agreement, against small cases that are computed by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lime_widgets.engine.stability import agreement

NAN = np.nan
# Three runs over five features. Run 0 ranks a, b, c; run 1 ranks b, a, d; run 2 ranks a, c, b.
RANK = np.array([[1, 2, 3, 0, 0], [2, 1, 0, 3, 0], [1, 3, 2, 0, 0]])
COEF = np.array([[0.9, -0.5, 0.2, NAN, NAN], [0.6, -0.8, NAN, 0.1, NAN], [0.9, 0.3, -0.4, NAN, NAN]])
STDERR = np.array([[0.1, 0.1, 0.1, NAN, NAN], [0.04, 0.05, NAN, 0.1, NAN], [0.1, 0.1, 0.1, NAN, NAN]])


def test_jaccard_of_the_first_features_is_the_mean_over_pairs():
    # First 2: {a, b}, {a, b}, {a, c}: 2/2, 1/3, 1/3. First 3: {a, b, c}, {a, b, d}, {a, b, c}: 2/4, 3/3, 2/4.
    assert agreement.jaccard(RANK, 1) == pytest.approx((0 + 1 + 0) / 3)
    assert agreement.jaccard(RANK, 2) == pytest.approx((1 + 1 / 3 + 1 / 3) / 3)
    assert agreement.jaccard(RANK, 3) == pytest.approx((0.5 + 1 + 0.5) / 3)


def test_vsi_counts_the_common_features_of_pairs():
    # Common features: 2, 3, 2 of k = 3 in C(3, 2) = 3 pairs.
    assert agreement.vsi(RANK) == pytest.approx(100 * (2 + 3 + 2) / (3 * 3))


def test_vsi_of_a_path_that_keeps_fewer_features_is_relative_to_the_larger_set():
    assert agreement.vsi(np.array([[1, 2, 3, 4], [1, 0, 2, 0]])) == pytest.approx(100 * 2 / 4)


def test_csi_is_the_share_of_overlapping_intervals_over_features_that_two_runs_select():
    # a: .3 against 1.96·.14 = .2744: apart; 0 against .392: overlap; apart: 1/3.
    # b: .3 against 1.96·.15 = .294: apart; .8 and 1.1 are apart too: 0. c: .6 against .392: apart. d: only one run.
    assert agreement.csi(COEF, STDERR) == pytest.approx(100 * (1 / 3 + 0 + 0) / 3)
    assert agreement.csi(COEF, 2 * STDERR) == pytest.approx(100 * (1 + 1 / 3 + 1) / 3)


def test_csi_leaves_out_pairs_without_standard_errors():
    stderr = STDERR.copy()
    stderr[1, 0] = NAN

    assert agreement.csi(COEF[:, :1], stderr[:, :1]) == 100.0
    assert np.isnan(agreement.csi(COEF, np.full_like(STDERR, NAN)))


def test_a_sign_flips_in_the_share_of_pairs_that_disagree():
    # b is −, −, +: two of three pairs. c is + and −. d and e are in fewer than two runs.
    np.testing.assert_allclose(agreement.sign_flips(COEF), [0, 2 / 3, 1, NAN, NAN])


def test_kendall_tau_shares_the_place_after_the_last_among_features_that_a_run_does_not_select():
    # Runs 0 and 1 on a, b, c, d: (1, 2, 3, 4) and (2, 1, 4, 3): 6 pairs, of which ab and cd turn: (4 − 2)/6.
    # Runs 0 and 2 on a, b, c: bc turns: (2 − 1)/3. Runs 1 and 2 on a, b, c, d: (2, 1, 4, 3) and (1, 3, 2, 4):
    # ab and cd turn, and bd, ac and ad agree; bc agrees not in sign: b before c in run 1, after it in run 2.
    by_hand = ((4 - 2) / 6, (2 - 1) / 3, (3 - 3) / 6)
    assert agreement.kendall_tau(RANK) == pytest.approx(np.mean(by_hand))


def test_kendall_tau_corrects_for_ties():
    # On a, b, c: (1, 2, 2) and (1, 2, 3)... run 0 does not select b and c, which are tied: 2/√(2·3).
    assert agreement.kendall_tau(np.array([[1, 0, 0], [1, 2, 3]])) == pytest.approx(2 / (2 * 3) ** 0.5)
    # One feature each, and another one: opposite orders.
    assert agreement.kendall_tau(np.array([[1, 0], [0, 1]])) == -1.0


@settings(max_examples=30)
@given(st.permutations(range(6)), st.permutations(range(6)))
def test_kendall_tau_is_that_of_scipy(one, other):
    from scipy.stats import kendalltau

    rank = np.array([one, other]) + 1

    assert agreement.kendall_tau(rank) == pytest.approx(kendalltau(one, other).statistic)


def test_agreement_is_the_share_of_the_later_runs_whose_first_features_are_those_of_run_0():
    assert agreement.agreement(RANK, 1) == 0.5
    assert agreement.agreement(RANK, 2) == 0.5
    assert agreement.agreement(RANK, 3) == 0.5
    assert agreement.agreement(RANK[[0, 2]], 3) == 1.0


def test_ordered_agreement_asks_for_the_same_order():
    assert agreement.ordered_agreement(RANK, 1) == 0.5  # a, b, a
    assert agreement.ordered_agreement(RANK, 2) == 0.0  # ab, ba, ac
    assert agreement.ordered_agreement(RANK[[0, 2]], 3) == 0.0  # abc, acb


def test_the_spread_is_the_standard_deviation_over_the_runs_that_select_a_feature():
    np.testing.assert_allclose(
        agreement.spread(COEF), [0.03**0.5, (0.98 - 3 * (1 / 3) ** 2) ** 0.5 / 2**0.5, 0.18**0.5, NAN, NAN]
    )
    np.testing.assert_allclose(agreement.means(COEF), [0.8, -1 / 3, -0.1, 0.1, NAN])


def test_the_spread_ratio_is_the_root_mean_square_over_the_features_of_all_runs():
    coef = np.array([[1.0, 0.0, NAN], [3.0, 0.0, 9.0], [2.0, 3.0, 8.0]])  # standard deviations 1 and √3

    assert agreement.spread_ratio(coef, np.array([2.0, 1.0, 1.0])) == pytest.approx(((0.25 + 3) / 2) ** 0.5)
    assert np.isnan(agreement.spread_ratio(coef, np.zeros(3)))


def test_an_interval_is_held_against_the_mean_of_the_other_runs_in_units_of_its_own_error():
    # Mean 2, away 1, 1, 0; times √(3/2) = 1.2247.
    coef = np.array([[1.0, 9.0], [3.0, NAN], [2.0, 9.0]])

    assert agreement.inside(coef, np.array([[1.22, 9], [1.23, 9], [0.1, 9]])) == pytest.approx(2 / 3)
    assert np.isnan(agreement.inside(coef[:1], coef[:1]))


def test_intervals_of_normal_runs_hold_the_mean_of_the_others_as_often_as_they_promise():
    coef = np.random.default_rng(0).normal(size=(11, 4000))

    assert agreement.inside(coef, np.full_like(coef, 1.96)) == pytest.approx(0.95, abs=0.005)
    assert agreement.spread_ratio(coef, np.ones(4000)) == pytest.approx(1.0, abs=0.01)


def test_a_single_run_compares_to_nothing():
    for number in (agreement.jaccard(RANK[:1], 2), agreement.vsi(RANK[:1]), agreement.kendall_tau(RANK[:1])):
        assert np.isnan(number)
    assert np.isnan(agreement.sign_flips(COEF[:1])).all()
    assert np.isnan(agreement.agreement(RANK[:1], 1))


@settings(max_examples=30)
@given(st.integers(2, 6), st.integers(1, 5), st.integers(0, 2**16))
def test_equal_runs_agree_in_everything(n_runs, k, seed):
    one = np.random.default_rng(seed).permutation(8) + 1
    rank = np.tile(np.where(one <= k, one, 0), (n_runs, 1))
    coef = np.where(rank > 0, 1.0 / np.maximum(rank, 1), NAN)

    assert agreement.jaccard(rank, k) == agreement.agreement(rank, k) == 1.0
    assert agreement.vsi(rank) == agreement.csi(coef, np.zeros_like(coef)) == 100.0
    assert np.nanmax(agreement.sign_flips(coef)) == 0.0
    if k > 1:  # one feature has no order
        assert agreement.kendall_tau(rank) == pytest.approx(1.0)
