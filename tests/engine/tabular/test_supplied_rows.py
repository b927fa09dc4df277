"""User-supplied rows as the neighborhood: model calls, fits and refusals."""

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
SUPPLIED = TABLE.iloc[RNG.permutation(N)[:M]].reset_index(drop=True)
X0 = TABLE[TABLE["wind"].notna()].iloc[[7]]


def model(rows):
    return rows["temp"] * (rows["weather"] == "GOOD") + rows["rooms"] ** 2 - rows["wind"].fillna(0)


def drawn(random_state):
    return TABLE.sample(30, random_state=random_state)


@pytest.mark.parametrize("discretizer", ["quartile", None])
def test_the_model_receives_the_instance_and_then_the_rows_in_order(discretizer):
    perturbation = TabularExplainer(TABLE, samples=SUPPLIED, discretizer=discretizer).perturb(X0)

    Z, inputs = perturbation.rows(0, perturbation.n_rows(1000))

    pd.testing.assert_frame_equal(inputs, pd.concat([X0, SUPPLIED], ignore_index=True))
    assert Z.shape == (M + 1, len(perturbation.feature_names))


def test_rows_made_in_pieces_equal_rows_made_at_once():
    perturbation = TabularExplainer(TABLE, samples=SUPPLIED).perturb(X0)
    Z, inputs = perturbation.rows(0, M + 1)

    pieces = [perturbation.rows(start, min(start + 7, M + 1)) for start in range(0, M + 1, 7)]

    np.testing.assert_array_equal(np.vstack([part for part, _ in pieces]), Z)
    pd.testing.assert_frame_equal(pd.concat([part for _, part in pieces], ignore_index=True), inputs)


def test_supplied_rows_have_the_same_representation_as_drawn_rows():
    for settings in ({}, {"discretizer": None}, {"discretizer": None, "standardize": False}):
        drawn = TabularExplainer(TABLE, **settings).perturb(X0)
        Z, inputs = drawn.rows(0, 60)

        again = TabularExplainer(TABLE, samples=inputs.iloc[1:], **settings).perturb(X0)

        np.testing.assert_array_equal(again.rows(0, 60)[0], Z)
        assert again.feature_names == drawn.feature_names


def test_the_fit_uses_the_rows_and_the_instance_only_sets_their_distances():
    explainer = TabularExplainer(TABLE[["temp", "rooms"]], samples=SUPPLIED[["temp", "rooms"]], discretizer=None,
                                 standardize=False)  # fmt: skip
    x = np.array([12.0, 2])
    neighborhood = explainer.sample(lambda rows: np.sin(rows["temp"]) + rows["rooms"] ** 2, x, distance="manhattan")
    explanation = neighborhood.explain(alpha=0.0, kernel_width=5.0)

    X = SUPPLIED[["temp", "rooms"]].to_numpy(dtype=float)
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


def test_an_instance_that_is_also_a_row_counts_once():
    explainer = TabularExplainer(TABLE, samples=SUPPLIED)

    neighborhood = explainer.sample(model, SUPPLIED.iloc[[0]])

    assert neighborhood.distances[1] == 0
    assert neighborhood.counts.tolist() == [0.0] + [1.0] * M


@pytest.mark.parametrize(("n_samples", "expected"), [(None, M), (2, 2), (25, 25), (M, M), (5000, M)])
def test_fewer_samples_are_the_first_rows(n_samples, expected):
    sent = []
    explainer = TabularExplainer(TABLE, samples=SUPPLIED)

    recording = BlackBox(lambda rows: sent.append(rows) or model(rows), repeat=False)
    neighborhood = explainer.sample(recording, X0, n_samples=n_samples)

    assert neighborhood.explain().n_samples == expected
    pd.testing.assert_frame_equal(pd.concat(sent), pd.concat([X0, SUPPLIED.iloc[:expected]], ignore_index=True))


def test_the_default_number_of_samples_is_the_number_of_rows():
    assert TabularExplainer(TABLE, samples=SUPPLIED).default_n_samples == M
    assert TabularExplainer(TABLE, samples=drawn).default_n_samples == 30
    assert TabularExplainer(TABLE).default_n_samples == 4096


def test_a_function_receives_the_seed():
    explainer = TabularExplainer(TABLE, samples=drawn)

    perturbation = explainer.perturb(X0, random_state=5)

    pd.testing.assert_frame_equal(perturbation.rows(1, 31)[1], drawn(5).reset_index(drop=True))
    assert (perturbation.user_supplied, perturbation.depends_on_seed) == (True, True)
    assert (explainer.perturb(X0, random_state=6).rows(1, 31)[0] != perturbation.rows(1, 31)[0]).any()


def test_a_function_is_not_called_again_for_another_instance():
    seeds = []
    explainer = TabularExplainer(TABLE, samples=lambda seed: seeds.append(seed) or drawn(seed))

    for row in range(20):
        explainer.perturb(TABLE.iloc[row], random_state=0)

    assert seeds == [0]


def test_a_perturbation_tells_whether_its_rows_are_user_supplied_and_depend_on_the_seed():
    drawn, supplied = TabularExplainer(TABLE).perturb(X0), TabularExplainer(TABLE, samples=SUPPLIED).perturb(X0)

    assert (drawn.user_supplied, drawn.depends_on_seed) == (False, True)
    assert (supplied.user_supplied, supplied.depends_on_seed) == (True, False)
    text = TextExplainer().perturb("visit my channel")
    assert (text.depends_on_seed, text.for_n_samples(64).depends_on_seed) == (True, False)  # lists all texts


def test_replacing_a_setting_keeps_the_supplied_rows():
    other = TabularExplainer(TABLE, samples=SUPPLIED, standardize=False).replace(discretizer=None)

    pd.testing.assert_frame_equal(other.perturb(X0).rows(1, M + 1)[1], SUPPLIED)
    assert other.default_n_samples == M
    assert not other.standardize
    np.testing.assert_array_equal(other.perturb(X0).rows(1, M + 1)[0][:, 0], SUPPLIED["temp"])


def test_columns_are_matched_by_name_in_any_order():
    shuffled = TabularExplainer(TABLE, samples=SUPPLIED[["weather", "holiday", "temp", "rooms", "wind"]])

    pd.testing.assert_frame_equal(shuffled.perturb(X0).rows(1, M + 1)[1], SUPPLIED)


def test_samples_may_be_an_array_if_the_training_table_is_one():
    X = np.random.default_rng(0).normal(size=(50, 3)).astype("float32")

    inputs = TabularExplainer(X, samples=X[10:20].tolist()).perturb(X[0]).rows(0, 11)[1]

    assert inputs.dtype == np.float32
    np.testing.assert_array_equal(inputs, X[[0, *range(10, 20)]])


def test_slice_axes_ignore_supplied_rows_outside_the_training_range():
    far = TabularExplainer(TABLE, samples=SUPPLIED.assign(temp=SUPPLIED["temp"] * 100))

    assert far.perturb(X0).column_range(0) == TabularExplainer(TABLE).perturb(X0).column_range(0)


def test_an_explainer_with_supplied_rows_can_be_copied_and_pickled():
    explainer = TabularExplainer(TABLE, samples=SUPPLIED)

    for other in (copy.deepcopy(explainer), pickle.loads(pickle.dumps(explainer))):  # noqa: S301  our own
        np.testing.assert_array_equal(other.perturb(X0).rows(0, 9)[0], explainer.perturb(X0).rows(0, 9)[0])


def test_the_model_evaluates_one_row_more_than_the_number_of_samples():
    box = BlackBox(model, repeat=False)

    TabularExplainer(TABLE, samples=SUPPLIED).explain(box, X0)

    assert box.n_rows == M + 1


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (
            SUPPLIED.drop(columns="temp"),
            r"table of samples has other columns .*missing: 'temp'\. .* Select the columns",
        ),
        (SUPPLIED.assign(extra=1), r"table of samples has other columns .*unknown: 'extra'"),
        (SUPPLIED.iloc[:1], r"table of samples has 1 row\. Expected at least two\. Pass the rows"),
        (SUPPLIED.iloc[:0], r"table of samples has 0 rows"),
        (SUPPLIED.assign(weather=5), r"Column 'weather' is 5, a category that is not in the training table"),
        (SUPPLIED.assign(temp=np.nan), r"Column 'temp' is missing \(nan\); the training table has no missing values"),
        (SUPPLIED.assign(temp="warm"), r"Column 'temp' is 'warm' \(str\)\. Expected a finite number"),
        (SUPPLIED.assign(temp=np.inf), r"Column 'temp' is inf"),
        (SUPPLIED.assign(rooms=2.5), r"Column 'rooms' is 2\.5\. Expected a whole number"),
        (np.ones((5, 3)), r"table of samples has 3 columns\. Expected 5"),
        (np.ones(5), r"table of samples has shape \(5,\)"),
        (lambda _: SUPPLIED.iloc[:1], r"table of samples has 1 row"),
    ],
)
def test_invalid_samples_are_refused_with_the_reason(samples, message):
    with pytest.raises(LimeError, match=message):
        TabularExplainer(TABLE, samples=samples)
