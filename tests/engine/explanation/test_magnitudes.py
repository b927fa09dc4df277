"""Answers of any finite scale and level give the weights of the same answers at an ordinary scale."""

import re
import warnings
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from lime_widgets import LimeError, Neighborhood, TabularExplainer
from lime_widgets.engine.explanation import reasons
from lime_widgets.engine.explanation.drawing.bars import apart
from lime_widgets.engine.fidelity.drawing import measures

X = np.random.default_rng(0).normal(size=(200, 3))


def model(rows):
    return rows[:, 0] - 0.5 * rows[:, 1] + 0.1 * np.sin(3 * rows[:, 2])


def explained(scale=1.0, level=0.0, **options):
    explainer = TabularExplainer(X, discretizer=None)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return explainer.explain(lambda rows: level + scale * model(rows), X[0], n_samples=512, **options)


@pytest.mark.parametrize("selection", ["none", "highest_weights", "lasso_path"])
@pytest.mark.parametrize("scale", [1e307, 1e300, 1e154, 3e38, 1e20, 1e-6, 1e-12, 1e-40, 1e-154, 1e-300])
def test_a_scale_scales_the_weights_and_changes_no_doubt(scale, selection):
    options = {"n_features": 2, "feature_selection": selection}
    plain, scaled = explained(**options), explained(scale, **options)

    np.testing.assert_array_equal(scaled.features, plain.features)
    np.testing.assert_allclose(scaled.coef / scale, plain.coef, rtol=1e-9)
    np.testing.assert_allclose(scaled.stderr / scale, plain.stderr, rtol=1e-6)
    assert scaled.score == pytest.approx(plain.score, abs=1e-9)
    assert [each.name for each in scaled.reasons] == [each.name for each in plain.reasons]
    assert scaled.local_prediction / scale == pytest.approx(plain.local_prediction, rel=1e-9)


def test_the_largest_floats_give_finite_numbers():
    explanation = explained(1.7e308 / np.abs(model(X)).max() / 4)
    for name in ("coef", "stderr", "intercept", "score", "local_prediction", "ess"):
        assert np.isfinite(getattr(explanation, name)).all(), name


@pytest.mark.parametrize("level", [1e3, 1e9, 1e12])
def test_a_level_far_above_the_spread_is_not_constant(level):
    raised = explained(level=level)
    np.testing.assert_allclose(raised.coef, explained().coef, rtol=1e-15 * level + 1e-9)
    assert not any("the same answer everywhere" in doubt for doubt in raised.doubts)


@pytest.mark.parametrize("answer", [0.0, 1.0, 1e300, 1e-300])
def test_one_answer_everywhere_is_constant_at_any_scale(answer):
    explanation = TabularExplainer(X).explain(lambda rows: np.full(len(rows), answer), X[0], n_samples=128)
    assert "the same answer everywhere" in explanation.doubts[0]
    assert not explanation.coef.any()


def test_values_of_z_whose_products_overflow_are_refused():
    Z = 1e236 * np.random.default_rng(0).random((20, 2))
    with pytest.raises(LimeError, match=r"Z holds a value of size .*e\+23.*standardize=True"):
        Neighborhood(Z, np.arange(20.0), np.arange(20.0))
    table = pd.DataFrame({"a": 1e200 * X[:, 0], "b": X[:, 1]})
    explanation = TabularExplainer(table, discretizer=None).explain(lambda rows: rows["b"], table.iloc[0])  # the advice
    assert np.isfinite(explanation.coef).all()


@pytest.mark.parametrize("weight", [0.0, 1e-300, -1e-180, 5e-324])
def test_a_weight_of_nearly_zero_needs_no_number_of_samples_that_overflows(weight):
    sweep = SimpleNamespace(coef=np.array([[weight]]), interval=np.array([[1.0]]), n_samples=200)
    said, advice = reasons._sign(sweep, 0)
    assert said.endswith("More samples alone will hardly tell it.")
    assert advice is None
    sweep.coef[0, 0] = 0.9
    assert reasons._sign(sweep, 0)[1].value == 512  # 200 · (1.2 / 0.9)² = 356, and the next power of two


@pytest.mark.parametrize("level", [1e7, 1e10, -1e10])
def test_sentences_about_a_difference_have_the_digits_that_show_it(level):
    explanation = explained(level=level)
    table = pd.DataFrame(X, columns=list("abc"))
    said = TabularExplainer(table).explain(lambda rows: level + rows["a"] ** 3 * 9 + 40 * rows["b"], table.iloc[0])

    base = re.search(r"than the base ([−0-9,.]+),", explanation.why)[1]
    written = float(base.replace("−", "-").replace(",", ""))
    assert abs(written - explanation.intercept) < 0.1 * abs(explanation.local_prediction - explanation.intercept)
    gap = next(text for name, _, text in measures(fidelity_of_one(said)) if name == "gap")
    model_says, surrogate_says = (
        float(each.replace(",", "")) for each in re.findall(r"[-0-9,.]+\d", gap.replace("−", "-"))
    )
    assert surrogate_says - model_says == pytest.approx(said.local_prediction - said.model_prediction, rel=0.1)


@pytest.mark.parametrize(
    ("pair", "written"),
    [
        ((1e300, -1e300), ("1.00e+300", "−1.00e+300")),
        ((1e308, -1e308), ("1.00e+308", "−1.00e+308")),
        ((1.23456e-20, 1.23459e-20), ("1.234560e−20", "1.234590e−20")),
        ((0.5, 0.5 + 1e-15), ("0.5", "0.5")),
        ((np.nan, 0.5), ("undefined", "0.5")),
        ((1.00001e20, 1e20), ("1.000010e+20", "1.000000e+20")),
    ],
)
def test_two_numbers_of_any_size_are_written_apart(pair, written):
    assert apart(*pair) == written


def fidelity_of_one(explanation):
    """What the measures of an explanation read, without samples."""
    nothing = dict.fromkeys(("fresh", "right_side", "infidelity", "fresh_stderr"), np.nan)
    gap = abs(explanation.local_prediction - explanation.model_prediction)
    return SimpleNamespace(explanation=explanation, removal=None, n_fresh=0, gap=gap, **nothing)
