"""Rows that are handed over as the neighborhood: what is asked about, what is fitted, and what is refused."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.kernel import effective_sample_size, kernel_weights
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.engine.tabular.explainer import TabularExplainer
from lime_widgets.engine.text.explainer import TextExplainer

N, M = 100, 40
RNG = np.random.default_rng(2)
TABLE = pd.DataFrame(
    {
        "temp": RNG.normal(15, 8, N).round(1),
        "wind": np.where(RNG.random(N) < 0.2, np.nan, RNG.gamma(2, 3, N)),
        "rooms": RNG.integers(1, 6, N),
        "weather": RNG.choice(["GOOD", "MISTY", "RAIN"], N),
        "holiday": RNG.random(N) < 0.3,
    }
)
GIVEN = TABLE.iloc[RNG.permutation(N)[:M]].reset_index(drop=True)
X0 = TABLE[TABLE["wind"].notna()].iloc[[7]]


def model(rows):
    return rows["temp"] * (rows["weather"] == "GOOD") + rows["rooms"] ** 2 - rows["wind"].fillna(0)


def drawn(random_state):
    return TABLE.sample(30, random_state=random_state)


@pytest.mark.parametrize("discretizer", ["quartile", None])
def test_the_model_is_asked_about_the_instance_and_the_rows_in_their_order(discretizer):
    perturbation = TabularExplainer(TABLE, samples=GIVEN, discretizer=discretizer).perturb(X0)

    Z, inputs = perturbation.rows(0, perturbation.n_rows(1000))

    pd.testing.assert_frame_equal(inputs, pd.concat([X0, GIVEN], ignore_index=True))
    assert Z.shape == (M + 1, len(perturbation.feature_names))


def test_rows_in_pieces_are_those_asked_for_at_once():
    perturbation = TabularExplainer(TABLE, samples=GIVEN).perturb(X0)
    Z, inputs = perturbation.rows(0, M + 1)

    pieces = [perturbation.rows(start, min(start + 7, M + 1)) for start in range(0, M + 1, 7)]

    np.testing.assert_array_equal(np.vstack([part for part, _ in pieces]), Z)
    pd.testing.assert_frame_equal(pd.concat([part for _, part in pieces], ignore_index=True), inputs)


def test_given_rows_are_represented_as_drawn_ones_are():
    for settings in ({}, {"discretizer": None}, {"discretizer": None, "standardize": False}):
        by_chance = TabularExplainer(TABLE, **settings).perturb(X0)
        Z, inputs = by_chance.rows(0, 60)

        again = TabularExplainer(TABLE, samples=inputs.iloc[1:], **settings).perturb(X0)

        np.testing.assert_array_equal(again.rows(0, 60)[0], Z)
        assert again.feature_names == by_chance.feature_names


def test_the_fit_is_to_the_rows_alone_and_the_instance_only_says_where():
    explainer = TabularExplainer(TABLE[["temp", "rooms"]], samples=GIVEN[["temp", "rooms"]], discretizer=None,
                                 standardize=False)  # fmt: skip
    x = np.array([12.0, 2])
    near = explainer.sample(lambda rows: np.sin(rows["temp"]) + rows["rooms"] ** 2, x, distance="manhattan")
    explanation = near.explain(alpha=0.0, kernel_width=5.0)

    X = GIVEN[["temp", "rooms"]].to_numpy(dtype=float)
    distances = np.abs(X - x).sum(axis=1)
    w = kernel_weights(distances, [5.0], "exponential").ravel()
    y = np.sin(X[:, 0]) + X[:, 1] ** 2
    design = np.column_stack([np.ones(M), X])
    intercept, *coef = np.linalg.solve(design.T * w @ design, design.T * w @ y)

    assert explanation.n_samples == M
    assert dict(explanation.as_list()) == pytest.approx(dict(zip(["temp", "rooms"], coef, strict=True)), rel=1e-9)
    assert explanation.intercept == pytest.approx(intercept, rel=1e-9)
    assert explanation.local_prediction == pytest.approx(intercept + np.dot(coef, x), rel=1e-9)
    assert explanation.model_prediction == pytest.approx(np.sin(12.0) + 4)
    assert explanation.ess == pytest.approx(effective_sample_size(w))
    assert not explanation.exact
    assert (explanation.stderr > 0).all()


def test_an_instance_that_is_among_the_rows_counts_once():
    explainer = TabularExplainer(TABLE, samples=GIVEN)

    near = explainer.sample(model, GIVEN.iloc[[0]])

    assert near.distances[1] == 0
    assert near.counts.tolist() == [0.0] + [1.0] * M


@pytest.mark.parametrize(("n_samples", "expected"), [(None, M), (2, 2), (25, 25), (M, M), (5000, M)])
def test_so_many_samples_are_the_first_of_the_rows(n_samples, expected):
    asked = []
    explainer = TabularExplainer(TABLE, samples=GIVEN)

    near = explainer.sample(lambda rows: asked.append(rows) or model(rows), X0, n_samples=n_samples)

    assert near.explain().n_samples == expected
    pd.testing.assert_frame_equal(pd.concat(asked), pd.concat([X0, GIVEN.iloc[:expected]], ignore_index=True))


def test_as_many_samples_as_there_are_rows_are_the_default():
    assert TabularExplainer(TABLE, samples=GIVEN).default_n_samples == M
    assert TabularExplainer(TABLE, samples=drawn).default_n_samples == 30
    assert TabularExplainer(TABLE).default_n_samples == 4096


def test_a_function_draws_the_rows_by_the_seed():
    explainer = TabularExplainer(TABLE, samples=drawn)

    perturbation = explainer.perturb(X0, random_state=5)

    pd.testing.assert_frame_equal(perturbation.rows(1, 31)[1], drawn(5).reset_index(drop=True))
    assert (perturbation.user_supplied, perturbation.depends_on_seed) == (True, True)
    assert (explainer.perturb(X0, random_state=6).rows(1, 31)[0] != perturbation.rows(1, 31)[0]).any()


def test_a_function_is_not_called_again_for_another_row():
    seeds = []
    explainer = TabularExplainer(TABLE, samples=lambda seed: seeds.append(seed) or drawn(seed))

    for row in range(20):
        explainer.perturb(TABLE.iloc[row], random_state=0)

    assert seeds == [0]


def test_rows_that_are_drawn_by_us_say_that_they_are():
    by_chance, given = TabularExplainer(TABLE).perturb(X0), TabularExplainer(TABLE, samples=GIVEN).perturb(X0)

    assert (by_chance.user_supplied, by_chance.depends_on_seed) == (False, True)
    assert (given.user_supplied, given.depends_on_seed) == (True, False)
    text = TextExplainer().perturb("visit my channel")
    assert (text.depends_on_seed, text.for_n_samples(64).depends_on_seed) == (True, False)  # all texts that there are


def test_other_settings_keep_the_rows():
    other = TabularExplainer(TABLE, samples=GIVEN, standardize=False).replace(discretizer=None)

    pd.testing.assert_frame_equal(other.perturb(X0).rows(1, M + 1)[1], GIVEN)
    assert other.default_n_samples == M
    assert not other.standardize
    np.testing.assert_array_equal(other.perturb(X0).rows(1, M + 1)[0][:, 0], GIVEN["temp"])


def test_columns_are_found_by_name_whatever_their_order():
    shuffled = TabularExplainer(TABLE, samples=GIVEN[["weather", "holiday", "temp", "rooms", "wind"]])

    pd.testing.assert_frame_equal(shuffled.perturb(X0).rows(1, M + 1)[1], GIVEN)


def test_an_array_of_samples_goes_with_an_array():
    X = np.random.default_rng(0).normal(size=(50, 3)).astype("float32")

    inputs = TabularExplainer(X, samples=X[10:20].tolist()).perturb(X[0]).rows(0, 11)[1]

    assert inputs.dtype == np.float32
    np.testing.assert_array_equal(inputs, X[[0, *range(10, 20)]])


def test_the_axes_of_its_columns_are_the_training_tables_however_far_the_rows_lie():
    far = TabularExplainer(TABLE, samples=GIVEN.assign(temp=GIVEN["temp"] * 100))

    assert far.perturb(X0).column_range(0) == TabularExplainer(TABLE).perturb(X0).column_range(0)


def test_an_explainer_with_rows_can_be_copied_and_stored():
    explainer = TabularExplainer(TABLE, samples=GIVEN)

    for other in (copy.deepcopy(explainer), pickle.loads(pickle.dumps(explainer))):  # noqa: S301  our own
        np.testing.assert_array_equal(other.perturb(X0).rows(0, 9)[0], explainer.perturb(X0).rows(0, 9)[0])


def test_the_black_box_is_asked_about_a_row_more_than_there_are_samples():
    box = BlackBox(model)

    TabularExplainer(TABLE, samples=GIVEN).explain(box, X0)

    assert box.n_rows == M + 1


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (GIVEN.drop(columns="temp"), r"table of samples has other columns .*missing: 'temp'\. .* Select the columns"),
        (GIVEN.assign(extra=1), r"table of samples has other columns .*unknown: 'extra'"),
        (GIVEN.iloc[:1], r"table of samples has 1 row\. Expected at least two\. Pass the rows"),
        (GIVEN.iloc[:0], r"table of samples has 0 rows"),
        (GIVEN.assign(weather="SNOW"), r"Column 'weather' is 'SNOW', a category that is not in the training table"),
        (GIVEN.assign(temp=np.nan), r"Column 'temp' is missing \(nan\); the training table has no missing values"),
        (GIVEN.assign(temp="warm"), r"Column 'temp' is 'warm' \(str\)\. Expected a finite number"),
        (GIVEN.assign(temp=np.inf), r"Column 'temp' is inf"),
        (GIVEN.assign(rooms=2.5), r"Column 'rooms' is 2\.5\. Expected a whole number"),
        (np.ones((5, 3)), r"table of samples has 3 columns\. Expected 5"),
        (np.ones(5), r"table of samples has shape \(5,\)"),
        (lambda _: GIVEN.iloc[:1], r"table of samples has 1 row"),
    ],
)
def test_rows_that_cannot_be_explained_say_why(samples, message):
    with pytest.raises(LimeError, match=message):
        TabularExplainer(TABLE, samples=samples)
