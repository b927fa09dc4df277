"""When an explanation should not be believed: each doubt arises where it should, and not elsewhere."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from lime_widgets.engine.explanation.doubts import DOUBTS, GRADES, bit_of, doubts, grades, names_of
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.explanation.reasons import unfilled_reasons

RNG = np.random.default_rng(0)
Z = RNG.normal(size=(2000, 3))
Z[0] = 0.0
DISTANCES = np.linalg.norm(Z, axis=1)
LINEAR = Z @ [2.0, -1.0, 0.5]


def found(y, *, rows=2000, **options):
    return {reason.name for reason in Neighborhood(Z[:rows], y[:rows], DISTANCES[:rows]).explain(**options).reasons}


def test_a_surrogate_that_follows_the_model_is_good():
    explanation = Neighborhood(Z, LINEAR, DISTANCES).explain()

    assert (explanation.grade, explanation.doubts, explanation.reasons) == ("good", (), ())


@pytest.mark.parametrize("answer", [0.0, 0.3, 1e6])
def test_a_constant_answer_is_the_only_doubt_where_there_is_nothing_to_explain(answer):
    assert found(np.full(2000, answer)) == {"constant"}


def test_an_answer_that_is_constant_only_where_the_kernel_reaches_is_doubted_too():
    answer = np.where(DISTANCES < 3, 0.2, LINEAR)

    assert "constant" in found(answer, kernel="uniform", kernel_width=2.9)


def test_that_nothing_varies_where_hardly_anything_carries_weight_is_put_down_to_that():
    names = found(LINEAR, kernel_width=1e-3)

    assert "few_samples" in names
    assert "constant" not in names


def test_an_answer_that_is_constant_but_for_rounding_is_constant():
    assert found(0.3 + np.spacing(0.3) * RNG.integers(0, 2, 2000)) == {"constant"}


@pytest.mark.parametrize(("level", "scale"), [(1e9, 1.0), (1e12, 1.0), (0.0, 1e-21), (0.0, 1e-200), (0.0, 1e160)])
def test_no_level_and_no_size_of_answers_counts_as_the_same_answer(level, scale):
    assert found(level + scale * LINEAR) <= {"low_score", "middling"}


def test_few_effective_samples_are_doubted():
    assert "few_samples" in found(LINEAR, rows=10)
    assert "few_samples" in found(LINEAR, kernel_width=0.05)


def test_weights_that_the_penalty_decides_are_doubted_and_some_shrinkage_is_said():
    assert "penalty" in found(LINEAR, alpha=1e5)
    assert "penalty" not in found(LINEAR, alpha=0.0)
    explanation = Neighborhood(Z, LINEAR, DISTANCES).explain(alpha=150.0)
    assert 0.1 < explanation.shrinkage < 0.5
    assert "shrunk" in {reason.name for reason in explanation.reasons}


def test_a_constant_column_has_no_weight_that_a_penalty_could_take():
    for instance in (7.0, 9.0):  # also where the instance has another value
        column = np.full(2000, 7.0)
        column[0] = instance
        rows = np.column_stack([Z, column])
        explanation = Neighborhood(rows, LINEAR, DISTANCES).explain(feature_selection="none")
        assert not {"penalty", "shrunk"} & {reason.name for reason in explanation.reasons}


def test_a_surrogate_that_follows_little_is_doubted():
    assert "low_score" in found(np.cos(40 * Z[:, 0]))


def test_a_surrogate_far_from_the_model_at_the_instance_is_doubted():
    assert "gap" in found(np.where(DISTANCES < 0.3, 9.0, LINEAR))


def test_a_strongest_weight_of_either_sign_is_doubted():
    mirrored = np.vstack([Z[:100], -Z[:100]])  # of an even function no direction is the right one

    said = Neighborhood(mirrored, np.cos(mirrored[:, 0]), np.linalg.norm(mirrored, axis=1)).explain().doubts

    assert any("sign of the strongest weight is uncertain" in sentence for sentence in said)
    assert "sign" not in found(LINEAR + RNG.normal(size=2000))


def test_a_probability_outside_of_0_and_1_is_doubted_and_a_value_is_not():
    certain = 1 / (1 + np.exp(-(6 + 8 * Z[:, 0])))  # nearly 1 at the instance, a cliff beside it
    upward = np.column_stack([1 - certain, certain])
    narrow = {"kernel": "uniform", "kernel_width": 1.2, "n_features": 1, "output": 1}

    def names(kind, answers, **options):
        explanation = Neighborhood(Z, answers, DISTANCES, output_kind=kind).explain(**(narrow | options))
        return explanation.local_prediction, {reason.name for reason in explanation.reasons}

    beyond, reasons = names("probability", 1.2 * upward)
    assert beyond > 1.05
    assert "range" in reasons
    assert "range" not in names("value", 1.2 * upward)[1]
    within, reasons = names("probability", upward)
    assert 0 <= within < 1.05
    assert "range" not in reasons
    below, reasons = names("probability", 1.2 * upward - 0.2, output=0)
    assert below < -0.05
    assert "range" in reasons


# ---- every threshold, where it lies -----------------------------------------------------------------


def judged(
    *,
    fidelity=0.99,
    score=0.99,
    loo_score=0.99,
    ess=1000.0,
    shown=10,
    retained=0.99,
    gap=0.0,
    interval=0.1,
    exact=False,
    **options,
):
    """The doubts of a fit that is good but for what is given; answers from 0 to 1, the instance's 0.5."""
    fits = SimpleNamespace(
        features=np.arange(shown)[None],
        coef=np.linspace(1.0, 0.5, shown)[None],
        at_instance=np.array([0.5 + gap]),
        retained=np.array([retained]),
        deviation=np.array([0.3]),
        separated=np.array([False]),
        score=np.array([score]),
        loo_score=np.array([loo_score]),
    )
    mask = doubts(
        fits,
        np.array([ess]),
        np.full((1, shown), interval),
        np.array([fidelity]),
        np.array([0.5, 0.0, 1.0]),
        exact=exact,
        **options,
    )
    return set(names_of(int(mask[0])))


AROUND = [
    # what is given just on this side, just on the other side, and the doubt that arises on the other side only
    ({"fidelity": 0.66, "representation": "bins"}, {"fidelity": 0.64, "representation": "bins"}, "middling"),
    ({"fidelity": 0.51, "representation": "bins"}, {"fidelity": 0.49, "representation": "bins"}, "low_score"),
    ({"fidelity": 0.61, "representation": "numbers"}, {"fidelity": 0.59, "representation": "numbers"}, "middling"),
    ({"fidelity": 0.46, "representation": "numbers"}, {"fidelity": 0.44, "representation": "numbers"}, "low_score"),
    ({"fidelity": 0.51, "representation": "parts"}, {"fidelity": 0.49, "representation": "parts"}, "middling"),
    ({"fidelity": 0.26, "representation": "parts"}, {"fidelity": 0.24, "representation": "parts"}, "low_score"),
    ({"loo_score": 0.01, "representation": "bins"}, {"loo_score": -0.01, "representation": "bins"}, "low_score"),
    ({"score": 0.01, "representation": "bins"}, {"score": -0.01, "representation": "bins"}, "low_score"),
    ({"ess": 33.1}, {"ess": 32.9}, "few_samples"),  # three for each of ten features and the intercept
    ({"ess": 6.1, "shown": 1}, {"ess": 5.9, "shown": 1}, "few_samples"),
    ({"retained": 0.905}, {"retained": 0.895}, "shrunk"),
    ({"retained": 0.51}, {"retained": 0.49}, "penalty"),
    ({"retained": 0.96, "exact": True}, {"retained": 0.94, "exact": True}, "penalty"),  # half of one of ten
    ({"gap": 0.24}, {"gap": 0.26}, "gap"),
    ({"gap": -0.24}, {"gap": -0.26}, "gap"),
    ({"interval": 0.99}, {"interval": 1.01}, "sign"),
    ({"gap": 0.547, "output_kind": "probability"}, {"gap": 0.553, "output_kind": "probability"}, "range"),
    ({"gap": -0.547, "output_kind": "probability"}, {"gap": -0.553, "output_kind": "probability"}, "range"),
]


@pytest.mark.parametrize(("within", "beyond", "name"), AROUND)
def test_a_doubt_arises_beyond_its_threshold_and_not_before(within, beyond, name):
    assert name not in judged(**within)
    assert name in judged(**beyond)


def test_what_the_penalty_takes_at_one_width_does_not_depend_on_the_other_widths():
    rng = np.random.default_rng(0)
    Z = np.column_stack([rng.integers(2, size=(40, 2)), np.zeros(40)]).astype(float)
    Z[0] = 1.0  # the instance alone has this value of the last feature
    near = Neighborhood(Z, Z @ [0.3, -0.2, 0.0] + 0.1 * rng.normal(size=40), np.append(0.0, rng.uniform(1, 2, 39)))
    widths = [0.02, 0.2, 1.0, 5.0, 50.0]
    options = {"alpha": 1.0, "feature_selection": "none"}

    together = near.sweep(widths, **options)

    alone = [near.explain(kernel_width=width, **options) for width in widths]
    np.testing.assert_allclose(together.shrinkage, [each.shrinkage for each in alone], atol=1e-9)
    without = Neighborhood(Z[:, :2], near.y, near.distances).sweep(widths, **options)
    np.testing.assert_allclose(together.shrinkage, without.shrinkage, atol=0.05)


def test_a_low_score_is_not_middling_too_and_a_penalty_that_decides_is_not_some_shrinkage():
    assert judged(fidelity=0.1) == {"low_score"}
    assert judged(retained=0.1) == {"penalty"}
    assert judged(fidelity=math.nan, score=math.nan, loo_score=math.nan) == set()
    assert judged(fidelity=0.6, loo_score=-0.3, representation="bins") == {"low_score"}
    # Where everything is a sample, none is left out.
    assert judged(loo_score=-0.3, exact=True) == set()


@pytest.mark.parametrize("name", DOUBTS)
def test_a_grade_is_poor_with_a_doubt_that_leaves_nothing_and_fair_with_another(name):
    poor = {"constant", "few_samples", "penalty", "low_score"}
    masks = np.array([0, 1 << bit_of(name), (1 << len(DOUBTS)) - 1], dtype=np.int32)

    assert [GRADES[grade] for grade in grades(masks)] == ["good", "poor" if name in poor else "fair", "poor"]


# ---- the reasons in words --------------------------------------------------------------------------


def sweep_with(name, **changes):
    """A sweep in which every width has this doubt alone."""
    sweep = Neighborhood(Z, LINEAR + np.sin(9 * Z[:, 0]), DISTANCES).sweep(np.geomspace(0.5, 4, 9))
    for key, value in ({"doubts": np.full(9, 1 << bit_of(name), dtype=np.int32)} | changes).items():
        object.__setattr__(sweep, key, value)
    return sweep


@pytest.mark.parametrize("name", DOUBTS)
def test_every_doubt_is_said_in_full_sentences_with_its_numbers(name):
    explanation = sweep_with(name)[4]

    (sentence,) = explanation.doubts
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert explanation.reasons[0].name == name


def test_bins_that_do_worse_than_a_constant_are_poor_although_all_bins_follow_the_model():
    sweep = sweep_with("low_score", representation="bins", fidelity=np.full(9, 0.7), loo_score=np.full(9, -0.4))
    (sentence,) = sweep[4].doubts
    assert "(R² 0.70)" in sentence
    assert "R² is below 0 for samples that are left out" in sentence
    lower = sweep_with("low_score", representation="bins", fidelity=np.full(9, 0.3), loo_score=np.full(9, -0.4))
    assert lower[4].doubts[0].startswith("No sum over columns follows the model here")


def test_advice_is_computed_from_the_sweep():
    scores = np.array([0.1, 0.2, 0.3, 0.3, 0.3, 0.8, 0.79, 0.5, 0.4])
    found = sweep_with("low_score", fidelity=scores)
    low = np.where(scores < 0.45, found.doubts, 0).astype(np.int32)
    better = sweep_with("low_score", fidelity=scores, doubts=low)[2].reasons[0]

    assert better.advice.parameter == "kernel_width"
    assert better.advice.value == found.kernel_width[5]
    assert better.sentence.endswith(f"At kernel width {found.kernel_width[5]:.3g} it is 0.80.")
    # As good as the best, and nearer: it changes less.
    assert sweep_with("low_score", fidelity=scores, doubts=low)[8].reasons[0].advice.value == found.kernel_width[6]
    # A width that gains next to nothing is no advice.
    flat = sweep_with("low_score", fidelity=np.linspace(0.3, 0.349, 9), doubts=found.doubts)
    assert flat[0].reasons[0].advice is None
    steeper = sweep_with("low_score", fidelity=np.linspace(0.3, 0.351, 9), doubts=found.doubts)
    assert steeper[0].reasons[0].advice is not None
    # What counts as as good: .02 less.
    for second, nearer in ((0.7805, 6), (0.7795, 5)):
        close = sweep_with("low_score", fidelity=np.where(scores == 0.79, second, scores), doubts=low)
        assert close[8].reasons[0].advice.value == found.kernel_width[nearer]


def test_advice_on_samples_and_widths_where_there_are_too_few():
    sweep = sweep_with("few_samples", ess=np.geomspace(3, 900, 9))
    enough = np.where(sweep.ess < 12, sweep.doubts, 0).astype(np.int32)
    wider = sweep_with("few_samples", ess=sweep.ess, doubts=enough)
    place = int(np.argmax(sweep.ess >= 12))

    reason = wider[0].reasons[0]
    assert "count like 3, too few for 3 features: 12 are needed" in reason.sentence
    assert (reason.advice.parameter, reason.advice.value) == ("kernel_width", sweep.kernel_width[place])
    more = sweep[0].reasons[0]  # no width has enough
    assert (more.advice.parameter, more.advice.value) == ("n_samples", 8192)


def test_advice_on_an_uncertain_sign_is_the_number_of_samples_that_would_tell():
    sweep = sweep_with("sign", coef=np.full((9, 3), 0.1), interval=np.full((9, 3), 0.15))

    # 1.2 · 1.5 times narrower intervals need 3.24 times as many samples: 6,480, which is 8,192 in a power of two.
    assert sweep[0].reasons[0].advice.value == 8192
    # As many as the control goes to is advice, and more is not: (1.2 · 3.333)² = 16, and 32 times 2,000 samples.
    most = sweep_with("sign", coef=np.full((9, 3), 0.1), interval=np.full((9, 3), 0.45))
    assert most[0].reasons[0].advice.value == 65_536
    beyond = sweep_with("sign", coef=np.full((9, 3), 0.1), interval=np.full((9, 3), 0.5))
    assert beyond[0].reasons[0].advice is None
    hopeless = sweep_with("sign", coef=np.full((9, 3), 0.001), interval=np.full((9, 3), 0.15))
    assert hopeless[0].reasons[0].advice is None


def test_advice_on_a_gap_is_the_widest_kernel_without_it():
    masks = np.where(np.arange(9) > 3, 1 << bit_of("gap"), 0).astype(np.int32)
    sweep = sweep_with("gap", doubts=masks)

    assert sweep[8].reasons[0].advice.value == sweep.kernel_width[3]


def test_advice_on_a_penalty_lowers_it_and_says_nothing_where_samples_are_lacking():
    some = sweep_with("shrunk", shrinkage=np.full(9, 0.2))[0].reasons[0]
    assert (some.advice.parameter, some.advice.value) == ("alpha", 0.2)
    # 5 % are to be left to it: at most a twentieth of what is left, over what it takes, in one digit.
    for share, lower in ((1 / 3, 0.1), (0.1669, 0.2), (0.166, 0.3)):
        assert sweep_with("shrunk", shrinkage=np.full(9, share))[0].reasons[0].advice.value == lower
    assert "takes 20 % of these weights" in some.sentence
    assert sweep_with("penalty", shrinkage=np.full(9, 0.9999))[0].reasons[0].advice is None


def test_sentences_of_a_sweep_are_few_because_the_numbers_are_filled_in_later():
    sweep = sweep_with("gap", local_prediction=np.arange(9.0))

    assert len({unfilled_reasons(sweep, index) for index in range(9)}) == 1
    assert len({sweep[index].doubts for index in range(9)}) == 9
    assert "surrogate says 3, and the model 0" in sweep[3].doubts[0]


def test_a_sweep_carries_its_doubts_as_bits():
    sweep = Neighborhood(Z, LINEAR, DISTANCES).sweep([0.05, 5.0])

    assert sweep.doubts.dtype == np.int32
    assert sweep.doubts[0] & 1 << bit_of("few_samples")
    assert sweep.doubts[1] == 0
    assert sweep.grade.tolist() == [2, 0]
