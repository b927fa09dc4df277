"""A study judges its explanation: what it asks, what it keeps, and what it measures again without asking."""

import time

import numpy as np
import pytest
from study.doubles import EXPLAINER, PATIENCE, Counting, Gated, N, X, ready, study_of, until

from lime_widgets import ImageExplainer, TabularExplainer, TextExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.study import Study, pacing
from lime_widgets.widgets.wire.samples import samples_state

N_REMOVAL = 1 + 16 * (4 + 3 + 3)  # a row of four columns, about 16 background rows
WORDS = " ".join(f"w{k}" for k in range(14))


class Texts:
    def __init__(self):
        self.n_rows = 0

    def __call__(self, texts):
        self.n_rows += len(texts)
        return np.array([sum(0.1 * k * (f"w{k} " in f"{text} ") for k in range(14)) for text in texts])


def checked(model, **parameters):
    study = ready(model, **parameters)
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert study.fidelity_error is None
    return study


def text_study(model, text=WORDS, **parameters):
    study = Study(BlackBox(model, repeat=False), text, TextExplainer(), **({"n_samples": 512} | parameters))
    assert study.wait(PATIENCE)
    return study


def test_nothing_is_measured_or_asked_unless_somebody_wants_it():
    model = Counting()
    study = ready(model)
    assert (study.fidelity, study.fidelity_progress, model.n_rows) == (None, None, N)


def test_judging_follows_every_change_without_asking_the_model():
    model = Counting()
    study = ready(model, sampling="table")  # the rows are the same with bins and without
    study.judging = True
    assert study.wait(PATIENCE)
    for change in ({"kernel_width": 1.1}, {"n_features": 2}, {"output": 2}, {"discretizer": None}, {"alpha": 3.0}):
        study.update(**change)
        assert study.wait(PATIENCE)
        assert study.fidelity.explanation is study.explanation
    assert model.n_rows == N
    study.judging = False
    study.kernel_width = 2.0
    assert study.wait(PATIENCE)
    assert study.fidelity is None


def test_the_measures_are_those_of_the_same_rows_drawn_by_hand():
    model = Counting()
    study = checked(model)
    assert model.n_rows == study.n_model_calls == N + 256 + N_REMOVAL
    assert study.fidelity.n_model_calls == 256 + N_REMOVAL
    perturbation = EXPLAINER.perturb(X[0], random_state=2**31)
    Z, inputs = perturbation.rows(1, 257)
    explanation = study.explanation
    y, g = Counting()(inputs)[:, explanation.output], explanation.predict(Z)
    distances = perturbation.distances(np.vstack([perturbation.representation(0, 1), Z]), "euclidean")[1:]
    w = np.exp(-0.5 * (distances / explanation.kernel_width) ** 2)
    expected = 1 - np.sum(w * (y - g) ** 2) / np.sum(w * (y - np.average(y, weights=w)) ** 2)
    assert study.fidelity.fresh == pytest.approx(expected, abs=1e-10)


def test_a_change_of_width_output_or_number_measures_again_without_asking():
    model = Counting()
    study = checked(model, sampling="table")
    before, n = study.fidelity.fresh, model.n_rows
    study.judging = True
    for change in ({"kernel_width": 1.4}, {"n_features": 2}, {"output": 2}, {"discretizer": None}):
        study.update(**change)
        assert study.wait(PATIENCE)
        assert study.fidelity.n_fresh == 256
        assert np.isfinite(study.fidelity.fresh)
        assert study.fidelity.fresh != before
    assert model.n_rows == n


def test_the_answers_for_a_table_serve_another_row():
    model = Counting()
    study = checked(model)
    study.judging = True
    n = model.n_rows
    study.instance = X[5]
    assert study.wait(PATIENCE)
    assert model.n_rows == n + 1  # the row itself
    assert study.fidelity.n_fresh == 256
    assert study.fidelity.removal is None


def test_other_samples_forget_the_fresh_ones():
    study = checked(Counting())
    study.judging = True
    study.random_state = 3
    assert study.wait(PATIENCE)
    assert (study.fidelity.n_fresh, study.fidelity.n_model_calls) == (0, 0)


def test_another_model_forgets_them():
    study = checked(Counting())
    study.judging = True
    study.model = BlackBox(Counting(tilt=2.0), repeat=False)
    assert study.wait(PATIENCE)
    assert (study.fidelity.n_fresh, study.fidelity.removal) == (0, None)


def test_asking_while_the_model_is_asked_draws_the_last_number():
    model = Gated()
    study = study_of(model)
    model.let_all()
    assert study.wait(PATIENCE)
    study.check_fidelity(1000)
    study.check_fidelity(70)
    model.let_all()
    assert study.wait(PATIENCE)
    assert study.fidelity.n_fresh in {70, 64 + 70}  # a batch may have been under way
    assert study.fidelity.removal is not None


def test_asking_again_adds_samples_and_asks_for_no_curve_twice():
    model = Counting()
    study = checked(model)
    n = model.n_rows
    study.check_fidelity(100)
    assert study.wait(PATIENCE)
    assert study.fidelity.n_fresh == 356
    assert model.n_rows == n + 100
    study.check_fidelity(0)
    assert study.wait(PATIENCE)
    assert model.n_rows == n + 100


def test_curves_in_another_order_are_kept_and_said_to_be_of_another():
    model = Counting()
    study = checked(model)
    study.judging = True
    curves = study.fidelity.removal
    assert study.fidelity.removal_is_current
    study.output = (study.output + 1) % 3
    assert study.wait(PATIENCE)
    assert study.fidelity.removal is curves
    assert not study.fidelity.removal_is_current
    assert "deletion_area" not in study.fidelity.to_frame().index
    n = model.n_rows
    study.check_fidelity(0)
    assert study.wait(PATIENCE)
    assert study.fidelity.removal_is_current
    assert model.n_rows == n + N_REMOVAL


def test_the_curves_are_drawn_for_print_and_written_as_a_table():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    found = checked(Counting()).fidelity
    axes = found.plot("removal")
    assert axes.lines[0].get_ydata().tolist() == found.removal.deletion.tolist()
    assert axes.lines[1].get_ydata().tolist() == found.removal.insertion.tolist()
    pyplot.close("all")
    frame = found.to_frame("removal")
    assert frame["random"].tolist() == found.removal.random.tolist()
    assert found.to_frame().loc["insertion_area", "value"] == found.removal.insertion_area


def test_the_offer_says_what_the_model_will_be_asked():
    model = Counting()
    study = ready(model)
    offer = study.fidelity_offer
    assert (offer.n_fresh, offer.n_rows) == (256, 256 + N_REMOVAL)
    assert offer.seconds >= 0
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert model.n_rows == N + offer.n_rows
    assert study.fidelity_offer.n_rows == 256


def test_a_text_that_was_asked_about_as_a_whole_is_judged_without_a_call():
    model = Texts()
    study = text_study(model, "w3 w5 w7 w9")
    assert study.fidelity_offer.n_rows == 0
    study.judging = True
    assert study.wait(PATIENCE)
    found = study.fidelity
    assert (model.n_rows, found.n_model_calls) == (16, 0)
    assert np.isnan(found.fresh)
    assert found.removal.deletion == pytest.approx([2.4, 1.5, 0.8, 0.3, 0.0])
    assert found.sentence.startswith("On all variants that there are, ")


def test_masks_that_are_known_are_not_asked_again():
    model = Texts()
    study = text_study(model)
    n = model.n_rows
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert study.fidelity.n_fresh == 256
    assert study.fidelity.n_model_calls == model.n_rows - n < 256 + 2 * 14
    assert study.fidelity.fresh > 0.95
    assert study.fidelity.removal.deletion[0] == pytest.approx(9.1)


def test_an_image_is_judged_with_its_own_filling():
    image = np.random.default_rng(0).random((40, 40, 3))

    def bright(images):
        return (images**2).reshape(len(images), -1).mean(axis=1)

    explainer = ImageExplainer(segmentation="grid", segmentation_options={"size": 10}, fill="mean")
    study = Study(BlackBox(bright, repeat=False), image, explainer, n_samples=300)
    assert study.wait(PATIENCE)
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert study.fidelity.fresh > 0.98  # the model is additive
    removal = study.fidelity.removal
    assert removal.deletion_area < removal.random_area < removal.insertion_area


def test_rows_of_the_users_own_have_no_fresh_ones():
    explainer = TabularExplainer(X, samples=X[:100])
    study = study_of(Counting(), explainer=explainer)
    assert study.wait(PATIENCE)
    assert study.fidelity_offer.n_fresh == 0
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert np.isnan(study.fidelity.fresh)
    assert study.fidelity.removal is not None


def test_progress_is_said_and_a_cancellation_keeps_what_is_there():
    model = Gated()
    study = study_of(model)
    model.let_all()
    assert study.wait(PATIENCE)
    while model._gate.acquire(blocking=False):
        pass
    while model._came.acquire(blocking=False):
        pass
    study.check_fidelity()
    assert study.fidelity_progress == 0.0
    model.await_batch()
    model.let()
    model.await_batch()
    until(lambda: study.fidelity_progress > 0)
    n = round(study.fidelity_progress * (256 + N_REMOVAL))
    study.cancel_fidelity()
    model.let_all()
    assert study.wait(PATIENCE)
    assert study.fidelity_progress is None
    # The batch that ran when it was cancelled is kept too.
    assert study.fidelity.n_fresh >= n
    assert study.fidelity.n_fresh < 256
    assert study.fidelity.removal is None


def test_results_appear_while_the_model_is_asked(monkeypatch):
    monkeypatch.setattr(pacing, "REST_SECONDS", 0.0)
    study = ready(Counting())
    seen = []
    study.observe(lambda _: seen.append(study.fidelity.n_fresh if study.fidelity else 0), "fidelity")
    study.check_fidelity(1024)
    assert study.wait(PATIENCE)
    assert seen[-1] == 1024
    assert len(set(seen)) >= 2


def test_another_instance_ends_what_was_asked():
    model = Gated()
    study = study_of(model)
    model.let_all()
    assert study.wait(PATIENCE)
    while model._gate.acquire(blocking=False):
        pass
    study.check_fidelity()
    time.sleep(0.05)
    study.instance = X[7]
    model.let_all()
    assert study.wait(PATIENCE)
    assert study.fidelity_progress is None
    assert study.explanation.model_prediction == pytest.approx(Counting()(X[7:8])[0, study.output])


def test_a_model_that_fails_leaves_a_sentence_and_the_explanation():
    model = Gated()
    study = study_of(model)
    model.let_all()
    assert study.wait(PATIENCE)
    explanation = study.explanation
    model.failure = RuntimeError("no more answers")
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert "no more answers" in study.fidelity_error
    assert (study.status, study.explanation, study.fidelity_progress) == ("ready", explanation, None)
    model.failure = None
    study.check_fidelity()
    assert study.wait(PATIENCE)
    assert study.fidelity_error is None
    assert study.fidelity.n_fresh == 256


@pytest.mark.parametrize("number", [-1, 2.5, True, "many"])
def test_a_number_of_samples_that_is_none_is_refused(number):
    with pytest.raises(ValueError, match="n_fresh is"):
        ready(Counting()).check_fidelity(number)


def test_there_is_nothing_to_judge_before_the_model_has_answered():
    model = Gated()
    study = study_of(model)
    with pytest.raises(ValueError, match="no explanation to judge"):
        study.check_fidelity()
    model.let_all()
    assert study.wait(PATIENCE)


def test_shapley_values_are_judged_by_all_of_them_whatever_number_is_shown():
    words = " ".join("a" * (1 + k % 5) + chr(98 + k) for k in range(20))
    study = text_study(lambda texts: np.array([float(len(text)) for text in texts]), words, kernel="shapley")
    assert len(study.explanation.features) < 20
    study.check_fidelity(256)
    assert study.wait(PATIENCE)
    found = study.fidelity
    sent = samples_state(study, fitted=True)["fitted"]["values"]
    np.testing.assert_allclose(np.frombuffer(sent["data"], "<f4"), study.neighborhood.y[:, 0], rtol=1e-6)
    assert study.explanation.score == pytest.approx(1.0)
    assert found.fresh == pytest.approx(1.0)
    assert "explains 100 %" in found.sentence
    np.testing.assert_allclose(found.by_width.fresh, 1.0)
    np.testing.assert_allclose(found.residuals.residual, 0.0, atol=1e-9)
    assert found.infidelity == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(found.by_n_features.fresh, 1.0)
    np.testing.assert_allclose(found.by_n_features.loo_score, 1.0)
    assert "all features" in found.plot("n_features").get_xlabel()


@pytest.mark.parametrize("kind", ["table", "bins", "text", "image"])
def test_what_the_model_answered_about_one_method_is_there_after_a_look_at_the_other(kind):
    model = Texts() if kind == "text" else Counting()
    if kind == "text":
        study = text_study(model, " ".join(f"w{k}" for k in range(70)))
    elif kind == "image":
        explainer = ImageExplainer("grid", segmentation_options={"size": 2}, fill=0)
        box = BlackBox(lambda images: model(images[:, :2, :2].reshape(len(images), 4)), repeat=False)
        study = Study(box, np.random.default_rng(0).random((8, 8)), explainer, n_samples=N)
        assert study.wait(PATIENCE)
    else:
        study = ready(model, discretizer="quartile" if kind == "bins" else None)
    study.judging = True
    study.check_fidelity(256)
    assert study.wait(PATIENCE)
    of_lime, at_first = study.fidelity, model.n_rows

    study.kernel = "shapley"
    assert study.wait(PATIENCE)
    assert study.fidelity.n_fresh == 0
    study.check_fidelity(128)
    assert study.wait(PATIENCE)
    of_shapley, n_rows = study.fidelity, model.n_rows
    assert n_rows > at_first

    study.kernel = "exponential"
    assert study.wait(PATIENCE)
    assert (study.fidelity.n_fresh, study.fidelity.fresh) == (256, of_lime.fresh)
    assert study.fidelity.n_model_calls == of_lime.n_model_calls
    assert study.fidelity.removal is of_lime.removal is not None
    study.kernel = "shapley"
    assert study.wait(PATIENCE)
    assert (study.fidelity.n_fresh, study.fidelity.fresh) == (of_shapley.n_fresh, of_shapley.fresh)
    assert study.fidelity.removal is of_shapley.removal is not None
    assert study.fidelity.n_model_calls == of_shapley.n_model_calls
    assert model.n_rows == n_rows

    study.random_state = 7
    assert study.wait(PATIENCE)
    assert study.fidelity.n_fresh == 0


@pytest.mark.parametrize("sampling", ["uniform", "local"])
def test_fresh_masks_serve_both_methods_where_the_sequence_is_the_same(sampling):
    model = Texts()
    study = text_study(model, sampling=sampling)
    study.judging = True
    study.check_fidelity(256)
    assert study.wait(PATIENCE)

    study.kernel = "shapley"
    assert study.wait(PATIENCE)

    assert study.fidelity_error is None
    assert study.fidelity.n_fresh == 256
    np.testing.assert_allclose(study.fidelity.fresh, 1.0)
