"""The logistic surrogate: closed forms, scikit-learn's, and one width as good as many."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.doubts import bit_of
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.surrogate import design_matrix, logistic
from lime_widgets.engine.surrogate import fit as surrogate
from lime_widgets.engine.surrogate.cost import sweep_cost
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.fit import fit
from lime_widgets.engine.surrogate.newton import sigmoid
from lime_widgets.engine.surrogate.options import FEATURE_SELECTIONS, check_surrogate
from lime_widgets.engine.tabular.explainer import TabularExplainer

SURROGATES = ("ridge", "logistic")
NAMES = ("coef", "stderr", "at_instance", "link", "score", "retained", "deviation")
SEPARATED = 1 << bit_of("separated")


def samples(n=400, p=6, *, seed=0, on_off=False, hard=False):
    """Features, answers between 0 and 1 that are no logistic function of them, and distances."""
    rng = np.random.default_rng(seed)
    Z = (rng.random((n, p)) < 0.5).astype(float) if on_off else rng.normal(size=(n, p))
    Z[0] = 1.0 if on_off else 0.4
    y = sigmoid(2 * Z @ rng.normal(size=p) / np.sqrt(p) + Z[:, 0] * Z[:, -1] - 0.5)
    if hard:
        y = (rng.random(n) < y).astype(float)
    return Z, y, np.linalg.norm(Z - Z[0], axis=1)


def fitted(Z, y, distances, kernel_widths, *, counts=None, **keywords):
    keywords = {"n_features": Z.shape[1], "surrogate": "logistic"} | keywords
    weights = kernel_weights(distances, kernel_widths)
    return fit(DesignMatrix(Z, distances, counts), y, weights if counts is None else weights * counts, **keywords)


def by_column(fits, p, row=0):
    """Coefficients and errors at their columns, 0 elsewhere."""
    kept = fits.features[row] >= 0
    coef, stderr = np.zeros((2, p))
    coef[fits.features[row][kept]] = fits.coef[row][kept]
    stderr[fits.features[row][kept]] = fits.stderr[row][kept]
    return coef, stderr


def by_scikit_learn(Z, y, weights, alpha):
    """Coefficients and log-odds at row 0; a share y is y of a sample answered 1 and 1 − y of one answered 0."""
    twice, answers = np.vstack([Z, Z]), np.repeat([1, 0], len(Z))
    theirs = LogisticRegression(C=1 / alpha, solver="newton-cholesky", tol=1e-12, max_iter=200)
    theirs.fit(twice, answers, sample_weight=np.append(weights * y, weights * (1 - y)))
    return theirs.coef_[0], theirs.decision_function(Z[:1])[0]


# Closed forms


@pytest.mark.parametrize("n_widths", [1, 12])
def test_of_one_on_off_feature_the_weight_is_the_difference_of_the_groups_log_odds(n_widths):
    rng = np.random.default_rng(0)
    z = np.append(1.0, rng.integers(0, 2, 60))
    y = np.clip(0.3 + 0.4 * z + 0.2 * rng.normal(size=61), 0, 1)
    distances = rng.random(61) * 2
    distances[0] = 0
    widths = np.geomspace(0.5, 4, n_widths)

    fits = fitted(z[:, None], y, distances, widths, alpha=0.0)

    for row, w in enumerate(kernel_weights(distances, widths)):
        log_odds, variance = [], 0.0
        for group in (z == 0, z == 1):
            share = w[group] @ y[group] / w[group].sum()
            log_odds.append(np.log(share / (1 - share)))
            variance += np.sum((w * (y - share))[group] ** 2) / (w[group].sum() * share * (1 - share)) ** 2
        assert fits.coef[row, 0] == pytest.approx(log_odds[1] - log_odds[0], rel=1e-10)
        assert fits.link[row] == pytest.approx(log_odds[1], rel=1e-10)
        assert fits.at_instance[row] == pytest.approx(1 / (1 + np.exp(-log_odds[1])), rel=1e-10)
        assert fits.stderr[row, 0] == pytest.approx(np.sqrt(variance), rel=1e-9)


def test_a_black_box_that_is_logistic_itself_is_recovered_at_any_width():
    Z, _, distances = samples()
    slopes = np.array([3.0, -2.0, 1.0, 0.5, -0.25, 0.1])

    fits = fitted(Z, sigmoid(Z @ slopes - 1), distances, np.geomspace(0.8, 50, 12), alpha=0.0)

    for row in range(12):
        np.testing.assert_allclose(by_column(fits, 6, row)[0], slopes, rtol=1e-7)
    np.testing.assert_allclose(fits.link, Z[0] @ slopes - 1, rtol=1e-7)
    np.testing.assert_allclose(fits.score, 1.0, rtol=1e-10)
    np.testing.assert_allclose(fits.stderr, 0.0, atol=1e-7)


@pytest.mark.parametrize("alpha", [0.0, 1.0, 30.0])
@pytest.mark.parametrize("p", [6, 70])
def test_where_the_deviance_is_least_its_slopes_are_0(alpha, p):
    Z, y, distances = samples(600, p)
    width = 1.5 * np.sqrt(p)
    fits = fitted(Z, y, distances, width, alpha=alpha)
    coef, _ = by_column(fits, p)

    w = kernel_weights(distances, width)[0]
    short = w * (y - sigmoid(fits.link[0] + (Z - Z[0]) @ coef))

    assert short.sum() == pytest.approx(0, abs=1e-10)
    np.testing.assert_allclose(Z.T @ short, alpha * coef, atol=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize(("n", "p"), [(400, 6), (400, 70), (60, 90)])
def test_errors_and_freedom_are_summed_sample_by_sample(alpha, n, p):
    if alpha == 0 and n < p:
        pytest.skip("without a penalty there are no errors where features are more than samples")
    Z, y, distances = samples(n, p)
    width = 1.5 * np.sqrt(p)
    fits = fitted(Z, y, distances, width, alpha=alpha)
    coef, stderr = by_column(fits, p)

    w = kernel_weights(distances, width)[0]
    share = sigmoid(fits.link[0] + (Z - Z[0]) @ coef)
    curved = w * share * (1 - share)
    centered = Z - curved @ Z / curved.sum()
    hessian, meat = np.zeros((2, p, p))
    for z, c, weight, residual in zip(centered, curved, w, y - share, strict=True):
        hessian += c * np.outer(z, z)
        meat += (weight * residual) ** 2 * np.outer(z, z)
    inverted = np.linalg.inv(hessian + alpha * np.eye(p))

    np.testing.assert_allclose(stderr, np.sqrt(np.diag(inverted @ meat @ inverted)), rtol=1e-7)
    assert fits.retained[0] == pytest.approx(np.trace(hessian @ inverted) / p, rel=1e-8)


def test_the_score_is_the_share_of_the_answers_variance_so_that_surrogates_can_be_compared():
    Z, y, distances = samples()
    explanation = Neighborhood(Z, y, distances).explain(surrogate="logistic", kernel_width=2.0)

    w = kernel_weights(distances, 2.0)[0]
    residual = w @ (y - explanation.predict(Z)) ** 2
    assert explanation.score == pytest.approx(1 - residual / (w @ (y - w @ y / w.sum()) ** 2), rel=1e-10)


# The reference


@pytest.mark.parametrize("hard", [True, False], ids=["labels", "shares"])
@pytest.mark.parametrize("alpha", [1e-2, 1.0, 10.0])
@pytest.mark.parametrize(("n", "p"), [(500, 6), (500, 30), (300, 90), (60, 90), (40, 50)])
def test_it_is_scikit_learns_logistic_regression(n, p, alpha, hard):
    Z, y, distances = samples(n, p, hard=hard)
    width = 1.2 * np.sqrt(p)
    theirs, at_instance = by_scikit_learn(Z, y, kernel_weights(distances, width)[0], alpha)

    ours = fitted(Z, y, distances, width, alpha=alpha)

    # No closer: the optimizer of early releases of scikit-learn stops there; ours goes on, as its slopes say above.
    np.testing.assert_allclose(by_column(ours, p)[0], theirs, rtol=0, atol=1e-5)
    assert ours.link[0] == pytest.approx(at_instance, abs=1e-5)


@pytest.mark.parametrize("p", [12, 90])
@pytest.mark.parametrize("method", FEATURE_SELECTIONS)
def test_features_are_selected_as_for_a_ridge(method, p):
    problem = samples(300, p)
    arguments = {"n_features": 5, "feature_selection": method}

    ridge, ours = (fitted(*problem, [3.0, 9.0], surrogate=name, **arguments) for name in SURROGATES)

    np.testing.assert_array_equal(np.sort(ours.features, axis=1), np.sort(ridge.features, axis=1))


# Many widths at once


@pytest.mark.parametrize("n_features", [10, None], ids=["ten", "all"])
@pytest.mark.parametrize("surrogate", SURROGATES)
@pytest.mark.parametrize("method", FEATURE_SELECTIONS)
@pytest.mark.parametrize(("n", "p"), [(500, 30), (300, 80), (70, 80)])
def test_a_sweep_equals_fitting_each_width_alone(n, p, method, surrogate, n_features):
    Z, y, distances = samples(n, p)
    neighborhood = Neighborhood(Z, y, distances, default_n_features=p)
    widths = neighborhood.default_kernel_width * np.geomspace(0.25, 16, 17)
    arguments = {"n_features": n_features, "feature_selection": method, "surrogate": surrogate}

    sweep = neighborhood.sweep(widths, **arguments)

    for width, together in list(zip(widths, sweep, strict=True))[::4]:
        alone = neighborhood.explain(kernel_width=width, **arguments)
        np.testing.assert_array_equal(together.features, alone.features)
        for name in ("coef", "stderr", "intercept", "score", "ess", "local_prediction"):
            np.testing.assert_allclose(
                getattr(together, name), getattr(alone, name), rtol=1e-9, atol=1e-9, err_msg=name
            )
        assert [each.name for each in together.reasons] == [each.name for each in alone.reasons]


@pytest.mark.parametrize("method", FEATURE_SELECTIONS)
@pytest.mark.parametrize("on_off", [False, True], ids=["numbers", "on_off"])
@pytest.mark.parametrize("n", [200, 15])
def test_few_features_are_fitted_alike_by_the_way_for_many(n, method, on_off, monkeypatch):
    problem = samples(n, 20, on_off=on_off)
    widths = np.geomspace(2, 30, 12)
    arguments = {"n_features": 5, "feature_selection": method}
    few = fitted(*problem, widths, **arguments)

    for module in (design_matrix, surrogate, logistic):
        monkeypatch.setattr(module, "MOST_PAIRED", 0)
    many = fitted(*problem, widths, **arguments)

    for row in range(12):
        np.testing.assert_allclose(by_column(many, 20, row), by_column(few, 20, row), rtol=1e-8, atol=1e-9)
    for name in NAMES[2:]:
        np.testing.assert_allclose(getattr(many, name), getattr(few, name), rtol=1e-8, atol=1e-9, err_msg=name)


def test_more_features_than_samples_are_fitted_in_any_order_of_their_selection():
    problem = samples(70, 120)
    widths = np.geomspace(5, 60, 12)  # at which the same 115 rank in other orders

    sweep = fitted(*problem, widths, n_features=115, feature_selection="highest_weights")

    for row, width in enumerate(widths):
        alone = fitted(*problem, width, n_features=115, feature_selection="highest_weights")
        np.testing.assert_allclose(by_column(sweep, 120, row), by_column(alone, 120), rtol=1e-9, atol=1e-9)
        w = kernel_weights(problem[2], width)[0]
        kept = np.sort(sweep.features[row])
        theirs, _ = by_scikit_learn(problem[0][:, kept], problem[1], w, 1.0)
        np.testing.assert_allclose(by_column(sweep, 120, row)[0][kept], theirs, rtol=1e-6, atol=1e-8)


def test_a_sweep_in_parts_is_the_same(monkeypatch):
    problem, widths = samples(300, 10), np.geomspace(1, 9, 40)
    whole = fitted(*problem, widths)
    monkeypatch.setattr(logistic, "_MOST_VALUES", {64: 1})

    in_parts = fitted(*problem, widths)

    np.testing.assert_allclose(in_parts.coef, whole.coef, rtol=1e-10)
    np.testing.assert_allclose(in_parts.stderr, whole.stderr, rtol=1e-9)


@pytest.mark.parametrize(("n", "p"), [(200, 8), (200, 70), (60, 70)])
@pytest.mark.parametrize("n_widths", [1, 12])
def test_a_count_is_so_many_rows(n, p, n_widths):
    Z, y, distances = samples(n, p)
    counts = np.random.default_rng(1).integers(0, 4, size=n).astype(float)
    counts[0] = 1
    repeat = np.repeat(np.arange(n), counts.astype(int))
    widths = np.geomspace(1, 4, n_widths) * np.sqrt(p)

    counted = fitted(Z, y, distances, widths, counts=counts)
    repeated = fitted(Z[repeat], y[repeat], distances[repeat], widths)

    for row in range(n_widths):
        np.testing.assert_allclose(by_column(counted, p, row), by_column(repeated, p, row), rtol=1e-7, atol=1e-9)
    for name in ("link", "score", "retained"):
        np.testing.assert_allclose(getattr(counted, name), getattr(repeated, name), rtol=1e-8, err_msg=name)


def test_errors_that_were_not_asked_for_are_nan_and_the_rest_is_the_same():
    problem = samples()

    without = fitted(*problem, [1.0, 3.0], with_stderr=False)

    assert np.isnan(without.stderr).all()
    np.testing.assert_array_equal(without.coef, fitted(*problem, [1.0, 3.0]).coef)


# Properties


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), p=st.integers(1, 8), method=st.sampled_from(FEATURE_SELECTIONS))
def test_the_other_class_has_the_opposite_weights(seed, p, method):
    Z, y, distances = samples(80, p, seed=seed)
    arguments = {"n_features": min(3, p), "feature_selection": method}

    this, other = fitted(Z, y, distances, 3.0, **arguments), fitted(Z, 1 - y, distances, 3.0, **arguments)

    np.testing.assert_allclose(by_column(other, p)[0], -by_column(this, p)[0], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.at_instance, 1 - this.at_instance, rtol=1e-8)
    np.testing.assert_allclose(other.score, this.score, rtol=1e-7, atol=1e-9)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000), width=st.floats(0.02, 50), alpha=st.sampled_from([0.0, 1e-6, 1.0]), hard=st.booleans()
)
def test_whatever_the_width_a_probability_comes_out_and_no_warning(seed, width, alpha, hard):
    problem = samples(60, 3, seed=seed, hard=hard)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fits = fitted(*problem, [width, 2 * width], alpha=alpha)

    assert np.isfinite(fits.coef).all()
    assert np.isfinite(fits.link).all()
    assert ((fits.at_instance >= 0) & (fits.at_instance <= 1)).all()
    assert (np.abs(fits.coef) < 1e6).all()


# The edges


@pytest.mark.parametrize("answer", [0.0, 1.0, 0.3])
@pytest.mark.parametrize("p", [3, 70])
def test_a_constant_answer_has_weights_0_and_is_answered(answer, p):
    Z, _, distances = samples(100, p)
    explanation = Neighborhood(Z, np.full(100, answer), distances).explain(surrogate="logistic")

    assert (explanation.coef == 0).all()
    assert explanation.local_prediction == pytest.approx(answer, abs=1e-12)
    assert np.isfinite(explanation.intercept)
    assert np.isnan(explanation.score)


@pytest.mark.parametrize("n_widths", [1, 12])
@pytest.mark.parametrize("p", [2, 70])
def test_where_a_line_parts_the_answers_the_search_ends_and_says_so(p, n_widths):
    Z, _, distances = samples(200, p)
    y = (Z[:, 0] > 0.2).astype(float)
    neighborhood = Neighborhood(Z, y, distances, output_kind="probability", output_names=["yes"])
    widths = neighborhood.default_kernel_width * np.geomspace(1, 4, n_widths)

    free = neighborhood.sweep(
        widths, surrogate="logistic", alpha=0.0, n_features=1, feature_selection="forward_selection"
    )
    penalized = neighborhood.sweep(widths, surrogate="logistic", n_features=1, feature_selection="forward_selection")

    assert (free.doubts & SEPARATED).all()
    assert np.isfinite(free.coef).all()
    assert (np.abs(free.coef) > 10 * np.abs(penalized.coef)).all()
    assert np.isnan(free.stderr).all()
    assert (free.score > 0.98).all()
    assert "separates" in " ".join(free[0].doubts)
    assert not (penalized.doubts & SEPARATED).any()
    assert (penalized.stderr > 0).all()
    json_safe = free[0].to_dict()
    assert json_safe["stderr"] == [None]


def test_where_a_line_parts_some_of_the_answers_that_is_said_too():
    z = np.append(1.0, np.repeat([0.0, 1.0], 50))  # of the ones some are answered 0, of the zeros none is answered 1
    y = np.append(1.0, np.append(np.zeros(50), np.arange(50) % 2))

    (doubts,) = Neighborhood(z[:, None], y, 1 - z).sweep([2.0], surrogate="logistic", alpha=0.0).doubts

    assert doubts & SEPARATED


def test_steep_answers_that_no_line_parts_are_not_taken_for_parted():
    z = np.append(0.1, np.linspace(-3, 3, 301))

    fits = fitted(z[:, None], sigmoid(12 * z), np.abs(z - 0.1), [0.5, 2.0, 9.0], alpha=0.0)

    assert not fits.separated.any()
    np.testing.assert_allclose(fits.coef[:, 0], 12, rtol=1e-5)


def test_an_instance_that_counts_0_takes_no_part_in_the_fit():
    Z, y, distances = samples(300, 4)
    wrong = y.copy()
    wrong[0] = 1 - y[0]
    counts = np.append(0.0, np.ones(299))

    one, other = (
        Neighborhood(Z, answers, distances, counts=counts).sweep([0.05, 2.0], surrogate="logistic", alpha=0.0)
        for answers in (y, wrong)
    )

    np.testing.assert_allclose(one.coef[1], other.coef[1], rtol=1e-9)
    assert np.isfinite(one.coef).all()


def test_a_table_far_from_0_keeps_its_digits():
    Z, y, distances = samples(300, 4)
    near = by_column(fitted(Z, y, distances, 0.7, alpha=0.0), 4)[0]

    far = by_column(fitted(Z + 2.0**20, y, distances, 0.7, alpha=0.0), 4)[0]

    np.testing.assert_allclose(far, near, rtol=1e-7)


# What is said of it


def test_the_result_says_that_it_is_in_log_odds():
    Z, y, distances = samples()
    near = Neighborhood(Z, y, distances, output_names=["many"], output_kind="probability")
    ridge, ours = (near.explain(surrogate=name, kernel_width=3.0) for name in SURROGATES)

    assert (ours.surrogate, ours.to_dict()["surrogate"]) == ("logistic", "logistic")
    assert ours.predict(Z[0]) == pytest.approx(ours.local_prediction, rel=1e-12)
    assert ((ours.predict(Z) > 0) & (ours.predict(Z) < 1)).all()
    assert ours.local_prediction == pytest.approx(1 / (1 + np.exp(-(ours.intercept + ours.coef @ Z[0][ours.features]))))
    assert "log-odds" in ours._repr_html_()
    assert "log-odds" not in ridge._repr_html_()
    assert ours.plot().get_xlabel() == "contribution in log-odds for many"
    assert ridge.plot().get_xlabel() == "contribution for many"
    plt.close("all")


def test_an_explainer_fits_it_too():
    table = np.random.default_rng(0).normal(size=(100, 3))
    explainer = TabularExplainer(table, discretizer=None)

    def model(rows):
        upward = sigmoid(2 * rows[:, 0] - rows[:, 1])
        return np.column_stack([1 - upward, upward])

    explanation = explainer.explain(model, table[0], n_samples=256, output=1, surrogate="logistic")

    sampled = explainer.sample(model, table[0], n_samples=256)
    assert explanation.surrogate == "logistic"
    assert explanation.as_list() == sampled.explain(output=1, surrogate="logistic").as_list()


def test_a_probability_is_never_doubted_for_leaving_0_to_1():
    Z, y, distances = samples()
    sharp = (y > 0.5).astype(float)

    sweep = Neighborhood(Z, sharp, distances, output_kind="probability").sweep(
        np.geomspace(0.2, 9, 9), surrogate="logistic"
    )

    outside = 1 << bit_of("range")
    assert not (sweep.doubts & outside).any()


def test_answers_that_are_no_shares_are_refused_with_what_they_were():
    Z, y, distances = samples()

    with pytest.raises(LimeError, match=r"answers range from -3\.2 to 8\.1, .*Expected .*0 and 1.*\"ridge\""):
        Neighborhood(Z, np.interp(y, [y.min(), y.max()], [-3.2, 8.1]), distances).explain(surrogate="logistic")
    rounded = np.where(np.arange(400) % 2, 1 + 1e-12, -1e-12)
    assert Neighborhood(Z, rounded, distances).explain(surrogate="logistic").doubts is not None


def test_an_unknown_surrogate_is_refused_with_those_there_are():
    with pytest.raises(LimeError, match=r"surrogate is 'forest'\. Expected one of \"ridge\", \"lasso\", .*Leave it"):
        check_surrogate("forest")
    with pytest.raises(LimeError, match="surrogate is None"):
        Neighborhood(*samples()).explain(surrogate=None)


def test_it_is_foretold_to_take_longer_than_a_ridge():
    for n, p, widths in ((4096, 40, 129), (4096, 40, 1), (1000, 300, 129), (500, 900, 20)):
        assert sweep_cost(n, p, widths, surrogate="logistic") > sweep_cost(n, p, widths)
