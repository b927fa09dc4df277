"""The black box adapter: any model becomes a counted function to checked numbers."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.compose import make_column_transformer
from sklearn.datasets import load_iris
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from lime_widgets.engine.errors import LimeError, LimeWarning, ModelError
from lime_widgets.engine.model.black_box import BlackBox

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


def soft(n):
    return np.tile([0.25, 0.75], (n, 1))


def refusal(model, rows=X, **options):
    """Return the message with which a box refuses the model's answer."""
    box = BlackBox(model, **options)
    with pytest.raises(ModelError) as caught:
        box.predict(rows)
    return str(caught.value)


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
    assert box.batch_size is None
    box.predict(X)
    box.batch_size = np.int64(50)
    box.predict(X)
    assert (box.n_calls, box.batch_size) == (1 + 3, 50)


@pytest.mark.parametrize("size", [0, -1, 1.5, True, "10"])
def test_a_batch_size_that_is_no_positive_whole_number_is_refused(size):
    with pytest.raises(
        LimeError, match=the(f"batch_size is {size!r}. Expected a whole number of 1 or more. Pass 1024,")
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


# Names of outputs ----------------------------------------------------------------------------------------------------


def test_the_columns_of_a_frame_name_the_outputs():
    box = BlackBox(lambda rows: pd.DataFrame(soft(len(rows)), columns=["dry", "wet"]), batch_size=60)
    box.predict(X)
    assert box.output_names == ["dry", "wet"]


def test_given_names_come_before_all_others():
    box = BlackBox(GaussianNB().fit(X, FLOWER), output_names=["A", "B", "C"])
    box.predict(X)
    assert box.output_names == ["A", "B", "C"]


def test_too_few_output_names_are_refused_with_both_numbers():
    box = BlackBox(GaussianNB().fit(X, FLOWER), output_names=["A", "B"])
    with pytest.raises(
        LimeError, match=the("output_names has the length 2, and the model returned 3 outputs. Expected 3 na")
    ):
        box.predict(X)


def test_another_number_of_outputs_than_before_is_refused_with_both():
    box = BlackBox(answers(soft(1), np.zeros((1, 3))))
    box.predict(X[:1])
    message = "The model returned 3 outputs for row 0, and 2 before. Expected the same outputs for every batch."
    with pytest.raises(ModelError, match=the(message)):
        box.predict(X[:1])


# Inputs that the model was not fitted on -----------------------------------------------------------------------------


def test_another_number_of_columns_is_refused_before_the_model_is_asked():
    box = BlackBox(GaussianNB().fit(X, FLOWER))
    message = "The rows have 3 columns. Expected as many columns as the model was fitted on, 4. Give the explainer"
    with pytest.raises(LimeError, match=the(message)):
        box.predict(X[:, :3])
    with pytest.raises(LimeError, match=the(message)):
        box.predict(pd.DataFrame(X[:, :3]))
    assert box.n_calls == 0


def test_columns_that_are_not_there_are_named():
    table = pd.DataFrame(X, columns=list("abcd"))
    box = BlackBox(GaussianNB().fit(table, FLOWER).predict_proba)
    with pytest.raises(
        LimeError, match=the("The rows have 4 columns; 'c', 'd' not among them. Expected as many columns")
    ):
        box.predict(table.rename(columns={"c": "C", "d": "D"}))


def test_columns_that_the_model_drops_are_allowed():
    table = pd.DataFrame({"sky": ["clear", "rain"] * 5, "temp": range(10)})
    encoder = make_column_transformer((OneHotEncoder(), ["sky"]), remainder="passthrough")
    box = BlackBox(make_pipeline(encoder, LogisticRegression()).fit(table, table["sky"]))
    assert box.predict(table.assign(note="more")).shape == (10, 2)


# Answers that are not finite -----------------------------------------------------------------------------------------


def test_nan_is_refused_with_its_row_its_output_and_what_the_row_holds():
    table = pd.DataFrame({"temp": [20.5, 8.0], "sky": ["clear", "rain"]})
    assert refusal(answers([[0.5, 0.5], [0.5, np.nan]]), table, output_names=["dry", "wet"]) == (
        "The model returned nan for 'wet' of row 1 (temp=8.0, sky=rain). Expected a finite number for every row and "
        "output. Return a number for such rows too, in a function around the model."
    )


def test_infinity_is_refused_and_rows_are_counted_over_batches_and_from_the_first_row():
    box = BlackBox(lambda rows: np.where(rows[:, 0] == 5, -np.inf, 0), batch_size=2)
    with pytest.raises(ModelError, match=the("returned -inf for 'output 0' of row 2,005 ([5, 0]). Expected a finite")):
        box.predict(np.column_stack([np.arange(8), np.zeros(8, dtype=int)]), first_row=2000)
    assert (box.n_calls, box.n_rows) == (3, 6)


def test_nan_from_a_row_with_missing_values_is_said_to_come_from_them():
    message = refusal(lambda rows: rows.sum(axis=1), np.array([[1.0, 2.0], [np.nan, 2.0]]))
    assert "of row 1 ([nan, 2.0]). The rows sent have missing values in column 0 (probably the cause)." in message


def test_long_texts_are_abbreviated_and_of_images_the_size_is_told():
    texts = ["long " * 100]
    assert "of text 0 ('long long" in refusal(answers([np.nan]), texts)
    assert len(refusal(answers([np.nan]), texts)) < 400
    assert refusal(answers([0.5, np.nan]), np.zeros((2, 224, 200, 3), dtype=np.uint8)) == (
        "The model returned nan for 'output 0' of image 1 (an image of 224×200×3, uint8). Expected a finite number for "
        "every image and output. Return a number for such images too, in a function around the model."
    )
    assert "of image 0 (an image of 8×9, float32)." in refusal(answers([np.nan]), np.zeros((1, 8, 9), np.float32))


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
        "Your model raised RuntimeError: no more memory. It was called with rows 2,048–3,071, the first: [0.0]. "
        "Expected an answer for every row. "
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
    assert message.startswith("Your model raised ValueError: Input X contains NaN.")
    assert "It was called with rows 0–149, the first: a=5.1, b=3.5, c=1.4, d=0.2." in message
    assert "The rows sent have missing values in columns 'b', 'd' (probably the cause)." in message
    assert message.endswith("Fill missing values in the model's pipeline, or explain a row and a table without them.")


def test_missing_values_are_told_as_they_were_sent_even_if_the_model_filled_them():
    def model(rows):
        rows[np.isnan(rows)] = 0.0
        raise RuntimeError

    assert "missing values in column 1 (probably the cause)" in refusal(model, np.array([[1.0, np.nan]]))


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
    assert (box.output_kind, box.output_names) == (None, None)
    assert box.predict(X).shape == (150, 2)


def refuses_channels_last(images):
    """As a network does that looks at the shape that it is given."""
    if images.ndim != 4 or images.shape[1:] != (3, 8, 10):
        message = f"expected (batch, 3, 8, 10), got {images.shape}"
        raise ValueError(message)
    return soft(len(images))


def multiplies_channels_last(images):
    """As one whose matrices simply do not fit."""
    return np.ones((2, 3)) @ images.mean(axis=(2, 3))[..., None]


@pytest.mark.parametrize("model", [refuses_channels_last, lambda x: multiplies_channels_last(x)[..., 0]])
@pytest.mark.parametrize("dtype", [np.uint8, np.float64])
def test_a_model_that_wants_channels_first_is_said_to_and_how_to_wrap_it(model, dtype):
    images = np.ones((5, 8, 10, 3), dtype)
    message = refusal(model, images, batch_size=2)
    assert message.startswith("Your model raised ValueError: ")
    assert "It was called with images 0–1, the first: an image of 8×10×3" in message
    assert message.endswith(
        ". It seems to expect channels first: it answers for the same images as 3×8×10. Expected an answer for every "
        "image. Pass lambda images: model(images.transpose(0, 3, 1, 2)) in its place."
    )
    assert len(message) < 500
    assert BlackBox(lambda images: model(images.transpose(0, 3, 1, 2))).predict(images).shape == (5, 2)


def test_a_model_of_tables_is_said_to_want_rows():
    digits, images = LogisticRegression().fit(np.eye(64), np.arange(64) % 2), np.zeros((3, 8, 8))
    message = refusal(digits, images)
    assert " It seems to expect table rows: it answers for the same images as 64 numbers each." in message
    assert message.endswith("Pass lambda images: model(images.reshape(len(images), -1)) in its place.")


def test_of_a_model_that_wants_something_else_of_images_its_own_error_is_shown():
    def model(images):
        if images.dtype != np.float32:
            message = f"wanted float32, got {images.dtype}"
            raise TypeError(message)
        return soft(len(images))

    assert refusal(model, np.zeros((2, 8, 10, 3), np.uint8)) == (
        "Your model raised TypeError: wanted float32, got uint8. It was called with images 0–1, the first: an image of "
        "8×10×3, uint8. Expected an answer for every image. "
        "Call the model on these images by itself to see where it raises."
    )


def test_calls_that_look_for_the_cause_are_counted_and_announced():
    announced = []
    box = BlackBox(refuses_channels_last)
    with pytest.raises(ModelError, match="channels first"):
        box.predict(np.zeros((4, 8, 10, 3)), about_to_ask=announced.append)
    assert (box.n_calls, box.n_rows) == (2, 8)
    assert announced == [4, 4]


def test_a_slow_model_is_not_called_again_to_find_the_cause(monkeypatch):
    monkeypatch.setattr("lime_widgets.engine.model.black_box.SEARCH_SECONDS", 0.0)
    box = BlackBox(refuses_channels_last)
    with pytest.raises(ModelError) as caught:
        box.predict(np.zeros((4, 8, 10, 3)))
    assert (box.n_calls, box.n_rows) == (1, 4)
    assert "channels first" not in str(caught.value)


def _raising(message):
    def model(rows):
        raise TypeError(message)

    return model


def test_a_guess_never_outranks_the_models_own_message():
    message = refusal(_raising("give me a DMatrix"), np.array([[1.0, np.nan]]))
    assert message.startswith("Your model raised TypeError: give me a DMatrix.")
    assert "missing values" not in message
    assert "missing values in column 1" in refusal(_raising("Input contains NaN."), np.array([[1.0, np.nan]]))


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit])
def test_an_interruption_is_not_taken_for_an_error_of_the_model(interruption):
    def model(rows):
        raise interruption

    with pytest.raises(interruption):
        BlackBox(model).predict(X)


def test_votes_that_are_meant_are_not_noted():
    votes = lambda X: (X[:, 0] > 0).astype(float)  # noqa: E731
    X = np.random.default_rng(0).normal(size=(100, 2))
    meant = BlackBox(votes, votes=True)
    meant.predict(X)
    assert meant.notes == ()
    with pytest.warns(LimeWarning, match="only 0 or 1"):
        BlackBox(votes).predict(X)


# Functions of one input ----------------------------------------------------------------------------------------------

TEXTS = ["a great view", "a noisy street", "great"]


@pytest.mark.parametrize(
    ("model", "inputs", "mend"),
    [
        (lambda text: [0.3, 0.7] if "great" in text.lower() else [0.6, 0.4], TEXTS, "[model(text) for text in texts]"),
        (lambda text: 0.8 if "great" in text else 0.1, TEXTS, "[model(text) for text in texts]"),
        (lambda row: 1.0 if row["a"] > 1 else 0.0, pd.DataFrame({"a": [1, 2, 3]}), "for _, row in rows.iterrows()]"),
        (lambda row: 1.0 if row[0] > 1 else 0.0, np.arange(6.0).reshape(3, 2), "[model(row) for row in rows]"),
        (lambda image: float(image.reshape(8, 8).mean()), np.ones((3, 8, 8)), "[model(image) for image in images]"),
    ],
    ids=["text that raises", "text that answers", "row of a frame", "row of an array", "image"],
)
def test_a_function_of_one_input_is_told_and_how_to_call_it(model, inputs, mend):
    box = BlackBox(model)
    with pytest.raises(ModelError) as caught:
        box.predict(inputs)
    assert "by itself" in str(caught.value)
    assert mend in str(caught.value)
    assert box.n_calls <= 5


def test_a_model_that_takes_batches_is_not_said_to_take_one():
    def model(texts):
        if len(texts) > 2:
            raise TypeError("too many")
        return [0.5] * len(texts)

    with pytest.raises(ModelError) as caught:
        BlackBox(model).predict(TEXTS)
    assert "by itself." not in str(caught.value).partition("Expected")[0]


# Labels with scores --------------------------------------------------------------------------------------------------


def pipeline(texts):
    """As a pipeline of transformers answers with top_k=None: the likeliest label first."""
    good = [0.2 + 0.6 * ("great" in text) for text in texts]
    answers = [[{"label": "GOOD", "score": p}, {"label": "BAD", "score": 1 - p}] for p in good]
    return [sorted(answer, key=lambda each: -each["score"]) for answer in answers]


def test_labels_with_scores_are_outputs_by_their_names():
    box = BlackBox(pipeline)
    np.testing.assert_allclose(box.predict(TEXTS), [[0.2, 0.8], [0.8, 0.2], [0.2, 0.8]])
    assert box.output_names == ["BAD", "GOOD"]
    assert box.output_kind == "probability"


def test_the_best_label_alone_is_refused_with_the_way_to_get_all():
    with pytest.raises(ModelError, match="top_k=None"):
        BlackBox(lambda texts: [answer[0] for answer in pipeline(texts)]).predict(TEXTS)
    with pytest.raises(ModelError, match="top_k=None"):
        BlackBox(lambda texts: [answer[:1] for answer in pipeline(texts)]).predict(TEXTS[:1])
