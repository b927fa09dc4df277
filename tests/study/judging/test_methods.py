"""LIME and Shapley values of one study: the switch, the model calls that it costs, and what differs."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError

RNG = np.random.default_rng(0)
TABLE = pd.DataFrame(RNG.normal(size=(200, 4)), columns=["a", "b", "c", "d"])
WORDS = [f"w{i}" for i in range(16)]
W = RNG.normal(size=(16, 6)) / 2


def of_rows(rows):
    return rows["a"].to_numpy() * rows["b"].to_numpy() + rows["c"].to_numpy()


def of_texts(texts):
    return np.tanh(np.array([[word in text.split() for word in WORDS] for text in texts], float) @ W).sum(axis=1)


def of_images(images):
    return images[:, :4, :4].mean(axis=(1, 2)) * images[:, 8:, 8:].mean(axis=(1, 2))


def table_study(**options):
    return settled(lw.Study(of_rows, TABLE.iloc[0], lw.TabularExplainer(TABLE), n_samples=256, **options))


def text_study(**options):
    return settled(lw.Study(of_texts, " ".join(WORDS), lw.TextExplainer(), n_samples=256, **options))


def image_study(size, **options):
    explainer = lw.ImageExplainer("grid", segmentation_options={"size": size}, fill=0)
    image = np.random.default_rng(1).random((16, 16))
    return settled(lw.Study(of_images, image, explainer, n_samples=512, **options))


def settled(study):
    assert study.wait(30)
    assert study.error is None
    return study


def choose(study, **parameters):
    before = study.n_model_calls
    study.update(**parameters)
    settled(study)
    return study.n_model_calls - before


def test_words_are_removed_as_lime_removes_them_so_that_shapley_values_cost_at_most_one_call():
    study = text_study()
    assert not study.neighborhood.Z.any(axis=1).all()  # a sample that removes everything is there by chance

    assert choose(study, kernel="shapley") == 0
    assert study.explanation.method == "shapley"
    total = study.explanation.intercept + study.explanation.coef.sum() + study.explanation.rest
    assert total == pytest.approx(study.explanation.model_prediction, abs=1e-12)


def test_only_the_answer_with_everything_removed_is_missing_from_few_words():
    study = lw.Study(of_texts, " ".join(WORDS), lw.TextExplainer(), n_samples=8)
    settled(study)
    assert study.neighborhood.Z.any(axis=1).all()

    assert choose(study, kernel="shapley") == 1
    assert study.neighborhood.empty == pytest.approx(of_texts([""]))


def test_a_short_list_of_superpixels_is_asked_once_and_others_get_masks_of_their_own():
    assert choose(image_study(8), kernel="shapley") == 0  # 4 superpixels: all 16 images are there

    study = image_study(4)
    assert 400 < choose(study, kernel="shapley") <= 513
    assert choose(study, kernel="gaussian") == 0
    assert study.explanation.method == "lime"
    assert choose(study, kernel="shapley") == 0


def test_choosing_shapley_values_of_a_row_takes_coalitions_and_the_way_back_restores_the_sampling():
    study = table_study(sampling="table", discretizer=None)

    assert choose(study, kernel="shapley") == 256
    assert (study.sampling, study.explainer.sampling) == ("coalitions", "coalitions")
    assert study.explanation.method == "shapley"
    assert choose(study, kernel="gaussian") == 0  # the former rows are still known
    assert (study.sampling, study.kernel) == ("table", "gaussian")
    assert choose(study, kernel="shapley") == 0


def test_another_sampling_or_surrogate_goes_back_to_limes_kernel():
    study = table_study(kernel="gaussian")
    choose(study, kernel="shapley")

    choose(study, sampling="table")
    assert (study.kernel, study.sampling, study.explanation.method) == ("gaussian", "table", "lime")


def test_shapley_values_are_of_the_answer_itself_whatever_the_surrogate_was():
    def chance(texts):
        return 1 / (1 + np.exp(-of_texts(texts)))

    study = settled(lw.Study(chance, " ".join(WORDS), lw.TextExplainer(), n_samples=256, surrogate="logistic"))

    choose(study, kernel="shapley")
    assert (study.surrogate, study.explanation.method) == ("ridge", "shapley")
    choose(study, kernel="exponential")
    assert study.surrogate == "logistic"


def test_rows_of_ones_own_have_no_coalitions():
    study = settled(lw.Study(of_rows, TABLE.iloc[0], lw.TabularExplainer(TABLE, samples=TABLE)))

    with pytest.raises(LimeError, match="samples are given"):
        study.kernel = "shapley"

    assert study.kernel == "exponential"
    study.differing = True
    assert settled(study).explanation.method == "lime"
    assert (study.other_calls, study.difference) == (0, None)
    assert "these rows are your own" in study.other_error


def test_a_study_may_begin_with_shapley_values_and_is_reset_to_them():
    study = table_study(kernel="shapley")
    assert study.explanation.method == "shapley"

    choose(study, kernel="exponential")
    study.reset()
    settled(study)

    assert (study.kernel, study.sampling, study.explanation.method) == ("shapley", "coalitions", "shapley")


def test_another_width_or_a_target_changes_no_shapley_value():
    study = text_study(kernel="shapley")
    study.sweeping = True
    settled(study)
    before = study.explanation.coef.copy()

    assert len(study.sweep) == 1
    assert study.complete
    choose(study, kernel_width=3.0)
    assert study.explanation.kernel_width == 3.0
    assert np.array_equal(study.explanation.coef, before)
    choose(study, target_score=0.99)
    assert study.kernel_width == 3.0


def test_another_text_and_a_longer_list_of_samples_keep_the_method():
    study = text_study(kernel="shapley")

    study.instance = " ".join(WORDS[:12])
    settled(study)
    assert study.explanation.method == "shapley"
    choose(study, n_samples=4096)
    assert study.explanation.exact  # 12 words: all variants


def test_what_differs_is_asked_for_and_says_what_it_costs():
    study = table_study()
    assert (study.difference, study.other_calls) == (None, 256)
    assert choose(study, n_samples=128) == 0
    assert study.other_calls == 128
    choose(study, n_samples=256)

    before = study.n_model_calls
    study.differing = True
    settled(study)

    assert study.n_model_calls - before == 256
    assert study.other_calls == 0
    assert study.difference.method == "shapley"
    assert set(study.difference.contributions) == set(study.explanation.features.tolist())
    assert choose(study, kernel="shapley") == 0  # these rows were just asked
    assert study.difference.method == "lime"


@pytest.mark.parametrize("surrogate", ["ridge", "lasso", "tree"])
def test_both_sides_of_the_switch_compare_the_same_two_explanations(surrogate):
    study = table_study(surrogate=surrogate)
    study.differing = True
    settled(study)
    shown, other = study.explanation, study.difference.contributions

    assert choose(study, kernel="shapley") == 0  # both have answers

    shapley = dict(zip(study.explanation.features.tolist(), study.explanation.contributions.tolist(), strict=True))
    assert other == {feature: shapley[feature] for feature in other}
    lime = dict(zip(shown.features.tolist(), shown.contributions.tolist(), strict=True))
    assert study.difference.contributions == pytest.approx(lime)
    assert study.other_calls == 0


def test_log_odds_are_not_compared_from_either_side():
    def model(rows):
        probabilities = 1.0 / (1.0 + np.exp(-of_rows(rows)))
        return np.column_stack([1.0 - probabilities, probabilities])

    study = lw.Study(model, TABLE.iloc[0], lw.TabularExplainer(TABLE), n_samples=256, surrogate="logistic")
    settled(study).differing = True
    assert "log-odds" in settled(study).other_error
    choose(study, kernel="shapley")
    assert "log-odds" in study.other_error


def test_the_other_method_of_a_text_is_that_of_the_same_samples():
    study = text_study(kernel_width=8.0, kernel="gaussian")
    choose(study, kernel="shapley")

    study.differing = True
    settled(study)

    lime = study.neighborhood.explain(kernel_width=8.0, kernel="gaussian")
    weights = dict(zip(lime.features.tolist(), lime.coef.tolist(), strict=True))
    shown = study.explanation.features.tolist()
    assert study.difference.contributions == {each: weights[each] for each in shown if each in weights}


def test_the_sentence_names_the_largest_difference_and_the_agreement():
    study = text_study(n_features=16)

    study.differing = True
    settled(study)

    lime = dict(zip(study.explanation.features.tolist(), study.explanation.coef.tolist(), strict=True))
    other = study.difference.contributions
    largest = max(other, key=lambda each: abs(other[each] - lime[each]))
    assert study.difference.marked[0] == largest
    assert f"“w{largest}” gets {other[largest]:+.3g}".replace("-", "−") in study.difference.sentence
    assert study.difference.sentence.startswith("LIME and Shapley agree on the ")


def test_methods_that_give_a_feature_other_signs_do_not_agree_on_it():
    def model(texts):
        u, v, w = (np.array([name in text.split() for text in texts], float) for name in "uvw")
        return 3.0 * u + w * (1.2 - 2.0 * v)  # w lowers the answer beside v, and raises it without

    study = settled(lw.Study(model, "u v w x", lw.TextExplainer(), kernel_width=5.0, alpha=0.0))
    study.differing = True
    settled(study)

    weights = dict(zip(study.explanation.feature_names, study.explanation.coef, strict=True))
    assert weights["w"] < 0 < study.difference.contributions[2]
    assert study.difference.sentence.startswith("LIME and Shapley agree on the top 2;")


def test_what_differs_is_drawn_for_print():
    study = text_study(n_features=5)
    study.differing = True
    settled(study)

    axes = study.difference.plot()

    bars, outlines = axes.containers
    by_size = sorted(study.difference.shown, key=lambda each: -abs(study.difference.shown[each]))
    assert [bar.get_width() for bar in bars] == [study.difference.shown[each] for each in by_size]
    assert [bar.get_width() for bar in outlines] == [study.difference.contributions[each] for each in by_size]
    assert axes.get_title(loc="left") == study.difference.sentence
    assert sum(tick.get_text().startswith("≠ ") for tick in axes.get_yticklabels()) == len(study.difference.marked)


def test_a_model_that_fails_for_the_other_method_leaves_the_explanation_alone():
    def picky(images):
        if (images.reshape(len(images), -1) == 0).mean(axis=1).max() > 0.9:
            raise ValueError("too dark")
        return of_images(images)

    explainer = lw.ImageExplainer("grid", segmentation_options={"size": 4}, fill=0)
    image = np.random.default_rng(1).random((16, 16))
    study = settled(lw.Study(picky, image, explainer, n_samples=64))

    study.differing = True
    assert study.wait(30)

    assert study.status == "ready"
    assert "too dark" in study.other_error
    assert study.explanation.method == "lime"


def test_nothing_is_compared_with_weights_in_log_odds():
    def chance(texts):
        return 1 / (1 + np.exp(-of_texts(texts)))

    study = settled(lw.Study(chance, " ".join(WORDS), lw.TextExplainer(), n_samples=64, surrogate="logistic"))
    study.differing = True

    assert study.wait(30)

    assert study.difference is None
    assert (
        study.other_error == "Weights in log-odds cannot be compared with Shapley values. Choose the linear surrogate."
    )


def iris_study(random_state, n_samples=1024):
    iris = load_iris(as_frame=True)
    forest = RandomForestClassifier(50, random_state=0).fit(iris.data, iris.target)
    explainer = lw.TabularExplainer(iris.data, sampling="coalitions")
    study = lw.Study(forest, iris.data.iloc[70], explainer, n_samples=n_samples, random_state=random_state)
    study.differing = True
    return settled(study), forest, iris.data


def brute_force(model, X, row, output):
    """Shapley values by their definition, with all training rows behind each coalition."""
    p = X.shape[1]
    value = {}
    for kept in itertools.product([False, True], repeat=p):
        rows = pd.DataFrame(np.where(kept, row.to_numpy(), X.to_numpy()), columns=X.columns)
        value[kept] = model.predict_proba(rows)[:, output].mean()
    found = np.zeros(p)
    for kept in itertools.product([False, True], repeat=p):
        for j in np.flatnonzero(~np.array(kept)):
            weight = math.factorial(sum(kept)) * math.factorial(p - sum(kept) - 1) / math.factorial(p)
            found[j] += weight * (value[(*kept[:j], True, *kept[j + 1 :])] - value[kept])
    return found


def test_chance_is_not_named_as_a_difference():
    within = []
    for seed in range(6):
        study, forest, X = iris_study(seed)
        found = study.difference
        exact = brute_force(forest, X, X.iloc[70], study.explanation.output)
        within += [abs(value - exact[each]) <= found.intervals[each] for each, value in found.contributions.items()]

        assert found.marked == ()
        assert "Shapley values are graded Poor. The samples count as 12" in found.sentence
        assert " gets " not in found.sentence
        assert "top 4" not in found.sentence  # all of the features
    assert np.mean(within) > 0.9  # the errors of the sampled background are among those of the intervals


def test_a_difference_beyond_chance_is_named_with_its_interval():
    study = table_study()
    study.update(n_samples=2048)
    study.differing = True
    settled(study)

    found, own = study.difference, study.explanation
    largest = found.marked[0]
    place = own.features.tolist().index(largest)
    both = np.hypot(found.intervals[largest], own.contribution_intervals[place])
    assert abs(found.contributions[largest] - own.contributions[place]) > both > 0
    assert f"± {found.intervals[largest]:.3g} from Shapley" in found.sentence


@pytest.mark.parametrize("make", [table_study, lambda: image_study(4)], ids=["table", "image"])
def test_repeats_come_back_with_their_method_without_a_model_call(make):
    study = make()
    study.repeat(3)
    settled(study)
    before = study.repeats

    choose(study, kernel="shapley")
    assert study.repeats is None
    assert not study.repeats_outdated
    study.repeat(2)
    settled(study)
    of_shapley = study.repeats
    assert choose(study, kernel="exponential") == 0
    np.testing.assert_array_equal(study.repeats.coef, before.coef)
    assert study.repeats.n_model_calls == before.n_model_calls
    assert study.repeat_cost(3).n_rows == 0
    assert choose(study, kernel="shapley") == 0
    np.testing.assert_array_equal(study.repeats.coef, of_shapley.coef)


def test_repeats_of_another_instance_do_not_come_back():
    study = table_study()
    study.repeat(3)
    settled(study)
    choose(study, kernel="shapley")
    study.instance = TABLE.iloc[1]
    settled(study)
    choose(study, kernel="exponential")

    assert study.repeats is None


def test_another_row_may_follow_as_a_series_while_shapley_values_are_shown():
    study = table_study(kernel="shapley")
    study.instance = TABLE.iloc[1]
    settled(study)

    assert study.explanation.method == "shapley"
    assert study.instance["a"] == TABLE["a"].iloc[1]
