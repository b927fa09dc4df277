"""What becomes of what the browser sends: settings, edits of the row, and orders; what is refused turns back."""

import threading

import pytest
from widgets.study_model import assert_follows

from lime_widgets import Study, TabularExplainer
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
def test_a_refused_setting_turns_back_with_a_notice(mirror, study, wire, name, value):
    before, generation = getattr(study, name), study.generation
    shown = getattr(mirror, name)

    wire.set(mirror, **{name: value})

    assert getattr(study, name) == before
    assert getattr(mirror, name) == shown
    assert mirror.notice.endswith(".")
    assert {name: shown} in [{key: update.get(key) for key in [name]} for update in wire.updates_of(mirror)]
    assert study.generation == generation
    assert study.status == "ready"


def test_the_next_setting_takes_the_notice_away(mirror, wire):
    wire.set(mirror, alpha=-1)
    assert mirror.notice
    wire.set(mirror, alpha=2.0)
    assert mirror.notice == ""


def test_the_pointer_passing_over_a_bar_leaves_the_notice(mirror, study, wire):
    wire.set(mirror, alpha=-1)
    wire.set(mirror, highlight=2)

    assert study.highlight == 2
    assert mirror.notice


def test_a_second_refusal_in_the_same_words_is_seen_as_one(mirror, wire):
    wire.set(mirror, alpha=-1)
    wire.messages.clear()
    wire.set(mirror, alpha=-1)

    notices = [update["notice"] for update in wire.updates_of(mirror) if "notice" in update]
    assert notices == ["", mirror.notice]


def test_a_value_of_the_row_is_edited(mirror, study, wire):
    wire.send(mirror, type="edit", column="temp", value="21.5")
    assert study.wait(20)

    cell = next(cell for cell in mirror.row if cell["column"] == "temp")
    assert (cell["value"], cell["changed"]) == (21.5, True)
    assert study.explainer.table.row(study.instance)["temp"] == 21.5
    assert_follows(mirror, study)

    wire.send(mirror, type="reset_row")
    assert study.wait(20)
    assert not any(cell["changed"] for cell in mirror.row)


def test_a_category_and_a_gap_are_edited(mirror, study, wire):
    wire.send(mirror, type="edit", column="weather", value="RAIN")
    wire.send(mirror, type="edit", column="holiday", value="True")
    assert study.explainer.table.row(study.instance)["weather"] == "RAIN"
    assert study.explainer.table.row(study.instance)["holiday"] is True

    wire.send(mirror, type="edit", column="weather", value=None)
    assert study.explainer.table.row(study.instance)["weather"] is None
    assert study.wait(20)


@pytest.mark.parametrize(
    ("column", "value", "said"),
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
def test_a_bad_value_becomes_a_sentence_and_changes_nothing(mirror, study, wire, column, value, said):
    before, calls, sweep = study.instance, study.n_model_calls, mirror.frames
    wire.send(mirror, type="edit", column=column, value=value)

    assert said in mirror.notice
    assert mirror.notice.endswith(".")
    assert study.instance is before
    assert study.n_model_calls == calls
    assert (mirror.status, mirror.frames) == ("ready", sweep)
    assert any("row" in update for update in wire.updates_of(mirror))  # the editor shows again what is in force


def test_redraw_reset_and_a_message_that_nobody_knows(mirror, study, wire):
    before = study.random_state
    wire.send(mirror, type="redraw")
    assert study.random_state == before + 1
    assert mirror.random_state == before + 1

    wire.set(mirror, alpha=4.0)
    wire.send(mirror, type="reset")
    assert (study.alpha, study.random_state) == (1.0, 0)
    assert mirror.alpha == 1.0

    wire.send(mirror, type="dance")
    assert "'dance'" in mirror.notice
    wire.send(mirror)
    assert "None" in mirror.notice
    assert study.wait(20)


def test_an_error_of_the_model_is_shown_with_the_last_good_picture(mirror, study, wire):
    def broken(X):
        msg = "no connection"
        raise OSError(msg)

    sweep = mirror.frames
    study.model = broken
    assert study.wait(20)

    assert mirror.status == "failed"
    assert "no connection" in mirror.error
    assert mirror.frames is sweep


def test_cancel_and_resume(wire, table):
    gate, asked = threading.Event(), []

    def slow(X):
        asked.append(len(X))
        if len(asked) > 1:
            gate.wait(20)
        return X["temp"]

    study = Study(slow, table.iloc[20], TabularExplainer(table), n_samples=256)
    study.wait(20)
    study.black_box.batch_size = 64
    mirror = study_model_of(study)
    mirror.attach()

    wire.set(mirror, n_samples=512)
    assert mirror.status == "sampling"
    wire.send(mirror, type="cancel")
    assert mirror.status == "cancelled"
    gate.set()
    assert study.wait(20)

    wire.send(mirror, type="resume")
    assert study.wait(20)
    assert mirror.status == "ready"
    assert sum(asked) == 512  # no row was asked twice
    mirror.close()
