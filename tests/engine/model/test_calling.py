"""How a model is asked: of all that it offers the most telling, named after its classes."""

import re

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import DBSCAN
from sklearn.datasets import load_iris
from sklearn.ensemble import IsolationForest, RandomForestClassifier, RandomForestRegressor, VotingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, LinearSVC

from lime_widgets.engine.errors import LimeError, LimeWarning
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer

IRIS = load_iris()
X, FLOWER = IRIS.data, IRIS.target_names[IRIS.target]
FLOWERS = ["setosa", "versicolor", "virginica"]
BINARY = np.where(FLOWER == "setosa", "yes", "no")


def the(message):
    return re.escape(message)


def soft(n):
    return np.tile([0.25, 0.75], (n, 1))


# Estimators ----------------------------------------------------------------------------------------------------------


def test_a_classifier_is_asked_for_probabilities_named_after_its_classes():
    model = GaussianNB().fit(X, FLOWER)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X), model.predict_proba(X))
    assert (box.output_kind, box.output_names, box.notes) == ("probability", FLOWERS, ())


def test_nothing_is_known_of_the_outputs_before_the_first_answer():
    box = BlackBox(GaussianNB().fit(X, FLOWER))
    assert (box.output_kind, box.output_names, box.notes, box.n_calls, box.n_rows) == (None, None, (), 0, 0)


def test_a_pipeline_and_a_search_are_asked_like_the_estimator_inside():
    search = GridSearchCV(GaussianNB(), {"var_smoothing": [1e-9]}).fit(X, FLOWER)
    for model in (make_pipeline(StandardScaler(), GaussianNB()).fit(X, FLOWER), search):
        box = BlackBox(model)
        np.testing.assert_array_equal(box.predict(X), model.predict_proba(X))
        assert (box.output_kind, box.output_names) == ("probability", FLOWERS)


def test_two_classes_without_probabilities_give_one_score():
    model = LinearSVC().fit(X, BINARY)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X)[:, 0], model.decision_function(X))
    assert (box.output_kind, box.output_names, box.notes) == ("score", ["score of yes"], ())


def test_the_score_of_two_classes_is_found_by_the_class_it_speaks_for():
    box = BlackBox(LinearSVC().fit(X, BINARY))
    neighborhood = Neighborhood(X, box.predict(X), X[:, 0], output_names=box.output_names, output_kind=box.output_kind)
    assert [neighborhood.resolve_output(output) for output in (None, "score of yes", "yes")] == [0, 0, 0]
    with pytest.raises(LimeError, match="'no' does not exist"):
        neighborhood.resolve_output("no")


def test_three_classes_without_probabilities_give_a_score_each():
    model = RidgeClassifier().fit(X, FLOWER)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X), model.decision_function(X))
    assert (box.output_kind, box.output_names) == ("score", FLOWERS)


def test_one_against_one_scores_are_not_named_after_single_classes():
    box = BlackBox(make_pipeline(StandardScaler(), SVC(decision_function_shape="ovo")).fit(X, FLOWER))
    box.predict(X)
    assert (box.output_kind, box.output_names) == ("score", ["output 0", "output 1", "output 2"])


def test_a_classifier_with_nothing_but_labels_gives_votes_and_says_so():
    voters = [("bayes", GaussianNB()), ("neighbors", KNeighborsClassifier())]
    model = VotingClassifier(voters).fit(X, FLOWER)
    with pytest.warns(LimeWarning, match="the weights explain a vote, not a probability. Pass a model with predict_pr"):
        box = BlackBox(model)
    votes = box.predict(X)
    np.testing.assert_array_equal(np.array(FLOWERS)[votes.argmax(axis=1)], model.predict(X))
    assert set(votes.ravel()) == {0.0, 1.0}
    assert (box.output_kind, box.output_names, len(box.notes)) == ("probability", FLOWERS, 1)


def test_several_targets_are_laid_side_by_side_with_names_of_target_and_class():
    targets = np.column_stack([FLOWER, BINARY])
    model = RandomForestClassifier(5, random_state=0).fit(X, targets)
    box = BlackBox(model, batch_size=100)
    with pytest.warns(LimeWarning, match="several targets"):
        np.testing.assert_array_equal(box.predict(X), np.hstack(model.predict_proba(X)))
    assert box.output_names == [*(f"target 0={flower}" for flower in FLOWERS), "target 1=no", "target 1=yes"]
    assert (box.output_kind, box.n_rivals) == ("probability", 3)
    assert box.predict(X[:1]).shape == (1, 5)


def test_several_targets_without_probabilities_give_votes_for_each():
    with pytest.warns(LimeWarning, match="explain a vote"):
        box = BlackBox(MultiOutputClassifier(LinearSVC()).fit(X, np.column_stack([FLOWER, BINARY])))
    assert box.predict(X[:1]).tolist() == [[1, 0, 0, 0, 1]]
    assert box.output_names[3:] == ["target 1=no", "target 1=yes"]


def test_a_chain_of_classifiers_is_multi_label():
    model = ClassifierChain(LogisticRegression()).fit(X, np.column_stack([BINARY == "yes", X[:, 0] > 6]))
    box = BlackBox(model)
    with pytest.warns(LimeWarning, match="do not sum to 1"):
        box.predict(X)
    assert (box.output_kind, box.output_names) == ("probability", ["output 0", "output 1"])


def test_a_regressor_gives_its_value():
    box = BlackBox(LinearRegression().fit(X, X[:, 0]))
    np.testing.assert_allclose(box.predict(X)[:, 0], X[:, 0])
    assert (box.output_kind, box.output_names, box.notes) == ("value", ["value"], ())


def test_a_regressor_with_several_outputs_gives_them_all_as_values_even_within_zero_and_one():
    box = BlackBox(LinearRegression().fit(X, np.column_stack([BINARY == "yes", BINARY == "yes"]) * 0.5))
    assert box.predict(X).shape == (150, 2)
    assert (box.output_kind, box.output_names, box.notes) == ("value", ["value 0", "value 1"], ())


def test_a_regressor_that_answers_zero_and_one_is_not_said_to_vote():
    model = RandomForestRegressor(1, bootstrap=False, random_state=0).fit(X, BINARY == "yes")
    box = BlackBox(model)
    assert set(box.predict(X).ravel()) == {0.0, 1.0}
    assert box.notes == ()


def test_an_outlier_detector_gives_a_score():
    model = IsolationForest(n_estimators=10, random_state=0).fit(X)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X)[:, 0], model.decision_function(X))
    assert (box.output_kind, box.output_names) == ("score", ["output 0"])


def test_a_mixture_gives_the_probabilities_of_its_components():
    box = BlackBox(GaussianMixture(2, random_state=0).fit(X))
    box.predict(X)
    assert (box.output_kind, box.output_names, box.notes) == ("probability", ["output 0", "output 1"], ())


def test_an_estimator_that_cannot_predict_new_rows_is_refused():
    with pytest.raises(LimeError, match=r"The model is a DBSCAN .* none of predict_proba, .* Pass a function"):
        BlackBox(DBSCAN().fit(X))


def test_an_estimator_of_another_library_is_asked_by_the_methods_it_has():
    class Foreign:
        classes_ = ("a", "b")

        def predict(self, rows):
            raise AssertionError

        def predict_proba(self, rows):
            return soft(len(rows))

    box = BlackBox(Foreign())
    box.predict(X)
    assert (box.output_kind, box.output_names) == ("probability", ["a", "b"])


# Bound methods and callables -----------------------------------------------------------------------------------------


def test_a_bound_method_keeps_the_names_of_its_models_classes():
    model = GaussianNB().fit(X, FLOWER)
    box = BlackBox(model.predict_proba)
    np.testing.assert_array_equal(box.predict(X), model.predict_proba(X))
    assert (box.output_kind, box.output_names) == ("probability", FLOWERS)
    box = BlackBox(model.predict_log_proba)
    box.predict(X)
    assert (box.output_kind, box.output_names) == ("value", FLOWERS)


def test_a_bound_decision_function_is_a_score():
    box = BlackBox(LinearSVC().fit(X, BINARY).decision_function)
    box.predict(X)
    assert (box.output_kind, box.output_names) == ("score", ["score of yes"])


def test_the_bound_predict_of_a_classifier_gives_votes_also_of_labels_that_are_text():
    with pytest.warns(LimeWarning, match="explain a vote, not a probability. Pass a model with predict_proba"):
        box = BlackBox(GaussianNB().fit(X, FLOWER).predict)
    assert box.predict(X).shape == (150, 3)


def test_a_bound_method_of_another_library_is_asked_like_its_model():
    class Foreign:
        classes_ = ("a", "b")

        def predict(self, rows):
            return np.tile(["a", "b"], len(rows))[: len(rows)]

    with pytest.warns(LimeWarning, match="explain a vote"):
        box = BlackBox(Foreign().predict)
    assert box.predict(X[:2]).tolist() == [[1, 0], [0, 1]]
    assert box.output_names == ["a", "b"]


def test_an_object_that_can_only_be_called_is_a_model():
    class Sum:
        def __call__(self, rows):
            return rows.sum(axis=1)

    np.testing.assert_array_equal(BlackBox(Sum()).predict(X)[:, 0], X.sum(axis=1))


# Models that are none ------------------------------------------------------------------------------------------------


def test_what_cannot_be_called_is_refused_with_what_it_is():
    with pytest.raises(LimeError) as caught:
        BlackBox("forest.pkl")
    assert str(caught.value) == (
        "The model is a str ('forest.pkl'), which cannot be called and has none of predict_proba, decision_function "
        "and predict. Expected a fitted estimator or a function. Pass a function that takes rows and returns one "
        "number, or one number for each output, for every row."
    )


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (GaussianNB(), "GaussianNB"),
        (make_pipeline(StandardScaler(), GaussianNB()), "Pipeline"),
        (GridSearchCV(GaussianNB(), {}), "GridSearchCV"),
        (GaussianNB().predict_proba, "GaussianNB"),
    ],
    ids=["estimator", "pipeline", "search", "method"],
)
def test_an_unfitted_estimator_is_refused_before_it_is_asked(model, name):
    message = f"The model is a {name} that is not fitted. Expected a fitted estimator. Call its fit(X, y) first"
    with pytest.raises(LimeError, match=the(message)):
        BlackBox(model)


def test_an_estimator_without_fit_is_given_the_benefit_of_the_doubt():
    class Wrapped(BaseEstimator):
        def predict(self, rows):
            return rows[:, 0]

    np.testing.assert_array_equal(BlackBox(Wrapped()).predict(X)[:, 0], X[:, 0])


def test_a_classifier_that_does_not_list_its_classes_still_has_probabilities():
    class Own(ClassifierMixin, BaseEstimator):
        def fit(self, rows, labels):
            self.fitted_ = True
            return self

        def predict_proba(self, rows):
            return soft(len(rows))

    box = BlackBox(Own().fit(X, FLOWER))
    box.predict(X)
    assert (box.output_kind, box.output_names) == ("probability", ["output 0", "output 1"])


def test_a_class_is_no_model():
    with pytest.raises(
        LimeError,
        match=r"The model is the class LogisticRegression, not an object of it\. Expected a fitted object.*fit\(X, y\)",
    ):
        BlackBox(LogisticRegression)


def test_the_classes_of_several_targets_are_no_rivals():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(300, 2))
    # The second target is certain, and the first hardly known.
    targets = np.column_stack([rng.integers(0, 2, 300), rows[:, 1] > 0])
    model = MultiOutputClassifier(LogisticRegression(C=100)).fit(rows, targets)
    with pytest.warns(LimeWarning, match="several targets, each with classes of its own"):
        explanation = TabularExplainer(rows).explain(model, [0.0, 3.0], n_samples=256)
    first = model.predict([[0.0, 3.0]])[0, 0]
    assert explanation.output_name == f"target 0={first}"
    assert explanation.model_prediction == pytest.approx(model.predict_proba([[0.0, 3.0]])[0][0, int(first)])
    with pytest.warns(LimeWarning):
        other = TabularExplainer(rows).explain(model, [0.0, 3.0], output="target 1=1", n_samples=256)
    assert other.model_prediction > 0.99
