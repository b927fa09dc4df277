"""The neighborhood: it grows by appending, answers from the rows it holds, and checks what it is given."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.explanation.checks import OutputIndex, check_n_features
from lime_widgets.engine.explanation.distance import DISTANCES, to_instance
from lime_widgets.engine.explanation.kernel import KERNELS, effective_sample_size, kernel_weights
from lime_widgets.engine.explanation.neighborhood import Neighborhood
from lime_widgets.engine.surrogate.options import FEATURE_SELECTIONS
from lime_widgets.engine.tabular.explainer import TabularExplainer

TABLE = np.random.default_rng(0).normal(size=(120, 4))


def model(rows):
    probability = 1 / (1 + np.exp(-(2 * rows[:, 0] - rows[:, 1] + rows[:, 2] ** 2)))
    return np.column_stack([1 - probability, probability])


def make_neighborhood(n=300, *, discretizer=None, seed=0):
    return TabularExplainer(TABLE, discretizer=discretizer).sample(model, TABLE[1], n_samples=n, random_state=seed)


def assert_same(one, other):
    np.testing.assert_array_equal(one.Z, other.Z)
    np.testing.assert_array_equal(one.y, other.y)
    np.testing.assert_array_equal(one.distances, other.distances)
    assert one.feature_names == other.feature_names
    assert one.default_kernel_width == other.default_kernel_width


# Growing


@settings(max_examples=25)
@given(
    few=st.integers(2, 200),
    more=st.integers(0, 200),
    seed=st.integers(0, 1000),
    cut=st.sampled_from(["quartile", None]),
)
def test_the_first_rows_of_a_neighborhood_are_what_asking_for_fewer_gives(few, more, seed, cut):
    whole, part = (
        make_neighborhood(few + more, discretizer=cut, seed=seed),
        make_neighborhood(few, discretizer=cut, seed=seed),
    )

    assert_same(whole.prefix(few), part)
    assert whole.prefix(few).explain().as_list() == part.explain().as_list()


def test_a_prefix_as_long_as_the_neighborhood_is_the_neighborhood():
    whole = make_neighborhood()

    assert whole.prefix(300) is whole
    assert whole.prefix(1000) is whole


@pytest.mark.parametrize("metric", DISTANCES)
def test_another_metric_measures_the_same_samples(metric):
    measured = make_neighborhood().at(to_instance(make_neighborhood().Z, metric))

    np.testing.assert_array_equal(measured.Z, make_neighborhood().Z)
    np.testing.assert_array_equal(measured.distances, to_instance(measured.Z, metric))


# Explaining


@pytest.mark.parametrize("selection", FEATURE_SELECTIONS)
@pytest.mark.parametrize("kernel", [*KERNELS, lambda distances, width: 1 / (width + distances)], ids=[*KERNELS, "own"])
@pytest.mark.parametrize("cut", ["quartile", None])
def test_a_sweep_holds_the_explanation_of_each_width(selection, kernel, cut):
    neighborhood, widths = make_neighborhood(discretizer=cut), np.geomspace(0.5, 9, 15)
    options = {"n_features": 3, "feature_selection": selection, "kernel": kernel, "output": 1}

    sweep = neighborhood.sweep(widths, **options)

    assert len(sweep) == 15
    for width, explanation in zip(widths, sweep, strict=True):
        alone = neighborhood.explain(kernel_width=width, **options)
        np.testing.assert_array_equal(explanation.features, alone.features)
        for name in ("coef", "stderr", "interval", "intercept", "score", "loo_score", "ess", "local_prediction"):
            np.testing.assert_allclose(getattr(explanation, name), getattr(alone, name), rtol=1e-9, atol=1e-9)
        assert [each.name for each in explanation.reasons] == [each.name for each in alone.reasons]
        assert explanation.grade == alone.grade
        assert explanation.kernel_width == alone.kernel_width == width


def test_the_surrogate_at_the_instance_is_the_intercept_plus_its_weights():
    neighborhood = make_neighborhood()

    explanation = neighborhood.explain(n_features=3)

    at_instance = explanation.intercept + explanation.coef @ neighborhood.Z[0, explanation.features]
    assert explanation.local_prediction == pytest.approx(at_instance)
    assert explanation.model_prediction == neighborhood.prediction[explanation.output]


def test_the_default_width_is_limes():
    assert make_neighborhood().default_kernel_width == 0.75 * np.sqrt(4)
    assert Neighborhood(np.eye(3), np.ones(3), np.ones(3)).default_kernel_width == 0.75 * np.sqrt(3)
    assert make_neighborhood().explain().kernel_width == make_neighborhood().default_kernel_width


def test_the_effective_sample_size_is_that_of_the_kernels_weights():
    neighborhood = make_neighborhood()

    expected = effective_sample_size(kernel_weights(neighborhood.distances, 2.0))

    np.testing.assert_allclose(neighborhood.explain(kernel_width=2.0).ess, expected)


def test_arrays_from_anywhere_make_a_neighborhood():
    neighborhood = Neighborhood([[1, 1], [0, 1], [1, 0]], [3, 1, 2], [0, 1, 1])

    assert (neighborhood.feature_names, neighborhood.output_names) == (("feature 0", "feature 1"), ("value",))
    assert neighborhood.explain(alpha=0).as_list() == [("feature 0", pytest.approx(2)), ("feature 1", pytest.approx(1))]


# Counts


@pytest.mark.parametrize("n", [400, 20])
@pytest.mark.parametrize("p", [4, 70])
@pytest.mark.parametrize("selection", ["none", "forward_selection", "lasso_path"])  # none looks at row 0
def test_an_instance_that_counts_0_takes_no_part_in_the_fit(n, p, selection):
    rng = np.random.default_rng(0)
    Z, y = rng.normal(size=(n, p)), rng.normal(size=n)
    distances = np.linalg.norm(Z - Z[0], axis=1)
    y[0] = 50.0
    counted = Neighborhood(Z, y, distances, counts=np.append(0.0, np.ones(n - 1)))
    others = Neighborhood(Z[1:], y[1:], distances[1:])

    options = {"feature_selection": selection, "n_features": 3}

    for ours, theirs in zip(counted.sweep([4.0, 9.0], **options), others.sweep([4.0, 9.0], **options), strict=True):
        np.testing.assert_array_equal(ours.features, theirs.features)
        for name in ("coef", "stderr", "intercept", "score", "ess"):
            np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7, atol=1e-9, err_msg=name)
        assert (ours.n_samples, ours.exact) == (n - 1, False)
        assert ((ours.stderr > 0) == (ours.ess > len(ours.coef) + 1)).all()  # else there is no error to tell
        assert ours.local_prediction == pytest.approx(ours.predict(Z[0]))
        assert ours.model_prediction == 50


def test_whole_counts_have_the_errors_of_the_rows_written_out():
    whole = make_neighborhood(200)
    counts = np.random.default_rng(1).integers(0, 4, size=200)
    counts[0] = 1
    repeat = np.repeat(np.arange(200), counts)
    together = whole.clusters.of_row[repeat]
    repeated = Neighborhood(whole.Z[repeat], whole.y[repeat], whole.distances[repeat], clusters=together)

    counted = whole.counted(counts, exact=False).explain(output=1, n_features=3, kernel_width=2.0)

    written_out = repeated.explain(output=1, n_features=3, kernel_width=2.0)
    np.testing.assert_array_equal(counted.features, written_out.features)
    np.testing.assert_allclose(counted.stderr, written_out.stderr, rtol=1e-9)
    assert counted.n_samples == len(repeat)


def test_only_what_is_exact_has_no_sampling_error():
    whole = make_neighborhood(200)

    sampled, every = (whole.counted(np.ones(200), exact=exact).explain() for exact in (False, True))

    assert (sampled.exact, every.exact) == (False, True)
    assert (sampled.stderr > 0).all()
    assert (every.stderr == 0).all()
    np.testing.assert_allclose(sampled.stderr, whole.explain().stderr)
    assert whole.counted(np.ones(200), exact=True).prefix(100).exact


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("alpha", [0.0, 1.0])
def test_where_the_kernel_reaches_no_sample_the_nearest_is_all_there_is(kernel, alpha):
    Z = np.array([[0.0], [1.0], [-2.0], [3.0]])
    neighborhood = Neighborhood(Z, [9.0, 5.0, 1.0, 2.0], np.abs(Z[:, 0]), counts=[0, 1, 1, 1])

    narrow, wide = neighborhood.sweep([1e-3, 10.0], kernel=kernel, alpha=alpha)

    assert narrow.local_prediction == pytest.approx(5)
    assert list(narrow.coef) == [0]
    assert narrow.ess == pytest.approx(1)
    assert "few_samples" in [reason.name for reason in narrow.reasons]
    assert wide.ess > 2


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("surrogate", ["ridge", "logistic"])
@pytest.mark.parametrize("p", [1, 3])
def test_without_a_penalty_a_lone_sample_far_from_the_instance_decides_no_weight(p, surrogate, kernel):
    rng = np.random.default_rng(0)
    Z = rng.normal(scale=3, size=(201, p))
    Z[0] = 1.6
    y = np.append(0.5, rng.random(200))
    distances = np.linalg.norm(Z - Z[0], axis=1)
    neighborhood = Neighborhood(Z, y, distances, counts=np.append(0.0, np.ones(200)))
    options = {"alpha": 0.0, "kernel": kernel, "surrogate": surrogate}

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sweep = neighborhood.sweep(np.geomspace(1e-3, 50, 60), **options)

    for name in ("coef", "intercept", "local_prediction", "ess"):
        assert np.isfinite(getattr(sweep, name)).all()
    assert (sweep.coef[0] == 0).all()
    closest = np.argmin(distances[1:]) + 1
    assert sweep.local_prediction[0] == pytest.approx(y[closest])


def test_samples_of_which_none_counts_are_refused():
    with pytest.raises(LimeError, match=r"counts has 3 values, .*largest 0\. Expected .*not all of them 0"):
        Neighborhood(np.eye(3), np.ones(3), np.ones(3), counts=np.zeros(3))


# Outputs

PROBABILITIES = Neighborhood(
    np.eye(3), [[0.1, 0.7, 0.2]] * 3, np.ones(3), output_names=["setosa", "3", "0"], output_kind="probability"
)


@pytest.mark.parametrize(
    ("requested", "index"),
    [
        (None, 1),
        (1, 1),
        (2, 2),
        (np.int64(2), 2),
        ("setosa", 0),
        ("3", 1),
        (3, 1),
        (np.str_("0"), 2),
        (OutputIndex(0), 0),
    ],
)
def test_an_output_is_chosen_by_index_or_name_or_is_the_predicted_class(requested, index):
    assert PROBABILITIES.resolve_output(requested) == index
    assert PROBABILITIES.explain(output=requested).output == index
    assert PROBABILITIES.explain(output=requested).output_name == PROBABILITIES.output_names[index]


def test_of_values_the_first_is_explained_unless_another_is_asked_for():
    assert Neighborhood(np.eye(3), [[0.1, 0.7]] * 3, np.ones(3)).resolve_output(None) == 0


@pytest.mark.parametrize("requested", [0, np.int64(0)])
def test_a_number_that_is_a_label_and_the_place_of_another_output_is_refused_with_both(requested):
    with pytest.raises(LimeError, match=r"is the class '0', and also the place of the class 'setosa'.*'0' or 'setosa'"):
        PROBABILITIES.explain(output=requested)


def test_labels_that_are_numbers_mean_the_labels():
    stars = Neighborhood(np.eye(3), [[0.1, 0.7, 0.2]] * 3, np.ones(3), output_names=["1", "2", "3"])
    assert stars.resolve_output(3) == 2
    assert stars.resolve_output(stars.resolve_output("2")) == 1
    digits = Neighborhood(np.eye(3), [[0.1, 0.7, 0.2]] * 3, np.ones(3), output_names=["0", "1", "2"])
    assert [digits.resolve_output(each) for each in (0, 1, 2)] == [0, 1, 2]


@pytest.mark.parametrize("requested", [4, -1, "virginica", True, 1.0])
def test_an_output_that_does_not_exist_is_refused_with_those_that_do(requested):
    with pytest.raises(
        LimeError, match=r"does not exist\. Expected .*0 \(setosa\), 1 \(3\), 2 \(0\).*Pass one of these"
    ):
        PROBABILITIES.explain(output=requested)


def test_of_many_outputs_only_the_first_are_listed():
    many = Neighborhood(np.eye(2), np.zeros((2, 1000)), np.ones(2))

    with pytest.raises(LimeError, match="one of 1,000") as caught:
        many.resolve_output("none")
    assert len(str(caught.value)) < 700


# What is refused


@pytest.mark.parametrize("n_features", [0, -1, True, 2.0, "3", [1]])
def test_there_is_one_feature_or_more(n_features):
    with pytest.raises(
        LimeError, match=r"n_features is .*\. Expected a whole number of 1 or more; there are 4 .*Leave it out to get 4"
    ):
        make_neighborhood().explain(n_features=n_features)


def test_by_default_there_are_ten_features_or_all():
    assert [check_n_features(None, p) for p in (3, 10, 40)] == [3, 10, 10]


def test_all_features_are_kept_where_there_are_fewer_than_wanted():
    assert len(make_neighborhood().explain(n_features=99).features) == 4


@pytest.mark.parametrize("width", [0, -1.0, float("nan"), float("inf"), "wide"])
def test_a_kernel_width_that_is_none_is_refused(width):
    for ask in (
        lambda: make_neighborhood().explain(kernel_width=width),
        lambda: make_neighborhood().sweep([1.0, width]),
    ):
        with pytest.raises(LimeError, match=r"The kernel width is .*\. Expected a finite number above 0.*Leave it out"):
            ask()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"alpha": -1}, r"penalty alpha is -1\."),
        ({"feature_selection": "best"}, r"feature_selection is 'best'\."),
        ({"kernel": "box"}, r"kernel is 'box'\."),
    ],
)
def test_other_parameters_out_of_range_are_refused(options, message):
    with pytest.raises(LimeError, match=message):
        make_neighborhood().explain(**options)


Z, Y, D = np.eye(3), np.ones(3), np.ones(3)


@pytest.mark.parametrize(
    ("arrays", "names", "message"),
    [
        ((Z[0], Y, D), None, r"Z has shape \(3,\)\. Expected 2 dimensions\. Z is \(samples, features\)"),
        ((Z, np.ones((3, 1, 1)), D), None, r"y has shape \(3, 1, 1\)\. Expected 1 or 2 dimensions"),
        ((Z, Y, np.ones((3, 1))), None, r"distances has shape \(3, 1\)\. Expected 1 dimensions"),
        ((Z, Y[:2], D), None, r"Z has 3 rows, y 2 and distances 3\. Expected one row of each.*row 0 is the instance"),
        ((Z[:1], Y[:1], D[:1]), None, r"Z has 1 rows and 3 columns\. Expected at least two samples.*Draw more samples"),
        ((Z[:, :0], Y, D), None, r"Z has 3 rows and 0 columns"),
        ((Z * np.nan, Y, D), None, r"Z holds a value in row 0 that is not finite\. Expected finite numbers\. Leave"),
        ((Z, [1, 2, np.inf], D), None, r"y holds a value in row 2 that is not finite"),
        ((Z, Y, -D), None, r"smallest distance is -1\. Expected distances of 0 or above.*not similarities"),
        ((Z, Y, D), ["a"], r"feature_names has the length 1\. Expected 3 names, one for each column"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(arrays, names, message):
    with pytest.raises(LimeError, match=message):
        Neighborhood(*arrays, names)


def test_what_is_no_number_is_refused_by_name():
    with pytest.raises(LimeError, match=r"y cannot be read as numbers .*'warm'.*Expected an array of numbers"):
        Neighborhood(np.eye(2), ["warm", "cold"], [0.0, 1.0])


def test_a_sweep_over_no_width_is_refused():
    with pytest.raises(LimeError, match=r"The kernel width is an empty list\. Expected a finite number above 0"):
        make_neighborhood().sweep([])


def test_an_explanation_at_two_widths_at_once_is_refused():
    with pytest.raises(LimeError, match=r"The kernel width is \[1, 2\]\. Expected one number above 0.*Call sweep"):
        make_neighborhood().explain(kernel_width=[1, 2])


def test_what_the_outputs_are_is_one_of_three():
    with pytest.raises(LimeError, match=r"kind is 'chance'\. Expected one of \"probability\", \"value\", \"score\""):
        Neighborhood(np.eye(3), np.arange(3.0), np.arange(3.0), output_kind="chance")
