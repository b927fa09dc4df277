"""Compare a study model with its study, as a view reads it."""

from __future__ import annotations

import numpy as np
import pytest

ARRAYS = ("coef", "stderr", "features", "kernel_width", "intercept", "score", "ess", "local_prediction")


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
    np.testing.assert_allclose(frame["stderr"][kept], explanation.stderr, rtol=1e-5, atol=1e-12)
    assert frame["score"] == pytest.approx(explanation.score, rel=1e-6)
    assert frame["ess"] == pytest.approx(explanation.ess, rel=1e-6)
    assert frame["local_prediction"] == pytest.approx(explanation.local_prediction, rel=1e-6)
    assert study_model.frames["n_samples"] == len(study.neighborhood)
    for name in study.parameter_names:
        assert getattr(study_model, name) == _shown(name, getattr(study, name)), name


def _shown(name, value):
    """A parameter's value as a control has it."""
    if isinstance(value, tuple):
        return list(value)
    return "none" if value is None and name not in {"shown", "target_score"} else value
