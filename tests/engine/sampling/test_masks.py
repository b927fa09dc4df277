"""Masks: distributed as LIME's, reproducible, extendable; and chosen so that coefficients vary less."""

import math
from itertools import pairwise
from threading import Thread
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.sampling import masks as module
from lime_widgets.engine.sampling.designs import DESIGNS
from lime_widgets.engine.sampling.masks import Masks, Removal, enumerated, fits_all, probabilities

seeds = st.integers(0, 2**32 - 1)
# A number of parts for each of the ways in which masks are made.
parts = st.integers(1, 20) | st.sampled_from([64, 65, 300])
distributions = st.sampled_from(get_args(Removal))


@pytest.fixture(autouse=True)
def each_sequence_is_made_anew(monkeypatch):
    """As it is in use, sequences of the same seed and as many parts share what they have made."""
    monkeypatch.setattr(module, "_dissimilar_masks", module._DissimilarMasks)


@pytest.fixture(params=["chosen", "drawn", "independent"])
def few_parts(request, monkeypatch):
    """Masks of few parts, made as those of many are."""
    if request.param == "drawn":
        monkeypatch.setattr(module, "MOST_CHOSEN", 0)
    design = "independent" if request.param == "independent" else "sobol"
    return lambda p, seed: Masks(p, random_state=seed, design=design)


# Distribution


@pytest.mark.parametrize("row", [1, 38, 41])
def test_a_row_by_itself_is_any_mask_with_its_own_probability(few_parts, row):
    n = 1500
    all_masks = enumerated(4)[1:]
    places = all_masks @ [1, 2, 4, 8]

    drawn = np.array([few_parts(4, seed).rows(row, row + 1)[0] @ [1, 2, 4, 8] for seed in range(n)])

    seen = np.bincount(drawn, minlength=16)[places]
    assert seen.sum() == n, "a mask takes nothing away"
    assert stats.chisquare(seen, n * probabilities(all_masks)).pvalue > 0.001


@pytest.mark.parametrize("p", [7, 30])
def test_numbers_of_parts_taken_away_are_uniform_within_a_sequence(few_parts, p):
    n_removed = p - few_parts(p, 3).rows(1, 4096).sum(axis=1)

    seen = np.bincount(n_removed, minlength=p + 1)
    assert seen[0] == 0
    assert stats.chisquare(seen[1:]).pvalue > 0.001


@pytest.mark.parametrize("p", [7, 30])
def test_no_part_and_no_pair_is_taken_away_more_often_within_a_sequence(few_parts, p):
    removed = 1.0 - few_parts(p, 3).rows(1, 4096)
    n_removed = removed.sum(axis=1)

    single = removed.sum(axis=0)
    both = (removed.T @ removed)[np.triu_indices(p, 1)]
    # Given their number, the parts taken away are a uniformly random subset.
    share, pair_share = n_removed / p, n_removed * (n_removed - 1) / (p * (p - 1))
    for counts, chance in ((single, share), (both, pair_share)):
        deviation = (counts - chance.sum()) / np.sqrt((chance * (1 - chance)).sum())
        assert np.abs(deviation).max() < stats.norm.isf(0.0005 / len(counts))


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("row", [1, 38, 300])
def test_a_binomial_row_by_itself_is_any_mask_those_that_keep_all_or_nothing_among_them(row, design):
    drawn = [
        Masks(4, random_state=seed, design=design, removal="binomial").rows(row, row + 1)[0] @ [1, 2, 4, 8]
        for seed in range(3000)
    ]

    assert stats.chisquare(np.bincount(drawn, minlength=16)).pvalue > 0.001


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("p", [30, 300])
def test_no_part_and_no_pair_is_kept_more_often_than_others_within_a_binomial_sequence(p, design):
    kept = Masks(p, random_state=3, design=design, removal="binomial").rows(1, 4096).astype(float)

    single, both = kept.sum(axis=0), (kept.T @ kept)[np.triu_indices(p, 1)]
    for counts, chance in ((single, 0.5), (both, 0.25)):
        deviation = (counts - len(kept) * chance) / math.sqrt(len(kept) * chance * (1 - chance))
        assert np.abs(deviation).max() < stats.norm.isf(0.0005 / len(counts))


def test_balanced_binomial_masks_keep_each_pair_in_a_quarter_of_a_block():
    kept = Masks(40, random_state=3, removal="binomial").rows(128, 256).astype(int)

    assert set((kept.T @ kept)[np.triu_indices(40, 1)]) == {32}


@given(seed=seeds, p=parts, design=st.sampled_from(DESIGNS))
def test_the_first_row_keeps_all_parts_and_no_other_does(seed, p, design):
    masks = Masks(p, random_state=seed, design=design).rows(0, 40)

    assert masks.shape == (40, p)
    assert masks.dtype == bool
    assert masks.all(axis=1).tolist() == [True] + [False] * 39


# Sequences


@given(seed=seeds, p=parts, design=st.sampled_from(DESIGNS), removal=distributions)
def test_the_first_row_keeps_all_parts_however_others_are_made(seed, p, design, removal):
    masks = Masks(p, random_state=seed, design=design, removal=removal)

    assert masks.rows(0, 1).all()
    np.testing.assert_array_equal(masks.rows(0, 5)[1:], masks.rows(1, 5))


@given(
    seed=seeds,
    p=parts,
    design=st.sampled_from(DESIGNS),
    removal=distributions,
    cuts=st.lists(st.integers(0, 600), max_size=4),
)
def test_rows_are_the_same_whether_asked_for_at_once_or_in_pieces(seed, p, design, removal, cuts):
    whole = Masks(p, random_state=seed, design=design, removal=removal).rows(0, 600)
    sequence = Masks(p, random_state=seed, design=design, removal=removal)
    edges = [0, *sorted(cuts), 600]

    pieces = [sequence.rows(a, b) for a, b in pairwise(edges)]

    np.testing.assert_array_equal(np.concatenate(pieces), whole)
    anew = Masks(p, random_state=seed, design=design, removal=removal)
    np.testing.assert_array_equal(anew.rows(137, 205), whole[137:205])
    np.testing.assert_array_equal(sequence.rows(20, 50), whole[20:50])


def test_what_a_caller_does_to_rows_does_not_reach_the_sequence(few_parts):
    sequence = few_parts(9, 0)
    first = sequence.rows(0, 50)
    kept = first.copy()

    first[:] = False

    np.testing.assert_array_equal(sequence.rows(0, 50), kept)


def test_masks_beyond_what_is_remembered_go_on_in_the_same_way():
    n = module._REMEMBERED + 300
    whole, sequence = Masks(13, random_state=5).rows(0, n), Masks(13, random_state=5)

    np.testing.assert_array_equal(sequence.rows(n - 150, n), whole[-150:])
    assert len(np.unique(whole[-300:], axis=0)) > 200


@pytest.mark.parametrize("p", [12, 60, 100])
@pytest.mark.parametrize("design", DESIGNS)
def test_another_seed_gives_other_masks(p, design):
    one, other = (Masks(p, random_state=seed, design=design).rows(0, 64) for seed in (0, 1))

    assert (one != other).any(axis=1).mean() > 0.8


def test_an_interrupted_sequence_goes_on_as_if_nothing_had_happened(monkeypatch):
    sequence = Masks(10, random_state=0)
    whole = Masks(10, random_state=0).rows(0, 500)
    choose, requested = module._DissimilarMasks._choose, []

    def interrupted(self, *arguments):
        requested.append(arguments)
        if len(requested) == 5:
            raise KeyboardInterrupt
        return choose(self, *arguments)

    monkeypatch.setattr(module._DissimilarMasks, "_choose", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sequence.rows(0, 500)

    np.testing.assert_array_equal(sequence.rows(0, 500), whole)


def test_threads_that_ask_at_the_same_time_get_the_same_sequence():
    whole = Masks(12, random_state=0).rows(0, 2000)
    sequence, found = Masks(12, random_state=0), {}

    def ask(name):
        found[name] = np.concatenate([sequence.rows(start, start + 50) for start in range(0, 2000, 50)])

    threads = [Thread(target=ask, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for masks in found.values():
        np.testing.assert_array_equal(masks, whole)


def test_an_unknown_design_is_refused():
    with pytest.raises(LimeError, match=r"design is 'halton'"):
        Masks(4, random_state=0, design="halton")


def test_an_unknown_distribution_is_refused():
    with pytest.raises(LimeError, match=r"removal is 'poisson'"):
        Masks(4, random_state=0, removal="poisson")
    with pytest.raises(LimeError, match=r"removal is 'poisson'"):
        probabilities(enumerated(3), removal="poisson")


def test_no_rows_are_an_empty_array(few_parts):
    assert few_parts(5, 0).rows(7, 7).shape == (0, 5)
    assert Masks(5, random_state=0, removal="binomial").rows(7, 7).shape == (0, 5)
    assert Masks(5, random_state=0, removal="binomial").rows(0, 0).shape == (0, 5)


# How masks are chosen


@given(seed=seeds, p=st.integers(1, 64))
def test_likeness_doubles_with_the_parts_in_common_and_sums_exactly(seed, p):
    one, other = np.random.default_rng(seed).choice(np.float32([-1, 1]), (2, 50, p))

    found = module._powers_of_two(one, other)

    tau = min(64, round(1024 / p)) / 64
    exponents = tau * ((one[:, None] == other).sum(axis=2) - p / 2)
    whole = np.floor(exponents)
    np.testing.assert_array_equal(found, 2**whole * (1 + exponents - whole))
    in_order = [math.fsum(row) for row in found.tolist()]
    np.testing.assert_array_equal(found.sum(axis=1, dtype=np.float64), in_order)


def coefficients(masks, answer):
    """LIME's, with its default kernel for texts and a penalty of 1."""
    Z = masks.astype(float)
    weights = np.exp(-((100 - 100 * np.sqrt(Z.mean(axis=1))) ** 2) / (2 * 25**2))
    z = Z - weights @ Z / weights.sum()
    return np.linalg.solve((z.T * weights) @ z + np.eye(Z.shape[1]), (z.T * weights) @ answer(Z))


@pytest.mark.parametrize(("p", "n", "times"), [(12, 500, 3.0), (14, 1000, 3.0), (30, 1000, 1.4)])
def test_coefficients_vary_less_from_seed_to_seed_than_with_independent_masks(p, n, times):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=p) * 3 / math.sqrt(p)

    def answer(Z):
        return 1 / (1 + np.exp(weights.sum() - 1 - Z @ weights))

    def variance(design):
        found = [coefficients(Masks(p, random_state=seed, design=design).rows(0, n), answer) for seed in range(30)]
        return np.var(found, axis=0).mean()

    assert variance("independent") > times * variance("sobol")


@pytest.mark.parametrize(("p", "n", "times"), [(12, 1000, 10.0), (60, 256, 2.0), (60, 1000, 2.0), (300, 1024, 2.0)])
def test_coefficients_of_binomial_masks_vary_less_from_seed_to_seed_than_with_independent_ones(p, n, times):
    rng = np.random.default_rng(0)
    weights = rng.normal(size=p) * 3 / math.sqrt(p)

    def answer(Z):
        # A class that is unlikely once half of the picture is gone. Where it were as likely as not, with as much
        # curvature on one side as on the other, opposites would have nothing to balance.
        return 1 / (1 + np.exp(weights.sum() / 2 + 2 - Z @ weights))

    def variance(design):
        found = []
        for seed in range(20):
            masks = Masks(p, random_state=seed, design=design, removal="binomial").rows(0, n)
            Z, distances = masks.astype(float), 1 - np.sqrt(masks.mean(axis=1))
            kernel = np.exp(-(distances**2) / (2 * 0.25**2))
            z = Z - kernel @ Z / kernel.sum()
            gram = (z.T * kernel) @ z + np.eye(p)
            found.append(np.linalg.solve(gram, (z.T * kernel) @ answer(Z)))
        return np.var(found, axis=0).mean()

    assert variance("independent") > times * variance("sobol")


# All masks


@pytest.mark.parametrize("p", [1, 2, 5, 10])
def test_all_masks_are_each_mask_once_and_the_first_keeps_all(p):
    masks = enumerated(p)

    assert masks.shape == (2**p, p)
    assert len(np.unique(masks, axis=0)) == 2**p
    assert masks[0].all()


def test_the_first_of_all_masks_are_of_many_sizes():
    assert len(np.unique(enumerated(10)[1:60].sum(axis=1))) > 4


@pytest.mark.parametrize("p", [1, 2, 5, 10])
def test_probabilities_of_all_masks_are_those_of_a_uniform_number_and_a_uniform_subset(p):
    masks = enumerated(p)

    chance = probabilities(masks)

    removed = p - masks.sum(axis=1)
    expected = [0.0 if r == 0 else 1 / (p * math.comb(p, r)) for r in removed]
    np.testing.assert_allclose(chance, expected, rtol=1e-12)
    assert chance.sum() == pytest.approx(1)


@pytest.mark.parametrize("p", [1, 2, 5, 10])
def test_all_masks_are_equally_likely_where_each_part_is_taken_away_by_itself(p):
    chance = probabilities(enumerated(p), removal="binomial")

    np.testing.assert_array_equal(chance, np.full(2**p, 1 / 2**p))


def test_all_masks_fit_where_they_are_no_more_than_the_samples():
    assert fits_all(12, 4096)
    assert not fits_all(12, 4095)
    assert not fits_all(13, 4096)
    assert not fits_all(40, 2**50)


def test_masks_stay_when_memory_runs_out_while_more_are_made(monkeypatch):
    masks = module._DissimilarMasks(12, random_state=0)
    before = masks.rows(0, 64).copy()

    def no_memory(*_arguments, **_keywords):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(module, "_powers_of_two", no_memory)
        with pytest.raises(MemoryError):
            masks.rows(0, 200)
    np.testing.assert_array_equal(masks.rows(0, 64), before)
    np.testing.assert_array_equal(masks.rows(0, 200), module._DissimilarMasks(12, random_state=0).rows(0, 200))


def test_pairs_of_many_parts_are_opposites_of_all_sizes():
    p, n = 100, 2_002
    sequence = Masks(p, random_state=0, paired=True)
    masks = sequence.rows(0, n)

    removed = p - masks.sum(axis=1)
    first, second = masks[2::2], masks[3::2]
    opposite = (first != second).all(axis=1)
    assert (opposite | ~first.any(axis=1)).all()
    counts = np.bincount(removed[2:], minlength=p + 1)[1:]
    assert counts.min() >= 10
    assert counts.max() <= 30  # 20 of each number; Sobol numbers are even
    assert np.array_equal(masks[700:1_300], sequence.rows(700, 1_300))
    assert sequence.clusters(5).tolist() == [0, 0, 1, 1, 2]
