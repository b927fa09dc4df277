"""Samples drawn until the choice of the top features is settled."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, t

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.stability.gaps import look
from lime_widgets.engine.stability.settling import look_sizes, threshold

X = np.random.default_rng(0).normal(size=(300, 8))
EXPLAINER = lw.TabularExplainer(X)
SLOPES = np.array([2.0, -1.2, 0.8, 0.5, 0.15, 0.1, 0.0, 0.0])


def model(rows):
    return np.tanh(rows @ SLOPES)


def drawn(seed, n=400, noise=0.5, p=3):
    """Independent samples of a plane with noise, whose weights are all 1."""
    random = np.random.default_rng(seed)
    Z = random.normal(size=(n, p))
    return Neighborhood(Z, Z @ [1.0, 0.8, 0.1][:p] + noise * random.normal(size=n), np.zeros(n))


def looked(neighborhood, k, **options):
    return look(neighborhood, neighborhood.explain(**options), k, **options)


# ---- gaps and their errors -------------------------------------------------------------------------------


def test_a_gap_among_selected_features_is_the_difference_of_weights_with_the_error_of_a_sandwich():
    neighborhood = drawn(0)
    found = looked(neighborhood, 1, n_features=3, alpha=0.0)

    Z = np.column_stack([np.ones(400), neighborhood.Z])
    y = neighborhood.y[:, 0]
    coef = np.linalg.solve(Z.T @ Z, Z.T @ y)
    residuals = y - Z @ coef
    inverse = np.linalg.inv(Z.T @ Z)
    covariance = inverse @ ((Z * residuals[:, None] ** 2).T @ Z) @ inverse * 400 / (400 - 4)
    contrast = np.array([0, 1, -1, 0])
    error = (contrast @ covariance @ contrast) ** 0.5
    assert found.features.tolist() == [0]
    assert found.rivals.tolist() == [1]
    assert found.gap[0] == pytest.approx(coef[1] - coef[2], rel=1e-9)
    assert found.stderr[0] == pytest.approx(error, rel=1e-6)
    assert found.z[0] == pytest.approx(-norm.ppf(t.sf(found.gap[0] / error, 396)), rel=1e-6)


def test_a_step_of_forward_selection_compares_correlations_as_s_lime_does():
    # Three points, weights 1, no penalty: by hand, z₁ = (1, −1, 0), z₂ = (1, 1, −2), y = (3, 1, −4), all of mean 0.
    # Correlations in these units: |z₁ᵀy|/√(2·3) = 2/√6, |z₂ᵀy|/√(6·3) = 12/√18.
    Z, y = np.array([[1.0, 1], [-1, 1], [0, -2]]), np.array([3.0, 1, -4])
    neighborhood = Neighborhood(Z, y, np.zeros(3))

    found = looked(neighborhood, 1, n_features=1, feature_selection="forward_selection")

    assert found.features.tolist() == [1]
    assert found.gap[0] == pytest.approx(12 / 18**0.5 - 2 / 6**0.5)


def test_an_order_that_changes_no_set_is_no_gap():
    # The first two weigh the same, so that their order is a coin toss; both are far above the third.
    random = np.random.default_rng(1)
    Z = random.normal(size=(500, 3))
    neighborhood = Neighborhood(Z, Z @ [1.0, 1.0, 0.2] + 0.3 * random.normal(size=500), np.zeros(500))

    together = looked(neighborhood, 2, n_features=2, feature_selection="forward_selection")
    alone = looked(neighborhood, 1, n_features=1, feature_selection="forward_selection")

    assert together.rivals.tolist() == [2, 2]
    assert (together.z > 5).all()
    assert alone.z[0] < 2


@pytest.mark.parametrize(
    ("options", "k"),
    [
        ({"n_features": 2, "feature_selection": "forward_selection"}, 2),
        ({"n_features": 2, "feature_selection": "highest_weights"}, 2),
        ({"n_features": 3}, 2),
        ({"n_features": 3, "surrogate": "logistic"}, 2),
    ],
)
def test_the_standard_error_of_a_gap_is_its_spread_over_seeds(options, k):
    gaps, errors = [], []
    for seed in range(120):
        random = np.random.default_rng(seed)
        Z = 0.5 + random.normal(size=(300, 3))
        Z[0] = 1.0
        y = 1 / (1 + np.exp(-(Z @ [1.0, 0.8, 0.4] + 0.5 * random.normal(size=300))))
        found = looked(Neighborhood(Z, y, np.zeros(300)), k, **options)
        if set(found.features.tolist()) == {0, 1}:
            place = int(np.argmax(found.features == 1))
            gaps.append(found.gap[place])
            errors.append(found.stderr[place])

    assert len(gaps) > 112
    assert np.mean(errors) == pytest.approx(np.std(gaps, ddof=1), rel=0.2)


def test_errors_of_a_sobol_sequence_have_the_freedom_of_its_blocks_and_are_cautious():
    independent = lw.explain_until_settled(EXPLAINER, model, X[0], k=2, budget=512, design="independent").looks[-1]
    assert not independent.cautious
    found = lw.explain_until_settled(EXPLAINER, model, X[0], k=2, budget=512).looks[-1]

    assert found.cautious
    ratio = found.gap / found.stderr
    np.testing.assert_allclose(found.z, -norm.ppf(t.sf(ratio, 7)), rtol=1e-4)


def test_samples_that_are_the_complete_list_have_no_error():
    settled = lw.explain_until_settled(
        lw.TextExplainer(),
        lambda texts: np.array([("a" in text) + 0.5 * ("b" in text) for text in texts]),
        "a b c d",
        k=2,
    )

    assert settled.why == "settled"
    assert settled.looks[-1].exact
    assert np.isinf(settled.looks[-1].z).all()
    assert settled.n_model_calls == 16 + 1
    assert settled.sentence == (
        "Settled: the model has answered for all 16 variants, so that the top 2 have no sampling error."
    )


# ---- the rule --------------------------------------------------------------------------------------------


def test_looks_double_up_to_the_budget():
    assert look_sizes(3000) == [512, 1024, 2048, 3000]
    assert look_sizes(512) == [512]
    assert look_sizes(100) == [100]


def test_the_threshold_leaves_half_of_the_doubt_to_each_run_and_divides_it_by_the_looks():
    assert threshold(0.95, 512) == pytest.approx(norm.isf(0.025))
    assert threshold(0.95, 4096) == pytest.approx(norm.isf(0.025 / 4))
    assert threshold(0.95, 4096, cautious=True) == pytest.approx(norm.isf(0.025))
    assert threshold(0.9, 4096) < threshold(0.95, 4096) < threshold(0.95, 16_384)


def test_sampling_stops_as_soon_as_every_gap_is_clear():
    made = lw.explain_until_settled(EXPLAINER, model, X[1], k=5, budget=32_768)

    assert made.why == "settled"
    assert 512 < made.n_samples < 32_768
    assert (made.looks[-1].z > made.threshold).all()
    assert all((each.z < made.threshold).any() for each in made.looks[:-1])
    assert made.sentence == f"Settled at {made.n_samples:,} samples: the top 5 are the same with 95 % confidence."
    assert made.explanation.n_samples == made.n_samples


def test_the_picture_has_a_line_for_each_top_feature_and_the_frame_a_row_for_each_gap():
    mpl.use("Agg")
    made = lw.explain_until_settled(EXPLAINER, model, X[1], k=3, budget=4096, n_features=5)

    frame = made.to_frame()
    assert len(frame) == sum(len(each.features) for each in made.looks)
    np.testing.assert_allclose(frame["gap"] / frame["stderr"], np.concatenate([e.gap / e.stderr for e in made.looks]))
    last = frame[frame["n_samples"] == made.n_samples]
    assert last["feature"].tolist() == made.looks[-1].features.tolist()
    ax = made.plot()
    drawn = {line.get_label(): line for line in ax.get_lines()}
    for feature in made.looks[-1].features:
        line = drawn[made.feature_names[feature]]
        assert line.get_xdata().tolist() == [each.n_samples for each in made.looks if feature in each.features]
        assert np.isfinite(line.get_ydata()).all()
        assert line.get_linestyle() == "-"
    assert ax.texts[0].get_text() == f"z = {made.threshold:.3g}"
    assert ax.texts[0].get_position()[1] == made.threshold
    assert ax.get_title(loc="left") == made.sentence == str(made)
    assert made.sentence in made._repr_html_()


def test_samples_of_an_earlier_look_are_not_drawn_again():
    asked = []

    def counted(rows):
        asked.append(len(rows))
        return model(rows)

    made = lw.explain_until_settled(EXPLAINER, counted, X[1], k=5, budget=32_768)

    assert len(made.looks) > 1
    assert sum(asked) == made.n_model_calls == made.n_samples + 1
    whole = EXPLAINER.explain(model, X[1], n_samples=made.n_samples, n_features=5)
    np.testing.assert_array_equal(made.explanation.coef, whole.coef)


def test_a_budget_that_does_not_suffice_says_which_features_are_too_close_and_how_many_samples_they_need():
    made = lw.explain_until_settled(EXPLAINER, model, X[1], k=5, budget=1024)
    needed = lw.explain_until_settled(EXPLAINER, model, X[1], k=5, budget=65_536).n_samples

    assert made.why == "budget"
    assert made.sentence.startswith("Not settled at 1,024 samples")
    assert "samples would be needed" in made.sentence
    assert needed / 16 < made.needed < needed * 16


def test_a_gap_below_its_standard_error_has_no_forecast():
    def both(texts):
        return np.array([0.2 + 0.6 * (" w0 " in text and " w1 " in text) for text in texts])

    text = "a " + " ".join(f"w{i}" for i in range(40)) + " z"
    made = [  # w0 and w1 weigh the same, so that their gap is chance
        lw.explain_until_settled(lw.TextExplainer(), both, text, k=1, budget=1024, random_state=seed)
        for seed in range(6)
    ]

    small = [each for each in made if each.looks[-1].z[0] < 1]
    assert len(small) > 2
    for each in small:
        assert each.why == "budget"
        assert np.isinf(each.needed)
        assert "“w0”" in each.sentence
        assert "“w1” are too close to call" in each.sentence or "“w0” are too close to call" in each.sentence
        assert each.sentence.endswith("and may be 0: more samples may not tell them apart.")


def test_features_that_are_copies_of_each_other_are_a_tie():
    neighborhood = drawn(0, p=2)
    copied = Neighborhood(neighborhood.Z[:, [0, 1, 1]], neighborhood.y, neighborhood.distances)

    for selection in ("forward_selection", "highest_weights"):
        found = looked(copied, 2, n_features=2, feature_selection=selection)
        assert found.tied.any()
        assert {found.features[found.closest], found.rivals[found.closest]} == {1, 2}


def test_samples_of_the_user_end_where_they_end():
    explainer = lw.TabularExplainer(X, samples=X)
    made = lw.explain_until_settled(explainer, model, X[1], k=5, budget=8192)

    assert len(made.looks) == 1
    assert made.n_samples == 300
    assert made.why == "budget"


def test_features_without_any_weight_are_a_tie():
    made = lw.explain_until_settled(EXPLAINER, lambda rows: np.ones(len(rows)), X[0], k=3)

    assert made.why == "ties"


@pytest.mark.parametrize("sampling", ["copula", "gaussian", "nearest"])
@pytest.mark.parametrize("n_features", [1, 3])
def test_an_exact_copy_of_a_column_is_always_a_tie(sampling, n_features):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(400, 2)), columns=["c0", "c1"])
    table["d"] = table["c0"]
    explainer = lw.TabularExplainer(table, discretizer=None, sampling=sampling)

    for seed in range(6):
        made = lw.explain_until_settled(
            explainer,
            lambda rows: rows["c0"] + rows["d"] + 0.01 * rows["c1"],
            table.iloc[0],
            k=1,
            random_state=seed,
            n_features=n_features,
        )

        assert made.why == "ties"
        assert set(made.to_frame()[["feature", "rival"]].to_numpy().ravel()) == {0, 2}


def test_runs_that_settled_have_the_same_top_features_in_95_of_100_pairs():
    sets = []
    for seed in range(14):
        made = lw.explain_until_settled(EXPLAINER, model, X[1], k=5, budget=65_536, random_state=seed)
        if made.settled:
            sets.append(frozenset(made.explanation.features.tolist()))

    pairs = [one == other for one, other in combinations(sets, 2)]
    assert len(sets) > 8
    assert np.mean(pairs) >= 0.95


@pytest.mark.parametrize("k", [0, 8, 9, 1.5, True])
def test_a_choice_of_no_or_of_all_features_is_refused(k):
    with pytest.raises(LimeError, match="below the 8 interpretable features"):
        lw.explain_until_settled(EXPLAINER, model, X[0], k=k)


def test_a_lasso_path_is_refused_unless_it_keeps_more_features():
    with pytest.raises(LimeError, match="lasso path"):
        lw.explain_until_settled(EXPLAINER, model, X[0], k=3, feature_selection="lasso_path")

    made = lw.explain_until_settled(EXPLAINER, model, X[0], k=2, n_features=5, feature_selection="lasso_path")
    assert made.looks


@pytest.mark.parametrize("confidence", [0.3, 1, 1.5, "high", True])
def test_an_odd_confidence_is_refused(confidence):
    with pytest.raises(LimeError, match=r"confidence is"):
        lw.explain_until_settled(EXPLAINER, model, X[0], confidence=confidence)
