"""The search for flips in a study: when it runs, what it costs, and that it is never of another instance."""

import time

import numpy as np
import pytest
from study.doubles import EXPLAINER, PATIENCE, Counting, X, study_of

from lime_widgets import ImageExplainer, TabularExplainer, TextExplainer
from lime_widgets.engine.model.black_box import BlackBox
from lime_widgets.study import Study, pacing

TEXT = "free call now to claim your prize"


class Words:
    """Spam by its words; counts what it is asked."""

    def __init__(self, seconds=0.0):
        self.n_texts, self.seconds = 0, seconds

    def __call__(self, texts):
        self.n_texts += len(texts)
        time.sleep(self.seconds * len(texts))
        weights = {"claim": 1.5, "free": 1.0, "call": 0.6, "prize": 0.3}
        scores = np.array([sum(weights.get(word, 0.0) for word in text.split()) - 1.2 for text in texts])
        spam = 1 / (1 + np.exp(-scores))
        return np.column_stack([1 - spam, spam])


def text_study(model, **options):
    return Study(BlackBox(model, output_names=["ham", "spam"], repeat=False), TEXT, TextExplainer(), **options)


def test_nothing_is_searched_unless_it_is_asked_for():
    model = Counting()
    study = study_of(model)
    assert study.wait(PATIENCE)
    n = model.n_rows
    study.kernel_width = 1.0
    assert study.wait(PATIENCE)
    assert (study.flips, model.n_rows) == (None, n)


def test_a_text_that_was_asked_about_as_a_whole_costs_no_call():
    model = Words()
    study = text_study(model)
    study.flipping = True
    assert study.wait(PATIENCE)
    assert study.explanation.exact
    assert study.flips.n_calls == 0
    assert model.n_texts == 2**7
    assert study.flips.found[0].removed == (0, 4)  # free, claim
    removed = [word for i, word in enumerate(TEXT.split()) if i not in study.flips.found[0].removed]
    assert Words()([" ".join(removed)])[0].argmax() == 0


def test_the_calls_are_counted_and_the_row_is_not_searched_twice():
    model = Counting()
    study = study_of(model)
    assert study.wait(PATIENCE)
    before = study.n_model_calls
    study.flipping = True
    assert study.wait(PATIENCE)
    flips = study.flips
    assert flips.n_calls == study.n_model_calls - before == flips.n_tried > 0
    study.kernel_width = 1.0
    study.n_features = 2
    study.discretizer = "decile"
    assert study.wait(PATIENCE)
    assert study.flips is flips


def test_another_instance_has_other_flips_and_none_until_they_are_found():
    study = study_of(Counting())
    study.flipping = True
    assert study.wait(PATIENCE)
    first = study.flips
    seen = []
    study.observe(lambda change: seen.append(study.flips), "explanation")
    study.instance = X[7]
    assert study.wait(PATIENCE)
    assert all(each is None for each in seen)
    assert study.flips not in {None, first}
    for flip in study.flips.found:
        row = X[7].copy()
        row[[column.name for column in EXPLAINER.table.columns].index(flip.column)] = float(flip.text)
        assert Counting()(row[None])[0].argmax() != Counting()(X[7][None])[0].argmax()


def test_a_slow_model_is_searched_only_by_request(monkeypatch):
    monkeypatch.setattr(pacing, "FLIPS_SECONDS", 0.02)
    model = Words(seconds=0.001)
    study = text_study(model)
    study.flipping = True
    assert study.wait(PATIENCE)
    assert study.flips is None
    assert study.flips_offered
    study.find_flips()
    assert study.wait(PATIENCE)
    assert study.flips.found
    assert not study.flips_offered


def test_a_model_that_fails_on_changed_rows_leaves_the_explanation_alone():
    model = Counting()
    study = study_of(model)
    assert study.wait(PATIENCE)
    explanation = study.explanation

    def failing(rows):
        raise RuntimeError

    study.black_box.predict = failing
    study.flipping = True
    assert study.wait(PATIENCE)
    assert (study.status, study.error, study.explanation) == ("ready", None, explanation)
    assert study.flips.found == ()
    assert study.flips.sentence == ""


@pytest.mark.parametrize("output", [0, 1, 2])
def test_flips_are_of_the_predicted_class_whichever_output_is_explained(output):
    study = study_of(Counting(), output=output)
    study.flipping = True
    assert study.wait(PATIENCE)
    best = int(study.neighborhood.prediction.argmax())
    assert all(int(flip.answers.argmax()) != best for flip in study.flips.found)


def test_a_model_without_classes_has_no_flips():
    study = Study(lambda rows: rows[:, 0], X[0], EXPLAINER, n_samples=64)
    study.flipping = True
    assert study.wait(PATIENCE)
    assert study.flips is None
    assert not study.flips_offered


def test_a_search_that_cannot_begin_ends(monkeypatch):
    study = study_of(Counting())
    assert study.wait(PATIENCE)

    def refuse(neighborhood):
        msg = "no ranking"
        raise ValueError(msg)

    monkeypatch.setattr("lime_widgets.study.jobs.flips._ranking", refuse)
    study.flipping = True
    assert study.wait(PATIENCE)
    assert (study.flips.found, study.flips.n_calls, study.status) == ((), 0, "ready")


def test_a_quick_model_with_a_slow_call_is_searched_after_an_edit_too(monkeypatch):
    monkeypatch.setattr(pacing, "FLIPS_SECONDS", 0.5)
    counting = Counting()

    def model(rows):
        time.sleep(0.02)  # each call, however many rows
        return counting(rows)

    study = study_of(model)
    study.flipping = True
    assert study.wait(PATIENCE)
    study.change("feature 0", float(X[0, 0]) + 0.25)
    assert study.wait(PATIENCE)
    assert study.flips is not None
    assert not study.flips_offered


class Bright:
    """Two classes, light and dark, by the mean of an image; counts what it is asked."""

    def __init__(self):
        self.n_images, self.broken = 0, False

    def __call__(self, images):
        self.n_images += len(images)
        if self.broken:
            message = "too dark"
            raise ValueError(message)
        light = images.reshape(len(images), -1).mean(axis=1) / 255
        return np.column_stack([light, 1 - light])


def test_an_image_is_evaluated_with_everything_hidden_where_it_is_wanted():
    image = np.random.default_rng(0).integers(100, 250, (8, 12, 3), dtype=np.uint8)
    squares = np.repeat(np.arange(12), 8).reshape(8, 12)
    model = Bright()
    explainer = ImageExplainer(segmentation=squares, fill="#333333")
    study = Study(BlackBox(model, repeat=False), image, explainer, n_samples=64)
    assert study.wait(PATIENCE)
    n = model.n_images
    assert study.off_answer is None
    study.flipping = True
    assert study.wait(PATIENCE)
    assert study.off_answer == pytest.approx([0.2, 0.8])  # 0x33 is a fifth of 255
    assert model.n_images == n + 1 + study.flips.n_calls
    study.fill = "#ffffff"
    assert study.wait(PATIENCE)
    assert study.off_answer == pytest.approx([1.0, 0.0])


def test_a_model_that_fails_without_any_superpixel_leaves_the_explanation():
    image = np.random.default_rng(0).integers(100, 250, (8, 12, 3), dtype=np.uint8)
    squares = np.repeat(np.arange(12), 8).reshape(8, 12)
    model = Bright()
    study = Study(BlackBox(model, repeat=False), image, ImageExplainer(segmentation=squares), n_samples=64)
    assert study.wait(PATIENCE)
    model.broken = True
    study.flipping = True
    assert study.wait(PATIENCE)
    assert (study.status, study.off_answer) == ("ready", None)


@pytest.mark.parametrize(("seconds", "n_columns"), [(0.0, 13), (0.4, 5)])
def test_a_quick_model_is_asked_about_all_columns_and_a_slow_one_about_the_strongest(monkeypatch, seconds, n_columns):
    table = np.random.default_rng(0).normal(size=(200, 13))
    weights = np.linspace(1, 2, 13)

    def sure(rows):
        ham = 0.1 + 0.001 * np.tanh(rows @ weights)
        return np.column_stack([1 - ham, ham])

    study = Study(sure, table[0], TabularExplainer(table), n_samples=128, discretizer=None)
    assert study.wait(PATIENCE)
    before, most = study.n_model_calls, pacing.flip_rows(seconds)
    monkeypatch.setattr(pacing, "flip_rows", lambda _: most)
    study.flipping = True
    assert study.wait(PATIENCE)
    assert study.flips.n_tried == study.flips.n_calls == study.n_model_calls - before
    assert n_columns * 16 <= study.flips.n_tried <= n_columns * 17
    assert ("all 13 columns" if n_columns == 13 else f"the {n_columns} strongest of 13 columns") in study.flips.sentence
