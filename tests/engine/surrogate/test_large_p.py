"""The fit where features are many, often more of them than samples: as right as where they are few."""

import warnings

import numpy as np
import pytest
from lime.lime_base import LimeBase
from sklearn.linear_model import Ridge

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.surrogate import design_matrix, large_p, large_p_ridge, small_p
from lime_widgets.engine.surrogate import fit as surrogate
from lime_widgets.engine.surrogate.design_matrix import DesignMatrix
from lime_widgets.engine.surrogate.fit import fit
from lime_widgets.engine.surrogate.options import FEATURE_SELECTIONS

SELECTIONS = list(FEATURE_SELECTIONS)
NAMES = ("coef", "stderr", "at_instance", "score", "retained", "deviation")
TOLERANCE = 1e-8


def masks(n, p, *, seed=0, kind="text"):
    """On/off features as a text's or an image's are drawn, or numbers; rough answers; distances."""
    rng = np.random.default_rng(seed)
    if kind == "text":
        removed = rng.integers(1, p + 1, size=n)
        Z = (np.argsort(rng.random((n, p)), axis=1) >= removed[:, None]).astype(float)
    elif kind == "image":
        Z = (rng.random((n, p)) < 0.5).astype(float)
    else:
        Z = rng.normal(size=(n, p))
    Z[0] = 1.0
    y = np.tanh(Z @ rng.normal(size=p) / np.sqrt(p)) + 0.3 * Z[:, 0] * Z[:, -1] + 0.05 * rng.normal(size=n)
    distances = np.linalg.norm(Z - 1, axis=1) if kind == "numbers" else 100 * (1 - np.sqrt(Z.mean(axis=1)))
    return Z, y, distances


def fitted(Z, y, distances, kernel_widths, *, counts=None, **keywords):
    keywords = {"n_features": 8} | keywords
    weights = kernel_weights(distances, kernel_widths)
    return fit(DesignMatrix(Z, distances, counts), y, weights if counts is None else weights * counts, **keywords)


def by_column(fits, p, row=0):
    """Coefficients and errors at their columns, 0 elsewhere."""
    kept = fits.features[row] >= 0
    coef, stderr = np.zeros((2, p))
    coef[fits.features[row][kept]] = fits.coef[row][kept]
    stderr[fits.features[row][kept]] = fits.stderr[row][kept]
    return coef, stderr


def assert_same(fits, others, p, *, rtol=1e-9, atol=1e-9):
    for row in range(len(fits.coef)):
        for one, other, name in zip(by_column(fits, p, row), by_column(others, p, row), NAMES[:2], strict=True):
            np.testing.assert_allclose(one, other, rtol=rtol, atol=atol, err_msg=name)
    for name in NAMES[2:]:
        np.testing.assert_allclose(getattr(fits, name), getattr(others, name), rtol=rtol, atol=atol, err_msg=name)


# The reference implementation

SHAPES = [(100, 150), (150, 300), (170, 168), (168, 168), (166, 168), (200, 70), (66, 65), (300, 230), (230, 300)]
SHAPES += [(30, 400)]


@pytest.mark.parametrize("kind", ["text", "image", "numbers"])
@pytest.mark.parametrize(("n", "p"), SHAPES)
@pytest.mark.parametrize("method", [name for name in SELECTIONS if name not in ("auto", "forward_selection")])
def test_selections_fit_as_the_reference_does(n, p, kind, method):
    for n_features in (1, 3, 7, 10):
        assert_as_the_reference(*masks(n, p, kind=kind), n_features, method)


@pytest.mark.parametrize("kind", ["text", "image", "numbers"])
@pytest.mark.parametrize(("n", "p"), SHAPES[:-1])
def test_forward_selection_fits_as_the_reference_does(n, p, kind):
    # It asks for one ridge a candidate and step: 6 features are as many as "auto" gives it.
    assert_as_the_reference(*masks(n, p, kind=kind), 6, "auto")


def assert_as_the_reference(Z, y, distances, n_features, method):
    width = 25.0 if distances.max() > 50 else 0.75 * np.sqrt(Z.shape[1])
    base = LimeBase(lambda d: kernel_weights(d, width)[0], random_state=0)
    intercept, pairs, score, local = base.explain_instance_with_data(
        Z, y[:, None], distances, 0, n_features, feature_selection=method
    )
    ours = fitted(Z, y, distances, width, n_features=n_features, feature_selection=method)

    features, coef = zip(*pairs, strict=True)
    theirs = np.zeros(Z.shape[1])
    theirs[list(features)] = coef
    scale = np.ptp(y)
    assert sorted(ours.features[0][ours.features[0] >= 0]) == sorted(features)
    np.testing.assert_allclose(by_column(ours, Z.shape[1])[0], theirs, rtol=0, atol=TOLERANCE * scale)
    assert ours.at_instance[0] == pytest.approx(local[0], rel=0, abs=TOLERANCE * scale)
    assert ours.at_instance[0] - theirs @ Z[0] == pytest.approx(intercept, rel=0, abs=TOLERANCE * scale)
    assert ours.score[0] == pytest.approx(score, rel=0, abs=TOLERANCE)


# Two ways to one result


@pytest.mark.parametrize("alpha", [0.0, 1e-20, 1e-3, 1.0, 100.0])
@pytest.mark.parametrize(("n", "p"), [(90, 160), (60, 61), (61, 60)])
def test_among_the_samples_or_among_the_features_the_ridge_is_the_same(n, p, alpha):
    Z, y, distances = masks(n, p, kind="numbers")
    Z *= np.geomspace(0.1, 10, p)
    weight = kernel_weights(distances, 0.75 * np.sqrt(p) * 5)[0]
    mean = weight @ (Z - Z[0]) / weight.sum()
    about_mean = y - weight @ y / weight.sum()
    design = DesignMatrix(Z, distances)
    gram = design.grams(weight[None], mean[None])[0]
    cross = ((Z - Z[0] - mean) * weight[:, None]).T @ about_mean
    arguments = {"alpha": alpha, "with_stderr": True}

    here = large_p_ridge._by_features(design, None, mean, about_mean, weight, gram, cross, **arguments)
    there = large_p_ridge._by_samples(design, None, mean, about_mean, weight, **arguments)

    np.testing.assert_allclose(there.coef, here.coef, rtol=1e-6, atol=1e-7)
    np.testing.assert_allclose(there.stderr, here.stderr, rtol=1e-5, atol=1e-7)
    assert there.residual == pytest.approx(here.residual, rel=1e-7, abs=1e-7)
    assert alpha * there.freedom == pytest.approx(alpha * here.freedom, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize("kind", ["text", "image", "numbers"])
@pytest.mark.parametrize("n", [40, 80, 81, 300])
def test_the_ranking_fit_is_the_same_among_samples_and_features(n, kind):
    Z, y, distances = masks(n, 80, kind=kind)
    weights = kernel_weights(distances, [3.0, 10.0, 25.0, 300.0])
    design, answers = DesignMatrix(Z, distances), y - y[0]
    margins = large_p.margins_of(design, answers, weights)

    here = large_p._ridge_by_features(design, margins, answers, weights)
    there = large_p._ridge_by_samples(design, margins, answers, weights)

    np.testing.assert_allclose(there, here, rtol=1e-8, atol=1e-10)
    for row, weight in zip(here, weights, strict=True):
        np.testing.assert_allclose(row, Ridge(0.01, solver="svd").fit(Z, y, weight).coef_, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize("kind", ["text", "numbers"])
def test_few_features_are_fitted_alike_by_the_way_for_many(method, kind, alpha, monkeypatch):
    Z, y, distances = masks(200, 20, kind=kind)
    widths = np.geomspace(2, 60, 20)
    arguments = {"n_features": 5, "feature_selection": method, "alpha": alpha}
    few = fitted(Z, y, distances, widths, **arguments)

    for module in (design_matrix, surrogate):
        monkeypatch.setattr(module, "MOST_PAIRED", 0)
    many = fitted(Z, y, distances, widths, **arguments)

    assert_same(many, few, 20, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("n", [100, 300])
def test_errors_are_those_of_the_sandwich_summed_sample_by_sample(n):
    p = 150
    Z, y, distances = masks(n, p)
    weights = kernel_weights(distances, 25.0)[0]
    fits = fitted(Z, y, distances, 25.0, feature_selection="none")
    coef, stderr = by_column(fits, p)

    mean = weights @ Z / weights.sum()
    gram, meat = np.eye(p), np.zeros((p, p))
    for z, answer, weight in zip(Z, y, weights, strict=True):
        residual = answer - fits.at_instance[0] - coef @ (z - Z[0])
        gram += weight * np.outer(z - mean, z - mean)
        meat += weight**2 * residual**2 * np.outer(z - mean, z - mean)
    variance = np.linalg.inv(gram) @ meat @ np.linalg.inv(gram)
    freedom = np.trace((gram - np.eye(p)) @ np.linalg.inv(gram)) / p

    np.testing.assert_allclose(stderr, np.sqrt(np.diag(variance)), rtol=1e-8)
    assert fits.retained[0] == pytest.approx(freedom, rel=1e-9)


@pytest.mark.parametrize("n", [90, 400])
def test_a_penalty_lost_in_the_weights_rounding_takes_the_smallest_solution(n):
    # Every column twice: without a penalty that is felt the system is singular.
    Z, y, distances = masks(n, 60, kind="numbers")
    Z = np.column_stack([Z, Z])
    weights = 1e18 * kernel_weights(distances, 10.0)

    fits = fit(DesignMatrix(Z, distances), y, weights, n_features=5, feature_selection="highest_weights")

    assert np.isfinite(fits.coef).all()
    assert (np.abs(fits.coef) < 10).all()


# Many widths at once


@pytest.mark.parametrize("held", [1, 60_000, 2**23], ids=["one_at_a_time", "some_at_a_time", "all_at_once"])
@pytest.mark.parametrize("kind", ["text", "numbers"])
@pytest.mark.parametrize(("n", "p"), [(400, 90), (80, 90), (91, 90)])
@pytest.mark.parametrize("method", SELECTIONS)
def test_a_sweep_in_parts_equals_fitting_each_width_alone(n, p, kind, method, held, monkeypatch):
    Z, y, distances = masks(n, p, kind=kind)
    widths = np.geomspace(0.5, 8, 12) * (8 if kind == "text" else np.sqrt(p))
    monkeypatch.setattr(large_p, "_MOST_HELD", held)
    monkeypatch.setattr(design_matrix, "_MOST_RING_SUMS", 30_000)  # of 90 × 90 sums some rows at a time

    together = fitted(Z, y, distances, widths, feature_selection=method)

    for row in (0, 4, 8, 11):
        alone = fitted(Z, y, distances, widths[row], feature_selection=method)
        np.testing.assert_array_equal(together.features[row], alone.features[0])
        for name in NAMES:
            np.testing.assert_allclose(
                getattr(together, name)[row], getattr(alone, name)[0], rtol=1e-9, atol=1e-9, err_msg=name
            )


@pytest.mark.parametrize(("n", "p"), [(300, 40), (400, 130), (100, 130)])
@pytest.mark.parametrize("n_widths", [1, 12])
@pytest.mark.parametrize("method", ["auto", "forward_selection", "highest_weights"])
def test_where_all_features_are_kept_there_is_nothing_to_select(n, p, n_widths, method, monkeypatch):
    problem = masks(n, p, kind="image")
    widths = np.geomspace(5, 100, n_widths)
    every = fitted(*problem, widths, feature_selection="none")
    for module, name in ((large_p, "_ridge_by_features"), (large_p, "_ridge_by_samples")):
        monkeypatch.setattr(module, name, None)
    monkeypatch.setattr(small_p, "_forward_selection", None)

    found = fitted(*problem, widths, n_features=p, feature_selection=method)

    for name in ("features", *NAMES):
        np.testing.assert_array_equal(getattr(found, name), getattr(every, name))


@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize(("n", "p"), [(300, 10), (300, 90), (60, 90)])
@pytest.mark.parametrize("n_widths", [1, 12])
def test_a_count_is_so_many_rows(n, p, method, n_widths):
    Z, y, distances = masks(n, p)
    counts = np.random.default_rng(1).integers(1, 5, size=n).astype(float)
    repeat = np.repeat(np.arange(n), counts.astype(int))
    widths = np.geomspace(10, 60, n_widths)

    counted = fitted(Z, y, distances, widths, counts=counts, feature_selection=method)
    repeated = fitted(Z[repeat], y[repeat], distances[repeat], widths, feature_selection=method)

    for row in range(n_widths):
        for ours, theirs in zip(by_column(counted, p, row), by_column(repeated, p, row), strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(counted.score, repeated.score, atol=1e-9)
    np.testing.assert_allclose(counted.at_instance, repeated.at_instance, atol=1e-9)


# The edges


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize(("n", "p"), [(2, 1), (2, 100), (3, 65), (50, 1)])
def test_one_feature_or_two_rows_are_fitted(n, p, method, alpha):
    Z, y, distances = masks(n, p)
    Z[1:, 0] = 0.0

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fits = fitted(Z, y, distances, [10.0, 40.0], n_features=1, feature_selection=method, alpha=alpha)

    for name in NAMES[:3]:
        assert np.isfinite(getattr(fits, name)).all()
    theirs = Ridge(alpha, solver="svd").fit(Z[:, fits.features[1]], y, kernel_weights(distances, 40.0)[0])
    np.testing.assert_allclose(fits.at_instance[1], theirs.predict(Z[:1, fits.features[1]])[0], atol=1e-8)


@pytest.mark.parametrize("method", ["auto", "forward_selection", "highest_weights", "none"])
@pytest.mark.parametrize("n", [60, 300])
def test_of_copied_columns_the_first_is_taken_at_every_width(n, method):
    Z, y, distances = masks(n, 50)
    copied = np.column_stack([Z, Z])

    fits = fitted(copied, y, distances, np.geomspace(15, 90, 20), n_features=3, feature_selection=method, alpha=1.0)

    if method in ("forward_selection", "auto"):
        assert (fits.features < 50).all()
    for row in range(20):
        coef = by_column(fits, 100, row)[0]
        if method == "none":
            np.testing.assert_allclose(coef[:50], coef[50:], atol=1e-10)
        elif method == "highest_weights":
            # Where the place goes round by one, it is the first copy that has it.
            assert all(column - 50 in fits.features[row] for column in fits.features[row] if column >= 50)


@pytest.mark.parametrize("alpha", [0.0, 1.0])
@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize("n", [40, 300])
def test_a_constant_column_has_weight_0(n, method, alpha):
    Z, y, distances = masks(n, 80)
    Z[:, 7] = 1.0

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fits = fitted(Z, y, distances, np.geomspace(5, 90, 9), n_features=10, feature_selection=method, alpha=alpha)

    np.testing.assert_allclose(fits.coef[fits.features == 7], 0.0, atol=1e-12)
    np.testing.assert_allclose(fits.stderr[fits.features == 7], 0.0, atol=1e-12)
    assert np.isfinite(fits.coef).all()


@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize("n", [40, 300])
def test_a_kernel_that_sees_only_the_instance_gives_weights_0_rather_than_an_error(n, method):
    Z, y, distances = masks(n, 80)
    distances[1:] += 5.0

    fits = fitted(Z, y, distances, [1e-3, 0.05], feature_selection=method)

    np.testing.assert_allclose(fits.coef, 0.0, atol=1e-10)
    np.testing.assert_allclose(fits.at_instance, y[0])


@pytest.mark.parametrize("method", SELECTIONS)
@pytest.mark.parametrize("n", [40, 300])
def test_a_constant_answer_has_weights_0_and_no_score(n, method):
    Z, _, distances = masks(n, 80)

    fits = fitted(Z, np.full(n, 0.3), distances, [10.0, 40.0], feature_selection=method)

    np.testing.assert_array_equal(fits.coef, 0.0)
    np.testing.assert_allclose(fits.at_instance, 0.3)
    assert np.isnan(fits.score).all()


@pytest.mark.parametrize("n", [40, 300])
def test_a_kernel_that_gives_no_sample_a_weight_is_refused(n):
    Z, y, distances = masks(n, 80)

    with pytest.raises(LimeError, match=r"Every sample has weight 0.*Make the kernel wider\."):
        fit(DesignMatrix(Z, distances), y, np.zeros((1, n)), n_features=2)


def test_errors_that_were_not_asked_for_are_nan_and_the_rest_is_the_same():
    for n in (50, 300):
        Z, y, distances = masks(n, 80)
        arguments = {"feature_selection": "none"}

        without = fitted(Z, y, distances, [10.0, 30.0], with_stderr=False, **arguments)

        assert np.isnan(without.stderr).all()
        np.testing.assert_array_equal(without.coef, fitted(Z, y, distances, [10.0, 30.0], **arguments).coef)
