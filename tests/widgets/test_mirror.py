"""What the browser knows of a study, and what becomes of what it sends."""

import gc
import threading
import weakref

import numpy as np
import pandas as pd
import pytest

from lime_widgets import Study, TabularExplainer
from lime_widgets.widgets.mirror import mirror_of

ARRAYS = ("coef", "stderr", "features", "kernel_width", "intercept", "score", "ess", "local_prediction", "doubts")


def read(array):
    return np.frombuffer(array["data"], f"<{array['dtype']}").reshape(array["shape"])


def drawn(mirror):
    """What a view draws: the frame of the mirror's own kernel width."""
    frames = {name: read(mirror.frames[name]) for name in ARRAYS}
    nearest = np.abs(np.log(frames["kernel_width"] / mirror.kernel_width)).argmin()
    return {name: values[nearest] for name, values in frames.items()}


def assert_follows(mirror, study):
    """The mirror's frame is the study's explanation, and every parameter is the study's."""
    frame, explanation = drawn(mirror), study.explanation
    assert frame["kernel_width"] == pytest.approx(study.kernel_width, rel=1e-12)
    kept = frame["features"] >= 0
    np.testing.assert_array_equal(frame["features"][kept], explanation.features)
    np.testing.assert_allclose(frame["coef"][kept], explanation.coef, rtol=1e-6)
    np.testing.assert_allclose(frame["stderr"][kept], explanation.stderr, rtol=1e-5, atol=1e-12)
    assert frame["score"] == pytest.approx(explanation.score, rel=1e-6)
    assert frame["ess"] == pytest.approx(explanation.ess, rel=1e-6)
    assert frame["local_prediction"] == pytest.approx(explanation.local_prediction, rel=1e-6)
    assert mirror.frames["n_samples"] == len(study.neighborhood)
    for name in study.parameter_names:
        value = getattr(study, name)
        assert getattr(mirror, name) == ("none" if value is None else value), name


# From the kernel to the browser


def test_at_rest_the_mirror_holds_the_whole_sweep(mirror, study):
    assert mirror.frames["complete"]
    assert read(mirror.frames["kernel_width"]).shape == (129,)
    np.testing.assert_allclose(read(mirror.grid), study.kernel_widths)
    assert mirror.default_kernel_width == study.default_kernel_width
    assert_follows(mirror, study)


def test_a_study_that_was_at_rest_before_it_is_shown_is_swept_too(wire, study):
    assert len(study.sweep) == 1
    mirror = mirror_of(study)
    assert study.wait(20)

    assert mirror.frames["complete"]
    mirror.close()


def test_the_mirror_says_how_the_study_stands(mirror, study):
    assert (mirror.status, mirror.progress, mirror.error) == ("ready", 1.0, None)
    assert mirror.n_model_calls == study.n_model_calls
    assert mirror.outputs == {"names": ["no", "yes"], "kind": study.neighborhood.kind}
    assert mirror.prediction["values"] == pytest.approx(study.neighborhood.prediction.tolist())
    answers = study.neighborhood.y[:, study.output]
    assert (mirror.prediction["low"], mirror.prediction["high"]) == (answers.min(), answers.max())
    assert mirror.features["names"] == list(study.feature_names)
    assert mirror.features["columns"] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [
        {"kernel_width": 0.7},  # on no step of the grid
        {"n_features": 2},
        {"n_samples": 100},
        {"n_samples": 400},
        {"output": "no"},
        {"alpha": 3.5},
        {"feature_selection": "highest_weights"},
        {"kernel": "epanechnikov"},
        {"distance": "manhattan"},
        {"discretizer": None},
        {"discretizer": "decile"},
        {"sample_around_instance": True},
        {"design": "independent"},
        {"random_state": 7},
    ],
)
def test_a_change_from_code_reaches_the_browser(mirror, study, change):
    study.update(**change)
    assert study.wait(20)

    assert_follows(mirror, study)


def test_a_publication_is_one_message(mirror, study, wire):
    heard = []
    study.observe(lambda change: heard.append(change.new), "generation")

    study.alpha = 2.0
    updates = wire.updates_of(mirror)

    assert len(heard) == 1
    assert [update.keys() for update in updates if "frames" in update] == [{"frames"}]
    assert len(updates) == 2  # the parameter itself is the other one


def test_a_change_from_the_browser_is_answered_by_one_message(mirror, study, wire):
    wire.set(mirror, alpha=2.0)

    assert study.alpha == 2.0
    assert len([update for update in wire.updates_of(mirror) if update]) == 1
    assert_follows(mirror, study)


def test_a_width_of_the_sweep_is_not_answered_by_another_sweep(mirror, study, wire):
    width = float(study.kernel_widths[40])
    sweep = mirror.frames
    wire.set(mirror, kernel_width=width)

    assert study.explanation.kernel_width == width
    assert mirror.frames is sweep
    assert not any(wire.updates_of(mirror))


def test_only_what_has_changed_is_sent(mirror, study, wire):
    study.alpha = 2.0
    sent = {name for update in wire.updates_of(mirror) for name in update}

    assert sent <= {"alpha", "frames", "prediction"}


def test_a_study_has_one_mirror_however_many_views(mirror, study):
    assert mirror_of(study) is mirror


def test_two_studies_have_two(mirror, table):
    other = Study(lambda X: X["temp"], table.iloc[3], TabularExplainer(table), n_samples=64)

    assert mirror_of(other) is not mirror
    mirror_of(other).close()


# From the browser to the kernel


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel_width", -1),
        ("kernel_width", float("nan")),
        ("kernel_width", "wide"),
        ("n_samples", 1),
        ("n_samples", 10.5),
        ("n_features", 0),
        ("n_features", 99),
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
    assert study.explainer.row(study.instance)["temp"] == 21.5
    assert_follows(mirror, study)

    wire.send(mirror, type="reset_row")
    assert study.wait(20)
    assert not any(cell["changed"] for cell in mirror.row)


def test_a_category_and_a_gap_are_edited(mirror, study, wire):
    wire.send(mirror, type="edit", column="weather", value="RAIN")
    wire.send(mirror, type="edit", column="holiday", value="True")
    assert study.explainer.row(study.instance)["weather"] == "RAIN"
    assert study.explainer.row(study.instance)["holiday"] is True

    wire.send(mirror, type="edit", column="weather", value=None)
    assert study.explainer.row(study.instance)["weather"] is None
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
    mirror = mirror_of(study)
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


# What the browser cannot hold


def test_what_is_the_users_own_is_custom_there_and_can_be_chosen_again(wire):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 2)), columns=["a", "b"])
    explainer = TabularExplainer(table, discretizer={"a": [0.0], "b": None})

    def kernel(distances, width):
        return np.exp(-distances / width)

    study = Study(lambda X: X["a"], table.iloc[0], explainer, n_samples=64, kernel=kernel)
    assert study.wait(20)
    mirror = mirror_of(study)
    assert (mirror.kernel, mirror.discretizer) == ("custom", "custom")

    wire.set(mirror, kernel="exponential", discretizer="quartile")
    assert (study.kernel, study.discretizer) == ("exponential", "quartile")
    wire.set(mirror, kernel="custom", discretizer="custom")
    assert study.kernel is kernel
    assert study.discretizer == {"a": [0.0], "b": None}
    assert mirror.notice == ""
    assert study.wait(20)
    mirror.close()


# Letting go


def test_a_closed_mirror_leaves_the_study_as_it_was(wire, study):
    watched = {name: len(study._trait_notifiers.get(name, {}).get("change", [])) for name in study.trait_names()}
    sweeping = study.sweeping
    for _ in range(3):
        mirror_of(study).close()

    after = {name: len(study._trait_notifiers.get(name, {}).get("change", [])) for name in study.trait_names()}
    assert after == watched
    assert study.sweeping == sweeping


def test_the_mirror_closes_with_its_last_view(wire, study):
    mirror = mirror_of(study)
    mirror.attach()
    mirror.attach()
    mirror.detach()
    assert mirror.comm is not None
    mirror.detach()
    assert mirror.comm is None
    assert mirror_of(study) is not mirror
    mirror_of(study).close()


def test_a_mirror_that_is_closed_twice_does_no_harm_to_the_next(wire, study):
    first = mirror_of(study)
    first.close()
    second = mirror_of(study)
    first.close()

    assert mirror_of(study) is second
    assert study.sweeping
    second.close()


def test_a_study_that_nobody_holds_is_forgotten(wire, table):
    study = Study(lambda X: X["temp"], table.iloc[3], TabularExplainer(table), n_samples=64)
    assert study.wait(20)
    mirror_of(study).close()
    worker, gone = study._worker, weakref.ref(study)
    if worker is not None:
        worker.join(20)
    del study
    gc.collect()

    assert gone() is None
