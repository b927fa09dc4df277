"""Estimators of the user's: their own fits, their weights at the instance, and what is refused."""

from itertools import permutations, product

import numpy as np
import pytest
from engine.kinds.problems import by_column, neighborhood, weights_of
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import HuberRegressor, Lasso, LinearRegression, LogisticRegression, PoissonRegressor, Ridge
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from sklearn.svm import SVR
from sklearn.tree import DecisionTreeRegressor

from lime_widgets import Neighborhood, TabularExplainer
from lime_widgets.engine.errors import LimeError

WIDTH = 4.0


def theirs(estimator, near, weights, name="sample_weight"):
    return clone(estimator).fit(near.Z, near.y[:, 0], **{name: weights})


@pytest.mark.parametrize("estimator", [Lasso(alpha=0.05), Ridge(alpha=3.0), HuberRegressor(), LinearRegression()])
def test_a_linear_estimator_has_its_own_coefficients(estimator):
    near = neighborhood()
    fitted = theirs(estimator, near, weights_of(near, WIDTH))

    ours = near.explain(surrogate=estimator, kernel_width=WIDTH)

    np.testing.assert_allclose(by_column(ours), fitted.coef_, rtol=0, atol=1e-8)
    assert ours.intercept == pytest.approx(fitted.intercept_, abs=1e-8)
    assert ours.fitted is None
    assert ours.surrogate == "estimator"
    assert not hasattr(estimator, "coef_")  # a copy was fitted


def test_a_pipeline_that_is_linear_has_slopes_in_the_units_of_the_features():
    near = neighborhood()
    pipeline = make_pipeline(StandardScaler(), Ridge(alpha=1.0))
    weights = weights_of(near, WIDTH)
    fitted = theirs(pipeline, near, weights, "ridge__sample_weight")

    ours = near.explain(surrogate=pipeline, kernel_width=WIDTH)

    slopes = fitted["ridge"].coef_ / fitted["standardscaler"].scale_
    np.testing.assert_allclose(by_column(ours), slopes, rtol=0, atol=1e-8)
    np.testing.assert_allclose(ours.predict(near.Z), fitted.predict(near.Z), rtol=0, atol=1e-8)


@pytest.mark.parametrize(
    ("estimator", "name"),
    [
        (GradientBoostingRegressor(n_estimators=10, random_state=0), "sample_weight"),
        (RandomForestRegressor(5, random_state=0), "sample_weight"),
        (SVR(), "sample_weight"),
        (make_pipeline(PolynomialFeatures(2), Ridge()), "ridge__sample_weight"),
        (TransformedTargetRegressor(Ridge(), func=np.arcsinh, inverse_func=np.sinh), "sample_weight"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_other_estimator_is_fitted_to_the_weighted_samples(estimator, name):
    near = neighborhood(300)
    weights = weights_of(near, WIDTH)
    fitted = theirs(estimator, near, weights, name)

    ours = near.explain(surrogate=estimator, kernel_width=WIDTH)

    predicted = fitted.predict(near.Z)
    np.testing.assert_allclose(ours.predict(near.Z), predicted, rtol=0, atol=1e-8)
    assert ours.local_prediction == pytest.approx(predicted[0], abs=1e-8)
    mean = np.average(near.y[:, 0], weights=weights)
    r2 = 1 - weights @ (near.y[:, 0] - predicted) ** 2 / (weights @ (near.y[:, 0] - mean) ** 2)
    assert ours.score == pytest.approx(r2, abs=1e-8)
    assert ours.loo_score < ours.score
    assert ours.folds == 5


def brute_force(value, n_features):
    """Shapley's mean over all orders of what each feature adds."""
    sums = np.zeros(n_features)
    orders = list(permutations(range(n_features)))
    for order in orders:
        kept = []
        for feature in order:
            before = value(kept)
            kept = [*kept, feature]
            sums[feature] += value(kept) - before
    return sums / len(orders)


@pytest.mark.parametrize("on_off", [False, True])
@pytest.mark.parametrize(
    "estimator",
    [
        GradientBoostingRegressor(n_estimators=10, random_state=0),
        DecisionTreeRegressor(max_depth=3, random_state=0),
        SVR(C=10.0),
    ],
    ids=lambda value: type(value).__name__,
)
def test_contributions_are_the_mean_over_all_orders_from_0_or_off(estimator, on_off):
    near = neighborhood(300, p=6, on_off=on_off)
    fitted = theirs(estimator, near, weights_of(near, WIDTH))
    at_rest = fitted.predict(np.zeros((1, 6)))[0]

    def value(kept):
        row = np.zeros((1, 6))
        row[0, kept] = near.Z[0, kept]
        return fitted.predict(row)[0]

    ours = near.explain(surrogate=estimator, kernel_width=WIDTH)

    np.testing.assert_allclose(by_column(ours), brute_force(value, 6), rtol=0, atol=1e-10)
    np.testing.assert_array_equal(ours.contributions, ours.coef)
    assert ours.intercept == pytest.approx(at_rest, abs=1e-9 * np.ptp(near.y))
    assert np.isnan(ours.stderr).all()
    assert ours.why.endswith("no intervals to tell this from chance.")


def test_a_tree_of_two_features_that_act_together_gives_half_to_each():
    # The answer is 1 where both parts are there, and 0 else; the third part does nothing.
    Z = np.array(list(product([1.0, 0.0], repeat=3)))
    near = Neighborhood(Z, Z[:, 0] * Z[:, 1], (1 - Z).sum(axis=1))

    ours = near.explain(surrogate=DecisionTreeRegressor(random_state=0), kernel_width=3.0)

    np.testing.assert_allclose(by_column(ours), [0.5, 0.5, 0.0], rtol=0, atol=1e-12)
    assert ours.intercept == pytest.approx(0.0, abs=1e-12)
    assert ours.local_prediction == pytest.approx(1.0)


def test_contributions_are_the_shapley_values_of_an_estimator_that_follows_the_model_exactly():
    rng = np.random.default_rng(3)
    Z = np.array(list(product([1.0, 0.0], repeat=6)))
    near = Neighborhood(Z, rng.normal(size=len(Z)), (1 - Z).sum(axis=1))

    ours = near.explain(surrogate=DecisionTreeRegressor(random_state=0), kernel_width=3.0)

    values = near.explain(kernel="shapley")
    np.testing.assert_allclose(by_column(ours), by_column(values), rtol=0, atol=1e-10)
    assert ours.intercept == pytest.approx(values.intercept, abs=1e-12)


@pytest.mark.parametrize("standardize", [True, False])
def test_without_a_column_of_a_table_is_at_its_training_mean(standardize):
    X = np.random.default_rng(0).normal([10.0, -4.0, 0.0], [3.0, 1.0, 2.0], size=(300, 3))
    explainer = TabularExplainer(X, discretizer=None, standardize=standardize)
    x = X.mean(axis=0) + np.array([4.0, -1.5, 2.0])
    near = explainer.sample(lambda rows: 2.0 * rows[:, 0] + rows[:, 1], x, n_samples=2000)
    estimator = RandomForestRegressor(20, random_state=0)
    linear = near.explain(surrogate="ridge", alpha=0.0)

    ours = near.explain(surrogate=estimator)

    rest = np.zeros(3) if standardize else X.mean(axis=0)

    def value(kept):
        row = rest.copy()
        row[kept] = near.Z[0, kept]
        return float(ours.predict(row))

    np.testing.assert_allclose(by_column(ours), brute_force(value, 3), atol=1e-9)
    assert ours.intercept == pytest.approx(ours.predict(rest), abs=1e-9)
    assert by_column(ours)[0] == pytest.approx(8.0, abs=1.0)
    if standardize:
        slope = dict(zip(linear.features.tolist(), linear.contributions.tolist(), strict=True))
        assert slope[0] == pytest.approx(8.0, abs=0.1)


def test_coefficients_behind_a_link_are_no_slopes():
    near = neighborhood()
    positive = type(near)(near.Z, np.exp(near.y[:, 0]), near.distances)

    ours = positive.explain(surrogate=PoissonRegressor(max_iter=1000), kernel_width=WIDTH)

    assert ours.fitted is not None
    assert ours.intercept + ours.contributions.sum() == pytest.approx(ours.local_prediction)


def test_a_sweep_over_widths_is_the_fits_one_by_one():
    near = neighborhood(200)
    estimator = GradientBoostingRegressor(n_estimators=5, random_state=0)

    sweep = near.sweep([1.0, 4.0], surrogate=estimator)

    for index, width in enumerate((1.0, 4.0)):
        np.testing.assert_array_equal(
            by_column(sweep[index]), by_column(near.explain(surrogate=estimator, kernel_width=width))
        )


class _Odd(RegressorMixin, BaseEstimator):
    """An estimator that fails in one of several ways."""

    def __init__(self, how="fit"):
        self.how = how

    def fit(self, X, y, sample_weight=None):
        if self.how == "fit":
            raise ValueError("there is no such matrix")
        return self

    def predict(self, X):
        shapes = {"shape": np.zeros((len(X), 2)), "nan": np.full(len(X), np.nan), "text": ["a"] * len(X)}
        return shapes[self.how]


@pytest.mark.parametrize(
    ("estimator", "words"),
    [
        (KNeighborsRegressor(), "takes no sample_weight"),
        (make_pipeline(StandardScaler(), KNeighborsRegressor()), "takes no sample_weight"),
        (LogisticRegression(), "is no regressor"),
        (StandardScaler(), "is no regressor"),
        (Ridge, r"Write Ridge\(\) to create one"),
        (_Odd("fit"), "raised: there is no such matrix"),
        (_Odd("shape"), r"array of shape \(600, 2\) for 600 rows"),
        (_Odd("nan"), "not finite"),
        (_Odd("text"), "predict of the surrogate .* raised"),
        ("forest", "a regressor whose fit takes sample_weight"),
        (7, "a regressor whose fit takes sample_weight"),
    ],
    ids=str,
)
def test_what_cannot_be_a_surrogate_is_refused(estimator, words):
    with pytest.raises(LimeError, match=words):
        neighborhood().explain(surrogate=estimator)
