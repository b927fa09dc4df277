"""Compare a study model with its study, as a view reads it."""

from __future__ import annotations

import re

import numpy as np
import pytest

from lime_widgets.engine.explanation.doubts import GRADES
from lime_widgets.widgets.wire.custom import to_browser

ARRAYS = (
    "coef", "interval", "features", "kernel_width", "intercept", "score", "loo_score", "fidelity", "shrinkage", "grade",
    "ess", "local_prediction",
)  # fmt: skip


def read(array):
    return np.frombuffer(array["data"], f"<{array['dtype']}").reshape(array["shape"])


def drawn(study_model):
    """What a view draws: the frame at the study model's kernel width."""
    frames = {name: read(study_model.frames[name]) for name in ARRAYS}
    nearest = np.abs(np.log(frames["kernel_width"] / study_model.kernel_width)).argmin()
    return {name: values[nearest] for name, values in frames.items()}


def assert_follows(study_model, study):
    """The model's frame is the study's explanation, and every parameter is the study's."""
    frame, explanation = drawn(study_model), study.explanation
    assert frame["kernel_width"] == pytest.approx(study.kernel_width, rel=1e-12)
    kept = frame["features"] >= 0
    np.testing.assert_array_equal(frame["features"][kept], explanation.features)
    np.testing.assert_allclose(frame["coef"][kept], explanation.coef, rtol=1e-6)
    np.testing.assert_allclose(frame["interval"][kept], explanation.interval, rtol=1e-5, atol=1e-12)
    for name in ("score", "loo_score", "fidelity", "shrinkage", "ess", "local_prediction"):
        assert frame[name] == pytest.approx(getattr(explanation, name), rel=1e-6, nan_ok=True), name
    assert GRADES[frame["grade"]] == explanation.grade
    place = int(np.abs(np.log(read(study_model.frames["kernel_width"]) / study_model.kernel_width)).argmin())
    doubts = study_model.frames["doubts"]
    said = {name: read(doubt["at"])[place] for name, doubt in doubts.items() if read(doubt["at"])[place]}
    assert list(said) == [reason.name for reason in explanation.reasons]
    for name, reason in zip(said, explanation.reasons, strict=True):
        sent = doubts[name]["reasons"][said[name] - 1]
        # The browser fills in the numbers of its frame: what stands around them is the same.
        for part in re.split(r"\{\w+\}", sent["sentence"]):
            assert part in reason.sentence
        advice = reason.advice
        assert sent.get("label") == (advice and advice.label)
        assert sent.get("value") == (advice and to_browser(advice.parameter, advice.value))
    assert study_model.frames["n_samples"] == len(study.neighborhood)
    for name in study.parameter_names:
        assert getattr(study_model, name) == _shown(name, getattr(study, name)), name


def _shown(name, value):
    """A parameter's value as a control has it."""
    if isinstance(value, tuple):
        return list(value)
    return "none" if value is None and name not in {"shown", "target_score"} else value
