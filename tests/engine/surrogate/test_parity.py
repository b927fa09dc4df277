"""The fit equals that of `lime` 0.2.0.1, given the samples, answers and distances that it built itself."""

import numpy as np
import pytest
from lime.lime_tabular import LimeTabularExplainer
from lime_reference import METHODS, Seam, assert_same_fit
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris, load_wine
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

N_SAMPLES = 1000


def build(table, predict, row, *, mode, discretize, kernel_width=None):
    explainer = LimeTabularExplainer(
        table, mode=mode, discretize_continuous=discretize, random_state=0, kernel_width=kernel_width
    )
    fit, handed = explainer.base.explain_instance_with_data, []

    def listening(*args, **keywords):
        handed.append(args)
        return fit(*args, **keywords)

    explainer.base.explain_instance_with_data = listening
    explainer.explain_instance(row, predict, labels=(0,), num_samples=N_SAMPLES)
    Z, y, distances = handed[0][:3]
    explainer.base.explain_instance_with_data = fit
    width = 0.75 * np.sqrt(table.shape[1]) if kernel_width is None else kernel_width
    return Seam(explainer.base, np.asarray(Z, float), np.asarray(y, float), distances, width)


def task(name):
    """Table, prediction function, instance and mode; forests are rough, logistic regressions smooth."""
    load = {"cancer": load_breast_cancer, "iris": load_iris, "wine": load_wine, "diabetes": load_diabetes}[name]
    X, y = load(return_X_y=True)
    if name == "diabetes":
        return X, RandomForestRegressor(20, random_state=0).fit(X, y).predict, X[7], "regression"
    if name == "wine":
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
    else:
        model = RandomForestClassifier(20, random_state=0).fit(X, y)
    return X, model.predict_proba, X[7], "classification"


@pytest.fixture(scope="module", params=[True, False], ids=["discretized", "continuous"])
def discretize(request):
    return request.param


@pytest.fixture(scope="module", params=["cancer", "iris", "wine", "diabetes"])
def seam(request, discretize):
    table, predict, row, mode = task(request.param)
    return build(table, predict, row, mode=mode, discretize=discretize)


@pytest.mark.parametrize("n_features", [1, 3, 6, 7, 10])
@pytest.mark.parametrize("method", METHODS)
def test_every_selection_and_every_output_fits_as_the_reference_does(seam, method, n_features):
    n_features = min(n_features, seam.Z.shape[1])
    for label in range(seam.y.shape[1]):
        assert_same_fit(seam, label, n_features, method)


@pytest.mark.parametrize("method", METHODS)
def test_all_features_fit_as_the_reference_does(seam, method):
    assert_same_fit(seam, 0, seam.Z.shape[1], method)


@pytest.mark.parametrize("kernel_width", [0.8, 2.0, 30.0])
@pytest.mark.parametrize("method", METHODS)
def test_narrow_and_wide_kernels_fit_as_the_reference_does(method, kernel_width, discretize):
    X, predict, row, mode = task("wine")
    seam = build(X, predict, row, mode=mode, discretize=discretize, kernel_width=kernel_width)

    assert_same_fit(seam, 1, 5, method)
