"""Repeats of an explanation with other seeds, outside of a study."""

import pickle
from dataclasses import replace

import joblib
import matplotlib as mpl
import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.engine.errors import LimeError
from lime_widgets.engine.stability.repeats import _sampled, repeat_seeds
from lime_widgets.engine.stability.result import stability_of

X = np.random.default_rng(0).normal(size=(300, 5))
EXPLAINER = lw.TabularExplainer(X)


def model(rows):
    return np.tanh(rows @ [2.0, -1.5, 1.0, 0.05, 0.04])


def made(**options):
    return lw.stability(EXPLAINER, model, X[0], **({"n_repeats": 4, "n_samples": 512, "n_features": 3} | options))


def test_a_repeat_is_the_explanation_with_the_next_seed():
    repeats = made(random_state=7)

    assert repeats.seeds == (7, 8, 9, 10, 11)
    for seed, run in zip(repeats.seeds, repeats.runs, strict=True):
        alone = EXPLAINER.explain(model, X[0], n_samples=512, n_features=3, random_state=seed)
        np.testing.assert_array_equal(run.coef, alone.coef)
        np.testing.assert_array_equal(run.features, alone.features)


def test_seeds_follow_the_explanations_own_up_to_the_largest():
    assert repeat_seeds(2**32 - 2, 3) == (2**32 - 1, 0, 1)


def test_repeats_ask_the_model_about_their_own_rows_only():
    asked = []

    def counted(rows):
        asked.append(len(rows))
        return model(rows)

    repeats = lw.stability(EXPLAINER, counted, X[0], n_repeats=3, n_samples=128, n_features=3)

    assert repeats.n_model_calls == 3 * 128
    assert sum(asked) == 4 * 128 + 1  # and once more about the instance, for a model that varies


def test_processes_give_what_one_process_gives():
    alone = made(n_repeats=3)
    with joblib.parallel_config("threading"):  # processes take seconds to start
        shared = made(n_repeats=3, n_jobs=2)

    np.testing.assert_array_equal(alone.coef, shared.coef)
    np.testing.assert_array_equal(alone.stderr, shared.stderr)
    assert shared.n_model_calls == 3 * 513


def test_what_a_process_hands_over_can_be_pickled():
    sent = pickle.loads(pickle.dumps(_sampled(EXPLAINER, model, {"x": X[0], "random_state": 1, "n_samples": 64})))  # noqa: S301  our own

    assert sent[1] == 65
    assert (
        sent[0].explain().features.tolist()
        == EXPLAINER.explain(model, X[0], n_samples=64, random_state=1).features.tolist()
    )


def test_numbers_of_repeats_are_those_of_their_runs():
    repeats = made()

    assert repeats.coef.shape == (5, 5)
    assert (np.isfinite(repeats.coef).sum(axis=1) == 3).all()
    np.testing.assert_allclose(repeats.spread[0], repeats.coef[:, 0].std(ddof=1))
    np.testing.assert_allclose(repeats.predicted[0], np.sqrt(np.square(repeats.stderr[:, 0]).mean()))
    np.testing.assert_allclose(repeats.selected, (repeats.rank > 0).mean(axis=0))
    assert repeats.agreed == 3
    assert repeats.headline == "4 of 4 repeats agree on the top 3, in the same order."


def test_features_that_seeds_exchange_are_not_agreed_on():
    one, other = (made(random_state=seed, n_features=2).explanation for seed in (0, 1))
    swapped = replace(other, features=np.array([0, 4]))
    runs = [one, *[other] * 5, *[swapped] * 4]

    repeats = stability_of(runs)

    assert one.features.tolist() == other.features.tolist() == [0, 1]
    assert repeats.agreement(1) == 1.0
    assert repeats.agreement(2) == pytest.approx(5 / 9)
    assert repeats.agreed == 1
    assert repeats.headline == "9 of 9 repeats agree on the strongest feature; the rest changes with the seed."
    assert repeats.order.tolist() == [0, 1, 4]
    np.testing.assert_allclose(repeats.selected, [1, 0.6, 0, 0, 0.4])


def test_a_run_whose_order_alone_differs_is_the_odd_one():
    one = made(n_features=2).explanation
    exchanged = replace(one, coef=one.coef[::-1].copy())
    assert one.features.tolist() == [0, 1]

    repeats = stability_of([exchanged, *[one] * 10])
    assert repeats.headline == (
        "10 of 10 repeats agree on the top 2, and all have them in one order: this run alone has another order, "
        "from rank 1 on."
    )
    mixed = stability_of([exchanged, *[one] * 9, exchanged])
    assert mixed.headline == "10 of 10 repeats agree on the top 2; from rank 1 on their order changes."
    single = stability_of([exchanged, one])
    assert single.headline == "1 of 1 repeat agrees on the top 2; from rank 1 on their order changes."


def test_a_run_whose_strongest_feature_alone_differs_is_the_odd_one():
    one = made(n_features=1).explanation
    other = replace(one, features=np.array([1]))

    assert stability_of([one, *[other] * 3]).headline == (
        "All 3 repeats have the same strongest feature, and this run alone another one."
    )


def test_repeats_that_agree_on_nothing_say_so():
    one = made(n_features=1).explanation
    repeats = stability_of([one, replace(one, features=np.array([1])), replace(one, features=np.array([2]))])

    assert repeats.agreed == 0
    assert repeats.headline.startswith("0 of 2 repeats have the same strongest feature")


def test_a_complete_list_is_not_repeated():
    asked = []

    def counted(texts):
        asked.append(len(texts))
        return np.array([len(text) for text in texts], float)

    repeats = lw.stability(lw.TextExplainer(), counted, "one two three four", n_repeats=10)

    assert repeats.exact
    assert repeats.n_repeats == repeats.n_model_calls == 0
    assert sum(asked) == 16 + 1
    assert repeats.headline.startswith("Every repeat would be equal")


def test_a_model_that_answers_with_noise_is_repeated_though_its_list_is_complete():
    noise = np.random.default_rng(0)
    with pytest.warns(lw.LimeWarning, match="answers the same input differently"):
        repeats = lw.stability(
            lw.TextExplainer(), lambda texts: noise.normal(size=len(texts)), "one two three", n_repeats=3
        )

    assert not repeats.exact
    assert repeats.n_repeats == 3
    assert (repeats.spread > 0).all()


def test_samples_of_the_user_are_not_repeated():
    explainer = lw.TabularExplainer(X, samples=X)

    assert lw.stability(explainer, model, X[0], n_repeats=3).exact


def test_the_frame_has_a_row_for_each_feature_that_is_selected():
    repeats = made()
    frame = repeats.to_frame()

    assert frame["feature"].tolist() == repeats.order.tolist()
    assert frame["best_rank"].tolist()[:3] == frame["worst_rank"].tolist()[:3] == [1, 2, 3]
    np.testing.assert_allclose(frame["weight"], repeats.coef[0, repeats.order])


def test_the_picture_has_a_dot_for_each_repeat_and_a_band_for_the_interval():
    mpl.use("Agg")
    repeats = made()

    ax = repeats.plot()

    dots = ax.collections
    assert [len(each.get_offsets()) for each in dots] == [4, 4, 4]
    np.testing.assert_allclose(dots[0].get_offsets()[:, 0], repeats.coef[1:, repeats.order[0]])
    band = ax.patches[0]
    assert band.get_width() == pytest.approx(2 * repeats.predicted_interval[repeats.order[0]])
    assert band.get_x() + band.get_width() / 2 == pytest.approx(repeats.mean[repeats.order[0]])


def test_plain_text_and_html_give_headline_and_numbers():
    repeats = made()

    for written in (str(repeats), repeats._repr_html_()):
        assert repeats.headline in written
        assert "VSI" in written
        assert repeats.feature_names[0].split()[0] in written
    assert [value for name, value, _ in repeats.sentences if name == "VSI"] == ["100"]


def test_shapley_values_are_named_as_such():
    explainer = lw.TabularExplainer(X, sampling="coalitions")
    repeats = lw.stability(explainer, model, X[0], n_repeats=2, n_samples=64, kernel="shapley")

    assert "runs, Shapley value " in str(repeats)
    assert "mean Shapley value" in repeats._repr_html_()
    assert repeats.plot().get_xlabel().startswith("Shapley value for")
    assert "mean weight" in made()._repr_html_()


@pytest.mark.parametrize("n_repeats", [0, 201, 2.5, True, "ten"])
def test_an_odd_number_of_repeats_is_refused(n_repeats):
    with pytest.raises(LimeError, match="a whole number from 1 to 200"):
        made(n_repeats=n_repeats)


def test_runs_of_different_features_are_refused():
    with pytest.raises(LimeError, match="2 runs"):
        stability_of([made().explanation, replace(made().explanation, feature_names=("a",) * 5)])
    with pytest.raises(LimeError, match="0 runs"):
        stability_of([])
