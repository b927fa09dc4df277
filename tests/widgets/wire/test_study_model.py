"""What the browser knows of a study, when it hears of it, and that it is let go."""

import gc
import threading
import weakref

import numpy as np
import pandas as pd
import pytest
from widgets.study_model import assert_follows, read

from lime_widgets import Study, TabularExplainer
from lime_widgets.widgets.wire.study_model import StudyModel, study_model_of

# From the kernel to the browser


def test_at_rest_the_model_holds_the_whole_sweep(study_model, study):
    assert study_model.frames["complete"]
    assert read(study_model.frames["kernel_width"]).shape == (129,)
    np.testing.assert_allclose(read(study_model.grid), study.kernel_widths)
    assert study_model.default_kernel_width == study.default_kernel_width
    assert_follows(study_model, study)


def test_a_study_that_was_at_rest_before_it_is_shown_is_swept_too(wire, study):
    assert len(study.sweep) == 1
    study_model = study_model_of(study)
    assert study.wait(20)

    assert study_model.frames["complete"]
    study_model.close()


def test_what_changes_while_the_model_is_made_is_heard_of(wire, study, monkeypatch):
    standing, other, threads = StudyModel._changes, 1 - study.output, []

    def standing_while_another_thread_changes_the_output(self):
        if not threads:
            threads.append(threading.Thread(target=lambda: setattr(study, "output", other)))
            threads[0].start()
            threads[0].join(0.2)
        return standing(self)

    monkeypatch.setattr(StudyModel, "_changes", standing_while_another_thread_changes_the_output)
    study_model = study_model_of(study)
    threads[0].join(20)

    assert study_model.output == study.output == other
    study_model.close()


def test_the_model_says_how_the_study_stands(study_model, study):
    assert (study_model.status, study_model.progress, study_model.error) == ("ready", 1.0, None)
    assert study_model.n_model_calls == study.n_model_calls
    assert study_model.outputs == {"names": ["no", "yes"], "kind": study.neighborhood.output_kind}
    assert study_model.prediction["values"] == pytest.approx(study.neighborhood.prediction.tolist())
    answers = study.neighborhood.y[:, study.output]
    assert (study_model.prediction["low"], study_model.prediction["high"]) == (answers.min(), answers.max())
    assert study_model.features["names"] == list(study.feature_names)
    assert study_model.features["columns"] == [0, 1, 2, 3]


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
def test_a_change_from_code_reaches_the_browser(study_model, study, change):
    study.update(**change)
    assert study.wait(20)

    assert_follows(study_model, study)


def test_a_publication_is_one_message(study_model, study, wire):
    events = []
    study.observe(lambda change: events.append(change.new), "generation")

    study.alpha = 2.0
    updates = wire.updates_of(study_model)

    assert len(events) == 1
    assert [update.keys() for update in updates if "frames" in update] == [{"frames"}]
    assert len(updates) == 2  # the parameter itself is the other one


def test_a_change_from_the_browser_is_answered_by_one_message(study_model, study, wire):
    wire.set(study_model, alpha=2.0)

    assert study.alpha == 2.0
    assert len([update for update in wire.updates_of(study_model) if update]) == 1
    assert_follows(study_model, study)


def test_a_width_of_the_sweep_is_not_answered_by_another_sweep(study_model, study, wire):
    width = float(study.kernel_widths[40])
    sweep = study_model.frames
    wire.set(study_model, kernel_width=width)

    assert study.explanation.kernel_width == width
    assert study_model.frames is sweep
    assert not any(wire.updates_of(study_model))


def test_only_what_has_changed_is_sent(study_model, study, wire):
    study.alpha = 2.0
    sent = {name for update in wire.updates_of(study_model) for name in update}

    assert sent <= {"alpha", "frames", "prediction"}


def test_a_study_has_one_model_however_many_views(study_model, study):
    assert study_model_of(study) is study_model


def test_two_studies_have_two(study_model, table):
    other = Study(lambda X: X["temp"], table.iloc[3], TabularExplainer(table), n_samples=64)

    assert study_model_of(other) is not study_model
    study_model_of(other).close()


# What the browser cannot hold


def test_what_is_the_users_own_is_custom_there_and_can_be_chosen_again(wire):
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 2)), columns=["a", "b"])
    explainer = TabularExplainer(table, discretizer={"a": [0.0], "b": None})

    def kernel(distances, width):
        return np.exp(-distances / width)

    study = Study(lambda X: X["a"], table.iloc[0], explainer, n_samples=64, kernel=kernel)
    assert study.wait(20)
    study_model = study_model_of(study)
    assert (study_model.kernel, study_model.discretizer) == ("custom", "custom")

    wire.set(study_model, kernel="exponential", discretizer="quartile")
    assert (study.kernel, study.discretizer) == ("exponential", "quartile")
    wire.set(study_model, kernel="custom", discretizer="custom")
    assert study.kernel is kernel
    assert study.discretizer == {"a": [0.0], "b": None}
    assert study_model.notice == ""
    assert study.wait(20)
    study_model.close()


# Letting go


def test_a_closed_model_leaves_the_study_as_it_was(wire, study):
    watched = {name: len(study._trait_notifiers.get(name, {}).get("change", [])) for name in study.trait_names()}
    sweeping = study.sweeping
    for _ in range(3):
        study_model_of(study).close()

    after = {name: len(study._trait_notifiers.get(name, {}).get("change", [])) for name in study.trait_names()}
    assert after == watched
    assert study.sweeping == sweeping


def test_the_model_closes_with_its_last_view(wire, study):
    study_model = study_model_of(study)
    study_model.attach()
    study_model.attach()
    study_model.detach()
    assert study_model.comm is not None
    study_model.detach()
    assert study_model.comm is None
    assert study_model_of(study) is not study_model
    study_model_of(study).close()


def test_a_model_that_is_closed_twice_does_no_harm_to_the_next(wire, study):
    first = study_model_of(study)
    first.close()
    second = study_model_of(study)
    first.close()

    assert study_model_of(study) is second
    assert study.sweeping
    second.close()


def test_a_study_that_nobody_holds_is_forgotten(wire, table):
    study = Study(lambda X: X["temp"], table.iloc[3], TabularExplainer(table), n_samples=64)
    assert study.wait(20)
    study_model_of(study).close()
    worker, gone = study._runtime.worker.thread, weakref.ref(study)
    if worker is not None:
        worker.join(20)
    del study
    gc.collect()

    assert gone() is None
