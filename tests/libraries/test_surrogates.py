"""Regressors of other libraries as surrogates: their own fits to the weighted samples."""

import numpy as np
import pytest
from sklearn.base import clone

from lime_widgets.engine.explanation.kernel import kernel_weights
from lime_widgets.engine.explanation.neighborhood import Neighborhood


@pytest.mark.parametrize(
    ("library", "name", "options"),
    [
        ("lightgbm", "LGBMRegressor", {"n_estimators": 10, "verbose": -1, "n_jobs": 1}),
        ("xgboost", "XGBRegressor", {"n_estimators": 10, "n_jobs": 1}),
        ("catboost", "CatBoostRegressor", {"iterations": 10, "verbose": 0, "allow_writing_files": False}),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")  # LightGBM speaks of feature names
def test_a_regressor_is_fitted_to_the_weighted_samples(library, name, options):
    estimator = getattr(pytest.importorskip(library), name)(**options)
    Z = np.random.default_rng(0).normal(size=(300, 4))
    y = Z[:, 0] * Z[:, 1] + Z[:, 2]
    near = Neighborhood(Z, y, np.linalg.norm(Z - Z[0], axis=1))
    theirs = clone(estimator).fit(Z, y, sample_weight=kernel_weights(near.distances, 2.0)[0])

    ours = near.explain(surrogate=estimator, kernel_width=2.0)

    np.testing.assert_allclose(ours.predict(Z), theirs.predict(Z), rtol=0, atol=1e-8)
    assert ours.intercept + ours.contributions.sum() == pytest.approx(ours.local_prediction)
