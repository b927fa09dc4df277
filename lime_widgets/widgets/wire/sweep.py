"""The sweep as views draw it: one frame for each kernel width, and what the frames speak of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.engine.explanation.doubts import bit_of
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.sections import Section

if TYPE_CHECKING:
    from lime_widgets.engine.explanation.result import Sweep
    from lime_widgets.study import ImageStudy, Study

_ARRAYS = ("coef", "stderr", "intercept", "score", "ess", "local_prediction")
# The browser shades the kernel widths at which this doubt arises.
_FEW = bit_of("few_samples")


def frames(study: Study, sweep: Sweep) -> dict[str, Any]:
    """Describe a sweep over the kernel width."""
    neighborhood = study.neighborhood
    described = {
        "generation": study.generation,
        "n_samples": sweep.n_samples,
        "n_rows": len(neighborhood),
        "exact": sweep.exact,
        # Over the whole range: in all steps or, while a hand moves, in some of them.
        "complete": study.complete or len(sweep) > len(study.compared_widths) + 2,
        "output": sweep.output,
        "surrogate": sweep.surrogate,
        "few": _FEW,
        "kernel_width": encode(sweep.kernel_width, "f8"),
        "features": encode(sweep.features, "i4"),
        "doubts": encode(sweep.doubts, "i4"),
        **{name: encode(getattr(sweep, name), "f4") for name in _ARRAYS},
    }
    codes = getattr(study.displayed_perturbation, "codes", None)
    if codes is not None:  # a table row: where the instance lies along its columns
        described |= {"at": encode(neighborhood.Z[0], "f8"), "codes": encode(codes, "f8")}
    return described


def _sweep_state(study: Study) -> dict[str, Any]:
    neighborhood, sweep = study.neighborhood, study.sweep
    answers = neighborhood.y[:, sweep.output]
    return {
        "frames": frames(study, sweep),
        "features": {
            "names": list(sweep.feature_names),
            "columns": list(getattr(study.displayed_perturbation, "source_columns", ())),
        },
        "outputs": {"names": list(neighborhood.output_names), "kind": neighborhood.output_kind},
        "prediction": {
            "values": neighborhood.prediction.tolist(),
            "low": float(answers.min()),
            "high": float(answers.max()),
        },
    }


def _comparisons_state(study: ImageStudy) -> dict[str, Any]:
    return {"comparisons": [frames(study, sweep) for sweep in study.comparisons]}


SWEEP = Section("sweep", lambda study: None if study.sweep is None else (study.sweep,), _sweep_state)
COMPARISONS = Section("comparisons", lambda study: tuple(study.comparisons), _comparisons_state)
