"""What becomes of what the browser sends: settings, edits of the row, and orders; what is refused turns back."""

import threading

import numpy as np
import pandas as pd
import pytest
from widgets.study_model import assert_follows

from lime_widgets import BlackBox, Study, TabularExplainer
from lime_widgets.widgets.wire.study_model import study_model_of


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel_width", -1),
        ("kernel_width", float("nan")),
        ("kernel_width", "wide"),
        ("n_samples", 1),
        ("n_samples", 10.5),
        ("n_features", 0),
        ("n_features", -1),
        ("alpha", -0.1),
        ("random_state", -1),
        ("output", 9),
        ("kernel", "square"),
        ("distance", "far"),
        ("design", "grid"),
        ("discretizer", "entropy"),  # there are no labels
        ("discretizer", "thirds"),
        ("feature_selection", "best"),
        ("sample_around_instance", "perhaps"),
    ],
)
def test_a_refused_setting_turns_back_with_a_notice(study_model, study, wire, name, value):
    before, generation = getattr(study, name), study.generation
    shown = getattr(study_model, name)

    wire.set(study_model, **{name: value})

    assert getattr(study, name) == before
    assert getattr(study_model, name) == shown
    assert study_model.notice.endswith(".")
    assert {name: shown} in [{key: update.get(key) for key in [name]} for update in wire.updates_of(study_model)]
    assert study.generation == generation
    assert study.status == "ready"


def test_the_next_setting_takes_the_notice_away(study_model, wire):
    wire.set(study_model, alpha=-1)
    assert study_model.notice
    wire.set(study_model, alpha=2.0)
    assert study_model.notice == ""


def test_the_pointer_passing_over_a_bar_leaves_the_notice(study_model, study, wire):
    wire.set(study_model, alpha=-1)
    wire.set(study_model, highlight=2)

    assert study.highlight == 2
    assert study_model.notice


def test_a_second_refusal_in_the_same_words_is_seen_as_one(study_model, wire):
    wire.set(study_model, alpha=-1)
    wire.messages.clear()
    wire.set(study_model, alpha=-1)

    notices = [update["notice"] for update in wire.updates_of(study_model) if "notice" in update]
    assert notices == ["", study_model.notice]


def test_a_value_of_the_row_is_edited(study_model, study, wire):
    wire.send(study_model, type="edit", column="temp", value="21.5")
    assert study.wait(20)

    cell = next(cell for cell in study_model.row if cell["column"] == "temp")
    assert (cell["value"], cell["changed"]) == (21.5, True)
    assert study.explainer.table.row(study.instance)["temp"] == 21.5
    assert_follows(study_model, study)

    wire.send(study_model, type="reset_row")
    assert study.wait(20)
    assert not any(cell["changed"] for cell in study_model.row)


def test_a_category_and_a_gap_are_edited(study_model, study, wire):
    wire.send(study_model, type="edit", column="weather", value="RAIN")
    wire.send(study_model, type="edit", column="holiday", value="True")
    assert study.explainer.table.row(study.instance)["weather"] == "RAIN"
    assert study.explainer.table.row(study.instance)["holiday"] is True

    wire.send(study_model, type="edit", column="weather", value=None)
    assert study.explainer.table.row(study.instance)["weather"] is None
    assert study.wait(20)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("temp", "warm", "'warm'"),
        ("temp", "nan", "missing"),
        ("temp", "inf", "inf"),
        ("temp", None, "missing"),
        ("weather", "SNOW", "'SNOW'"),
        ("holiday", "perhaps", "'perhaps'"),
        ("wind", "3", "'wind'"),
    ],
)
def test_a_bad_value_becomes_a_sentence_and_changes_nothing(study_model, study, wire, column, value, message):
    before, calls, sweep = study.instance, study.n_model_calls, study_model.frames
    wire.send(study_model, type="edit", column=column, value=value)

    assert message in study_model.notice
    assert study_model.notice.endswith(".")
    assert study.instance is before
    assert study.n_model_calls == calls
    assert (study_model.status, study_model.frames) == ("ready", sweep)
    assert any("row" in update for update in wire.updates_of(study_model))  # the editor shows again what is in force


def test_redraw_reset_and_a_message_that_nobody_knows(study_model, study, wire):
    before = study.random_state
    wire.send(study_model, type="redraw")
    assert study.random_state == before + 1
    assert study_model.random_state == before + 1

    wire.set(study_model, alpha=4.0)
    wire.send(study_model, type="reset")
    assert (study.alpha, study.random_state) == (1.0, 0)
    assert study_model.alpha == 1.0

    wire.send(study_model, type="dance")
    assert "'dance'" in study_model.notice
    wire.send(study_model)
    assert "None" in study_model.notice
    assert study.wait(20)


def test_an_error_of_the_model_is_shown_with_the_last_good_picture(study_model, study, wire):
    def broken(X):
        msg = "no connection"
        raise OSError(msg)

    sweep = study_model.frames
    study.model = broken
    assert study.wait(20)

    assert study_model.status == "failed"
    assert "no connection" in study_model.error
    assert study_model.frames is sweep


def test_cancel_and_resume(wire, table):
    gate, evaluated = threading.Event(), []
    gate.set()

    def slow(X):
        evaluated.append(len(X))
        gate.wait(20)
        return X["temp"]

    study = Study(BlackBox(slow, repeat=False), table.iloc[20], TabularExplainer(table), n_samples=256)
    study.wait(20)
    gate.clear()
    study.black_box.batch_size = 64
    study_model = study_model_of(study)
    study_model.attach()

    wire.set(study_model, n_samples=512)
    assert study_model.status == "sampling"
    wire.send(study_model, type="cancel")
    assert study_model.status == "cancelled"
    gate.set()
    assert study.wait(20)

    wire.send(study_model, type="resume")
    assert study.wait(20)
    assert study_model.status == "ready"
    assert sum(evaluated) == 512  # no row was asked twice
    study_model.close()


def test_the_advice_of_a_reason_is_a_setting_that_the_study_takes(wire):
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.exponential(size=(400, 2)), columns=["a", "b"])
    far = table.iloc[int(table["a"].argmax())]
    explainer = TabularExplainer(table, sampling="table")
    study = Study(BlackBox(lambda rows: rows["a"] + 0.5 * rows["b"], repeat=False), far, explainer)
    model = study_model_of(study)
    assert study.wait(20)
    asked, score = study.n_model_calls, study.explanation.loo_score
    gap = next(each for each in model.frames["doubts"]["gap"]["reasons"] if each.get("label") == "No bins")
    assert (gap["parameter"], gap["value"]) == ("discretizer", "none")

    wire.set(model, **{gap["parameter"]: gap["value"]})

    assert study.wait(20)
    assert (study.discretizer, model.discretizer, model.notice) == (None, "none", "")
    assert study.explanation.loo_score > score + 0.3
    assert study.n_model_calls == asked
    assert_follows(model, study)
    model.close()


def test_a_table_has_slopes_to_draw(study_model, study, wire):
    wire.set(study_model, effect="slope")

    assert study.effect == "slope"
    control = next(control for control in study_model.controls if control["name"] == "effect")
    assert [option["value"] for option in control["options"]] == ["contribution", "slope"]
    wire.set(study_model, effect="size")
    assert study.effect == "slope"
    assert "effect is 'size'" in study_model.notice
