"""The weighted ridge fit, its selections and its errors, at one kernel width and at many."""

import subprocess
import sys
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.surrogate import design_matrix
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.fit import fit
from lime_widgets.engine.surrogate.options import FEATURE_SELECTIONS, check_alpha, check_feature_selection

SELECTIONS = list(FEATURE_SELECTIONS)


def samples(n=300, p=6, *, on_off=False, seed=0):
    """Z, y and distances of a rough function around row 0."""
    rng = np.random.default_rng(seed)
    Z = (rng.random((n, p)) < 0.6).astype(float) if on_off else rng.normal(size=(n, p))
    Z[0] = 1.0
    y = Z @ rng.normal(size=p) + 0.5 * np.cos(3 * Z[:, 0]) * Z[:, -1] + 0.2 * rng.normal(size=n)
    return Z, y, np.linalg.norm(Z - Z[0], axis=1)


def fitted(Z, y, distances, kernel_widths, **keywords):
    keywords = {"n_features": Z.shape[1], "feature_selection": "none"} | keywords
    return fit(DesignMatrix(Z, distances), y, kernel_weights(distances, kernel_widths), **keywords)


def in_order(fits, row=0):
    """Coefficients and errors in the order of the features."""
    order = np.argsort(fits.features[row])
    return fits.coef[row][order], fits.stderr[row][order]


# Closed forms


def test_an_exactly_linear_black_box_is_recovered_at_any_width():
    Z, _, distances = samples()
    slopes = np.arange(1.0, 7.0)

    fits = fitted(Z, 3 + Z @ slopes, distances, np.geomspace(0.5, 50, 12), alpha=0.0)

    for row in range(12):
        np.testing.assert_allclose(in_order(fits, row)[0], slopes, rtol=1e-9)
    np.testing.assert_allclose(fits.at_instance, 3 + Z[0] @ slopes, rtol=1e-10)
    np.testing.assert_allclose(fits.score, 1.0, rtol=1e-10)
    np.testing.assert_allclose(fits.stderr, 0.0, atol=1e-9)


def test_without_penalty_the_fit_is_weighted_least_squares():
    Z, y, distances = samples()
    root = np.sqrt(kernel_weights(distances, 2.0)[0])
    with_intercept = np.column_stack([np.ones(len(Z)), Z])
    solution = np.linalg.lstsq(with_intercept * root[:, None], y * root, rcond=None)[0]

    fits = fitted(Z, y, distances, 2.0, alpha=0.0)

    np.testing.assert_allclose(in_order(fits)[0], solution[1:], rtol=1e-10)
    np.testing.assert_allclose(fits.at_instance[0], with_intercept[0] @ solution, rtol=1e-10)


@pytest.mark.parametrize("alpha", [1e-3, 1.0, 100.0])
def test_with_a_penalty_the_fit_is_weighted_ridge(alpha):
    Z, y, distances = samples()
    weights = kernel_weights(distances, 2.0)[0]
    ridge = Ridge(alpha).fit(Z, y, sample_weight=weights)

    fits = fitted(Z, y, distances, 2.0, alpha=alpha)

    np.testing.assert_allclose(in_order(fits)[0], ridge.coef_, rtol=1e-10)
    np.testing.assert_allclose(fits.at_instance[0], ridge.predict(Z[:1])[0], rtol=1e-10)
    np.testing.assert_allclose(fits.score[0], ridge.score(Z, y, sample_weight=weights), rtol=1e-10)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_errors_are_those_of_the_sandwich_summed_sample_by_sample(alpha):
    Z, y, distances = samples()
    weights = kernel_weights(distances, 2.0)[0]
    fits = fitted(Z, y, distances, 2.0, alpha=alpha)
    coef, stderr = in_order(fits)

    mean = weights @ Z / weights.sum()
    gram, meat = alpha * np.eye(6), np.zeros((6, 6))
    for z, answer, weight in zip(Z, y, weights, strict=True):
        residual = answer - fits.at_instance[0] - coef @ (z - Z[0])
        gram += weight * np.outer(z - mean, z - mean)
        meat += weight**2 * residual**2 * np.outer(z - mean, z - mean)
    variance = np.linalg.inv(gram) @ meat @ np.linalg.inv(gram)

    np.testing.assert_allclose(stderr, np.sqrt(np.diag(variance)), rtol=1e-9)


def test_errors_foretell_how_far_the_coefficients_stray_from_seed_to_seed():
    fits = [fitted(*_noisy(seed), 3.0, alpha=0.0) for seed in range(300)]
    coef = np.array([in_order(one)[0] for one in fits])
    stderr = np.array([in_order(one)[1] for one in fits])

    np.testing.assert_allclose(stderr.mean(axis=0), coef.std(axis=0), rtol=0.2)


def _noisy(seed):
    rng = np.random.default_rng(seed)
    Z = rng.normal(size=(400, 3))
    Z[0] = 0.5
    # The noise is not the same everywhere: the plain formula would be off by more than 20 %.
    y = Z @ [1.0, -2.0, 0.5] + np.abs(Z[:, 0]) * rng.normal(size=400)
    return Z, y, np.linalg.norm(Z - Z[0], axis=1)


def test_retained_is_the_share_of_freedom_that_the_penalty_leaves():
    Z, y, distances = samples()
    weights = kernel_weights(distances, 2.0)[0]
    centered = Z - weights @ Z / weights.sum()
    gram = centered.T @ (centered * weights[:, None])

    fits = fitted(Z, y, distances, 2.0, alpha=5.0)

    expected = np.trace(gram @ np.linalg.inv(gram + 5.0 * np.eye(6))) / 6
    np.testing.assert_allclose(fits.retained, expected, rtol=1e-10)


@pytest.mark.parametrize("surrogate", ["ridge", "logistic"])
def test_features_that_never_vary_have_no_freedom_that_the_penalty_could_take(surrogate):
    rng = np.random.default_rng(0)
    Z = rng.normal(size=(300, 3))
    y = 1 / (1 + np.exp(-Z @ [1.0, -0.5, 0.2]))
    constant = np.hstack([Z, np.full((300, 4), 7.0)])
    for n_features, columns in ((3, Z), (7, constant)):
        design, weights = DesignMatrix(columns, np.arange(300.0)), np.ones((2, 300))
        found = fit(design, y, weights, n_features=n_features, feature_selection="none", alpha=1.0, surrogate=surrogate)
        if columns is Z:
            expected = found.retained
    np.testing.assert_allclose(found.retained, expected, rtol=1e-9)
    assert (expected > 0.9).all()


def test_forward_selection_takes_the_feature_that_raises_the_score_most():
    Z, y, distances = samples(p=8)
    weights = kernel_weights(distances, 3.0)[0]
    chosen = []
    for _ in range(4):
        scores = {
            j: Ridge(0).fit(Z[:, [*chosen, j]], y, weights).score(Z[:, [*chosen, j]], y, weights)
            for j in range(8)
            if j not in chosen
        }
        chosen.append(max(scores, key=scores.get))

    fits = fitted(Z, y, distances, 3.0, n_features=4, feature_selection="forward_selection")

    assert sorted(fits.features[0]) == sorted(chosen)


def test_highest_weights_ranks_by_coefficient_times_the_instances_value():
    Z, y, distances = samples(p=8)
    Z[0] = np.linspace(-2, 2, 8)
    weights = kernel_weights(distances, 3.0)[0]
    effect = np.abs(Ridge(0.01).fit(Z, y, weights).coef_ * Z[0])

    fits = fitted(Z, y, distances, 3.0, n_features=3, feature_selection="highest_weights")

    assert sorted(fits.features[0]) == sorted(np.argsort(-effect)[:3])


@pytest.mark.parametrize(("n_features", "same_as"), [(6, "forward_selection"), (7, "highest_weights")])
def test_auto_changes_its_method_above_six_features(n_features, same_as):
    Z, y, distances = samples(p=12)

    auto = fitted(Z, y, distances, 3.0, n_features=n_features, feature_selection="auto")
    named = fitted(Z, y, distances, 3.0, n_features=n_features, feature_selection=same_as)

    np.testing.assert_array_equal(auto.features, named.features)
    np.testing.assert_array_equal(auto.coef, named.coef)


def test_lasso_path_may_keep_fewer_features_and_says_so():
    Z, _, distances = samples()
    y = 2 * Z[:, 3]

    fits = fitted(Z, y, distances, np.geomspace(1, 8, 9), n_features=4, feature_selection="lasso_path")

    np.testing.assert_array_equal(fits.features[:, 0], 3)
    np.testing.assert_array_equal(fits.coef[fits.features < 0], 0.0)
    np.testing.assert_array_equal(fits.stderr[fits.features < 0], 0.0)


# Properties

problems = {
    "n": st.integers(20, 120),
    "p": st.integers(2, 9),
    "on_off": st.booleans(),
    "seed": st.integers(0, 10_000),
    "method": st.sampled_from(SELECTIONS),
}


@given(**problems)
def test_features_come_largest_coefficient_first(n, p, on_off, seed, method):
    Z, y, distances = samples(n, p, on_off=on_off, seed=seed)

    fits = fitted(Z, y, distances, [1.0, 2.0, 9.0], n_features=2, feature_selection=method)

    assert (np.diff(np.abs(fits.coef), axis=1) <= 0).all()


@given(**problems)
def test_the_order_of_the_samples_does_not_matter(n, p, on_off, seed, method):
    Z, y, distances = samples(n, p, on_off=on_off, seed=seed)
    order = np.append(0, 1 + np.random.default_rng(seed).permutation(n - 1))

    here = fitted(Z, y, distances, 2.0, n_features=2, feature_selection=method)
    there = fitted(Z[order], y[order], distances[order], 2.0, n_features=2, feature_selection=method)

    np.testing.assert_allclose(np.abs(here.coef), np.abs(there.coef), atol=1e-9)
    np.testing.assert_allclose(here.at_instance, there.at_instance, atol=1e-9)


@given(**{name: drawn for name, drawn in problems.items() if name != "on_off"})
def test_permuting_the_columns_permutes_the_explanation(n, p, seed, method):
    Z, y, distances = samples(n, p, seed=seed)  # not of on/off columns: these tie, and ties go by the order
    order = np.random.default_rng(seed).permutation(p)

    here = fitted(Z, y, distances, 2.0, n_features=2, feature_selection=method)
    there = fitted(Z[:, order], y, distances, 2.0, n_features=2, feature_selection=method)

    there_named = np.where(there.features < 0, -1, order[there.features])
    np.testing.assert_array_equal(np.sort(here.features), np.sort(there_named))
    np.testing.assert_allclose(np.abs(here.coef), np.abs(there.coef), atol=1e-9)


@given(factor=st.floats(1e-3, 1e3), seed=st.integers(0, 1000))
def test_without_penalty_a_column_in_other_units_has_its_coefficient_divided(factor, seed):
    Z, y, distances = samples(seed=seed)
    scaled = Z * np.where(np.arange(6) == 2, factor, 1.0)

    here, errors = in_order(fitted(Z, y, distances, 3.0, alpha=0.0))
    there, scaled_errors = in_order(fitted(scaled, y, distances, 3.0, alpha=0.0))

    np.testing.assert_allclose(there[2] * factor, here[2], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(scaled_errors[2] * factor, errors[2], rtol=1e-7)
    np.testing.assert_allclose(np.delete(there, 2), np.delete(here, 2), rtol=1e-7, atol=1e-9)


@given(a=st.floats(0.01, 100), b=st.floats(-1e4, 1e4), seed=st.integers(0, 1000), method=st.sampled_from(SELECTIONS))
def test_answers_in_other_units_scale_coefficients_and_leave_the_score(a, b, seed, method):
    Z, y, distances = samples(seed=seed)

    here = fitted(Z, y, distances, 3.0, n_features=3, feature_selection=method)
    there = fitted(Z, a * y + b, distances, 3.0, n_features=3, feature_selection=method)

    np.testing.assert_allclose(there.coef, a * here.coef, rtol=1e-6, atol=1e-9 * a)
    np.testing.assert_allclose(there.stderr, a * here.stderr, rtol=1e-6)
    np.testing.assert_allclose(there.score, here.score, rtol=1e-6)
    np.testing.assert_allclose(there.at_instance, a * here.at_instance + b, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("alpha", [0.0, 1e-20, 1e-3, 1.0])
@pytest.mark.parametrize("n_widths", [1, 20])
def test_a_copied_column_shares_its_weight_in_equal_parts(alpha, n_widths):
    Z, y, distances = samples()
    twice = np.column_stack([Z, Z[:, 1]])

    once = fitted(Z, y, distances, np.geomspace(2, 4, n_widths), alpha=alpha)
    both = fitted(twice, y, distances, np.geomspace(2, 4, n_widths), alpha=alpha)

    coef = in_order(both)[0]
    np.testing.assert_allclose(coef[1], coef[6], rtol=1e-6)
    if alpha < 1e-3:
        np.testing.assert_allclose(coef[1] + coef[6], in_order(once)[0][1], rtol=1e-6)


def test_a_copied_column_draws_no_warning_a_width_from_the_lasso_path():
    code = """
import numpy as np
from lime_widgets.engine.explanation.neighborhood import Neighborhood
Z = (np.random.default_rng(0).random((400, 20)) < 0.5) * 1.0
Z[0], Z[:, 5] = 1, Z[:, 3]
near = Neighborhood(Z, Z @ np.arange(20), np.sqrt((1 - Z).sum(axis=1)))
near.sweep(np.geomspace(1, 30, 20), n_features=8, feature_selection="lasso_path")
"""
    # In a process of its own, as pytest has filters of its own.
    finished = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert finished.stderr == ""


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize("n_features", [1, 3, 7])
def test_a_constant_column_has_weight_0(alpha, method, n_features):
    Z, y, distances = samples()
    Z = np.insert(Z, 2, 1.0, axis=1)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fits = fitted(
            Z, y, distances, np.geomspace(1, 9, 9), n_features=n_features, feature_selection=method, alpha=alpha
        )

    np.testing.assert_allclose(fits.coef[fits.features == 2], 0.0, atol=1e-12)
    np.testing.assert_allclose(fits.stderr[fits.features == 2], 0.0, atol=1e-12)
    assert np.isfinite(fits.coef).all()


@pytest.mark.parametrize("method", SELECTIONS)
def test_a_constant_answer_has_weights_0_and_no_score(method):
    Z, _, distances = samples()

    fits = fitted(Z, np.full(len(Z), 0.3), distances, np.geomspace(1, 9, 9), n_features=3, feature_selection=method)

    np.testing.assert_array_equal(fits.coef, 0.0)
    np.testing.assert_allclose(fits.at_instance, 0.3)
    assert np.isnan(fits.score).all()


def test_what_is_but_rounding_is_no_weight():
    Z = np.array([[1.0, 1, 1], [0, 1, 1], [1, 0, 1], [0, 0, 1], [1, 1, 0], [0, 1, 0], [1, 0, 0], [0, 0, 0]])
    fits = fitted(Z, 0.1 + 0.3 * Z[:, 1], np.sqrt((1 - Z).sum(axis=1)), [0.7, 2.0], alpha=0.0)

    np.testing.assert_allclose(fits.coef[:, 0], 0.3)
    assert (fits.features == [1, 0, 2]).all()
    assert (fits.coef[:, 1:] == 0).all()


def test_a_table_far_from_0_keeps_its_digits():
    Z, y, distances = samples()
    near = in_order(fitted(Z, y, distances, 0.7, alpha=0.0))[0]

    far = in_order(fitted(Z + 2.0**20, y + 2.0**20, distances, 0.7, alpha=0.0))[0]

    np.testing.assert_allclose(far, near, rtol=1e-7)


# Many widths at once


@pytest.mark.parametrize("n_widths", [2, 7, 8, 40])
@pytest.mark.parametrize("p", [5, 30, 64, 65, 80])
@pytest.mark.parametrize("on_off", [False, True], ids=["numbers", "on_off"])
@pytest.mark.parametrize("method", SELECTIONS)
def test_a_sweep_equals_fitting_each_width_alone(n_widths, p, on_off, method):
    Z, y, distances = samples(400, p, on_off=on_off)
    widths = np.geomspace(0.4, 6, n_widths) * np.sqrt(p)

    together = fitted(Z, y, distances, widths, n_features=5, feature_selection=method)

    for row in range(0, n_widths, max(1, n_widths // 4)):
        alone = fitted(Z, y, distances, widths[row], n_features=5, feature_selection=method)
        np.testing.assert_array_equal(together.features[row], alone.features[0])
        for name in ("coef", "stderr", "at_instance", "score", "retained", "deviation"):
            np.testing.assert_allclose(
                getattr(together, name)[row], getattr(alone, name)[0], rtol=1e-9, atol=1e-9, err_msg=name
            )


@pytest.mark.parametrize("surrogate", ["ridge", "logistic"])
@pytest.mark.parametrize(("p", "seed"), [(6, 1), (6, 3), (30, 0), (30, 1)])
def test_a_sweep_selects_as_each_width_alone_also_where_hardly_any_sample_weighs(p, seed, surrogate):
    # There every feature fits as well as any other, and the order of a sum must not decide between them.
    Z, y, distances = samples(300, p, seed=seed)
    y = 1 / (1 + np.exp(-y))
    widths = np.geomspace(0.05, 1.2, 60)
    arguments = {"n_features": 5, "feature_selection": "forward_selection", "surrogate": surrogate}

    together = fitted(Z, y, distances, widths, **arguments)

    for row, width in enumerate(widths):
        alone = fitted(Z, y, distances, width, **arguments)
        np.testing.assert_array_equal(together.features[row], alone.features[0])
        np.testing.assert_allclose(together.coef[row], alone.coef[0], rtol=1e-9, atol=1e-12)


def test_a_sweep_over_more_samples_than_fit_in_memory_at_once_is_the_same(monkeypatch):
    Z, y, distances = samples(1000, 12)
    widths = np.geomspace(1, 9, 20)
    whole = fitted(Z, y, distances, widths, n_features=4, feature_selection="auto")
    monkeypatch.setattr(design_matrix, "_MOST_PRODUCTS", 10_000)

    in_parts = fitted(Z, y, distances, widths, n_features=4, feature_selection="auto")

    np.testing.assert_array_equal(in_parts.features, whole.features)
    np.testing.assert_allclose(in_parts.coef, whole.coef, rtol=1e-9)
    np.testing.assert_allclose(in_parts.stderr, whole.stderr, rtol=1e-9)


def test_errors_that_were_not_asked_for_are_nan_and_the_rest_is_the_same():
    Z, y, distances = samples()

    without = fitted(Z, y, distances, [1.0, 3.0], with_stderr=False)

    assert np.isnan(without.stderr).all()
    np.testing.assert_array_equal(without.coef, fitted(Z, y, distances, [1.0, 3.0]).coef)


@settings(max_examples=30)
@given(width=st.floats(0.01, 0.15), method=st.sampled_from(["auto", "forward_selection", "highest_weights", "none"]))
def test_a_kernel_that_sees_only_the_instance_gives_weights_0_rather_than_an_error(width, method):
    Z, y, distances = samples(on_off=True)
    alone = distances > 0
    alone[0] = True

    fits = fitted(Z[alone], y[alone], distances[alone], width, n_features=3, feature_selection=method)

    np.testing.assert_allclose(fits.coef, 0.0, atol=1e-4)
    np.testing.assert_allclose(fits.at_instance, y[0], atol=1e-4)


# What cannot be asked for


def test_a_kernel_that_gives_no_sample_a_weight_is_refused():
    Z, y, distances = samples()

    with pytest.raises(LimeError, match=r"Every sample has weight 0.*Make the kernel wider\."):
        fit(DesignMatrix(Z, distances), y, np.zeros((1, len(Z))), n_features=2)


@pytest.mark.parametrize("alpha", [-0.1, float("nan"), float("inf"), "1", None])
def test_a_penalty_is_a_finite_number_of_0_or_more(alpha):
    with pytest.raises(LimeError, match=rf"alpha is {alpha!r}\. Expected a finite number, 0 or above\. Leave it out"):
        check_alpha(alpha)


def test_an_unknown_selection_is_refused_with_those_there_are():
    with pytest.raises(LimeError, match=r"feature_selection is 'lasso'\. Expected one of \"auto\".*\"none\"\. Leave"):
        check_feature_selection("lasso")


@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_columns_of_very_different_scale_are_fitted_as_by_scikit_learn(alpha):
    rng = np.random.default_rng(3)
    Z = rng.normal(size=(400, 3)) * [1e7, 1.0, 1e-4]
    y = Z @ [1e-7, 0.5, 2e4] + 0.1 * rng.normal(size=400)
    distances = np.linspace(0, 2, 400)

    fits = fitted(Z, y, distances, [1.0], alpha=alpha)

    theirs = Ridge(alpha=alpha, solver="svd").fit(Z, y, sample_weight=kernel_weights(distances, 1.0)[0])
    np.testing.assert_allclose(in_order(fits)[0], theirs.coef_, rtol=1e-6)
