"""What a model answers: numbers from whatever holds them, judged by all that were seen."""

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.naive_bayes import GaussianNB
from sklearn.tree import DecisionTreeClassifier

from lime_widgets.engine.errors import LimeWarning, ModelError
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.model.responses import ENOUGH_ROWS

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


def refusal(model, rows=X, **options):
    """Return the message with which a box refuses the model's answer."""
    box = BlackBox(model, **options)
    with pytest.raises(ModelError) as caught:
        box.predict(rows)
    return str(caught.value)


# Numbers -------------------------------------------------------------------------------------------------------------


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
    assert (box.output_kind, box.output_names) == ("value", ["output 0"])


def test_whole_numbers_and_truth_values_are_numbers():
    assert BlackBox(answers([True, False])).predict(X[:2]).tolist() == [[1], [0]]
    assert BlackBox(answers([3, 10**15])).predict(X[:2]).tolist() == [[3], [10**15]]


def test_a_buffer_that_the_model_uses_again_does_not_change_earlier_answers():
    buffer = np.zeros(2)

    def model(rows):
        buffer[:] = rows[:, 0]
        return buffer

    assert BlackBox(model, batch_size=2).predict(np.arange(6.0)[:, None]).ravel().tolist() == [0, 1, 2, 3, 4, 5]


# What is no answer ---------------------------------------------------------------------------------------------------


def test_labels_are_refused_with_the_advice_to_pass_probabilities():
    model = GaussianNB().fit(X, FLOWER)
    message = (
        "The model returned text for rows 0–149, first {}. Expected numbers: probabilities, scores or values. "
        "Labels cannot be weighted: pass the model's predict_proba instead of its predict."
    )
    assert refusal(lambda rows: model.predict(rows[:])) == message.format("'setosa'")
    assert refusal(lambda rows: pd.Series(["7"] * len(rows))) == message.format("'7'")


def test_an_answer_of_three_dimensions_is_refused_with_its_shape():
    assert refusal(lambda rows: np.zeros((len(rows), 2, 3))) == (
        "The model returned an array of shape (150, 2, 3) for rows 0–149. Expected numbers of shape (150,) or "
        "(150, n_outputs). Return one number, or one number for each output, for every row."
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
        "(100, n_outputs). Return one number, or one number for each output, for every row, in the order of the rows."
    )


def test_missing_numbers_count_as_nan():
    assert "returned nan for 'output 0' of row 1" in refusal(answers([0.5, None]), X[:2])


# What kind of numbers a callable returns -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "kind"),
    [([0.3, 0.7], "probability"), ([0.3, 1.7], "value"), ([-0.3, 0.7], "value"), ([0.3], "value")],
)
def test_a_callable_gives_probabilities_if_several_outputs_lie_within_zero_and_one(row, kind):
    box = BlackBox(lambda rows: np.tile(row, (len(rows), 1)))
    box.predict(X)
    assert (box.output_kind, box.notes) == (kind, ())


def test_values_that_first_looked_like_probabilities_are_values_once_seen_to_be():
    box = BlackBox(answers([[0.3, 0.7]], [[3.0, 7.0]]))
    box.predict(X[:1])
    assert box.output_kind == "probability"
    box.predict(X[:1])
    assert box.output_kind == "value"


def test_probabilities_that_do_not_sum_to_one_are_multi_label_and_noted_once():
    box = BlackBox(lambda rows: np.tile([0.9, 0.8], (len(rows), 1)), batch_size=60)
    with pytest.warns(LimeWarning, match="do not sum to 1: treated as independent outputs .multi-label.") as caught:
        box.predict(X)
    box.predict(X)
    assert (len(caught), len(box.notes), box.output_kind) == (1, 1, "probability")


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
    with pytest.warns(LimeWarning, match="explain a vote, .* like that of a fully grown tree. .* min_samples_leaf"):
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
