"""Options that no function takes, and options that a call would not look at, are refused before the model is asked."""

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError
from lime_widgets.exercises import ChoiceQuestion, CodeQuestion, NumberQuestion, StateQuestion

X = np.random.default_rng(0).normal(size=(60, 3))
MASKS = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def answer(rows):
    return rows[:, 0]


def neighborhood():
    return lw.Neighborhood(MASKS, MASKS.sum(axis=1), 2 - MASKS.sum(axis=1))


def whole():
    return lw.GlobalSurrogate(answer, lw.TabularExplainer(X))


def image_study():
    study = lw.Study(lambda images: images.mean(axis=(1, 2)), np.eye(8), lw.ImageExplainer("grid"), n_samples=32)
    assert study.wait(20)
    return study


def study():
    return lw.Study(answer, X[0], lw.TabularExplainer(X), n_samples=64)


# The name that the error gives, a call with one more option, and a misspelling of an option with what was meant.
CALLS = [
    ("explain", lambda **given: neighborhood().explain(**given), "n_feature", "n_features"),
    ("sweep", lambda **given: neighborhood().sweep([1.0], **given), "with_stder", "with_stderr"),
    ("sweep", lambda **given: neighborhood().sweep([1.0], **given), "max_dept", "max_depth"),
    ("widest", lambda **given: neighborhood().widest(0.9, **given), "num_features", "n_features"),
    (
        "TabularExplainer.explain",
        lambda **given: lw.TabularExplainer(X).explain(_never, X[0], **given),
        "aplha",
        "alpha",
    ),
    (
        "TextExplainer.explain",
        lambda **given: lw.TextExplainer().explain(_never, "a b", **given),
        "kernel_fn",
        "kernel",
    ),
    (
        "TabularExplainer.sample",
        lambda **given: lw.TabularExplainer(X).sample(_never, X[0], **given),
        "num_samples",
        "n_samples",
    ),
    ("TabularExplainer.replace", lambda **given: lw.TabularExplainer(X).replace(**given), "samplng", "sampling"),
    ("ImageExplainer.replace", lambda **given: lw.ImageExplainer().replace(**given), "hide_color", "fill"),
    ("stability", lambda **given: lw.stability(lw.TabularExplainer(X), _never, X[0], **given), "n_repeat", "n_repeats"),
    (
        "explain_until_settled",
        lambda **given: lw.explain_until_settled(lw.TabularExplainer(X), _never, X[0], **given),
        "budgets",
        "budget",
    ),
    ("GlobalSurrogate.explain", lambda **given: whole().explain(X[0], **given), "aplha", "alpha"),
    (
        "GlobalSurrogate.compare",
        lambda **given: whole().compare(lw.TabularExplainer(X).explain(answer, X[0]), X[0], **given),
        "max_deph",
        "max_depth",
    ),
    ("painted", lambda **given: image_study().painted(**given), "opaciti", "opacity"),
    ("image_and_mask", lambda **given: image_study().image_and_mask(**given), "min_wieght", "min_weight"),
    ("BarsView", lambda **given: lw.BarsView(study(), **given), "layuot", "layout"),
    ("FidelityView", lambda **given: lw.FidelityView(study(), **given), "layuot", "layout"),
    ("TabularExplorer", lambda **given: lw.TabularExplorer(study(), **given), "titel", "title"),
    ("NumberQuestion", lambda **given: NumberQuestion("?", 1, 0, otherwise="No.", **given), "hint", "hints"),
    ("ChoiceQuestion", lambda **given: ChoiceQuestion("?", "a", wrong={"b": "No."}, **given), "point", "points"),
    (
        "StateQuestion",
        lambda **given: StateQuestion("?", study(), right=bool, wrong=[], otherwise="No.", settings=(), **given),
        "prais",
        "praise",
    ),
    (
        "CodeQuestion",
        lambda **given: CodeQuestion("?", probe=bool, right=bool, wrong=[], otherwise="No.", **given),
        "consequences",
        "consequence",
    ),
]


def _never(_rows):
    raise AssertionError("the model was asked")


@pytest.mark.parametrize(
    ("name", "call", "misspelled", "meant"), CALLS, ids=[f"{name}-{bad}" for name, _, bad, _ in CALLS]
)
def test_a_misspelled_option_is_refused_with_the_function_and_what_was_meant(name, call, misspelled, meant):
    with pytest.raises(
        LimeError, match=rf'{name} does not take "{misspelled}"\. Expected some of .*\b{meant}\b'
    ) as one:
        call(**{misspelled: 1})
    assert str(one.value).endswith(f"Did you mean {meant} instead of {misspelled}?")

    with pytest.raises(LimeError, match=rf'{name} does not take "zzz"\..*Correct the name\.'):
        call(zzz=1)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"max_depth": 2}, r"max_depth is given, and the surrogate is 'ridge'.*max_depth with surrogate=\"tree\""),
        (
            {"max_depth": 2, "surrogate": DecisionTreeRegressor()},
            "max_depth is given, and the surrogate is 'estimator'",
        ),
        (
            {"alpha": 0.5, "surrogate": "tree"},
            'alpha with surrogate="ridge" or surrogate="lasso" or surrogate="logistic"',
        ),
        ({"alpha": 0.5, "surrogate": "bayesian"}, "alpha is given"),
        ({"prior_precision": 1.0, "surrogate": "lasso"}, 'prior_precision with surrogate="bayesian"'),
        ({"kernel": "shapley", "kernel_width": 1.0}, "kernel_width is given, which Shapley values do not use"),
        ({"kernel": "shapley", "alpha": 0.0}, "alpha is given, which Shapley"),
        ({"kernel": "shapley", "feature_selection": "none"}, "feature_selection is given, which Shapley"),
        ({"kernel": "shapley", "max_depth": 4}, "max_depth is given"),
    ],
)
def test_a_parameter_that_the_fit_would_not_look_at_is_refused(given, words):
    explainer = lw.TabularExplainer(X, sampling="coalitions")
    with pytest.raises(LimeError, match=words):
        neighborhood().explain(**given)
    with pytest.raises(LimeError, match=words):
        explainer.explain(_never, X[0], **given)
    with pytest.raises(LimeError, match=words):
        lw.stability(explainer, answer, X[0], n_repeats=1, n_samples=16, **given)


@pytest.mark.parametrize("name", ["max_depth", "prior_precision"])
def test_a_sweep_refuses_what_only_other_surrogates_have(name):
    for call in (lambda **given: neighborhood().sweep([1.0], **given), lambda **given: neighborhood().widest(**given)):
        with pytest.raises(LimeError, match=f"{name} is given, and the surrogate is 'logistic'"):
            call(surrogate="logistic", **{name: 2})


def test_defaults_that_are_written_out_count_as_not_given():
    written = neighborhood().explain(kernel="shapley", alpha=1.0, feature_selection="auto", kernel_width=None)

    assert written.as_list() == neighborhood().explain(kernel="shapley").as_list()
    assert neighborhood().explain(surrogate="tree", alpha=1, prior=None).surrogate == "tree"
    assert neighborhood().explain(max_depth=3).surrogate == "ridge"


TABLES = [
    ({"background": 5}, 'background is 5, and sampling="independent" does not use it.*sampling="coalitions"'),
    ({"background": X[0], "sampling": "copula"}, 'background is .*and sampling="copula" does not use it'),
    ({"local_width": 1.0, "sampling": "normal"}, 'local_width with sampling="local" or sampling="nearest"'),
    ({"sample_around_instance": True, "sampling": "nearest"}, "sample_around_instance is True"),
    ({"sample_around_instance": True, "sampling": "coalitions"}, "sample_around_instance is True"),
    ({"samples": X, "sampling": "gaussian"}, "sampling is 'gaussian', and samples are given"),
    ({"samples": X, "sample_around_instance": True}, "sample_around_instance is True, and samples are given"),
    ({"samples": X, "local_width": 1.0}, "local_width is 1.0, and samples are given"),
    ({"samples": X, "background": 3}, "background is 3, and samples are given"),
]


@pytest.mark.parametrize(("given", "words"), TABLES)
def test_a_setting_that_the_sampling_does_not_use_is_refused_before_the_model_is_asked(given, words):
    explainer = lw.TabularExplainer(X, **given)
    for call in (explainer.sample, explainer.explain):
        with pytest.raises(LimeError, match=words):
            call(_never, X[0])
    for function in (lw.stability, lw.explain_until_settled):
        with pytest.raises(LimeError, match=words):
            function(explainer, _never, X[0])


@pytest.mark.parametrize(("explainer", "x"), [(lw.TextExplainer, "a b c"), (lw.ImageExplainer, np.eye(8))])
def test_a_local_width_needs_local_samples_of_texts_and_images_too(explainer, x):
    with pytest.raises(LimeError, match=r'local_width is 1\.0, and sampling="uniform" does not use it'):
        explainer(local_width=1.0).sample(_never, x)


def test_a_study_keeps_the_background_for_the_switch_to_shapley_values():
    study = lw.Study(answer, X[0], lw.TabularExplainer(X, background=X[1]), n_samples=8)
    assert study.wait(20)

    study.kernel = "shapley"
    assert study.wait(20)

    assert study.explanation.intercept == pytest.approx(X[1, 0])
    assert study.explanation.contributions[0] == pytest.approx(X[0, 0] - X[1, 0])
