"""What a mirror holds, read as a view reads it, against what its study says."""

from __future__ import annotations

import numpy as np
import pytest

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
        assert getattr(mirror, name) == _shown(name, getattr(study, name)), name


def _shown(name, value):
    """A parameter's value as a control has it."""
    if isinstance(value, tuple):
        return list(value)
    return "none" if value is None and name not in {"shown", "target_score"} else value
