"""The black box adapter: any model becomes a counted function to checked numbers."""

import re
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.cluster import DBSCAN, KMeans
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_iris
from sklearn.ensemble import IsolationForest, RandomForestClassifier, RandomForestRegressor, VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.mixture import GaussianMixture
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

from lime_widgets.engine.blackbox import ENOUGH_ROWS, BlackBox
from lime_widgets.engine.errors import LimeError, LimeWarning, ModelError

IRIS = load_iris()
X, FLOWER = IRIS.data, IRIS.target_names[IRIS.target]
FLOWERS = ["setosa", "versicolor", "virginica"]
BINARY = np.where(FLOWER == "setosa", "yes", "no")


def the(message):
    return re.escape(message)


def answers(*values):
    """Make a model that returns each of the values in turn, whatever it is sent."""
    turns = iter(values)
    return lambda rows: next(turns)


def hard(n, k=2):
    """Return votes for n rows, of which each output gets some."""
    return np.eye(k)[np.arange(n) % k]


def soft(n):
    return np.tile([0.25, 0.75], (n, 1))


# Estimators ----------------------------------------------------------------------------------------------------------


def test_a_classifier_is_asked_for_probabilities_named_after_its_classes():
    model = GaussianNB().fit(X, FLOWER)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X), model.predict_proba(X))
    assert (box.kind, box.output_names, box.notes) == ("probability", FLOWERS, ())


def test_nothing_is_known_of_the_outputs_before_the_first_answer():
    box = BlackBox(GaussianNB().fit(X, FLOWER))
    assert (box.kind, box.output_names, box.notes, box.n_calls, box.n_rows) == (None, None, (), 0, 0)


def test_a_pipeline_and_a_search_are_asked_like_the_estimator_inside():
    search = GridSearchCV(GaussianNB(), {"var_smoothing": [1e-9]}).fit(X, FLOWER)
    for model in (make_pipeline(StandardScaler(), GaussianNB()).fit(X, FLOWER), search):
        box = BlackBox(model)
        np.testing.assert_array_equal(box.predict(X), model.predict_proba(X))
        assert (box.kind, box.output_names) == ("probability", FLOWERS)


def test_two_classes_without_probabilities_give_one_score():
    model = LinearSVC().fit(X, BINARY)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X)[:, 0], model.decision_function(X))
    assert (box.kind, box.output_names, box.notes) == ("score", ["score of yes"], ())


def test_three_classes_without_probabilities_give_a_score_each():
    model = RidgeClassifier().fit(X, FLOWER)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X), model.decision_function(X))
    assert (box.kind, box.output_names) == ("score", FLOWERS)


def test_one_against_one_scores_are_named_after_the_winner_of_a_positive_score():
    box = BlackBox(make_pipeline(StandardScaler(), SVC(decision_function_shape="ovo")).fit(X, FLOWER))
    scores = box.predict(X)
    assert box.output_names == ["setosa over versicolor", "setosa over virginica", "versicolor over virginica"]
    assert scores[FLOWER == "setosa", 0].min() > 0 > scores[FLOWER == "versicolor", 0].max()


def test_a_classifier_with_nothing_but_labels_gives_votes_and_says_so():
    voters = [("bayes", GaussianNB()), ("neighbours", KNeighborsClassifier())]
    model = VotingClassifier(voters).fit(X, FLOWER)
    with pytest.warns(LimeWarning, match="the weights explain a vote, not a probability. Pass a model with predict_pr"):
        box = BlackBox(model)
    votes = box.predict(X)
    np.testing.assert_array_equal(np.array(FLOWERS)[votes.argmax(axis=1)], model.predict(X))
    assert set(votes.ravel()) == {0.0, 1.0}
    assert (box.kind, box.output_names, len(box.notes)) == ("probability", FLOWERS, 1)


def test_several_targets_are_laid_side_by_side_with_names_of_target_and_class():
    targets = np.column_stack([FLOWER, BINARY])
    model = RandomForestClassifier(5, random_state=0).fit(X, targets)
    box = BlackBox(model, batch_size=100)
    np.testing.assert_array_equal(box.predict(X), np.hstack(model.predict_proba(X)))
    assert box.output_names == [*(f"target 0={flower}" for flower in FLOWERS), "target 1=no", "target 1=yes"]
    assert (box.kind, box.notes) == ("probability", ())
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
    assert (box.kind, box.output_names) == ("probability", ["output 0", "output 1"])


def test_a_regressor_gives_its_value():
    box = BlackBox(LinearRegression().fit(X, X[:, 0]))
    np.testing.assert_allclose(box.predict(X)[:, 0], X[:, 0])
    assert (box.kind, box.output_names, box.notes) == ("value", ["value"], ())


def test_a_regressor_with_several_outputs_gives_them_all_as_values_even_within_zero_and_one():
    box = BlackBox(LinearRegression().fit(X, np.column_stack([BINARY == "yes", BINARY == "yes"]) * 0.5))
    assert box.predict(X).shape == (150, 2)
    assert (box.kind, box.output_names, box.notes) == ("value", ["value 0", "value 1"], ())


def test_a_regressor_that_answers_zero_and_one_is_not_said_to_vote():
    model = RandomForestRegressor(1, bootstrap=False, random_state=0).fit(X, BINARY == "yes")
    box = BlackBox(model)
    assert set(box.predict(X).ravel()) == {0.0, 1.0}
    assert box.notes == ()


def test_an_outlier_detector_gives_a_score_that_is_negative_for_outliers():
    model = IsolationForest(n_estimators=10, random_state=0).fit(X)
    box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X)[:, 0], model.decision_function(X))
    assert (box.kind, box.output_names) == ("score", ["score of inlier"])


def test_a_clusterer_gives_votes_for_its_clusters_and_says_that_distances_are_better():
    model = make_pipeline(StandardScaler(), KMeans(3, n_init=1, random_state=0)).fit(X)
    with pytest.warns(LimeWarning, match=r"answers with a cluster, .* distances to the cluster centres"):
        box = BlackBox(model)
    np.testing.assert_array_equal(box.predict(X).argmax(axis=1), model.predict(X))
    assert box.output_names == ["cluster 0", "cluster 1", "cluster 2"]


def test_a_mixture_gives_the_probabilities_of_its_components():
    box = BlackBox(GaussianMixture(2, random_state=0).fit(X))
    box.predict(X)
    assert (box.kind, box.output_names, box.notes) == ("probability", ["output 0", "output 1"], ())


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
    assert (box.kind, box.output_names) == ("probability", ["a", "b"])


# Callables -----------------------------------------------------------------------------------------------------------


def test_a_bound_method_keeps_the_names_of_its_models_classes():
    model = GaussianNB().fit(X, FLOWER)
    box = BlackBox(model.predict_proba)
    np.testing.assert_array_equal(box.predict(X), model.predict_proba(X))
    assert (box.kind, box.output_names) == ("probability", FLOWERS)
    box = BlackBox(model.predict_log_proba)
    box.predict(X)
    assert (box.kind, box.output_names) == ("value", FLOWERS)


def test_a_bound_decision_function_is_a_score():
    box = BlackBox(LinearSVC().fit(X, BINARY).decision_function)
    box.predict(X)
    assert (box.kind, box.output_names) == ("score", ["score of yes"])


def test_the_bound_predict_of_a_classifier_gives_votes_also_of_labels_that_are_text():
    with pytest.warns(LimeWarning, match="explain a vote, not a probability. Pass a model with predict_proba"):
        box = BlackBox(GaussianNB().fit(X, FLOWER).predict)
    assert box.predict(X).shape == (150, 3)


def test_an_object_that_can_only_be_called_is_a_model():
    class Sum:
        def __call__(self, rows):
            return rows.sum(axis=1)

    np.testing.assert_array_equal(BlackBox(Sum()).predict(X)[:, 0], X.sum(axis=1))


class Tensor:
    """What a torch tensor that needs a gradient looks like: no way to NumPy but this one."""

    def __init__(self, values, steps=("detach", "cpu")):
        self.values, self.steps = values, steps

    def __array__(self, *args, **kwargs):
        message = "call detach first"
        raise RuntimeError(message)

    def detach(self):
        return Tensor(self.values, ("cpu",))

    def cpu(self):
        assert self.steps == ("cpu",)
        return Tensor(self.values, ())

    def numpy(self):
        assert self.steps == ()
        return np.asarray(self.values, dtype=np.float32)


class Arrayish:
    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.values, dtype=dtype)


@pytest.mark.parametrize(
    "answer",
    [
        np.array([0.25, 0.5]),
        np.array([[0.25], [0.5]]),
        np.array([0.25, 0.5], dtype=np.float16),
        np.array([0.25, 0.5], dtype=object),
        [0.25, 0.5],
        ([0.25], [0.5]),
        pd.Series([0.25, 0.5], index=[7, 3], name="temp"),
        pd.Series([0.25, 0.5], dtype="Float64"),
        pd.DataFrame({"output 0": [0.25, 0.5]}),
        Tensor([0.25, 0.5]),
        [Tensor(0.25), Tensor(0.5)],
        Arrayish([0.25, 0.5]),
    ],
    ids=lambda answer: f"{type(answer).__name__}",
)
def test_numbers_are_read_from_whatever_holds_them(answer):
    box = BlackBox(answers(answer))
    predicted = box.predict(X[:2])
    assert predicted.tolist() == [[0.25], [0.5]]
    assert predicted.dtype == np.float64
    assert predicted.flags.c_contiguous
    assert (box.kind, box.output_names) == ("value", ["output 0"])


def test_whole_numbers_and_truth_values_are_numbers():
    assert BlackBox(answers([True, False])).predict(X[:2]).tolist() == [[1], [0]]
    assert BlackBox(answers([3, 10**15])).predict(X[:2]).tolist() == [[3], [10**15]]


def test_the_columns_of_a_frame_name_the_outputs():
    box = BlackBox(lambda rows: pd.DataFrame(soft(len(rows)), columns=["dry", "wet"]), batch_size=60)
    box.predict(X)
    assert box.output_names == ["dry", "wet"]


def test_given_names_come_before_all_others():
    box = BlackBox(GaussianNB().fit(X, FLOWER), output_names=["A", "B", "C"])
    box.predict(X)
    assert box.output_names == ["A", "B", "C"]


def test_a_buffer_that_the_model_uses_again_does_not_change_earlier_answers():
    buffer = np.zeros(2)

    def model(rows):
        buffer[:] = rows[:, 0]
        return buffer

    assert BlackBox(model, batch_size=2).predict(np.arange(6.0)[:, None]).ravel().tolist() == [0, 1, 2, 3, 4, 5]


# What kind of numbers a callable returns -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "kind"),
    [([0.3, 0.7], "probability"), ([0.3, 1.7], "value"), ([-0.3, 0.7], "value"), ([0.3], "value")],
)
def test_a_callable_gives_probabilities_if_several_outputs_lie_within_zero_and_one(row, kind):
    box = BlackBox(lambda rows: np.tile(row, (len(rows), 1)))
    box.predict(X)
    assert (box.kind, box.notes) == (kind, ())


def test_values_that_first_looked_like_probabilities_are_values_once_seen_to_be():
    box = BlackBox(answers([[0.3, 0.7]], [[3.0, 7.0]]))
    box.predict(X[:1])
    assert box.kind == "probability"
    box.predict(X[:1])
    assert box.kind == "value"


def test_probabilities_that_do_not_sum_to_one_are_multi_label_and_noted_once():
    box = BlackBox(lambda rows: np.tile([0.9, 0.8], (len(rows), 1)), batch_size=60)
    with pytest.warns(LimeWarning, match="do not sum to 1: treated as independent outputs .multi-label.") as caught:
        box.predict(X)
    box.predict(X)
    assert (len(caught), len(box.notes), box.kind) == (1, 1, "probability")


def test_a_few_rows_of_a_callable_are_not_enough_to_call_it_multi_label():
    box = BlackBox(lambda rows: np.tile([0.9, 0.8], (len(rows), 1)))
    box.predict(X[: ENOUGH_ROWS - 1])
    assert box.notes == ()


def test_a_classifier_whose_probabilities_do_not_sum_to_one_is_noted_at_once():
    class Foreign:
        def predict_proba(self, rows):
            return np.tile([0.9, 0.8], (len(rows), 1))

    with pytest.warns(LimeWarning, match="do not sum to 1"):
        BlackBox(Foreign()).predict(X[:1])


def test_rounding_is_no_reason_to_say_that_rows_do_not_sum_to_one():
    box = BlackBox(lambda rows: np.tile(np.array([1 / 3, 1 / 3, 1 / 3], dtype=np.float16), (len(rows), 1)))
    box.predict(X)
    assert box.notes == ()


def test_probabilities_outside_of_zero_and_one_are_scores():
    class Foreign:
        def predict_proba(self, rows):
            return np.tile([-1.5, 2.5], (len(rows), 1))

    box = BlackBox(Foreign())
    with pytest.warns(LimeWarning, match="from -1.5 to 2.5, outside of 0 to 1: treated as scores"):
        box.predict(X)
    assert box.kind == "score"


# Hard labels ---------------------------------------------------------------------------------------------------------


def test_a_callable_that_votes_is_warned_of_with_the_cure():
    box = BlackBox(lambda rows: hard(len(rows)))
    with pytest.warns(LimeWarning) as caught:
        box.predict(X)
    note = (
        "The model answers only 0 or 1, so the weights explain a vote, not a probability. "
        "Pass a model with predict_proba, or its predict_proba itself."
    )
    assert box.notes == (note,)
    assert [str(one.message) for one in caught] == [note]


def test_a_single_output_may_vote_too():
    box = BlackBox(lambda rows: rows[:, 0] > 5.8)
    with pytest.warns(LimeWarning, match="explain a vote"):
        box.predict(X)


def test_a_fully_grown_tree_is_told_that_its_probabilities_are_votes():
    box = BlackBox(DecisionTreeClassifier(random_state=0).fit(X, FLOWER))
    with pytest.warns(LimeWarning, match="explain a vote, .* as that of a fully grown tree does: .* min_samples_leaf"):
        box.predict(X)


def test_a_tree_whose_leaves_are_mixed_is_not_said_to_vote():
    box = BlackBox(DecisionTreeClassifier(max_depth=1, random_state=0).fit(X, FLOWER))
    box.predict(X)
    assert box.notes == ()


def test_votes_are_judged_over_calls_and_only_once_enough_rows_were_seen():
    box = BlackBox(lambda rows: hard(len(rows)))
    box.predict(X[: ENOUGH_ROWS - 2])
    box.predict(X[:1])
    assert box.notes == ()
    with pytest.warns(LimeWarning, match="vote"):
        box.predict(X[:1])
    assert len(box.notes) == 1


def test_votes_are_warned_of_once_a_box():
    box = BlackBox(lambda rows: hard(len(rows)), batch_size=50)
    with pytest.warns(LimeWarning) as caught:
        box.predict(np.vstack([X, X]))
    assert len(caught) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        box.predict(X)
    assert len(box.notes) == 1


def test_votes_are_taken_back_once_a_later_answer_contradicts_them():
    box = BlackBox(answers(hard(60), soft(60), hard(60)))
    with pytest.warns(LimeWarning, match="vote"):
        box.predict(X[:60])
    box.predict(X[:60])
    assert box.notes == ()
    box.predict(X[:60])
    assert box.notes == ()


def test_a_constant_answer_is_not_called_a_vote():
    box = BlackBox(lambda rows: np.tile([0.0, 1.0], (len(rows), 1)))
    box.predict(X)
    assert box.notes == ()


def test_the_warning_points_at_the_callers_line():
    box = BlackBox(lambda rows: hard(len(rows)))
    with pytest.warns(LimeWarning) as caught:
        box.predict(X)
    assert caught[0].filename == __file__


# Batches, counts and types -------------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.integers(1, 70))
def test_any_batch_size_gives_the_same_answers_and_exact_counts(n, size):
    rows, sent = np.arange(2.0 * n).reshape(n, 2), []

    def model(batch):
        sent.append(len(batch))
        return batch * 2

    box = BlackBox(model, batch_size=size)
    if n:
        np.testing.assert_array_equal(box.predict(rows), rows * 2)
    assert (box.n_calls, box.n_rows) == (len(sent), sum(sent)) == (-(-n // size), n)
    assert all(length == size for length in sent[:-1])


def test_no_rows_are_not_sent():
    box = BlackBox(lambda rows: soft(len(rows)))
    assert box.predict(X[:0]).shape == (0, 0)
    box.predict(X[:1])
    assert box.predict(X[:0]).shape == (0, 2)
    assert box.n_calls == 1


def test_the_batch_size_may_be_changed_between_calls():
    box = BlackBox(lambda rows: rows[:, 0])
    assert box.batch_size == 1024
    box.predict(X)
    box.batch_size = np.int64(50)
    box.predict(X)
    assert (box.n_calls, box.batch_size) == (1 + 3, 50)


@pytest.mark.parametrize("size", [0, -1, 1.5, True, None, "10"])
def test_a_batch_size_that_is_no_positive_whole_number_is_refused(size):
    with pytest.raises(
        LimeError, match=the(f"batch_size is {size!r}. Expected a whole number of 1 or more. Pass 1024")
    ):
        BlackBox(len, batch_size=size)


def test_a_frame_reaches_the_model_with_its_columns_and_dtypes():
    table = pd.DataFrame(
        {
            "temp": [1.5, np.nan, 3.0],
            "sky": ["clear", None, "rain"],
            "season": pd.Categorical(["spring", "fall", "fall"]),
            "holiday": [True, False, True],
            "count": pd.array([1, None, 3], dtype="Int64"),
        },
        index=[9, 5, 7],
    )
    seen = []
    BlackBox(lambda rows: seen.append(rows) or np.zeros(len(rows)), batch_size=2).predict(table)
    pd.testing.assert_frame_equal(pd.concat(seen), table)
    assert [len(rows) for rows in seen] == [2, 1]


def test_texts_stay_a_list_and_images_an_array():
    for inputs, kind in ((["a b", "c"], list), (np.zeros((3, 4, 4, 3), dtype=np.uint8), np.ndarray)):
        seen = []
        BlackBox(lambda rows, seen=seen: seen.append(rows) or [0.0] * len(rows), batch_size=2).predict(inputs)
        assert {type(rows) for rows in seen} == {kind}
        np.testing.assert_array_equal(np.concatenate(seen), inputs)


def test_a_text_pipeline_is_asked_with_texts():
    texts = ["good film", "bad film", "good good", "bad bad"]
    model = make_pipeline(CountVectorizer(), LogisticRegression()).fit(texts, [1, 0, 1, 0])
    box = BlackBox(model, batch_size=3)
    np.testing.assert_array_equal(box.predict(texts), model.predict_proba(texts))


@pytest.mark.parametrize("inputs", [X.copy(), pd.DataFrame(X, columns=list("abcd"))], ids=["array", "frame"])
def test_a_model_that_writes_into_its_rows_leaves_the_inputs_alone(inputs):
    before = inputs.copy()

    def model(rows):
        rows[:] = 0.0
        return np.zeros(len(rows))

    BlackBox(model).predict(inputs)
    np.testing.assert_array_equal(inputs, before)


def test_counts_are_exact_when_several_threads_ask_at_once():
    barrier = threading.Barrier(4)

    def model(rows):
        barrier.wait(10)  # all four are inside the model at the same time
        return soft(len(rows))

    box = BlackBox(model, batch_size=10)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(box.predict, [X] * 4))
    assert (box.n_calls, box.n_rows) == (4 * 15, 4 * 150)
    assert {result.shape for result in results} == {(150, 2)}


# Models that are none ------------------------------------------------------------------------------------------------


def test_what_cannot_be_called_is_refused_with_what_it_is():
    with pytest.raises(LimeError) as caught:
        BlackBox("forest.pkl")
    assert str(caught.value) == (
        "The model is a str ('forest.pkl'), which cannot be called and has none of predict_proba, decision_function "
        "and predict. Expected a fitted estimator or a function. Pass a function that takes rows and returns one "
        "number, or one column of numbers an output, for each."
    )


def test_a_class_is_refused_because_it_is_no_instance():
    message = the(
        "The model is the class GaussianNB, not an instance of it. Expected a fitted estimator or a function."
    )
    with pytest.raises(LimeError, match=f"{message} Pass a fitted instance"):
        BlackBox(GaussianNB)


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


def test_an_estimator_that_finds_itself_unfitted_while_predicting_is_said_to_be():
    box = BlackBox(lambda rows: GaussianNB().predict_proba(rows))
    with pytest.raises(ModelError, match=r"The model is not fitted: This GaussianNB .* Call its fit") as caught:
        box.predict(X)
    assert isinstance(caught.value.__cause__, NotFittedError)


def test_an_estimator_without_fit_or_tags_is_given_the_benefit_of_the_doubt():
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
    assert (box.kind, box.output_names) == ("probability", ["output 0", "output 1"])


# Inputs that the model was not fitted on -----------------------------------------------------------------------------


def test_another_number_of_columns_is_refused_before_the_model_is_asked():
    box = BlackBox(GaussianNB().fit(X, FLOWER))
    message = "The rows have 3 columns. Expected the 4 columns that the model was fitted on. Give the explainer"
    with pytest.raises(LimeError, match=the(message)):
        box.predict(X[:, :3])
    with pytest.raises(LimeError, match=the(message)):
        box.predict(pd.DataFrame(X[:, :3]))
    assert box.n_calls == 0


def test_columns_that_are_not_there_are_named():
    table = pd.DataFrame(X, columns=list("abcd"))
    box = BlackBox(GaussianNB().fit(table, FLOWER).predict_proba)
    with pytest.raises(
        LimeError, match=the("The rows have 4 columns; 'c', 'd' not among them. Expected the 4 columns")
    ):
        box.predict(table.rename(columns={"c": "C", "d": "D"}))


def test_columns_that_the_model_drops_are_allowed():
    table = pd.DataFrame({"sky": ["clear", "rain"] * 5, "temp": range(10)})
    encoder = make_column_transformer((OneHotEncoder(), ["sky"]), remainder="passthrough")
    box = BlackBox(make_pipeline(encoder, LogisticRegression()).fit(table, table["sky"]))
    assert box.predict(table.assign(note="more")).shape == (10, 2)


def test_an_array_for_a_model_fitted_on_a_frame_stays_an_array_and_scikit_learn_says_so_once():
    model = RandomForestClassifier(3, random_state=0).fit(pd.DataFrame(X, columns=list("abcd")), FLOWER)
    box = BlackBox(model, batch_size=10)
    with warnings.catch_warnings(record=True) as caught:
        warnings.resetwarnings()  # as in a plain session
        box.predict(X)
        box.predict(X)
    assert sum("valid feature names" in str(one.message) for one in caught) == 1
    assert box.n_calls == 2 * 15


def test_one_string_is_not_taken_for_rows_of_letters():
    box = BlackBox(lambda texts: [0.0] * len(texts))
    with pytest.raises(LimeError, match=the("The inputs are one string ('good film'). Expected a list of strings")):
        box.predict("good film")
    assert box.n_calls == 0


# Answers that are none -----------------------------------------------------------------------------------------------


def refusal(model, rows=X, **options):
    """Return the message with which a box refuses the model's answer."""
    box = BlackBox(model, **options)
    with pytest.raises(ModelError) as caught:
        box.predict(rows)
    return str(caught.value)


def test_labels_are_refused_with_the_advice_to_pass_probabilities():
    model = GaussianNB().fit(X, FLOWER)
    message = (
        "The model returned text for rows 0–149, first {}. Expected numbers: probabilities, scores or values. "
        "Labels cannot be weighed: pass the model's predict_proba instead of its predict."
    )
    assert refusal(lambda rows: model.predict(rows[:])) == message.format("'setosa'")
    assert refusal(lambda rows: pd.Series(["7"] * len(rows))) == message.format("'7'")


def test_an_answer_of_three_dimensions_is_refused_with_its_shape():
    assert refusal(lambda rows: np.zeros((len(rows), 2, 3))) == (
        "The model returned an array of shape (150, 2, 3) for rows 0–149. Expected numbers of shape (150,) or "
        "(150, n_outputs). Return one number, or one column of numbers an output, for every row."
    )


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (None, "The model returned None for rows 0–149. Expected numbers of shape (150,)"),
        (0.5, "The model returned 0.5 for rows 0–149."),
        ({"p": 1}, "The model returned {'p': 1} for rows 0–149."),
        ([{"p": 1}] * 150, "The model returned a list for rows 0–149 that cannot be read as an array (TypeError: "),
        ([[1], [1, 2]] * 75, "The model returned a list for rows 0–149 that cannot be read as an array (ValueError: "),
        (np.zeros((150, 0)), "The model returned an array of type float64 and shape (150, 0) for rows 0–149."),
        (np.ones(150) * 1j, "The model returned an array of type complex128 and shape (150,) for rows 0–149."),
        (pd.to_datetime(["2011-01-01"] * 150), "The model returned an array of type datetime64"),
    ],
    ids=["None", "scalar", "dict", "dicts", "ragged", "empty", "complex", "dates"],
)
def test_what_is_no_array_of_numbers_is_refused_with_what_it_is(answer, seen):
    assert refusal(answers(answer)).startswith(seen)


def test_another_number_of_rows_is_refused_with_both_numbers():
    assert refusal(lambda rows: np.zeros((len(rows) - 1, 2)), batch_size=100) == (
        "The model returned 99 rows for the 100 sent (rows 0–99; shape (99, 2)). Expected numbers of shape (100,) or "
        "(100, n_outputs). Return one number, or one column of numbers an output, for every row, in the rows' order."
    )


def test_nan_is_refused_with_its_row_its_output_and_what_the_row_holds():
    table = pd.DataFrame({"temp": [20.5, 8.0], "sky": ["clear", "rain"]})
    assert refusal(answers([[0.5, 0.5], [0.5, np.nan]]), table, output_names=["dry", "wet"]) == (
        "The model returned nan for 'wet' of row 1 (temp=8.0, sky=rain). Expected a finite number for every row and "
        "output. Return a number for such rows as well, in a function around the model."
    )


def test_infinity_is_refused_and_rows_are_counted_over_batches_and_from_the_first_row():
    box = BlackBox(lambda rows: np.where(rows[:, 0] == 5, -np.inf, 0), batch_size=2)
    with pytest.raises(ModelError, match=the("returned -inf for 'output 0' of row 2,005 ([5, 0]). Expected a finite")):
        box.predict(np.column_stack([np.arange(8), np.zeros(8, dtype=int)]), first_row=2000)
    assert (box.n_calls, box.n_rows) == (3, 6)


def test_missing_numbers_count_as_nan():
    assert "returned nan for 'output 0' of row 1" in refusal(answers([0.5, None]), X[:2])
    assert "returned nan for 'output 0' of row 1" in refusal(answers(pd.array([1, None], dtype="Int64")), X[:2])


def test_nan_from_a_row_with_missing_values_is_said_to_come_from_them():
    message = refusal(lambda rows: rows.sum(axis=1), np.array([[1.0, 2.0], [np.nan, 2.0]]))
    assert (
        "of row 1 ([nan, 2.0]). The rows sent have missing values in column 0, which is the probable cause." in message
    )


def test_long_rows_and_images_are_abbreviated():
    texts = ["long " * 100]
    assert "of row 0 ('long long" in refusal(answers([np.nan]), texts)
    assert len(refusal(answers([np.nan]), texts)) < 400
    assert "of row 0 (an array of shape (8, 8, 3))" in refusal(answers([np.nan]), np.zeros((1, 8, 8, 3)))


def test_another_number_of_outputs_than_before_is_refused_with_both():
    box = BlackBox(answers(soft(1), np.zeros((1, 3))))
    box.predict(X[:1])
    message = "The model returned 3 as outputs for row 0, and 2 before. Expected the same outputs for every batch."
    with pytest.raises(ModelError, match=the(message)):
        box.predict(X[:1])


def test_outputs_in_another_order_than_before_are_refused():
    frame = pd.DataFrame({"dry": [0.25], "wet": [0.75]})
    box = BlackBox(answers(frame, frame[["wet", "dry"]]))
    box.predict(X[:1])
    with pytest.raises(
        ModelError, match=the("returned ['wet', 'dry'] as outputs for row 0, and ['dry', 'wet'] before")
    ):
        box.predict(X[:1])


@pytest.mark.parametrize("names", ["yes", [], ["a", "a"], ["a", 1]])
def test_output_names_that_are_not_different_strings_are_refused(names):
    with pytest.raises(LimeError, match=the(f"output_names is {names!r}. Expected a list of different strings")):
        BlackBox(len, output_names=names)


def test_too_few_output_names_are_refused_with_both_numbers():
    box = BlackBox(GaussianNB().fit(X, FLOWER), output_names=["A", "B"])
    with pytest.raises(
        LimeError, match=the("output_names has 2 names, and the model returned 3 outputs. Expected 3 na")
    ):
        box.predict(X)


# Models that raise ---------------------------------------------------------------------------------------------------


def test_a_model_that_raises_is_quoted_with_the_rows_that_it_was_sent():
    calls = []

    def model(rows):
        calls.append(len(rows))
        if len(calls) == 3:
            message = "no  more\nmemory."
            raise RuntimeError(message)
        return np.zeros(len(rows))

    box = BlackBox(model)
    with pytest.raises(ModelError) as caught:
        box.predict(np.zeros((5000, 1)))
    assert str(caught.value) == (
        "The model raised RuntimeError on rows 2,048–3,071: no more memory. Expected an answer for every row. "
        "Call the model on these rows by itself to see where it raises."
    )
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert (box.n_calls, box.n_rows) == (3, 3072)


def test_a_model_that_cannot_take_missing_values_is_said_to_have_got_some_and_where():
    table = pd.DataFrame(X, columns=list("abcd"))
    box = BlackBox(LogisticRegression(max_iter=1000).fit(table, FLOWER))
    table.loc[3, ["b", "d"]] = np.nan
    with pytest.raises(ModelError) as caught:
        box.predict(table)
    message = str(caught.value)
    assert message.startswith("The model raised ValueError on rows 0–149: Input X contains NaN.")
    assert "The rows sent have missing values in columns 'b', 'd', which is the probable cause." in message
    assert message.endswith("Fill missing values in the model's pipeline, or explain a row and a table without them.")


def test_missing_values_are_told_as_they_were_sent_even_if_the_model_filled_them():
    def model(rows):
        rows[np.isnan(rows)] = 0.0
        raise RuntimeError

    assert "missing values in column 1," in refusal(model, np.array([[1.0, np.nan]]))


def test_missing_texts_are_told_too():
    assert "The rows sent have missing values, which" in refusal(lambda rows: [len(row) for row in rows], ["a", None])


def test_a_box_recovers_from_a_failed_batch():
    turns = iter([ValueError("once"), soft(150)])

    def model(rows):
        turn = next(turns)
        if isinstance(turn, Exception):
            raise turn
        return turn

    box = BlackBox(model)
    with pytest.raises(ModelError, match="once"):
        box.predict(X)
    assert (box.kind, box.output_names) == (None, None)
    assert box.predict(X).shape == (150, 2)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_is_not_taken_for_an_error_of_the_model(interruption):
    def model(rows):
        raise interruption

    with pytest.raises(interruption):
        BlackBox(model).predict(X)


# Which output is meant -----------------------------------------------------------------------------------------------


def answered(row, **options):
    box = BlackBox(lambda rows: np.tile(row, (len(rows), 1)), **options)
    return box, box.predict(X[:1])[0]


def test_no_output_means_the_likeliest_class():
    box, prediction = answered([0.1, 0.7, 0.2])
    assert box.resolve_output(None, prediction) == 1


def test_no_output_means_the_highest_score():
    box = BlackBox(RidgeClassifier().fit(X, FLOWER))
    assert box.resolve_output(None, box.predict(X[-1:])[0]) == 2


def test_no_output_means_the_first_of_several_values_and_the_only_one_of_one():
    box, prediction = answered([1.0, 7.0])
    assert box.resolve_output(None, prediction) == 0
    box = BlackBox(LinearSVC().fit(X, BINARY))
    assert box.resolve_output(None, box.predict(X[:1])[0]) == 0


@given(st.integers(1, 6), st.data())
def test_an_int_is_an_index_as_of_a_list(k, data):
    box, prediction = answered(np.arange(k) / k)
    index = data.draw(st.integers(-k, k - 1))
    assert box.resolve_output(index, prediction) == list(range(k))[index]


@pytest.mark.parametrize("output", [2, -3, "maybe", True, 0.5, np.str_("YES")])
def test_an_output_that_does_not_exist_is_refused_with_those_that_do(output):
    box, prediction = answered([0.25, 0.75], output_names=["no", "yes"])
    with pytest.raises(LimeError) as caught:
        box.resolve_output(output, prediction)
    assert str(caught.value) == (
        f"output is {output!r}, which the model does not have. Expected one of the names (or indices) 'no' (0), "
        "'yes' (1). Pass None for the output that the model predicts."
    )


def test_a_long_list_of_outputs_is_abbreviated():
    box, prediction = answered(np.full(1000, 0.001))
    with pytest.raises(LimeError, match=the("'output 19' (19), …. Pass None")):
        box.resolve_output("cat", prediction)


def test_a_name_is_found_as_text_and_as_a_label_of_the_model():
    box = BlackBox(GaussianNB().fit(X, FLOWER))
    prediction = box.predict(X[:1])[0]
    assert box.resolve_output("virginica", prediction) == 2
    assert box.resolve_output(FLOWER[-1], prediction) == 2


def test_truth_values_are_labels_never_indices():
    box = BlackBox(GaussianNB().fit(X, BINARY == "yes"))
    prediction = box.predict(X[-1:])[0]
    assert [box.resolve_output(label, prediction) for label in (False, True, np.True_, "True")] == [0, 1, 1, 1]


def test_where_classes_are_whole_numbers_an_int_is_an_index_and_a_string_or_a_label_the_class():
    model = GaussianNB().fit(X, IRIS.target + 1)
    box = BlackBox(model)
    prediction = box.predict(X[:1])[0]
    assert box.output_names == ["1", "2", "3"]
    assert [box.resolve_output(output, prediction) for output in (1, "1", model.classes_[0])] == [1, 0, 0]
    with pytest.raises(LimeError, match=the("output is np.int64(4), which the model does not have")):
        box.resolve_output(np.int64(4), prediction)


def test_where_classes_are_text_a_numpy_integer_is_an_index():
    box = BlackBox(GaussianNB().fit(X, FLOWER))
    prediction = box.predict(X[-1:])[0]
    assert box.resolve_output(prediction.argmax(), prediction) == 2


@pytest.mark.parametrize("labels", [BINARY, np.where(BINARY == "yes", 1, 0)], ids=["text", "number"])
def test_the_score_of_two_classes_is_found_by_the_class_it_speaks_for(labels):
    model = LinearSVC().fit(X, labels)
    box = BlackBox(model)
    prediction = box.predict(X[:1])[0]
    assert box.resolve_output(model.classes_[1], prediction) == 0
    assert box.resolve_output(f"score of {model.classes_[1]}", prediction) == 0
    with pytest.raises(LimeError, match=the("Expected one of the names (or indices) 'score of")):
        box.resolve_output(model.classes_[0], prediction)


def test_a_name_that_stands_for_two_outputs_is_refused():
    frame = pd.DataFrame([[0.5, 0.5]], columns=["wet", "wet"])
    box = BlackBox(answers(frame))
    with pytest.raises(LimeError, match=the("'wet' (0), 'wet' (1)")):
        box.resolve_output("wet", box.predict(X[:1])[0])
