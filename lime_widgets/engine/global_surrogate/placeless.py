"""The surrogate of the local samples without the kernel: what is left of a difference that the place does not make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from lime_widgets.engine.explanation.origin import Origin

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from lime_widgets.engine.explanation.kernel import Kernel
    from lime_widgets.engine.explanation.neighborhood import Neighborhood
    from lime_widgets.engine.explanation.result import Explanation

# The penalty of a ridge beside a surrogate that has none.
_SLIGHT = 0.01


class Placeless(NamedTuple):
    """The weights of the local samples with the kernel and without it, for the features of the local surrogate.

    Attributes
    ----------
    here, here_interval : ndarray of shape (p,)
        Weights with the kernel and the penalty of the whole model's surrogate, with half widths of the 95 %
        intervals. NaN for features that the local surrogate does not have; weights of a tree are then 0.
    wide, wide_interval : ndarray of shape (p,)
        The same without the kernel: of the distribution that the samples are drawn from.
    enough : bool
        Whether enough samples lie far from the instance. Samples that were drawn near it may not.
    moves : ndarray of shape (p,), or None
        For a surrogate that is no weighted sum: whether the place raises (1) or lowers (−1) the contribution of each
        feature to a ridge, or neither (0). A tree has no intervals, and its contributions are from the mean of the
        samples, so that they differ by the place also for a linear model.
    """

    here: NDArray[np.float64]
    here_interval: NDArray[np.float64]
    wide: NDArray[np.float64]
    wide_interval: NDArray[np.float64]
    enough: bool
    moves: NDArray[np.float64] | None = None

    def of(self, features: NDArray[np.intp]) -> Placeless:
        """Give the weights of some features."""
        return Placeless(
            self.here[features],
            self.here_interval[features],
            self.wide[features],
            self.wide_interval[features],
            self.enough,
            None if self.moves is None else self.moves[features],
        )


def placeless(
    local: Explanation, samples: Neighborhood, kernel: Kernel = "exponential", *, surrogate: Any, **options: Any
) -> Placeless:
    """Fit the surrogate of the local samples with the kernel and without it.

    Samples around an instance are drawn otherwise than training rows: numbers from a normal distribution, and column
    by column. So the local weights and those of the whole model differ also where the model is the same everywhere.
    Both fits here are to the same samples: they differ by the place only.

    Parameters
    ----------
    local : Explanation
        LIME's, of these samples.
    samples : Neighborhood
    kernel : str or callable, default "exponential"
        The kernel of the local surrogate.
    surrogate, **options
        Those of the whole model's surrogate. Both fits have its penalty, in proportion to what the samples weigh:
        none is shrunk more than the other.

    Examples
    --------
    >>> import numpy as np
    >>> from lime_widgets.engine.explanation.neighborhood import Neighborhood
    >>> x = np.linspace(-2, 2, 401)
    >>> samples = Neighborhood(np.append(1.0, x)[:, None], np.maximum(np.append(1.0, x), 0), np.append(0, abs(x - 1)))
    >>> found = placeless(samples.explain(kernel_width=0.2), samples, surrogate="ridge", alpha=0.0)
    >>> found.here.round(2).tolist(), found.wide.round(2).tolist()
    ([1.0], [0.5])
    """
    chosen = np.sort(local.features)
    if not len(chosen):  # a tree without a split, or a lasso that keeps nothing
        none = _by_feature(local, chosen, samples)
        return Placeless(*none, *none, enough=True)
    at_rest = samples.origin.at_rest
    own = replace(
        samples,
        Z=samples.Z[:, chosen],
        y=samples.y[:, [local.output]],
        feature_names=tuple(samples.feature_names[feature] for feature in chosen),
        output_names=(samples.output_names[local.output],),
        default_n_features=len(chosen),
        empty=None,
        origin=Origin(at_rest=tuple(at_rest[feature] for feature in chosen) if at_rest else ()),
        yardstick=None,
    )
    # All as near as each other: a kernel of any width gives each the weight 1.
    without = own.at(np.zeros(len(own)))
    at_place = {"kernel": kernel, "kernel_width": local.kernel_width}
    wide = _fitted(without, {}, surrogate, options)
    weights = _by_feature(wide, chosen[wide.features], samples)
    enough = all(reason.name != "few_samples" for reason in wide.reasons)
    if wide.fitted is None:
        here = _fitted(own, at_place, surrogate, options)
        return Placeless(*_by_feature(here, chosen[here.features], samples), *weights, enough=enough)
    # Without a penalty the fit with the kernel is the local one.
    weights_here = _by_feature(local, local.features, samples)
    lines = (_fitted(rows, at_place, "ridge", {"alpha": _SLIGHT}) for rows in (own, without))
    (line, half), (wide_line, wide_half) = (_by_feature(each, chosen[each.features], samples) for each in lines)
    change = line - wide_line
    moves = np.where(np.abs(change) > np.hypot(half, wide_half), np.sign(change), 0.0)
    moves *= np.sign(samples.Z[0] - (at_rest or np.zeros(samples.Z.shape[1])))
    return Placeless(*weights_here, *weights, enough, moves)


def _fitted(rows: Neighborhood, at_place: dict[str, Any], surrogate: Any, options: dict[str, Any]) -> Explanation:
    """Fit a surrogate with the same penalty for each sample, whatever the samples weigh."""
    if "alpha" in options:
        weights = rows.weights(at_place.get("kernel_width", 1.0), at_place.get("kernel", "exponential"))[0]
        share = float(np.mean(weights if rows.counts is None else weights * rows.counts))
        options = options | {"alpha": options["alpha"] * share}
    return rows.explain(surrogate=surrogate, feature_selection="none", **at_place, **options)


def _by_feature(
    explanation: Explanation, features: NDArray[np.intp], samples: Neighborhood
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the weights of all p features, and the half widths of their intervals."""
    # A tree does not use a feature that is not on its path; of others the surrogate says nothing.
    coef = np.full(samples.Z.shape[1], 0.0 if explanation.surrogate == "tree" else np.nan)
    half = np.full_like(coef, np.nan)
    coef[features], half[features] = explanation.coef, explanation.interval
    return coef, half
