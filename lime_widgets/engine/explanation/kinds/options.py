"""The parameters that only some kinds of surrogates have, checked."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import in_quotes, problem
from lime_widgets.engine.explanation.kernel import SHAPLEY
from lime_widgets.engine.explanation.kinds.prior import Prior, beliefs_of, check_prior_precision
from lime_widgets.engine.names import check_names, keywords_of
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH
from lime_widgets.engine.surrogate.options import check_max_depth, check_precision, check_surrogate, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lime_widgets.engine.surrogate.options import Surrogate


OF_SURROGATE = {
    "max_depth": ("tree",),
    "prior": ("bayesian",),
    "prior_precision": ("bayesian",),
    "noise_precision": ("bayesian",),
}
"""The parameters that only some kinds of surrogates have, with these kinds."""
_USERS = OF_SURROGATE | {"alpha": ("ridge", "lasso", "logistic")}
# What Shapley values do not use.
_OF_LIME = ("kernel_width", "alpha", "feature_selection")
# Defaults are no choice of the user's.
_DEFAULTS = {"alpha": 1.0, "feature_selection": "auto", "max_depth": DEFAULT_MAX_DEPTH}


def options_of(*takers: Callable[..., Any]) -> tuple[str, ...]:
    """List the keywords of functions; those of a surrogate too where one of them takes any."""
    parameters = [each for taker in takers for each in inspect.signature(taker).parameters.values()]
    passes_on = any(each.kind is inspect.Parameter.VAR_KEYWORD for each in parameters)
    return (*keywords_of(*takers), *(OF_SURROGATE if passes_on else ()))


def check_options(name: str, given: Iterable[str], *takers: Callable[..., Any]) -> None:
    """Check the names of the options of a function that passes them on, before the model is asked.

    Parameters
    ----------
    name : str
        The function that the user called.
    given : iterable of str
    *takers : callable
        The functions whose keyword parameters they may be.

    Raises
    ------
    LimeError
        If there is no such option.
    """
    check_names(name, given, options_of(*takers))


def check_used(kernel: Any, surrogate: Surrogate, given: Mapping[str, Any]) -> None:
    """Check that a call uses what the user gave.

    Parameters
    ----------
    kernel : str or callable
    surrogate : str or estimator
    given : mapping of str to object
        Parameters by name. None and defaults count as not given.

    Raises
    ------
    LimeError
        If the surrogate, or Shapley values, would not look at one of them, or there is no such surrogate.
    """
    chosen = {name for name, value in given.items() if value is not None and not _is_default(name, value)}
    for name in _OF_LIME:
        if name in chosen and isinstance(kernel, str) and kernel == SHAPLEY:
            raise problem("option.of_lime", name=name)
    own = name_of(check_surrogate(surrogate))
    for name, kinds in _USERS.items():
        if name in chosen and own not in kinds:
            needed = " or ".join(f"surrogate={in_quotes([kind])}" for kind in kinds)
            raise problem("option.of_surrogate", name=name, surrogate=own, needed=needed)


def _is_default(name: str, value: Any) -> bool:
    return isinstance(value, str | int | float) and value == _DEFAULTS.get(name)


def used_by(surrogate: Surrogate, options: Mapping[str, Any]) -> dict[str, Any]:
    """Give those of the parameters that only some kinds have which this surrogate has."""
    return {name: value for name, value in options.items() if name_of(surrogate) in OF_SURROGATE[name]}


def surrogate_options(
    surrogate: Surrogate,
    *,
    max_depth: int = DEFAULT_MAX_DEPTH,
    prior: Any = None,
    prior_precision: float | str | None = None,
    noise_precision: float | None = None,
) -> dict[str, Any]:
    """Check the surrogate and its parameters, and give those that it has; see `Neighborhood.explain`.

    Raises
    ------
    LimeError
        If one of them cannot be used.
    """
    options = {
        "max_depth": check_max_depth(max_depth),
        "prior": Prior.of(prior),
        "prior_precision": check_prior_precision(prior_precision),
        "noise_precision": check_precision("noise_precision", noise_precision),
    }
    check_used("", surrogate, options)
    return {"surrogate": surrogate} | used_by(surrogate, options)


def for_fit(feature_names: Sequence[str], unit: float, options: dict[str, Any]) -> dict[str, Any]:
    """Give the options that `fit` takes: for answers divided by a unit, and with the prior of these features."""
    chosen = dict(options)
    prior, precision, noise = (chosen.pop(name, None) for name in ("prior", "prior_precision", "noise_precision"))
    if chosen["surrogate"] == "bayesian":
        chosen["beliefs"] = beliefs_of(prior, precision, noise, feature_names)
    if chosen["surrogate"] == "lasso":  # its penalty is not on the squares
        chosen["alpha"] /= unit
    return chosen
