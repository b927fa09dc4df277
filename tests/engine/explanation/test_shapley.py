"""Shapley values: against all subsets, and what their errors and sentences say."""

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits, load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.shapley.game import shapley_kernel

TEXTS = ["claim your free prize now", "win a free prize today", "see you at lunch", "lunch is at noon today"]


def by_definition(worth, p):
    """Shapley values from the marginal contributions to all subsets (Shapley 1953)."""
    subsets = [frozenset(each) for size in range(p + 1) for each in combinations(range(p), size)]
    answers = dict(zip(subsets, worth(np.array([[i in each for i in range(p)] for each in subsets])), strict=True))
    values = np.zeros(p)
    for feature in range(p):
        for subset in subsets:
            if feature not in subset:
                share = factorial(len(subset)) * factorial(p - len(subset) - 1) / factorial(p)
                values[feature] += share * (answers[subset | {feature}] - answers[subset])
    return values


def in_order(explanation):
    values = np.full(len(explanation.feature_names), np.nan)
    values[explanation.features] = explanation.coef
    return values


def network_game(p, *, seed=0, n_hidden=12):
    """A worth with joint effects of all orders."""
    rng = np.random.default_rng(seed)
    W, v = 1.5 * rng.normal(size=(p, n_hidden)) / np.sqrt(p), rng.normal(size=n_hidden)
    return lambda Z: np.tanh(Z @ W - 0.3) @ v


def text_model():
    return make_pipeline(TfidfVectorizer(), LogisticRegression(C=20)).fit(TEXTS, [1, 1, 0, 0]).predict_proba


def test_the_kernel_is_that_of_lundberg_and_lee():
    weights = np.exp(shapley_kernel(np.arange(6.0), 5))

    assert weights[[0, 5]].tolist() == [0.0, 0.0]  # held exactly instead
    assert weights[1:5] == pytest.approx([4 / (5 * 1 * 4), 4 / (10 * 2 * 3), 4 / (10 * 3 * 2), 4 / (5 * 4 * 1)])


def test_all_variants_of_a_text_give_the_exact_values():
    model, text = text_model(), "claim your free prize at lunch today"
    words = text.split()

    explanation = lw.TextExplainer().explain(model, text, output=1, kernel="shapley", n_features=7)

    exact = by_definition(
        lambda Z: model([" ".join(w for w, kept in zip(words, row, strict=True) if kept) for row in Z])[:, 1], 7
    )
    assert explanation.exact
    assert in_order(explanation) == pytest.approx(exact, abs=1e-12)
    assert explanation.stderr.tolist() == [0.0] * 7
    assert explanation.intercept == pytest.approx(model([""])[0, 1], abs=1e-15)


def test_all_variants_of_an_image_give_the_exact_values():
    images, classes = load_digits(return_X_y=True)
    network = MLPClassifier((16,), random_state=0, tol=1.0, n_iter_no_change=30).fit(images[:400] / 16, classes[:400])

    def model(batch):
        return network.predict_proba(np.reshape(batch, (len(batch), -1)))

    image = images[7].reshape(8, 8) / 16
    explainer = lw.ImageExplainer("grid", segmentation_options={"size": 3}, fill=0)

    explanation = explainer.explain(model, image, kernel="shapley")

    parts = explainer.segment(image)
    exact = by_definition(lambda Z: model(np.where(Z[:, parts], image, 0))[:, explanation.output], 9)
    assert explanation.exact
    assert in_order(explanation) == pytest.approx(exact, abs=1e-12)


@pytest.mark.parametrize("n_rows", [1, 3, None])
def test_all_coalitions_of_a_row_give_the_exact_values(n_rows):
    X, classes = load_wine(return_X_y=True, as_frame=True)
    X = X.iloc[:, :6] if n_rows else X.iloc[::6, :4]
    forest = RandomForestClassifier(20, random_state=0).fit(X, classes.iloc[: len(X)] if n_rows else classes.iloc[::6])
    x, rows = X.iloc[3], X.iloc[[0, 50, 20]][:n_rows] if n_rows else X
    explainer = lw.TabularExplainer(X, sampling="coalitions", background=rows if n_rows else None)

    explanation = explainer.explain(forest, x, output=0, kernel="shapley")

    def worth(Z):
        mixed = np.where(Z[:, None], x.to_numpy(), rows.to_numpy())
        answers = forest.predict_proba(pd.DataFrame(mixed.reshape(-1, len(x)), columns=X.columns))[:, 0]
        return answers.reshape(len(Z), -1).mean(axis=1)

    assert explanation.exact
    assert in_order(explanation) == pytest.approx(by_definition(worth, len(x)), abs=1e-12)
    assert explanation.intercept == pytest.approx(worth(np.zeros((1, len(x))) > 0)[0], abs=1e-12)


@pytest.mark.parametrize(("p", "n", "n_features"), [(30, 600, 30), (30, 600, 4), (90, 400, 10), (60, 40, 60)])
def test_the_base_the_values_and_the_rest_add_up_to_the_models_answer(p, n, n_features):
    text, game = " ".join(f"w{i}" for i in range(p)), network_game(p)

    def model(texts):
        return game(np.array([[f"w{i}" in text.split() for i in range(p)] for text in texts], float))

    explanation = lw.TextExplainer().explain(model, text, kernel="shapley", n_samples=n, n_features=n_features)

    total = explanation.intercept + explanation.contributions.sum() + explanation.rest
    assert total == pytest.approx(explanation.model_prediction, abs=1e-12)
    assert explanation.predict(np.ones(p)) == pytest.approx(explanation.model_prediction, abs=1e-12)
    assert explanation.intercept == model([""])[0]
    assert (explanation.rest == 0) == (n_features == p)


def samples_of(game, p, n, seed, **options):
    def model(images):
        return game(np.asarray(images, float).reshape(len(images), -1))

    explainer = lw.ImageExplainer(np.arange(p).reshape(1, p), fill=0)
    return explainer.sample(model, np.ones((1, p)), n_samples=n, random_state=seed, **options)


@pytest.mark.parametrize("design", ["sobol", "independent"])
def test_intervals_contain_the_values_at_their_rate(design):
    p, game = 12, network_game(12)
    exact = in_order(samples_of(game, p, 4096, 0, kernel="shapley").explain(kernel="shapley"))

    errors, halves = [], []
    for seed in range(40):
        explanation = samples_of(game, p, 400, seed, design=design, kernel="shapley").explain(kernel="shapley")
        errors.append(explanation.coef - exact[explanation.features])
        halves.append(explanation.interval)

    assert np.mean(np.abs(errors) < halves) > 0.91
    assert np.mean(halves) < 2.2 * 1.96 * np.std(errors)


def test_masks_for_shapley_values_give_less_error_than_limes_masks_of_an_image():
    p, game = 12, network_game(12)
    exact = in_order(samples_of(game, p, 4096, 0, kernel="shapley").explain(kernel="shapley"))
    empty = game(np.zeros((1, p)))

    def error(seed, *, for_shapley):
        neighborhood = samples_of(game, p, 400, seed, kernel="shapley" if for_shapley else "exponential")
        if not for_shapley:
            neighborhood = lw.Neighborhood(
                neighborhood.Z,
                neighborhood.y,
                neighborhood.distances,
                probabilities=neighborhood.probabilities,
                empty=empty,
                default_n_features=p,
            )
        return np.square(in_order(neighborhood.explain(kernel="shapley")) - exact).mean()

    ours, limes = (np.mean([error(seed, for_shapley=each) for seed in range(10)]) for each in (True, False))

    assert ours < limes / 5


def test_arrays_need_only_masks_and_answers():
    p, game = 5, network_game(5)
    Z = np.array([[code >> i & 1 for i in range(p)] for code in range(31, -1, -1)], float)

    neighborhood = lw.Neighborhood(Z, game(Z), (1 - Z).sum(axis=1))

    assert in_order(neighborhood.explain(kernel="shapley")) == pytest.approx(by_definition(game, p), abs=1e-12)


def test_a_mask_that_is_rare_among_those_of_its_size_counts_more():
    p, game, rng = 8, network_game(8), np.random.default_rng(0)
    all_masks = np.array([[code >> i & 1 for i in range(p)] for code in range(2**p - 1, -1, -1)], float)
    chances = np.exp(0.6 * game(all_masks) / game(all_masks).std())  # high answers are drawn more often
    chances /= chances.sum()

    def estimates(**options):
        for _ in range(100):
            drawn = np.append([0, 255], rng.choice(256, 120, p=chances))
            Z, given = all_masks[drawn], {name: value[drawn] for name, value in options.items()}
            yield in_order(lw.Neighborhood(Z, game(Z), (1 - Z).sum(axis=1), **given).explain(kernel="shapley"))

    exact = by_definition(game, p)
    corrected, plain = (
        np.abs(np.mean(list(each), axis=0) - exact).max() for each in (estimates(probabilities=chances), estimates())
    )
    assert corrected < plain / 2


def test_joint_effects_of_two_features_cause_no_error_in_pairs_of_opposite_masks():
    p, rng = 40, np.random.default_rng(0)
    J = np.triu(rng.normal(size=(p, p)), 1)

    explanation = samples_of(lambda Z: np.einsum("ni,ij,nj->n", Z, J, Z), p, 300, 0, kernel="shapley").explain(
        kernel="shapley"
    )

    assert in_order(explanation) == pytest.approx((J + J.T).sum(axis=0) / 2, abs=1e-9)


ON = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0], [0.0, 0.0]])


@pytest.mark.parametrize(
    ("Z", "options", "said"),
    [
        (ON * [1, 0.5], {}, "feature 'feature 1' is 0.5 in row 0"),
        (ON[::-1], {}, "feature 'feature 0' off"),
        (ON[:3], {}, "each of the 3 rows keeps 1 or more of 2"),
        (ON, {"surrogate": "logistic"}, "the surrogate is 'logistic'"),
    ],
)
def test_what_is_no_game_is_refused_with_a_way_out(Z, options, said):
    neighborhood = lw.Neighborhood(Z, Z.sum(axis=1) / 2, 2 - Z.sum(axis=1))

    with pytest.raises(LimeError) as refused:
        neighborhood.explain(kernel="shapley", **options)

    assert said in str(refused.value)


def test_probabilities_and_the_empty_answer_are_checked():
    with pytest.raises(LimeError, match="probabilities has 3 values"):
        lw.Neighborhood(ON, ON.sum(axis=1), 2 - ON.sum(axis=1), probabilities=[0.1, 0.2, 0.7])
    with pytest.raises(LimeError, match="empty has 2 values"):
        lw.Neighborhood(ON, ON.sum(axis=1), 2 - ON.sum(axis=1), empty=[0.0, 1.0])


def test_a_sweep_over_widths_is_one_frame_repeated(monkeypatch):
    from lime_widgets.engine.explanation.shapley import fits

    calls = []
    divide = fits.divide
    monkeypatch.setattr(fits, "divide", lambda *a, **k: (calls.append(1), divide(*a, **k))[1])
    neighborhood = samples_of(network_game(12), 12, 400, 0, kernel="shapley")

    sweep = neighborhood.sweep(np.geomspace(0.01, 10, 129), kernel="shapley")

    assert len(sweep) == 129
    assert len(calls) == 1
    assert (sweep.coef == sweep.coef[0]).all()
    assert sweep.method == sweep[5].method == "shapley"


def test_where_only_all_features_together_matter_each_gets_an_equal_share():
    neighborhood = lw.Neighborhood(ON, ON.prod(axis=1), 2 - ON.sum(axis=1), exact=True)

    explanation = neighborhood.explain(kernel="shapley")

    assert explanation.coef.tolist() == [0.5, 0.5]
    assert explanation.grade == "good"  # nothing sampled, nothing to doubt


def test_one_feature_has_it_all():
    neighborhood = lw.Neighborhood([[1.0], [0.0], [0.0]], [0.75, 0.25, 0.25], [0.0, 1.0, 1.0])

    explanation = neighborhood.explain(kernel="shapley")

    assert (explanation.coef.tolist(), explanation.stderr.tolist()) == ([0.5], [0.0])


def test_doubts_and_advice_name_no_kernel_width():
    p, game = 40, network_game(40, n_hidden=40)
    few = samples_of(game, p, 100, 0, kernel="shapley").explain(kernel="shapley")
    joint = samples_of(lambda Z: 50 * Z[:, :6].prod(axis=1), p, 800, 0, kernel="shapley").explain(kernel="shapley")

    assert few.reasons[0].name == "few_samples"
    assert few.reasons[0].advice.parameter == "n_samples"
    assert few.why == "Do not rely on these values: there are too few samples for all features."
    assert joint.grade == "fair"
    assert [reason.name for reason in joint.reasons] == ["middling"]
    assert "Parts act together here" in joint.doubts[0]
    assert "width" not in " ".join((*few.doubts, *joint.doubts, few.why, joint.why))


def test_the_base_is_said_to_be_the_answer_with_everything_removed():
    neighborhood = lw.TextExplainer().sample(lambda texts: [2.0 + len(text.split()) for text in texts], "one two three")

    explanation = neighborhood.explain(kernel="shapley")

    assert explanation.why.startswith("Higher than 2, the answer with everything removed, ")
    assert explanation.coef == pytest.approx([1.0, 1.0, 1.0])
    assert "base 2, model 5" in explanation._repr_html_()


def test_values_that_are_not_shown_are_one_bar_of_the_picture():
    neighborhood = samples_of(network_game(12), 12, 4096, 0, kernel="shapley")

    explanation = neighborhood.explain(kernel="shapley", n_features=2)

    axes = explanation.plot()
    widths = [bar.get_width() for bar in axes.patches]
    assert widths[-1] == pytest.approx(explanation.rest)
    assert sum(widths) + explanation.intercept == pytest.approx(explanation.model_prediction)
    assert "10 other features" in explanation._repr_html_()
