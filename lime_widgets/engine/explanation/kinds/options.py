"""The parameters that only some kinds of surrogates have, checked."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from lime_widgets.engine.errors import in_quotes, problem
from lime_widgets.engine.explanation.kinds.prior import Prior, beliefs_of, check_prior_precision
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH
from lime_widgets.engine.surrogate.options import check_max_depth, check_precision, check_surrogate, name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lime_widgets.engine.surrogate.options import Surrogate


OF_SURROGATE = ("max_depth", "prior", "prior_precision", "noise_precision")
"""The parameters that only some kinds have."""


def check_options(name: str, given: Iterable[str], *takers: Callable[..., Any]) -> None:
    """Check the names of the options of a function that passes them on, before the model is asked.

    Parameters
    ----------
    name : str
        The function that the user called.
    given : iterable of str
    *takers : callable
        The functions whose keyword parameters they may be; those of a surrogate are known as well.

    Raises
    ------
    LimeError
        If there is no such option.
    """
    parameters = [each for taker in takers for each in inspect.signature(taker).parameters.values()]
    named = (each.name for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY)
    known = tuple(dict.fromkeys((*named, *OF_SURROGATE)))
    unknown = tuple(each for each in given if each not in known)
    if unknown:
        raise problem("option.unknown", function=name, names=in_quotes(unknown), known=", ".join(known))


def check_prior_used(surrogate: Surrogate, options: Mapping[str, Any]) -> None:
    """Check that only a Bayesian ridge is given what only it has.

    Raises
    ------
    LimeError
        If another surrogate would not look at it.
    """
    for name in OF_SURROGATE[1:]:
        if options.get(name) is not None and surrogate != "bayesian":
            raise problem("prior.unused", name=name, surrogate=name_of(surrogate))


def surrogate_options(
    surrogate: Surrogate,
    *,
    max_depth: int = DEFAULT_MAX_DEPTH,
    prior: Any = None,
    prior_precision: float | str | None = None,
    noise_precision: float | None = None,
) -> dict[str, Any]:
    """Check the surrogate and its parameters; see `Neighborhood.explain`.

    Raises
    ------
    LimeError
        If one of them cannot be used.
    """
    return {
        "surrogate": check_surrogate(surrogate),
        "max_depth": check_max_depth(max_depth),
        "prior": Prior.of(prior),
        "prior_precision": check_prior_precision(prior_precision),
        "noise_precision": check_precision("noise_precision", noise_precision),
    }


def for_fit(feature_names: Sequence[str], unit: float, options: dict[str, Any]) -> dict[str, Any]:
    """Give the options that `fit` takes: for answers divided by a unit, and with the prior of these features."""
    chosen = dict(options)
    prior, precision, noise = (chosen.pop(name, None) for name in ("prior", "prior_precision", "noise_precision"))
    if chosen["surrogate"] == "bayesian":
        chosen["beliefs"] = beliefs_of(prior, precision, noise, feature_names)
    if chosen["surrogate"] == "lasso":  # its penalty is not on the squares
        chosen["alpha"] /= unit
    return chosen
