"""Models of other libraries, asked as their users would ask them."""

import numpy as np
import pandas as pd
import pytest

from lime_widgets import BlackBox, explore

RNG = np.random.default_rng(1)
X = pd.DataFrame(RNG.normal(size=(300, 3)), columns=["a", "b", "c"])
TWO = (X["a"] > 0).astype(int)
THREE = pd.cut(X["a"], 3, labels=False)


def explained(model, x, table, **options):
    study = explore(model, x, table, n_samples=256, **options).study
    assert study.wait(60)
    assert study.status == "ready", study.error
    return study


def strongest(study):
    return study.feature_names[study.explanation.features[0]]


@pytest.mark.parametrize("table", [X, X.to_numpy()], ids=["frame", "array"])
@pytest.mark.parametrize(("objective", "k"), [("binary:logistic", 1), ("multi:softprob", 3)])
def test_a_booster_of_xgboost_is_asked_with_a_matrix_of_its_own(table, objective, k):
    xgboost = pytest.importorskip("xgboost")
    settings = {"objective": objective} | ({"num_class": 3} if k == 3 else {})
    trained = xgboost.DMatrix(table, TWO if k == 1 else THREE)
    booster = xgboost.train(settings, trained, 5)

    for model in (booster, booster.predict):
        study = explained(model, table[3:4] if k else table[3], table)
        np.testing.assert_allclose(study.neighborhood.prediction, np.atleast_1d(booster.predict(trained)[3]), rtol=1e-6)
    assert "a" in strongest(study) or "feature 0" in strongest(study)


@pytest.mark.parametrize("name", ["XGBClassifier", "LGBMClassifier", "CatBoostClassifier"])
def test_boosted_classifiers_answer_with_their_classes(name):
    library = {"X": "xgboost", "L": "lightgbm", "C": "catboost"}[name[0]]
    quiet = {"lightgbm": {"verbose": -1}, "catboost": {"verbose": 0, "allow_writing_files": False}}.get(library, {})
    labels = TWO if library == "xgboost" else np.where(TWO, "yes", "no")
    model = getattr(pytest.importorskip(library), name)(n_estimators=5, **quiet).fit(X, labels)

    study = explained(model, X.iloc[3], X)

    np.testing.assert_allclose(study.neighborhood.prediction, model.predict_proba(X.iloc[[3]])[0], rtol=1e-6)
    assert study.neighborhood.output_names == tuple(map(str, model.classes_))
    assert "a" in strongest(study)


def test_a_booster_of_lightgbm_is_asked_as_it_is():
    lightgbm = pytest.importorskip("lightgbm")
    booster = lightgbm.train({"objective": "binary", "verbose": -1}, lightgbm.Dataset(X, TWO), 5)
    study = explained(booster, X.iloc[3], X)
    np.testing.assert_allclose(study.neighborhood.prediction, booster.predict(X.iloc[[3]]))


def test_a_catboost_with_categories_gets_them():
    catboost = pytest.importorskip("catboost")
    table = X.assign(city=RNG.choice(["Oslo", "Bergen"], len(X)))
    model = catboost.CatBoostClassifier(n_estimators=5, verbose=0, allow_writing_files=False, cat_features=["city"])
    model.fit(table, TWO)
    study = explained(model, table.iloc[3], table)
    np.testing.assert_allclose(study.neighborhood.prediction, model.predict_proba(table.iloc[[3]])[0])


def test_results_of_statsmodels_predict_from_a_formula():
    formula = pytest.importorskip("statsmodels.formula.api")
    results = formula.logit("y ~ a + b + c", X.assign(y=(TWO + (RNG.random(len(X)) > 0.8)) % 2)).fit(disp=0)
    study = explained(results, X.iloc[3], X)
    np.testing.assert_allclose(study.neighborhood.prediction, results.predict(X.iloc[[3]]))


def test_answers_of_polars_and_arrow_are_read_with_their_names():
    polars, arrow = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    columns = {"no": [0.25, 0.5], "yes": [0.75, 0.5]}
    for answer in (polars.DataFrame(columns), arrow.table(columns)):
        box = BlackBox(lambda rows, answer=answer: answer)
        np.testing.assert_array_equal(box.predict(np.zeros((2, 1))), [[0.25, 0.75], [0.5, 0.5]])
        assert box.output_names == ["no", "yes"]
    for answer in (polars.Series([1.0, 2.0]), arrow.array([1.0, 2.0]), arrow.chunked_array([[1.0], [2.0]])):
        box = BlackBox(lambda rows, answer=answer: answer)
        np.testing.assert_array_equal(box.predict(np.zeros((2, 1)))[:, 0], [1, 2])
