"""When an explanation should not be believed: each doubt arises where it should, and not elsewhere."""

import numpy as np
import pytest

from lime_widgets.engine.explanation.doubts import DOUBTS
from lime_widgets.engine.explanation.neighborhood import Neighborhood

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(2000, 3))
Z[0] = 0.0
DISTANCES = np.linalg.norm(Z, axis=1)
LINEAR = Z @ [2.0, -1.0, 0.5]


def doubts(y, *, rows=2000, **options):
    sentences = Neighborhood(Z[:rows], y[:rows], DISTANCES[:rows]).explain(**options).doubts
    return {doubt.name for doubt in DOUBTS if doubt.sentence in sentences}


def test_a_surrogate_that_follows_the_model_is_not_doubted():
    assert doubts(LINEAR) == set()


@pytest.mark.parametrize("answer", [0.0, 0.3, 1e6])
def test_a_constant_answer_is_the_only_doubt_where_there_is_nothing_to_explain(answer):
    assert doubts(np.full(2000, answer)) == {"constant"}


def test_an_answer_that_is_constant_only_where_the_kernel_reaches_is_doubted_too():
    answer = np.where(DISTANCES < 3, 0.2, LINEAR)

    assert "constant" in doubts(answer, kernel="uniform", kernel_width=2.9)


def test_that_nothing_varies_where_hardly_anything_carries_weight_is_put_down_to_that():
    found = doubts(LINEAR, kernel_width=1e-3)

    assert "few_samples" in found
    assert "constant" not in found


def test_an_answer_that_is_constant_but_for_rounding_is_constant():
    assert doubts(0.3 + np.spacing(0.3) * RNG.integers(0, 2, 2000)) == {"constant"}


def test_few_effective_samples_are_doubted():
    assert "few_samples" in doubts(LINEAR, rows=10)
    assert "few_samples" in doubts(LINEAR, kernel_width=0.05)


def test_weights_that_the_penalty_decides_are_doubted():
    assert "penalty" in doubts(LINEAR, alpha=1e5)
    assert "penalty" not in doubts(LINEAR, alpha=0.0)


def test_a_surrogate_that_follows_little_is_doubted():
    assert "low_score" in doubts(np.cos(40 * Z[:, 0]))


def test_a_surrogate_far_from_the_model_at_the_instance_is_doubted():
    assert "gap" in doubts(np.where(DISTANCES < 0.3, 9.0, LINEAR))


def test_a_strongest_weight_of_either_sign_is_doubted():
    mirrored = np.vstack([Z[:100], -Z[:100]])  # of an even function no direction is the right one

    sentences = Neighborhood(mirrored, np.cos(mirrored[:, 0]), np.linalg.norm(mirrored, axis=1)).explain().doubts

    assert any("sign of the strongest weight is uncertain" in sentence for sentence in sentences)
    assert "sign" not in doubts(LINEAR + RNG.normal(size=2000))


def test_a_probability_outside_of_0_and_1_is_doubted_and_a_value_is_not():
    certain = 1 / (1 + np.exp(-(6 + 8 * Z[:, 0])))  # nearly 1 at the instance, a cliff beside it
    upward = np.column_stack([1 - certain, certain])
    narrow = {"kernel": "uniform", "kernel_width": 1.2, "n_features": 1, "output": 1}

    def names(kind, answers, **options):
        explanation = Neighborhood(Z, answers, DISTANCES, output_kind=kind).explain(**(narrow | options))
        sentences = {doubt.name for doubt in DOUBTS if doubt.sentence in explanation.doubts}
        return explanation.local_prediction, sentences

    beyond, sentences = names("probability", 1.2 * upward)
    assert beyond > 1.05
    assert "range" in sentences
    assert "range" not in names("value", 1.2 * upward)[1]
    within, sentences = names("probability", upward)
    assert 0 <= within < 1.05
    assert "range" not in sentences
    below, sentences = names("probability", 1.2 * upward - 0.2, output=0)
    assert below < -0.05
    assert "range" in sentences


def test_every_doubt_says_what_to_do_or_to_think_in_full_sentences():
    assert len({doubt.name for doubt in DOUBTS}) == len(DOUBTS) <= 31  # bits of an int32
    for doubt in DOUBTS:
        assert doubt.sentence.endswith(".")
        assert doubt.sentence.count(". ") >= 1


def test_a_sweep_carries_its_doubts_as_bits():
    sweep = Neighborhood(Z, LINEAR, DISTANCES).sweep([0.05, 5.0])

    few = 1 << [doubt.name for doubt in DOUBTS].index("few_samples")
    assert sweep.doubts.dtype == np.int32
    assert sweep.doubts[0] & few
    assert sweep.doubts[1] == 0
