"""The controls of a study: which there are and what they look like, read off its traits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lime_widgets.study import Study

# From the most to the least touched; within a panel controls keep this order.
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
    "sample_around_instance",
    "design",
    "distance",
    "kernel",
    "surrogate",
    "feature_selection",
    "alpha",
    "sign",
    "shown",
    "min_weight",
    "hide_rest",
    "opacity",
    "boundaries",
    "palette",
)


def controls(study: Study) -> list[dict[str, Any]]:
    """Describe a control for every parameter of a study, in the order of `ORDER`."""
    traits = study.traits(parameter=True)
    if study.neighborhood is None or study.neighborhood.n_outputs < 2:
        del traits["output"]  # nothing to choose from
    if study.explanation is not None and study.explanation.exact:
        del traits["random_state"], traits["design"]  # nothing is drawn
    if study.requested_perturbation.user_supplied:
        del traits["design"]
        if not study.requested_perturbation.depends_on_seed:
            del traits["random_state"]  # always the same rows
    if "ngram" in traits and getattr(study, "unit", None) != "ngram":
        del traits["ngram"]
    return [_control(study, name, traits[name]) for name in ORDER if name in traits]


def _control(study: Study, name: str, trait: Any) -> dict[str, Any]:
    about = trait.metadata
    if name in _ASKS_THE_STUDY:
        look = _ASKS_THE_STUDY[name](study)
    elif isinstance(trait.default_value, bool):
        look = {"kind": "switch"}
    elif "choices" in about:
        look = {"kind": "choice", "options": _options(study, name, about["choices"])}
    elif about.get("scale") == "log":
        # There are no more samples than are given.
        most = about["high"]
        if name == "n_samples" and study.requested_perturbation.user_supplied:
            most = study.explainer.default_n_samples
        look = {"kind": "log", "min": min(about["low"], most), "max": most}
    elif isinstance(trait.default_value, str):
        look = {"kind": "text"}
    elif "high" in about:
        look = {"kind": "range", "min": about["low"], "max": about["high"], "step": about["step"]}
    else:
        look = {"kind": "number", "min": about["low"], "step": about["step"]}
    return {
        "name": name,
        "label": about["label"],
        "help": trait.help,
        "group": about["group"],
        "default": to_browser(name, study.default_n_features if name == "n_features" else study.initial[name]),
        **look,
    }


# Parameters whose control is of a kind of its own, or whose range only the study knows.
_ASKS_THE_STUDY: dict[str, Callable[[Study], dict[str, Any]]] = {
    "output": lambda study: {
        "kind": "choice",
        "options": [{"value": index, "label": label} for index, label in enumerate(study.neighborhood.output_names)],
    },
    "kernel_width": lambda _study: {"kind": "width"},
    "n_features": lambda study: {"kind": "range", "min": 1, "max": len(study.feature_names), "step": 1},
    "fill": lambda study: {"kind": "fill", "options": _options(study, "fill", study.trait_metadata("fill", "choices"))},
    "shown": lambda study: {"kind": "count", "min": 1, "max": len(study.feature_names), "step": 1},
    "min_weight": lambda _study: {"kind": "weight", "min": 0.0},
    "random_state": lambda _study: {"kind": "seed", "min": 0, "max": 2**32 - 1, "step": 1},
}


def _options(study: Study, name: str, choices: Mapping[Any, str]) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = []
    for value, label in choices.items():
        options.append({"value": to_browser(name, value), "label": label})
        if value == "entropy" and not study.explainer.has_labels:
            options[-1] |= {"label": f"{label} (needs labels)", "disabled": True}
        if value == "logistic" and not _within_unit(study):
            options[-1] |= {"label": f"{label} (needs answers from 0 to 1)", "disabled": True}
    if "custom" in {to_browser(name, study.initial[name]), to_browser(name, getattr(study, name))}:
        options.append({"value": "custom", "label": "your own"})
    return options


def _within_unit(study: Study) -> bool:
    """Whether the answers are such as a logistic surrogate can be fitted to, as far as is known."""
    near = study.neighborhood
    return near is None or bool(near.y.min() >= 0 and near.y.max() <= 1)


def to_browser(name: str, value: Any) -> Any:
    """A parameter's value as a control knows it: an object of the user's own is "custom"."""
    if name in {"segmentation", "fill"}:
        return value if isinstance(value, str) else "custom"
    if name in {"shown", "segmentation_options"}:
        return value
    if value is None:
        return "none"
    return "custom" if callable(value) or isinstance(value, Mapping) else value
