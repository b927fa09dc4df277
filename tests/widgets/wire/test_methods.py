"""LIME and Shapley values on the wire: the method of the frames, what differs, idle controls, and weights."""

import numpy as np
import pytest

import lime_widgets as lw
from lime_widgets.engine.explanation.shapley.game import game_of, single_weights
from lime_widgets.widgets.wire.controls import controls
from lime_widgets.widgets.wire.samples import samples_state


def idle(study):
    return {control["name"]: control["idle"] for control in controls(study) if "idle" in control}


def test_the_page_switches_to_shapley_values_and_back(study_model, study, wire):
    width = study.kernel_width
    wire.set(study_model, kernel="shapley")
    assert study.wait(20)

    assert (study.kernel, study.sampling, study_model.kernel, study_model.sampling) == ("shapley", "coalitions") * 2
    assert study_model.frames["method"] == "shapley"
    assert study_model.frames["rest"] == pytest.approx(study.explanation.rest)
    assert study_model.frames["kernel_width"]["shape"] == [1]  # one frame stands for all widths
    wire.set(study_model, kernel="exponential")
    assert study.wait(20)
    assert (study_model.frames["method"], study_model.frames["rest"]) == ("lime", 0.0)
    assert (study.sampling, study.kernel_width) == ("independent", width)


def test_the_page_asks_what_differs_and_gets_a_sentence(study_model, study, wire):
    assert (study_model.difference, study_model.other_calls) == (None, 256)

    wire.set(study_model, differing=True)
    assert study.wait(20)

    told = study_model.difference
    assert told["method"] == "shapley"
    assert told["contributions"] == [[feature, value] for feature, value in study.difference.contributions.items()]
    assert told["intervals"] == [[feature, half] for feature, half in study.difference.intervals.items()]
    assert told["marked"] == list(study.difference.marked)
    assert told["sentence"] == study.difference.sentence
    assert study_model.other_calls == 0
    wire.set(study_model, differing=False)
    assert study_model.difference is None


def test_the_page_can_set_the_toggle_to_true_or_false_only(study_model, study, wire):
    for junk in ("true", 1, None, [True]):
        wire.set(study_model, differing=junk)
        assert "true or false" in study_model.notice
        assert study.differing is False


def test_controls_without_an_effect_say_so(study):
    assert idle(study) == {}
    study.kernel = "shapley"
    assert study.wait(20)

    assert set(idle(study)) == {
        "kernel_width", "distance", "feature_selection", "alpha", "discretizer", "sample_around_instance",
    }  # fmt: skip
    assert idle(study)["kernel_width"] == "Shapley values have no kernel width."
    study.kernel = "gaussian"
    assert idle(study) == {}
    study.sampling = "coalitions"
    assert set(idle(study)) == {"discretizer", "sample_around_instance"}


def test_the_weights_of_samples_are_those_of_the_shapley_kernel():
    study = lw.Study(lambda texts: [len(text.split()) for text in texts], "one two three four", lw.TextExplainer())
    assert study.wait(20)
    assert samples_state(study, fitted=False)["weights"] is None  # the browser knows LIME's kernels
    study.kernel = "shapley"
    assert study.wait(20)

    weights = np.frombuffer(samples_state(study, fitted=False)["weights"]["data"], "<f4")

    near = study.neighborhood
    expected = single_weights(game_of(near))
    assert weights == pytest.approx(expected)
    kept = near.Z.sum(axis=1)
    total = {size: (weights * near.counts)[kept == size].sum() for size in (1, 2, 3)}
    assert total[1] / total[2] == pytest.approx((1 / 3) / (1 / 4), rel=1e-6)
    assert weights[(kept == 0) | (kept == 4)].tolist() == [0.0, 0.0]
    assert np.isfinite(weights).all()
