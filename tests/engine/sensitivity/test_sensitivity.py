"""How far an explanation moves with its instance, against numbers made by hand."""

from dataclasses import replace
from html import escape

import joblib
import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import lime_widgets as lw
from lime_widgets import LimeError

X = np.random.default_rng(0).normal([5.0, -1.0, 0.0], [2.0, 0.5, 1.0], size=(300, 3))
NUMBERS = lw.TabularExplainer(X, discretizer=None, feature_names=["a", "b", "c"])
SLOPES = np.array([3.0, -2.0, 0.5])


def linear(rows):
    return rows @ SLOPES


def near(explainer=NUMBERS, model=linear, x=X[0], **options):
    return lw.sensitivity(explainer, model, x, **({"n_samples": 256, "alpha": 0.0} | options))


# ---- table rows ------------------------------------------------------------------------------------------


def test_the_weights_of_a_linear_model_do_not_move():
    found = near()

    np.testing.assert_allclose(found.own_values, SLOPES * X.std(axis=0))
    assert found.max_sensitivity < 1e-9
    assert found.lipschitz < 1e-8
    assert (found.jaccard() == 1).all()
    rows = np.array(found.neighbors)
    np.testing.assert_allclose(found.model_change, np.abs((rows - X[0]) @ SLOPES))


def test_the_contributions_of_a_linear_model_move_by_slope_times_step():
    found = near(kind="contribution")

    steps = np.array(found.neighbors) - X[0]
    distance = np.linalg.norm(steps / X.std(axis=0), axis=1)
    np.testing.assert_allclose(found.distance, distance)
    np.testing.assert_allclose(found.change, np.linalg.norm(SLOPES * steps, axis=1))
    assert found.max_sensitivity == pytest.approx(np.linalg.norm(SLOPES * steps, axis=1).max())
    assert found.relative == pytest.approx(found.max_sensitivity / np.linalg.norm(SLOPES * (X[0] - X.mean(axis=0))))
    assert found.lipschitz == pytest.approx((np.linalg.norm(SLOPES * steps, axis=1) / distance).max())


def test_the_lipschitz_estimate_of_one_column_is_its_slope_in_standard_deviations():
    column = X[:, :1]
    explainer = lw.TabularExplainer(column, discretizer=None)
    found = near(explainer, lambda rows: -4.0 * rows[:, 0], column[3], kind="contribution")

    np.testing.assert_allclose(found.ratio, 4.0 * column.std())


def test_neighbors_are_uniform_in_a_ball():
    steps = (np.array(near(n_neighbors=200, radius=0.5, n_samples=64).neighbors) - X[0]) / X.std(axis=0)
    lengths = np.linalg.norm(steps, axis=1)

    assert lengths.max() <= 0.5
    assert (lengths > 0.5 * 0.5 ** (1 / 3)).mean() == pytest.approx(0.5, abs=0.12)  # half of the ball's volume
    assert np.abs(steps.mean(axis=0)).max() < 0.06


def test_a_model_that_jumps_is_seen_to_jump():
    x = X[0].copy()
    x[0] = 5.0
    found = near(model=lambda rows: np.where(rows[:, 0] > 5.0, 8.0, 2.0), x=x)

    over = np.array(found.neighbors)[:, 0] > 5.0
    assert 0 < over.sum() < len(over)
    np.testing.assert_array_equal(found.model_change, 6.0 * over)


def test_each_run_is_the_explanation_of_its_neighbor_alone():
    explainer = lw.TabularExplainer(X)
    for source in (explainer, explainer.replace(sample_around_instance=True)):
        found = near(source, lambda rows: np.tanh(linear(rows)), random_state=3, n_neighbors=4, n_features=2)
        assert len(found.runs) == 4
        for neighbor, run in zip(found.neighbors, found.runs, strict=True):
            alone = source.explain(
                lambda rows: np.tanh(linear(rows)), neighbor, n_samples=256, random_state=3, n_features=2, alpha=0.0
            )
            np.testing.assert_array_equal(run.features, alone.features)
            np.testing.assert_array_equal(run.coef, alone.coef)


def test_another_bin_is_compared_by_its_column():
    column = np.arange(101.0)[:, None]
    explainer = lw.TabularExplainer(column, feature_names=["t"])
    found = near(explainer, lambda rows: rows[:, 0], [24.9], radius=0.02, n_neighbors=30)

    names = {run.feature_names[0] for run in found.runs}
    crossed = np.array([run.feature_names[0] != found.explanation.feature_names[0] for run in found.runs])
    assert len(names) == 2
    # The lowest quarter is far below the mean of the others; the second is only a little below.
    assert (found.change[crossed] > 20).all()
    assert (found.change[~crossed] < 1).all()
    assert found.feature_name(found.driver) == "t"
    assert '"t" changes most: it lies in another bin.' in found.headline


def test_a_feature_that_is_not_selected_has_the_weight_0():
    found = near(n_features=2)

    assert np.count_nonzero(found.own_values) == 2
    assert np.isfinite(found.neighbor_values).all()
    one = found.explanation
    other = replace(one, features=np.array([one.features[0], 2]), coef=np.array([one.coef[0], 0.25]))
    switched = replace(found, runs=(other,), names=("c +0.10 sd",), distance=np.array([0.5]))

    expected = np.hypot(one.coef[1], 0.25)
    assert switched.change[0] == pytest.approx(expected)
    assert switched.lipschitz == pytest.approx(expected / 0.5)
    assert switched.jaccard(2)[0] == pytest.approx(1 / 3)
    assert switched.jaccard(1)[0] == 1
    assert '" changes most: only one of the two selects it.' in switched.headline


def test_whole_numbers_stay_whole_and_categories_stay():
    table = pd.DataFrame({"n": np.arange(40) % 8, "kind": ["x", "y"] * 20, "z": np.linspace(0, 1, 40)})
    found = near(lw.TabularExplainer(table), lambda rows: rows["n"] + rows["z"], table.iloc[5], radius=1.0)

    rows = pd.concat(found.neighbors)
    assert rows.dtypes.equals(table.dtypes)
    assert (rows["kind"] == "y").all()
    assert (rows["n"] != 5).any()
    assert (found.distance > 0).all()
    assert (found.distance <= 1.0 + 1e-9).all()


def test_rows_that_share_their_samples_take_one_call_each():
    asked = []

    def counted(rows):
        asked.append(len(rows))
        return linear(rows)

    found = near(model=counted, n_neighbors=7)
    assert found.n_model_calls == 7
    assert asked == [256, 1, 7]

    asked.clear()
    around = near(NUMBERS.replace(sample_around_instance=True), counted, n_neighbors=3)
    assert around.n_model_calls == 3 * 256
    assert sum(asked) == 4 * 256 + 1


def test_bins_are_decided_once_for_all():
    found = near(lw.TabularExplainer(X, discretizer="auto"), n_neighbors=5)

    assert {run.feature_names for run in found.runs} == {("feature 0", "feature 1", "feature 2")}
    assert found.n_model_calls == 5


def test_the_class_of_the_instance_is_explained_where_neighbors_have_another():
    def classes(rows):
        share = 1 / (1 + np.exp(-8 * (rows[:, 0] - 5.0)))
        return np.column_stack([1 - share, share])

    x = X[0].copy()
    x[0] = 5.01
    found = near(model=classes, x=x)

    assert any(classes(row[None])[0, 0] > 0.5 for row in found.neighbors)
    assert {run.output for run in found.runs} == {1}


def test_processes_give_what_one_process_gives():
    around = NUMBERS.replace(sample_around_instance=True)
    alone = near(around, n_neighbors=3)
    with joblib.parallel_config("threading"):  # processes take seconds to start
        shared = near(around, n_neighbors=3, n_jobs=2)

    np.testing.assert_array_equal(alone.neighbor_values, shared.neighbor_values)
    assert shared.n_model_calls == 3 * 257  # each process asks about the neighbor twice


# ---- texts -----------------------------------------------------------------------------------------------

COUNTS = {"good": 2.0, "bad": -3.0, "film": 0.5, "very": 1.0}


def additive(texts):
    return np.array([sum(COUNTS.get(word, 0.0) for word in text.split()) for text in texts])


def test_each_neighbor_of_a_text_lacks_one_word():
    found = near(lw.TextExplainer(), additive, "good film very bad", n_samples=64)

    assert [" ".join(text.split()) for text in found.neighbors] == [
        "film very bad",
        "good very bad",
        "good film bad",
        "good film very",
    ]
    np.testing.assert_allclose(found.model_change, [2.0, 0.5, 1.0, 3.0])
    np.testing.assert_array_equal(found.distance, 1.0)
    # Words add up: the weights of those that are left stay.
    np.testing.assert_allclose(found.change, 0.0, atol=1e-9)
    np.testing.assert_array_equal(np.isnan(found.neighbor_values), np.eye(4, dtype=bool))


def test_a_word_that_needs_another_loses_its_weight_with_it():
    def both(texts):
        return np.array([float("not" in text and "good" in text) for text in texts])

    found = near(lw.TextExplainer(), both, "not good today", n_samples=64)

    own = dict(zip(found.explanation.feature_names, found.own_values, strict=True))
    np.testing.assert_allclose(found.neighbor_values[0][1:], 0.0, atol=1e-9)  # without "not" nothing matters
    assert found.change[0] == pytest.approx(np.hypot(own["good"], own["today"]))
    assert found.names[found.worst] in {'without "not"', 'without "good"'}


def test_repeated_words_are_compared_by_their_place():
    text = "good film very good"
    found = near(lw.TextExplainer(bag=False), additive, text, n_samples=64)

    assert found.explanation.feature_names == ("good", "film", "very", "good [2]")
    # Without the first word the last is called "good", and is the same feature.
    np.testing.assert_allclose(found.neighbor_values[0], [np.nan, 0.5, 1.0, 2.0], atol=1e-9)


def test_words_that_run_together_are_compared_by_name():
    found = near(lw.TextExplainer(), additive, "good😀film very", n_samples=64)

    assert found.names[1] == 'without "😀"'
    assert found.neighbors[1] == "goodfilm very"
    assert np.isfinite(found.neighbor_values[1]).tolist() == [False, False, False, True]


def test_a_long_text_has_some_of_its_neighbors_and_says_what_sampling_alone_does():
    text = " ".join(f"word{i}" for i in range(40))
    found = near(lw.TextExplainer(), lambda texts: np.array([hash_of(text) for text in texts]), text, n_neighbors=5)

    assert len(set(found.neighbors)) == 5
    assert (found.sampling_error > 0).all()
    assert found.headline.endswith("Other samples alone could change them as much: draw more.")
    short = near(lw.TextExplainer(), additive, "good film very bad", n_samples=64)
    assert not short.sampling_error.any()


def hash_of(text):
    """A number that has nothing to do with the words."""
    return (sum(map(ord, text)) * 7919 % 1000) / 1000


# ---- images ----------------------------------------------------------------------------------------------

PICTURE = np.random.default_rng(1).integers(40, 200, (8, 8, 3)).astype(np.uint8)
SQUARES = lw.ImageExplainer("grid", segmentation_options={"size": 4}, fill=0)


def test_the_weight_of_a_superpixel_moves_with_its_pixels():
    def brightness(images):
        return images.astype(float).sum(axis=(1, 2, 3))

    found = near(SQUARES, brightness, PICTURE, radius=0.05, n_neighbors=4, n_samples=64)

    noise = np.array(found.neighbors).astype(float) - PICTURE
    assert np.abs(noise).max() <= 0.05 * 255 + 0.5
    assert found.neighbors[0].dtype == np.uint8
    sums = noise.reshape(4, 2, 4, 2, 4, 3).sum(axis=(2, 4, 5)).reshape(4, 4)  # of each square
    np.testing.assert_allclose(found.change, np.linalg.norm(sums, axis=1), rtol=1e-6)
    np.testing.assert_allclose(found.distance, np.sqrt(np.square(noise / 255).sum(axis=(1, 2, 3))))
    np.testing.assert_allclose(found.model_change, np.abs(sums.sum(axis=1)), rtol=1e-6)


def test_superpixels_stay_those_of_the_image_without_noise():
    asked = []

    def segmenter(image):
        asked.append(image)
        return (np.arange(8)[:, None] // 4 * 2 + np.arange(8) // 4).astype(int)

    near(lw.ImageExplainer(segmenter), lambda images: images.mean(axis=(1, 2, 3)), PICTURE, n_neighbors=2, n_samples=16)

    assert len(asked) == 1


def test_masked_pixels_stay_masked():
    mask = np.zeros((8, 8), bool)
    mask[:2] = True
    picture = np.ma.masked_array(PICTURE[..., 0], mask=mask)
    found = near(SQUARES, lambda images: images.mean(axis=(1, 2)), picture, n_neighbors=2, n_samples=16)

    for neighbor in found.neighbors:
        np.testing.assert_array_equal(np.ma.getmaskarray(neighbor), mask)
        np.testing.assert_array_equal(neighbor.data[mask], PICTURE[..., 0][mask])


# ---- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"n_neighbors": 0}, "n_neighbors is 0."),
        ({"n_neighbors": 2.5}, "n_neighbors is 2.5."),
        ({"radius": 0.0}, "radius is 0.0."),
        ({"radius": np.inf}, "radius is inf."),
        ({"radius": "wide"}, "radius is 'wide'."),
        ({"kind": "bars"}, "kind is 'bars'."),
        ({"n_jobs": 0}, "n_jobs is 0."),
        ({"n_feature": 3}, 'sensitivity does not take "n_feature".'),
        ({"kernel": "shapley"}, "the samples change the values of a row at random."),
        ({"explainer": lw.TextExplainer(), "x": "one two", "radius": 0.1}, "radius is 0.1, and a text is explained."),
        ({"explainer": lw.TextExplainer(), "x": "one"}, "The text has one feature, 'one'."),
        ({"explainer": SQUARES, "x": PICTURE, "radius": 1.5}, "radius is 1.5."),
        ({"explainer": SQUARES, "x": PICTURE, "radius": 1e-6}, "no pixel changes."),
        ({"explainer": lw.TabularExplainer(pd.DataFrame({"a": ["x", "y"]})), "x": ["x"]}, "no number that can move."),
        ({"explainer": lw.TabularExplainer(np.arange(9)[:, None]), "x": [3]}, "that it leaves as it is."),
        ({"explainer": "tabular"}, "The explainer is 'str'."),
    ],
)
def test_what_cannot_be_used_is_refused_before_the_model_is_called(options, what):
    def never(inputs):
        raise AssertionError(inputs)

    with pytest.raises(LimeError) as refused:
        near(model=never, **options)

    assert what in str(refused.value)


# ---- words, tables and pictures --------------------------------------------------------------------------


def test_the_headline_says_that_nothing_changes():
    found = near()

    assert found.headline == (
        "Of 20 rows within 0.25 standard deviations, the explanation does not change; the model's answer changes by "
        f"{found.model_change.max():.3g} at most."
    )


def test_the_headline_names_the_penalty_where_it_changes_the_weights():
    def lengths(texts):
        return [float(len(text)) for text in texts]

    found, free = (
        lw.sensitivity(lw.TextExplainer(), lengths, "one two three", **alpha) for alpha in ({}, {"alpha": 0})
    )

    assert found.relative > 0.4
    assert "changes most" not in found.headline
    assert (
        "The penalty takes 27 % of the weights there and 1 % of these, which by itself changes them: pass alpha=0."
        in (found.headline)
    )
    assert "penalty" not in free.headline


def test_a_penalty_that_takes_as_much_of_both_is_said_beside_the_driver():
    found = near(alpha=100.0, radius=0.1, model=lambda rows: rows[:, 0] ** 2)

    assert "changes most. The penalty takes" in found.headline
    assert "by itself" not in found.headline


def test_the_headline_says_how_far_and_where():
    found = near(kind="contribution", radius=0.2)

    assert found.headline == (
        f"Of 20 rows within 0.2 standard deviations, the contributions change by "
        f"{100 * found.relative:.0f} % of their size at most ({found.names[found.worst]}), where the model's answer "
        f'changes by {found.model_change[found.worst]:.3g}. "{"abc"[found.driver]}" changes most. '
        f"{(found.jaccard() == 1).sum()} of 20 neighbors keep the top 2."
    )
    assert str(found).startswith(found.headline)
    assert escape(found.headline) in found._repr_html_()


def test_a_constant_model_has_nothing_to_compare():
    found = near(model=lambda rows: np.full(len(rows), 0.25))

    assert np.isnan(found.relative)
    assert found.headline.endswith("every weight of this explanation is 0, so there is nothing to compare.")


def test_the_frame_begins_with_the_largest_change():
    found = near(kind="contribution")
    frame = found.to_frame()

    assert frame["neighbor"][0] == found.worst
    assert frame["change"].is_monotonic_decreasing
    np.testing.assert_allclose(frame["ratio"], frame["change"] / frame["distance"])


def test_the_picture_shows_change_against_distance_and_names_the_worst():
    mpl.use("agg")
    found = near(kind="contribution")
    ax = found.plot()

    points = ax.collections[0]
    np.testing.assert_allclose(points.get_offsets(), np.column_stack([found.distance, found.change]))
    np.testing.assert_allclose(points.get_array(), found.model_change)
    slope = ax.lines[0].get_xydata()
    assert slope[1, 1] / slope[1, 0] == pytest.approx(found.lipschitz)
    assert [text.get_text() for text in ax.texts] == [found.names[found.worst]]
    mpl.pyplot.close(ax.figure)


def test_where_all_are_equally_far_the_models_change_is_horizontal():
    mpl.use("agg")
    found = near(lw.TextExplainer(), additive, "good film very bad", n_samples=64)
    ax = found.plot()

    np.testing.assert_allclose(
        ax.collections[0].get_offsets(), np.column_stack([found.model_change, found.change]), atol=1e-9
    )
    assert ax.get_xlabel() == "change of the model's answer, |f(x′) − f(x)|"
    mpl.pyplot.close(ax.figure)


def test_values_in_the_names_of_coalitions_are_no_bins():
    explainer = lw.TabularExplainer(X, sampling="coalitions", feature_names=["a", "b", "c"])
    found = near(explainer, kernel="shapley", n_neighbors=4, alpha=1.0)

    assert found.runs[0].feature_names != found.explanation.feature_names
    assert "bin" not in found.headline
    # The Shapley value of a column of a linear model is slope times distance from the mean of the background.
    steps = np.array(found.neighbors) - X[0]
    np.testing.assert_allclose(found.change, np.linalg.norm(SLOPES * steps, axis=1), rtol=0.05)
