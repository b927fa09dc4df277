"""The local surrogate beside one of the whole model, as its view draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NotRequired, TypedDict

from lime_widgets.widgets.wire.codec import WireArray, encode
from lime_widgets.widgets.wire.sections import Section, name_for_page

if TYPE_CHECKING:
    from lime_widgets.engine.global_surrogate.comparison import GlobalComparison


class WireGlobalWeights(TypedDict):
    """The weights of both surrogates at the instance, the largest first."""

    features: WireArray
    names: list[str]
    local: WireArray
    whole: WireArray
    local_interval: Annotated[WireArray, "Half widths of the 95 % intervals; NaN where they are not known."]
    whole_interval: WireArray
    differs: Annotated[WireArray, "1 where the difference is larger than chance."]
    headline: str
    answers: str
    note: Annotated[str, "What the numbers are."]
    predictions: Annotated[list[float], "For the instance: of the model, the local surrogate, that of the whole model."]
    local_score: Annotated[float | None, "R² of samples left out."]
    whole_score: Annotated[float | None, "R² on training rows held out."]
    n_held_out: int
    surrogate: str


class WireGlobal(TypedDict):
    """How a surrogate of the whole model stands."""

    n_rows: Annotated[int, "How many training rows the model is asked about."]
    seconds: Annotated[float | None, "How long that takes, if it is known."]
    n_answered: Annotated[int | None, "How many of them are answered; null where nobody has asked."]
    error: str
    weights: NotRequired[WireGlobalWeights]


def _weights(comparison: GlobalComparison) -> WireGlobalWeights:
    arrays: dict[str, Any] = {
        name: encode(getattr(comparison, name), "f4") for name in ("local", "whole", "local_interval", "whole_interval")
    }
    return {
        "features": encode(comparison.features, "i4"),
        "names": list(map(name_for_page, comparison.names)),
        "local": arrays["local"],
        "whole": arrays["whole"],
        "local_interval": arrays["local_interval"],
        "whole_interval": arrays["whole_interval"],
        "differs": encode(comparison.differs, "u1"),
        "headline": comparison.headline,
        "answers": comparison.answers,
        "note": comparison.note,
        "predictions": [comparison.model_prediction, comparison.local_prediction, comparison.whole_prediction],
        "local_score": comparison.local_score,
        "whole_score": comparison.whole_score,
        "n_held_out": comparison.n_held_out,
        "surrogate": comparison.surrogate,
    }


def _state(study: Any) -> dict[str, Any]:
    seconds = study.global_seconds
    state: dict[str, Any] = {
        "n_rows": study.n_global_rows,
        "seconds": None if seconds is None else float(f"{seconds:.2g}"),
        "n_answered": study.n_global_answered,
        "error": study.global_error,
    }
    if study.global_comparison is not None:
        state["weights"] = _weights(study.global_comparison)
    return {"global_surrogate": state}


def _key(study: Any) -> tuple[Any, ...]:
    # The cost is told before it is paid; afterwards each batch would change it.
    seconds = None if study.n_global_answered is not None or study.global_seconds is None else study.global_seconds
    told = None if seconds is None else f"{seconds:.1g}"
    return (study.global_comparison, study.n_global_rows, study.n_global_answered, study.global_error, told)


GLOBAL = Section("global", _key, _state)
