"""The parameters that only some kinds of surrogates have, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lime_widgets.engine.explanation.kinds.prior import Prior, beliefs_of, check_prior_precision
from lime_widgets.engine.surrogate.kinds.tree import DEFAULT_MAX_DEPTH
from lime_widgets.engine.surrogate.options import check_max_depth, check_precision, check_surrogate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lime_widgets.engine.surrogate.options import Surrogate


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
