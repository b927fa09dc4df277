"""The controls of a study, described by its traits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, NotRequired, TypedDict, cast

from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.surrogate.options import name_of
from lime_widgets.engine.texts import say
from lime_widgets.widgets.wire.codec import encode
from lime_widgets.widgets.wire.custom import to_browser
from lime_widgets.widgets.wire.sections import Section, name_for_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from lime_widgets.study import Study

# From the most to the least used. Controls keep this order within a panel.
ORDER = (
    "output",
    "kernel_width",
    "n_features",
    "n_samples",
    "random_state",
    "unit",
    "ngram",
    "bag",
    "mask",
    "fill",
    "discretizer",
    "sampling",
    "sample_around_instance",
    "design",
    "distance",
    "kernel",
    "surrogate",
    "max_depth",
    "prior",
    "prior_precision",
    "feature_selection",
    "alpha",
    "sign",
    "shown",
    "min_weight",
    "hide_rest",
    "opacity",
    "boundaries",
    "gray",
    "effect",
    "chart",
    "palette",
)

Value = float | str | bool | None


class WireOption(TypedDict):
    """One of the options of a choice."""

    value: Value
    label: str
    disabled: NotRequired[bool]


class WireControl(TypedDict):
    """The control of one parameter."""

    name: str
    label: str
    help: str
    group: str
    kind: Literal["width", "log", "range", "weight", "count", "number", "choice", "fill", "switch", "seed", "text"]
    min: NotRequired[float]
    max: NotRequired[float]
    step: NotRequired[float]
    options: NotRequired[list[WireOption]]
    default: Value
    idle: NotRequired[Annotated[str, "Why the parameter has no effect now."]]


def controls(study: Study) -> list[WireControl]:
    """Describe the control of each parameter that can be changed now, in the order of `ORDER`."""
    traits = study.traits(parameter=True)
    if study.neighborhood is None or study.neighborhood.n_outputs < 2:
        del traits["output"]  # there is only one
    if study.explanation and study.explanation.exact:
        for name in ("random_state", "design", "sampling"):  # no sample is random
            traits.pop(name, None)
    if study.requested_perturbation.user_supplied:
        del traits["design"], traits["sampling"]
        if not study.requested_perturbation.depends_on_seed:
            del traits["random_state"]  # the rows are always the same
    for name in _of_other_surrogates(study):
        del traits[name]
    if "ngram" in traits and getattr(study, "unit", None) != "ngram":
        del traits["ngram"]
    return [_control(study, name, traits[name]) for name in ORDER if name in traits]


def _of_other_surrogates(study: Study) -> list[str]:
    """Name the parameters that the surrogate does not have."""
    kinds = {
        "alpha": {"ridge", "lasso", "logistic"},
        "max_depth": {"tree"},
        "prior": {"bayesian"},
        # Without a prior of another mean it is estimated.
        "prior_precision": {"bayesian"} if study.prior is not None else set(),
    }
    return [name for name, kind in kinds.items() if name_of(study.surrogate) not in kind]


def _control(study: Study, name: str, trait: Any) -> WireControl:
    metadata = trait.metadata
    if name in _SPECIAL:
        kind: dict[str, Any] = _SPECIAL[name](study)
    elif isinstance(trait.default_value, bool):
        kind = {"kind": "switch"}
    elif "choices" in metadata:
        kind = {"kind": "choice", "options": _options(study, name)}
    elif metadata.get("scale") == "log":
        # There are no more samples than the user supplied.
        most = metadata["high"]
        if name == "n_samples" and study.requested_perturbation.user_supplied:
            most = study.explainer.default_n_samples
        kind = {"kind": "log", "min": min(metadata["low"], most), "max": most}
    elif isinstance(trait.default_value, str):
        kind = {"kind": "text"}
    elif "high" in metadata:
        kind = {"kind": "range", "min": metadata["low"], "max": metadata["high"], "step": metadata["step"]}
    else:
        kind = {"kind": "number", "min": metadata["low"], "step": metadata["step"]}
    control = {
        "name": name,
        "label": trait.label(),
        "help": trait.tooltip(),
        "group": metadata["group"],
        "default": to_browser(name, study.default_n_features if name == "n_features" else study.initial[name]),
    }
    idle = _idle(study, name)
    return cast("WireControl", control | kind | ({"idle": idle} if idle else {}))


# Parameters that Shapley values do not have, and those that coalitions do not have.
_NOT_OF_SHAPLEY = frozenset({"kernel_width", "distance", "feature_selection", "alpha"})
_NOT_OF_COALITIONS = frozenset({"discretizer", "sample_around_instance"})


def _idle(study: Study, name: str) -> str:
    """Say why a parameter has no effect now; "" where it has one."""
    if study.kernel == SHAPLEY and name in _NOT_OF_SHAPLEY:
        return say("idle.width" if name == "kernel_width" else "idle.shapley")
    if getattr(study, "sampling", "") == "coalitions" and name in _NOT_OF_COALITIONS:
        return say("idle.coalitions")
    return ""


# Parameters with a special kind of control, or whose range depends on the study.
_SPECIAL: dict[str, Callable[[Study], dict[str, Any]]] = {
    "output": lambda study: {
        "kind": "choice",
        "options": [
            {"value": index, "label": name_for_page(label)}
            for index, label in enumerate(study.neighborhood.output_names)
        ],
    },
    "kernel_width": lambda _study: {"kind": "width"},
    "n_features": lambda study: {"kind": "range", "min": 1, "max": len(study.feature_names), "step": 1},
    "fill": lambda study: {"kind": "fill", "options": _options(study, "fill")},
    "shown": lambda study: {"kind": "count", "min": 1, "max": len(study.feature_names), "step": 1},
    "min_weight": lambda _study: {"kind": "weight", "min": 0.0},
    "random_state": lambda _study: {"kind": "seed", "min": 0, "max": 2**32 - 1, "step": 1},
}


def _options(study: Study, name: str) -> list[WireOption]:
    trait: Any = study.traits()[name]
    options: list[WireOption] = []
    for value in trait.metadata["choices"]:
        label = trait.choice_text(value)
        options.append({"value": to_browser(name, value), "label": label})
        if value == "entropy" and not study.explainer.has_labels:
            options[-1] = {"value": value, "label": say("choice.needs_labels", choice=label), "disabled": True}
        if value == "logistic" and not _within_unit(study):
            options[-1] = {"value": value, "label": say("choice.needs_shares", choice=label), "disabled": True}
    if "custom" in {to_browser(name, study.initial[name]), to_browser(name, getattr(study, name))}:
        options.append({"value": "custom", "label": say("choice.own")})
    return options


def _within_unit(study: Study) -> bool:
    """Whether a logistic surrogate can be fitted to the answers, as far as they are known."""
    neighborhood = study.neighborhood
    return neighborhood is None or bool(neighborhood.y.min() >= 0 and neighborhood.y.max() <= 1)


def _key(study: Study) -> tuple[Any, ...]:
    """Everything but the traits' own metadata that `controls` depends on."""
    neighborhood, requested = study.neighborhood, study.requested_perturbation
    return (
        () if neighborhood is None else neighborhood.output_names,
        study.explanation and study.explanation.exact,
        _within_unit(study),
        tuple(_of_other_surrogates(study)),
        requested.user_supplied,
        requested.depends_on_seed,
        len(study.feature_names),
        study.default_n_features,
        study.explainer.default_n_samples,
        getattr(study.explainer, "has_labels", False),
        getattr(study, "unit", None) == "ngram",
        study.kernel == SHAPLEY,
        getattr(study, "sampling", "") == "coalitions",
        tuple(to_browser(name, getattr(study, name)) == "custom" for name in study.parameter_names if name in _CUSTOM),
    )


# Parameters that take objects of the user's own.
_CUSTOM = frozenset({"kernel", "surrogate", "prior", "prior_precision", "discretizer", "unit", "segmentation", "fill"})

CONTROLS = Section("controls", _key, lambda study: {"controls": controls(study)})
GRID = Section(
    "grid",
    lambda study: (study.default_kernel_width,),
    lambda study: {
        "default_kernel_width": study.default_kernel_width,
        "grid": encode(study.kernel_widths, "f8"),
    },
)
