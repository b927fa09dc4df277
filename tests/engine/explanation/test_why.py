"""The sentence that says why: it names what decides, and claims nothing that the intervals do not carry."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lime_widgets import TextExplainer
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.explanation.origin import Origin
from lime_widgets.engine.tabular.explainer import TabularExplainer

NAMES = ("claim", "free", "call", "me", "now")


def neighborhood(coef, intercept=0.2, *, n=2000, noise=0.0, kind="probability", part="unit", seed=0, **options):
    """Answers that are linear in on/off features, of a class and its opposite, or of one value."""
    rng = np.random.default_rng(seed)
    Z = rng.integers(2, size=(n, len(coef))).astype(float)
    Z[0] = 1.0
    y = intercept + Z @ np.asarray(coef) + noise * rng.normal(size=n)
    names = NAMES[: len(coef)]
    origin = Origin(names, (None,) * len(names), part=part)
    outputs = {"output_names": ("spam", "ham")} if kind == "probability" else {}
    answers = np.column_stack([y, 1 - y]) if kind == "probability" else y
    return Neighborhood(Z, answers, (1 - Z).sum(axis=1), names, output_kind=kind, origin=origin, **(outputs | options))


def why(*arguments, output=None, **settings):
    return neighborhood(*arguments, **settings).explain(output=output, kernel_width=100.0, alpha=1e-6).why


def test_the_features_that_carry_most_of_it_are_named_and_what_speaks_against_it():
    assert why([0.3, 0.2, 0.1]) == "Mostly because of “claim” and “free”; little speaks against it."
    assert why([0.4, 0.2, 0.1, -0.2]) == "Mostly because of “claim” and “free”; “me” speaks against it."
    assert why([0.4, 0.2, 0.1, -0.05, -0.15]) == (
        "Mostly because of “claim” and “free”; “now” and “me” speak against it."
    )


def test_what_is_little_beside_the_others_of_its_side_is_not_named():
    assert why([0.4, 0.2, 0.1, -0.005, -0.15]) == "Mostly because of “claim” and “free”; “now” speaks against it."


@pytest.mark.parametrize("discretizer", ["quartile", None])
def test_a_column_that_the_model_does_not_read_is_not_named(discretizer):
    X = np.random.default_rng(0).normal(size=(300, 30))
    explainer = TabularExplainer(X, feature_names=[f"c{k}" for k in range(30)], discretizer=discretizer)

    said = [
        explainer.explain(lambda X: 2 * X[:, 0] - X[:, 8] + 0.7 * X[:, 9], X[0], random_state=seed).why
        for seed in range(10)
    ]

    named = [set(re.findall(r"c\d+", each)) for each in said]
    wrong = sum(not each <= {"c0", "c8", "c9"} for each in named)
    assert wrong <= 1  # 95 % confidence; with the interval of each alone, 5 and more
    assert all("c8" in each for each in named)


def test_many_small_reasons_are_no_main_reason():
    names = tuple(f"word{i}" for i in range(10))
    rng = np.random.default_rng(1)
    Z = rng.integers(2, size=(4000, 10)).astype(float)
    Z[0] = 1.0
    y = 0.1 + 0.07 * Z.sum(axis=1)
    origin = Origin(names, (None,) * 10, part="unit")
    near = Neighborhood(
        Z, np.column_stack([y, 1 - y]), (1 - Z).sum(axis=1), names,
        output_names=("a", "b"), output_kind="probability", origin=origin,
    )  # fmt: skip
    assert "because of many features, first “word" in near.explain(kernel_width=100.0).why.lower()


def pairs(texts):
    """1 for each of two pairs of words that is there, so that all four have the Shapley value 0.5."""
    words = [set(text.split()) for text in texts]
    return np.array([float(({"a", "b"} <= each) + ({"c", "d"} <= each)) for each in words])


def test_one_more_word_of_equal_weight_is_named_too():
    said = TextExplainer().explain(pairs, "a b c d", kernel="shapley").why

    assert said == (
        "Higher than 0, the answer with everything removed, mostly because of “a”, “b”, “c” and “d”; little lowers it."
    )


def test_more_features_of_equal_weight_are_counted():
    assert why([0.1, 0.1, 0.1, 0.1, 0.1]).endswith(" and 2 more of equal weight; little speaks against it.")
    against = why([0.5, -0.1, -0.1, -0.1]).partition(";")[2]
    assert all(name in against for name in ("“free”", "“call”", "“me”"))


def test_equal_weights_are_named_in_the_order_of_the_bars():
    words = list("abcdefg")

    def model(texts):
        return np.array([3.0 * ("x" in text) + sum(word in text for word in words) for text in texts])

    explanation = TextExplainer().explain(model, " ".join([*words, "x"]), kernel="shapley")
    html = explanation._repr_html_()

    assert "first “x”, “a”, “b” and 5 more of equal weight" in explanation.why
    assert [name for name, _ in explanation.as_list()] == ["x", *words]
    assert [html.index(f">{name}</td>") for name in ["x", *words]] == sorted(
        html.index(f">{name}</td>") for name in ["x", *words]
    )


def test_of_a_class_that_is_not_predicted_it_is_said_what_speaks_against_it():
    assert (
        why([0.3, 0.2, 0.1], output="ham") == "Not “ham”, mostly because of “claim” and “free”; little speaks for it."
    )


def test_a_class_that_starts_high_is_not_because_of_what_lowers_it():
    said = why([-0.1, -0.05], intercept=0.95)
    assert said == "“claim” speaks against it, but it starts high, at 0.95; little speaks for it."


@pytest.mark.parametrize(
    ("coef", "said"),
    [
        ([4.0, 2.0], "Higher than the base 10, mostly because of “claim”; little lowers it."),
        ([-4.0, -2.0], "Lower than the base 10, mostly because of “claim”; little raises it."),
        ([4.0, 2.0, -2.0], "Higher than the base 10, mostly because of “claim”; “call” lowers it."),
    ],
)
def test_a_value_is_compared_with_its_base(coef, said):
    assert why(coef, intercept=10.0, kind="value") == said


def test_values_of_a_row_are_named_with_their_columns():
    near = neighborhood([0.4, 0.1], part="")
    origin = Origin(("temp", "season"), (-0.25, "WINTER"))
    named = Neighborhood(
        near.Z, near.y, near.distances, ("temp <= 7.84", "season = WINTER"),
        output_names=("below", "above"), output_kind="probability", origin=origin,
    )  # fmt: skip
    assert named.explain(kernel_width=100.0).why == "Mostly because temp = −0.25; little speaks against it."


def test_superpixels_are_counted_and_not_named():
    said = why([0.35, 0.2, 0.1, -0.2], part="superpixel")
    assert said == "1 superpixel of 4 carries half of what speaks for “spam”; 1 speaks against it."


def test_what_the_intervals_do_not_carry_is_not_claimed():
    near = neighborhood([0.002, 0.001, -0.001], n=300, noise=0.2, seed=3)
    explanation = near.explain(kernel_width=100.0, alpha=1e-6)
    assert (np.abs(explanation.contributions) <= explanation.contribution_intervals).all()
    assert not any(name in explanation.why.replace("“spam”", "") for name in NAMES) or "Do not rely" in explanation.why


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (0.0, "Do not rely on this explanation: the surrogate does not follow the model here."),
        (0.15, "Do not rely on this: the surrogate points to “claim”, but it does not follow the model here."),
    ],
)
def test_a_poor_explanation_is_not_to_be_relied_on_and_names_only_what_is_certain(effect, said):
    rng = np.random.default_rng(0)
    near = neighborhood([0.1, 0.05], n=400)
    y = np.where(rng.integers(2, size=400), 0.7, 0.1) + effect * near.Z[:, 0]
    shuffled = Neighborhood(
        near.Z, np.column_stack([y, 1 - y]), near.distances, near.feature_names,
        output_names=("a", "b"), output_kind="probability", origin=near.origin,
    )  # fmt: skip
    explanation = shuffled.explain(kernel_width=100.0)
    assert explanation.grade == "poor"
    assert explanation.why == said


def test_a_model_that_answers_always_the_same_has_no_reasons():
    near = neighborhood([0.0, 0.0])
    assert "no feature matters here" in near.explain().why


@settings(max_examples=60, deadline=None)
@given(
    coef=st.lists(st.floats(-0.2, 0.2), min_size=2, max_size=5),
    noise=st.floats(0, 0.3),
    seed=st.integers(0, 1000),
)
def test_a_named_feature_is_certain_and_on_the_side_that_the_sentence_says(coef, noise, seed):
    explanation = neighborhood(coef, 0.5, n=200, noise=noise, seed=seed).explain(output="spam", kernel_width=50.0)
    if "Do not rely" in explanation.why or "no feature" in explanation.why:
        return
    sizes, halves = explanation.contributions, explanation.contribution_intervals
    certain = {
        explanation.feature_names[feature]: size
        for feature, size, half in zip(explanation.features, sizes, halves, strict=True)
        if abs(size) > half
    }
    named = [name for name in NAMES if f"“{name}”" in explanation.why]
    assert set(named) <= certain.keys()
    opening = explanation.why.partition(";")[0]
    sides = {certain[name] > 0 for name in named if f"“{name}”" in opening}
    assert sides <= {sizes.sum() >= 0}


def test_a_sweep_says_at_each_width_what_its_explanation_says():
    near = neighborhood([0.3, 0.2, -0.15], noise=0.05, n=500)
    sweep = near.sweep([0.2, 1.0, 5.0])
    assert sweep.why() == [near.explain(kernel_width=width).why for width in (0.2, 1.0, 5.0)]
